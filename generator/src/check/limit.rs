//! Checks that no form exceeds the limits of its vendor.

use std::collections::BTreeSet;

use policy::error::{EntityKind, PolicyErrorKind};

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::model::{CheckContext, Document};
use crate::parse::yaml::Node;
use crate::schema::{Limit, Vendor};

/// Reports every limit of a form that exceeds the vendor's, and every unknown name in `limits.yaml`.
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
            Some(form) => VendorCheck { vendor, form, document }.run(node, diagnostics),
            None if all_are_read => {
                diagnostics.extend(unknown_name(document, EntityKind::Form, node.get("formulario"), known));
            }
            None => {}
        }
    }
}

/// The check of one vendor against its form.
struct VendorCheck<'a> {
    vendor: &'a Vendor,
    form: &'a Document,
    /// `limits.yaml`.
    document: &'a Document,
}

impl VendorCheck<'_> {
    fn run(&self, vendor: &Node, diagnostics: &mut Diagnostics) {
        let operations = self.form.root.items("operaciones");
        for (limit, node) in self.vendor.limits.iter().zip(vendor.items("limites")) {
            let applies =
                |one: &&Node| limit.operation.is_none() || one.text_of("id") == limit.operation.as_deref();
            let nodes: Vec<_> = operations.iter().filter(applies).flat_map(limited_nodes).collect();
            if nodes.is_empty() {
                let known = operations.iter().filter_map(|one| one.text_of("id"));
                diagnostics.extend(unknown_name(
                    self.document,
                    EntityKind::Operation,
                    node.get("operacion"),
                    known,
                ));
                continue;
            }
            for (name, at) in limit.fields.iter().zip(node.items("campos")) {
                let mut named = nodes.iter().filter(|one| one.text_of("id") == Some(name)).peekable();
                if named.peek().is_none() {
                    let known = nodes.iter().filter_map(|one| one.text_of("id"));
                    diagnostics.extend(unknown_name(self.document, EntityKind::Field, Some(at), known));
                }
                for one in named {
                    diagnostics.extend(self.check_limit("maximo", one, limit.max, limit));
                    diagnostics.extend(self.check_limit("externos", one, limit.external, limit));
                }
            }
        }
    }

    /// Returns the diagnostic of a limit in the form that exceeds the vendor's.
    fn check_limit(&self, key: &str, one: &Node, max: Option<u32>, limit: &Limit) -> Option<Diagnostic> {
        let (max, node) = (max?, one.get(key)?);
        let found = node.text()?.parse::<u32>().ok().filter(|found| *found > max)?;
        let vendor = &self.vendor.name;
        let message = format!("`{key}` es {found}, y {vendor} acepta {max} como máximo");
        let diagnostic = Diagnostic::at(&self.form.file, node.span, "limite-del-proveedor", message);
        Some(diagnostic.help(format!("escriba {max} o menos (fuente: {})", limit.source)))
    }
}

/// Returns the rows and the fields of an operation.
fn limited_nodes(operation: &Node) -> impl Iterator<Item = &Node> {
    let sections = operation.items("secciones").iter();
    sections.flat_map(|section| section.get("repite").into_iter().chain(section.items("campos")))
}

/// Returns the diagnostic of a name, at `node`, that is not among `known`.
fn unknown_name<'a>(
    document: &Document,
    what: EntityKind,
    node: Option<&Node>,
    known: impl Iterator<Item = &'a str>,
) -> Option<Diagnostic> {
    let node = node?;
    let known: BTreeSet<_> = known.map(str::to_owned).collect();
    let found = node.text()?.to_owned();
    let kind = PolicyErrorKind::Unknown {
        entity: what,
        found,
        known: known.into_iter().collect(),
        operations: Vec::new(),
    };
    Some(document.diagnostic(node.span, kind))
}
