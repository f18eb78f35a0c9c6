//! A new version of the policy for the history.

use crate::asset::Assets;
use crate::check::history::check_newer_version_exists;
use crate::diagnostic::Diagnostics;
use crate::markdown::from_html::to_markdown;
use crate::model::fingerprint;
use crate::model::{Site, Version};
use crate::output::incremental::BuildCache;
use crate::output::page_builder::{PageBuilder, render_error_diagnostic};
use crate::read::content_file::ContentFile;
use crate::render::{Renderer, Templates};

/// Returns the policy of `site` as a version with the date of `site.yaml`; `summary` describes the changes.
///
/// # Errors
///
/// All errors in the pages of the policy, or that a newer version exists.
pub fn snapshot_policy(site: &Site, summary: &str) -> Result<ContentFile, Diagnostics> {
    let mut diagnostics = Diagnostics::default();
    if let Some(diagnostic) = check_newer_version_exists(site) {
        diagnostics.push(diagnostic);
        return Err(diagnostics);
    }
    let assets = Assets::new(&site.source);
    let renderer = match Templates::parse().and_then(|templates| Renderer::new(site, &assets, templates)) {
        Ok(renderer) => renderer,
        Err(error) => {
            diagnostics.push(render_error_diagnostic("site.yaml", &error));
            return Err(diagnostics);
        }
    };
    let cache = BuildCache::default();
    let builder = PageBuilder { site, assets: &assets, renderer: &renderer, cache: &cache, sink: None };
    let policy = builder.policy(&mut diagnostics);
    if diagnostics.has_errors() {
        return Err(diagnostics);
    }
    Ok(ContentFile {
        path: Version::path(&site.policy.version),
        text: front_matter(site, summary) + &to_markdown(&policy.html),
    })
}

fn front_matter(site: &Site, summary: &str) -> String {
    // A JSON string is a valid YAML string.
    let summary = serde_json::Value::from(summary);
    let mut text = format!(
        "---\n# Lo escribió `folio new version`: se puede corregir el resumen, y nada más.\nresumen: {summary}\nhuellas:\n"
    );
    let fingerprints = fingerprint::fingerprints(site).into_iter();
    text.extend(fingerprints.map(|(path, fingerprint)| format!("  {path}: \"{fingerprint}\"\n")));
    text + "---\n\n"
}
