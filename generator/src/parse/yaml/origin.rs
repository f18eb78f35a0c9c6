//! Finds the real cause of a YAML syntax error: unclosed quotes or brackets, missing or non-breaking spaces, reserved
//! indicators, a second document, tabs.

pub(crate) mod clue;
pub(crate) mod line;
pub(crate) mod misread;
pub(crate) mod open;

use std::ops::Range;

use crate::parse::yaml::syntax::{
    BRACKET, COLON, COMMENT, CURLY, DOCUMENT, ESCAPE, Explanation, FLOW, INDENTATION, NO_COLON,
    QUOTES_CLOSED, QUOTES_OPEN, TAB, UNKNOWN,
};

pub(crate) use crate::parse::yaml::origin::misread::{misread_key, misread_list};

use crate::parse::yaml::origin::line::Line;
use crate::parse::yaml::origin::open::left_open;

/// Returns the explanation and the range of the error in `text`; the parser stopped at the byte `at` with
/// `explanation`.
///
/// Returns no range if the parser's own position is the best.
pub(crate) fn locate(text: &str, at: usize, explanation: Explanation) -> (Explanation, Option<Range<usize>>) {
    let at = text.floor_char_boundary(at);
    let line = Line::at(text, at);
    let open = left_open(text, line.start);
    match (explanation, open) {
        (QUOTES_OPEN | QUOTES_CLOSED, Some((start, '"' | '\''))) => quotes(text, start),
        (QUOTES_OPEN, _) => quotes(text, at),
        (COLON | BRACKET | INDENTATION | NO_COLON | UNKNOWN, Some((start, '[' | '{'))) => {
            match comment(text, start) {
                Some(range) => (COMMENT, Some(range)),
                None => (BRACKET, Some(start..start + 1)),
            }
        }
        _ => match crate::parse::yaml::origin::clue::find(line, explanation)
            .or_else(|| in_flow(line, at, explanation))
        {
            Some((explanation, range)) => (explanation, Some(range)),
            None => by_words(line, at, explanation),
        },
    }
}

/// Returns the range of the parser's error when no heuristic applies.
fn by_words(line: Line<'_>, at: usize, explanation: Explanation) -> (Explanation, Option<Range<usize>>) {
    let text = line.text;
    match explanation {
        COLON => deeper(line, at).map_or((COLON, None), |key| (INDENTATION, Some(key))),
        NO_COLON => (NO_COLON, Some(line.content())),
        DOCUMENT => (DOCUMENT, text[..line.end].rfind("\n---").map(|start| start + 1..start + 4)),
        ESCAPE => (ESCAPE, escape(text, at)),
        BRACKET if text[at..].starts_with(['[', '{']) => (BRACKET, Some(at..at + 1)),
        // The parser reports the position after a tab, or that of the value before it, which can be lines above.
        TAB => {
            let tab = text[line.start..].find('\t').map(|tab| line.start + tab);
            (TAB, tab.map(|tab| tab..tab + 1))
        }
        _ => (explanation, None),
    }
}

/// Returns the quotes that open at `start`, or the curly quote that was meant to close them.
fn quotes(text: &str, start: usize) -> (Explanation, Option<Range<usize>>) {
    let line = Line::at(text, start);
    let value = &text[start..line.end].trim_end();
    let curly =
        value.char_indices().last().filter(|(at, sign)| *at > 0 && matches!(sign, '“' | '”' | '‘' | '’'));
    match curly {
        Some((at, sign)) => (CURLY, Some(start + at..start + at + sign.len_utf8())),
        None => (QUOTES_OPEN, Some(start..line.end)),
    }
}

/// Returns the comment that hides the end of the bracket at `start`.
fn comment(text: &str, start: usize) -> Option<Range<usize>> {
    let line = Line::at(text, start);
    let at = start + text[start..line.end].find(" #")? + 1;
    text[at..line.end].contains(['}', ']']).then(|| at..line.content().end)
}

