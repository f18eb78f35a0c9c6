//! A table as a spreadsheet copies it or saves it: rows of cells, and nothing known of what they mean.

/// A table that was pasted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// Its rows that have some cell that is not blank; cells are trimmed.
    pub(crate) rows: Vec<Vec<String>>,
}

impl Table {
    /// Returns the table in `text`. A byte order mark is no part of it; a cell in quotes may hold anything.
    pub(crate) fn read(text: &str) -> Self {
        let text = text.trim_start_matches('\u{feff}');
        let mut reader = csv::ReaderBuilder::new();
        reader.has_headers(false).flexible(true).delimiter(separator(text));
        // A text in memory can always be read, and rows of any length are taken.
        let records = reader.from_reader(text.as_bytes()).into_records().filter_map(Result::ok);
        let cells = records.map(|record| record.iter().map(|cell| cell.trim().to_owned()).collect());
        Self { rows: cells.filter(|row: &Vec<String>| row.iter().any(|cell| !cell.is_empty())).collect() }
    }

    /// Returns these columns of `rows` as text that can be pasted again, below `headings`.
    pub(crate) fn write(headings: &[String], rows: &[&Vec<String>], columns: &[usize]) -> String {
        let cells = |row: &&Vec<String>| -> Vec<String> {
            columns.iter().map(|column| row.get(*column).cloned().unwrap_or_default()).collect()
        };
        let rows: Vec<Vec<String>> =
            std::iter::once(headings.to_vec()).chain(rows.iter().map(cells)).collect();
        let mut writer = csv::WriterBuilder::new();
        writer.delimiter(b'\t');
        // One column has no tab by which its separator is known.
        if columns.len() == 1 && rows.iter().flatten().any(|cell| cell.contains([',', ';'])) {
            writer.quote_style(csv::QuoteStyle::Always);
        }
        let mut writer = writer.from_writer(Vec::new());
        for row in &rows {
            // Memory takes whatever is written, and rows are of one length.
            let _ = writer.write_record(row);
        }
        String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
    }
}

/// The separator of the first line that has any: a tab, or what stands more often outside quotes.
fn separator(text: &str) -> u8 {
    text.lines().find_map(separator_of).unwrap_or(b',')
}

fn separator_of(line: &str) -> Option<u8> {
    if line.contains('\t') {
        return Some(b'\t');
    }
    // Between quotes are the odd pieces.
    let bare: String = line.split('"').step_by(2).collect();
    let (semicolons, commas) = (bare.matches(';').count(), bare.matches(',').count());
    let most = if semicolons >= commas { (semicolons, b';') } else { (commas, b',') };
    (most.0 > 0).then_some(most.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn reads(text: &str, rows: &[&[&str]]) {
        let found = Table::read(text).rows;
        assert_eq!(
            found.iter().map(|row| row.iter().map(String::as_str).collect()).collect::<Vec<Vec<_>>>(),
            rows
        );
    }

    #[test]
    fn cells_stand_between_tabs_semicolons_or_commas() {
        for text in ["a\tb\nc\td", "a;b\r\nc;d\r\n", "\u{feff}a,b\rc,d", "\n \na,b\n,\nc , d"] {
            reads(text, &[&["a", "b"], &["c", "d"]]);
        }
        reads("ana@x.mx\nbeto@x.mx", &[&["ana@x.mx"], &["beto@x.mx"]]);
    }

    #[test]
    fn a_tab_wins_over_what_stands_in_cells_and_a_semicolon_over_commas() {
        reads("López, Ana; jefa\tana", &[&["López, Ana; jefa", "ana"]]);
        reads("a,1;b;c", &[&["a,1", "b", "c"]]);
        reads("a;b,c,d", &[&["a;b", "c", "d"]]);
        reads("\"a;b;c\",d", &[&["a;b;c", "d"]]);
    }

    #[test]
    fn a_cell_in_quotes_holds_anything() {
        reads("a,\"uno\ndos, \"\"tres\"\"\"\nb,c", &[&["a", "uno\ndos, \"tres\""], &["b", "c"]]);
        reads("a,\"sin cierre\nb,c", &[&["a", "sin cierre\nb,c"]]);
        reads("5\" de ancho\tb", &[&["5\" de ancho", "b"]]);
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        let table = Table::read("a,\"b\nc\",x\n,\"d, e\"");
        let rows: Vec<&Vec<String>> = table.rows.iter().collect();
        let headings = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let two = Table::write(&headings(&["n", "m"]), &rows, &[1, 0]);
        reads(&two, &[&["n", "m"], &["b\nc", "a"], &["d, e", ""]]);
        let one = Table::write(&headings(&["n"]), &rows, &[1]);
        reads(&one, &[&["n"], &["b\nc"], &["d, e"]]);
        let headed = Table::write(&headings(&["Usuario, o correo"]), &rows[..1], &[0]);
        reads(&headed, &[&["Usuario, o correo"], &["a"]]);
    }
}
