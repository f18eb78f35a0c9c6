//! Reads and writes a table as spreadsheets copy and save it.

/// A pasted table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// The rows that are not blank, with trimmed cells.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// Returns the table in `text`, without its byte order mark.
    pub(crate) fn parse(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(separator(text));
        // Reading from memory does not fail, and rows may have any length.
        let records = reader.from_reader(text.as_bytes()).into_records().filter_map(Result::ok);
        let cells = records.map(|record| record.iter().map(|cell| cell.trim().to_owned()).collect());
        Self { rows: cells.filter(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty())).collect() }
    }

    /// Returns `headings` and these columns of `rows` as text that can be pasted again.
    pub(crate) fn write(headings: &[String], rows: &[&Vec<String>], columns: &[usize]) -> String {
        let cells = |row: &&Vec<String>| -> Vec<String> {
            columns.iter().map(|column| row.get(*column).cloned().unwrap_or_default()).collect()
        };
        let rows: Vec<Vec<String>> =
            std::iter::once(headings.to_vec()).chain(rows.iter().map(cells)).collect();
        let mut writer = csv::WriterBuilder::new();
        writer.delimiter(b'\t');
        // A single column has no tab, so the separator would be guessed from its cells.
        if columns.len() == 1 && rows.iter().flatten().any(|cell| cell.contains([',', ';'])) {
            writer.quote_style(csv::QuoteStyle::Always);
        }
        let mut writer = writer.from_writer(Vec::new());
        for row in &rows {
            // Writing to memory does not fail, and the rows have the same length.
            let _ = writer.write_record(row);
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// Returns the separator of the first line that has one: a tab, or the more frequent of `;` and `,` outside quotes.
fn separator(text: &str) -> u8 {
    text.lines().find_map(separator_of).unwrap_or(b',')
}

fn separator_of(line: &str) -> Option<u8> {
    if line.contains('\t') {
        return Some(b'\t');
    }
    // The parts with an odd index are quoted.
    let bare: String = line.split('"').step_by(2).collect();
    let (semicolons, commas) = (bare.matches(';').count(), bare.matches(',').count());
    let best = if semicolons >= commas { (semicolons, b';') } else { (commas, b',') };
    (best.0 > 0).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_rows(text: &str, rows: &[&[&str]]) {
        let found = Table::parse(text).rows;
        assert_eq!(
            found.iter().map(|row| row.iter().map(String::as_str).collect()).collect::<Vec<Vec<_>>>(),
            rows
        );
    }

    #[test]
    fn parse_splits_cells_at_tabs_semicolons_or_commas() {
        for text in ["a\tb\nc\td", "a;b\r\nc;d\r\n", "\u{feff}a,b\rc,d", "\n \na,b\n,\nc , d"] {
            assert_rows(text, &[&["a", "b"], &["c", "d"]]);
        }
        assert_rows("ana@x.mx\nbeto@x.mx", &[&["ana@x.mx"], &["beto@x.mx"]]);
    }

    #[test]
    fn detects_tab_before_semicolon_before_comma() {
        assert_rows("López, Ana; jefa\tana", &[&["López, Ana; jefa", "ana"]]);
        assert_rows("a,1;b;c", &[&["a,1", "b", "c"]]);
        assert_rows("a;b,c,d", &[&["a;b", "c", "d"]]);
        assert_rows("\"a;b;c\",d", &[&["a;b;c", "d"]]);
    }

    #[test]
    fn parse_keeps_separators_in_quoted_cells() {
        assert_rows("a,\"uno\ndos, \"\"tres\"\"\"\nb,c", &[&["a", "uno\ndos, \"tres\""], &["b", "c"]]);
        assert_rows("a,\"sin cierre\nb,c", &[&["a", "sin cierre\nb,c"]]);
        assert_rows("5\" de ancho\tb", &[&["5\" de ancho", "b"]]);
    }

    #[test]
    fn parse_reads_what_write_returns() {
        let table = Table::parse("a,\"b\nc\",x\n,\"d, e\"");
        let rows: Vec<&Vec<String>> = table.rows.iter().collect();
        let headings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let two = Table::write(&headings(&["n", "m"]), &rows, &[1, 0]);
        assert_rows(&two, &[&["n", "m"], &["b\nc", "a"], &["d, e", ""]]);
        let one = Table::write(&headings(&["n"]), &rows, &[1]);
        assert_rows(&one, &[&["n"], &["b\nc"], &["d, e"]]);
        let headed = Table::write(&headings(&["Usuario, o correo"]), &rows[..1], &[0]);
        assert_rows(&headed, &[&["Usuario, o correo"], &["a"]]);
    }
}
