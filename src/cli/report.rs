//! What is wrong in the content, told in the form that was asked for.

use std::io::Write;
use std::path::{Path, PathBuf};

use generator::{Diagnostic, Diagnostics, Severity};
use serde::Serialize;

use crate::cli::args::Format;
use crate::cli::terminal;

/// What is wrong in the content of a folder.
#[derive(Debug)]
pub(crate) struct Report {
    diagnostics: Diagnostics,
    dir: PathBuf,
    format: Format,
    /// What is said to people below it.
    closing: Option<String>,
}

/// A line for programs.
#[derive(Serialize)]
struct Entry<'a> {
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

impl Report {
    pub(crate) fn new(diagnostics: Diagnostics, dir: &Path, format: Format) -> Self {
        Self { diagnostics, dir: dir.to_owned(), format, closing: None }
    }

    /// Says `words` to people once everything is told.
    pub(crate) fn closing(mut self, words: Option<String>) -> Self {
        self.closing = words;
        self
    }

    /// Tells everything: pictures are talk, for people; the other forms are data, for programs.
    pub(crate) fn show(&self) {
        let out = std::io::stdout().lock();
        match self.format {
            Format::Long => terminal::show(&self.diagnostics, &self.dir),
            Format::Short => self.write(out, |path, diagnostic| Some(short(path, diagnostic))),
            Format::Json => self.write(out, |path, diagnostic| json(path, diagnostic).ok()),
        }
        self.closing.iter().for_each(terminal::say);
    }

    /// Does the same, unless there is nothing to tell.
    pub(crate) fn show_if_any(&self) {
        if !self.diagnostics.is_empty() {
            self.show();
        }
    }

    /// Returns the pictures, without colour.
    pub(crate) fn text(&self) -> String {
        terminal::text(&self.diagnostics, &self.dir)
    }

    /// When nobody reads any more, there is nobody left to tell.
    fn write(&self, mut out: impl Write, line: fn(&str, &Diagnostic) -> Option<String>) {
        for diagnostic in self.diagnostics.iter() {
            let path = terminal::path(&self.dir, diagnostic);
            let _ = line(&path, diagnostic).map(|line| writeln!(out, "{line}"));
        }
    }
}

fn short(path: &str, diagnostic: &Diagnostic) -> String {
    let Diagnostic { place, severity, code, message, help, .. } = diagnostic;
    let place = place.map(|place| format!(":{}:{}", place.line, place.column)).unwrap_or_default();
    let help = help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
    format!("{path}{place}: {}[{code}]: {message}{help}", name(*severity))
}

fn json(path: &str, diagnostic: &Diagnostic) -> serde_json::Result<String> {
    let place = diagnostic.place;
    serde_json::to_string(&Entry {
        file: path,
        line: place.map(|place| place.line),
        column: place.map(|place| place.column),
        length: place.map(|place| place.length),
        severity: name(diagnostic.severity),
        code: diagnostic.code,
        message: &diagnostic.message,
        help: diagnostic.help.as_deref(),
        cause: diagnostic.cause.as_deref(),
    })
}

fn name(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "aviso",
    }
}
