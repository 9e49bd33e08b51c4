//! Evidence of coverage: a sentence of which the other side says nothing is no part of a bead.
//!
//! The sums of [`super::positional`] are dominated by the words that are linked, so a sentence
//! that has nothing to do with the rest costs a bead little. Here each sentence of a bead is
//! asked how much of it the other side explains, `v` nats a word, and judged by how such
//! figures fall in beads that are right and in pairs of sentences that have nothing to do with
//! each other:
//!
//! ```text
//! min(0, ln N(v'; m1, a1 + b1 / n) - ln N(v'; m0, a0 + b0 / n))     n words, v' = min(v, m1)
//! ```
//!
//! summed over the sentences, none below -8; a sentence without words says nothing. The right ones are the run's own beads by their posteriors, the
//! wrong ones sentences half a text away from their place; both are learned anew each round.

/// Nats below which one sentence cannot pull a bead.
const LOWEST: f64 = -8.0;
/// Sentences' worth of prior of each distribution.
const PRIOR: f64 = 8.0;

/// How `v` falls: mean, and variance as a constant and a share that shrinks with the words.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Spread {
    mean: f64,
    constant: f64,
    by_word: f64,
}

impl Spread {
    fn ln(&self, v: f64, n: f64) -> f64 {
        let variance = self.constant + self.by_word / n;
        let off = v - self.mean;
        -0.5 * (off * off / variance + variance.ln())
    }
}

/// How much of a sentence the other side explains, in right beads and in wrong ones.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CoverageModel {
    right: Spread,
    wrong: Spread,
}

/// Sums from which one of the two distributions is fitted.
#[derive(Clone, Copy, Debug, Default)]
pub struct CoverageCounts {
    /// Weights of `1, v` and, of squared deviations d and u = 1/n, `1, u, u^2, d, d u`.
    mean: [f64; 2],
    spread: [f64; 5],
}

impl CoverageCounts {
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

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        let own = self.mean.iter_mut().chain(&mut self.spread);
        for (sum, term) in own.zip(other.mean.iter().chain(&other.spread)) {
            *sum += term;
        }
    }

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
        let by_word = ((s * sdu - su * sd) / determinant).max(0.0);
        let constant = ((sd - by_word * su) / s).max(0.002);
        Spread {
            mean,
            constant,
            by_word,
        }
    }
}

impl Default for CoverageModel {
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

impl CoverageModel {
    /// Nats of one sentence of `n` words of which the other side explains `v` nats a word.
    #[must_use]
    pub fn log_odds(&self, v: f64, n: f64) -> f64 {
        if n < 1.0 {
            return 0.0;
        }
        let v = v.min(self.right.mean);
        (self.right.ln(v, n) - self.wrong.ln(v, n)).clamp(LOWEST, 0.0)
    }

    /// Counts a sentence of a bead that is right with probability `p`.
    pub fn count_right(&self, counts: &mut CoverageCounts, v: f64, n: f64, p: f64) {
        counts.add(&self.right, v, n, p);
    }

    /// Counts a sentence of a pair that has nothing in common.
    pub fn count_wrong(&self, counts: &mut CoverageCounts, v: f64, n: f64) {
        counts.add(&self.wrong, v, n, 1.0);
    }

    /// The model that fits.
    #[must_use]
    pub fn fit(right: &CoverageCounts, wrong: &CoverageCounts) -> Self {
        let start = Self::default();
        if wrong.mean[0] == 0.0 {
            return start;
        }
        Self {
            right: right.fit(&start.right),
            wrong: wrong.fit(&start.wrong),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const TRUTH: CoverageModel = CoverageModel {
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
            let capped = if v > right.mean { right.mean } else { v };
            let ratio = density(capped, right.mean, right.constant + right.by_word / n)
                / density(capped, wrong.mean, wrong.constant + wrong.by_word / n);
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
            assert_eq!(CoverageModel::default().log_odds(v, 12.0), 0.0);
            assert_eq!(TRUTH.log_odds(v, 0.0), 0.0);
        }
        let (right, wrong) = Default::default();
        assert_eq!(CoverageModel::fit(&right, &wrong), CoverageModel::default());
    }

    #[test]
    fn the_fit_finds_the_model_that_made_the_sentences() {
        let mut model = CoverageModel::default();
        for _ in 0..4 {
            let [mut right, mut wrong] = [CoverageCounts::default(); 2];
            for k in 0..8_000 {
                let n = f64::from(1 + k % 40);
                let sign = if (k / 40) % 2 == 0 { 1.0 } else { -1.0 };
                let make =
                    |from: &Spread| from.mean + sign * (from.constant + from.by_word / n).sqrt();
                // Half of them in parts, as beads of less than certainty count.
                model.count_right(&mut right, make(&TRUTH.right), n, 0.5);
                model.count_wrong(&mut wrong, make(&TRUTH.wrong), n);
                // Sentences without words are no sign of anything.
                model.count_right(&mut right, 0.0, 0.0, 1.0);
                model.count_wrong(&mut wrong, 0.0, 0.0);
            }
            let mut halves = CoverageCounts::default();
            halves.merge(&right);
            halves.merge(&right);
            model = CoverageModel::fit(&halves, &wrong);
        }
        for (found, truth) in [(model.right, TRUTH.right), (model.wrong, TRUTH.wrong)] {
            assert!((found.mean - truth.mean).abs() < 2e-3, "{found:?}");
            assert!((found.constant - truth.constant).abs() < 2e-3, "{found:?}");
            assert!((found.by_word - truth.by_word).abs() < 5e-3, "{found:?}");
        }
    }

    #[test]
    fn the_fit_stays_a_distribution_whatever_it_counts() {
        let before = CoverageModel::default();
        for v in [-1e6, 0.0, 0.15, 1e6] {
            let [mut right, mut wrong] = [CoverageCounts::default(); 2];
            for _ in 0..1_000 {
                before.count_right(&mut right, v, 1.0, 1.0);
                before.count_wrong(&mut wrong, -v, 400.0);
            }
            let model = CoverageModel::fit(&right, &wrong);
            for spread in [model.right, model.wrong] {
                assert!(spread.constant > 0.0 && spread.by_word >= 0.0, "{spread:?}");
            }
            assert!((LOWEST..=0.0).contains(&model.log_odds(v, 1.0)));
        }
    }
}
