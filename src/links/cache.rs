//! What answered less than a day ago, in a file, so that it is not asked again.
//!
//! A file that cannot be read is as good as none: everything is asked, and it is written anew.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::links::outcome::Good;

/// How long an answer is good for.
const AGE: TimeDelta = TimeDelta::days(1);

/// The good answers of a file.
#[derive(Debug)]
pub(crate) struct Memory {
    path: PathBuf,
    now: DateTime<Utc>,
    answered: BTreeMap<String, Entry>,
}

/// The file.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Written {
    answered: BTreeMap<String, Entry>,
}

/// When an address answered, and where it said that it is from then on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    at: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    moved: Option<String>,
}

impl Memory {
    /// Returns what the file at `path` says of the day before `now`.
    pub(crate) fn read(path: &Path, now: DateTime<Utc>) -> Self {
        let text = fs::read_to_string(path).unwrap_or_default();
        let written: Written = serde_json::from_str(&text).unwrap_or_default();
        let mut answered = written.answered;
        answered.retain(|_, entry| entry.is_fresh(now));
        Self { path: path.to_owned(), now, answered }
    }

    /// Returns what `address` answered, if it did.
    pub(crate) fn get(&self, address: &Url) -> Option<Good> {
        let entry = self.answered.get(address.as_str())?;
        let moved = entry.moved.as_deref().map(Url::parse).transpose().ok()?;
        Some(Good { moved })
    }

    /// Keeps that `address` answers now.
    pub(crate) fn keep(&mut self, address: &Url, good: &Good) {
        let at = self.now.to_rfc3339_opts(SecondsFormat::Secs, true);
        self.answered
            .insert(address.to_string(), Entry { at, moved: good.moved.as_ref().map(Url::to_string) });
    }

    /// Writes it whole, or leaves the file as it was.
    pub(crate) fn write(&self) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let text = serde_json::to_string_pretty(&Written { answered: self.answered.clone() })?;
        let beside = self.path.with_added_extension(std::process::id().to_string());
        fs::write(&beside, text + "\n")?;
        fs::rename(&beside, &self.path)
    }
}

impl Entry {
    /// What lies ahead of `now` was written by a clock that was wrong.
    fn is_fresh(&self, now: DateTime<Utc>) -> bool {
        DateTime::parse_from_rfc3339(&self.at).is_ok_and(|at| {
            let age = now.signed_duration_since(at);
            age >= TimeDelta::zero() && age < AGE
        })
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

    /// Checks whether an address is still known at [`NOW`], after what `text` says is read.
    #[track_caller]
    fn knows(text: &str, expected: Option<&Good>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("links.json");
        fs::write(&path, text).unwrap();
        assert_eq!(Memory::read(&path, at(NOW)).get(&url("https://a.mx/")).as_ref(), expected, "{text}");
    }

    #[test]
    fn an_answer_is_good_for_a_day() {
        for (moment, is_known) in [
            ("2026-12-24T12:00:00Z", true),
            ("2026-12-23T12:00:01Z", true),
            ("2026-12-23T12:00:00Z", false),
            ("2026-12-24T12:00:01Z", false),
            ("ayer", false),
        ] {
            let text = format!(r#"{{"answered": {{"https://a.mx/": {{"at": "{moment}"}}}}}}"#);
            knows(&text, is_known.then_some(&Good { moved: None }));
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_knows_nothing() {
        for text in ["", "{", "[]", r#"{"answered": {"https://a.mx/": 4}}"#, r#"{"answered": []}"#] {
            knows(text, None);
        }
        let moved = r#"{"answered": {"https://a.mx/": {"at": "2026-12-24T12:00:00Z", "moved": "b"}}}"#;
        knows(moved, None);
    }

    #[test]
    fn what_is_written_is_read_again_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/links.json");
        let mut memory = Memory::read(&path, at(NOW));
        let good = Good { moved: Some(url("https://b.mx/x")) };
        memory.keep(&url("https://a.mx/"), &good);
        memory.write().unwrap();
        let again = Memory::read(&path, at(NOW) + TimeDelta::hours(23));
        assert_eq!(again.get(&url("https://a.mx/")), Some(good));
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
