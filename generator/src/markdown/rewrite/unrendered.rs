//! Marks of Markdown that did not become what they stand for, and are published as the signs that they are.
//!
//! The parser has decided by then: only what it left as text is looked at, and only where that begins as a mark does.
//! A sign that can be meant as it is, as a lone `*` or `-`, is no fault.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::markdown::rewrite::EventRewriter;
use crate::model::HISTORY;

const CODE: &str = "markdown-sin-efecto";

/// A space that looks like one and is none to Markdown.
const HARD_SPACE: char = '\u{a0}';

/// The most that stands before the words of a line that is indented or quoted.
const LONGEST_INDENT: usize = 16;

/// What begins with a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Line {
    /// A paragraph.
    #[default]
    First,
    /// Nothing: the paragraph goes on.
    Further,
}

/// Where the writer is, as far as marks without effect go. All are places, so that most events change nothing.
#[derive(Debug, Default)]
pub(crate) struct Watch {
    /// Where the last line began.
    line_start: usize,
    line: Line,
    /// Where the last block of code ends, in which all is text.
    code_end: usize,
    /// Where the last cell of a table ends.
    pub(crate) cell_end: usize,
    /// What was told last: what follows it closely comes from the same slip.
    told: Option<usize>,
}

impl Watch {
    /// Notes that a line begins at `start`.
    pub(crate) fn begin(&mut self, start: usize, line: Line) {
        (self.line_start, self.line) = (start, line);
    }
}

