//! Reports files that are not used: in the wrong folder, with a misspelt name, or not UTF-8.

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{FILES, notice, version};
use crate::read::source::{ASSETS, ContentDir, File, FileContent};

/// The folders of the content, and the extensions of their files.
const FOLDERS: [(&str, &str); 4] =
    [("pages/", ".md"), ("forms/", ".yaml"), (version::FOLDER, ".md"), (notice::FOLDER, ".md")];

/// Reports every file that would otherwise be ignored.
pub(crate) fn check_files(source: &ContentDir, diagnostics: &mut Diagnostics) {
    for file in source.files() {
        let path = file.path.as_str();
        if let Some(name) = path.strip_prefix(ASSETS) {
            diagnostics.extend((!is_asset(name)).then(|| misnamed_asset(path, name)));
            continue;
        }
        if !is_used(path) {
            diagnostics.push(unused_file(path));
        }
        if let FileContent::Bytes(bytes) = &file.content {
            diagnostics.push(not_utf_8(path, bytes));
        }
    }
}

fn is_used(path: &str) -> bool {
    let within = |(folder, ending): &(&str, &str)| {
        let name = path.strip_prefix(folder).and_then(|name| name.strip_suffix(ending));
        name.is_some_and(|name| *folder != "forms/" || !name.contains('/'))
    };
    FILES.contains(&path) || FOLDERS.iter().any(within)
}

/// Returns whether the name of an asset is valid in an address.
fn is_asset(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+~()/".contains(c))
}

fn misnamed_asset(path: &str, name: &str) -> Diagnostic {
    let message = format!("`{name}`: el nombre del archivo no sirve como dirección");
    let diagnostic = Diagnostic::error(path, "nombre-de-archivo", message);
    diagnostic.help("use letras sin acentos, números, guiones y puntos, y cámbielo también donde se usa")
}

fn unused_file(path: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(path, "archivo-desconocido", "nadie usa este archivo");
    let (name, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let ending = ending.to_ascii_lowercase();
    let is_of = |wanted: &str| match wanted {
        ".md" => matches!(&*ending, "md" | "markdown"),
        _ => matches!(&*ending, "yaml" | "yml"),
    };
    let folder = FOLDERS.iter().find(|(folder, _)| path.starts_with(folder));
    match folder {
        Some((_, wanted)) if is_of(wanted) && is_used(&format!("{name}{wanted}")) => {
            diagnostic.help(format!("cambie su nombre a `{name}{wanted}`"))
        }
        Some((folder, ".yaml")) if is_of(".yaml") => {
            diagnostic.help(format!("póngalo en `{folder}`, sin otra carpeta"))
        }
        Some((folder, wanted)) => {
            diagnostic.help(format!("los archivos de `{folder}` terminan en `{wanted}`"))
        }
        None => suggest_place(diagnostic, path, name, &ending),
    }
}

/// Suggests the right place for a file outside the known folders.
fn suggest_place(diagnostic: Diagnostic, path: &str, name: &str, ending: &str) -> Diagnostic {
    let folders = FOLDERS.iter().map(|(folder, _)| *folder).chain([ASSETS]);
    match path.split_once('/') {
        Some((folder, rest)) => {
            match policy::text::suggest::closest_match(folder, folders.map(|one| one.trim_end_matches('/'))) {
                Some(name) => diagnostic.help(format!("¿quiso decir `{name}/{rest}`?")),
                None => diagnostic
                    .help("póngalo en la carpeta que le toca: `pages/`, `forms/`, `notices/` o `assets/`"),
            }
        }
        None if matches!(ending, "yaml" | "yml") => {
            // Without the common extension, which would make all names similar.
            let names = FILES.map(|file| file.trim_end_matches(".yaml"));
            match policy::text::suggest::closest_match(name, names) {
                Some(name) => diagnostic.help(format!("¿quiso decir `{name}.yaml`?")),
                None => diagnostic.suggest("", FILES),
            }
        }
        None if ending == "md" => diagnostic.help(format!("las páginas van en `pages/`: `pages/{path}`")),
        None => diagnostic.help(format!("las imágenes y demás archivos van en `assets/`: `assets/{path}`")),
    }
}

/// Returns the diagnostic of a file that is not UTF-8, at its first invalid byte.
fn not_utf_8(path: &str, bytes: &[u8]) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let start = text.find(char::REPLACEMENT_CHARACTER).unwrap_or_default();
    let span = Span::new(&text, start..start + char::REPLACEMENT_CHARACTER.len_utf8());
    let file = File { path: path.to_owned(), content: FileContent::Text(text) };
    let diagnostic = Diagnostic::at(&file, span, "utf-8", "el archivo no está guardado en UTF-8");
    diagnostic.help("guárdelo con la codificación UTF-8, y revise los acentos y las ñ")
}
