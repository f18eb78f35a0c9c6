//! Checks that every address has one page.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::routes::is_reserved;
use crate::model::{CheckContext, Document, HISTORY, page, routes};
use crate::parse::yaml::Node;
use crate::read::source::ContentDir;

/// Reports pages with the same address, and pages at an address of the API or of the assets.
pub(super) fn check_unique_addresses(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let mut owners: BTreeMap<String, &str> = context
        .documents
        .forms()
        .flat_map(|form| form.addresses().into_iter().map(|address| (address, form.file.path.as_str())))
        .collect();
    owners.extend(context.versions.iter().map(|version| (version.address(), version.file.path.as_str())));
    for file in context.pages() {
        let Some(address) = page::page_address(file) else { continue };
        if let Some(other) = owners.get(&address) {
            let message = format!("`{address}` es también la dirección de una página de `{other}`");
            let diagnostic = Diagnostic::error(&file.path, "direccion-repetida", message);
            let or_form = if other.starts_with(HISTORY) { "" } else { ", o el `id` del formulario" };
            diagnostics.push(diagnostic.help(format!("cambie el nombre de este archivo{or_form}")));
        }
        if is_reserved(&address) {
            let diagnostic = Diagnostic::error(&file.path, "direccion-reservada", reserved_message(&address));
            diagnostics.push(diagnostic.help("cambie el nombre de este archivo"));
        }
    }
    for form in context.documents.forms() {
        if let Some(address) = form.addresses().into_iter().find(|address| is_reserved(address)) {
            let diagnostic = form.diagnostic_at(&["id"], "direccion-reservada", reserved_message(&address));
            diagnostics.push(diagnostic.help("cambie el `id` del formulario"));
        }
    }
    check_unique_form_ids(context, diagnostics);
}

/// Reports forms with the same `id`; the original is the one whose file has that name.
fn check_unique_form_ids(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let mut named: BTreeMap<&str, Vec<&Document>> = BTreeMap::new();
    for form in context.documents.forms() {
        if let Some(id) = form.root.text_of("id") {
            named.entry(id).or_default().push(form);
        }
    }
    for (id, forms) in named {
        let path = format!("forms/{id}.yaml");
        let original = forms.iter().position(|form| form.file.path == path).unwrap_or_default();
        for (_, copy) in forms.iter().enumerate().filter(|(at, _)| *at != original) {
            let message =
                format!("`id` es «{id}», y ya es el del formulario de `{}`", forms[original].file.path);
            let diagnostic = copy.diagnostic_at(&["id"], "nombre-repetido", message);
            diagnostics.push(diagnostic.help("póngale otro, o borre este archivo si es una copia"));
        }
    }
}

/// Returns the reason why the new page or form `text` at `path` cannot be added to `source`: its address is already
/// used or reserved.
#[must_use]
pub fn address_conflict(source: &ContentDir, path: &str, text: &str) -> Option<String> {
    let mine = list_addresses(&ContentDir::default().with(path, text));
    if let Some((address, _)) = mine.iter().find(|(address, _)| is_reserved(address)) {
        return Some(reserved_message(address));
    }
    let others = list_addresses(source).into_iter().filter(|(_, other)| other != path);
    let same_address = others.into_iter().find(|(address, _)| mine.contains_key(address));
    if let Some((address, other)) = same_address {
        return Some(format!("`{address}` ya es la dirección de `{other}`"));
    }
    let id = path.strip_prefix("forms/")?.strip_suffix(".yaml")?;
    let same_id =
        parse_forms(source).find(|form| form.root.text_of("id") == Some(id) && form.file.path != path);
    same_id.map(|form| format!("«{id}» ya es el `id` del formulario de `{}`", form.file.path))
}

/// Returns each address of the pages, forms and versions of `source`, with the path of its file.
fn list_addresses(source: &ContentDir) -> BTreeMap<String, String> {
    let pages = source.within("pages/", ".md").filter_map(|file| {
        let address = page::page_address(file)?;
        Some((address, file.path.clone()))
    });
    let forms = parse_forms(source).flat_map(|form| {
        let path = form.file.path.clone();
        form.addresses().into_iter().map(move |address| (address, path.clone()))
    });
    let versions = source.within(HISTORY, ".md").filter_map(|file| {
        let date = file.path.strip_prefix(HISTORY)?.strip_suffix(".md")?;
        Some((routes::version(date), file.path.clone()))
    });
    pages.chain(forms).chain(versions).collect()
}

/// Returns the readable forms of `source`; other checks report their errors.
fn parse_forms(source: &ContentDir) -> impl Iterator<Item = Document> {
    source.within("forms/", ".yaml").filter_map(|file| {
        let root = Node::parse(file, file.text(), 0, &mut Diagnostics::default())?;
        Some(Document { file: Arc::clone(file), root })
    })
}

fn reserved_message(address: &str) -> String {
    format!("`{address}` es una dirección reservada")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::fixture;

    #[track_caller]
    fn assert_conflict(path: &str, text: &str, expected: Option<&str>) {
        let source = fixture::source().with("history/2024-05-27.md", "");
        let source = source.with("forms/otro.yaml", "id: plan\noperaciones: [{id: alta}]\n");
        assert_eq!(address_conflict(&source, path, text).as_deref(), expected);
    }

    #[test]
    fn address_conflict_names_the_owner() {
        assert_conflict("pages/nueva.md", "", None);
        assert_conflict("notices/canales.md", "", None);
        assert_conflict("pages/canales.md", "", None);
        assert_conflict("pages/plan.md", "", None);
        assert_conflict("pages/falla.md", "", Some("`/falla/` ya es la dirección de `forms/falla.yaml`"));
        assert_conflict("pages/api/ejemplo.md", "", Some("`/api/ejemplo/` es una dirección reservada"));
        let version = "`/historial/2024-05-27/` ya es la dirección de `history/2024-05-27.md`";
        assert_conflict("pages/historial/2024-05-27.md", "", Some(version));
        let form = "id: canales\noperaciones: [{id: canales}]\n";
        assert_conflict(
            "forms/canales.yaml",
            form,
            Some("`/canales/` ya es la dirección de `pages/canales.md`"),
        );
        let form = "id: plan\noperaciones: [{id: plan}]\n";
        assert_conflict(
            "forms/plan.yaml",
            form,
            Some("«plan» ya es el `id` del formulario de `forms/otro.yaml`"),
        );
    }

    #[test]
    fn address_conflict_with_version_mentions_no_form() {
        let record =
            crate::snapshot_policy(&fixture::site(&fixture::source()).unwrap(), "Qué cambió.").unwrap();
        let page = fixture::page("Otra", "Hola.\n");
        let source = fixture::source().with(&record.path, record.text);
        let site = crate::load(&source.with("pages/historial/2024-05-27.md", page)).unwrap();
        let mut diagnostics = Diagnostics::default();
        check_unique_addresses(&CheckContext::new(&site), &mut diagnostics);
        let found: Vec<_> = diagnostics
            .iter()
            .map(|diagnostic| (diagnostic.to_string(), diagnostic.help.as_deref()))
            .collect();
        let why = "pages/historial/2024-05-27.md: `/historial/2024-05-27/` es también la dirección de una página de \
                   `history/2024-05-27.md`";
        assert_eq!(found, [(why.to_owned(), Some("cambie el nombre de este archivo"))]);
    }
}
