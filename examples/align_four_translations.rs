//! Four translations of one text in, units on the terminal and a TMX out.
//!
//! ```text
//! cargo run -p tetrapla-examples --example align_four_translations
//! cargo run -p tetrapla-examples --example align_four_translations -- \
//!     hi=hi.txt id=id.txt it=it.txt tl=tl.txt four.tmx
//! ```
//!
//! Without texts it takes the news article of `data/summit`; without a name for the TMX it
//! writes into the folder for temporary files.

use std::env;
use std::error::Error;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tetrapla::{Aligner, Config, Group, TmxWriter};

fn main() -> Result<(), Box<dyn Error>> {
    run(env::args().skip(1), &mut io::stdout().lock())
}

/// Aligns the texts named by the arguments and shows the units.
pub fn run(
    arguments: impl IntoIterator<Item = String>,
    out: &mut dyn Write,
) -> Result<(), Box<dyn Error>> {
    let mut texts: Vec<(String, PathBuf)> = Vec::new();
    let mut tmx = env::temp_dir().join("four-translations.tmx");
    for argument in arguments {
        match argument.split_once('=') {
            Some((code, path)) => texts.push((code.to_owned(), path.into())),
            None => tmx = argument.into(),
        }
    }
    if texts.is_empty() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../data/summit");
        let text = |code: &str| (code.to_owned(), folder.join(code).with_extension("txt"));
        texts.extend(["hi", "id", "it", "tl"].map(text));
    }

    let mut builder = Group::builder().name("four");
    for (code, path) in &texts {
        builder = builder.file(code, path)?;
    }
    let group = builder.build()?;

    let alignment = Aligner::new(Config::default()).align(&group)?;
    for unit in alignment.units() {
        writeln!(out, "{:3}  {:.2}", unit.index(), unit.probability())?;
        for (code, _) in &texts {
            writeln!(out, "     {code:3} {}", unit.text(code))?;
        }
    }

    let summary = TmxWriter::create(&tmx)?.write(&alignment)?.finish()?;
    writeln!(out, "{}: {summary}", tmx.display())?;
    Ok(())
}
