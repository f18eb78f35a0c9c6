//! The whole content, parsed and joined: what the pages are made from.

use policy::Policy;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{ASSETS, Content, Source};
use crate::written;

mod clock;
mod document;
mod head;
mod page;
mod parts;
mod version;

pub use clock::clock;
pub(crate) use document::{Document, Documents};
pub use page::Page;
pub use version::Version;

/// The files that every site has, beside its forms and pages.
const FILES: [&str; 8] = [
    "site.yaml",
    "hours.yaml",
    "levels.yaml",
    "services.yaml",
    "channels.yaml",
    "lists.yaml",
    "common.yaml",
    "words.yaml",
];

/// The content of a site in which nothing is wrong that can be seen before it is rendered.
#[derive(Clone, Debug)]
pub struct Site {
    /// `site.yaml`.
    pub settings: written::Settings,
    /// `channels.yaml`.
    pub channels: written::Channels,
    /// `words.yaml`.
    pub words: written::Words,
    /// What the policy means.
    pub policy: Policy,
    /// What the policy says, as the API will read it.
    pub written: policy::written::Policy,
    /// The pages, by their `id`.
    pub pages: Vec<Page>,
    /// The versions of the policy that were published, the oldest first.
    pub versions: Vec<Version>,
    /// The files from which all this was read.
    pub(crate) source: Source,
    /// The YAML files, to place what is found later.
    pub(crate) documents: Documents,
}

impl Site {
    /// Returns the site that `source` states.
    ///
    /// # Errors
    ///
    /// Everything that is wrong in any of its files.
    pub fn load(source: &Source) -> Result<Self, Diagnostics> {
        Self::load_after(None, source)
    }

    /// Returns the same; what `before` read from files that did not change is not read again.
    pub(crate) fn load_after(before: Option<&Self>, source: &Source) -> Result<Self, Diagnostics> {
        let mut faults = Diagnostics::default();
        refuse_strange_files(source, &mut faults);
        let pages = page::read_all(source, before.map_or(&[], |before| &before.pages), &mut faults);
        let same = before.filter(|before| before.source.differs_in_pages_alone(source));
        let site = if let Some(before) = same {
            Some(Self { pages, source: source.clone(), ..before.clone() })
        } else {
            let documents = Documents::read(source, &FILES, &mut faults);
            let versions = version::read_all(source, &mut faults);
            Self::join(source, documents, pages, &mut faults).map(|site| Self { versions, ..site })
        };
        match site {
            Some(site) if !faults.has_errors() => Ok(site),
            _ => Err(faults),
        }
    }

    /// Returns whether `other` can differ in nothing but the Markdown of its pages: what else one page can see of
    /// another, and all that is no page, is the same.
    pub(crate) fn differs_in_bodies_alone(&self, other: &Self) -> bool {
        let faces = self.pages.iter().zip(&other.pages).all(|(one, another)| one.has_face_of(another));
        faces && self.pages.len() == other.pages.len() && self.source.differs_in_pages_alone(&other.source)
    }

    /// Returns the page with this `id`.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }

    fn join(
        source: &Source,
        documents: Documents,
        pages: Vec<Page>,
        faults: &mut Diagnostics,
    ) -> Option<Self> {
        // Every file is decoded before any is missed, so that the faults of all of them are told together.
        let settings = documents.decode::<written::Settings>("site.yaml", faults);
        let channels = documents.decode("channels.yaml", faults);
        let words = documents.decode("words.yaml", faults);
        let version = settings.as_ref().map(|settings| settings.version.clone());
        let policy = documents.policy(version, faults);
        let (written, policy) = policy?;
        Some(Self {
            settings: settings?,
            channels: channels?,
            words: words?,
            policy,
            written,
            pages,
            versions: Vec::new(),
            source: source.clone(),
            documents,
        })
    }
}

/// A file in the wrong place, or with a misspelt name, would otherwise be left out in silence.
fn refuse_strange_files(source: &Source, faults: &mut Diagnostics) {
    for file in source.files() {
        let path = file.path.as_str();
        if path.starts_with(ASSETS) {
            continue;
        }
        let is_form = path.strip_prefix("forms/").and_then(|name| name.strip_suffix(".yaml"));
        let is_text = ["pages/", version::FOLDER]
            .iter()
            .any(|folder| path.strip_prefix(folder).is_some_and(|name| name.strip_suffix(".md").is_some()));
        if !FILES.contains(&path) && is_form.is_none_or(|name| name.contains('/')) && !is_text {
            let message = format!("`{path}`: nadie usa este archivo");
            faults.push(Diagnostic::error(path, "archivo-desconocido", message).suggest(path, FILES));
        }
        if let Content::Bytes(bytes) = &file.content {
            let valid = String::from_utf8_lossy(bytes);
            let line = valid.split('\u{fffd}').next().unwrap_or_default().matches('\n').count() + 1;
            let message = format!("`{path}`: no está en UTF-8, desde la línea {line}");
            faults.push(Diagnostic::error(path, "utf-8", message).help("guárdelo con codificación UTF-8"));
        }
    }
}

#[cfg(test)]
mod tests;
