//! How a figure of a sentence falls in what is right and in what is wrong, and what it then says.
//!
//! The figure `v` is a mean over the n words of a sentence, so its variance has a share that
//! shrinks with the words. Two normal distributions give
//!
//! ```text
//! min(0, ln N(v'; m1, a1 + b1 / n) - ln N(v'; m0, a0 + b0 / n))     v' = v kept within m0 and m1
//! ```
//!
//! nats, 1 what is right and 0 what is wrong, none below -8; a sentence without words says
//! nothing. Of [`super::coverage`] and [`super::need`], which say what the figure is and where
//! right and wrong ones are found.

use serde::{Deserialize, Serialize};

/// Nats below which one sentence cannot pull a bead.
const LOWEST: f64 = -8.0;
/// Least constant share of a variance: no figure is surer than that, however many words.
const LEAST_CONSTANT: f64 = 0.002;
/// Sentences' worth of prior of each distribution.
const PRIOR: f64 = 8.0;

/// How `v` falls: mean, and variance as a constant and a share that shrinks with the words.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Spread {
    pub(super) mean: f64,
    pub(super) constant: f64,
    pub(super) by_word: f64,
}

impl Spread {
    fn ln(&self, v: f64, n: f64) -> f64 {
        let variance = self.constant + self.by_word / n;
        let off = v - self.mean;
        -0.5 * (off * off / variance + variance.ln())
    }
}

/// How a figure falls in what is right and in what is wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Contrast {
    pub(super) right: Spread,
    pub(super) wrong: Spread,
}

/// Sums from which both distributions of a contrast are fitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counts {
    right: Sums,
    wrong: Sums,
}

impl Counts {
    /// Adds other counts.
    pub fn merge(&mut self, other: &Self) {
        self.right.merge(&other.right);
        self.wrong.merge(&other.wrong);
    }
}

/// Sums from which one of the two distributions is fitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Sums {
    /// Weights of `1, v` and, of squared deviations d and u = 1/n, `1, u, u^2, d, d u`.
    mean: [f64; 2],
    spread: [f64; 5],
}

impl Sums {
    /// Adds a sentence of `n` words with weight `p`, judged against the mean so far.
    fn add(&mut self, before: &Spread, v: f64, n: f64, p: f64) {
        if n < 1.0 {
            return;
        }
        self.mean[0] += p;
        self.mean[1] += p * v;
        let u = 1.0 / n;
        let d = (v - before.mean).powi(2);
        for (sum, term) in self.spread.iter_mut().zip([1.0, u, u * u, d, d * u]) {
            *sum += p * term;
        }
    }

    fn merge(&mut self, other: &Self) {
        let own = self.mean.iter_mut().chain(&mut self.spread);
        for (sum, term) in own.zip(other.mean.iter().chain(&other.spread)) {
            *sum += term;
        }
    }

    /// The least squares of `d` as `constant + by_word u`, with the prior of `start`.
    fn fit(&self, start: &Spread) -> Spread {
        let mean = (self.mean[1] + PRIOR * start.mean) / (self.mean[0] + PRIOR);
        let [mut s, mut su, mut suu, mut sd, mut sdu] = self.spread;
        for u in [0.02, 0.2] {
            let d = start.constant + start.by_word * u;
            let weight = PRIOR / 2.0;
            s += weight;
            su += weight * u;
            suu += weight * u * u;
            sd += weight * d;
            sdu += weight * d * u;
        }
        let determinant = s * suu - su * su;
        let mut by_word = ((s * sdu - su * sd) / determinant).max(0.0);
        let mut constant = (sd - by_word * su) / s;
        if constant < LEAST_CONSTANT {
            constant = LEAST_CONSTANT;
            by_word = ((sdu - constant * su) / suu).max(0.0);
        }
        Spread {
            mean,
            constant,
            by_word,
        }
    }
}

impl Default for Contrast {
    /// Right and wrong alike: a run too small to learn from says nothing.
    fn default() -> Self {
        let start = Spread {
            mean: 0.15,
            constant: 0.03,
            by_word: 0.35,
        };
        Self {
            right: start,
            wrong: start,
        }
    }
}

impl Contrast {
    /// Nats of one sentence of `n` words whose figure is `v`.
    #[must_use]
    pub fn log_odds(&self, v: f64, n: f64) -> f64 {
        if n < 1.0 {
            return 0.0;
        }
        // What is beyond either mean is no stranger than the mean itself.
        let v = v.max(self.wrong.mean).min(self.right.mean);
        (self.right.ln(v, n) - self.wrong.ln(v, n)).clamp(LOWEST, 0.0)
    }

    /// Counts a sentence that is right with probability `p`.
    pub fn count_right(&self, counts: &mut Counts, v: f64, n: f64, p: f64) {
        counts.right.add(&self.right, v, n, p);
    }

    /// Counts a sentence that is wrong.
    pub fn count_wrong(&self, counts: &mut Counts, v: f64, n: f64) {
        counts.wrong.add(&self.wrong, v, n, 1.0);
    }

