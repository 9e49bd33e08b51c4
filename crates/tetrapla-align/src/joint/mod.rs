//! Whole units of all languages at once, from the lattices of the pairs.
//!
//! The model is a lattice over tuples of boundaries, one a language. A unit `u` advances the
//! tuple by its extents and scores the mean of its pairs, as if a tree of `N - 1` pairs tied
//! the `N` languages:
//!
//! ```text
//! score(u) = 2 / N * sum over pairs (x,y)
//!     both present:  ln sum over ways through the box  exp(beads + gaps inside)
//!     one absent:    gap costs of the sentences of the other
//! F(c)     = ln sum over units u that end at c  exp( F(c - extents(u)) + score(u) )
//! ```
//!
//! A unit needs a centre: a language with a candidate bead to each other language that is
//! present; so a unit that could be cut in all languages at once is two units. Forward and
//! backward over the tuples that the candidates reach give the joint posterior of each unit;
//! the decoder maximises their expected number (each unaligned sentence counted as one).
//!
//! Where all pairs are sure of a cut, the text is taken apart there, so time and memory are
//! linear in the sentences; within a block the tuples grow with the doubt, and a block in
//! which they grow too many falls back on the units of one pivot language ([`pivot`]).

pub mod block;
pub mod cuts;
pub mod pivot;
pub mod scores;

use rayon::prelude::*;

use crate::alignment::{UnitData, pair_index};
use crate::config::Config;
use crate::lattice::{PosteriorBead, Posteriors};
use crate::pair::PairLattice;
use scores::PairScores;

/// Units of a group, languages in the order of codes; `lattices` and `posteriors` of the pairs
/// in the order of [`pair_index`]. Anchors are left empty.
#[must_use]
pub fn units(
    n_sentences: &[usize],
    lattices: &[PairLattice],
    posteriors: &[Posteriors],
    config: &Config,
) -> Vec<UnitData> {
    let n = n_sentences.len();
    let temper = config.temper * config.joint_weight * 2.0 / n as f64;
    let scores: Vec<PairScores> = lattices
        .iter()
        .zip(posteriors)
        .map(|(lattice, posteriors)| PairScores::new(lattice, posteriors, temper))
        .collect();
    let pairs = Pairs { n, scores: &scores };
    let cuts = cuts::sure(n_sentences, &pairs);
    let blocks: Vec<(&[u32], &[u32])> = cuts.windows(2).map(|w| (&w[0][..], &w[1][..])).collect();
    blocks
        .into_par_iter()
        .map(|(from, to)| block::units(from, to, &pairs))
        .flatten_iter()
        .collect()
}

/// The pairs of a group.
#[derive(Clone, Copy)]
pub struct Pairs<'a> {
    n: usize,
    scores: &'a [PairScores],
}

impl<'a> Pairs<'a> {
    /// The pair of two languages, and whether `x` is its target rather than its source.
    fn of(&self, x: usize, y: usize) -> (&'a PairScores, bool) {
        (&self.scores[pair_index(x.min(y), x.max(y), self.n)], x > y)
    }

    /// The candidates of the pair (x, y) that start at their boundaries, as
    /// `(sentences of x, sentences of y, posterior)`.
    fn starting(&self, (x, i): (usize, u32), (y, j): (usize, u32)) -> impl Iterator<Item = (u8, u8, f32)> + 'a {
        let (scores, flipped) = self.of(x, y);
        let at = if flipped { (j, i) } else { (i, j) };
        scores.starting(at).iter().map(move |bead: &PosteriorBead| {
            if flipped { (bead.b, bead.a, bead.posterior) } else { (bead.a, bead.b, bead.posterior) }
        })
    }

    /// Posterior that sentence `i` of x has no part in y.
    fn null(&self, x: usize, i: u32, y: usize) -> f64 {
        let (scores, flipped) = self.of(x, y);
        scores.null[usize::from(flipped)][i as usize]
    }
}
