//! `folio check`: tells everything that is wrong in the content, and changes nothing in it.
//!
//! With `--links` it asks the other sites that the content names too; nothing else in Folio does.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use generator::OutputSink;
use policy::text::spanish;

use crate::cli::args::Check;
use crate::cli::error::Failure;
use crate::cli::report::Report;
use crate::cli::terminal;
use crate::commands::explain;
use crate::{links, project};

/// Builds the content without keeping it, and says that nothing is wrong in it; or explains a code.
pub(crate) fn run(arguments: &Check) -> Result<(), Failure> {
    if let Some(code) = &arguments.explain {
        return explain::run(code);
    }
    let Check { content, format, timeout, .. } = arguments;
    let site = project::load(&content.dir, *format)?;
    let count = Count::default();
    let mut faults = project::build_into(&count, &site);
    let patience = Duration::from_secs((*timeout).into());
    let asked = arguments.links.then(|| links::ask(&site, patience, crate::now())).transpose();
    // Without a network, what is wrong in the content is told all the same.
    let (asked, failure) = asked.map_or_else(|failure| (None, Some(failure)), |asked| (asked, None));
    let closing = asked.map(|asked| {
        faults.extend(asked.faults);
        asked.summary
    });
    let is_refused = faults.has_errors();
    let report = Report::new(faults, &content.dir, *format);
    if let Some(failure) = failure {
        report.show_if_any();
        return Err(failure);
    }
    if is_refused {
        return Err(Failure::Content(report.closing(closing)));
    }
    report.show_if_any();
    let count = spanish::format_thousands(count.0.into_inner() as u64);
    terminal::say(format_args!("sin errores: {count} archivos se pueden construir"));
    closing.iter().for_each(terminal::say);
    Ok(())
}

/// Counts files, and keeps none.
#[derive(Default)]
struct Count(AtomicUsize);

impl OutputSink for Count {
    fn put(&self, _: &str, _: &[u8]) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
}
