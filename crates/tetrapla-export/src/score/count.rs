//! Counts of beads that two alignments share, and the figures made of them. It reads no file.

use std::fmt;
use std::ops::AddAssign;
use std::path::Path;

use rustc_hash::{FxHashMap, FxHashSet};

use super::answer::Indices;
use super::calibration::Calibration;
use crate::error::{Error, Result};

/// How many beads agree, strictly and laxly, from both sides.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Scored beads that the known alignment has, too.
    pub n_strict_hyp: usize,
    /// Scored beads that touch a known one on both sides, or equal it.
    pub n_lax_hyp: usize,
    /// Scored beads, unaligned sentences included.
    pub n_hyp: usize,
    /// Known beads of two languages or more that the scored alignment has, too.
    pub n_strict_gold: usize,
    /// Known beads of two languages or more that touch a scored one on both sides.
    pub n_lax_gold: usize,
    /// Known beads of two languages or more.
    pub n_gold: usize,
}

/// Precision, recall and their harmonic mean, each in `[0, 1]`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    /// Share of the scored beads that are right.
    pub precision: f64,
    /// Share of the known beads that are found.
    pub recall: f64,
    /// Harmonic mean of the two, 0 where both are.
    pub f1: f64,
}

impl Counts {
    /// Figures where only the very same bead counts.
    #[must_use]
    pub fn strict(&self) -> Figures {
        Figures::of(
            self.n_strict_hyp,
            self.n_hyp,
            self.n_strict_gold,
            self.n_gold,
        )
    }

    /// Figures where a shared sentence on both sides is enough.
    #[must_use]
    pub fn lax(&self) -> Figures {
        Figures::of(self.n_lax_hyp, self.n_hyp, self.n_lax_gold, self.n_gold)
    }
}

impl Figures {
    fn of(n_right: usize, n_hyp: usize, n_found: usize, n_gold: usize) -> Self {
        let precision = ratio(n_right, n_hyp);
        let recall = ratio(n_found, n_gold);
        let sum = precision + recall;
        let f1 = if sum > 0.0 {
            2.0 * precision * recall / sum
        } else {
            0.0
        };
        Self {
            precision,
            recall,
            f1,
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of sentences are far below 2^53"
)]
fn ratio(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.n_strict_hyp += other.n_strict_hyp;
        self.n_lax_hyp += other.n_lax_hyp;
        self.n_hyp += other.n_hyp;
        self.n_strict_gold += other.n_strict_gold;
        self.n_lax_gold += other.n_lax_gold;
        self.n_gold += other.n_gold;
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "P {:.4} R {:.4} F1 {:.4}",
            self.precision, self.recall, self.f1
        )
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (strict, lax) = (self.strict(), self.lax());
        write!(formatter, "strict {strict}   lax {lax}   ")?;
        write!(formatter, "beads {} gold {}", self.n_hyp, self.n_gold)
    }
}

/// Counts what `hyp`, read from `hyp_path`, shares with `gold`.
///
/// Time and memory are linear in the sentences named.
pub(super) fn count(gold: &[Indices], hyp: &[Indices], hyp_path: &Path) -> Result<Counts> {
    let named = refuse_repeats(hyp, hyp_path)?;
    let mut hyp = one_by_one(hyp);
    for (place, sentence) in gold.iter().flat_map(sentences) {
        if !named.contains(&(place, sentence)) {
            hyp.insert(single(width(gold), place, sentence));
        }
    }
    let gold = one_by_one(gold);
    let full = || gold.iter().filter(|bead| n_languages(bead) > 1);
    let (in_gold, in_hyp) = (Holders::of(&gold), Holders::of(&hyp));
    let is_lax = |bead: &&Indices| gold.contains(*bead) || in_gold.share_link(bead);
    Ok(Counts {
        n_strict_hyp: hyp.iter().filter(|bead| gold.contains(*bead)).count(),
        n_lax_hyp: hyp.iter().filter(is_lax).count(),
        n_hyp: hyp.len(),
        n_strict_gold: full().filter(|bead| hyp.contains(*bead)).count(),
        n_lax_gold: full().filter(|bead| in_hyp.share_link(bead)).count(),
        n_gold: full().count(),
    })
}

