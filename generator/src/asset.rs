//! Style sheet, scripts, icon and the files of `content/assets/`, each published under a name that contains its digest.
//!
//! Browsers may therefore cache an asset forever: another version has another address.

use std::collections::BTreeMap;

use data_encoding::BASE64;
use sha2::{Digest, Sha384};

use crate::model::Site;
use crate::model::fingerprint::short_digest;
use crate::read::source::{ASSETS, ContentDir};

/// The assets of the program. A file with the same name in `content/assets/` replaces one.
const BUILT_IN: [(&str, &str); 5] = [
    ("site.css", include_str!("../assets/site.css")),
    ("form.js", include_str!("../assets/form.js")),
    ("search.js", include_str!("../assets/search.js")),
    ("site.js", include_str!("../assets/site.js")),
    ("favicon.svg", include_str!("../assets/favicon.svg")),
];

/// The image that other sites show beside a link to this one (`og:image`), when the content has it.
pub(crate) const CARD: &str = "card.png";

/// All assets, by the name that templates and Markdown use (`site.css`).
#[derive(Clone, Debug, Default)]
pub struct Assets(BTreeMap<String, Asset>);

/// An asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Its address from the root: `/assets/site.1a2b3c4d.css`.
    pub address: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl Assets {
    /// Returns the assets of the program and those of `content/assets/`.
    #[must_use]
    pub fn new(source: &ContentDir) -> Self {
        let built_in = BUILT_IN.map(|(name, text)| (name, text.as_bytes()));
        let files = source.within(ASSETS, "").map(|file| (&file.path[ASSETS.len()..], file.bytes()));
        let asset = |(name, bytes): (&str, &[u8])| {
            (name.to_owned(), Asset { address: address(name, bytes), bytes: bytes.to_vec() })
        };
        Self(built_in.into_iter().chain(files).map(asset).collect())
    }

    /// Returns whether two sites have the same assets.
    pub(crate) fn are_equal(one: &Site, other: &Site) -> bool {
        one.source.within(ASSETS, "").eq(other.source.within(ASSETS, ""))
    }

    /// Returns the address of the asset `name`, as `/assets/site.1a2b3c4d.css` for `site.css`.
    #[must_use]
    pub fn address(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|asset| asset.address.as_str())
    }

    /// Returns the asset `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    /// Returns each asset with its name, sorted by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.0.iter().map(|(name, asset)| (name.as_str(), asset))
    }
}

impl Asset {
    /// Returns the value of the `integrity` attribute (Subresource Integrity).
    #[must_use]
    pub fn integrity(&self) -> String {
        format!("sha384-{}", BASE64.encode(&Sha384::digest(&self.bytes)))
    }
}

fn address(name: &str, bytes: &[u8]) -> String {
    let digest = short_digest(bytes, 4);
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[file..].rfind('.') {
        Some(dot) => format!("/{ASSETS}{}.{digest}{}", &name[..file + dot], &name[file + dot..]),
        None => format!("/{ASSETS}{name}.{digest}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn address_changes_with_the_bytes() {
        assert_eq!(address("site.css", b"a"), "/assets/site.ca978112.css");
        assert_eq!(address("site.css", b"b"), "/assets/site.3e23e816.css");
        assert_eq!(address("img.d/logo", b"a"), "/assets/img.d/logo.ca978112");
    }

    #[test]
    fn integrity_matches_the_example_of_the_specification() {
        // Subresource Integrity, section 3.1.
        let script = Asset { address: String::new(), bytes: b"alert('Hello, world.');".to_vec() };
        assert_eq!(
            script.integrity(),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn content_asset_replaces_built_in_asset() {
        let assets = Assets::new(&ContentDir::default().with("assets/favicon.svg", "<svg/>"));
        let icon = assets.get("favicon.svg").map(|asset| asset.bytes.clone());
        assert_eq!(icon, Some(b"<svg/>".to_vec()));
    }
}
