//! Aligns four translations, prints the units and writes a TMX.
//!
//! ```sh
//! cargo run -p tetrapla-examples --example align_four_translations -- OUT.tmx [LANG=FILE ...]
//! ```
//!
//! Without texts it takes the sample in `data/summit`.

use std::error::Error;

use tetrapla::{Aligner, Config, Group, TmxWriter};

fn main() -> Result<(), Box<dyn Error>> {
    run(&std::env::args().skip(1).collect::<Vec<_>>())
}

/// The example itself, so that a test can run it.
pub fn run(args: &[String]) -> Result<(), Box<dyn Error>> {
    let (out, texts) = args
        .split_first()
        .ok_or("expected OUT.tmx [LANG=FILE ...]")?;
    let mut builder = Group::builder().name("summit");
    if texts.is_empty() {
        let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/summit");
        for code in ["hi", "id", "it", "tl"] {
            builder = builder.file(code, format!("{sample}/{code}.txt"))?;
        }
    }
    for text in texts {
        let (code, path) = text.split_once('=').ok_or("expected LANG=FILE")?;
        builder = builder.file(code, path)?;
    }
    let group = builder.build()?;

    let alignment = Aligner::new(Config::default()).align(&group)?;
    for unit in alignment.units() {
        println!("{:.3}", unit.probability());
        for language in group.languages() {
            println!("    {language}  {}", unit.text(language.as_str()));
        }
    }
    let summary = TmxWriter::create(out)?.write(&alignment)?.finish()?;
    println!("{out}: {summary}");
    Ok(())
}
