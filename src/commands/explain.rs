//! `folio check --explain`: the meaning of a diagnostic code, or a list of all codes.

use std::io::Write;

use generator::DiagnosticCode;

use crate::cli::error::CliError;

/// Prints the explanation of the code called `name`, or a line for each code when `name` is empty.
pub(crate) fn run(name: &str) -> Result<(), CliError> {
    let text = match (name, DiagnosticCode::named(name)) {
        ("", _) => list_codes(),
        (_, Some(code)) => format!("{}: {}\n\n{}\n", code.name, code.title, code.explanation.trim_end()),
        (_, None) => return Err(CliError::Usage(unknown_code_message(name))),
    };
    let written = std::io::stdout().write_all(text.as_bytes());
    written.map_err(CliError::system("no se pudo escribir la explicación"))
}

fn list_codes() -> String {
    let width = DiagnosticCode::all().iter().map(|code| code.name.len()).max().unwrap_or_default();
    let lines = DiagnosticCode::all().iter().map(|code| format!("{:width$}  {}", code.name, code.title));
    lines.collect::<Vec<_>>().join("\n") + "\n"
}

fn unknown_code_message(name: &str) -> String {
    let next = match DiagnosticCode::nearest(name) {
        Some(nearest) => format!("¿quiso decir «{nearest}»?"),
        None => "`folio check --explain` los enumera".to_owned(),
    };
    format!("el código «{name}» no existe; {next}")
}
