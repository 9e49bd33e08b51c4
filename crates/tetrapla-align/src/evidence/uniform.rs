//! Evidence of words, wherever they stand: what the words of one side say of the other's.
//!
//! For each target word t of a bead with source words S,
//!
//! ```text
//! ln( e + (1 - e) / |S| * sum_{s in S} tau(t|s) / p0(t) ),   e = .1
//! ```
//!
//! summed over the target words, and the other direction likewise (IBM Model 1: Brown et al.
//! 1993, aclanthology J93-2003). All beads of a region are scored at once: a run of source
//! sentences spreads what it says over the target vocabulary once, and each target sentence in
//! reach reads it off, so a cell costs as many look-ups as the sentence has words, for each of
//! the five lengths of run.

use rayon::prelude::*;

use super::lexicon::{Direction, Lexicon};
use super::{BACKGROUND, PairView};
use crate::features::Features;
use crate::lattice::{MAX_SIDE, Region};

/// For each cell, the nats of one sentence given a run of 1 to 5 sentences of the other side.
#[derive(Clone, Debug)]
pub struct UniformScores {
    /// At cell `(i, j)`, run `a`: target sentence j given source sentences `i..i+a`.
    target: Vec<[f32; MAX_SIDE]>,
    /// At cell `(i, j)`, run `b`: source sentence i given target sentences `j..j+b`.
    source: Vec<[f32; MAX_SIDE]>,
}

impl UniformScores {
    /// Scores all cells of a region, for runs of at most `longest` sentences.
    #[must_use]
    pub fn of(view: &PairView<'_>, region: &Region, lexicon: &Lexicon, longest: usize) -> Self {
        let (n, m) = (region.n_source(), region.n_target());
        let rows: Vec<Vec<[f32; MAX_SIDE]>> = (0..n)
            .into_par_iter()
            .map_init(Vec::new, |scratch, i| {
                let reach = region.row(i).start..region.row(i).end.min(m);
                given_run(
                    &lexicon.forward,
                    view.source,
                    i,
                    view.target,
                    (reach, longest),
                    scratch,
                )
            })
            .collect();
        let mut target = vec![[0.0; MAX_SIDE]; region.n_cells()];
        for (i, row) in rows.into_iter().enumerate() {
            target[region.offset(i)..region.offset(i) + row.len()].copy_from_slice(&row);
        }
        // The rows that reach a column are consecutive, since rows never fall.
        let mut columns = vec![(usize::MAX, 0); m];
        for i in 0..n {
            for j in region.row(i).start..region.row(i).end.min(m) {
                columns[j].0 = columns[j].0.min(i);
                columns[j].1 = i + 1;
            }
        }
        let columns: Vec<(usize, Vec<[f32; MAX_SIDE]>)> = columns
            .into_par_iter()
            .enumerate()
            .map_init(Vec::new, |scratch, (j, (from, to))| {
                let from = from.min(to);
                (
                    from,
                    given_run(
                        &lexicon.backward,
                        view.target,
                        j,
                        view.source,
                        (from..to, longest),
                        scratch,
                    ),
                )
            })
            .collect();
        let mut source = vec![[0.0; MAX_SIDE]; region.n_cells()];
        for (j, (from, column)) in columns.into_iter().enumerate() {
            for (i, value) in (from..).zip(column) {
                if let Some(cell) = region.cell(i, j) {
                    source[cell] = value;
                }
            }
        }
        Self { target, source }
    }

    /// The nats of a bead, `(target given source, source given target)`; `None` where the
    /// region cuts through it.
    #[inline]
    #[must_use]
    pub fn bead(
        &self,
        region: &Region,
        (i, j): (usize, usize),
        (a, b): (usize, usize),
    ) -> Option<(f64, f64)> {
        let first = region.cell(i, j)?;
        region.cell(i, j + b - 1)?;
        let there: f32 = self.target[first..first + b]
            .iter()
            .map(|runs| runs[a - 1])
            .sum();
        let mut back = 0.0;
        for k in 0..a {
            back += self.source[region.cell(i + k, j)?][b - 1];
        }
        Some((f64::from(there), f64::from(back)))
    }
}

