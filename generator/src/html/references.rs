//! The ids and links of a page, read once from its HTML on the thread that built it.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::html;

/// The attributes whose values are ids of the same page.
const ID_REFERENCES: [&str; 4] = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];

/// The ids of a page, and its links and references to others.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PageReferences {
    /// Sorted, each once.
    pub(crate) ids: Vec<String>,
    /// The ids that the page has more than once.
    pub(crate) duplicate_ids: BTreeSet<String>,
    /// Attributes that refer to a missing id, with that id.
    pub(crate) broken: BTreeSet<(&'static str, String)>,
    /// The links that need a check, sorted: neither complete addresses nor fragments that the page has.
    pub(crate) links: Vec<String>,
}

impl PageReferences {
    /// Returns the references of the page `html`.
    pub(crate) fn new(html: &str) -> Self {
        let (mut ids, mut links, mut references) = (Vec::new(), BTreeSet::new(), Vec::new());
        for attribute in html::tags(html).flat_map(|tag| tag.attributes()) {
            let value = attribute.value;
            match attribute.name {
                "id" => ids.push(html::unescape(value)),
                "href" | "src" | "action" => {
                    links.extend((!value.starts_with("https://")).then(|| html::unescape(value)));
                }
                name => {
                    let kind = ID_REFERENCES.into_iter().find(|kind| *kind == name);
                    references.extend(
                        kind.into_iter().flat_map(|kind| value.split_whitespace().map(move |id| (kind, id))),
                    );
                }
            }
        }
        ids.sort_unstable();
        let duplicates = ids.windows(2).filter(|pair| pair[0] == pair[1]);
        let duplicate_ids = duplicates.map(|pair| pair[0].to_string()).collect();
        ids.dedup();
        let has_id = |id: &str| ids.binary_search_by(|one| (**one).cmp(id)).is_ok();
        links.retain(|link| !link.strip_prefix('#').is_some_and(has_id));
        let broken = references.into_iter().filter(|(_, id)| !has_id(id));
        Self {
            broken: broken.map(|(attribute, id)| (attribute, id.to_owned())).collect(),
            duplicate_ids,
            links: links.into_iter().map(Cow::into_owned).collect(),
            ids: ids.into_iter().map(Cow::into_owned).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lists_ids_links_and_broken_references() {
        let references = PageReferences::new(
            "<p id=\"a\"><a href=\"/x/?a=1&amp;b=2\">x</a><a href=\"https://y.mx\">y</a><b id=\"a\"></b>\
             <a href=\"#a\">a</a><label for=\"c\">c</label><i aria-describedby=\"a d\"></i><form action=\"/z\"></form></p>",
        );
        assert_eq!(references.ids, ["a"]);
        assert_eq!(references.duplicate_ids, BTreeSet::from(["a".to_owned()]));
        assert_eq!(references.links, ["/x/?a=1&b=2", "/z"]);
        let broken = [("aria-describedby", "d".to_owned()), ("for", "c".to_owned())];
        assert_eq!(references.broken, BTreeSet::from(broken));
    }
}
