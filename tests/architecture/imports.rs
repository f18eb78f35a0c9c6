//! Reads which module of a crate imports which other module.
//!
//! Every path that starts with `crate`, `self`, `super` or a child module counts, in `use` and elsewhere. A path to a
//! re-exported name leads to the module that defines it. Paths to other crates are ignored.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::vec::IntoIter;

use super::sources::production_files;

/// A module by its path from the root of the crate; the root is empty.
pub(super) type Module = Vec<String>;

/// The modules of a crate, each with the paths in its code.
pub(super) struct Modules(BTreeMap<Module, Vec<CodePath>>);

/// A path in code.
struct CodePath {
    segments: Vec<String>,
    /// The name that a `use` gives it in its module.
    imported_as: Option<String>,
}

impl Modules {
    /// Reads the crate whose sources are in `folder`.
    pub(super) fn read(folder: &str) -> Self {
        let files = production_files(folder).into_iter();
        let names =
            files.map(|(path, text)| (path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned(), text));
        Self::parse(names)
    }

    /// Parses files by their names from the root of the crate.
    pub(super) fn parse(files: impl IntoIterator<Item = (String, String)>) -> Self {
        let mut modules = Self(BTreeMap::new());
        for (name, text) in files {
            let name = name.trim_end_matches(".rs");
            let is_root = name == "lib" || name == "main";
            let module = if is_root { vec![] } else { name.split('/').map(str::to_owned).collect() };
            modules.0.entry(module).or_default().extend(paths(tokens(&text)));
        }
        modules
    }

    /// Returns the modules at the top of the crate.
    pub(super) fn top(&self) -> BTreeSet<&str> {
        self.0.keys().filter_map(|module| module.first()).map(String::as_str).collect()
    }

    /// Returns each import as the module that imports and the module that is imported.
    pub(super) fn imports(&self) -> BTreeSet<(&Module, Module)> {
        let of_module = |(module, paths): (_, &Vec<CodePath>)| -> Vec<_> {
            let targets = paths.iter().filter_map(|path| self.resolve(module, &path.segments, 8));
            targets.filter(|target| target != module).map(|target| (module, target)).collect()
        };
        self.0.iter().flat_map(of_module).collect()
    }

    /// Returns the module that defines the end of a path that is written in `module`.
    fn resolve(&self, module: &Module, segments: &[String], depth: u8) -> Option<Module> {
        let mut segments = segments.iter().peekable();
        let mut target = module.clone();
        match segments.peek()?.as_str() {
            "crate" => {
                segments.next();
                target.clear();
            }
            "self" => drop(segments.next()),
            "super" => {
                while segments.next_if(|one| *one == "super").is_some() {
                    target.pop();
                }
            }
            child if !self.0.contains_key(&[module.as_slice(), &[child.to_owned()]].concat()) => return None,
            _ => {}
        }
        for segment in segments {
            target.push(segment.clone());
            if !self.0.contains_key(&target) {
                target.pop();
                let exported = self.0.get(&target)?.iter();
                let mut exported = exported.filter(|path| path.imported_as.as_ref() == Some(segment));
                let definition =
                    exported.find_map(|path| self.resolve(&target, &path.segments, depth.checked_sub(1)?));
                return definition.or(Some(target));
            }
        }
        Some(target)
    }
}

/// Splits code into identifiers and signs, without comments and literals.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("r\"") || rest.starts_with("r#") {
            let hashes = rest[1..].bytes().take_while(|byte| *byte == b'#').count();
            let close = format!("\"{}", "#".repeat(hashes));
            let start = 2 + hashes;
            rest.get(start..).and_then(|rest| rest.find(&close)).map_or(1, |end| start + end + close.len())
        } else if first == '"' {
            let mut is_escaped = false;
            let end = rest[1..].find(|c| {
                let is_end = c == '"' && !is_escaped;
                is_escaped = c == '\\' && !is_escaped;
                is_end
            });
            end.map_or(rest.len(), |end| end + 2)
        } else if first == '\'' {
            let mut chars = rest.chars().skip(1);
            let (one, two) = (chars.next(), chars.next());
            match (one, two) {
                (Some('\\'), Some(escaped)) => {
                    let start = 2 + escaped.len_utf8();
                    rest[start..].find('\'').map_or(1, |end| start + end + 1)
                }
                (Some(one), Some('\'')) => 2 + one.len_utf8(),
                _ => 1,
            }
        } else if is_name(first) {
            let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else {
            let length = if rest.starts_with("::") { 2 } else { first.len_utf8() };
            if !first.is_whitespace() {
                tokens.push(rest[..length].to_owned());
            }
            length
        };
        rest = &rest[length..];
    }
    tokens
}

/// Returns the paths in the code: each name that `use` imports, and each other path of two segments or more.
fn paths(tokens: Vec<String>) -> Vec<CodePath> {
    let mut paths = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if token == "use" {
            use_tree(&mut tokens, &[], &mut paths);
        } else if is_identifier(&token) {
            let mut segments = vec![token];
            while tokens.next_if(|next| next == "::").is_some() {
                segments.extend(tokens.next_if(|next| is_identifier(next)));
            }
            if segments.len() > 1 {
                paths.push(CodePath { segments, imported_as: None });
            }
        }
    }
    paths
}

fn is_identifier(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Reads one tree of a `use`: `a::b`, `a::b as c` or `a::{b, c}`.
fn use_tree(tokens: &mut Peekable<IntoIter<String>>, prefix: &[String], paths: &mut Vec<CodePath>) {
    let mut segments = prefix.to_vec();
    while let Some(token) = tokens.next_if(|next| is_identifier(next) || next == "*" || next == "{") {
        if token == "{" {
            while tokens.next_if(|next| next == "}").is_none() && tokens.peek().is_some() {
                use_tree(tokens, &segments, paths);
                tokens.next_if(|next| next == ",");
            }
            return;
        }
        segments.push(token);
        if tokens.next_if(|next| next == "::").is_none() {
            break;
        }
    }
    if segments.len() > prefix.len() + 1 || !prefix.is_empty() {
        if segments.last().is_some_and(|last| last == "self") {
            segments.pop();
        }
        let alias = tokens.next_if(|next| next == "as").and_then(|_| tokens.next());
        let imported_as = alias.or_else(|| segments.last().cloned());
        paths.push(CodePath { segments, imported_as });
    }
}

/// Returns the parsed files of a small crate.
#[cfg(test)]
pub(super) fn sample(files: &[(&str, &str)]) -> Modules {
    Modules::parse(files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
}

#[test]
fn imports_follow_use_trees_inline_paths_and_reexports() {
    let modules = sample(&[
        ("lib.rs", "mod a; pub use crate::b::inner::Name;"),
        (
            "a.rs",
            "use crate::{Name, b::{self, Other as O}}; /// crate::c::X\nfn f() { let x = \"crate::c\"; }",
        ),
        ("b.rs", "use super::c::C;"),
        ("b/inner.rs", "const Q: char = '\"'; fn f<'a>() -> crate::d::D { super::g() }"),
        ("c.rs", "use std::fs; fn f() { Vec::new() }"),
        ("d.rs", r##"const T: &str = r#"crate::a"#;"##),
    ]);
    let imports = modules.imports().into_iter();
    let imports: Vec<String> =
        imports.map(|(from, to)| format!("{}>{}", from.join("/"), to.join("/"))).collect();
    assert_eq!(imports, [">b/inner", "a>b", "a>b/inner", "b>c", "b/inner>b", "b/inner>d"]);
}
