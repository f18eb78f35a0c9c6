//! What stands in braces in `words.yaml` is a name that the site fills there; any other would be read as it stands.

use policy::error::PolicyErrorKind;

use crate::diagnostic::Diagnostics;
use crate::model::{CheckContext, Document};
use crate::parse::yaml::{Node, Value};
use crate::schema::texts::catalogue::placeholders;

/// Tells every name in braces in `words.yaml` that nothing fills.
pub(crate) fn check_placeholders(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let Some(document) = context.documents.get("words.yaml") else { return };
    each_text(document, "", &document.root, diagnostics);
}

fn each_text(document: &Document, path: &str, node: &Node, diagnostics: &mut Diagnostics) {
    match &node.value {
        Value::Nothing => {}
        Value::Text(text) => {
            let known = placeholders(path);
            for found in policy::unknown_placeholders(text, known) {
                let known = known.iter().map(|name| (*name).to_owned()).collect();
                let kind = PolicyErrorKind::Unfilled { found: found.to_owned(), known };
                diagnostics.push(document.diagnostic(node.place, kind));
            }
        }
        Value::List(items) => items.iter().for_each(|item| each_text(document, path, item, diagnostics)),
        Value::Map(entries) => {
            for (key, value) in entries {
                let path = if path.is_empty() { key.text.clone() } else { format!("{path}.{}", key.text) };
                each_text(document, &path, value, diagnostics);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use crate::schema::texts::catalogue::TEXTS;
    use crate::testing::fixture;

    #[track_caller]
    fn told(path: &str, words: &str, expected: &[&str]) {
        let mut all: Value =
            serde_json::from_str(fixture::source().file("words.yaml").unwrap().text()).unwrap();
        *all.pointer_mut(&format!("/{}", path.replace('.', "/"))).unwrap() = words.into();
        let said = fixture::site(&fixture::source().with("words.yaml", all.to_string()));
        let said = said.err().unwrap_or_default();
        let found: Vec<_> = said.lines().filter_map(|line| line.split('`').nth(1)).collect();
        assert_eq!(found, expected, "{said}");
    }

    #[test]
    fn a_name_that_nothing_fills_is_told() {
        told("marco.modificado", "Última modificación: {fehca}", &["{fehca}"]);
        told("marco.menu", "Menú de {organizacion}", &["{organizacion}"]);
        told("confirmacion.siguiente.titulo", "¿Qué sigue, {nombre}?", &["{nombre}"]);
        told("formulario.guion.reintento", "En {tiempo}, {{tiempo}} o {tiempo", &["{{tiempo}}", "{tiempo"]);
        told("formulario.obligatorio", "Ni { ni } ni {}", &[]);
    }

    /// What the scripts fill is what the table says of their patterns, and no more.
    #[test]
    fn the_names_of_the_scripts_are_those_of_the_table() {
        let scripts = [
            include_str!("../../assets/form.js"),
            include_str!("../../assets/search.js"),
            include_str!("../../assets/site.js"),
        ];
        let calls = scripts.iter().flat_map(|script| script.split("fill(").skip(1));
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

    /// Every pattern says all its names, and none of them is left on a page; the scripts fill their own later.
    #[test]
    fn every_name_of_the_table_is_filled() {
        let mut words: Value =
            serde_json::from_str(fixture::source().file("words.yaml").unwrap().text()).unwrap();
        for (path, names) in TEXTS.iter().filter(|(path, names)| !names.is_empty() && !is_of_script(path)) {
            let pattern: Vec<String> = names.iter().map(|name| format!("{{{name}}}")).collect();
            let place = words.pointer_mut(&format!("/{}", path.replace('.', "/")));
            *place.unwrap_or_else(|| panic!("{path}: no such words")) = pattern.join(" ").into();
        }
        let asked = "
          - {id: a, tipo: opcion, etiqueta: A, opciones: [{id: si, etiqueta: Sí}], plegado: true, opcional: true, mensajes: {opcion: x}}
          - {id: b, tipo: parrafo, etiqueta: B, maximo: 9, cuando: {campo: a, es: [si]}}
";
        let form = fixture::source().file("forms/falla.yaml").unwrap().text().trim_end().to_owned() + asked;
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
