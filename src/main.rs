//! The `folio` command: it wires the generator and the API together, and knows no rule of its own.

mod arguments;
mod check;
mod contacts;
mod content;
mod exit;
mod explain;
mod links;
mod new;
mod picture;
mod report;
mod respond_by;
mod schema;
mod serve;

use std::process::ExitCode;
use std::time::SystemTime;

use chrono::{DateTime, Utc};
use clap::Parser;
use mimalloc::MiMalloc;

use crate::arguments::{Arguments, Command, Contacts};
use crate::exit::Failure;

/// A build asks for much memory in small pieces, from every core at once.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

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
            content::publish(&build)?;
            content::bundle(&build.out).map(drop)
        }
        Command::Check(asked) => check::run(&asked),
        Command::Serve(serve) => serve::run(serve),
        Command::Schema(content) => schema::run(&content),
        Command::New(new) => new::run(&new),
        Command::Contacts(Contacts::Import(import)) => contacts::import(&import),
        Command::RespondBy(asked) => respond_by::run(&asked),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place of the command that reads the clock")]
fn now() -> DateTime<Utc> {
    SystemTime::now().into()
}