/// Adds to `calibration` the scored beads of two languages or more, right where `gold` has the
/// very same one. `stated` gives the probability of the bead at a place.
///
/// The error is the place of a bead without a probability.
pub(super) fn calibrate(
    gold: &[Indices],
    hyp: &[Indices],
    stated: impl Fn(usize) -> Option<f64>,
    calibration: &mut Calibration,
) -> std::result::Result<(), usize> {
    let gold = one_by_one(gold);
    for (place, bead) in hyp.iter().enumerate() {
        if n_languages(bead) > 1 {
            let probability = stated(place).filter(|p| (0.0..=1.0).contains(p));
            calibration.add(probability.ok_or(place)?, gold.contains(bead));
        }
    }
    calibration.add_gold(gold.iter().filter(|bead| n_languages(bead) > 1).count());
    Ok(())
}

/// The sentences of a bead: place of the language, index.
fn sentences(bead: &Indices) -> impl Iterator<Item = (usize, usize)> + '_ {
    bead.iter()
        .enumerate()
        .flat_map(|(place, side)| side.iter().map(move |index| (place, *index)))
}

/// Every sentence of an alignment that holds each once; the known one may hold some twice, as
/// that of Text+Berg does.
fn refuse_repeats(beads: &[Indices], path: &Path) -> Result<FxHashSet<(usize, usize)>> {
    let mut seen = FxHashSet::default();
    for (place, sentence) in beads.iter().flat_map(sentences) {
        if !seen.insert((place, sentence)) {
            let (path, language) = (path.to_owned(), place + 1);
            return Err(Error::Repeated {
                path,
                sentence,
                language,
            });
        }
    }
    Ok(seen)
}

/// The beads as a set, those of a single language cut to one sentence each.
fn one_by_one(beads: &[Indices]) -> FxHashSet<Indices> {
    let mut made = FxHashSet::default();
    for bead in beads {
        match n_languages(bead) {
            0 => {}
            1 => {
                made.extend(sentences(bead).map(|(place, index)| single(bead.len(), place, index)))
            }
            _ => {
                made.insert(bead.clone());
            }
        }
    }
    made
}

fn n_languages(bead: &Indices) -> usize {
    bead.iter().filter(|side| !side.is_empty()).count()
}

/// How many languages the beads have.
fn width(beads: &[Indices]) -> usize {
    beads.first().map_or(0, Vec::len)
}

/// The bead of one unaligned sentence.
fn single(width: usize, place: usize, index: usize) -> Indices {
    let mut bead = vec![Vec::new(); width];
    bead[place].push(index);
    bead
}

/// For each sentence the beads that hold it.
struct Holders(FxHashMap<(usize, usize), Vec<usize>>);

impl Holders {
    fn of(beads: &FxHashSet<Indices>) -> Self {
        let mut holders: FxHashMap<(usize, usize), Vec<usize>> = FxHashMap::default();
        for (number, bead) in beads.iter().enumerate() {
            for sentence in sentences(bead) {
                holders.entry(sentence).or_default().push(number);
            }
        }
        Self(holders)
    }

    /// Whether one of the beads holds two sentences of `bead` that are of different languages.
    fn share_link(&self, bead: &Indices) -> bool {
        let mut first_place: FxHashMap<usize, usize> = FxHashMap::default();
        for sentence in sentences(bead) {
            for holder in self.0.get(&sentence).into_iter().flatten() {
                if *first_place.entry(*holder).or_insert(sentence.0) != sentence.0 {
                    return true;
                }
            }
        }
        false
    }
}
