//! Evidence of length: translations are about as long as what they translate.
//!
//! For sides of lengths x and y (code points without white space),
//!
//! ```text
//! ln [ .95 N(y; r x, s2 r x + c2 (r x)^2 + 1) + .05 B(y) ] - ln B(y),   B = Gamma(b k, theta)
//! ```
//!
//! where B is how long b sentences of the target are whatever they say: a sum of b lengths,
//! each of the Gamma distribution fitted to the document. Both directions are averaged. The
//! idea is Gale and Church's (1993, aclanthology J93-1004); the heavier tail (c2), the
//! background and the log-odds are what makes it hold on free translations.

use serde::{Deserialize, Serialize};

use crate::lattice::MAX_SIDE;

/// Share of the background in the mixture.
const BACKGROUND: f64 = 0.05;

/// How the length of a target side follows from that of the source side, in code points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct LengthModel {
    /// Target code points for one of the source.
    pub ratio: f64,
    /// Variance for one expected code point.
    pub linear: f64,
    /// Variance for one squared expected code point.
    pub quadratic: f64,
}

impl LengthModel {
    /// A model for a ratio, before anything is learned.
    #[must_use]
    pub fn start(ratio: f64) -> Self {
        Self {
            ratio,
            linear: 1.0,
            quadratic: 0.03,
        }
    }

    /// What to expect beside a side of length `x`.
    fn expect(&self, x: f64) -> Expected {
        let mean = self.ratio * x;
        let variance = self.linear * mean + self.quadratic * mean * mean + 1.0;
        Expected {
            mean,
            half_inverse: 0.5 / variance,
            constant: (1.0 - BACKGROUND).ln() - 0.5 * (std::f64::consts::TAU * variance).ln(),
        }
    }
}

/// How the other side of a bead falls, `ln(.95 N)` of it.
#[derive(Clone, Copy, Debug)]
struct Expected {
    mean: f64,
    half_inverse: f64,
    constant: f64,
}

impl Expected {
    fn ln(&self, y: f64) -> f64 {
        let off = y - self.mean;
        self.constant - off * off * self.half_inverse
    }
}

/// Sums from which [`LengthModel`] is fitted; they add over beads, documents and threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LengthCounts {
    source: f64,
    target: f64,
    points: [f64; 5],
}

impl LengthCounts {
    /// Adds other counts.
    pub fn merge(&mut self, other: &Self) {
        self.source += other.source;
        self.target += other.target;
        for (sum, term) in self.points.iter_mut().zip(other.points) {
            *sum += term;
        }
    }

    /// Adds a bead of lengths `x` and `y` with weight `p`, judged by the model so far.
    pub fn add(&mut self, model: &LengthModel, x: f64, y: f64, p: f64) {
        self.source += p * x;
        self.target += p * y;
        // Least squares of off^2 / mean = linear + quadratic * mean.
        let mean = (model.ratio * x).max(1.0);
        let off = y - mean;
        let value = (off * off - 1.0).max(0.0) / mean;
        // Outliers belong to the background, not to the variance.
        let value = value.min(25.0 * (model.linear + model.quadratic * mean));
        for (sum, term) in self
            .points
            .iter_mut()
            .zip([1.0, mean, mean * mean, value, value * mean])
        {
            *sum += p * term;
        }
    }

    /// The model that fits, held to `before` by ten beads' worth of prior.
    #[must_use]
    pub fn fit(&self, before: &LengthModel) -> LengthModel {
        if self.source <= 0.0 || self.target <= 0.0 {
            return *before;
        }
        let ratio = self.target / self.source;
        let prior = 10.0;
        let [n, x, xx, y, xy] = self.points;
        let typical = if n > 0.0 { x / n } else { 60.0 };
        // The prior stands at two lengths, so that it says something of both terms.
        let (mut s, mut sx, mut sxx, mut sy, mut sxy) = (n, x, xx, y, xy);
        for at in [0.5 * typical, 1.5 * typical] {
            let value = before.linear + before.quadratic * at;
            let weight = prior / 2.0;
            s += weight;
            sx += weight * at;
            sxx += weight * at * at;
            sy += weight * value;
            sxy += weight * value * at;
        }
        let determinant = s * sxx - sx * sx;
        let quadratic = if determinant > 1e-9 {
            (s * sxy - sx * sy) / determinant
        } else {
            0.0
        };
        let quadratic = quadratic.clamp(0.0, 1.0);
        let linear = (sy - quadratic * sx) / s;
        if linear < 0.05 {
            // All of it in the quadratic term.
            return LengthModel {
                ratio,
                linear: 0.05,
                quadratic: (sxy / sxx).clamp(1e-4, 1.0),
            };
        }
        LengthModel {
            ratio,
            linear,
            quadratic,
        }
    }
}

/// Sums over the lengths of sentences, from which their mean and variance come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LengthMoments {
    n: f64,
    sum: f64,
    squares: f64,
}

