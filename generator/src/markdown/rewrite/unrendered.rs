//! Reports Markdown markup that has no effect and would be published as text.
//!
//! Only what the parser left as text is checked, where it begins like markup. A sign that can be meant literally, as a
//! single `*` or `-`, is not reported.

use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Tag, TagEnd};

use crate::markdown::rewrite::EventRewriter;
use crate::model::HISTORY;

const UNRENDERED: &str = "markdown-sin-efecto";

/// Looks like a space, but is not one in Markdown.
const NO_BREAK_SPACE: char = '\u{a0}';

/// The maximum length of indentation and quote signs before the text of a line.
const MAX_INDENT: usize = 16;

/// What starts at the beginning of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum LineStart {
    /// A block.
    #[default]
    Block,
    /// Nothing: the block continues.
    Continuation,
}

/// The positions that decide whether text is unrendered markup.
#[derive(Debug, Default)]
pub(crate) struct UnrenderedMarkupTracker {
    /// The start of the current line.
    line_start: usize,
    line: LineStart,
    /// The end of the last code block, whose text has no markup.
    code_end: usize,
    /// The end of the last table cell.
    pub(crate) cell_end: usize,
    /// The last reported position: markup close to it has the same cause.
    previous: Option<usize>,
}

impl UnrenderedMarkupTracker {
    /// Sets the start of the current line.
    pub(crate) fn start_line(&mut self, start: usize, line: LineStart) {
        (self.line_start, self.line) = (start, line);
    }
}

