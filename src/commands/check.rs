//! `folio check`: reports everything that is wrong in the content, and writes nothing into it.
//!
//! With `--explain` it prints the meaning of a diagnostic code. With `--links` it also requests the other sites that the
//! content links to. No other command does.

use std::io::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use generator::DiagnosticCode;
use policy::text::spanish;

use crate::cli::args::Check;
use crate::cli::error::CliError;
use crate::cli::report::DiagnosticReport;
use crate::cli::{clock, terminal};
use crate::{links, project};

/// Builds the content without writing it and reports the result, or explains a code.
pub(crate) fn run(arguments: &Check) -> Result<(), CliError> {
    if let Some(code) = &arguments.explain {
        return explain(code);
    }
    let Check { content, format, timeout, .. } = arguments;
    let now = clock::now();
    let site = project::load(&content.dir, *format, now)?;
    let count = AtomicU64::new(0);
    let sink = |_: &str, _: &[u8]| {
        count.fetch_add(1, Ordering::Relaxed);
    };
    let mut diagnostics = project::build_into(&sink, &site);
    let timeout = Duration::from_secs((*timeout).into());
    let links = arguments.links.then(|| links::check_links(&site, timeout, now)).transpose();
    // Without a network, the errors of the content are reported nevertheless.
    let (links, link_error) = links.map_or_else(|error| (None, Some(error)), |links| (links, None));
    let footer = links.map(|links| {
        diagnostics.extend(links.diagnostics);
        links.summary
    });
    let report = DiagnosticReport::new(diagnostics, &content.dir, *format);
    if let Some(error) = link_error {
        report.print_if_any();
        return Err(error);
    }
    if report.has_errors() {
        return Err(CliError::Content(report.with_footer(footer)));
    }
    report.print_if_any();
    let count = spanish::format_thousands(count.into_inner());
    terminal::print_status(format_args!("sin errores: {count} archivos se pueden construir"));
    footer.iter().for_each(terminal::print_status);
    Ok(())
}

/// Prints the explanation of the code called `name`, or a line for each code when `name` is empty.
fn explain(name: &str) -> Result<(), CliError> {
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