impl LengthMoments {
    /// Adds the lengths of a document's sentences.
    pub fn add(&mut self, lengths: &[f64]) {
        self.n += lengths.len() as f64;
        self.sum += lengths.iter().sum::<f64>();
        self.squares += lengths.iter().map(|length| length * length).sum::<f64>();
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        self.n += other.n;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// Mean and variance, the latter at least a tenth of the squared mean.
    #[must_use]
    pub fn mean_and_variance(&self) -> (f64, f64) {
        let mean = self.sum / self.n;
        let variance = self.squares / self.n - mean * mean;
        (mean, variance.max(0.1 * mean * mean))
    }
}

/// How long sentences of a document are, whatever they say: Gamma(shape, scale) by moments.
#[derive(Clone, Copy, Debug)]
pub struct LengthBackground {
    scale: f64,
    shape: f64,
    ln_gamma: [f64; MAX_SIDE + 1],
}

impl LengthBackground {
    /// Fits the lengths of a document, held to `mean` and `variance` of the run by five
    /// sentences' worth of prior.
    #[must_use]
    pub fn fit(lengths: &[f64], mean: f64, variance: f64) -> Self {
        let prior = 5.0;
        let n = lengths.len() as f64;
        let sum: f64 = lengths.iter().sum();
        let own_mean = (sum + prior * mean) / (n + prior);
        let squares: f64 = lengths
            .iter()
            .map(|length| (length - own_mean).powi(2))
            .sum();
        let own_variance = (squares + prior * variance) / (n + prior);
        let own_mean = own_mean.max(1.0);
        let own_variance = own_variance.max(0.05 * own_mean * own_mean).max(1.0);
        let shape = (own_mean * own_mean / own_variance).clamp(0.2, 20.0);
        let scale = own_mean / shape;
        let mut ln_gammas = [0.0; MAX_SIDE + 1];
        for (b, value) in ln_gammas.iter_mut().enumerate().skip(1) {
            *value = ln_gamma(b as f64 * shape);
        }
        Self {
            scale,
            shape,
            ln_gamma: ln_gammas,
        }
    }

    /// `ln B(y)` of a side of `b` sentences.
    fn ln(&self, b: usize, y: f64) -> f64 {
        let y = y.max(0.5);
        let shape = b as f64 * self.shape;
        (shape - 1.0) * y.ln() - y / self.scale - self.ln_gamma[b] - shape * self.scale.ln()
    }
}

/// All that the length of a side says by itself.
#[derive(Clone, Copy, Debug)]
struct Side {
    length: f64,
    /// Of the other side.
    expected: Expected,
    /// `ln B` of this one.
    background: f64,
}

/// The evidence of length of two documents, with what each side of a bead says by itself worked
/// out beforehand.
#[derive(Clone, Debug)]
pub struct Lengths([Vec<Side>; 2]);

impl Lengths {
    /// Of the lengths of the sentences of both.
    #[must_use]
    pub fn of(
        models: &[LengthModel; 2],
        backgrounds: &[LengthBackground; 2],
        lengths: [&[f64]; 2],
    ) -> Self {
        Self([0, 1].map(|which| {
            let (model, background) = (&models[which], &backgrounds[which]);
            let lengths = lengths[which];
            let mut sides = Vec::with_capacity(lengths.len() * MAX_SIDE);
            for first in 0..lengths.len() {
                let mut length = 0.0;
                for n in 1..=MAX_SIDE {
                    length += lengths.get(first + n - 1).copied().unwrap_or(0.0);
                    sides.push(Side {
                        length,
                        expected: model.expect(length),
                        background: background.ln(n, length),
                    });
                }
            }
            sides
        }))
    }

