//! The YAML files, and the spans of policy errors in them.

use std::collections::BTreeMap;
use std::sync::Arc;

use policy::error::PolicyErrorKind;
use policy::{PathSegment, Policy};
use serde::de::DeserializeOwned;

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::policy_files::PolicyFiles;
use crate::parallel::par_map;
use crate::parse::decode::decode;
use crate::parse::yaml::Node;
use crate::read::source::{ContentDir, File};

/// The YAML files, each with its tree.
#[derive(Clone, Debug, Default)]
pub(crate) struct Documents(Arc<BTreeMap<String, Document>>);

/// A YAML file and its tree.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) file: Arc<File>,
    pub(crate) root: Node,
}

impl Document {
    /// Returns the addresses of the pages of this form, as far as they can be read; see [`policy::Form::address`].
    pub(crate) fn addresses(&self) -> Vec<String> {
        let Some(form) = self.root.text_of("id") else { return Vec::new() };
        let operations = self.root.items("operaciones").iter().filter_map(|one| one.text_of("id"));
        let operations: Vec<_> = operations.collect();
        if operations == [form] {
            return vec![format!("/{form}/")];
        }
        operations.into_iter().map(|operation| format!("/{form}/{operation}/")).collect()
    }

    /// Returns a diagnostic at the value of the key path `keys`.
    pub(crate) fn diagnostic_at(&self, keys: &[&str], code: &'static str, message: String) -> Diagnostic {
        Diagnostic::at(&self.file, self.root.span_at(keys), code, message)
    }

    /// Returns the diagnostic of an error in the value at `span`.
    pub(crate) fn diagnostic(&self, span: Span, kind: PolicyErrorKind) -> Diagnostic {
        self.diagnostic_in(span, &policy::PolicyError { path: policy::Path::default(), kind })
    }

    /// Returns the diagnostic of an error in the value at `span`, or in a part of it.
    fn diagnostic_in(&self, span: Span, diagnostic: &policy::PolicyError) -> Diagnostic {
        let span = diagnostic.offending_part().map_or(span, |part| span.part_of(self.file.text(), part));
        Diagnostic::at(&self.file, span, diagnostic.code(), diagnostic.to_string()).help(diagnostic.help())
    }
}

impl Documents {
    /// Parses every YAML file of `source`, and reports which of `needed` are missing.
    pub(crate) fn parse(source: &ContentDir, needed: &[&str], diagnostics: &mut Diagnostics) -> Self {
        report_missing_files(source, needed, diagnostics);
        Self::parse_files(source.within("", ".yaml"), diagnostics)
    }

    /// Parses only the files `needed` of `source`, and reports which are missing.
    pub(crate) fn parse_only(source: &ContentDir, needed: &[&str], diagnostics: &mut Diagnostics) -> Self {
        report_missing_files(source, needed, diagnostics);
        Self::parse_files(needed.iter().filter_map(|path| source.file(path)), diagnostics)
    }

