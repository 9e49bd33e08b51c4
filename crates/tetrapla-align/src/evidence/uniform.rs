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
    /// Scores all cells of a region.
    #[must_use]
    pub fn of(view: &PairView<'_>, region: &Region, lexicon: &Lexicon) -> Self {
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
                    reach,
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
                        from..to,
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
/// `first` on, taken 1 to 5 at a time.
fn given_run(
    direction: &Direction,
    given: &Features,
    first: usize,
    other: &Features,
    reach: std::ops::Range<usize>,
    scratch: &mut Vec<f64>,
) -> Vec<[f32; MAX_SIDE]> {
    let mut made = vec![[f32::NEG_INFINITY; MAX_SIDE]; reach.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut rest = 0.0;
    let mut n_words = 0;
    for run in 0..MAX_SIDE.min(given.n_sentences() - first) {
        let words = given.tokens(first + run..first + run + 1);
        n_words += words.len();
        for &s in words {
            rest += direction.rest(s);
            for (t, beyond) in direction.beyond_unigram(s) {
                let t_at = t as usize;
                if scratch.len() <= t_at {
                    scratch.resize(t_at + 1, 0.0);
                }
                if scratch[t_at] == 0.0 {
                    touched.push(t);
                }
                scratch[t_at] += beyond;
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
