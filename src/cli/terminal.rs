//! A diagnostic as a picture on a terminal: the line, the place in it, what to do.

use std::io::{IsTerminal, Write};
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use generator::{Diagnostic, Diagnostics, Severity};
use policy::text::spanish;

/// Writes every diagnostic of the content in `dir` to stderr, and a line that counts them.
pub(crate) fn show(diagnostics: &Diagnostics, dir: &Path) {
    say(drawn(diagnostics, dir, &if is_coloured() { Renderer::styled() } else { Renderer::plain() }));
}

/// Returns the same words without colour.
pub(crate) fn text(diagnostics: &Diagnostics, dir: &Path) -> String {
    drawn(diagnostics, dir, &Renderer::plain())
}

fn drawn(diagnostics: &Diagnostics, dir: &Path, renderer: &Renderer) -> String {
    let mut pictures = String::new();
    for diagnostic in diagnostics.iter() {
        pictures.push_str(&renderer.render(&[picture(diagnostic, &path(dir, diagnostic))]));
        pictures.push_str("\n\n");
    }
    let code = diagnostics.iter().next().map_or("", |first| first.code);
    format!("{pictures}{}; más sobre un código: folio check --explain {code}", count(diagnostics))
}

/// Returns the path of a diagnostic's file from where the command was called, so that a click opens it.
pub(crate) fn path(dir: &Path, diagnostic: &Diagnostic) -> String {
    dir.join(&diagnostic.file).display().to_string()
}

/// Writes a line to stderr. When nobody can read it any more, there is nobody left to tell.
pub(crate) fn say(words: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{words}");
}

fn picture<'a>(diagnostic: &'a Diagnostic, path: &'a str) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING.with_name("aviso"),
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    let group = match diagnostic.place {
        None => title.element(annotate_snippets::Origin::path(path)),
        Some(place) => {
            let line = diagnostic.line_text.as_str();
            let offset = |column: usize| line.char_indices().nth(column).map_or(line.len(), |(at, _)| at);
            let start = place.column.saturating_sub(1);
            let span = offset(start)..offset(start + place.length.max(1));
            title.element(
                Snippet::source(line)
                    .line_start(place.line)
                    .path(path)
                    .annotation(AnnotationKind::Primary.span(span)),
            )
        }
    };
    let help = diagnostic.help.as_deref().map(|help| Level::HELP.with_name("ayuda").message(help));
    let cause = diagnostic.cause.as_deref().map(|cause| Level::NOTE.with_name("causa").message(cause));
    group.elements(help.into_iter().chain(cause))
}

fn count(diagnostics: &Diagnostics) -> String {
    let number = |severity, one: &str, many: &str| {
        let count = diagnostics.iter().filter(|one| one.severity == severity).count();
        let words =
            format!("{} {}", spanish::format_thousands(count as u64), if count == 1 { one } else { many });
        (count > 0).then_some(words)
    };
    let parts = [number(Severity::Error, "error", "errores"), number(Severity::Warning, "aviso", "avisos")];
    let parts: Vec<&str> = parts.iter().flatten().map(String::as_str).collect();
    spanish::list(&parts)
}

/// Colour is for terminals, and not for those who asked for none (no-color.org).
fn is_coloured() -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !refused && std::io::stderr().is_terminal()
}
