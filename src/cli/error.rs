//! How the command ends.

use std::process::ExitCode;

use crate::cli::report::Report;
use crate::cli::terminal;

/// Why the command did not do what it was asked.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The content has faults, which the editor mends.
    Content(Report),
    /// A file that was handed in has faults; the words say in which lines, and what to write.
    File(String),
    /// An argument makes no sense; the words say which and what to write.
    Arguments(String),
    /// The machine failed; the words say at what, and what to do.
    Machine(String),
}

impl Failure {
    /// Shows it on the terminal, and returns the same words without colour.
    pub(crate) fn tell(&self) -> String {
        match self {
            Self::Content(report) => {
                report.show();
                report.text()
            }
            Self::Arguments(words) | Self::File(words) | Self::Machine(words) => {
                let words = format!("error: {words}");
                terminal::say(&words);
                words
            }
        }
    }

    /// Returns the exit code: 1 the content or a file has faults, 2 wrong arguments, 3 the machine failed; 0 is done.
    pub(crate) fn code(&self) -> ExitCode {
        ExitCode::from(match self {
            Self::Content(_) | Self::File(_) => 1,
            Self::Arguments(_) => 2,
            Self::Machine(_) => 3,
        })
    }
}
