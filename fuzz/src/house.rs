//! The repository's own policy and pages, built once.

use std::path::Path;
use std::sync::LazyLock;

use api::Bundle;
use chrono::NaiveDate;
use generator::ContentDir;
use policy::Operation;

/// What the targets are tried against.
pub(crate) struct House {
    /// The policy and the pages, as the API reads them.
    pub(crate) bundle: Bundle,
    /// A day that does not pass, so that an input is always judged alike.
    pub(crate) today: NaiveDate,
}

/// Returns the one house.
pub(crate) fn house() -> &'static House {
    static HOUSE: LazyLock<House> = LazyLock::new(build);
    &HOUSE
}

fn build() -> House {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("../content");
    let source = ContentDir::read(&content).expect("the content can be read");
    let site = generator::load(&source).unwrap_or_else(|faults| panic!("the content has faults: {faults:?}"));
    let output =
        generator::build(&site).unwrap_or_else(|faults| panic!("the content has faults: {faults:?}"));
    let folder = std::env::temp_dir().join(format!("folio-fuzz-{}", std::process::id()));
    generator::write(&output, &folder).expect("the temporary folder can be written");
    let bundle = Bundle::read(&folder.join("api")).expect("what was built can be read");
    std::fs::remove_dir_all(&folder).expect("what was written can be removed");
    House { bundle, today: NaiveDate::from_ymd_opt(2026, 3, 4).expect("a day") }
}

impl House {
    /// Returns every operation.
    pub(crate) fn operations(&self) -> Vec<&Operation> {
        self.bundle.policy.forms().iter().flat_map(|form| &form.operations).collect()
    }

    /// Returns the operation that the first byte of `input` names, and the rest.
    pub(crate) fn addressed<'a>(&self, input: &'a [u8]) -> Option<(&Operation, &'a [u8])> {
        let (first, body) = input.split_first()?;
        let operations = self.operations();
        Some((operations[usize::from(*first) % operations.len()], body))
    }
}
