//! Evidence of one's own: sentences that carry the same ticket code belong together.
//!
//! ```sh
//! cargo run -p tetrapla-examples --example custom_evidence
//! ```
//!
//! Two notices list tickets in the same order, but one lost its first line. Without help the short
//! lines look alike; a closure that knows the codes puts them right.

use std::error::Error;

use tetrapla::{Aligner, Alignment, Candidate, Config, Group};

fn main() -> Result<(), Box<dyn Error>> {
    let (without, with) = run()?;
    for (title, alignment) in [("without", without), ("with", with)] {
        println!("{title}");
        for unit in alignment.units() {
            println!(
                "  {:.3}  {:40} {}",
                unit.probability(),
                unit.text("id"),
                unit.text("it")
            );
        }
    }
    Ok(())
}

/// The alignments without and with the evidence.
pub fn run() -> Result<(Alignment, Alignment), Box<dyn Error>> {
    let group = Group::builder()
        .sentences(
            "id",
            [
                "Rusak: kode-alfa",
                "Hilang: kode-beta",
                "Lambat: kode-gama",
                "Panas: kode-delta",
            ],
        )?
        .sentences("it", ["Perso: [beta]", "Lento: [gama]", "Caldo: [delta]"])?
        .build()?;
    let without = Aligner::new(Config::default()).align(&group)?;
    let with = Aligner::new(Config::default())
        .with_evidence(same_codes)
        .align(&group)?;
    Ok((without, with))
}

/// Five nats for each code that both sides hold, five against for each that one side lacks.
fn same_codes(candidate: &Candidate<'_>) -> f64 {
    const CODES: [&str; 4] = ["alfa", "beta", "gama", "delta"];
    let source = candidate.source.joined(candidate.source_range.clone());
    let target = candidate.target.joined(candidate.target_range.clone());
    let nats = |code: &&str| match (source.contains(*code), target.contains(*code)) {
        (true, true) => 5.0,
        (false, false) => 0.0,
        _ => -5.0,
    };
    CODES.iter().map(nats).sum()
}
