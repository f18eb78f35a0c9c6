//! The errors that end the command, and their exit codes.

use std::error::Error;
use std::fmt::Display;
use std::process::ExitCode;

use api::platform::error_chain;

use crate::cli::report::DiagnosticReport;
use crate::cli::terminal;

/// Why the command failed. The messages are Spanish and say what to do.
#[derive(Debug)]
pub(crate) enum CliError {
    /// The content has errors.
    Content(DiagnosticReport),
    /// Another input file has errors, or a file to create already exists.
    File(String),
    /// An argument is invalid.
    Usage(String),
    /// The system failed: disk, network, memory or a port.
    System(String),
}

impl CliError {
    /// Returns a function that converts a cause to a [`CliError::System`] with `message`.
    pub(crate) fn system<E: Display>(message: &str) -> impl Fn(E) -> Self + Copy {
        move |cause| Self::System(format!("{message}: {cause}"))
    }

    /// Returns a function as [`Self::system`] does, whose error also says what to do and has the whole chain of causes.
    pub(crate) fn system_with_advice<E: Error + 'static>(
        message: &str,
        advice: &str,
    ) -> impl Fn(E) -> Self + Copy {
        move |cause| Self::System(format!("{message}: {}; {advice}", error_chain(&cause)))
    }

    /// Prints the error to the terminal.
    pub(crate) fn print(&self) {
        match self {
            Self::Content(report) => report.print(),
            Self::File(_) | Self::Usage(_) | Self::System(_) => terminal::print_status(self.text()),
        }
    }

    /// Returns the error as text without colour.
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Content(report) => report.text(),
            Self::File(message) | Self::Usage(message) | Self::System(message) => format!("error: {message}"),
        }
    }

    /// Returns 1 for content or another file, 2 for usage, 3 for the system.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Content(_) | Self::File(_) => 1,
            Self::Usage(_) => 2,
            Self::System(_) => 3,
        })
    }
}
