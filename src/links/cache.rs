//! A file with the addresses that responded less than a day ago, which are not requested again.
//!
//! A file that is missing or invalid counts as empty, and is overwritten.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::links::outcome::LinkOk;

/// How long a response is valid.
const MAX_AGE: TimeDelta = TimeDelta::days(1);

/// The valid entries of a cache file.
#[derive(Debug)]
pub(crate) struct LinkCache {
    path: PathBuf,
    now: DateTime<Utc>,
    file: CacheFile,
}

/// The format of the file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct CacheFile {
    answered: BTreeMap<String, Entry>,
}

/// When an address responded, and its new address if it redirects permanently.
#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
}

impl LinkCache {
    /// Loads the entries of the day before `now` from the file at `path`.
    pub(crate) fn load(path: &Path, now: DateTime<Utc>) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let mut file: CacheFile = serde_json::from_str(&text).unwrap_or_default();
        file.answered.retain(|_, entry| entry.is_fresh(now));
        Self { path: path.to_owned(), now, file }
    }

    /// Returns the cached result of `address`.
    pub(crate) fn get(&self, address: &Url) -> Option<LinkOk> {
        let entry = self.file.answered.get(address.as_str())?;
        let moved_to = entry.moved.as_deref().map(Url::parse).transpose().ok()?;
        Some(LinkOk { moved_to })
    }

    /// Records that `address` responds now.
    pub(crate) fn insert(&mut self, address: &Url, ok: &LinkOk) {
        let at = self.now.to_rfc3339_opts(SecondsFormat::Secs, true);
        let moved = ok.moved_to.as_ref().map(Url::to_string);
        self.file.answered.insert(address.to_string(), Entry { at, moved });
    }

    /// Writes the file atomically.
    pub(crate) fn write(&self) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let text = serde_json::to_string_pretty(&self.file)?;
        let temporary = self.path.with_added_extension(std::process::id().to_string());
        fs::write(&temporary, text + "\n")?;
        fs::rename(&temporary, &self.path)
    }
}

impl Entry {
    /// A time after `now` comes from a wrong clock.
    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        let fresh = TimeDelta::zero()..MAX_AGE;
        DateTime::parse_from_rfc3339(&self.at).is_ok_and(|at| fresh.contains(&now.signed_duration_since(at)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-12-24T12:00:00Z";

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    /// Checks the entry of an address at [`NOW`] in a file with `text`.
    #[track_caller]
    fn assert_entry(text: &str, expected: Option<&LinkOk>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("links.json");
        fs::write(&path, text).unwrap();
        assert_eq!(LinkCache::load(&path, at(NOW)).get(&url("https://a.mx/")).as_ref(), expected, "{text}");
    }

    #[test]
    fn cache_entry_is_valid_for_one_day() {
        for (moment, is_valid) in [
            ("2026-12-24T12:00:00Z", true),
            ("2026-12-23T12:00:01Z", true),
            ("2026-12-23T12:00:00Z", false),
            ("2026-12-24T12:00:01Z", false),
            ("ayer", false),
        ] {
            let text = format!(r#"{{"answered": {{"https://a.mx/": {{"at": "{moment}"}}}}}}"#);
            assert_entry(&text, is_valid.then_some(&LinkOk { moved_to: None }));
        }
    }

    #[test]
    fn cache_is_empty_when_file_is_invalid() {
        for text in ["", "{", "[]", r#"{"answered": {"https://a.mx/": 4}}"#, r#"{"answered": []}"#] {
            assert_entry(text, None);
        }
        let moved = r#"{"answered": {"https://a.mx/": {"at": "2026-12-24T12:00:00Z", "moved": "b"}}}"#;
        assert_entry(moved, None);
    }

    #[test]
    fn cache_write_round_trips_and_leaves_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/links.json");
        let mut cache = LinkCache::load(&path, at(NOW));
        let ok = LinkOk { moved_to: Some(url("https://b.mx/x")) };
        cache.insert(&url("https://a.mx/"), &ok);
        cache.write().unwrap();
        let reloaded = LinkCache::load(&path, at(NOW) + TimeDelta::hours(23));
        assert_eq!(reloaded.get(&url("https://a.mx/")), Some(ok));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
