//! Evidence of paragraphs: translators keep most of them.
//!
//! Two observations of a bead, each against chance:
//!
//! ```text
//! openings  ln P(o_s, o_t | bead) / (P(o_s) P(o_t))      do its first sentences open a paragraph?
//! joints    ln P(break inside | bead) / P(break)         for each joint of a side of several
//! ```
//!
//! P(o) is how often a sentence opens a paragraph in the document; the joint distribution and the
//! rate inside beads are learned from the posteriors of the run, held to a prior in which most
//! openings meet. A document of one paragraph, or of one sentence a paragraph, says nothing, and
//! neither does its first sentence, which opens one in any case.

use serde::{Deserialize, Serialize};

use crate::features::Features;

/// Beads' worth of prior.
const PRIOR: f64 = 20.0;
/// Of the openings that can meet, the share that does, before anything is learned.
const KEPT: f64 = 0.7;
/// Breaks inside a bead for one break by chance, before anything is learned.
const INSIDE: f64 = 0.05;

/// How paragraphs of two languages go together.
#[derive(Clone, Copy, Debug)]
pub struct ParagraphModel {
    /// Share of the openings that can meet and do, over what chance gives: 0 is chance.
    kept: f64,
    /// Breaks inside a bead for one break by chance.
    inside: f64,
}

impl Default for ParagraphModel {
    fn default() -> Self {
        Self {
            kept: KEPT,
            inside: INSIDE,
        }
    }
}

/// How often a sentence of a document opens a paragraph.
#[derive(Clone, Copy, Debug)]
pub struct OpeningRate(f64);

impl OpeningRate {
    /// Counts a document, its first sentence left out.
    #[must_use]
    pub fn of(features: &Features) -> Self {
        let n = features.n_sentences().saturating_sub(1);
        let n_openings = (1..features.n_sentences())
            .filter(|&k| features.opens_paragraph(k))
            .count();
        // None or all of them say nothing.
        Self(if n == 0 || n_openings == 0 || n_openings == n {
            0.0
        } else {
            n_openings as f64 / n as f64
        })
    }

    fn says_something(self) -> bool {
        self.0 > 0.0
    }
}

/// Sums from which [`ParagraphModel`] is learned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ParagraphCounts {
    met: f64,
    met_by_chance: f64,
    could_meet: f64,
    breaks: f64,
    breaks_by_chance: f64,
}

impl ParagraphCounts {
    /// Adds other counts.
    pub fn merge(&mut self, other: &Self) {
        self.met += other.met;
        self.met_by_chance += other.met_by_chance;
        self.could_meet += other.could_meet;
        self.breaks += other.breaks;
        self.breaks_by_chance += other.breaks_by_chance;
    }
}

/// A bead's sides as paragraphs see them.
#[derive(Clone, Copy)]
pub struct Sides<'a> {
    /// The documents.
    pub features: [&'a Features; 2],
    /// How often their sentences open a paragraph.
    pub rates: [OpeningRate; 2],
}

impl Sides<'_> {
    fn openings(&self, at: (usize, usize)) -> Option<(bool, bool)> {
        let known = at.0 > 0 && at.1 > 0 && self.rates.iter().all(|rate| rate.says_something());
        known.then(|| {
            (
                self.features[0].opens_paragraph(at.0),
                self.features[1].opens_paragraph(at.1),
            )
        })
    }

    /// Visits the joints inside a bead: whether each is a break, and how often one is by chance.
    fn joints(&self, at: (usize, usize), size: (usize, usize), mut visit: impl FnMut(bool, f64)) {
        for (side, (first, n)) in [(at.0, size.0), (at.1, size.1)].into_iter().enumerate() {
            if self.rates[side].says_something() {
                for k in first + 1..first + n {
                    visit(self.features[side].opens_paragraph(k), self.rates[side].0);
                }
            }
        }
    }
}

impl ParagraphModel {
    /// Nats of log-odds of the bead of `size` sentences that starts at `at`.
    #[must_use]
    pub fn log_odds(&self, sides: &Sides<'_>, at: (usize, usize), size: (usize, usize)) -> f64 {
        let mut nats = 0.0;
        if let Some((s, t)) = sides.openings(at) {
            let (p, q) = (sides.rates[0].0, sides.rates[1].0);
            let both = p * q + self.kept * (p.min(q) - p * q);
            let (joint, chance) = match (s, t) {
                (true, true) => (both, p * q),
                (true, false) => (p - both, p * (1.0 - q)),
                (false, true) => (q - both, (1.0 - p) * q),
                (false, false) => (1.0 - p - q + both, (1.0 - p) * (1.0 - q)),
            };
            nats += (joint.max(1e-3 * chance) / chance).ln();
        }
        sides.joints(at, size, |breaks, rate| {
            let inside = (self.inside * rate).clamp(1e-3 * rate, 0.999);
            nats += if breaks {
                (inside / rate).ln()
            } else {
                ((1.0 - inside) / (1.0 - rate)).ln()
            };
        });
        nats
    }

