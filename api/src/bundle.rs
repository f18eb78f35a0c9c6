//! The bundle: the compiled policy and the built pages in `dist/api`, read once at the start. No other module of this
//! crate reads files.

use std::collections::BTreeMap;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::{fs, thread};

use policy::{Policy, PolicyError};
use serde::de::DeserializeOwned;

use crate::openapi;
use crate::page::{FormPage, PageError};
use crate::problem::ProblemTexts;

/// The folder `dist/api`, read and checked.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The compiled policy.
    pub policy: Policy,
    /// The texts of the problems.
    pub problems: ProblemTexts,
    /// The HTML of the page that confirms a ticket, without its texts.
    pub confirmation: String,
    /// The HTML of the page that explains a problem, without its texts.
    pub error_page: String,
    /// By form and operation.
    forms: BTreeMap<(String, String), FormPage>,
    /// The `OpenAPI` description, once it was requested.
    description: OnceLock<String>,
}

/// Why `dist/api` cannot be used. `folio build` writes it.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file cannot be read.
    #[error("cannot read `{}`; run `folio build` and copy all of `dist/api`", .0.display())]
    Read(PathBuf, #[source] std::io::Error),
    /// A file is not the JSON that was expected.
    #[error("`{}` is not what this version expects; run this version's `folio build`", .0.display())]
    Json(PathBuf, #[source] serde_json::Error),
    /// The policy has errors.
    #[error("`{}` has {} errors, the first: {}; run `folio check`", .0.display(), .1.len(), first(.1))]
    Policy(PathBuf, Vec<PolicyError>),
    /// Problems have no texts.
    #[error("`{}` has no texts for `{}`; add them to `words.yaml`", .0.display(), .1.join("`, `"))]
    Problems(PathBuf, Vec<&'static str>),
    /// A page does not follow the contract between pages and API.
    #[error("`{}` cannot be filled; run this version's `folio build`", .0.display())]
    Page(PathBuf, #[source] PageError),
}

fn first(errors: &[PolicyError]) -> String {
    errors.first().map(ToString::to_string).unwrap_or_default()
}

impl Bundle {
    /// Returns the content of the folder `dir`.
    ///
    /// # Errors
    ///
    /// See [`BundleError`]: the first file that is missing or cannot be used.
    pub fn read(dir: &Path) -> Result<Self, BundleError> {
        let policy_path = dir.join("policy.json");
        let policy =
            Policy::parse(&read_json(&policy_path)?).map_err(|e| BundleError::Policy(policy_path, e))?;
        let problems_path = dir.join("problems.json");
        let problems: ProblemTexts = read_json(&problems_path)?;
        let missing = problems.missing();
        if !missing.is_empty() {
            return Err(BundleError::Problems(problems_path, missing));
        }
        Ok(Self {
            problems,
            confirmation: read(&dir.join("pages/confirmation.html"))?,
            error_page: read(&dir.join("pages/problem.html"))?,
            forms: read_forms(dir, &policy)?,
            policy,
            description: OnceLock::new(),
        })
    }

    /// Returns the `OpenAPI` description of the API.
    ///
    /// # Errors
    ///
    /// None is known: the constant parts of the description are valid JSON.
    pub fn description(&self) -> Result<&str, serde_json::Error> {
        if let Some(description) = self.description.get() {
            return Ok(description);
        }
        let description = openapi::describe(&self.policy, &self.problems)?.to_string();
        Ok(self.description.get_or_init(|| description))
    }

    /// Checks that every page can be rendered. The build checks it; the function reads pages that were checked.
    ///
    /// # Errors
    ///
    /// The first page that cannot be rendered, with its path in `dist/api`.
    pub fn check(&self) -> Result<(), BundleError> {
        let pages: Vec<_> = self.forms.iter().collect();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let check = |((form, operation), page): &(&(String, String), &FormPage)| {
            page.check().map_err(|e| BundleError::Page(page_path(form, operation), e))
        };
        thread::scope(|scope| {
            let chunks = pages.chunks(pages.len().div_ceil(cores).max(1));
            let threads: Vec<_> =
                chunks.map(|chunk| scope.spawn(move || chunk.iter().try_for_each(check))).collect();
            threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|e| resume_unwind(e)))
        })
    }

    /// Returns the page of an operation of the policy.
    #[must_use]
    pub fn form(&self, form: &str, operation: &str) -> Option<&FormPage> {
        self.forms.get(&(form.to_owned(), operation.to_owned()))
    }
}

fn read(path: &Path) -> Result<String, BundleError> {
    fs::read_to_string(path).map_err(|e| BundleError::Read(path.to_owned(), e))
}

fn read_json<T: DeserializeOwned>(path: &Path) -> Result<T, BundleError> {
    serde_json::from_str(&read(path)?).map_err(|e| BundleError::Json(path.to_owned(), e))
}

fn page_path(form: &str, operation: &str) -> PathBuf {
    Path::new("pages").join(form).join(format!("{operation}.html"))
}

fn read_forms(dir: &Path, policy: &Policy) -> Result<BTreeMap<(String, String), FormPage>, BundleError> {
    let operations =
        policy.forms.iter().flat_map(|form| form.operations.iter().map(move |one| (&form.id, &one.id)));
    let read_page = |(form, operation): (&String, &String)| {
        let page = FormPage::new(read(&dir.join(page_path(form, operation)))?);
        Ok(((form.clone(), operation.clone()), page))
    };
    operations.map(read_page).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;

    /// Reads a bundle in which one file has `text`, or is missing without it.
    #[track_caller]
    fn assert_error(path: &str, text: Option<&str>, expected: &str) {
        let dir = fixture::bundle_dir();
        match text {
            Some(text) => fs::write(dir.join(path), text).unwrap(),
            None => fs::remove_file(dir.join(path)).unwrap(),
        }
        let error = Bundle::read(&dir).and_then(|bundle| bundle.check()).unwrap_err();
        fs::remove_dir_all(&dir).unwrap();
        let message = error.to_string().replace(&format!("{}/", dir.display()), "");
        assert!(message.starts_with(expected), "{message}");
    }

    #[test]
    fn read_names_a_missing_file_and_the_next_step() {
        assert_error(
            "pages/gsuite/alta.html",
            None,
            "cannot read `pages/gsuite/alta.html`; run `folio build`",
        );
    }

    #[test]
    fn read_names_a_file_of_another_shape() {
        assert_error(
            "policy.json",
            Some("{}"),
            "`policy.json` is not what this version expects; run this version's",
        );
        let texts = r#"{"base": "https://x.mx", "problems": {}}"#;
        assert_error(
            "problems.json",
            Some(texts),
            "`problems.json` has no texts for `no-encontrado`, `metodo`, ",
        );
    }

    #[test]
    fn read_fails_when_the_policy_has_errors() {
        let mut policy = fixture::policy_json();
        policy["niveles"]["inicial"] = "otro".into();
        assert_error("policy.json", Some(&policy.to_string()), "`policy.json` has 1 errors, the first: ");
    }

    #[test]
    fn check_fails_when_a_page_has_an_unclosed_template() {
        let broken = "<template data-row-template=\"x\">";
        assert_error(
            "pages/falla/falla.html",
            Some(broken),
            "`pages/falla/falla.html` cannot be filled; run this version's",
        );
    }
}