    /// Nats of log-odds of the bead of `a` and `b` sentences, one or more, that starts at
    /// `(i, j)`, both directions averaged.
    #[inline]
    #[must_use]
    pub fn log_odds(&self, (i, j): (usize, usize), (a, b): (usize, usize)) -> f64 {
        let (x, y) = (
            &self.0[0][i * MAX_SIDE + a - 1],
            &self.0[1][j * MAX_SIDE + b - 1],
        );
        let there = x.expected.ln(y.length) - y.background;
        let back = y.expected.ln(x.length) - x.background;
        // ln(exp(there) + .05), never below the background alone; likewise the other.
        let least = BACKGROUND.ln();
        let above = |one: f64| (-(one - least).abs()).exp();
        let both = (1.0 + above(there)) * (1.0 + above(back));
        0.5 * (there.max(least) + back.max(least) + both.ln())
    }
}

/// Logarithm of the Gamma function for positive `x` (Lanczos 1964, doi 10.1137/0701008, with
/// nine terms: error below 1e-13).
fn ln_gamma(x: f64) -> f64 {
    const G: f64 = 7.0;
    const TERMS: [f64; 9] = [
        0.999_999_999_999_809_9,
        676.520_368_121_885_1,
        -1_259.139_216_722_402_8,
        771.323_428_777_653_1,
        -176.615_029_162_140_6,
        12.507_343_278_686_905,
        -0.138_571_095_265_720_12,
        9.984_369_578_019_572e-6,
        1.505_632_735_149_311_6e-7,
    ];
    if x < 0.5 {
        let pi = std::f64::consts::PI;
        return (pi / (pi * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let base = x + G + 0.5;
    let sum = TERMS
        .iter()
        .enumerate()
        .skip(1)
        .fold(TERMS[0], |sum, (k, term)| sum + term / (x + k as f64));
    0.5 * std::f64::consts::TAU.ln() + (x + 0.5) * base.ln() - base + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gamma_function_is_the_factorial() {
        let mut factorial = 1.0f64;
        for n in 1..12 {
            assert!((ln_gamma(f64::from(n) + 1.0) - (factorial * f64::from(n)).ln()).abs() < 1e-10);
            factorial *= f64::from(n);
        }
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-10);
    }

    #[test]
    fn the_background_of_a_side_sums_to_one() {
        let background = LengthBackground::fit(&[30.0, 80.0, 55.0, 120.0, 70.0, 44.0], 60.0, 900.0);
        for b in 1..=3 {
            let sum: f64 = (1..40_000)
                .map(|y| background.ln(b, f64::from(y) * 0.1).exp() * 0.1)
                .sum();
            assert!((sum - 1.0).abs() < 0.02, "{b}: {sum}");
        }
    }

    #[test]
    fn equal_lengths_speak_for_and_far_ones_against() {
        let models = [LengthModel::start(1.0); 2];
        let background = LengthBackground::fit(&[30.0, 80.0, 55.0, 120.0, 70.0, 44.0], 60.0, 900.0);
        let score =
            |x, y| Lengths::of(&models, &[background; 2], [&[x], &[y]]).log_odds((0, 0), (1, 1));
        assert!(score(80.0, 82.0) > 0.5);
        assert!(score(80.0, 20.0) < -1.0);
        assert!((score(80.0, 50.0) - score(50.0, 80.0)).abs() < 1e-12);
        assert!(score(80.0, 1e6) >= BACKGROUND.ln() - 1e-9);
    }

    #[test]
    fn beads_score_as_the_formula_says() {
        let lengths = [[30.0, 80.0, 55.0, 9.0], [120.0, 70.0, 44.0, 1.0]];
        let mut models = [1.2, 0.8].map(LengthModel::start);
        models[1].linear = 2.5;
        let backgrounds = lengths.map(|own| LengthBackground::fit(&own, 60.0, 900.0));
        let found = Lengths::of(&models, &backgrounds, [&lengths[0], &lengths[1]]);
        for (at, size) in [((0, 0), (1, 1)), ((1, 2), (2, 1)), ((0, 1), (4, 3))] {
            let x: f64 = lengths[0][at.0..at.0 + size.0].iter().sum();
            let y: f64 = lengths[1][at.1..at.1 + size.1].iter().sum();
            let one = |model: &LengthModel, x: f64, y: f64, background: f64| {
                let mean = model.ratio * x;
                let variance = model.linear * mean + model.quadratic * mean * mean + 1.0;
                let normal = (-(y - mean).powi(2) / (2.0 * variance)).exp()
                    / (std::f64::consts::TAU * variance).sqrt();
                let chance = background.exp();
                ((0.95 * normal + 0.05 * chance) / chance).ln()
            };
            let there = one(&models[0], x, y, backgrounds[1].ln(size.1, y));
            let back = one(&models[1], y, x, backgrounds[0].ln(size.0, x));
            let plain = 0.5 * (there + back);
            assert!((found.log_odds(at, size) - plain).abs() < 1e-9);
        }
    }

    #[test]
    fn the_fit_finds_the_model_that_made_the_beads() {
        let truth = LengthModel {
            ratio: 1.25,
            linear: 2.0,
            quadratic: 0.02,
        };
        let mut model = LengthModel::start(1.0);
        for _ in 0..6 {
            let mut counts = LengthCounts::default();
            for k in 0..3_840 {
                let x = 10.0 + f64::from(k % 160);
                let mean = truth.ratio * x;
                let deviation = (truth.linear * mean + truth.quadratic * mean * mean + 1.0).sqrt();
                let sign = if (k / 160) % 2 == 0 { 1.0 } else { -1.0 };
                counts.add(&model, x, mean + sign * deviation, 1.0);
            }
            model = counts.fit(&model);
        }
        assert!((model.ratio - 1.25).abs() < 1e-3, "{model:?}");
        assert!((model.linear - 2.0).abs() < 0.3, "{model:?}");
        assert!((model.quadratic - 0.02).abs() < 5e-3, "{model:?}");
    }
}
