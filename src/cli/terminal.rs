//! Output for people on stderr: status lines, and diagnostics with the source line and the position in it.

use std::io::{IsTerminal, Write};
use std::path::Path;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use generator::{Diagnostic, Diagnostics, Severity};
use policy::text::spanish;

/// Prints every diagnostic of the content in `dir`, and a line that counts them.
pub(crate) fn print_diagnostics(diagnostics: &Diagnostics, dir: &Path) {
    let renderer = if has_color() { Renderer::styled() } else { Renderer::plain() };
    print_status(render(diagnostics, dir, &renderer));
}

/// Returns the text of [`print_diagnostics`] without colour.
pub(crate) fn diagnostics_text(diagnostics: &Diagnostics, dir: &Path) -> String {
    render(diagnostics, dir, &Renderer::plain())
}

/// Returns the path of a diagnostic's file relative to the working directory, so that a terminal can open it.
pub(crate) fn display_path(dir: &Path, diagnostic: &Diagnostic) -> String {
    dir.join(&diagnostic.file).display().to_string()
}

/// Writes a line to stderr, and ignores write errors: stderr may be closed.
pub(crate) fn print_status(line: impl std::fmt::Display) {
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// Returns a number with its noun, as `1 error` or `1,234 errores`.
pub(crate) fn count_text(count: usize, singular: &str, plural: &str) -> String {
    format!("{} {}", spanish::format_thousands(count as u64), if count == 1 { singular } else { plural })
}

fn render(diagnostics: &Diagnostics, dir: &Path, renderer: &Renderer) -> String {
    let render =
        |diagnostic| renderer.render(&[annotate(diagnostic, &display_path(dir, diagnostic))]) + "\n\n";
    let text: String = diagnostics.iter().map(render).collect();
    let code = diagnostics.iter().next().map_or("", |first| first.code);
    format!("{text}{}; más sobre un código: folio check --explain {code}", summary(diagnostics))
}

fn annotate<'a>(diagnostic: &'a Diagnostic, path: &'a str) -> Group<'a> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING.with_name("aviso"),
    };
    let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code);
    let group = match diagnostic.span {
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

fn summary(diagnostics: &Diagnostics) -> String {
    let kinds = [(Severity::Error, "error", "errores"), (Severity::Warning, "aviso", "avisos")];
    let counts = kinds.map(|(severity, singular, plural)| {
        let count = diagnostics.iter().filter(|diagnostic| diagnostic.severity == severity).count();
        (count > 0).then(|| count_text(count, singular, plural))
    });
    let counts: Vec<&str> = counts.iter().flatten().map(String::as_str).collect();
    spanish::format_list(&counts)
}

/// See <https://no-color.org>.
fn has_color() -> bool {
    let is_disabled = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    !is_disabled && std::io::stderr().is_terminal()
}