    fn parse_files<'a>(files: impl Iterator<Item = &'a Arc<File>>, diagnostics: &mut Diagnostics) -> Self {
        // A separate check reports files that are not text.
        let files: Vec<_> = files.filter(|file| file.is_text()).collect();
        let read = par_map(&files, |file| {
            let mut found = Diagnostics::default();
            (Node::parse(file, file.text(), 0, &mut found), found)
        });
        let mut documents = BTreeMap::new();
        for (file, (root, found)) in files.into_iter().zip(read) {
            diagnostics.extend(found);
            if let Some(root) = root {
                documents.insert(file.path.clone(), Document { file: Arc::clone(file), root });
            }
        }
        Self(documents.into())
    }

    /// Returns the documents in the order of their paths.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Document> {
        self.0.values()
    }

    /// Returns the document at `path`, if it could be parsed.
    pub(crate) fn get(&self, path: &str) -> Option<&Document> {
        self.0.get(path)
    }

    pub(crate) fn decode<T: DeserializeOwned>(&self, path: &str, diagnostics: &mut Diagnostics) -> Option<T> {
        self.get(path).and_then(|document| decode(&document.file, &document.root, diagnostics))
    }

    /// Returns the document of the form with this `id`.
    pub(crate) fn form(&self, id: &str) -> Option<&Document> {
        self.forms().find(|document| document.root.text_of("id") == Some(id))
    }

    /// Returns the documents of the forms, in order.
    pub(crate) fn forms(&self) -> impl Iterator<Item = &Document> {
        self.iter().filter(|document| document.file.path.starts_with("forms/"))
    }

    /// Returns the policy as it is written and as it is parsed, if it has no errors.
    ///
    /// Every file is checked as far as it can be read, so that all errors are reported together.
    pub(crate) fn policy(
        &self,
        version: Option<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<(policy::schema::Policy, Policy)> {
        let (policy, files) = self.readable_policy(version, diagnostics)?;
        files.complete().map(|written| (written, policy))
    }

    /// Returns the policy of the files that can be read, with those files; reports the errors in them.
    pub(crate) fn readable_policy(
        &self,
        version: Option<String>,
        diagnostics: &mut Diagnostics,
    ) -> Option<(Policy, PolicyFiles)> {
        let parts = PolicyFiles {
            version,
            hours: self.decode("hours.yaml", diagnostics),
            levels: self.decode("levels.yaml", diagnostics),
            services: self.decode("services.yaml", diagnostics),
            lists: self.decode("lists.yaml", diagnostics),
            common: self.decode("common.yaml", diagnostics),
            forms: self.forms().map(|form| decode(&form.file, &form.root, diagnostics)).collect(),
        };
        let (readable, places) = parts.readable();
        match Policy::parse(&readable) {
            Ok(policy) => Some((policy, parts)),
            Err(found) => {
                let found = found.into_iter().map(|diagnostic| with_file_index(diagnostic, &places));
                diagnostics.extend(found.map(|diagnostic| self.diagnostic(&diagnostic)));
                None
            }
        }
    }

    /// Returns the diagnostic of a policy error, in the file of the value.
    pub(crate) fn diagnostic(&self, diagnostic: &policy::PolicyError) -> Diagnostic {
        match self.find(&diagnostic.path.0) {
            Some((document, steps)) => {
                let span = if diagnostic.points_at_key() {
                    document.root.span_of_key(steps)
                } else {
                    document.root.span_of_path(steps)
                };
                document.diagnostic_in(span, diagnostic)
            }
            None => Diagnostic::error("site.yaml", diagnostic.code(), diagnostic.to_string())
                .help(diagnostic.help()),
        }
    }

    /// Returns the document that the first steps of a path name, and the steps within it.
    fn find<'a>(&self, steps: &'a [PathSegment]) -> Option<(&Document, &'a [PathSegment])> {
        let (PathSegment::Key(first), rest) = steps.split_first()? else {
            return None;
        };
        let file = match (first.as_str(), rest) {
            ("formularios", [PathSegment::Index(form), within @ ..]) => {
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

/// Replaces the index of a form among the readable forms by its index among the files.
fn with_file_index(mut diagnostic: policy::PolicyError, places: &[usize]) -> policy::PolicyError {
    if let [PathSegment::Key(first), PathSegment::Index(form), ..] = &mut diagnostic.path.0[..]
        && first == "formularios"
        && let Some(span) = places.get(*form)
    {
        *form = *span;
    }
    diagnostic
}

fn report_missing_files(source: &ContentDir, needed: &[&str], diagnostics: &mut Diagnostics) {
    for path in needed.iter().filter(|path| source.file(path).is_none()) {
        let diagnostic = Diagnostic::error(path, "falta-archivo", format!("falta el archivo `{path}`"));
        diagnostics.push(diagnostic.help("créelo; content/README.md dice qué lleva"));
    }
}
