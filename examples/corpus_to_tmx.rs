//! A folder of groups to one translation memory.
//!
//! ```sh
//! cargo run -p tetrapla-examples --example corpus_to_tmx -- data/gold corpus.tmx
//! ```
//!
//! The texts are named `NAME.LANG.txt`; those that are read together learn from each other.

use std::error::Error;

use tetrapla::{Aligner, Config, Corpus, CorpusOptions, Summary, TmxWriter};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out] = args.as_slice() else {
        return Err("expected FOLDER OUT.tmx".into());
    };
    println!("{out}: {}", run(folder, out)?);
    Ok(())
}

/// The example itself, so that a test can run it.
pub fn run(folder: &str, out: &str) -> Result<Summary, Box<dyn Error>> {
    let corpus = Corpus::find(folder, CorpusOptions::default())?;
    let aligner = Aligner::new(Config::default());
    let mut writer = TmxWriter::create(out)?;
    for outcome in corpus.align(&aligner) {
        match outcome.alignment {
            Ok(alignment) => writer = writer.write(&alignment)?,
            Err(error) => eprintln!("{} is left out: {error}", outcome.name),
        }
    }
    Ok(writer.finish()?)
}
