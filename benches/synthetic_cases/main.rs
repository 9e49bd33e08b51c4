//! Writes texts in made-up languages whose alignment is known, as cases that the program
//! `accuracy`, `tetrapla` and other aligners read: CASE.LANG.txt and CASE.gold.json.

use std::fs;
use std::io;
use std::path::PathBuf;

use clap::Parser;
use tetrapla_benches::synthetic::{Shape, versions};

/// Writes texts in made-up languages, and how they belong together.
#[derive(Parser)]
struct Arguments {
    /// The folder to write to; it is made
    folder: PathBuf,
    /// Lines of each text before languages join, drop and add some
    #[arg(long, default_value_t = 7_000)]
    lines: usize,
    /// Texts
    #[arg(long, default_value_t = 1)]
    groups: usize,
    /// Codes of the languages; they only name the files
    #[arg(long, value_delimiter = ',', default_value = "id,it")]
    languages: Vec<String>,
    /// Where the numbers begin
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Concepts of a line, on average
    #[arg(long, default_value_t = 9)]
    concepts: usize,
    /// Share of the lines that a language drops
    #[arg(long, default_value_t = 0.02)]
    dropped: f64,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    fs::create_dir_all(&arguments.folder)?;
    let shape = Shape {
        n_concepts: arguments.concepts,
        dropped: arguments.dropped,
        ..Shape::novel(arguments.lines)
    };
    let codes = &arguments.languages;
    for group in 0..arguments.groups {
        let texts = versions(arguments.seed, group as u64, &shape, codes.len());
        let case = format!("text{group:06}");
        let listed = |each: &mut dyn Iterator<Item = String>| each.collect::<Vec<_>>().join(", ");
        let sentences = codes.iter().zip(&texts);
        let sentences = listed(
            &mut sentences
                .clone()
                .map(|(code, one)| format!("{code:?}: {}", one.covers.len())),
        );
        let covers = codes.iter().zip(&texts);
        let covers = listed(&mut covers.map(|(code, one)| format!("{code:?}: {:?}", one.covers)));
        let gold = format!(
            "{{\"languages\": {codes:?}, \"sentences\": {{{sentences}}}, \"covers\": {{{covers}}}}}\n"
        );
        fs::write(arguments.folder.join(format!("{case}.gold.json")), gold)?;
        for (code, text) in codes.iter().zip(&texts) {
            let path = arguments.folder.join(format!("{case}.{code}.txt"));
            fs::write(path, &text.text)?;
        }
    }
    Ok(())
}
