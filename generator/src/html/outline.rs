//! What a page names, and to what it refers: told apart from its HTML, so that this is read once, on every core.

use std::borrow::Cow;
use std::collections::BTreeSet;

use crate::html;

/// The attributes that refer to names of their own page.
const REFERENCES: [&str; 4] = ["for", "aria-labelledby", "aria-describedby", "aria-controls"];

/// What the HTML of a whole page names, and what in it leads or refers elsewhere.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outline {
    /// In order.
    pub(crate) names: Vec<String>,
    /// Names that stand twice.
    pub(crate) repeated: BTreeSet<String>,
    /// Attributes that refer to a name that is not there, with that name.
    pub(crate) lost: BTreeSet<(&'static str, String)>,
    /// Where its links lead within the site, save to its own names, and whatever else is not plainly outside it; in order.
    pub(crate) links: Vec<String>,
}

impl Outline {
    /// Returns the outline of `html`.
    pub(crate) fn of(html: &str) -> Self {
        Mentions::of(html).outline()
    }
}

/// What a part of a page mentions, as it is met.
#[derive(Clone, Debug, Default)]
pub(crate) struct Mentions<'a> {
    names: Vec<Cow<'a, str>>,
    links: Vec<Cow<'a, str>>,
    references: Vec<(&'static str, Cow<'a, str>)>,
}

impl<'a> Mentions<'a> {
    /// Returns what `html` mentions.
    pub(crate) fn of(html: &'a str) -> Self {
        let mut mentions = Self::default();
        mentions.read(html);
        mentions
    }

    /// Adds what `html` mentions.
    pub(crate) fn read(&mut self, html: &'a str) {
        for attribute in html::tags(html).flat_map(|tag| tag.attributes()) {
            let value = attribute.value;
            match attribute.name {
                "id" => self.name(html::unescape(value)),
                "href" | "src" | "action" => self.link(html::unescape(value)),
                name => {
                    let kind = REFERENCES.iter().find(|reference| **reference == name);
                    let names = kind
                        .into_iter()
                        .flat_map(|kind| value.split_whitespace().map(|name| (*kind, Cow::Borrowed(name))));
                    self.references.extend(names);
                }
            }
        }
    }

    /// Adds a name.
    pub(crate) fn name(&mut self, name: impl Into<Cow<'a, str>>) {
        self.names.push(name.into());
    }

    /// Adds a link, unless it plainly leads elsewhere.
    pub(crate) fn link(&mut self, address: impl Into<Cow<'a, str>>) {
        let address = address.into();
        if !address.starts_with("https://") {
            self.links.push(address);
        }
    }

    /// Adds what `other` mentions.
    pub(crate) fn extend(&mut self, other: Self) {
        self.names.extend(other.names);
        self.links.extend(other.links);
        self.references.extend(other.references);
    }

    /// Returns whether a link leads to exactly `address`.
    pub(crate) fn links_to(&self, address: &str) -> bool {
        self.links.iter().any(|link| link == address)
    }

    /// Returns whether anything that is mentioned has a character that `is_sign` says.
    pub(crate) fn contains(&self, is_sign: fn(char) -> bool) -> bool {
        let references = self.references.iter().map(|(_, name)| name);
        self.names.iter().chain(&self.links).chain(references).any(|text| text.contains(is_sign))
    }

    /// Returns the same mentions, in texts of their own.
    pub(crate) fn into_owned(self) -> Mentions<'static> {
        fn owned(texts: Vec<Cow<'_, str>>) -> Vec<Cow<'static, str>> {
            texts.into_iter().map(|text| text.into_owned().into()).collect()
        }
        let references = self.references.into_iter().map(|(kind, name)| (kind, name.into_owned().into()));
        Mentions { names: owned(self.names), links: owned(self.links), references: references.collect() }
    }

    /// Returns the same mentions, in the texts of these.
    pub(crate) fn borrowed(&self) -> Mentions<'_> {
        fn borrowed<'a>(texts: &'a [Cow<'_, str>]) -> Vec<Cow<'a, str>> {
            texts.iter().map(|text| Cow::Borrowed(&**text)).collect()
        }
        let references = self.references.iter().map(|(kind, name)| (*kind, Cow::Borrowed(&**name)));
        Mentions {
            names: borrowed(&self.names),
            links: borrowed(&self.links),
            references: references.collect(),
        }
    }

    /// Returns the outline of a page that mentions this and no more.
    pub(crate) fn outline(mut self) -> Outline {
        self.names.sort_unstable();
        let repeated = self.names.windows(2).filter(|pair| pair[0] == pair[1]);
        let repeated = repeated.map(|pair| pair[0].to_string()).collect();
        self.names.dedup();
        let is_there = |name: &str| self.names.binary_search_by(|one| (**one).cmp(name)).is_ok();
        self.links.retain(|link| !link.strip_prefix('#').is_some_and(is_there));
        self.links.sort_unstable();
        self.links.dedup();
        let lost = self.references.into_iter().filter(|(_, name)| !is_there(name));
        let lost = lost.map(|(attribute, name)| (attribute, name.into_owned())).collect();
        let owned = |texts: Vec<Cow<'_, str>>| texts.into_iter().map(Cow::into_owned).collect();
        Outline { repeated, lost, links: owned(self.links), names: owned(self.names) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_has_names_links_and_what_is_lost() {
        let outline = Outline::of(
            "<p id=\"a\"><a href=\"/x/?a=1&amp;b=2\">x</a><a href=\"https://y.mx\">y</a><b id=\"a\"></b>\
             <a href=\"#a\">a</a><label for=\"c\">c</label><i aria-describedby=\"a d\"></i><form action=\"/z\"></form></p>",
        );
        assert_eq!(outline.names, ["a"]);
        assert_eq!(outline.repeated, BTreeSet::from(["a".to_owned()]));
        assert_eq!(outline.links, ["/x/?a=1&b=2", "/z"]);
        let lost = [("aria-describedby", "d".to_owned()), ("for", "c".to_owned())];
        assert_eq!(outline.lost, BTreeSet::from(lost));
    }

    #[test]
    fn parts_that_are_read_one_by_one_are_one_page() {
        let parts = ["<p id=\"a\"><a href=\"#b\">b</a>", "<b id=\"b\"></b><label for=\"a\"></label>"];
        let kept = Mentions::of(parts[0]).into_owned();
        let mut mentions = kept.borrowed();
        mentions.read(parts[1]);
        let outline = mentions.outline();
        assert_eq!(
            (outline.names, outline.links.len(), outline.lost.len()),
            (vec!["a".into(), "b".into()], 0, 0)
        );
    }
}
