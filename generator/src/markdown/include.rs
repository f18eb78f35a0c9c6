//! Several pages as the sections of one: `/politica/`, to read or print the whole policy.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::html;
use crate::html::Tag;
use crate::markdown::{Heading, RenderedMarkdown};
use crate::model::Page;

/// The deepest heading of HTML.
const MAX_LEVEL: u8 = 6;

/// Returns each page as a section: its title as a heading, its headings one level deeper, its ids prefixed with the id
/// of the page, and links between the pages as fragments.
pub(crate) fn concatenate(pages: &[(&Page, &RenderedMarkdown)]) -> RenderedMarkdown {
    let addresses = pages.iter().map(|(page, _)| (page.address.as_str(), page.id.as_str())).collect();
    let mut whole = RenderedMarkdown::default();
    for (page, rendered) in pages {
        let id = section_id(&page.id);
        let title = html::escape(&page.title);
        let body = Section { id: &id, addresses: &addresses }.adjust(&rendered.html);
        whole.html.extend([
            &*format!("<section class=\"policy-section\" aria-labelledby=\"{id}\">\n"),
            &*format!("<h2 id=\"{id}\">{title}</h2>\n"),
            &body,
            "</section>\n",
        ]);
        whole.headings.push(Heading { level: 2, id: id.clone(), text: page.title.clone() });
        whole.headings.extend(rendered.headings.iter().map(|heading| Heading {
            level: (heading.level + 1).min(MAX_LEVEL),
            id: format!("{id}-{}", heading.id),
            text: heading.text.clone(),
        }));
    }
    whole
}

/// Returns the id of the section of a page, whose own id can contain folders.
fn section_id(id: &str) -> String {
    id.replace('/', "-")
}

struct Section<'a> {
    id: &'a str,
    /// The ids of the included pages, by their addresses.
    addresses: &'a BTreeMap<&'a str, &'a str>,
}

impl Section<'_> {
    fn adjust(&self, html: &str) -> String {
        let mut changes: Vec<(Range<usize>, String)> = Vec::new();
        for tag in html::tags(html) {
            changes.extend(shift_heading(tag.name).map(|name| (tag.name_range.clone(), name)));
            self.rename_ids(&tag, &mut changes);
        }
        for (at, _) in html.match_indices("</h") {
            let name = at + 2..at + 4;
            changes.extend(html.get(name.clone()).and_then(shift_heading).map(|shifted| (name, shifted)));
        }
        changes.sort_by_key(|(range, _)| range.start);
        html::replace_ranges(html, &changes)
    }

    fn rename_ids(&self, tag: &Tag<'_>, changes: &mut Vec<(Range<usize>, String)>) {
        for attribute in tag.attributes() {
            let new = match attribute.name {
                "id" | "for" | "headers" | "aria-labelledby" | "aria-describedby" | "aria-controls" => {
                    let names = attribute.value.split_whitespace().map(|name| format!("{}-{name}", self.id));
                    Some(names.collect::<Vec<_>>().join(" "))
                }
                "href" => self.resolve(attribute.value),
                _ => None,
            };
            changes.extend(new.map(|new| (attribute.range.clone(), new)));
        }
    }

    /// Returns the fragment to which a link leads, when it leads to an included page.
    fn resolve(&self, address: &str) -> Option<String> {
        let (path, fragment) = address.split_once('#').unwrap_or((address, ""));
        let part = if path.is_empty() { self.id.to_owned() } else { section_id(self.addresses.get(path)?) };
        Some(if fragment.is_empty() { format!("#{part}") } else { format!("#{part}-{fragment}") })
    }
}

/// Returns the tag name of the next deeper heading; `None` if `name` is no heading.
fn shift_heading(name: &str) -> Option<String> {
    let level: u8 = name.strip_prefix('h')?.parse().ok()?;
    (1..=MAX_LEVEL).contains(&level).then(|| format!("h{}", (level + 1).min(MAX_LEVEL)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn section_shifts_headings_and_keeps_links() {
        let addresses = BTreeMap::from([("/canales/", "canales"), ("/tickets/", "tickets")]);
        let section = Section { id: "canales", addresses: &addresses };
        assert_eq!(
            section.adjust(
                "<h2 id=\"a\">A <a href=\"#a\">#</a></h2><p aria-describedby=\"a b\"><a href=\"/tickets/#bajas\">x</a>\
                 <a href=\"/tickets/\">y</a><a href=\"/corp/\">z</a></p>"
            ),
            "<h3 id=\"canales-a\">A <a href=\"#canales-a\">#</a></h3><p aria-describedby=\"canales-a canales-b\">\
             <a href=\"#tickets-bajas\">x</a><a href=\"#tickets\">y</a><a href=\"/corp/\">z</a></p>"
        );
    }
}