/// For each sentence of `other` in `reach`, its nats given the sentences of `given` from
/// `first` on, taken 1 to `longest` at a time.
fn given_run(
    direction: &Direction,
    given: &Features,
    first: usize,
    other: &Features,
    (reach, longest): (std::ops::Range<usize>, usize),
    scratch: &mut Vec<f64>,
) -> Vec<[f32; MAX_SIDE]> {
    let mut made = vec![[f32::NEG_INFINITY; MAX_SIDE]; reach.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut rest = 0.0;
    let mut n_words = 0;
    for run in 0..longest.min(given.n_sentences() - first) {
        let words = given.tokens(first + run..first + run + 1);
        n_words += words.len();
        for &s in words {
            rest += direction.rest(s);
            for &(t, beyond) in direction.beyond_unigram(s) {
                let t_at = t as usize;
                if scratch.len() <= t_at {
                    scratch.resize(t_at + 1, 0.0);
                }
                if scratch[t_at] == 0.0 {
                    touched.push(t);
                }
                scratch[t_at] += f64::from(beyond);
            }
        }
        let scale = (1.0 - BACKGROUND) / n_words.max(1) as f64;
        let flat = BACKGROUND + scale * rest;
        for (place, sentence) in reach.clone().enumerate() {
            // Sums of logarithms as logarithms of products, as long as they fit a number.
            let mut product = 1.0f64;
            let mut nats = 0.0;
            let words = other.tokens(sentence..sentence + 1);
            for &t in words {
                product *= flat + scale * scratch.get(t as usize).copied().unwrap_or(0.0);
                if !(1e-200..1e200).contains(&product) {
                    nats += product.ln();
                    product = 1.0;
                }
            }
            made[place][run] = if n_words == 0 {
                0.0
            } else {
                (nats + product.ln()) as f32
            };
        }
    }
    for t in touched {
        scratch[t as usize] = 0.0;
    }
    made
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::EarlierCounts;
    use super::super::links::Positions;
    use super::super::testing::{case, near, summed};
    use super::*;
    use crate::features::Vocabulary;
    use crate::similarity::{self, Rows};
    use proptest::prelude::*;
    use tetrapla_core::{Document, Language};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_cell_and_type_is_that_of_the_formula(
            case in case(),
            path in prop::collection::vec((0usize..6, 0usize..6), 0..4),
            half_width in 0usize..3,
        ) {
            let taught = case.taught(Positions::Uniform, 2);
            let counts = case.plain_counts(Positions::Uniform, 2);
            let counts = [0, 1].map(|given| summed(&counts, given, None));
            let view = case.view();
            let (n, m) = (view.source.n_sentences(), view.target.n_sentences());
            let mut rows = vec![0..0; n + 1];
            for (i, j) in path {
                let j = j.min(m);
                rows[i.min(n)] = j..j + 1;
            }
            let narrow = Region::around(&rows, m, half_width);
            for region in [Region::full(n, m), narrow] {
                let scores = UniformScores::of(&view, &region, &taught.lexicon, MAX_SIDE);
                let mut n_scored = 0;
                for bead in &case.beads {
                    let at = (bead.i as usize, bead.j as usize);
                    let size = (usize::from(bead.a), usize::from(bead.b));
                    let inside = (at.0..at.0 + size.0).all(|i| region.cell(i, at.1).is_some())
                        && region.cell(at.0, at.1 + size.1 - 1).is_some();
                    let found = scores.bead(&region, at, size);
                    prop_assert_eq!(found.is_some(), inside);
                    let Some((there, back)) = found else { continue };
                    n_scored += 1;
                    let words = case.words(bead);
                    for (given, found) in [(0, there), (1, back)] {
                        let (own, other) = (&words[given], &words[1 - given]);
                        let mut nats = 0.0;
                        for &(_, t) in other {
                            let sum: f64 = own
                                .iter()
                                .map(|&(_, s)| case.ratio(given, &counts[given], s, t))
                                .sum();
                            if !own.is_empty() {
                                nats += (0.1 + 0.9 * sum / own.len() as f64).ln();
                            }
                        }
                        prop_assert!(near(found, nats), "{bead:?} {found} {nats}");
                    }
                }
                prop_assert!(n_scored > 0);
                prop_assert!(region.n_cells() < (n + 1) * (m + 1) || n_scored == case.beads.len());
            }
        }

        #[test]
        fn swapping_the_sides_swaps_the_directions(case in case()) {
            let swapped = case.swapped();
            let [there, back] = [&case, &swapped].map(|case| {
                let view = case.view();
                let region = Region::full(view.source.n_sentences(), view.target.n_sentences());
                let lexicon = case.taught(Positions::Uniform, 2).lexicon;
                (UniformScores::of(&view, &region, &lexicon, MAX_SIDE), region)
            });
            for bead in &case.beads {
                let at = (bead.i as usize, bead.j as usize);
                let size = (usize::from(bead.a), usize::from(bead.b));
                let (one, other) = there.0.bead(&there.1, at, size).unwrap();
                let (other_too, one_too) =
                    back.0.bead(&back.1, (at.1, at.0), (size.1, size.0)).unwrap();
                prop_assert!(near(one, one_too) && near(other, other_too));
            }
        }
    }

    #[test]
    fn long_sentences_neither_overflow_nor_vanish() {
        // A word that stands 400 times in one sentence, and in no other of a hundred.
        let mut lines = vec!["air ".repeat(400)];
        lines.resize(100, "batu ".repeat(400));
        let mut vocabularies = [Vocabulary::default(), Vocabulary::default()];
        let texts = ["alba\nbosco".to_owned(), lines.join("\n")];
        let features = [0, 1].map(|side| {
            let code = Language::new(["it", "id"][side]).unwrap();
            let document = Document::segmented(code, texts[side].as_str());
            Features::of(&document, &mut vocabularies[side])
        });
        let [source, target] = &vocabularies;
        // Air is what alba means; what bosco means stands elsewhere.
        let alike = Rows::from_triples(2, vec![(0, 0, 0.9), (1, 1, 0.9)]);
        let priors = similarity::shared(&alike, source.len(), target.len());
        let lexicon = Lexicon::start([source, target], &priors, &EarlierCounts::default(), 1.0);
        let [source, target] = &features;
        let (view, region) = (PairView { source, target }, Region::full(2, 100));
        let scores = UniformScores::of(&view, &region, &lexicon, MAX_SIDE);
        let p0 = 400.5 / (40_000.0 + 1.0);
        for (i, ratio) in [(0, 0.9 / p0 + 0.1), (1, 0.1)] {
            let (there, _) = scores.bead(&region, (i, 0), (1, 1)).unwrap();
            let nats = 400.0 * f64::ln(0.1 + 0.9 * ratio);
            assert!(near(there, nats), "{there} {nats}");
        }
    }
}
