//! Evidence of one's own: lines of two support logs that name the same user attract each other.
//!
//! ```text
//! cargo run -p tetrapla-examples --example custom_evidence
//! ```
//!
//! The engine knows numbers, names and acronyms, but not that `#A17` in one log is `<17/a>` in
//! the other. The same logs are aligned without that knowledge and with it.

use std::collections::BTreeSet;
use std::error::Error;
use std::io::{self, Write};

use tetrapla::{Aligner, Alignment, Candidate, Config, Group};

const INDONESIAN: [&str; 7] = [
    "#A17 tidak bisa masuk.",
    "#C04 menunggu kabar.",
    "#B23 minta kode baru.",
    "#D61 tidak bisa bayar.",
    "#A17 sudah bisa masuk.",
    "#E38 menutup akun.",
    "#B23 berterima kasih.",
];

const ITALIAN: [&str; 6] = [
    "<23/b> chiede un altro codice.",
    "<61/d> non riesce a pagare.",
    "<17/a> adesso riesce a entrare.",
    "<90/f> cambia la password.",
    "<38/e> chiude il suo profilo.",
    "<23/b> ringrazia.",
];

fn main() -> Result<(), Box<dyn Error>> {
    run(&mut io::stdout().lock())
}

/// Aligns the logs both ways and shows the units.
pub fn run(out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let group = Group::builder()
        .sentences("id", INDONESIAN)?
        .sentences("it", ITALIAN)?
        .build()?;
    // The lexicon knows the words of these logs: done without, as in languages that it lacks.
    let config = Config {
        lexicon: false,
        ..Config::default()
    };
    let without = Aligner::new(config);
    writeln!(out, "Without evidence of one's own:")?;
    show(&without.align(&group)?, out)?;
    let with = Aligner::new(Config::default()).with_evidence(same_users);
    writeln!(out, "With it:")?;
    show(&with.align(&group)?, out)
}

/// Nats of log-odds: 4 where both sides name the same users, which odds of 50 to 1 speak for;
/// as much against where they name others; nothing where nobody is named.
fn same_users(candidate: &Candidate<'_>) -> f64 {
    let source = users(&candidate.source.joined(candidate.source_range.clone()));
    let target = users(&candidate.target.joined(candidate.target_range.clone()));
    match (source.is_empty() && target.is_empty(), source == target) {
        (true, _) => 0.0,
        (false, true) => 4.0,
        (false, false) => -4.0,
    }
}

/// The users that a text names as `#A17` or `<17/a>`, as letter and number.
fn users(text: &str) -> BTreeSet<(char, u32)> {
    let user = |word: &str| {
        let (letter, number) = match word.strip_prefix('#') {
            Some(code) => code.split_at_checked(1)?,
            None => {
                let (number, letter) =
                    word.strip_prefix('<')?.strip_suffix('>')?.split_once('/')?;
                (letter, number)
            }
        };
        Some((
            letter.chars().next()?.to_ascii_uppercase(),
            number.parse().ok()?,
        ))
    };
    text.split_whitespace().filter_map(user).collect()
}

fn show(alignment: &Alignment, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    for unit in alignment.units() {
        let (probability, id, it) = (unit.probability(), unit.text("id"), unit.text("it"));
        writeln!(out, "  {probability:.2}  {id:25} | {it}")?;
    }
    Ok(())
}
