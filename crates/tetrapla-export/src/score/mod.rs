//! Strict and lax precision, recall and F1 of an alignment against a known one, after
//! Thompson and Koehn 2019, <https://doi.org/10.18653/v1/D19-1136>.
//!
//! Strict: a bead counts where the other file has the very same one. Lax: it also counts where
//! the other file has one that shares a sentence with it on both sides. Precision is over all
//! beads of the file that is scored, those that leave a sentence unaligned included; recall is
//! over the known beads that hold two languages or more. Unaligned sentences are one bead each,
//! and a sentence that the scored file does not name is unaligned.
//!
//! Nothing is aligned here, and no text is looked at: indices are compared.

pub mod answer;
mod count;

use std::fmt;
use std::path::Path;

pub use answer::Answer;
pub use count::Counts;

use crate::beads::pair_of_name;
use crate::error::{Error, Result};
use count::count;

/// The name under which all beads files are summed up.
const ALL_PAIRS: &str = "all pairs";

/// The counts of some files, summed up by the languages that were compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// `hi-it` or `hi-id-it-tl`, each with its counts: pairs, then more languages, then
    /// `all pairs`.
    lines: Vec<(String, Counts)>,
}

impl Report {
    /// The names of the languages compared and the counts of each, in the order shown.
    pub fn lines(&self) -> impl ExactSizeIterator<Item = (&str, &Counts)> + '_ {
        self.lines
            .iter()
            .map(|(name, counts)| (name.as_str(), counts))
    }

    /// The counts of some languages, as `hi-it`, or of `all pairs`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Counts> {
        self.lines
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, counts)| counts)
    }

    fn add(&mut self, name: &str, counts: Counts) {
        match self.lines.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += counts,
            None => self.lines.push((name.to_owned(), counts)),
        }
    }
}

/// A line for each name, without a line end after the last.
impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (name, counts)) in self.lines.iter().enumerate() {
            let end = if place == 0 { "" } else { "\n" };
            write!(formatter, "{end}{name:14} {counts}")?;
        }
        Ok(())
    }
}

/// Scores files, `(known, scored)` each; the counts are summed over the files.
///
/// The known file is a `.json` with the lines that each sentence covers or with units, a
/// `.jsonl` of units, or beads; the scored one likewise. Two files of units are compared as
/// units of all the languages that both name. Where one is a beads file, its name says the pair
/// (`NAME.SRC-TGT.beads`), and the beads are compared at their finest for that pair.
///
/// # Errors
///
/// A file that cannot be read or is malformed; a scored file that holds a sentence twice; a
/// beads file whose name says no pair of the languages it is compared with; two files that
/// share fewer than two languages.
pub fn score_files<G: AsRef<Path>, H: AsRef<Path>>(files: &[(G, H)]) -> Result<Report> {
    let mut report = Report::default();
    for (gold_path, hyp_path) in files {
        let (gold_path, hyp_path) = (gold_path.as_ref(), hyp_path.as_ref());
        let (gold, hyp) = (Answer::read(gold_path)?, Answer::read(hyp_path)?);
        let is_pair = gold.languages().is_none() || hyp.languages().is_none();
        let languages = if is_pair {
            pair(&gold, gold_path, &hyp, hyp_path)?
        } else {
            common(&gold, gold_path, &hyp, hyp_path)?
        };
        let counts = count(&gold.over(&languages), &hyp.over(&languages), hyp_path)?;
        report.add(&languages.join("-"), counts);
        if is_pair {
            report.add(ALL_PAIRS, counts);
        }
    }
    let hyphens = |name: &str| name.bytes().filter(|byte| *byte == b'-').count();
    report
        .lines
        .sort_by_cached_key(|(name, _)| (name == ALL_PAIRS, hyphens(name), name.clone()));
    Ok(report)
}

/// The pair that two files are compared over, where at least one holds beads.
fn pair(gold: &Answer, gold_path: &Path, hyp: &Answer, hyp_path: &Path) -> Result<Vec<String>> {
    let path = if hyp.languages().is_none() {
        hyp_path
    } else {
        gold_path
    };
    let Some(known) = gold.languages().or_else(|| hyp.languages()) else {
        // Two beads files: the name only labels the counts.
        let lower = |code: &str| !code.is_empty() && code.bytes().all(|b| b.is_ascii_lowercase());
        let (source, target) =
            pair_of_name(path, lower).unwrap_or_else(|| ("source".into(), "target".into()));
        return Ok(vec![source, target]);
    };
    match pair_of_name(path, |code| known.iter().any(|other| other == code)) {
        Some((source, target)) => Ok(vec![source, target]),
        None => Err(Error::UnnamedPair {
            path: path.to_owned(),
            known: known.join(" "),
        }),
    }
}

/// The languages that two files of units share, ascending.
fn common(gold: &Answer, gold_path: &Path, hyp: &Answer, hyp_path: &Path) -> Result<Vec<String>> {
    let gold_languages = gold.languages().unwrap_or_default();
    let hyp_languages = hyp.languages().unwrap_or_default();
    let in_both = gold_languages
        .iter()
        .filter(|code| hyp_languages.contains(code));
    let mut shared: Vec<String> = in_both.cloned().collect();
    shared.sort_unstable();
    if shared.len() > 1 {
        return Ok(shared);
    }
    Err(Error::NothingCommon {
        gold: gold_path.to_owned(),
        hyp: hyp_path.to_owned(),
        gold_languages: gold_languages.join(" "),
        hyp_languages: hyp_languages.join(" "),
    })
}
