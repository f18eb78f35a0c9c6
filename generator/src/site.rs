//! The whole content, parsed and joined: what the pages are made from.

use std::collections::BTreeMap;
use std::sync::Arc;

use policy::{Policy, Step};
use serde::de::DeserializeOwned;

use crate::check;
use crate::decode::decode;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::source::{Content, File, Source};
use crate::written;
use crate::yaml::{Node, Value};

mod clock;
mod page;

pub use clock::clock;
pub use page::Page;

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
        let mut faults = Diagnostics::default();
        refuse_strange_files(source, &mut faults);
        let documents = Documents::read(source, &mut faults);
        let pages = page::read_all(source, &mut faults);
        match Self::join(source, documents, pages, &mut faults) {
            Some(site) => {
                check::before_rendering(&site, &mut faults);
                if faults.has_errors() { Err(faults) } else { Ok(site) }
            }
            None => Err(faults),
        }
    }

    /// Returns the page with this `id`.
    #[must_use]
    pub fn page(&self, id: &str) -> Option<&Page> {
        self.pages.iter().find(|page| page.id == id)
    }

    fn join(source: &Source, documents: Documents, pages: Vec<Page>, faults: &mut Diagnostics) -> Option<Self> {
        // Every file is decoded before any is missed, so that the faults of all of them are told together.
        let settings = documents.decode::<written::Settings>("site.yaml", faults);
        let channels = documents.decode("channels.yaml", faults);
        let words = documents.decode("words.yaml", faults);
        let version = settings.as_ref().map(|settings| settings.version.clone());
        let written = documents.written_policy(version, faults);
        let policy = written.as_ref().and_then(|written| documents.policy(written, faults));
        Some(Self {
            settings: settings?,
            channels: channels?,
            words: words?,
            policy: policy?,
            written: written?,
            pages,
            source: source.clone(),
            documents,
        })
    }
}

/// The YAML files, each with its tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documents(BTreeMap<String, Document>);

/// A YAML file and its tree.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) file: Arc<File>,
    pub(crate) root: Node,
}

impl Documents {
    fn read(source: &Source, faults: &mut Diagnostics) -> Self {
        let mut documents = BTreeMap::new();
        for path in FILES.into_iter().filter(|path| source.file(path).is_none()) {
            let fault = Diagnostic::error(path, "falta-archivo", format!("falta el archivo `{path}`"));
            faults.push(fault.help("créelo; content/README.md dice qué lleva"));
        }
        for file in source.within("", ".yaml") {
            if let Some(root) = Node::parse(file, file.text(), 0, faults) {
                documents.insert(file.path.clone(), Document { file: Arc::clone(file), root });
            }
        }
        Self(documents)
    }

    /// Reads those of `paths` that exist.
    fn read_only(source: &Source, paths: &[&str], faults: &mut Diagnostics) -> Self {
        let files = paths.iter().filter_map(|path| source.file(path));
        let documents = files.filter_map(|file| {
            let root = Node::parse(file, file.text(), 0, faults)?;
            Some((file.path.clone(), Document { file: Arc::clone(file), root }))
        });
        Self(documents.collect())
    }

    /// Returns them in the order of their paths.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.0.values()
    }

    /// Returns the one at `path`, if it could be read.
    pub(crate) fn get(&self, path: &str) -> Option<&Document> {
        self.0.get(path)
    }

    fn decode<T: DeserializeOwned>(&self, path: &str, faults: &mut Diagnostics) -> Option<T> {
        self.get(path).and_then(|document| decode(&document.file, &document.root, faults))
    }

    /// Returns the file of the form with this `id`.
    pub(crate) fn form(&self, id: &str) -> Option<&Document> {
        let is_of = |value: &Value| matches!(value, Value::Text(text) if text == id);
        self.forms().find(|document| document.root.get("id").is_some_and(|(_, node)| is_of(&node.value)))
    }

    /// Returns the files of the forms, in order.
    fn forms(&self) -> impl Iterator<Item = &Document> {
        self.iter().filter(|document| document.file.path.starts_with("forms/"))
    }

    fn written_policy(&self, version: Option<String>, faults: &mut Diagnostics) -> Option<policy::written::Policy> {
        let hours = self.decode("hours.yaml", faults);
        let levels = self.decode("levels.yaml", faults);
        let services = self.decode("services.yaml", faults);
        let lists = self.decode("lists.yaml", faults);
        let common = self.decode("common.yaml", faults);
        let forms: Vec<_> = self.forms().map(|form| decode(&form.file, &form.root, faults)).collect();
        Some(policy::written::Policy {
            version: version?,
            hours: hours?,
            levels: levels?,
            services: services?,
            lists: lists?,
            common: common?,
            forms: forms.into_iter().collect::<Option<_>>()?,
        })
    }

    fn policy(&self, written: &policy::written::Policy, faults: &mut Diagnostics) -> Option<Policy> {
        match Policy::parse(written) {
            Ok(policy) => Some(policy),
            Err(found) => {
                faults.extend(found.iter().map(|fault| self.diagnostic(fault)));
                None
            }
        }
    }

    /// Returns what an editor is told of a fault of the policy, in the file from which the value came.
    fn diagnostic(&self, fault: &policy::Fault) -> Diagnostic {
        match self.find(&fault.at.0) {
            Some((document, steps)) => {
                let place = document.root.place_of(steps);
                Diagnostic::at(&document.file, place, fault.code(), fault.to_string()).help(fault.help())
            }
            None => Diagnostic::error("site.yaml", fault.code(), fault.to_string()).help(fault.help()),
        }
    }

    /// Returns the file into which the first steps of a path lead, and the steps within it.
    fn find<'a>(&self, steps: &'a [Step]) -> Option<(&Document, &'a [Step])> {
        let (Step::Key(first), rest) = steps.split_first()? else {
            return None;
        };
        let file = match (first.as_str(), rest) {
            ("formularios", [Step::Index(form), within @ ..]) => {
                return self.forms().nth(*form).map(|document| (document, within));
            }
            ("version", _) => return self.get("site.yaml").map(|document| (document, steps)),
            ("horario", _) => "hours.yaml",
            ("niveles", _) => "levels.yaml",
            ("servicios", _) => "services.yaml",
            ("listas", _) => "lists.yaml",
            ("comunes", _) => "common.yaml",
            _ => return None,
        };
        self.get(file).map(|document| (document, rest))
    }
}

/// A file in the wrong place, or with a misspelt name, would otherwise be left out in silence.
fn refuse_strange_files(source: &Source, faults: &mut Diagnostics) {
    for file in source.files() {
        let path = file.path.as_str();
        let is_known = FILES.contains(&path)
            || path.strip_prefix("forms/").is_some_and(|name| name.ends_with(".yaml") && !name.contains('/'))
            || path.strip_prefix("pages/").is_some_and(|name| name.ends_with(".md"))
            || path.starts_with(crate::source::ASSETS);
        if !is_known {
            let message = format!("`{path}`: nadie usa este archivo");
            faults.push(Diagnostic::error(path, "archivo-desconocido", message).suggest(path, FILES));
        } else if let (Content::Bytes(bytes), false) = (&file.content, path.starts_with(crate::source::ASSETS)) {
            let valid = std::str::from_utf8(bytes).map_or_else(|error| error.valid_up_to(), str::len);
            let line = bytes[..valid].iter().filter(|byte| **byte == b'\n').count() + 1;
            let message = format!("`{path}`: no está en UTF-8, desde la línea {line}");
            faults.push(Diagnostic::error(path, "utf-8", message).help("guárdelo con codificación UTF-8"));
        }
    }
}

#[cfg(test)]
mod tests;
