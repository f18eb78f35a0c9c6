//! What pages fetch.

use serde::Serialize;

use crate::asset::Asset;

/// The files that every page may fetch, under `site.files`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Files {
    /// The address of the style sheet.
    pub(crate) style: String,
    /// The address of the icon.
    pub(crate) icon: String,
    /// The whole address of the picture that other sites show beside a link, when there is one.
    pub(crate) card: Option<String>,
    /// What helps to fill and send a form.
    pub(crate) form: Script,
    /// What searches, fetched when it is first used.
    pub(crate) search: Script,
    /// The address of the sections that it searches.
    pub(crate) sections: &'static str,
    /// What every page may use.
    pub(crate) site: Script,
}

/// A script.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Script {
    address: String,
    integrity: String,
}

impl From<&Asset> for Script {
    fn from(asset: &Asset) -> Self {
        Self { address: asset.address.clone(), integrity: asset.integrity() }
    }
}
