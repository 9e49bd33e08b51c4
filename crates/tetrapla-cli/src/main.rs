//! The command `tetrapla`: arguments in, work done by the library, one line for each fault.
//!
//! Data goes to standard output and messages to standard error. The exit status is 0 when all
//! was done, 1 after a fault of input or output, 2 after a wrong call.

mod fail;

mod args;

mod terminal;

mod inputs;

mod outputs;

mod report;

mod progress;

mod align;

mod corpus;

mod split;

mod score;

use std::process::ExitCode;

use args::Command;
use fail::Failure;

fn main() -> ExitCode {
    let arguments = match args::parse() {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    let done = match &arguments.command {
        Command::Align(arguments) => align::run(arguments),
        Command::Corpus(arguments) => corpus::run(arguments),
        Command::Split(arguments) => split::run(arguments),
        Command::Score(arguments) => score::run(arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}

/// Runs `work` on as many threads as were asked for; 0 stands for one a core.
fn with_jobs<T: Send>(
    n_jobs: usize,
    work: impl FnOnce() -> Result<T, Failure> + Send,
) -> Result<T, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_jobs).build();
    let pool = pool.map_err(|error| {
        Failure::input(format!(
            "{n_jobs} threads cannot be started: {error}; ask for fewer with --jobs"
        ))
    })?;
    pool.install(work)
}
