//! The `folio` command: it wires the generator and the API together, and knows no rule of its own.

mod cli;
mod commands;
mod links;
pub(crate) mod local_store;
mod project;
mod serve;

use std::process::ExitCode;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use clap::Parser;

use crate::cli::args::{Arguments, Command, Contacts};
use crate::cli::error::Failure;

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            failure.tell();
            failure.code()
        }
    }
}

fn run(command: Command) -> Result<(), Failure> {
    match command {
        Command::Build(build) => {
            crate::project::publish(&build)?;
            crate::project::bundle(&build.out).map(drop)
        }
        Command::Check(asked) => crate::commands::check::run(&asked),
        Command::Serve(serve) => serve::run(serve),
        Command::Schema(content) => crate::commands::schema::run(&content),
        Command::New(new) => crate::commands::new::run(&new),
        Command::Contacts(Contacts::Import(import)) => crate::commands::contacts::import(&import),
        Command::RespondBy(asked) => crate::commands::respond_by::run(&asked),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place of the command that reads the clock")]
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
