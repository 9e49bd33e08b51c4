//! What a bead scores, by evidence: scoring adds these up and explaining shows them.

use serde::{Deserialize, Serialize};

/// The nats of a bead by evidence, each with its weight; their sum is the bead's score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Nats {
    /// Do the lengths fit?
    pub length: f64,
    /// Do paragraphs open together?
    pub paragraph: f64,
    /// Evidence of the user's own.
    pub outside: f64,
    /// Do the words fit?
    pub words: f64,
    /// Do both directions agree on the links between words?
    pub agreement: f64,
    /// Is every sentence explained at all?
    pub coverage: f64,
    /// How frequent is the bead's type?
    pub prior: f64,
    /// What do the third languages say?
    pub consistency: f64,
}

impl Nats {
    /// What all evidence says together.
    #[must_use]
    pub fn total(&self) -> f64 {
        // Always in this order: a sum of floating point numbers depends on it.
        self.length
            + self.paragraph
            + self.outside
            + self.words
            + self.agreement
            + self.coverage
            + self.prior
            + self.consistency
    }
}
