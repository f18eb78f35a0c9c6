//! Checks that the promised content changes only with a new version of the policy.

use chrono::NaiveDate;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::fingerprint;
use crate::model::{Site, Version};

/// Returns the changes of the promised content that no version of the policy records; they prevent publishing.
///
/// It is separate from the other checks, so that an editor can preview a change first. Content without a version has
/// no promise yet.
#[must_use]
pub fn check_policy_recorded(site: &Site) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    let Some(newest) = site.versions.last() else { return diagnostics };
    let in_force = &site.policy.version;
    if newest.date.to_string() == *in_force {
        diagnostics.extend(changes_since(site, newest));
    } else if let Some(diagnostic) = check_newer_version_exists(site) {
        diagnostics.push(diagnostic);
    } else {
        let message = format!("`version` es {in_force}, y no está en el historial");
        let help = "guárdela con `folio new version --summary \"Qué cambió\"`";
        let diagnostic = diagnostic_at_version(site, message);
        diagnostics.extend(diagnostic.map(|diagnostic| diagnostic.help(help)));
    }
    diagnostics
}

/// Returns the diagnostic of a policy that is older than the newest version.
pub(crate) fn check_newer_version_exists(site: &Site) -> Option<Diagnostic> {
    let newest = site.versions.last()?.date;
    let in_force = &site.policy.version;
    in_force.parse().ok().filter(|date: &NaiveDate| *date < newest)?;
    let message = format!("`version` es {in_force}, y ya hay una más nueva: {newest}");
    let help = format!("escriba {newest}, la que rige, o la fecha de una nueva");
    diagnostic_at_version(site, message).map(|diagnostic| diagnostic.help(help))
}

fn diagnostic_at_version(site: &Site, message: String) -> Option<Diagnostic> {
    Some(site.documents.get("site.yaml")?.diagnostic_at(&["version"], "version-sin-historial", message))
}

/// Returns the differences from `version`, each in its file.
fn changes_since(site: &Site, version: &Version) -> Vec<Diagnostic> {
    let now = fingerprint::fingerprints(site);
    let paths: std::collections::BTreeSet<_> = now.keys().chain(version.fingerprints.keys()).collect();
    // If `alcance` names an unknown page, the missing page is a consequence of that.
    let is_misspelt = site.settings.scope.iter().any(|id| site.page(id).is_none());
    let is_known = |path: &str| !(is_misspelt && path.starts_with("pages/"));
    let changed =
        paths.into_iter().filter(|path| is_known(path) && now.get(*path) != version.fingerprints.get(*path));
    changed.map(|path| diagnose_change(site, path, version)).collect()
}

fn diagnose_change(site: &Site, path: &str, version: &Version) -> Diagnostic {
    let changed = match path {
        "hours.yaml" => "cambió el horario",
        "levels.yaml" => "cambiaron los niveles de servicio",
        "services.yaml" => "cambió lo que se atiende",
        _ => "cambió el alcance",
    };
    let message = format!("{changed}, y la versión {} de la política promete otra cosa", version.date);
    // A deleted page has no line to show.
    let file = if site.source.file(path).is_some() { path } else { "site.yaml" };
    Diagnostic::error(file, "promesa-cambiada", message).help(
        "si promete otra cosa, cambie `version` en site.yaml y guárdela con `folio new version --summary \"Qué \
         cambió\"`; si promete lo mismo, use `--replace`",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::source::ContentDir;
    use crate::testing::fixture;

    /// Returns the minimal content with its policy recorded as the version of each of `dates`.
    fn recorded(dates: &[&str]) -> ContentDir {
        let mut source = fixture::source();
        for date in dates {
            let record = crate::snapshot_policy(&fixture::site(&source).unwrap(), "Qué cambió.").unwrap();
            source = source.with(&format!("history/{date}.md"), record.text);
        }
        source
    }

    #[track_caller]
    fn assert_diagnostics(source: &ContentDir, expected: &[&str]) {
        let diagnostics = check_policy_recorded(&fixture::site(source).unwrap()).to_string();
        assert_eq!(diagnostics.lines().collect::<Vec<_>>(), expected);
    }

    /// Returns `source` with the text `old` of the file at `path` replaced.
    fn changed(source: &ContentDir, path: &str, old: &str, new: &str) -> ContentDir {
        let text = source.file(path).unwrap().text().to_owned();
        assert!(text.contains(old), "{path} has no {old}");
        source.clone().with(path, text.replace(old, new))
    }

    #[test]
    fn recorded_policy_has_no_diagnostics() {
        assert_diagnostics(&recorded(&["2024-05-27"]), &[]);
        assert_diagnostics(&recorded(&[]), &[]);
    }

    #[test]
    fn changed_promise_is_reported_in_its_file() {
        let source = recorded(&["2024-05-27"]);
        let later = changed(&source, "hours.yaml", "17:30", "18:30");
        let later = changed(&later, "levels.yaml", "4 h", "6 h");
        assert_diagnostics(
            &later,
            &[
                "hours.yaml: cambió el horario, y la versión 2024-05-27 de la política promete otra cosa",
                "levels.yaml: cambiaron los niveles de servicio, y la versión 2024-05-27 de la política promete otra cosa",
            ],
        );
    }

    #[test]
    fn page_removed_from_scope_is_reported() {
        let scope = changed(&fixture::source(), "site.yaml", "menu:", "alcance: [canales]\nmenu:");
        let record = crate::snapshot_policy(&fixture::site(&scope).unwrap(), "Qué cambió.").unwrap();
        let source = scope.with("history/2024-05-27.md", record.text);
        assert_diagnostics(&source, &[]);
        let expected =
            "pages/canales.md: cambió el alcance, y la versión 2024-05-27 de la política promete otra cosa";
        assert_diagnostics(&changed(&source, "site.yaml", "alcance: [canales]\n", ""), &[expected]);
        assert_diagnostics(&changed(&source, "pages/canales.md", "Escriba.", "Llame."), &[expected]);
        let misspelt = changed(&source, "site.yaml", "alcance: [canales]", "alcance: [canale]");
        let site = crate::load(&misspelt).unwrap();
        assert_eq!(check_policy_recorded(&site).to_string(), "", "another check reports the missing page");
    }

    #[test]
    fn version_is_reported_when_not_the_newest_recorded() {
        let source = recorded(&["2024-05-27"]);
        assert_diagnostics(
            &changed(&source, "site.yaml", "2024-05-27", "2025-01-01"),
            &["site.yaml:6:10: `version` es 2025-01-01, y no está en el historial"],
        );
        assert_diagnostics(
            &recorded(&["2024-05-27", "2025-01-01"]),
            &["site.yaml:6:10: `version` es 2024-05-27, y ya hay una más nueva: 2025-01-01"],
        );
        let older = changed(&source, "site.yaml", "2024-05-27", "2023-01-01");
        let expected = "site.yaml:6:10: `version` es 2023-01-01, y ya hay una más nueva: 2024-05-27";
        assert_diagnostics(&older, &[expected]);
        let refused = crate::snapshot_policy(&fixture::site(&older).unwrap(), "Qué cambió.").unwrap_err();
        assert_eq!(refused.to_string(), format!("{expected}\n"), "it is not kept either");
    }
}
