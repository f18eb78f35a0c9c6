//! The fingerprints of the promised content: when one changes, the policy needs a new version.
//!
//! Hours and levels are compared by meaning, not by notation. Holidays and the addresses of status pages are not part
//! of the promise.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::model::{Page, Site};

/// Returns the fingerprint of each file that is part of the promise, by its path.
pub(crate) fn fingerprints(site: &Site) -> BTreeMap<String, String> {
    let pages = site.settings.scope.iter().filter_map(|id| site.page(id));
    let pages = pages.map(|page| (page.file.path.clone(), page_text(page)));
    let data =
        [("hours.yaml", hours(site)), ("levels.yaml", levels(site)), ("services.yaml", services(site))];
    let data = data.into_iter().map(|(path, text)| (path.to_owned(), text));
    pages.chain(data).map(|(path, text)| (path, short_digest(text, 8))).collect()
}

/// Returns the first `length` bytes of the SHA-256 of `bytes`, in hexadecimal.
pub(crate) fn short_digest(bytes: impl AsRef<[u8]>, length: usize) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes)[..length])
}

fn hours(site: &Site) -> String {
    let calendar = &site.policy.calendar;
    let day =
        |day: chrono::Weekday| calendar.intervals(day).iter().map(|open| (open.from, open.to)).collect();
    let days = (0..7).filter_map(|day| chrono::Weekday::try_from(day).ok());
    let week: Vec<Vec<(u16, u16)>> = days.map(day).collect();
    json(&(calendar.zone.name(), week))
}

fn levels(site: &Site) -> String {
    json(&site.written.levels)
}

fn services(site: &Site) -> String {
    let services = &site.written.services;
    let departments = services.departments.iter().map(|one| (&one.id, &one.name, &one.attends));
    let supported = services.services.iter().map(|one| (&one.id, &one.name, &one.department));
    json(&(departments.collect::<Vec<_>>(), supported.collect::<Vec<_>>()))
}

/// Returns the title and the body of a page with single spaces, because white space is not part of the promise.
fn page_text(page: &Page) -> String {
    let text = page.title.split_whitespace().chain(page.body().split_whitespace());
    text.collect::<Vec<_>>().join(" ")
}

/// These types always serialise.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;

    /// Returns the files whose fingerprint changes when `old` becomes `new` in the file at `path`.
    #[track_caller]
    fn changed(path: &str, old: &str, new: &str) -> Vec<String> {
        let source = fixture::source().with("site.yaml", with_scope());
        let before = fingerprints(&fixture::site(&source).unwrap());
        let text = source.file(path).unwrap().text().to_owned();
        assert!(text.contains(old), "{path} has no {old}");
        let after = fingerprints(&fixture::site(&source.with(path, text.replace(old, new))).unwrap());
        after
            .into_iter()
            .filter(|(path, print)| before.get(path) != Some(print))
            .map(|(path, _)| path)
            .collect()
    }

    fn with_scope() -> String {
        format!("{}alcance: [canales]\n", fixture::source().file("site.yaml").unwrap().text())
    }

    #[test]
    fn fingerprint_changes_when_promise_changes() {
        assert_eq!(changed("hours.yaml", "a: 17:30", "a: 18:00"), ["hours.yaml"]);
        assert_eq!(changed("levels.yaml", "4 h", "6 h"), ["levels.yaml"]);
        assert_eq!(changed("services.yaml", "[Buzones]", "[Buzones, Alias]"), ["services.yaml"]);
        assert_eq!(changed("pages/canales.md", "Escriba.", "No escriba."), ["pages/canales.md"]);
    }

    #[test]
    fn fingerprint_is_same_when_only_notation_changes() {
        assert_eq!(changed("hours.yaml", "08:30", "\"08:30\""), [""; 0]);
        assert_eq!(changed("pages/canales.md", "Escriba.", "Escriba.\n\n"), [""; 0]);
        assert_eq!(changed("pages/canales.md", "descripcion: d", "descripcion: otra"), [""; 0]);
        let holiday = "festivos: [{fecha: 2024-09-16, nombre: Fiesta}]\nzona: A";
        assert_eq!(changed("hours.yaml", "zona: A", holiday), [""; 0]);
    }
}
