//! Just enough of HTML to read our own: its tags, and the values of their attributes.
//!
//! What it reads was written by our templates and by the Markdown renderer, so that it is well formed; nothing here
//! has to guess.

pub(crate) mod outline;

use std::borrow::Cow;
use std::ops::Range;

use memchr::{memchr, memchr2, memchr3};

/// A start tag. End tags, comments and the doctype are not told.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    /// The name, as it is written.
    pub(crate) name: &'a str,
    /// Where the name stands.
    pub(crate) name_range: Range<usize>,
    /// All up to the end of the tag, and where the attributes begin in it.
    attributes: Cursor<'a>,
}

/// An attribute of a start tag.
#[derive(Debug)]
pub(crate) struct Attribute<'a> {
    /// The name, as it is written.
    pub(crate) name: &'a str,
    /// The value as it is written, with its references (`&amp;`); empty when there is none.
    pub(crate) value: &'a str,
    /// Where the value stands.
    pub(crate) range: Range<usize>,
}

/// Returns the start tags of `html` in order.
pub(crate) fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += memchr(b'<', html.as_bytes().get(at..)?)? + 1;
            match html.as_bytes().get(at)? {
                b'!' if html[at..].starts_with("!--") => at += html[at..].find("-->")? + 3,
                b'a'..=b'z' | b'A'..=b'Z' => {
                    let tag = Tag::new(html, at);
                    at = (tag.end() + 1).min(html.len());
                    if matches!(tag.name, "script" | "style") {
                        at += html[at..].find("</")?;
                    }
                    return Some(tag);
                }
                _ => {}
            }
        }
    })
}

impl<'a> Tag<'a> {
    /// Reads the tag whose name begins at `start`.
    fn new(html: &'a str, start: usize) -> Self {
        let html = &html[..end(html, start)];
        let mut cursor = Cursor { html, at: start };
        let name_range = cursor.take(|b| !b.is_ascii_whitespace() && b != b'/');
        Self { name: &html[name_range.clone()], name_range, attributes: cursor }
    }

    /// Returns the attributes in order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let mut cursor = self.attributes.clone();
        std::iter::from_fn(move || {
            cursor.take(|b| b.is_ascii_whitespace() || b == b'/');
            cursor.peek().map(|_| cursor.attribute())
        })
    }

    /// Where its `>` stands.
    fn end(&self) -> usize {
        self.attributes.html.len()
    }
}

/// Returns where the `>` stands with which the tag ends whose name begins at `start`; one within quotes ends nothing.
fn end(html: &str, start: usize) -> usize {
    let bytes = html.as_bytes();
    let mut at = start;
    while let Some(sign) = bytes.get(at) {
        match sign {
            b'>' => return at,
            b'"' | b'\'' => at += 1 + memchr(*sign, &bytes[at + 1..]).unwrap_or(bytes.len()),
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

/// Every sign that ends something in a tag is ASCII, so that reading byte by byte never parts a character.
#[derive(Clone, Debug)]
struct Cursor<'a> {
    html: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<u8> {
        self.html.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, is_part: impl Fn(u8) -> bool) -> Range<usize> {
        let start = self.at;
        let rest = &self.html.as_bytes()[start..];
        self.at = start + rest.iter().position(|b| !is_part(*b)).unwrap_or(rest.len());
        start..self.at
    }

    fn attribute(&mut self) -> Attribute<'a> {
        let name = self.take(|b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'/'));
        let range = if self.skip(b'=') { self.value() } else { self.at..self.at };
        if name.is_empty() {
            // A stray `=` would keep the reader where it is.
            self.take(|b| b == b'=');
        }
        Attribute { name: &self.html[name], value: &self.html[range.clone()], range }
    }

    fn value(&mut self) -> Range<usize> {
        match self.peek() {
            Some(quote @ (b'"' | b'\'')) => {
                self.skip(quote);
                let range = self.take(|b| b != quote);
                self.skip(quote);
                range
            }
            _ => self.take(|b| !b.is_ascii_whitespace()),
        }
    }

    fn skip(&mut self, wanted: u8) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.at += 1;
        }
        found
    }
}

