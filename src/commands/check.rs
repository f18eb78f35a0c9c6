//! `folio check`: reports everything that is wrong in the content, and writes nothing into it.
//!
//! With `--links` it also requests the other sites that the content links to. No other command does.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use policy::text::spanish;

use crate::cli::args::Check;
use crate::cli::error::CliError;
use crate::cli::report::DiagnosticReport;
use crate::cli::{clock, terminal};
use crate::commands::explain;
use crate::{links, project};

/// Builds the content without writing it and reports the result, or explains a code.
pub(crate) fn run(arguments: &Check) -> Result<(), CliError> {
    if let Some(code) = &arguments.explain {
        return explain::run(code);
    }
    let Check { content, format, timeout, .. } = arguments;
    let site = project::load(&content.dir, *format)?;
    let count = AtomicU64::new(0);
    let sink = |_: &str, _: &[u8]| {
        count.fetch_add(1, Ordering::Relaxed);
    };
    let mut diagnostics = project::build_into(&sink, &site);
    let timeout = Duration::from_secs((*timeout).into());
    let links = arguments.links.then(|| links::check_links(&site, timeout, clock::now())).transpose();
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
