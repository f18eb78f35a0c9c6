//! The `folio` command: connects the generator and the API to a command line.

mod cli;
mod commands;
mod links;
mod local_store;
mod project;
mod serve;

use std::process::ExitCode;

use clap::Parser;

use crate::cli::args::{Arguments, Command, Contacts};

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Build(arguments) => commands::build::run(&arguments),
        Command::Check(arguments) => commands::check::run(&arguments),
        Command::Serve(arguments) => serve::run(arguments),
        Command::Schema(arguments) => commands::schema::run(&arguments),
        Command::New(arguments) => commands::new::run(&arguments),
        Command::Contacts(Contacts::Import(arguments)) => commands::contacts::run(&arguments),
        Command::RespondBy(arguments) => commands::respond_by::run(&arguments),
    };
    result.err().map_or(ExitCode::SUCCESS, |error| {
        error.print();
        error.exit_code()
    })
}
