//! Checks the placeholders in `words.yaml`: every name in braces must be one that the site replaces.

use policy::error::PolicyErrorKind;

use crate::diagnostic::Diagnostics;
use crate::model::{CheckContext, Document};
use crate::parse::yaml::Node;
use crate::schema::texts::catalogue::placeholders;

/// Reports every unknown placeholder in `words.yaml`.
pub(crate) fn check_placeholders(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(document) = context.documents.get("words.yaml") else { return };
    check_node(document, "", &document.root, diagnostics);
}

fn check_node(document: &Document, path: &str, node: &Node, diagnostics: &mut Diagnostics) {
    let known = placeholders(path);
    for found in policy::unknown_placeholders(node.text().unwrap_or_default(), known) {
        let known = known.iter().map(|name| (*name).to_owned()).collect();
        let kind = PolicyErrorKind::UnknownPlaceholder { found: found.to_owned(), known };
        diagnostics.push(document.diagnostic(node.span, kind));
    }
    node.elements().iter().for_each(|item| check_node(document, path, item, diagnostics));
    for (key, value) in node.entries() {
        let path = if path.is_empty() { key.text.clone() } else { format!("{path}.{}", key.text) };
        check_node(document, &path, value, diagnostics);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use crate::schema::texts::catalogue::TEXTS;
    use crate::testing::fixture;

    #[track_caller]
    fn assert_unknown(path: &str, text: &str, expected: &[&str]) {
        let mut all: Value =
            serde_json::from_str(fixture::source().file("words.yaml").unwrap().text()).unwrap();
        *all.pointer_mut(&format!("/{}", path.replace('.', "/"))).unwrap() = text.into();
        let diagnostics = fixture::site(&fixture::source().with("words.yaml", all.to_string()));
        let diagnostics = diagnostics.err().unwrap_or_default();
        let found: Vec<_> = diagnostics.lines().filter_map(|line| line.split('`').nth(1)).collect();
        assert_eq!(found, expected, "{diagnostics}");
    }

    #[test]
    fn unknown_placeholder_is_reported() {
        assert_unknown("marco.modificado", "Última modificación: {fehca}", &["{fehca}"]);
        assert_unknown("marco.menu", "Menú de {organizacion}", &["{organizacion}"]);
        assert_unknown("confirmacion.siguiente.titulo", "¿Qué sigue, {nombre}?", &["{nombre}"]);
        assert_unknown(
            "formulario.guion.reintento",
            "En {tiempo}, {{tiempo}} o {tiempo",
            &["{{tiempo}}", "{tiempo"],
        );
        assert_unknown("formulario.obligatorio", "Ni { ni } ni {}", &[]);
    }

    /// The scripts replace exactly the placeholders of the catalogue.
    #[test]
    fn script_placeholders_match_the_catalogue() {
        let scripts = [
            include_str!("../../assets/form.js"),
            include_str!("../../assets/search.js"),
            include_str!("../../assets/site.js"),
        ];
        let calls = scripts.iter().flat_map(|script| script.split("interpolate(").skip(1));
        let values =
            calls.filter_map(|call| call.split_once('{')?.1.split_once('}').map(|(values, _)| values));
        let names =
            values.flat_map(|values| values.split(',')).map(|value| value.split(':').next().unwrap().trim());
        let names: BTreeSet<_> = names.filter(|name| name.bytes().all(|b| b.is_ascii_lowercase())).collect();
        let table =
            TEXTS.iter().filter(|(path, _)| is_of_script(path)).flat_map(|(_, names)| names.iter().copied());
        assert_eq!(names, table.collect());
    }

    fn is_of_script(path: &str) -> bool {
        ["marco.buscar.", "horario.ahora.", "formulario.guion."].iter().any(|of| path.starts_with(of))
    }

    /// No placeholder of the catalogue is left on a page; the scripts replace theirs in the browser.
    #[test]
    fn every_placeholder_is_replaced_on_pages() {
        let mut words: Value =
            serde_json::from_str(fixture::source().file("words.yaml").unwrap().text()).unwrap();
        for (path, names) in TEXTS.iter().filter(|(path, names)| !names.is_empty() && !is_of_script(path)) {
            let pattern: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
            let span = words.pointer_mut(&format!("/{}", path.replace('.', "/")));
            *span.unwrap_or_else(|| panic!("{path}: no such words")) = pattern.join(" ").into();
        }
        let fields = "
          - {id: a, tipo: opcion, etiqueta: A, opciones: [{id: si, etiqueta: Sí}], plegado: true, opcional: true, mensajes: {opcion: x}}
          - {id: b, tipo: parrafo, etiqueta: B, maximo: 9, cuando: {campo: a, es: [si]}}
";
        let form = fixture::source().file("forms/falla.yaml").unwrap().text().trim_end().to_owned() + fields;
        let notice =
            "---\ntitulo: a\ntipo: cierre\ndesde: 2024-05-27 08:00\nhasta: 2024-05-27 09:00\n---\nb\n";
        let source = fixture::source()
            .with("words.yaml", words.to_string())
            .with("forms/falla.yaml", form)
            .with("notices/a.md", notice)
            .with("history/2024-01-01.md", "---\nresumen: a\nhuellas: {}\n---\n\n## B\n\nc\n");
        let record = crate::snapshot_policy(&fixture::site(&source).unwrap(), "b").unwrap();
        let source = source.with(&record.path, record.text);
        let site = fixture::site(&source).unwrap();
        let output = crate::build(&site).unwrap();
        let names = TEXTS.iter().flat_map(|(_, names)| names).map(|name| format!("{{{name}}}"));
        let names: Vec<String> = names.collect();
        let pages = output.files.iter().filter(|(path, _)| path.strip_suffix(".html").is_some());
        let left: Vec<String> = pages
            .flat_map(|(path, html)| {
                let html = String::from_utf8_lossy(html).into_owned();
                let left = names.iter().filter(move |name| html.contains(*name));
                left.map(move |name| format!("{path}: {name}"))
            })
            .collect();
        assert_eq!(left, [""; 0]);
    }
}
