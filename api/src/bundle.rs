//! What the function carries: the compiled policy and the built pages, read once at the start. The one room of this
//! crate that reads the disk.

use std::collections::BTreeMap;
use std::fs;
use std::panic::resume_unwind;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::thread;

use policy::{Policy, PolicyError};

use crate::openapi;
use crate::page::{ConfirmationPage, FormPage, NoticePage, PageError};
use crate::problem::Words;

/// The folder `dist/api`, read and checked.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// What support promises.
    pub policy: Policy,
    /// The words of the problems.
    pub words: Words,
    /// The page that says that a request was taken.
    pub confirmation: ConfirmationPage,
    /// The page that says why there is no other.
    pub notice: NoticePage,
    /// By form and operation.
    forms: BTreeMap<(String, String), FormPage>,
    /// What programs are told of the API, once somebody has asked.
    description: OnceLock<String>,
}

/// Why `dist/api` cannot be used. `folio build` makes it.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// A file cannot be read.
    #[error("cannot read `{}`; run `folio build` and copy all of `dist/api`", .0.display())]
    Read(PathBuf, #[source] std::io::Error),
    /// A file is not the JSON that was expected.
    #[error("`{}` is not what this version expects; run this version's `folio build`", .0.display())]
    Json(PathBuf, #[source] serde_json::Error),
    /// The policy has faults.
    #[error("`{}` has {} faults, the first: {}; run `folio check`", .0.display(), .1.len(), first(.1))]
    Policy(PathBuf, Vec<PolicyError>),
    /// Problems have no words.
    #[error("`{}` has no words for `{}`; add them to `words.yaml`", .0.display(), .1.join("`, `"))]
    Words(PathBuf, Vec<&'static str>),
    /// A page does not follow the contract between pages and API.
    #[error("`{}` cannot be filled; run this version's `folio build`", .0.display())]
    Page(PathBuf, #[source] PageError),
}

fn first(faults: &[PolicyError]) -> String {
    faults.first().map(ToString::to_string).unwrap_or_default()
}

impl Bundle {
    /// Returns what the folder `dir` holds.
    ///
    /// # Errors
    ///
    /// See [`BundleError`]: the first file that is missing or cannot be used.
    pub fn read(dir: &Path) -> Result<Self, BundleError> {
        let policy = read_policy(dir.join("policy.json"))?;
        Ok(Self {
            words: read_words(dir.join("problems.json"))?,
            confirmation: ConfirmationPage::new(read(&dir.join("pages/confirmation.html"))?),
            notice: NoticePage::new(read(&dir.join("pages/problem.html"))?),
            forms: read_forms(dir, &policy)?,
            policy,
            description: OnceLock::new(),
        })
    }

    /// Returns the description of the API, in `OpenAPI`.
    #[must_use]
    pub fn description(&self) -> &str {
        self.description.get_or_init(|| openapi::describe(&self.policy, &self.words).to_string())
    }

    /// Says whether every page can be filled. Whoever builds pages asks; the function reads what was asked before.
    ///
    /// # Errors
    ///
    /// The first page that cannot be filled, named as in `dist/api`.
    pub fn check(&self) -> Result<(), BundleError> {
        let pages: Vec<_> = self.forms.iter().collect();
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let check = |((form, operation), page): &(&(String, String), &FormPage)| {
            page.check().map_err(|e| BundleError::Page(page_path(form, operation), e))
        };
        thread::scope(|scope| {
            let shares = pages.chunks(pages.len().div_ceil(cores).max(1));
            let started: Vec<_> =
                shares.map(|share| scope.spawn(move || share.iter().try_for_each(check))).collect();
            let mut ended =
                started.into_iter().map(|one| one.join().unwrap_or_else(|cause| resume_unwind(cause)));
            ended.try_for_each(|outcome| outcome)
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

fn read_policy(path: PathBuf) -> Result<Policy, BundleError> {
    let text = read(&path)?;
    match serde_json::from_str(&text) {
        Ok(written) => Policy::parse(&written).map_err(|faults| BundleError::Policy(path, faults)),
        Err(e) => Err(BundleError::Json(path, e)),
    }
}

fn read_words(path: PathBuf) -> Result<Words, BundleError> {
    let text = read(&path)?;
    match serde_json::from_str::<Words>(&text) {
        Ok(words) if words.missing().is_empty() => Ok(words),
        Ok(words) => Err(BundleError::Words(path, words.missing())),
        Err(e) => Err(BundleError::Json(path, e)),
    }
}

fn page_path(form: &str, operation: &str) -> PathBuf {
    Path::new("pages").join(form).join(format!("{operation}.html"))
}

fn read_forms(dir: &Path, policy: &Policy) -> Result<BTreeMap<(String, String), FormPage>, BundleError> {
    let mut pages = BTreeMap::new();
    for form in policy.forms() {
        for operation in &form.operations {
            let page = FormPage::new(read(&dir.join(page_path(&form.id, &operation.id)))?);
            pages.insert((form.id.clone(), operation.id.clone()), page);
        }
    }
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;

    /// Reads a bundle in which one file is otherwise; without text, it is missing.
    #[track_caller]
    fn refused(path: &str, text: Option<&str>, expected: &str) {
        let dir = fixture::bundle_dir();
        match text {
            Some(text) => fs::write(dir.join(path), text).unwrap(),
            None => fs::remove_file(dir.join(path)).unwrap(),
        }
        let error = Bundle::read(&dir).and_then(|bundle| bundle.check()).unwrap_err();
        fs::remove_dir_all(&dir).unwrap();
        let said = error.to_string().replace(&format!("{}/", dir.display()), "");
        assert!(said.starts_with(expected), "{said}");
    }

    #[test]
    fn a_file_that_is_missing_is_named_with_what_to_do() {
        refused("pages/gsuite/alta.html", None, "cannot read `pages/gsuite/alta.html`; run `folio build`");
    }

    #[test]
    fn a_file_of_another_shape_is_named_with_what_to_do() {
        refused(
            "policy.json",
            Some("{}"),
            "`policy.json` is not what this version expects; run this version's",
        );
        let words = r#"{"base": "https://x.mx", "problems": {}}"#;
        refused("problems.json", Some(words), "`problems.json` has no words for `no-encontrado`, `metodo`, ");
    }

    #[test]
    fn a_policy_with_faults_is_refused() {
        let mut policy = fixture::policy_json();
        policy["niveles"]["inicial"] = "otro".into();
        refused("policy.json", Some(&policy.to_string()), "`policy.json` has 1 faults, the first: ");
    }

    #[test]
    fn a_page_that_cannot_be_filled_is_refused() {
        let broken = "<template data-row-template=\"x\">";
        refused(
            "pages/falla/falla.html",
            Some(broken),
            "`pages/falla/falla.html` cannot be filled; run this version's",
        );
    }
}
