//! The pairs of a group, found by their languages.

use super::scores::PairScores;
use crate::alignment::pair_index;

/// The pairs of a group.
#[derive(Clone, Copy)]
pub struct Pairs<'a> {
    /// How many languages there are.
    pub n: usize,
    /// Their pairs, in the order of [`pair_index`].
    pub scores: &'a [PairScores],
    /// Weight of each pair in a unit.
    pub weight: f64,
}

impl<'a> Pairs<'a> {
    /// The pair of two languages, and whether `x` is its target rather than its source.
    pub fn of(&self, x: usize, y: usize) -> (&'a PairScores, bool) {
        (&self.scores[pair_index(x.min(y), x.max(y), self.n)], x > y)
    }

    /// Posterior that sentence `i` of x has no part in y.
    pub fn null(&self, x: usize, i: u32, y: usize) -> f64 {
        let (scores, flipped) = self.of(x, y);
        scores.null[usize::from(flipped)][i as usize]
    }

    /// All pairs `(place, x, y)` with `x < y`.
    pub fn all(&self) -> impl Iterator<Item = (usize, usize, usize)> + use<> {
        let n = self.n;
        (0..n).flat_map(move |x| (x + 1..n).map(move |y| (pair_index(x, y, n), x, y)))
    }
}
