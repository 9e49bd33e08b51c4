//! Whole units of all languages at once, from the lattices of the pairs.
//!
//! A node is a tuple of boundaries, one a language, that the pairs find plausible as a cut; a
//! unit is a box between two nodes. The model is a lattice over the nodes:
//!
//! ```text
//! F(b)        = ln sum over nodes a before b  exp( F(a) + score(a, b) )
//! score(a, b) = 2 / N * max over partings of the nodes inside
//!                       sum over pairs (x,y)  ln sum over the pair's ways through the box
//!                                             that cross the nodes where x and y are parted
//! ```
//!
//! as if a tree of `N - 1` pairs tied the `N` languages. A unit must hold together: for each
//! node v inside its box the languages fall into two camps, and of every two languages of
//! different camps the pair's way must hold a bead that crosses v ([`boxes`]). Otherwise it could
//! be cut at v and is two units. Forward and backward sums give the joint posterior of
//! each unit; the decoder maximises the expected number of right ones, a unit of k languages counted
//! as k / 2 and an unaligned sentence as 1 ([`block`]).
//!
//! # What it costs
//!
//! Where all pairs are sure of a cut, the text is taken apart there ([`cuts`]): a chain of
//! cuts is checked in `O(B log S)` for the B candidates of all pairs and S sentences, so time and
//! memory are linear in the sentences wherever such cuts come now and then. A block of s
//! sentences a language then takes
//!
//! - `O(N^2 s^2)` for the plausibility of all cells of all pairs;
//! - `O(V s N)` for the V nodes, found one language after the other. V is bounded by the
//!   sentences and the pairs; where more are plausible, plausibility is asked more of. From four
//!   languages on a cut needs not convince every pair, since of so many one may be wrong;
//! - for each node a unit to each node within reach (twelve sentences a language), left out
//!   where it is seen to be hopeless before it is scored. Scoring takes `N^2 / 2` pairs, each
//!   summed over the cells of its part, and the partings: all `2^(N-1)` for each node inside of
//!   up to five languages, of more the `O(N)` likely ones.
//!
//! A block that no path leads through is parted where paths end; one with too many cells or
//! nodes falls back on the units of one pivot language ([`pivot`]).

pub mod block;
pub mod boxes;
pub mod cuts;
pub mod pairs;
pub mod pivot;
pub mod scores;
pub mod sets;
#[cfg(test)]
mod tests;

pub use sets::units_of_sets;

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
        .map(|(lattice, posteriors)| PairScores::new(lattice.gaps, posteriors, config.temper))
        .collect();
    units_of(n_sentences, &scores, config.joint_weight)
}

/// Units of a group from its pairs, each of that weight.
fn units_of(n_sentences: &[usize], scores: &[PairScores], weight: f64) -> Vec<UnitData> {
    let n = n_sentences.len();
    let pairs = Pairs {
        n,
        scores,
        weight: weight * 2.0 / n as f64,
    };
    let cuts = cuts::sure(n_sentences, &pairs);
    let blocks: Vec<(&[u32], &[u32])> = cuts.windows(2).map(|w| (&w[0][..], &w[1][..])).collect();
    blocks
        .into_par_iter()
        .map(|(from, to)| block::units(from, to, &pairs))
        .flatten_iter()
        .collect()
}
