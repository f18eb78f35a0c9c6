//! Several pages as the sections of one: `/politica/`, to be read through, printed or kept.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::html;
use crate::html::Tag;
use crate::markdown::{Draft, Heading};
use crate::model::Page;

/// The deepest heading of HTML.
const DEEPEST: u8 = 6;

/// Returns each page as a section: its title as a heading, its own headings one level deeper, its names prefixed with
/// its `id`, and links from one to another within the whole.
pub(crate) fn join(parts: &[(&Page, &Draft)]) -> Draft {
    let addresses = parts.iter().map(|(page, _)| (page.address.as_str(), page.id.as_str())).collect();
    let mut joined = Draft::default();
    for (page, draft) in parts {
        let id = name(&page.id);
        let title = html::escape(&page.title);
        let body = Part { id: &id, addresses: &addresses }.body(&draft.html);
        joined.html.extend([
            &*format!("<section class=\"policy-section\" aria-labelledby=\"{id}\">\n"),
            &*format!("<h2 id=\"{id}\">{title}</h2>\n"),
            &body,
            "</section>\n",
        ]);
        joined.headings.push(Heading { level: 2, id: id.clone(), text: page.title.clone() });
        joined.headings.extend(draft.headings.iter().map(|heading| Heading {
            level: (heading.level + 1).min(DEEPEST),
            id: format!("{id}-{}", heading.id),
            text: heading.text.clone(),
        }));
    }
    joined
}

/// A page's `id` may name folders; the name of a heading has no `/`.
fn name(id: &str) -> String {
    id.replace('/', "-")
}

struct Part<'a> {
    id: &'a str,
    /// The pages that are joined, by their addresses.
    addresses: &'a BTreeMap<&'a str, &'a str>,
}

impl Part<'_> {
    fn body(&self, html: &str) -> String {
        let mut changes: Vec<(Range<usize>, String)> = Vec::new();
        for tag in html::tags(html) {
            changes.extend(deeper(tag.name).map(|name| (tag.name_range.clone(), name)));
            self.rename(&tag, &mut changes);
        }
        for (at, _) in html.match_indices("</h") {
            let name = at + 2..at + 4;
            changes.extend(html.get(name.clone()).and_then(deeper).map(|deeper| (name, deeper)));
        }
        changes.sort_by_key(|(range, _)| range.start);
        html::replaced(html, &changes)
    }

    fn rename(&self, tag: &Tag<'_>, changes: &mut Vec<(Range<usize>, String)>) {
        for attribute in tag.attributes() {
            let new = match attribute.name {
                "id" | "for" | "headers" | "aria-labelledby" | "aria-describedby" | "aria-controls" => {
                    let names = attribute.value.split_whitespace().map(|name| format!("{}-{name}", self.id));
                    Some(names.collect::<Vec<_>>().join(" "))
                }
                "href" => self.address(attribute.value),
                _ => None,
            };
            changes.extend(new.map(|new| (attribute.range.clone(), new)));
        }
    }

    /// Returns where a link leads within the whole, if it leads to one of its parts.
    fn address(&self, address: &str) -> Option<String> {
        let (path, name_within) = address.split_once('#').unwrap_or((address, ""));
        let part = if path.is_empty() { self.id.to_owned() } else { name(self.addresses.get(path)?) };
        Some(if name_within.is_empty() { format!("#{part}") } else { format!("#{part}-{name_within}") })
    }
}

/// Returns the name of the heading one level below `name`, if that is a heading.
fn deeper(name: &str) -> Option<String> {
    let level: u8 = name.strip_prefix('h')?.parse().ok()?;
    (1..=DEEPEST).contains(&level).then(|| format!("h{}", (level + 1).min(DEEPEST)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_one_level_deeper_and_keeps_its_links() {
        let addresses = BTreeMap::from([("/canales/", "canales"), ("/tickets/", "tickets")]);
        let part = Part { id: "canales", addresses: &addresses };
        assert_eq!(
            part.body(
                "<h2 id=\"a\">A <a href=\"#a\">#</a></h2><p aria-describedby=\"a b\"><a href=\"/tickets/#bajas\">x</a>\
                 <a href=\"/tickets/\">y</a><a href=\"/corp/\">z</a></p>"
            ),
            "<h3 id=\"canales-a\">A <a href=\"#canales-a\">#</a></h3><p aria-describedby=\"canales-a canales-b\">\
             <a href=\"#tickets-bajas\">x</a><a href=\"#tickets\">y</a><a href=\"/corp/\">z</a></p>"
        );
    }
}
