//! What each part of the engine is worth: aligns cases whose answer is known under one
//! configuration after the other and prints a table in Markdown, a row a configuration.
//!
//! `docs/accuracy.md` defines the columns. The table goes to standard output, progress to
//! standard error.

mod cases;
mod configurations;
mod measure;
mod table;

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tetrapla::Config;

use crate::cases::Case;
use crate::configurations::{CONFIGURATIONS, Configuration};
use crate::measure::Run;
use crate::table::Table;

/// Measures what each part of the engine is worth, on texts whose alignment is known.
///
/// A folder holds CASE.LANG.txt, one sentence a line, and what is known of each case:
/// CASE.gold.json, CASE.gold.jsonl, or CASE.SRC-TGT.beads for a pair. A table a folder.
#[derive(Debug, Parser)]
#[command(name = "accuracy")]
struct Arguments {
    /// Folders of cases
    #[arg(value_name = "FOLDER", required_unless_present = "list")]
    folders: Vec<PathBuf>,
    /// Align each case by itself, instead of all cases of a folder in one run
    #[arg(long)]
    alone: bool,
    /// Align so many cases at a time, in the order of their names, each time with what those
    /// before taught
    #[arg(long, value_name = "CASES", conflicts_with = "alone")]
    batches: Option<NonZeroUsize>,
    /// Forget what the cases before taught
    #[arg(long, requires = "batches")]
    forget: bool,
    /// Align texts that have nothing in common, the first language of each case with the others
    /// of the next, and say how many sentences are linked all the same
    #[arg(long, conflicts_with_all = ["alone", "batches"])]
    strangers: bool,
    /// Only these configurations
    #[arg(long, value_name = "NAME,NAME", value_delimiter = ',')]
    only: Vec<String>,
    /// Print the configurations and end
    #[arg(long)]
    list: bool,
    /// A setting of the engine for all configurations, as temper=0.4 or gaps.open=0.1; may be
    /// given several times
    #[arg(long, value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// The texts are running text, to be split into sentences first
    #[arg(long)]
    raw: bool,
}

impl Arguments {
    /// Which cases learn from each other.
    fn how(&self) -> Run {
        match self.batches {
            _ if self.alone => Run::Alone,
            None => Run::Whole,
            Some(n_cases) => Run::Batches {
                n_cases,
                forgets: self.forget,
            },
        }
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("accuracy: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    if arguments.list {
        let width = configurations::longest_name(CONFIGURATIONS);
        for one in CONFIGURATIONS {
            print(&format!("{:width$}  {}", one.name, one.about))?;
        }
        return Ok(());
    }
    let base = configurations::base(&arguments.set)?;
    let chosen = configurations::chosen(&arguments.only)?;
    for one in &chosen {
        let checked = one.of(&base).check();
        checked.map_err(|error| format!("{}: {error}", one.name))?;
    }
    // All folders are read before the first is measured, which takes long.
    let mut read = Vec::new();
    for folder in &arguments.folders {
        let cases = cases::read(folder, arguments.raw)?;
        if arguments.strangers && cases.len() < 2 {
            let shown = folder.display();
            return Err(format!(
                "{shown}: one case only; strangers need two or more"
            ));
        }
        read.push((folder, cases));
    }
    for (place, (folder, cases)) in read.iter().enumerate() {
        if place > 0 {
            print("")?;
        }
        measure_folder(arguments, folder, cases, &chosen, &base)?;
    }
    Ok(())
}

/// Prints the table of one folder, each row as soon as it is known.
fn measure_folder(
    arguments: &Arguments,
    folder: &Path,
    cases: &[Case],
    chosen: &[&Configuration],
    base: &Config,
) -> Result<(), String> {
    let n_sentences: usize = cases.iter().map(Case::n_sentences).sum();
    let run = arguments.how();
    let how = match run {
        _ if arguments.strangers => "strangers".to_owned(),
        Run::Alone => "each case alone".to_owned(),
        Run::Whole => "all cases in one run".to_owned(),
        Run::Batches { n_cases, forgets } => {
            let what = ["learning on", "each forgotten"][usize::from(forgets)];
            format!("batches of {n_cases}, {what}")
        }
    };
    let shown = folder.file_name().unwrap_or(folder.as_os_str()).display();
    let settings = match &arguments.set[..] {
        [] => String::new(),
        set => format!("; {}", set.join(", ")),
    };
    let n_cases = cases.len();
    print(&format!(
        "{shown}: cases {n_cases}, sentences {n_sentences}; {how}{settings}\n"
    ))?;
    let names = configurations::longest_name(chosen.iter().copied());
    let table = if arguments.strangers {
        Table::new(names, &["pairs of texts", "sentences", "linked", "seconds"])
    } else {
        let columns = [
            "pairs strict F1",
            "pairs lax F1",
            "units strict F1",
            "pairs ECE",
            "units ECE",
            "seconds",
        ];
        Table::new(names, &columns)
    };
    print(&table.head())?;
    for (place, one) in chosen.iter().enumerate() {
        let (number, n) = (place + 1, chosen.len());
        eprintln!("{shown}: {number} of {n}: {}", one.name);
        let config = one.of(base);
        let cells = if arguments.strangers {
            measure::strangers(cases, config)?.cells()
        } else {
            measure::known(cases, config, run)?.cells()
        };
        print(&table.row(one.name, &cells))?;
    }
    Ok(())
}

/// Writes a line to standard output.
fn print(line: &str) -> Result<(), String> {
    let written = writeln!(io::stdout(), "{line}");
    written.map_err(|error| format!("standard output cannot be written: {error}"))
}
