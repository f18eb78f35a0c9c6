//! Prints the diagnostics of a content folder in the requested format.

use std::io::Write;
use std::path::{Path, PathBuf};

use generator::{Diagnostic, Diagnostics, Severity};
use serde::Serialize;

use crate::cli::args::Format;
use crate::cli::terminal;

/// The diagnostics of a content folder, and how to print them.
#[derive(Debug)]
pub(crate) struct DiagnosticReport {
    diagnostics: Diagnostics,
    dir: PathBuf,
    format: Format,
    footer: Option<String>,
}

/// A diagnostic in JSON.
#[derive(Serialize)]
struct JsonLine<'a> {
    file: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    length: Option<usize>,
    severity: &'static str,
    code: &'a str,
    message: &'a str,
    help: Option<&'a str>,
    cause: Option<&'a str>,
}

impl DiagnosticReport {
    pub(crate) fn new(diagnostics: Diagnostics, dir: &Path, format: Format) -> Self {
        Self { diagnostics, dir: dir.to_owned(), format, footer: None }
    }

    /// Adds a line to print to stderr after the diagnostics.
    pub(crate) fn with_footer(mut self, footer: Option<String>) -> Self {
        self.footer = footer;
        self
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.diagnostics.has_errors()
    }

    /// Prints the diagnostics: the long format to stderr for people, the others to stdout for programs.
    pub(crate) fn print(&self) {
        match self.format {
            Format::Long => terminal::print_diagnostics(&self.diagnostics, &self.dir),
            Format::Short => self.print_lines(|path, diagnostic| Some(short_line(path, diagnostic))),
            Format::Json => self.print_lines(|path, diagnostic| json_line(path, diagnostic).ok()),
        }
        self.footer.iter().for_each(terminal::print_status);
    }

    /// Prints the diagnostics if there are any.
    pub(crate) fn print_if_any(&self) {
        if !self.diagnostics.is_empty() {
            self.print();
        }
    }

    /// Returns the diagnostics in the long format, without colour.
    pub(crate) fn text(&self) -> String {
        terminal::diagnostics_text(&self.diagnostics, &self.dir)
    }

    /// Ignores write errors: stdout may be closed.
    fn print_lines(&self, line: fn(&str, &Diagnostic) -> Option<String>) {
        let mut out = std::io::stdout().lock();
        for diagnostic in self.diagnostics.iter() {
            let path = terminal::display_path(&self.dir, diagnostic);
            let _ = line(&path, diagnostic).map(|line| writeln!(out, "{line}"));
        }
    }
}

fn short_line(path: &str, diagnostic: &Diagnostic) -> String {
    let Diagnostic { span, severity, code, message, help, .. } = diagnostic;
    let position = span.map(|span| format!(":{}:{}", span.line, span.column)).unwrap_or_default();
    let help = help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    format!("{path}{position}: {}[{code}]: {message}{help}", severity_name(*severity))
}

fn json_line(path: &str, diagnostic: &Diagnostic) -> serde_json::Result<String> {
    let span = diagnostic.span;
    serde_json::to_string(&JsonLine {
        file: path,
        line: span.map(|span| span.line),
        column: span.map(|span| span.column),
        length: span.map(|span| span.length),
        severity: severity_name(diagnostic.severity),
        code: diagnostic.code,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        cause: diagnostic.cause.as_deref(),
    })
}

fn severity_name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "aviso",
    }
}