    /// The contrast that fits, from `start` on; of nothing wrong nothing is learned.
    #[must_use]
    pub fn fit(start: &Self, counts: &Counts) -> Self {
        if counts.wrong.mean[0] == 0.0 {
            return Self::default();
        }
        Self {
            right: counts.right.fit(&start.right),
            wrong: counts.wrong.fit(&start.wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TRUTH: Contrast = Contrast {
        right: Spread {
            mean: 0.8,
            constant: 0.05,
            by_word: 0.6,
        },
        wrong: Spread {
            mean: -0.3,
            constant: 0.02,
            by_word: 0.3,
        },
    };

    /// The normal density.
    fn density(v: f64, mean: f64, variance: f64) -> f64 {
        (-(v - mean) * (v - mean) / (2.0 * variance)).exp()
            / (2.0 * std::f64::consts::PI * variance).sqrt()
    }

    proptest! {
        #[test]
        fn a_sentence_scores_the_ratio_of_the_two_densities(v in -1.5f64..1.5, n in 1u32..60) {
            let n = f64::from(n);
            let (right, wrong) = (&TRUTH.right, &TRUTH.wrong);
            let within = v.clamp(wrong.mean, right.mean);
            let ratio = density(within, right.mean, right.constant + right.by_word / n)
                / density(within, wrong.mean, wrong.constant + wrong.by_word / n);
            let expected = ratio.ln().clamp(-8.0, 0.0);
            let found = TRUTH.log_odds(v, n);
            prop_assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn one_sentence_pulls_no_bead_below_the_lowest() {
        assert_eq!(TRUTH.log_odds(-0.3, 60.0), LOWEST);
        assert_eq!(TRUTH.log_odds(0.8, 60.0), 0.0);
    }

    #[test]
    fn nothing_learned_and_no_words_say_nothing() {
        for v in [-9.0, -0.3, 0.0, 0.15, 3.0] {
            assert_eq!(Contrast::default().log_odds(v, 12.0), 0.0);
            assert_eq!(TRUTH.log_odds(v, 0.0), 0.0);
        }
        assert_eq!(
            Contrast::fit(&TRUTH, &Counts::default()),
            Contrast::default()
        );
    }

    #[test]
    fn the_fit_finds_the_model_that_made_the_sentences() {
        let mut model = Contrast::default();
        for _ in 0..4 {
            let mut counts = Counts::default();
            for k in 0..8_000 {
                let n = f64::from(1 + k % 40);
                let sign = if (k / 40) % 2 == 0 { 1.0 } else { -1.0 };
                let make =
                    |from: &Spread| from.mean + sign * (from.constant + from.by_word / n).sqrt();
                // In parts, as beads of less than certainty count.
                model.count_right(&mut counts, make(&TRUTH.right), n, 0.5);
                model.count_wrong(&mut counts, make(&TRUTH.wrong), n);
                // Sentences without words are no sign of anything.
                model.count_right(&mut counts, 0.0, 0.0, 1.0);
                model.count_wrong(&mut counts, 0.0, 0.0);
            }
            let mut twice = Counts::default();
            twice.merge(&counts);
            twice.merge(&counts);
            model = Contrast::fit(&Contrast::default(), &twice);
        }
        for (found, truth) in [(model.right, TRUTH.right), (model.wrong, TRUTH.wrong)] {
            assert!((found.mean - truth.mean).abs() < 2e-3, "{found:?}");
            assert!((found.constant - truth.constant).abs() < 2e-3, "{found:?}");
            assert!((found.by_word - truth.by_word).abs() < 5e-3, "{found:?}");
        }
    }

    proptest! {
        #[test]
        fn no_variances_in_bounds_are_nearer_to_the_sentences(
            sentences in prop::collection::vec((-0.6f64..0.6, 1u32..60, 0.0f64..4.0), 0..30),
            steps in prop::collection::vec((-0.02f64..0.02, -0.1f64..0.1), 20),
        ) {
            let start = TRUTH.right;
            let mut counts = Counts::default();
            // d, u and weight of each, of the prior first.
            let prior = |u: f64| (start.constant + start.by_word * u, u, PRIOR / 2.0);
            let mut points = vec![prior(0.02), prior(0.2)];
            for &(off, n, p) in &sentences {
                let n = f64::from(n);
                TRUTH.count_right(&mut counts, start.mean + off, n, p);
                points.push((off * off, 1.0 / n, p));
            }
            let squares = |constant: f64, by_word: f64| -> f64 {
                let each = points.iter();
                each.map(|(d, u, p)| p * (d - constant - by_word * u).powi(2)).sum()
            };
            let found = counts.right.fit(&start);
            prop_assert!(found.constant >= LEAST_CONSTANT && found.by_word >= 0.0);
            let least = squares(found.constant, found.by_word);
            for (constant, by_word) in steps {
                let constant = (found.constant + constant).max(LEAST_CONSTANT);
                let by_word = (found.by_word + by_word).max(0.0);
                prop_assert!(least <= squares(constant, by_word) + 1e-9, "{found:?}");
            }
        }

        #[test]
        fn a_figure_beyond_a_mean_says_what_the_mean_does(off in 0.0f64..5.0, n in 1u32..60) {
            let n = f64::from(n);
            for (mean, beyond) in [(TRUTH.right.mean, off), (TRUTH.wrong.mean, -off)] {
                prop_assert_eq!(TRUTH.log_odds(mean + beyond, n), TRUTH.log_odds(mean, n));
            }
        }
    }

    #[test]
    fn the_fit_stays_a_distribution_whatever_it_counts() {
        let before = Contrast::default();
        for v in [-1e6, 0.0, 0.15, 1e6] {
            let mut counts = Counts::default();
            for _ in 0..1_000 {
                before.count_right(&mut counts, v, 1.0, 1.0);
                before.count_wrong(&mut counts, -v, 400.0);
            }
            let model = Contrast::fit(&before, &counts);
            for spread in [model.right, model.wrong] {
                assert!(spread.constant > 0.0 && spread.by_word >= 0.0, "{spread:?}");
            }
            assert!((LOWEST..=0.0).contains(&model.log_odds(v, 1.0)));
        }
    }
}
