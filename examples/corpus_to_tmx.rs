//! A folder of groups in, one TMX out.
//!
//! ```text
//! cargo run -p tetrapla-examples --example corpus_to_tmx
//! cargo run -p tetrapla-examples --example corpus_to_tmx -- FOLDER OUT.tmx
//! ```
//!
//! The folder holds texts named `NAME.LANG.txt` or `LANG/NAME.txt`; by default it is `data/gold`.
//! Groups are aligned together and learn from each other. One that cannot be aligned is named
//! and passed over.

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tetrapla::{Aligner, Config, Corpus, CorpusOptions, TmxWriter, WriteOptions};

fn main() -> Result<(), Box<dyn Error>> {
    run(env::args().skip(1), &mut io::stdout().lock())
}

/// Aligns the folder named by the first argument into the file named by the second.
pub fn run(
    arguments: impl IntoIterator<Item = String>,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    let mut arguments = arguments.into_iter().map(PathBuf::from);
    let sample = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/gold");
    let folder = arguments.next().unwrap_or_else(sample);
    let temporary = || env::temp_dir().join("corpus.tmx");
    let tmx = arguments.next().unwrap_or_else(temporary);

    // Not every group of a folder need have the same first language.
    let options = WriteOptions {
        srclang_all: true,
        ..WriteOptions::default()
    };
    let mut writer = TmxWriter::with_options(&tmx, options)?;
    let corpus = Corpus::find(&folder, CorpusOptions::default())?;
    let aligner = Aligner::new(Config::default());
    for outcome in corpus.align(&aligner) {
        match outcome.alignment {
            Ok(alignment) => {
                writeln!(out, "{}: {} units", outcome.name, alignment.units().len())?;
                writer = writer.write(&alignment)?;
            }
            Err(error) => writeln!(out, "{}: passed over: {error}", outcome.name)?,
        }
    }
    writeln!(out, "{}: {}", tmx.display(), writer.finish()?)?;
    Ok(())
}
