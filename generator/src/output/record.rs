//! A new version of the policy, to be kept for good.

use std::fmt::Write;

use crate::asset::Assets;
use crate::check::history::check_newer_version_exists;
use crate::diagnostic::Diagnostics;
use crate::markdown::from_html::plain;
use crate::model::fingerprint;
use crate::model::{Site, Version};
use crate::output::building::{Building, told};
use crate::output::cache::Memory;
use crate::read::content_file::ContentFile;
use crate::render::{Renderer, Templates};

/// Returns the policy of `site` as a version of the date that `site.yaml` gives; `summary` says what changed.
///
/// # Errors
///
/// Everything that is wrong in the pages of the policy, or that a newer version was kept already.
pub fn snapshot_policy(site: &Site, summary: &str) -> Result<ContentFile, Diagnostics> {
    let mut faults = Diagnostics::default();
    if let Some(fault) = check_newer_version_exists(site) {
        faults.push(fault);
        return Err(faults);
    }
    let assets = Assets::new(&site.source);
    let renderer = match Templates::read().and_then(|templates| Renderer::new(site, &assets, templates)) {
        Ok(renderer) => renderer,
        Err(error) => {
            faults.push(told("site.yaml", &error));
            return Err(faults);
        }
    };
    let memory = Memory::default();
    let building = Building { site, assets: &assets, renderer: &renderer, memory: &memory, shelf: None };
    let policy = building.policy(&mut faults);
    if faults.has_errors() {
        return Err(faults);
    }
    Ok(ContentFile {
        path: Version::path(site.policy.version()),
        text: head(site, summary) + &plain(&policy.html),
    })
}

fn head(site: &Site, summary: &str) -> String {
    // A text in JSON's quotes is one in YAML's.
    let summary = serde_json::Value::from(summary);
    let mut head = format!(
        "---\n# Lo escribió `folio new version`: se puede corregir el resumen, y nada más.\nresumen: {summary}\nhuellas:\n"
    );
    for (path, fingerprint) in fingerprint::fingerprints(site) {
        // Writing to a string cannot fail.
        let _ = writeln!(head, "  {path}: \"{fingerprint}\"");
    }
    head + "---\n\n"
}
