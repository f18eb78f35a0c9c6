//! The layers of each crate. A module may import only modules below it; no modules import each other in a cycle.

use std::collections::{BTreeMap, BTreeSet};

use super::imports::{Module, Modules, sample};

/// The modules at the top of each crate, from the highest layer to the lowest. The root may import all of them.
const LAYERS: [(&str, &[&str]); 4] = [
    ("policy/src", &["policy", "form", "sla", "submission", "error", "value", "text", "schema", "contract"]),
    (
        "generator/src",
        &[
            "scaffold",
            "write",
            "output",
            "load",
            "check",
            "render",
            "markdown",
            "asset",
            "model",
            "schema",
            "parse",
            "diagnostic",
            "read",
            "html",
            "parallel",
        ],
    ),
    (
        "api/src",
        &[
            "lambda",
            "http",
            "bundle",
            "openapi",
            "page",
            "problem",
            "decode",
            "intake",
            "guard",
            "store",
            "ticket",
            "telemetry",
            "platform",
        ],
    ),
    ("src", &["commands", "serve", "links", "local_store", "project", "cli"]),
];

/// The most modules that a crate may have at its top.
const MAX_TOP_MODULES: usize = 18;

/// Returns each import that leads to a higher layer, and each module without a layer.
fn layer_violations(modules: &Modules, layers: &[&str]) -> Vec<String> {
    let layer_of =
        |module: &Module| layers.iter().position(|layer| Some(*layer) == module.first().map(String::as_str));
    let missing = modules.top().into_iter().filter(|top| !layers.contains(top));
    let missing = missing.map(|top| format!("`{top}` is not in LAYERS"));
    let unknown = layers.iter().filter(|layer| !modules.top().contains(*layer));
    let unknown = unknown.map(|layer| format!("LAYERS names `{layer}`, which does not exist"));
    let imports = modules.imports().into_iter();
    let upward = imports.filter(|(from, to)| match (layer_of(from), layer_of(to)) {
        (Some(from), Some(to)) => to < from,
        _ => false,
    });
    let upward =
        upward.map(|(from, to)| format!("`{}` imports `{}`, a higher layer", from.join("::"), to.join("::")));
    missing.chain(unknown).chain(upward).collect()
}

/// Returns the modules of each cycle. Modules are compared with their siblings, at every depth: an import between two
/// modules counts for the two folders in which they are.
fn cycles(modules: &Modules) -> Vec<String> {
    let mut folders: BTreeMap<Module, BTreeMap<String, BTreeSet<String>>> = BTreeMap::new();
    for (from, to) in modules.imports() {
        let common = from.iter().zip(&to).take_while(|(one, other)| one == other).count();
        if let (Some(one), Some(other)) = (from.get(common), to.get(common)) {
            let siblings = folders.entry(from[..common].to_vec()).or_default();
            siblings.entry(one.clone()).or_default().insert(other.clone());
        }
    }
    let cycles = folders.into_iter().filter_map(|(folder, mut imports)| {
        // A module that imports none of those left, or that none of them imports, is in no cycle.
        while let Some(outside) = imports.iter().find_map(|(from, to)| {
            let is_imported = imports.values().any(|to| to.contains(from));
            let imports_any = to.iter().any(|one| imports.contains_key(one));
            (!is_imported || !imports_any).then(|| from.clone())
        }) {
            imports.remove(&outside);
        }
        let names: Vec<String> = imports.into_keys().collect();
        let folder =
            if folder.is_empty() { "the root".to_owned() } else { format!("`{}`", folder.join("::")) };
        (!names.is_empty()).then(|| format!("modules of {folder} import each other: {}", names.join(", ")))
    });
    cycles.collect()
}

#[test]
fn modules_import_only_lower_layers() {
    let violations = LAYERS.iter().flat_map(|(folder, layers)| {
        let violations = layer_violations(&Modules::read(folder), layers).into_iter();
        violations.map(move |violation| format!("{folder}: {violation}"))
    });
    let violations: Vec<String> = violations.collect();
    assert!(violations.is_empty(), "{}", violations.join("\n"));
}

#[test]
fn modules_have_no_import_cycles() {
    let found = LAYERS.iter().flat_map(|(folder, _)| {
        let found = cycles(&Modules::read(folder)).into_iter();
        found.map(move |cycle| format!("{folder}: {cycle}"))
    });
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn crates_have_few_top_modules() {
    for (folder, layers) in LAYERS {
        assert!(layers.len() <= MAX_TOP_MODULES, "{folder} has {} modules at its top", layers.len());
    }
}

#[test]
fn layer_violations_reports_planted_upward_import() {
    let modules = sample(&[
        ("lib.rs", "mod high; mod low; pub use crate::high::Name;"),
        ("high.rs", "use crate::low::Low;"),
        ("low.rs", ""),
        ("low/part.rs", "fn f() -> crate::Name { todo!() }"),
        ("new.rs", ""),
    ]);
    let expected = [
        "`new` is not in LAYERS",
        "LAYERS names `old`, which does not exist",
        "`low::part` imports `high`, a higher layer",
    ];
    assert_eq!(layer_violations(&modules, &["high", "low", "old"]), expected);
}

#[test]
fn cycles_reports_planted_cycle_at_any_depth() {
    let modules = sample(&[
        ("lib.rs", "mod a;"),
        ("a.rs", "use self::b::c::C;"),
        ("a/b.rs", "use super::d::D;"),
        ("a/b/c.rs", "use super::B;"),
        ("a/d.rs", "use crate::a::e::E;"),
        ("a/e.rs", "use crate::a::b::c::C;"),
        ("f.rs", "use crate::a::A;"),
    ]);
    assert_eq!(cycles(&modules), ["modules of `a` import each other: b, d, e"]);
}
