//! Whole units of all languages at once, from the lattices of the pairs.
//!
//! A node is a tuple of boundaries, one a language, that every pair finds plausible as a cut; a
//! unit is a box between two nodes. The model is a lattice over the nodes:
//!
//! ```text
//! F(b)        = ln sum over nodes a before b  exp( F(a) + score(a, b) )
//! score(a, b) = 2 / N * sum over pairs (x,y)  ln sum over the pair's ways through the box
//! ```
//!
//! as if a tree of `N - 1` pairs tied the `N` languages. A unit must hold together: for each
//! node v inside its box the languages fall into two camps, and of every two languages of
//! different camps the pair's way must hold a bead that crosses v ([`boxes`]). Otherwise it could
//! be cut at v and is two units. Forward and backward sums give the joint posterior of
//! each unit; the decoder maximises the expected number of right ones, a unit of k languages counted
//! as k / 2 and an unaligned sentence as 1.
//!
//! Where all pairs are sure of a cut, the text is taken apart there ([`cuts`]), so time and
//! memory are linear in the sentences; within a block of n nodes there are at most n times the
//! nodes within reach (eight sentences a language) boxes, each scored in the pairs' cells. A
//! block with too many nodes falls back on the units of one pivot language ([`pivot`]).

pub mod block;
pub mod boxes;
pub mod cuts;
pub mod pairs;
pub mod pivot;
pub mod scores;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use crate::alignment::UnitData;
use crate::config::Config;
use crate::lattice::Posteriors;
use crate::pair::PairLattice;
use pairs::Pairs;
use scores::PairScores;

/// Units of a group, languages in the order of codes; `lattices` and `posteriors` of the pairs
/// in the order of [`crate::alignment::pair_index`]. Anchors are left empty.
#[must_use]
pub fn units(
    n_sentences: &[usize],
    lattices: &[PairLattice],
    posteriors: &[Posteriors],
    config: &Config,
) -> Vec<UnitData> {
    let scores: Vec<PairScores> = lattices
        .iter()
        .zip(posteriors)
        .map(|(lattice, posteriors)| PairScores::new(lattice, posteriors, config.temper))
        .collect();
    let n = n_sentences.len();
    let pairs = Pairs {
        n,
        scores: &scores,
        weight: config.joint_weight * 2.0 / n as f64,
    };
    let cuts = cuts::sure(n_sentences, &pairs);
    let blocks: Vec<(&[u32], &[u32])> = cuts.windows(2).map(|w| (&w[0][..], &w[1][..])).collect();
    blocks
        .into_par_iter()
        .map(|(from, to)| block::units(from, to, &pairs))
        .flatten_iter()
        .collect()
}
