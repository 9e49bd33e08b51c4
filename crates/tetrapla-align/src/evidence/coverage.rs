//! Evidence of coverage: a sentence of which the other side says nothing is no part of a bead.
//!
//! The sums of [`super::positional`] are dominated by the words that are linked, so a sentence
//! that has nothing to do with the rest costs a bead little. Here each sentence of a bead is
//! asked how much of it the other side explains, `v` nats a word, and judged by how such
//! figures fall in beads that are right and in pairs of sentences that have nothing to do with
//! each other:
//!
//! ```text
//! min(0, ln N(v; m1, a1 + b1 / n) - ln N(v; m0, a0 + b0 / n))     n words
//! ```
//!
//! summed over the sentences. The right ones are the run's own beads by their posteriors, the
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
        counts.add(&self.right, v, n.max(1.0), p);
    }

    /// Counts a sentence of a pair that has nothing in common.
    pub fn count_wrong(&self, counts: &mut CoverageCounts, v: f64, n: f64) {
        counts.add(&self.wrong, v, n.max(1.0), 1.0);
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
