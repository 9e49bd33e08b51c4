//! The command `tetrapla`: arguments in, work done by the library, one line for each fault.
//!
//! Data goes to standard output and messages to standard error. The exit status is 0 when all
//! was done, 1 after a fault of input or output, 2 after a wrong call.

mod messages;

mod fail;

mod args;

mod terminal;

mod jobs;

mod inputs;

mod outputs;

mod trained;

mod report;

mod unrelated;

mod progress;

mod align;

mod corpus;

mod train;

mod split;

mod score;

use std::process::ExitCode;

use args::Command;

fn main() -> ExitCode {
    let arguments = match args::parse() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let done = match &arguments.command {
        Command::Align(arguments) => align::run(arguments),
        Command::Corpus(arguments) => corpus::run(arguments),
        Command::Train(arguments) => train::run(arguments),
        Command::Split(arguments) => split::run(arguments),
        Command::Score(arguments) => score::run(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
