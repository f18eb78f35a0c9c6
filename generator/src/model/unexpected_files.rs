//! Files that nobody reads: in the wrong place, with a misspelt name, or no text at all.

use crate::diagnostic::{Diagnostic, Diagnostics, Span};
use crate::model::{FILES, notice, version};
use crate::read::source::{ASSETS, ContentDir, File, FileContent};

/// The folders whose files are read, and how these end.
const FOLDERS: [(&str, &str); 4] =
    [("pages/", ".md"), ("forms/", ".yaml"), (version::FOLDER, ".md"), (notice::FOLDER, ".md")];

/// Refuses what would otherwise be left out in silence.
pub(crate) fn check_files(source: &ContentDir, diagnostics: &mut Diagnostics) {
    for file in source.files() {
        let path = file.path.as_str();
        if let Some(name) = path.strip_prefix(ASSETS) {
            diagnostics.extend((!is_asset(name)).then(|| misnamed(path, name)));
            continue;
        }
        if !is_read(path) {
            diagnostics.push(unread(path));
        }
        if let FileContent::Bytes(bytes) = &file.content {
            diagnostics.push(not_utf_8(path, bytes));
        }
    }
}

fn is_read(path: &str) -> bool {
    let within = |(folder, ending): &(&str, &str)| {
        let name = path.strip_prefix(folder).and_then(|name| name.strip_suffix(ending));
        name.is_some_and(|name| *folder != "forms/" || !name.contains('/'))
    };
    FILES.contains(&path) || FOLDERS.iter().any(within)
}

/// Returns whether an asset's name can stand in an address as it is.
fn is_asset(name: &str) -> bool {
    name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.+~()/".contains(c))
}

fn misnamed(path: &str, name: &str) -> Diagnostic {
    let message = format!("`{name}`: el nombre del archivo no sirve como dirección");
    let diagnostic = Diagnostic::error(path, "nombre-de-archivo", message);
    diagnostic.help("use letras sin acentos, números, guiones y puntos, y cámbielo también donde se usa")
}

fn unread(path: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(path, "archivo-desconocido", "nadie usa este archivo");
    let (name, ending) = path.rsplit_once('.').unwrap_or((path, ""));
    let ending = ending.to_ascii_lowercase();
    let is_of = |wanted: &str| match wanted {
        ".md" => matches!(&*ending, "md" | "markdown"),
        _ => matches!(&*ending, "yaml" | "yml"),
    };
    let home = FOLDERS.iter().find(|(folder, _)| path.starts_with(folder));
    match home {
        Some((_, wanted)) if is_of(wanted) && is_read(&format!("{name}{wanted}")) => {
            diagnostic.help(format!("cambie su nombre a `{name}{wanted}`"))
        }
        Some((folder, ".yaml")) if is_of(".yaml") => {
            diagnostic.help(format!("póngalo en `{folder}`, sin otra carpeta"))
        }
        Some((folder, wanted)) => {
            diagnostic.help(format!("los archivos de `{folder}` terminan en `{wanted}`"))
        }
        None => elsewhere(diagnostic, path, name, &ending),
    }
}

/// Says where a file of no known folder belongs.
fn elsewhere(diagnostic: Diagnostic, path: &str, name: &str, ending: &str) -> Diagnostic {
    let folders = FOLDERS.iter().map(|(folder, _)| *folder).chain([ASSETS]);
    match path.split_once('/') {
        Some((folder, rest)) => {
            match policy::text::suggest::closest_match(folder, folders.map(|one| one.trim_end_matches('/'))) {
                Some(meant) => diagnostic.help(format!("¿quiso decir `{meant}/{rest}`?")),
                None => diagnostic
                    .help("póngalo en la carpeta que le toca: `pages/`, `forms/`, `notices/` o `assets/`"),
            }
        }
        None if matches!(ending, "yaml" | "yml") => {
            // The ending, which all have, makes none of them likelier.
            let names = FILES.map(|file| file.trim_end_matches(".yaml"));
            match policy::text::suggest::closest_match(name, names) {
                Some(meant) => diagnostic.help(format!("¿quiso decir `{meant}.yaml`?")),
                None => diagnostic.suggest("", FILES),
            }
        }
        None if ending == "md" => diagnostic.help(format!("las páginas van en `pages/`: `pages/{path}`")),
        None => diagnostic.help(format!("las imágenes y demás archivos van en `assets/`: `assets/{path}`")),
    }
}

/// Returns the diagnostic of a file that is no text, at its first strange byte.
fn not_utf_8(path: &str, bytes: &[u8]) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let start = text.find(char::REPLACEMENT_CHARACTER).unwrap_or_default();
    let place = Span::of(&text, start..start + char::REPLACEMENT_CHARACTER.len_utf8());
    let file = File { path: path.to_owned(), content: FileContent::Text(text) };
    let diagnostic = Diagnostic::at(&file, place, "utf-8", "el archivo no está guardado en UTF-8");
    diagnostic.help("guárdelo con la codificación UTF-8, y revise los acentos y las ñ")
}
