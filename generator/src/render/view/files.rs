//! The assets that pages link to.

use serde::Serialize;

use crate::asset::Asset;

/// The assets that pages link to, under `site.files`.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Files {
    /// The address of the style view.
    pub(crate) style: String,
    /// The address of the icon.
    pub(crate) icon: String,
    /// The complete address of the `og:image`, if there is one.
    pub(crate) card: Option<String>,
    /// The script of forms.
    pub(crate) form: Script,
    /// The script of the search, loaded on its first use.
    pub(crate) search: Script,
    /// The address of the sections that the search reads.
    pub(crate) sections: &'static str,
    /// The script of every page.
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
