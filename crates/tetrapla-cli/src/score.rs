//! `tetrapla score`: alignments against known ones.

use std::io::{self, Write};

use tetrapla::export::Report;

use crate::args::ScoreArguments;
use crate::fail::Failure;

/// Scores the files in pairs and prints the figures.
pub fn run(arguments: &ScoreArguments) -> Result<(), Failure> {
    let (pairs, rest) = arguments.files.as_chunks::<2>();
    if !rest.is_empty() {
        return Err(Failure::usage(format!(
            "expected files in pairs, GOLD HYP, a known alignment and the one to be scored; got {}",
            arguments.files.len()
        )));
    }
    let mut report = if arguments.calibration {
        Report::with_calibration()
    } else {
        Report::default()
    };
    for [gold, hyp] in pairs {
        report.add_files(gold, hyp)?;
    }
    writeln!(io::stdout(), "{report}").map_err(|error| Failure::of_standard_output(&error))
}
