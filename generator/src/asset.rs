//! Style sheet, scripts, icon and whatever else pages fetch, each published under a name that changes with its bytes.
//!
//! A browser may therefore keep an asset for ever: another version has another address.

pub mod script;
pub mod style;

use std::collections::BTreeMap;
use std::fmt::Write;

use data_encoding::BASE64;
use sha2::{Digest, Sha256, Sha384};

use crate::model::Site;
use crate::read::source::{ASSETS, ContentDir};

/// What comes with the generator. A file of the same name in `content/assets/` takes its place.
const STYLE_SHEET: (&str, &str) = ("site.css", include_str!("../assets/site.css"));
const SCRIPTS: [(&str, &str); 3] = [
    ("form.js", include_str!("../assets/form.js")),
    ("search.js", include_str!("../assets/search.js")),
    ("site.js", include_str!("../assets/site.js")),
];
const ICON: (&str, &[u8]) = ("favicon.svg", include_bytes!("../assets/favicon.svg"));

/// The image that other sites show beside a link to this one (`og:image`), when the content has it.
pub(crate) const CARD: &str = "card.png";

/// How many bytes of the digest stand in the name.
const DIGEST_BYTES: usize = 4;

/// All assets, by the name under which templates and Markdown know them (`site.css`).
#[derive(Clone, Debug, Default)]
pub struct Assets(BTreeMap<String, Asset>);

/// An asset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asset {
    /// Where it is published, from the root: `/assets/site.1a2b3c4d.css`.
    pub address: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl Assets {
    /// Returns the generator's assets and those of `content/assets/`.
    #[must_use]
    pub fn new(source: &ContentDir) -> Self {
        let mut assets = Self::default();
        assets.add(STYLE_SHEET.0, style::minify(STYLE_SHEET.1).into_bytes());
        for (name, text) in SCRIPTS {
            assets.add(name, script::minify(text).into_bytes());
        }
        assets.add(ICON.0, ICON.1.to_vec());
        for file in source.within(ASSETS, "") {
            assets.add(&file.path[ASSETS.len()..], file.bytes().to_vec());
        }
        assets
    }

    /// Returns whether two sites have the same assets.
    pub(crate) fn are_alike(one: &Site, other: &Site) -> bool {
        one.source.within(ASSETS, "").eq(other.source.within(ASSETS, ""))
    }

    /// Returns where the asset `name` is published, as `/assets/site.1a2b3c4d.css` for `site.css`.
    #[must_use]
    pub fn address(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|asset| asset.address.as_str())
    }

    /// Returns the asset `name`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    /// Returns each asset with its name, in the order of the names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.0.iter().map(|(name, asset)| (name.as_str(), asset))
    }

    fn add(&mut self, name: &str, bytes: Vec<u8>) {
        let address = address(name, &bytes);
        self.0.insert(name.to_owned(), Asset { address, bytes });
    }
}

impl Asset {
    /// Returns what a page says of the asset, so that a browser takes no other in its place (Subresource Integrity).
    #[must_use]
    pub fn integrity(&self) -> String {
        format!("sha384-{}", BASE64.encode(&Sha384::digest(&self.bytes)))
    }
}

fn address(name: &str, bytes: &[u8]) -> String {
    let digest = hex(&Sha256::digest(bytes)[..DIGEST_BYTES]);
    let file = name.rfind('/').map_or(0, |slash| slash + 1);
    match name[file..].rfind('.') {
        Some(dot) => format!("/{ASSETS}{}.{digest}{}", &name[..file + dot], &name[file + dot..]),
        None => format!("/{ASSETS}{name}.{digest}"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_an_asset_changes_with_its_bytes() {
        assert_eq!(address("site.css", b"a"), "/assets/site.ca978112.css");
        assert_eq!(address("site.css", b"b"), "/assets/site.3e23e816.css");
        assert_eq!(address("img.d/logo", b"a"), "/assets/img.d/logo.ca978112");
    }

    #[test]
    fn the_integrity_is_the_one_that_a_browser_computes() {
        // The example of the specification, section 3.1.
        let script = Asset { address: String::new(), bytes: b"alert('Hello, world.');".to_vec() };
        assert_eq!(
            script.integrity(),
            "sha384-H8BRh8j48O9oYatfu5AZzq6A9RINhZO5H16dQZngK7T62em8MUt1FLm52t+eX6xO"
        );
    }

    #[test]
    fn an_asset_of_the_content_takes_the_place_of_ours() {
        let assets = Assets::new(&ContentDir::default().with("assets/favicon.svg", "<svg/>"));
        let icon =
            assets.iter().find(|(name, _)| *name == "favicon.svg").map(|(_, asset)| asset.bytes.clone());
        assert_eq!(icon, Some(b"<svg/>".to_vec()));
    }
}
