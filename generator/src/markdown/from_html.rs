//! HTML back to Markdown, plain: the words of a page as they were read, to be kept for good.
//!
//! Emphasis goes, and so do links within the site, since what is kept must not break when a page goes; links that lead
//! elsewhere stay. What it reads was written by our templates and by the Markdown renderer.

use std::borrow::Cow;

use crate::html;

/// Returns the text of `html` as Markdown without expressions.
pub(crate) fn plain(html: &str) -> String {
    let mut writer = Writer::default();
    for piece in html.split_inclusive('>').flat_map(|piece| {
        let (text, tag) = piece.split_once('<').unwrap_or((piece, ""));
        [Piece::Text(text), Piece::Tag(tag)]
    }) {
        match piece {
            Piece::Text(text) => writer.text(text),
            Piece::Tag(tag) => match tag.strip_prefix('/') {
                Some(name) => writer.end(name.trim_end_matches('>')),
                None => writer.start(tag),
            },
        }
    }
    writer.flush();
    writer.out
}

enum Piece<'a> {
    Text(&'a str),
    Tag(&'a str),
}

#[derive(Default)]
struct Writer {
    out: String,
    /// What is read and not written yet.
    line: String,
    /// What the next line begins with: `## `, `- `, `| `.
    mark: String,
    /// What the last line began with, by its first character.
    before: char,
    /// The counter of each open list; none of one without numbers.
    lists: Vec<Option<u32>>,
    /// Whether the open row is a table's first.
    is_head: bool,
    /// The link that leads elsewhere and is open.
    link: Option<String>,
    /// Whether the open link leads to its own heading, and shows only a sign.
    is_anchor: bool,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if !self.is_anchor {
            self.line.push_str(&escape(&html::unescape(text)));
        }
    }

    fn start(&mut self, tag: &str) {
        let source = format!("<{tag}");
        let Some(tag) = html::tags(&source).next() else { return };
        let value = |name| tag.attributes().find(|one| one.name == name).map(|one| html::unescape(one.value));
        match tag.name {
            "ul" | "ol" => {
                self.flush();
                self.lists.push((tag.name == "ol").then_some(0));
            }
            "li" => {
                self.flush();
                self.mark = self.item();
            }
            "a" if value("class").as_deref() == Some("anchor") => self.is_anchor = true,
            "a" => {
                let address = value("href").filter(|address| address.starts_with("https://"));
                self.link = address.map(Cow::into_owned);
                self.line.push_str(if self.link.is_some() { "[" } else { "" });
            }
            "th" | "td" => self.line.push_str(if self.line.is_empty() { "| " } else { " | " }),
            "thead" => self.is_head = true,
            "br" => self.line.push(' '),
            name => {
                if let Some(mark) = mark(name) {
                    self.flush();
                    // A paragraph within an item is the item.
                    if name != "p" || self.mark.is_empty() {
                        mark.clone_into(&mut self.mark);
                    }
                }
            }
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "ul" | "ol" => {
                self.flush();
                self.lists.pop();
            }
            "a" if self.is_anchor => self.is_anchor = false,
            "a" => {
                if let Some(address) = self.link.take() {
                    self.line.extend(["](", &*address, ")"]);
                }
            }
            "tr" => self.end_row(),
            "li" => {
                self.flush();
                self.mark.clear();
            }
            _ if mark(name).is_some() => self.flush(),
            _ => {}
        }
    }

    fn end_row(&mut self) {
        let cells = self.line.matches("| ").count();
        self.line.push_str(" |");
        self.flush();
        if std::mem::take(&mut self.is_head) {
            self.out.push_str(&"| --- ".repeat(cells));
            self.out.push_str("|\n");
        }
    }

    /// Returns the mark of the next item of the innermost list.
    fn item(&mut self) -> String {
        let depth = self.lists.len().saturating_sub(1);
        let mark = match self.lists.last_mut() {
            Some(Some(count)) => {
                *count += 1;
                format!("{count}. ")
            }
            _ => "- ".to_owned(),
        };
        "   ".repeat(depth) + &mark
    }

    /// Writes the line that was read; items and rows follow one another, all else has an empty line before it.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let line =
            line.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ");
        if line.is_empty() {
            return;
        }
        let mark = std::mem::take(&mut self.mark);
        let line = if mark.is_empty() { at_start(line) } else { mark + &line };
        let first = line.trim_start().chars().next().unwrap_or_default();
        let first = if first.is_ascii_digit() && !self.lists.is_empty() { '-' } else { first };
        let follows = first == self.before && matches!(first, '-' | '|');
        if !self.out.is_empty() && !follows {
            self.out.push('\n');
        }
        self.out.push_str(&line);
        self.out.push('\n');
        self.before = first;
    }
}

/// Returns what a block of this name begins with, if it is one.
fn mark(name: &str) -> Option<&'static str> {
    Some(match name {
        "h2" => "## ",
        "h3" => "### ",
        "h4" => "#### ",
        "h5" => "##### ",
        "h6" => "###### ",
        "p" | "caption" | "dt" | "dd" | "tr" | "div" | "section" | "blockquote" | "pre" => "",
        _ => return None,
    })
}

/// Returns `text` so that Markdown reads it as it is.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '&') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Returns `line` so that its beginning is no mark of a heading or of a list.
fn at_start(line: String) -> String {
    let digits = line.trim_start_matches(|c: char| c.is_ascii_digit());
    let is_number = digits.len() < line.len() && digits.starts_with(['.', ')']);
    if is_number {
        let at = line.len() - digits.len();
        return format!("{}\\{}", &line[..at], &line[at..]);
    }
    if line.starts_with(['#', '+', '-', '=', '~']) { format!("\\{line}") } else { line }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn gives(html: &str, markdown: &str) {
        assert_eq!(plain(html), markdown, "{html}");
    }

    #[test]
    fn headings_and_paragraphs_stand_apart() {
        gives(
            "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\">#</a></h2>\n<p>Uno\ndos.</p><p>Tres</p>",
            "## A\n\nUno dos.\n\nTres\n",
        );
    }

    #[test]
    fn emphasis_and_links_within_the_site_are_words() {
        gives(
            "<p>Vea <strong>los</strong> <a href=\"/a/\">niveles</a> y <a href=\"https://b.mx/?a=1&amp;b=2\">esto</a>.</p>",
            "Vea los niveles y [esto](https://b.mx/?a=1&b=2).\n",
        );
    }

    #[test]
    fn lists_keep_their_depth_and_their_numbers() {
        gives(
            "<p>Hay:</p><ul><li>uno<ol><li>a</li><li>b</li></ol></li><li><p>dos</p></li></ul><p>Fin</p>",
            "Hay:\n\n- uno\n   1. a\n   2. b\n- dos\n\nFin\n",
        );
    }

    #[test]
    fn a_table_is_a_table() {
        gives(
            "<table><caption>Horas</caption><thead><tr><th>Día</th><th>Hora</th></tr></thead>\
             <tbody><tr><th>lunes</th><td>8 <b>h</b></td></tr></tbody></table>",
            "Horas\n\n| Día | Hora |\n| --- | --- |\n| lunes | 8 h |\n",
        );
    }

    #[test]
    fn what_looks_like_markdown_stays_text() {
        gives("<p># a_b* &lt;x&gt; | [y]</p>", "\\# a\\_b\\* \\<x\\> \\| \\[y\\]\n");
        gives("<p>2024. Fue</p><p>- no</p>", "2024\\. Fue\n\n\\- no\n");
    }
}