impl EventRewriter<'_> {
    /// Checks text at `range`.
    pub(crate) fn track_text(&mut self, text: &str, range: &Range<usize>) {
        if range.start.wrapping_sub(self.tracker.line_start) < MAX_INDENT {
            self.check_line_start(range.start);
        }
        if matches!(text.as_bytes(), b"*" | [b'`', ..]) && range.start >= self.tracker.code_end {
            self.check_unclosed_pair(range.start);
        }
    }

    /// Updates the positions for an event that is not text.
    pub(crate) fn track_event(&mut self, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::SoftBreak | Event::HardBreak => {
                self.tracker.start_line(range.end, LineStart::Continuation);
            }
            Event::Start(Tag::TableCell) => self.tracker.cell_end = range.end,
            Event::End(TagEnd::TableRow) => self.check_row_end(range.end),
            Event::Start(Tag::CodeBlock(kind)) => {
                self.tracker.code_end = range.end;
                if matches!(kind, CodeBlockKind::Fenced(_)) {
                    self.check_fence(range);
                }
            }
            _ => {}
        }
    }

    /// Reports a heading, list or table that was not recognized at the start of a line.
    fn check_line_start(&mut self, start: usize) {
        let (past, rest) = self.extracted.text.split_at(start);
        let Some(sign) = rest.chars().next().filter(|sign| can_begin_markup(*sign)) else { return };
        if past[self.tracker.line_start..].contains(|c| c != ' ' && c != '>') {
            return;
        }
        let line = rest.split('\n').next().unwrap_or_default();
        let is_first = self.tracker.line == LineStart::Block;
        // A continued sentence can have a line that begins with a dash.
        let may_begin = is_first || past.trim_end_matches([' ', '>', '\n']).ends_with(':');
        let length = line.len() - line.trim_start_matches(sign).len();
        let next = line[length..].chars().next().unwrap_or_default();
        let (why, help) = match sign {
            '#' if (2..=6).contains(&length) && (next.is_alphabetic() || next == NO_BREAK_SPACE) => {
                ("no es un título", "deje un espacio después de los signos: `## Título`")
            }
            '-' if length == 1 && (next == NO_BREAK_SPACE || may_begin && next.is_alphabetic()) => {
                ("no empieza una lista", "deje un espacio después del guion: `- elemento`")
            }
            '•' | '●' | '▪' | '◦' | '‣' => {
                ("no empieza una lista", "escriba un guion y un espacio: `- elemento`")
            }
            '–' if may_begin && matches!(next, ' ' | NO_BREAK_SPACE) => {
                ("no empieza una lista", "escriba un guion y un espacio: `- elemento`")
            }
            '|' if is_first && is_row(line) => (
                "no es una tabla",
                "debajo del encabezado va un renglón `|---|---|`, con tantas columnas como el encabezado",
            ),
            _ => return,
        };
        let help = match next {
            NO_BREAK_SPACE => {
                format!("hay un espacio duro después de `{}`; bórrelo y escriba uno normal", &line[..length])
            }
            _ => help.to_owned(),
        };
        self.report_unrendered(start..start + length, why, &help);
    }

    /// Reports an unclosed `**` or backtick.
    fn check_unclosed_pair(&mut self, start: usize) {
        let (past, rest) = self.extracted.text.split_at(start);
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
                self.report_unrendered(start..start + length, "nada lo cierra", help);
            }
            ('`', _) => {
                let help =
                    "el código termina con el mismo signo; si es texto, escriba antes una diagonal invertida";
                self.report_unrendered(start..start + length, "nada lo cierra", help);
            }
            _ => {}
        }
    }

    /// Reports an unclosed code block.
    fn check_fence(&mut self, range: Range<usize>) {
        let block = &self.extracted.text[range.clone()];
        let block = block.trim();
        let Some(sign) = block.chars().next() else { return };
        let length = block.len() - block.trim_start_matches(sign).len();
        let last = block.rsplit_once('\n').map_or("", |(_, last)| last.trim_start_matches([' ', '>']));
        let is_closed = last.len() >= length && last.chars().all(|c| c == sign);
        if !is_closed {
            let fence = quote(&block[..length]);
            let message = format!("{fence} no se cierra: lo que sigue se publica como código");
            let help = format!("escriba {fence} solo en una línea, donde termina el código");
            self.warn_unless_history(range.start..range.start + length, message, &help);
        }
    }

    /// Reports the cells of a row beyond the last column of the table.
    fn check_row_end(&mut self, end: usize) {
        let start = self.tracker.cell_end;
        let Some(rest) = self.extracted.text.get(start..end) else { return };
        let lost = rest.trim_start_matches(['|', ' ']).trim_end_matches(['|', ' ', '\n']);
        if !lost.is_empty() {
            let at = start + rest.len() - rest.trim_start_matches(['|', ' ']).len();
            let range = at..at + lost.len();
            let found = quote(self.raw_text(range.clone()));
            let message = format!("{found} no se publica: la tabla no tiene columna para esta celda");
            let help = "agregue la columna al encabezado, o quite la celda; si `|` es texto, escriba `\\|`";
            self.warn_unless_history(range, message, help);
        }
    }

    /// Returns the Markdown at `range` of the parsed text.
    pub(crate) fn raw_text(&self, range: Range<usize>) -> &str {
        self.source.text.get(self.source_range(range)).unwrap_or_default()
    }

    /// Reports unrendered markup, unless the same line, or the start of a preceding line, was reported.
    fn report_unrendered(&mut self, range: Range<usize>, why: &str, help: &str) {
        let previous = self.tracker.previous.replace(range.start);
        let is_line = range.start.wrapping_sub(self.tracker.line_start) < MAX_INDENT;
        let end = if is_line { "\n\n" } else { "\n" };
        let between = previous.and_then(|previous| self.extracted.text.get(previous..range.start));
        if between.is_none_or(|between| between.contains(end)) {
            self.warn_unless_history(range.clone(), self.published_as_text(range, why), help);
        }
    }

    pub(crate) fn published_as_text(&self, range: Range<usize>, why: &str) -> String {
        format!("{} se publica como texto: {why}", quote(self.raw_text(range)))
    }

    /// Reports a problem, except in the history, which is never edited.
    pub(crate) fn warn_unless_history(&mut self, range: Range<usize>, message: String, help: &str) {
        if !self.source.file.path.starts_with(HISTORY) {
            self.report(range, UNRENDERED, message, help);
        }
    }
}

/// Returns whether a heading, a list or a table can begin with `sign`.
fn can_begin_markup(sign: char) -> bool {
    matches!(sign, '#' | '-' | '–' | '•' | '●' | '▪' | '◦' | '‣' | '|')
}

/// Returns whether `line` is a table row between bars.
fn is_row(line: &str) -> bool {
    let cells = line.trim_end().strip_prefix('|').and_then(|line| line.strip_suffix('|'));
    cells.is_some_and(|cells| !cells.is_empty())
}

/// Returns `sign` in backticks, or in angle quotes if it contains a backtick.
fn quote(sign: &str) -> String {
    if sign.contains('`') { format!("«{sign}»") } else { format!("`{sign}`") }
}
