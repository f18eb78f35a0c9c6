//! A reader for the HTML that our own templates and the Markdown renderer write, which is therefore well formed.

pub(crate) mod references;

use std::borrow::Cow;
use std::iter;
use std::ops::Range;

use memchr::{memchr, memchr3};

/// A start tag. End tags, comments and the doctype are skipped.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    /// The name, as in the source.
    pub(crate) name: &'a str,
    /// Where the name is.
    pub(crate) name_range: Range<usize>,
    /// The HTML up to the `>` of the tag.
    html: &'a str,
}

/// An attribute of a start tag.
#[derive(Debug)]
pub(crate) struct Attribute<'a> {
    /// The name, as in the source.
    pub(crate) name: &'a str,
    /// The value with its character references (`&amp;`); empty without one.
    pub(crate) value: &'a str,
    /// Where the value is.
    pub(crate) range: Range<usize>,
}

/// Returns the start tags of `html` in order.
pub(crate) fn tags(html: &str) -> impl Iterator<Item = Tag<'_>> {
    let mut at = 0;
    iter::from_fn(move || {
        loop {
            at += memchr(b'<', html.as_bytes().get(at..)?)? + 1;
            match html.as_bytes().get(at)? {
                b'!' if html[at..].starts_with("!--") => at += html[at..].find("-->")? + 3,
                b'a'..=b'z' | b'A'..=b'Z' => {
                    let tag = Tag::new(html, at);
                    at = (tag.html.len() + 1).min(html.len());
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
        let name_range = start..skip(html, start, |b| !b.is_ascii_whitespace() && !matches!(b, b'/' | b'>'));
        let html = &html[..tag_end(html, name_range.end)];
        Self { name: &html[name_range.clone()], name_range, html }
    }

    /// Returns the attributes in order.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let html = self.html;
        let mut at = self.name_range.end;
        iter::from_fn(move || {
            let start = skip(html, at, |b| b.is_ascii_whitespace() || b == b'/');
            let end = skip(html, start, |b| !b.is_ascii_whitespace() && !matches!(b, b'=' | b'/'));
            if start == html.len() {
                return None;
            }
            let (range, next) = value(html, end);
            at = next;
            Some(Attribute { name: &html[start..end], value: &html[range.clone()], range })
        })
    }
}

/// Returns the range of the value of the attribute whose name ends at `name_end`, and where the next attribute can begin.
fn value(html: &str, name_end: usize) -> (Range<usize>, usize) {
    let bytes = html.as_bytes();
    let start = name_end + 1;
    match bytes.get(start) {
        _ if bytes.get(name_end) != Some(&b'=') => (name_end..name_end, name_end),
        Some(quote @ (b'"' | b'\'')) => {
            let end = start + 1 + memchr(*quote, &bytes[start + 1..]).unwrap_or(bytes.len() - start - 1);
            (start + 1..end, (end + 1).min(html.len()))
        }
        _ => {
            let end = skip(html, start, |b| !b.is_ascii_whitespace());
            (start..end, end)
        }
    }
}

/// Returns the first position from `start` on whose byte is not `is_part`. All delimiters are ASCII, so that the result is
/// a character boundary.
fn skip(html: &str, start: usize, is_part: impl Fn(u8) -> bool) -> usize {
    let rest = &html.as_bytes()[start..];
    start + rest.iter().position(|b| !is_part(*b)).unwrap_or(rest.len())
}

/// Returns the position of the `>` of the tag whose name ends at `start`; a `>` in quotes does not end it.
fn tag_end(html: &str, start: usize) -> usize {
    let bytes = html.as_bytes();
    if bytes.get(start) == Some(&b'>') {
        return start;
    }
    let mut at = start;
    while let Some(found) = memchr3(b'>', b'"', b'\'', &bytes[at..]) {
        at += found;
        if bytes[at] == b'>' {
            return at;
        }
        let Some(closing) = memchr(bytes[at], &bytes[at + 1..]) else { break };
        at += closing + 2;
    }
    bytes.len()
}

/// Returns `text` escaped for HTML, also for the value of an attribute.
pub(crate) fn escape(text: &str) -> Cow<'_, str> {
    let next = |text: &str| text.bytes().position(|b| matches!(b, b'&' | b'<' | b'>' | b'"' | b'\''));
    let Some(mut at) = next(text) else { return Cow::Borrowed(text) };
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut rest = text;
    loop {
        escaped.push_str(&rest[..at]);
        escaped.push_str(match rest.as_bytes()[at] {
            b'&' => "&amp;",
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'"' => "&quot;",
            _ => "&#39;",
        });
        rest = &rest[at + 1..];
        let Some(found) = next(rest) else { break };
        at = found;
    }
    escaped.push_str(rest);
    Cow::Owned(escaped)
}

/// Returns the text of `html`: without tags, with its character references resolved.
pub(crate) fn text(html: &str) -> String {
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((before, tag)) = rest.split_once('<') {
        text.push_str(before);
        rest = tag.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    unescape(&text).into_owned()
}

/// Returns `text` with the character references resolved that templates and the Markdown renderer write.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    const REFERENCES: [(&str, &str); 6] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        // Last, so that `&amp;lt;` stays `&lt;`.
        ("&amp;", "&"),
    ];
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let resolve = |text: String, (reference, character)| text.replace(reference, character);
    Cow::Owned(REFERENCES.into_iter().fold(text.to_owned(), resolve))
}

/// Returns `html` with each range replaced; the ranges are in order and do not overlap.
pub(crate) fn replace_ranges(html: &str, changes: &[(Range<usize>, String)]) -> String {
    let mut out = String::with_capacity(html.len() + 16 * changes.len());
    let mut at = 0;
    for (range, new) in changes {
        out.push_str(&html[at..range.start]);
        out.push_str(new);
        at = range.end;
    }
    out + &html[at..]
}

/// Returns whether `html` begins with an element that cannot be inside a paragraph.
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
    fn assert_tags(html: &str, expected: &[&str]) {
        let format = |tag: Tag<'_>| {
            let attributes =
                tag.attributes().map(|attribute| format!(" {}={}", attribute.name, attribute.value));
            format!("{}{}", tag.name, attributes.collect::<String>())
        };
        assert_eq!(tags(html).map(format).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn tags_returns_start_tags_with_attributes() {
        assert_tags(
            "<!doctype html><a href=\"/x/\" class='b c'>t</a><br/><input hidden value=3>",
            &["a href=/x/ class=b c", "br", "input hidden= value=3"],
        );
    }

    #[test]
    fn tags_skips_comments_and_scripts() {
        assert_tags("<!-- <b> --><script>if (a<b) {}</script><i>1 < 2</i>", &["script", "i"]);
    }

    #[test]
    fn tags_ends_when_html_is_truncated() {
        assert_tags("<a href=\"x", &["a href=x"]);
        assert_tags("<a =", &["a ="]);
        assert_tags("a <", &[]);
    }

    #[test]
    fn text_removes_tags_and_resolves_references() {
        assert_eq!(text("<b>Altas</b> &amp; <i>bajas</i> &lt;1"), "Altas & bajas <1");
    }

    #[test]
    fn unescape_reverses_escape() {
        let text = "«a» & \"b\" <c> 'd' &amp;";
        assert_eq!(unescape(&escape(text)), text);
    }

    #[test]
    fn replace_ranges_changes_only_the_ranges() {
        assert_eq!(replace_ranges("abcdef", &[(1..2, "X".to_owned()), (4..6, String::new())]), "aXcd");
    }
}
