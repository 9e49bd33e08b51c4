//! What a bead scores, by evidence: scoring adds these up and explaining shows them.

use std::ops::Add;

use serde::{Deserialize, Serialize};

/// The nats of a bead by evidence, each with its weight; their sum is the bead's score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Nats {
    /// Do the lengths fit?
    pub length: f64,
    /// Are joined sentences joined on the other side?
    pub pieces: f64,
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
    /// Is every sentence needed?
    pub need: f64,
    /// How frequent is the bead's type?
    pub prior: f64,
    /// What do the third languages say?
    pub consistency: f64,
    /// Does the text around it match at all? Never above 0.
    pub surroundings: f64,
}

impl Nats {
    /// What all evidence says together.
    #[must_use]
    pub fn total(&self) -> f64 {
        // Always in this order: a sum of floating point numbers depends on it.
        self.length
            + self.pieces
            + self.paragraph
            + self.outside
            + self.words
            + self.agreement
            + self.coverage
            + self.need
            + self.prior
            + self.consistency
            + self.surroundings
    }

    /// Each evidence with its name, in the order of the sum.
    #[must_use]
    pub fn parts(&self) -> [(&'static str, f64); 11] {
        [
            ("length", self.length),
            ("pieces", self.pieces),
            ("paragraph", self.paragraph),
            ("outside", self.outside),
            ("words", self.words),
            ("agreement", self.agreement),
            ("coverage", self.coverage),
            ("need", self.need),
            ("prior", self.prior),
            ("consistency", self.consistency),
            ("surroundings", self.surroundings),
        ]
    }

    /// Each evidence changed by `change`, as for rounding.
    #[must_use]
    pub fn map(&self, change: impl Fn(f64) -> f64) -> Self {
        Self {
            length: change(self.length),
            pieces: change(self.pieces),
            paragraph: change(self.paragraph),
            outside: change(self.outside),
            words: change(self.words),
            agreement: change(self.agreement),
            coverage: change(self.coverage),
            need: change(self.need),
            prior: change(self.prior),
            consistency: change(self.consistency),
            surroundings: change(self.surroundings),
        }
    }
}

impl Add for Nats {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            length: self.length + other.length,
            pieces: self.pieces + other.pieces,
            paragraph: self.paragraph + other.paragraph,
            outside: self.outside + other.outside,
            words: self.words + other.words,
            agreement: self.agreement + other.agreement,
            coverage: self.coverage + other.coverage,
            need: self.need + other.need,
            prior: self.prior + other.prior,
            consistency: self.consistency + other.consistency,
            surroundings: self.surroundings + other.surroundings,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_all_that_the_sum_adds() {
        let nats = Nats {
            length: 1.0,
            paragraph: 2.0,
            outside: 4.0,
            words: 8.0,
            agreement: 16.0,
            coverage: 32.0,
            prior: 64.0,
            consistency: 128.0,
            need: 256.0,
            surroundings: 512.0,
            pieces: 1024.0,
        };
        assert_eq!(nats.total(), 2047.0);
        let parts: f64 = nats.parts().iter().map(|(_, value)| value).sum();
        assert_eq!(parts, 2047.0);
        assert_eq!((nats + nats.map(|value| -value)), Nats::default());
    }
}
