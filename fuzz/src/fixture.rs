//! The repository's policy and pages, built once.

use std::path::Path;
use std::sync::LazyLock;

use api::Bundle;
use chrono::NaiveDate;
use generator::ContentDir;
use policy::Operation;

/// The input-independent data of the targets.
pub(crate) struct Fixture {
    /// The policy and the pages, as the API loads them.
    pub(crate) bundle: Bundle,
    /// A fixed date, so that an input always has the same result.
    pub(crate) today: NaiveDate,
}

/// Returns the shared fixture.
pub(crate) fn fixture() -> &'static Fixture {
    static FIXTURE: LazyLock<Fixture> = LazyLock::new(build);
    &FIXTURE
}

fn build() -> Fixture {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let source = ContentDir::read(&content).expect("the content can be read");
    let site = generator::load(&source)
        .unwrap_or_else(|diagnostics| panic!("the content has errors: {diagnostics:?}"));
    let output = generator::build(&site)
        .unwrap_or_else(|diagnostics| panic!("the content has errors: {diagnostics:?}"));
    let folder = std::env::temp_dir().join(format!("folio-fuzz-{}", std::process::id()));
    generator::write(&output, &folder).expect("the temporary folder can be written");
    let bundle = Bundle::read(&folder.join("api")).expect("the build can be read");
    std::fs::remove_dir_all(&folder).expect("the temporary folder can be removed");
    Fixture { bundle, today: NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day") }
}

impl Fixture {
    /// Returns every operation.
    pub(crate) fn operations(&self) -> Vec<&Operation> {
        self.bundle.policy.forms.iter().flat_map(|form| &form.operations).collect()
    }

    /// Returns the operation that the first byte of `input` selects, and the rest.
    pub(crate) fn select_operation<'a>(&self, input: &'a [u8]) -> Option<(&Operation, &'a [u8])> {
        let (first, body) = input.split_first()?;
        let operations = self.operations();
        Some((operations[usize::from(*first) % operations.len()], body))
    }
}
