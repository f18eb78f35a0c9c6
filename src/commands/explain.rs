//! `folio check --explain`: what a code means, or all codes.

use std::io::Write;

use generator::DiagnosticCode;

use crate::cli::error::Failure;

/// Writes what the code called `name` means to stdout; a line for each code without a name.
pub(crate) fn run(name: &str) -> Result<(), Failure> {
    let text = match (name, DiagnosticCode::named(name)) {
        ("", _) => list(),
        (_, Some(code)) => format!("{}: {}\n\n{}\n", code.name, code.title, code.explanation.trim_end()),
        (_, None) => return Err(Failure::Arguments(unknown(name))),
    };
    let written = std::io::stdout().write_all(text.as_bytes());
    written.map_err(|error| Failure::Machine(format!("no se pudo escribir la explicación: {error}")))
}

fn list() -> String {
    let widest = DiagnosticCode::all().iter().map(|code| code.name.len()).max().unwrap_or_default();
    let lines = DiagnosticCode::all().iter().map(|code| format!("{:widest$}  {}", code.name, code.title));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn unknown(name: &str) -> String {
    let next = match DiagnosticCode::nearest(name) {
        Some(nearest) => format!("¿quiso decir «{nearest}»?"),
        None => "`folio check --explain` los enumera".to_owned(),
    };
    format!("el código «{name}» no existe; {next}")
}