/// Returns `text` so that it can stand in HTML, an attribute's value included.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    let is_sign = |b: u8| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\'');
    let bytes = text.as_bytes();
    if memchr3(b'&', b'<', b'>', bytes).is_none() && memchr2(b'"', b'\'', bytes).is_none() {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(at) = rest.bytes().position(is_sign) {
        escaped.push_str(&rest[..at]);
        escaped.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
    }
    escaped.push_str(rest);
    Cow::Owned(escaped)
}

/// Returns the text of `html`: without tags, with its references resolved.
pub(crate) fn text(html: &str) -> String {
    if !html.contains('<') {
        return unescape(html).into_owned();
    }
    let mut text = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' if in_tag => in_tag = false,
            _ if in_tag => {}
            _ => text.push(c),
        }
    }
    unescape(&text).into_owned()
}

/// Returns `text` with the references that templates write resolved.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    const REFERENCES: [(&str, &str); 8] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&#x2F;", "/"),
        ("&nbsp;", "\u{a0}"),
        // Last, so that `&amp;lt;` stays `&lt;`.
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_owned();
    for (reference, character) in REFERENCES {
        if text.contains(reference) {
            text = text.replace(reference, character);
        }
    }
    Cow::Owned(text)
}

/// Returns `html` with each of `changes` made; they must be in order and not overlap.
pub(crate) fn replaced(html: &str, changes: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(html.len() + 16 * changes.len());
    let mut at = 0;
    for (range, new) in changes {
        out.push_str(&html[at..range.start]);
        out.push_str(new);
        at = range.end;
    }
    out.push_str(&html[at..]);
    out
}

/// Returns whether `html` begins with an element that cannot stand in a paragraph.
pub(crate) fn is_block(html: &str) -> bool {
    const BLOCKS: [&str; 17] = [
        "address", "article", "aside", "details", "div", "dl", "fieldset", "figure", "form", "h2", "h3",
        "nav", "ol", "p", "section", "table", "ul",
    ];
    tags(html.trim_start()).next().is_some_and(|tag| tag.name_range.start == 1 && BLOCKS.contains(&tag.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn told(html: &str, expected: &[&str]) {
        let picture = |tag: Tag<'_>| {
            let attributes =
                tag.attributes().map(|attribute| format!(" {}={}", attribute.name, attribute.value));
            format!("{}{}", tag.name, attributes.collect::<String>())
        };
        assert_eq!(tags(html).map(picture).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn start_tags_come_with_their_attributes() {
        told(
            "<!doctype html><a href=\"/x/\" class='b c'>t</a><br/><input hidden value=3>",
            &["a href=/x/ class=b c", "br", "input hidden= value=3"],
        );
    }

    #[test]
    fn comments_and_scripts_have_no_tags() {
        told("<!-- <b> --><script>if (a<b) {}</script><i>1 < 2</i>", &["script", "i"]);
    }

    #[test]
    fn html_that_ends_too_soon_ends() {
        told("<a href=\"x", &["a href=x"]);
        told("<a =", &["a ="]);
        told("a <", &[]);
    }

    #[test]
    fn the_text_of_html_is_what_is_read() {
        assert_eq!(text("<b>Altas</b> &amp; <i>bajas</i> &lt;1"), "Altas & bajas <1");
    }

    #[test]
    fn what_is_escaped_and_read_again_is_the_same() {
        let text = "«a» & \"b\" <c> 'd' &amp;";
        assert_eq!(unescape(&escape(text)), text);
    }

    #[test]
    fn changes_are_made_in_their_places() {
        assert_eq!(replaced("abcdef", &[(1..2, "X".to_owned()), (4..6, String::new())]), "aXcd");
    }
}
