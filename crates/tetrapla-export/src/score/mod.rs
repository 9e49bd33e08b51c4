//! Strict and lax precision, recall and F1 of an alignment against a known one, after
//! Thompson and Koehn 2019, <https://doi.org/10.18653/v1/D19-1136>.
//!
//! Strict: a bead counts where the other file has the very same one. Lax: it also counts where
//! the other file has one that shares a sentence with it on both sides. Precision is over all
//! beads of the file that is scored, those that leave a sentence unaligned included; recall is
//! over the known beads that hold two languages or more. Unaligned sentences are one bead each,
//! and a sentence that the scored file does not name is unaligned.
//!
//! A [`Calibration`] says how honest the probabilities of the scored alignment are.
//!
//! Nothing is aligned here, and no text is looked at: indices are compared.

pub mod answer;
pub mod calibration;
mod count;

use std::fmt;
use std::path::Path;

use tetrapla_align::Alignment;

pub use answer::Answer;
pub use calibration::Calibration;
pub use count::{Counts, Figures};

use crate::beads::pair_of_name;
use crate::error::{Error, Result};
use count::{calibrate, count};

/// The name under which all beads files are summed up.
const ALL_PAIRS: &str = "all pairs";

/// The counts of some files or alignments, summed up by the languages that were compared.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// `hi-it` or `hi-id-it-tl`, each with its counts: pairs, then more languages, then
    /// `all pairs`.
    lines: Vec<(String, Counts)>,
    /// Of whole units and of beads, where they were asked for.
    calibrations: Option<[Calibration; 2]>,
}

/// What an alignment that is scored consists of.
#[derive(Clone, Copy)]
enum Kind {
    Units,
    Beads,
}

impl Report {
    /// A report of nothing yet, which also judges the probabilities of what is scored: all of
    /// two languages or more must state one.
    #[must_use]
    pub fn with_calibration() -> Self {
        Self {
            lines: Vec::new(),
            calibrations: Some(Default::default()),
        }
    }

    /// Scores one file against a known one, see [`score_files`].
    ///
    /// # Errors
    ///
    /// As [`score_files`]; with calibration [`Error::NoProbability`].
    pub fn add_files(&mut self, gold: impl AsRef<Path>, hyp: impl AsRef<Path>) -> Result<()> {
        let (gold_path, hyp_path) = (gold.as_ref(), hyp.as_ref());
        let (gold, hyp) = (Answer::read(gold_path)?, Answer::read(hyp_path)?);
        let is_pair = gold.languages().is_none() || hyp.languages().is_none();
        let languages = if is_pair {
            pair(&gold, gold_path, &hyp, hyp_path)?
        } else {
            common(&gold, gold_path, &hyp, hyp_path)?
        };
        self.add(&gold, &hyp, hyp_path, &languages, is_pair)
    }

    /// Scores the units of an alignment against known units or covers, over the languages that
    /// both name.
    ///
    /// # Errors
    ///
    /// [`Error::NothingCommon`], where the gold is beads, too; the files that it names are the
    /// group.
    pub fn add_units(&mut self, gold: &Answer, alignment: &Alignment) -> Result<()> {
        let path = Path::new(alignment.group().name());
        let hyp = Answer::of_units(alignment);
        let languages = common(gold, path, &hyp, path)?;
        self.add(gold, &hyp, path, &languages, false)
    }

    /// Scores the beads of two languages of an alignment against a known alignment of any form,
    /// which is seen at its finest for that pair.
    ///
    /// # Errors
    ///
    /// [`Error::NotInGroup`] where the alignment has no such pair.
    pub fn add_pair(
        &mut self,
        gold: &Answer,
        alignment: &Alignment,
        (source, target): (&str, &str),
    ) -> Result<()> {
        let group = alignment.group();
        let Some(hyp) = Answer::of_pair(alignment, source, target) else {
            let is_source = group.position(source).is_none();
            let known: Vec<&str> = group.languages().map(|code| code.as_str()).collect();
            return Err(Error::NotInGroup {
                group: group.name().to_owned(),
                code: if is_source { source } else { target }.to_owned(),
                known: known.join(" "),
            });
        };
        let languages = [source.to_owned(), target.to_owned()];
        self.add(gold, &hyp, Path::new(group.name()), &languages, true)
    }

    /// How honest the probabilities of whole units of two languages or more are; `None` where
    /// that was not asked for.
    #[must_use]
    pub fn of_units(&self) -> Option<&Calibration> {
        self.calibrations
            .as_ref()
            .map(|both| &both[Kind::Units as usize])
    }

    /// How honest the probabilities of beads with both sides are; `None` where that was not
    /// asked for.
    #[must_use]
    pub fn of_beads(&self) -> Option<&Calibration> {
        self.calibrations
            .as_ref()
            .map(|both| &both[Kind::Beads as usize])
    }

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

    fn add(
        &mut self,
        gold: &Answer,
        hyp: &Answer,
        hyp_path: &Path,
        languages: &[String],
        is_pair: bool,
    ) -> Result<()> {
        let (gold, steps) = (gold.over(languages), hyp.over(languages));
        let counts = count(&gold, &steps, hyp_path)?;
        if let Some(calibrations) = &mut self.calibrations {
            let kind = match hyp {
                Answer::Beads(_) => Kind::Beads,
                _ => Kind::Units,
            };
            let calibration = &mut calibrations[kind as usize];
            calibrate(&gold, &steps, |place| hyp.stated(place), calibration)
                .map_err(|place| no_probability(hyp_path, kind, place, hyp.stated(place)))?;
        }
        self.add_line(&languages.join("-"), counts);
        if is_pair {
            self.add_line(ALL_PAIRS, counts);
        }
        Ok(())
    }

    fn add_line(&mut self, name: &str, counts: Counts) {
        if let Some((_, sum)) = self.lines.iter_mut().find(|(known, _)| known == name) {
            *sum += counts;
            return;
        }
        self.lines.push((name.to_owned(), counts));
        let hyphens = |name: &str| name.bytes().filter(|byte| *byte == b'-').count();
        self.lines
            .sort_by_cached_key(|(name, _)| (name == ALL_PAIRS, hyphens(name), name.clone()));
    }
}

/// The error for a unit or bead, at its place from 0, that states no probability.
fn no_probability(path: &Path, kind: Kind, place: usize, stated: Option<f64>) -> Error {
    let (what, expected) = match kind {
        Kind::Units => (
            "unit",
            r#"a probability from 0 to 1, as "probability":0.9931"#,
        ),
        Kind::Beads => (
            "bead",
            "a probability from 0 to 1 after a second colon, as [0, 1]:[0]:0.9931",
        ),
    };
    Error::NoProbability {
        path: path.to_owned(),
        what,
        number: place + 1,
        states: stated.map_or("states no probability".to_owned(), |number| {
            format!("states {number}, which is no probability")
        }),
        expected,
    }
}

/// A line for each name, then the calibrations that hold something, each after a blank line; no
/// line end after the last.
impl fmt::Display for Report {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (name, counts)) in self.lines.iter().enumerate() {
            let end = if place == 0 { "" } else { "\n" };
            write!(formatter, "{end}{name:14} {counts}")?;
        }
        let names = ["units of two languages or more", "beads of both sides"];
        for (name, calibration) in names.iter().zip(self.calibrations.iter().flatten()) {
            if calibration.n() + calibration.n_gold() > 0 {
                write!(formatter, "\n\n{name}: {}   {calibration}", calibration.n())?;
            }
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
    for (gold, hyp) in files {
        report.add_files(gold, hyp)?;
    }
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
