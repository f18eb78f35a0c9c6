//! No form accepts what the vendor behind it would refuse later.

use std::collections::BTreeSet;

use policy::error::{EntityKind, PolicyErrorKind};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{CheckContext, Document};
use crate::parse::yaml::Node;
use crate::schema::{Limit, Vendor};

/// Tells every limit of a form that is above its vendor's, and every name in `limits.yaml` that nothing has.
pub(super) fn check_vendor_limits(context: &CheckContext<'_>, diagnostics: &mut Diagnostics) {
    let (Some(limits), Some(document)) = (context.limits, context.documents.get("limits.yaml")) else {
        return;
    };
    // A form that could not be read may be the one that is named.
    let mut forms = context.source.within("forms/", ".yaml");
    let all_are_read = forms.all(|file| context.documents.get(&file.path).is_some());
    for (vendor, node) in limits.vendors.iter().zip(document.root.items("proveedores")) {
        let known = context.documents.forms().filter_map(|form| form.root.text_of("id"));
        match context.documents.form(&vendor.form) {
            Some(form) => Check { vendor, form, document }.run(node, diagnostics),
            None if all_are_read => {
                diagnostics.extend(unknown(document, EntityKind::Form, node.get("formulario"), known));
            }
            None => {}
        }
    }
}

/// The limits of one vendor against its form.
struct Check<'a> {
    vendor: &'a Vendor,
    form: &'a Document,
    /// `limits.yaml`.
    document: &'a Document,
}

impl Check<'_> {
    fn run(&self, vendor: &Node, diagnostics: &mut Diagnostics) {
        let operations = self.form.root.items("operaciones");
        for (limit, node) in self.vendor.limits.iter().zip(vendor.items("limites")) {
            let is_meant =
                |one: &&Node| limit.operation.is_none() || one.text_of("id") == limit.operation.as_deref();
            let meant: Vec<_> = operations.iter().filter(is_meant).flat_map(limited).collect();
            if meant.is_empty() {
                let known = operations.iter().filter_map(|one| one.text_of("id"));
                diagnostics.extend(unknown(
                    self.document,
                    EntityKind::Operation,
                    node.get("operacion"),
                    known,
                ));
                continue;
            }
            for (name, at) in limit.fields.iter().zip(node.items("campos")) {
                let mut named = meant.iter().filter(|one| one.text_of("id") == Some(name)).peekable();
                if named.peek().is_none() {
                    let known = meant.iter().filter_map(|one| one.text_of("id"));
                    diagnostics.extend(unknown(self.document, EntityKind::Field, Some(at), known));
                }
                for one in named {
                    diagnostics.extend(self.above("maximo", one, limit.max, limit));
                    diagnostics.extend(self.above("externos", one, limit.external, limit));
                }
            }
        }
    }

    /// Returns the diagnostic of a limit in the form that is above the vendor's.
    fn above(&self, key: &str, one: &Node, most: Option<u32>, limit: &Limit) -> Option<Diagnostic> {
        let (most, node) = (most?, one.get(key)?);
        let found = node.text()?.parse::<u32>().ok().filter(|found| *found > most)?;
        let vendor = &self.vendor.name;
        let message = format!("`{key}` es {found}, y {vendor} acepta {most} como máximo");
        let diagnostic = Diagnostic::at(&self.form.file, node.place, "limite-del-proveedor", message);
        Some(diagnostic.help(format!("escriba {most} o menos (fuente: {})", limit.source)))
    }
}

/// Returns the rows and the fields of an operation.
fn limited(operation: &Node) -> impl Iterator<Item = &Node> {
    let sections = operation.items("secciones").iter();
    sections.flat_map(|section| section.get("repite").into_iter().chain(section.items("campos")))
}

/// Returns the diagnostic of a name, at `node`, that none of `known` has.
fn unknown<'a>(
    document: &Document,
    what: EntityKind,
    node: Option<&Node>,
    known: impl Iterator<Item = &'a str>,
) -> Option<Diagnostic> {
    let node = node?;
    let known: BTreeSet<_> = known.map(str::to_owned).collect();
    let found = node.text()?.to_owned();
    let kind = PolicyErrorKind::Unknown { what, found, known: known.into_iter().collect() };
    Some(document.diagnostic(node.place, kind))
}
