//! The HTML of a page back to Markdown, for the history of the policy.
//!
//! Emphasis is dropped, and so are internal links, which would break when their page is removed; external links stay.
//! The HTML comes from our templates and the Markdown renderer.

use std::borrow::Cow;

use crate::html;

/// Returns `html` as Markdown.
pub(crate) fn to_markdown(html: &str) -> String {
    let mut writer = Writer::default();
    let (text, tags) = html.split_once('<').unwrap_or((html, ""));
    writer.text(text);
    for part in tags.split('<') {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        match tag.strip_prefix('/') {
            Some(name) => writer.end(name),
            None => writer.start(tag),
        }
        writer.text(text);
    }
    writer.flush();
    writer.out
}

#[derive(Default)]
struct Writer {
    out: String,
    /// The text of the current block.
    line: String,
    /// The prefix of the next line: `## `, `- `.
    prefix: String,
    /// The first character of the last line.
    last_char: char,
    /// The counter of each open list; `None` for a list without numbers.
    lists: Vec<Option<u32>>,
    /// Whether the open row is the header of a table.
    is_head: bool,
    /// The address of the open external link.
    link: Option<String>,
    /// Whether the open link is the anchor of a heading.
    in_anchor: bool,
}

impl Writer {
    fn text(&mut self, text: &str) {
        if !self.in_anchor {
            self.line.push_str(&escape(&html::unescape(text)));
        }
    }

    fn start(&mut self, tag: &str) {
        let source = format!("<{tag}>");
        let Some(tag) = html::tags(&source).next() else { return };
        let value = |name| tag.attributes().find(|one| one.name == name).map(|one| html::unescape(one.value));
        match tag.name {
            "ul" | "ol" => {
                self.flush();
                self.lists.push((tag.name == "ol").then_some(0));
            }
            "li" => {
                self.flush();
                self.prefix = self.item_prefix();
            }
            "a" if value("class").as_deref() == Some("anchor") => self.in_anchor = true,
            "a" => {
                let address = value("href").filter(|address| address.starts_with("https://"));
                self.link = address.map(Cow::into_owned);
                self.line.push_str(if self.link.is_some() { "[" } else { "" });
            }
            "th" | "td" => self.line.push_str(if self.line.is_empty() { "| " } else { " | " }),
            "thead" => self.is_head = true,
            "br" => self.line.push(' '),
            name => {
                if let Some(prefix) = prefix(name) {
                    self.flush();
                    // A paragraph at the start of an item belongs to the item.
                    if name != "p" || self.prefix.is_empty() {
                        prefix.clone_into(&mut self.prefix);
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
            "a" if self.in_anchor => self.in_anchor = false,
            "a" => {
                if let Some(address) = self.link.take() {
                    self.line.extend(["](", &*address, ")"]);
                }
            }
            "tr" => self.end_row(),
            "li" => {
                self.flush();
                self.prefix.clear();
            }
            _ if prefix(name).is_some() => self.flush(),
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

    /// Returns the prefix of the next item of the innermost list.
    fn item_prefix(&mut self) -> String {
        let depth = self.lists.len().saturating_sub(1);
        let prefix = match self.lists.last_mut() {
            Some(Some(count)) => {
                *count += 1;
                format!("{count}. ")
            }
            _ => "- ".to_owned(),
        };
        "   ".repeat(depth) + &prefix
    }

    /// Writes the current block, after an empty line unless it continues a list or a table.
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        let words: Vec<_> = line.split([' ', '\n', '\t']).filter(|word| !word.is_empty()).collect();
        let line = words.join(" ");
        if line.is_empty() {
            return;
        }
        let prefix = std::mem::take(&mut self.prefix);
        let line = if prefix.is_empty() { escape_line_start(line) } else { prefix + &line };
        let first = line.trim_start().chars().next().unwrap_or_default();
        let first = if first.is_ascii_digit() && !self.lists.is_empty() { '-' } else { first };
        let follows = first == self.last_char && matches!(first, '-' | '|');
        if !self.out.is_empty() && !follows {
            self.out.push('\n');
        }
        self.out.push_str(&line);
        self.out.push('\n');
        self.last_char = first;
    }
}

/// Returns the Markdown prefix of a block element; `None` for another element.
fn prefix(name: &str) -> Option<&'static str> {
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

/// Returns `text` with the characters escaped that have a meaning in Markdown.
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

/// Returns `line` escaped so that it begins no heading or list.
fn escape_line_start(line: String) -> String {
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
    fn assert_markdown(html: &str, markdown: &str) {
        assert_eq!(to_markdown(html), markdown, "{html}");
    }

    #[test]
    fn to_markdown_separates_headings_and_paragraphs() {
        assert_markdown(
            "<h2 id=\"a\">A <a class=\"anchor\" href=\"#a\">#</a></h2>\n<p>Uno\ndos.</p><p>Tres</p>",
            "## A\n\nUno dos.\n\nTres\n",
        );
    }

    #[test]
    fn to_markdown_drops_emphasis_and_internal_links() {
        assert_markdown(
            "<p>Vea <strong>los</strong> <a href=\"/a/\">niveles</a> y <a href=\"https://b.mx/?a=1&amp;b=2\">esto</a>.</p>",
            "Vea los niveles y [esto](https://b.mx/?a=1&b=2).\n",
        );
    }

    #[test]
    fn to_markdown_keeps_list_depth_and_numbers() {
        assert_markdown(
            "<p>Hay:</p><ul><li>uno<ol><li>a</li><li>b</li></ol></li><li><p>dos</p></li></ul><p>Fin</p>",
            "Hay:\n\n- uno\n   1. a\n   2. b\n- dos\n\nFin\n",
        );
    }

    #[test]
    fn to_markdown_keeps_tables() {
        assert_markdown(
            "<table><caption>Horas</caption><thead><tr><th>Día</th><th>Hora</th></tr></thead>\
             <tbody><tr><th>lunes</th><td>8 <b>h</b></td></tr></tbody></table>",
            "Horas\n\n| Día | Hora |\n| --- | --- |\n| lunes | 8 h |\n",
        );
    }

    #[test]
    fn to_markdown_escapes_markup() {
        assert_markdown("<p># a_b* &lt;x&gt; | [y]</p>", "\\# a\\_b\\* \\<x\\> \\| \\[y\\]\n");
        assert_markdown("<p>2024. Fue</p><p>- no</p>", "2024\\. Fue\n\n\\- no\n");
    }
}
