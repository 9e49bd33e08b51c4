//! What speaks for or against a bead, each a room of its own, all in nats of log-odds:
//! `ln P(both sides | they are translations) - ln P(each side alone)`. Higher is better, 0 says
//! nothing; they add. Anchors are no room here: a number or a name that both sides hold enters
//! the lexicon as its prior ([`crate::similarity`]) and speaks through the words.

pub mod agreement;
pub mod consistency;
pub mod contrast;
pub mod coverage;
pub mod length;
pub mod lexicon;
pub mod links;
pub mod need;
pub mod paragraph;
pub mod pieces;
pub mod positional;
pub mod uniform;
pub mod word_pairs;

#[cfg(test)]
mod testing;

use std::ops::Range;

use tetrapla_core::Document;

use crate::features::Features;

/// Share of words that come of themselves, whatever the other side says.
pub const BACKGROUND: f64 = 0.1;

/// Two documents of a group as numbers.
#[derive(Clone, Copy, Debug)]
pub struct PairView<'a> {
    /// The document of the first language in the order of codes.
    pub source: &'a Features,
    /// The other one.
    pub target: &'a Features,
}

impl<'a> PairView<'a> {
    fn source_words(&self, i: u32) -> &'a [u32] {
        self.source.tokens(i as usize..i as usize + 1)
    }

    /// How many pieces either side of the bead of `size` sentences that starts at `at` is.
    pub(crate) fn n_pieces(&self, at: (usize, usize), size: (usize, usize)) -> (usize, usize) {
        (
            self.source.n_pieces(at.0..at.0 + size.0),
            self.target.n_pieces(at.1..at.1 + size.1),
        )
    }

    fn target_words(&self, j: u32) -> &'a [u32] {
        self.target.tokens(j as usize..j as usize + 1)
    }
}

/// A candidate bead, as evidence from outside sees it.
#[derive(Clone, Debug)]
pub struct Candidate<'a> {
    /// The document whose language code comes first.
    pub source: &'a Document,
    /// Sentences of the source, one or more.
    pub source_range: Range<usize>,
    /// The other document.
    pub target: &'a Document,
    /// Sentences of the target, one or more.
    pub target_range: Range<usize>,
}

/// Evidence of a user's own, added to what the engine knows.
///
/// A closure of the same form will do.
pub trait Evidence: Send + Sync {
    /// Nats of log-odds that both sides of the candidate are translations of each other; 0
    /// says nothing. Must be finite and depend on nothing but the candidate.
    fn nats(&self, candidate: &Candidate<'_>) -> f64;
}

impl<F: Fn(&Candidate<'_>) -> f64 + Send + Sync> Evidence for F {
    fn nats(&self, candidate: &Candidate<'_>) -> f64 {
        self(candidate)
    }
}