/// Returns the character at `at` when its brackets close in the same line: then the brackets are not the error.
fn in_flow(line: Line<'_>, at: usize, explanation: Explanation) -> Option<(Explanation, Range<usize>)> {
    if !matches!(explanation, COLON | BRACKET | INDENTATION | NO_COLON | UNKNOWN) {
        return None;
    }
    let (start, sign) = left_open(line.text, at)?;
    let close = if sign == '{' { '}' } else { ']' };
    let sign = line.text[at..line.end].chars().next()?;
    let is_closed = start >= line.start && line.text[at..line.end].contains(close);
    is_closed.then(|| (FLOW, at..at + sign.len_utf8()))
}

/// Returns the key before the colon at `at`, when it is the first of its line: then the line is indented too deeply.
fn deeper(line: Line<'_>, at: usize) -> Option<Range<usize>> {
    let key = Line { end: at, ..line }.content();
    let is_key = !key.is_empty() && !line.text[key.clone()].contains([':', '"', '\'', '{', '[']);
    is_key.then_some(key)
}

/// Returns the first invalid escape sequence after `at`.
fn escape(text: &str, at: usize) -> Option<Range<usize>> {
    let mut rest = at;
    while let Some(found) = text[rest..].find('\\') {
        let start = rest + found;
        let escaped = text[start + 1..].chars().next()?;
        let digits = match escaped {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ => 0,
        };
        rest = start + 1 + escaped.len_utf8();
        let code = text[rest..].bytes().take(digits).take_while(u8::is_ascii_hexdigit).count();
        if code < digits || !"0abt\tnvfre \"/\\N_LPxuU\n".contains(escaped) {
            return Some(start..rest);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Diagnostic, Diagnostics};
    use crate::parse::yaml::Node;
    use crate::read::source::{File, FileContent};

    /// Returns the line, the marked text and the message of each diagnostic of `text`.
    fn describe(text: &str) -> String {
        let file = File { path: "a.yaml".to_owned(), content: FileContent::Text(text.to_owned()) };
        let mut diagnostics = Diagnostics::default();
        Node::parse(&file, text, 0, &mut diagnostics);
        let one = |diagnostic: &Diagnostic| {
            let span = diagnostic.span.expect("it has a place");
            let marked: String =
                diagnostic.line_text.chars().skip(span.column - 1).take(span.length).collect();
            format!("{} ⟦{marked}⟧ {}", span.line, diagnostic.message)
        };
        diagnostics.iter().map(one).collect::<Vec<_>>().join("\n")
    }

    /// A text, and the line, the marked text and the beginning of the message of its diagnostic.
    const CASES: [(&str, &str); 37] = [
        // A missing space after the colon.
        ("zona:America/Mexico_City\nnombre: hora\n", "1 ⟦zona:⟧ falta un espacio"),
        ("a:\n  - id:uno\n    b: dos\n", "2 ⟦id:⟧ falta un espacio"),
        ("a: uno\nb:dos\nc: tres\n", "2 ⟦b:⟧ falta un espacio"),
        ("a: uno\nb:dos\n", "2 ⟦b:⟧ falta un espacio"),
        // A non-breaking space.
        ("titulo:\u{a0}Canales\nb: dos\n", "1 ⟦\u{a0}⟧ hay un espacio duro"),
        ("a: uno\nb:\u{a0}dos\n", "2 ⟦\u{a0}⟧ hay un espacio duro"),
        ("a:\n  - b: uno\n \u{a0} \u{a0}c: dos\n", "3 ⟦\u{a0}⟧ hay un espacio duro"),
        ("a:\n  - uno\n  -\u{a0}dos\n", "3 ⟦\u{a0}⟧ hay un espacio duro"),
        // A missing dash.
        ("a:\n  - uno\n  dos\n  - tres\n", "3 ⟦dos⟧ los elementos"),
        ("a:\n  - uno\n  -dos\n", "3 ⟦-dos⟧ falta un espacio después del guion"),
        // A flow indicator in a value.
        ("- {id: varias, etiqueta: A varias: sí}\n", "1 ⟦:⟧ este signo"),
        ("- {id: varias, etiqueta: A varias [dos]}\n", "1 ⟦[⟧ este signo"),
        ("- {id: vps, nombre: VPS: uno}\n- {id: b}\n", "1 ⟦:⟧ este signo"),
        ("- {id: vps nombre: VPS}\n", "1 ⟦:⟧ este signo"),
        ("a: [uno, dos: tres: cuatro]\n", "1 ⟦:⟧ este signo"),
        // Unclosed brackets.
        ("a:\n  - {id: a, b: c\n  - {id: d, b: e}\n", "2 ⟦{⟧ la lista"),
        ("a:\n  - {id: a, b: c\nd:\n  - {id: d, b: e}\n", "2 ⟦{⟧ la lista"),
        ("a:\n  - {id: a, b: c\n\nd: uno\n", "2 ⟦{⟧ la lista"),
        ("- {id: vps, nombre: VPS #1, b: c}\n- {id: b}\n", "1 ⟦#1, b: c}⟧ ` #` empieza"),
        // A first line with another indentation.
        (" a: uno\nb: dos\n", "1 ⟦a⟧ la sangría no"),
        ("\ta: uno\nb: dos\n", "1 ⟦\t⟧ hay un tabulador"),
        // An indicator at the beginning of a value.
        ("titulo: - x\nb: dos\n", "1 ⟦-⟧ un valor que empieza con este signo"),
        ("titulo: [Canales] de atención\nb: dos\n", "1 ⟦[⟧ un valor que empieza con este signo"),
        ("titulo: {Canales} de atención\nb: dos\n", "1 ⟦{⟧ un valor que empieza con este signo"),
        ("titulo: ? x\nb: dos\n", "1 ⟦?⟧ un valor que empieza con este signo"),
        ("titulo: > x\nb: dos\n", "1 ⟦>⟧ un valor que empieza con este signo"),
        ("titulo: {{ sitio.titulo }}\nb: dos\n", "1 ⟦{{⟧ aquí las llaves"),
        ("introduccion: {{ <horario /> }}\nb: dos\n", "1 ⟦{{⟧ un valor que empieza con este signo"),
        ("titulo: |x\nb: dos\n", "1 ⟦|⟧ un valor que empieza con este signo"),
        ("titulo: , x\nb: dos\n", "1 ⟦,⟧ un valor que empieza con este signo"),
        // A block scalar with too little indentation.
        ("a:\n    b: |\n      uno\n     dos\n    c: tres\n", "4 ⟦dos⟧ esta línea tiene menos"),
        ("b: |\n  uno\n\ndos\nc: tres\n", "4 ⟦dos⟧ esta línea tiene menos"),
        // Curly quotes.
        ("titulo: \"Canales de atención”\nb: dos\n", "1 ⟦”⟧ las comillas curvas"),
        // A Windows path.
        ("a: \"C:\\Users y \\canales\"\n", "1 ⟦\\U⟧ `\\` no puede"),
        ("a: \"\\u00e1 y \\canales\"\n", "1 ⟦\\c⟧ `\\` no puede"),
        // An empty list with elements below it.
        ("festivos: []\n  - {a: b}\n", "1 ⟦[]⟧ `[]` dice"),
        ("festivos: []\n# otro\n- {a: b}\nc: d\n", "1 ⟦[]⟧ `[]` dice"),
    ];

    #[test]
    fn syntax_error_is_located_at_its_cause() {
        let wrong = CASES.iter().filter(|(written, expected)| !describe(written).starts_with(expected));
        let wrong: Vec<_> = wrong.map(|(written, expected)| (written, expected, describe(written))).collect();
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
