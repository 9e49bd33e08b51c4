//! `tetrapla score`: alignments against known ones.

use std::io::{self, ErrorKind, Write};
use std::path::PathBuf;

use tetrapla::export::score_files;

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
    let pairs: Vec<(&PathBuf, &PathBuf)> = pairs.iter().map(|[gold, hyp]| (gold, hyp)).collect();
    let report = score_files(&pairs)?;
    match writeln!(io::stdout(), "{report}") {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::unread()),
        Err(error) => Err(Failure::input(format!(
            "standard output cannot be written: {error}"
        ))),
        Ok(()) => Ok(()),
    }
}
