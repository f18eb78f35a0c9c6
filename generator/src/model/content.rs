//! The content before it is a site: every part that could be read, and the view of it that the checks get.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use policy::{Calendar, Levels, Policy};

use crate::diagnostic::Diagnostics;
use crate::model::{
    Document, Documents, FILES, Notice, Page, Site, Version, notice, page, unexpected_files, version,
};
use crate::read::source::{ContentDir, File};
use crate::schema::{Channels, Limits, Settings, Texts};

/// The parts of the content that could be read.
pub(crate) struct PartialContent {
    source: ContentDir,
    documents: Documents,
    settings: Option<Settings>,
    channels: Option<Channels>,
    texts: Option<Texts>,
    limits: Option<Limits>,
    policy: Option<(Arc<policy::schema::Policy>, Arc<Policy>)>,
    pages: Vec<Arc<Page>>,
    versions: Vec<Version>,
    /// The notices of the previous site, if their files have not changed.
    notices: Option<Vec<Notice>>,
}

impl PartialContent {
    /// Reads `source`, without the notices; files that did not change since the site `before` are not read again.
    pub(crate) fn read(before: Option<&Site>, source: &ContentDir, diagnostics: &mut Diagnostics) -> Self {
        unexpected_files::check_files(source, diagnostics);
        let pages = page::parse_all(source, before.map_or(&[], |before| &before.pages), diagnostics);
        match before.filter(|before| before.source.only_pages_changed(source)) {
            Some(before) => Self::from_site(before, source, pages),
            None => Self::parse(source, pages, diagnostics),
        }
    }

    fn from_site(site: &Site, source: &ContentDir, pages: Vec<Arc<Page>>) -> Self {
        let site = site.clone();
        Self {
            source: source.clone(),
            documents: site.documents,
            settings: Some(site.settings),
            channels: Some(site.channels),
            texts: Some(site.texts),
            limits: Some(site.limits),
            policy: Some((site.written, site.policy)),
            pages,
            versions: site.versions,
            notices: Some(site.notices),
        }
    }

    /// Decodes every file, so that the errors of all of them are reported together.
    fn parse(source: &ContentDir, pages: Vec<Arc<Page>>, diagnostics: &mut Diagnostics) -> Self {
        let documents = Documents::parse(source, &FILES, diagnostics);
        let versions = version::parse_all(source, diagnostics);
        let settings: Option<Settings> = documents.decode("site.yaml", diagnostics);
        let date = settings.as_ref().map(|settings| settings.version.clone());
        let policy = documents.policy(date, diagnostics);
        Self {
            source: source.clone(),
            channels: documents.decode("channels.yaml", diagnostics),
            texts: documents.decode("words.yaml", diagnostics),
            limits: documents.decode("limits.yaml", diagnostics),
            policy: policy.map(|(written, policy)| (written.into(), policy.into())),
            documents,
            settings,
            pages,
            versions,
            notices: None,
        }
    }

    /// Returns the input of the checks.
    pub(crate) fn check_context(&self) -> CheckContext<'_> {
        CheckContext {
            source: &self.source,
            documents: &self.documents,
            settings: self.settings.as_ref(),
            texts: self.texts.as_ref(),
            limits: self.limits.as_ref(),
            policy: self.policy.as_ref().map(|(_, policy)| &**policy),
            versions: &self.versions,
        }
    }

    /// Returns the site, with its notices, if every other part could be read. The notices need the policy's time zone.
    pub(crate) fn into_site(self, diagnostics: &mut Diagnostics) -> Option<Site> {
        let (written, policy) = self.policy?;
        let (settings, channels, texts, limits) = (self.settings?, self.channels?, self.texts?, self.limits?);
        let zone = policy.calendar.zone;
        let notices = self.notices.unwrap_or_else(|| notice::parse_all(&self.source, zone, diagnostics));
        Some(Site {
            settings,
            channels,
            texts,
            limits,
            policy,
            written,
            pages: self.pages,
            versions: self.versions,
            notices,
            now: DateTime::<Utc>::MIN_UTC,
            source: self.source,
            documents: self.documents,
        })
    }
}

/// The input of every check: the content, as far as it could be read.
#[derive(Clone, Copy)]
pub(crate) struct CheckContext<'a> {
    pub(crate) source: &'a ContentDir,
    pub(crate) documents: &'a Documents,
    pub(crate) settings: Option<&'a Settings>,
    pub(crate) texts: Option<&'a Texts>,
    pub(crate) limits: Option<&'a Limits>,
    pub(crate) policy: Option<&'a Policy>,
    pub(crate) versions: &'a [Version],
}

impl<'a> CheckContext<'a> {
    /// Returns the content of a complete site.
    pub(crate) fn new(site: &'a Site) -> Self {
        Self {
            source: &site.source,
            documents: &site.documents,
            settings: Some(&site.settings),
            texts: Some(&site.texts),
            limits: Some(&site.limits),
            policy: Some(&site.policy),
            versions: &site.versions,
        }
    }

    /// Returns `site.yaml`, if it could be read.
    pub(crate) fn settings(&self) -> Option<(&'a Document, &'a Settings)> {
        Some((self.documents.get("site.yaml")?, self.settings?))
    }

    /// Returns the files of the pages, in order.
    pub(crate) fn pages(&self) -> impl Iterator<Item = &'a File> {
        self.source.within("pages/", ".md").map(|file| &**file)
    }

    /// Returns the file of the page with this `id`.
    pub(crate) fn page(&self, id: &str) -> Option<&'a File> {
        self.source.file(&format!("pages/{id}.md")).map(|file| &**file)
    }
}

/// Returns the calendar and the levels of `source`; only `hours.yaml` and `levels.yaml` are read.
///
/// # Errors
///
/// All errors in those two files.
pub fn load_calendar(source: &ContentDir) -> Result<(Calendar, Levels), Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    let files = ["hours.yaml", "levels.yaml"];
    let documents = Documents::parse_only(source, &files, &mut diagnostics);
    let policy = documents.readable_policy(None, &mut diagnostics).map(|(policy, _)| policy);
    let policy = policy.filter(|_| !diagnostics.has_errors()).ok_or(diagnostics)?;
    Ok((policy.calendar.clone(), policy.levels.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: &str = "inicial: a\nniveles:\n  - id: a\n    nombre: A\n    prioridad: Bajo\n    aplica: x\n    \
                          respuesta: {tiempo: 4 h, cuenta: horario}\n";
    const HOURS: &str =
        "zona: America/Mexico_City\nnombre_de_zona: x\nabierto:\n  - {dias: [lunes], de: 08:30, a: 17:30}\n";

    fn source(hours: &str) -> ContentDir {
        ContentDir::default().with("hours.yaml", hours).with("levels.yaml", LEVELS)
    }

    #[test]
    fn load_calendar_reads_hours_and_levels() {
        let (calendar, levels) = load_calendar(&source(HOURS)).unwrap();
        assert_eq!(calendar.zone.name(), "America/Mexico_City");
        assert_eq!(levels.initial().id, "a");
    }

    #[test]
    fn load_calendar_reports_span_of_hours_error() {
        let faults = load_calendar(&source(&HOURS.replace("17:30", "7:30"))).unwrap_err();
        let messages: Vec<String> = faults.iter().map(ToString::to_string).collect();
        assert_eq!(messages.len(), 1, "{messages:?}");
        assert!(messages[0].contains("hours.yaml:4:35"), "{messages:?}");
    }
}