impl EventRewriter<'_> {
    /// Looks at text at `range` before it is written.
    pub(crate) fn watch_text(&mut self, text: &str, range: &Range<usize>) {
        if range.start.wrapping_sub(self.watch.line_start) < LONGEST_INDENT {
            self.watch_line(range.start);
        }
        if matches!(text.as_bytes(), b"*" | [b'`', ..]) && range.start >= self.watch.code_end {
            self.watch_pair(range.start);
        }
    }

    /// Notes where lines, cells and code begin and end, before that is written.
    pub(crate) fn watch_event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::SoftBreak | Event::HardBreak => self.watch.begin(range.end, Line::Further),
            Event::Start(Tag::TableCell) => self.watch.cell_end = range.end,
            Event::End(TagEnd::TableRow) => self.watch_row(range.end),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.watch.code_end = range.end;
                if matches!(kind, CodeBlockKind::Fenced(_)) {
                    self.watch_fence(range);
                }
            }
            _ => {}
        }
    }

    /// Looks at the beginning of a line, which no mark is.
    fn watch_line(&mut self, start: usize) {
        let (past, rest) = self.cut.text.split_at(start);
        let Some(sign) = rest.chars().next().filter(|sign| is_mark(*sign)) else { return };
        if past[self.watch.line_start..].contains(|c| c != ' ' && c != '>') {
            return;
        }
        let line = rest.split('\n').next().unwrap_or_default();
        let is_first = self.watch.line == Line::First;
        // Within a sentence that goes on, a line may well begin with a dash.
        let may_begin = is_first || past.trim_end_matches([' ', '>', '\n']).ends_with(':');
        let length = line.len() - line.trim_start_matches(sign).len();
        let next = line[length..].chars().next().unwrap_or_default();
        let (why, help) = match sign {
            '#' if (2..=6).contains(&length) && (next.is_alphabetic() || next == HARD_SPACE) => {
                ("no es un título", "deje un espacio después de los signos: `## Título`")
            }
            '-' if length == 1 && (next == HARD_SPACE || may_begin && next.is_alphabetic()) => {
                ("no empieza una lista", "deje un espacio después del guion: `- elemento`")
            }
            '•' | '●' | '▪' | '◦' | '‣' => {
                ("no empieza una lista", "escriba un guion y un espacio: `- elemento`")
            }
            '–' if may_begin && matches!(next, ' ' | HARD_SPACE) => {
                ("no empieza una lista", "escriba un guion y un espacio: `- elemento`")
            }
            '|' if is_first && is_row(line) => (
                "no es una tabla",
                "debajo del encabezado va un renglón `|---|---|`, con tantas columnas como el encabezado",
            ),
            _ => return,
        };
        let help = match next {
            HARD_SPACE => {
                format!("hay un espacio duro después de `{}`; bórrelo y escriba uno normal", &line[..length])
            }
            _ => help.to_owned(),
        };
        self.inert(start..start + length, why, &help);
    }

    /// Looks at `**` or a backtick that begins something, and that nothing ends.
    fn watch_pair(&mut self, start: usize) {
        let (past, rest) = self.cut.text.split_at(start);
        let sign = rest.chars().next().unwrap_or_default();
        let length = rest.len() - rest.trim_start_matches(sign).len();
        let begins =
            past.chars().next_back().is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '«' | '"'));
        let goes_on =
            rest[length..].starts_with(|c: char| c.is_alphanumeric() || matches!(c, '¿' | '¡' | '«'));
        match (sign, length) {
            _ if !begins || !goes_on => {}
            ('*', 2) => {
                let help = "la negrita termina con `**`, sin espacio antes; si es texto, escriba `\\*\\*`";
                self.inert(start..start + length, "nada lo cierra", help);
            }
            ('`', _) => {
                let help =
                    "el código termina con el mismo signo; si es texto, escriba antes una diagonal invertida";
                self.inert(start..start + length, "nada lo cierra", help);
            }
            _ => {}
        }
    }

    /// Looks at a block of code between fences.
    fn watch_fence(&mut self, range: Range<usize>) {
        let block = &self.cut.text[range.clone()];
        let block = block.trim();
        let Some(sign) = block.chars().next() else { return };
        let length = block.len() - block.trim_start_matches(sign).len();
        let last = block.rsplit_once('\n').map_or("", |(_, last)| last.trim_start_matches([' ', '>']));
        let is_closed = last.len() >= length && last.chars().all(|c| c == sign);
        if !is_closed {
            let fence = &block[..length];
            let fence = quoted(fence);
            let message = format!("{fence} no se cierra: lo que sigue se publica como código");
            let help = format!("escriba {fence} solo en una línea, donde termina el código");
            self.slip(range.start..range.start + length, message, &help);
        }
    }

    /// Looks at what stands in a row of a table after its last column.
    fn watch_row(&mut self, end: usize) {
        let start = self.watch.cell_end;
        let Some(rest) = self.cut.text.get(start..end) else { return };
        let lost = rest.trim_start_matches(['|', ' ']).trim_end_matches(['|', ' ', '\n']);
        if !lost.is_empty() {
            let at = start + rest.len() - rest.trim_start_matches(['|', ' ']).len();
            let range = at..at + lost.len();
            let found = quoted(self.written(range.clone()));
            let message = format!("{found} no se publica: la tabla no tiene columna para esta celda");
            let help = "agregue la columna al encabezado, o quite la celda; si `|` es texto, escriba `\\|`";
            self.slip(range, message, help);
        }
    }

    /// Returns what the editor wrote at `range` of the text that was parsed.
    pub(crate) fn written(&self, range: Range<usize>) -> &str {
        self.passage.text.get(self.original(range)).unwrap_or_default()
    }

    /// Tells a mark without effect, unless another on its line, or at the beginning of the lines before it, was told.
    fn inert(&mut self, range: Range<usize>, why: &str, help: &str) {
        let told = self.watch.told.replace(range.start);
        let is_line = range.start.wrapping_sub(self.watch.line_start) < LONGEST_INDENT;
        let end = if is_line { "\n\n" } else { "\n" };
        let between = told.and_then(|told| self.cut.text.get(told..range.start));
        if between.is_none_or(|between| between.contains(end)) {
            self.slip(range.clone(), self.as_text(range, why), help);
        }
    }

    pub(crate) fn as_text(&self, range: Range<usize>, why: &str) -> String {
        format!("{} se publica como texto: {why}", quoted(self.written(range)))
    }

    /// Tells a slip, save in what was published once and stays as it is.
    pub(crate) fn slip(&mut self, range: Range<usize>, message: String, help: &str) {
        if !self.passage.file.path.starts_with(HISTORY) {
            self.fault(range, CODE, message, help);
        }
    }
}

/// Returns whether something may begin with `sign` that was meant as a heading, a list or a table.
fn is_mark(sign: char) -> bool {
    matches!(sign, '#' | '-' | '–' | '•' | '●' | '▪' | '◦' | '‣' | '|')
}

/// Returns whether `line` has cells between bars.
fn is_row(line: &str) -> bool {
    line.trim_end()
        .strip_prefix('|')
        .and_then(|line| line.strip_suffix('|'))
        .is_some_and(|cells| !cells.is_empty())
}

/// Returns a sign between signs that are not its own.
fn quoted(sign: &str) -> String {
    if sign.contains('`') { format!("«{sign}»") } else { format!("`{sign}`") }
}