    /// Adds a bead with weight `p` to the counts.
    pub fn count(
        counts: &mut ParagraphCounts,
        sides: &Sides<'_>,
        at: (usize, usize),
        size: (usize, usize),
        p: f64,
    ) {
        if let Some((s, t)) = sides.openings(at) {
            let rates = (sides.rates[0].0, sides.rates[1].0);
            counts.met += p * f64::from(u8::from(s && t));
            counts.met_by_chance += p * rates.0 * rates.1;
            counts.could_meet += p * rates.0.min(rates.1);
        }
        sides.joints(at, size, |breaks, rate| {
            counts.breaks += p * f64::from(u8::from(breaks));
            counts.breaks_by_chance += p * rate;
        });
    }

    /// The model that fits the counts.
    #[must_use]
    pub fn fit(counts: &ParagraphCounts) -> Self {
        // The prior is worth some openings that could meet and some breaks.
        let room = counts.could_meet - counts.met_by_chance;
        let kept = (counts.met - counts.met_by_chance + PRIOR * 0.2 * KEPT) / (room + PRIOR * 0.2);
        let inside =
            (counts.breaks + PRIOR * 0.2 * INSIDE) / (counts.breaks_by_chance + PRIOR * 0.2);
        Self {
            kept: kept.clamp(0.0, 0.98),
            inside: inside.clamp(0.01, 1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Vocabulary;
    use tetrapla_core::{Document, Language};

    fn features(text: &str) -> Features {
        let document = Document::segmented(Language::new("it").unwrap(), text);
        Features::of(&document, &mut Vocabulary::default())
    }

    #[test]
    fn openings_that_meet_speak_for_and_breaks_inside_against() {
        let (x, y) = (
            features("a\nb\n\nc\nd\n\ne\nf"),
            features("A\nB\n\nC\nD\n\nE\nF"),
        );
        let sides = Sides {
            features: [&x, &y],
            rates: [OpeningRate::of(&x), OpeningRate::of(&y)],
        };
        let model = ParagraphModel::default();
        assert!(model.log_odds(&sides, (2, 2), (1, 1)) > 0.5);
        assert!(model.log_odds(&sides, (2, 3), (1, 1)) < -0.3);
        assert!(model.log_odds(&sides, (1, 1), (2, 1)) < model.log_odds(&sides, (2, 2), (2, 1)));
    }

    #[test]
    fn a_text_of_one_paragraph_says_nothing() {
        let (x, y) = (features("a\nb\nc\nd"), features("A\nB\n\nC\nD"));
        let sides = Sides {
            features: [&x, &y],
            rates: [OpeningRate::of(&x), OpeningRate::of(&y)],
        };
        for at in [(0, 0), (1, 1), (2, 2), (2, 1)] {
            assert_eq!(ParagraphModel::default().log_odds(&sides, at, (1, 1)), 0.0);
        }
        assert_eq!(
            ParagraphModel::default().log_odds(&sides, (1, 2), (2, 1)),
            0.0
        );
    }

    #[test]
    fn the_openings_are_a_distribution() {
        let (x, y) = (
            features("a\nb\n\nc\nd\n\ne\nf"),
            features("A\n\nB\n\nC\nD\nE\nF\nG"),
        );
        let sides = Sides {
            features: [&x, &y],
            rates: [OpeningRate::of(&x), OpeningRate::of(&y)],
        };
        let model = ParagraphModel::default();
        let (p, q) = (sides.rates[0].0, sides.rates[1].0);
        let value = |at| model.log_odds(&sides, at, (1, 1)).exp();
        // (x2, y1) both open, (x2, y3) the first, (x1, y1) the second, (x1, y3) neither.
        let sum = value((2, 1)) * p * q
            + value((2, 3)) * p * (1.0 - q)
            + value((1, 1)) * (1.0 - p) * q
            + value((1, 3)) * (1.0 - p) * (1.0 - q);
        assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    }
}
