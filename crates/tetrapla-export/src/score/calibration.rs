//! How honest stated probabilities are: of what is given 0.9, are nine in ten right?
//!
//! The table of bins is the reliability diagram of DeGroot and Fienberg 1983,
//! <https://doi.org/10.2307/2987588>; the expected calibration error over bins of equal width is
//! that of Naeini, Cooper and Hauskrecht 2015, "Obtaining Well Calibrated Probabilities Using
//! Bayesian Binning", AAAI; the mean squared error is the score of Brier 1950. Nothing is read
//! here, and what is right is decided elsewhere.

use std::fmt;
use std::ops::AddAssign;

/// Bins of equal width over `[0, 1]`, as is usual.
pub const N_BINS: usize = 10;

/// The thresholds that are shown: where people cut bitext.
const THRESHOLDS: [f64; 6] = [0.5, 0.7, 0.8, 0.9, 0.95, 0.99];

/// Probabilities that were stated, each with whether what it was stated of proved right.
///
/// ```
/// use tetrapla_export::Calibration;
///
/// let mut calibration = Calibration::default();
/// for (probability, right) in [(0.95, true), (0.85, true), (0.85, false), (0.2, false)] {
///     calibration.add(probability, right);
/// }
/// // Bins .2 to .3, .8 to .9 and .9 to 1: .25 * .2 + .5 * .35 + .25 * .05.
/// assert!((calibration.ece() - 0.2375).abs() < 1e-12);
/// assert_eq!(calibration.at_least(0.8).n_right, 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    stated: Vec<(f64, bool)>,
    n_gold: usize,
}

/// One bin of a reliability table: from `lower`, included, up to `upper`, which only the last
/// bin includes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Where the bin begins.
    pub lower: f64,
    /// Where it ends.
    pub upper: f64,
    /// How many probabilities fell into it.
    pub n: usize,
    /// Their mean; 0 where there is none.
    pub mean_probability: f64,
    /// The share that proved right, in `[0, 1]`; 0 where there is none.
    pub share_right: f64,
}

/// What is left where everything below a threshold is thrown away.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kept {
    /// The least probability that is kept.
    pub threshold: f64,
    /// How many are kept.
    pub n: usize,
    /// How many of these are right.
    pub n_right: usize,
    /// How many right ones there were to find, see [`Calibration::add_gold`].
    pub n_gold: usize,
}

impl Calibration {
    /// Adds a stated probability and whether it proved right. What lies outside `[0, 1]` counts
    /// as the nearer end, and what is no number as 0.
    pub fn add(&mut self, probability: f64, right: bool) {
        let probability = if probability.is_nan() {
            0.0
        } else {
            probability.clamp(0.0, 1.0)
        };
        self.stated.push((probability, right));
    }

    /// Adds to how many right ones there were to find; only recall needs it.
    pub fn add_gold(&mut self, n: usize) {
        self.n_gold += n;
    }

    /// How many right ones there were to find.
    #[must_use]
    pub fn n_gold(&self) -> usize {
        self.n_gold
    }

    /// How many probabilities were added.
    #[must_use]
    pub fn n(&self) -> usize {
        self.stated.len()
    }

    /// The reliability table, ascending.
    #[must_use]
    pub fn bins(&self) -> [Bin; N_BINS] {
        let mut sums = [(0, 0.0, 0); N_BINS];
        for &(probability, right) in &self.stated {
            let (n, sum, n_right) = &mut sums[bin_of(probability)];
            *n += 1;
            *sum += probability;
            *n_right += usize::from(right);
        }
        std::array::from_fn(|place| {
            let (n, sum, n_right) = sums[place];
            Bin {
                lower: number(place) / number(N_BINS),
                upper: number(place + 1) / number(N_BINS),
                n,
                mean_probability: sum / number(n.max(1)),
                share_right: number(n_right) / number(n.max(1)),
            }
        })
    }

    /// The expected calibration error: `sum_b n_b / N |mean probability - share right|` over the
    /// bins, in `[0, 1]`, 0 where nothing was added. Lower is better.
    #[must_use]
    pub fn ece(&self) -> f64 {
        let weighted = self.bins().into_iter().map(|bin| {
            let apart = (bin.mean_probability - bin.share_right).abs();
            number(bin.n) * apart
        });
        weighted.sum::<f64>() / number(self.n().max(1))
    }

    /// The Brier score: the mean of `(probability - right)^2`, in `[0, 1]`, 0 where nothing was
    /// added. Lower is better.
    #[must_use]
    pub fn brier(&self) -> f64 {
        let squares = self
            .stated
            .iter()
            .map(|&(probability, right)| (probability - f64::from(u8::from(right))).powi(2));
        squares.sum::<f64>() / number(self.n().max(1))
    }

    /// What is left from a threshold on, itself included.
    #[must_use]
    pub fn at_least(&self, threshold: f64) -> Kept {
        let kept = self.stated.iter().filter(|(given, _)| *given >= threshold);
        let (mut n, mut n_right) = (0, 0);
        for (_, right) in kept {
            n += 1;
            n_right += usize::from(*right);
        }
        Kept {
            threshold,
            n,
            n_right,
            n_gold: self.n_gold,
        }
    }
}

impl AddAssign for Calibration {
    fn add_assign(&mut self, other: Self) {
        self.stated.extend(other.stated);
        self.n_gold += other.n_gold;
    }
}

impl Kept {
    /// Share of what is kept that is right; `None` where nothing is kept.
    #[must_use]
    pub fn precision(&self) -> Option<f64> {
        (self.n > 0).then(|| number(self.n_right) / number(self.n))
    }

    /// Share of what there was to find that is kept and right; `None` where there was nothing.
    #[must_use]
    pub fn recall(&self) -> Option<f64> {
        (self.n_gold > 0).then(|| number(self.n_right) / number(self.n_gold))
    }
}

/// The bin that a probability falls into.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a probability times ten is from 0 to 10"
)]
fn bin_of(probability: f64) -> usize {
    ((probability * number(N_BINS)) as usize).min(N_BINS - 1)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "counts of sentences are far below 2^53"
)]
fn number(n: usize) -> f64 {
    n as f64
}

/// The reliability table, then what is left at some thresholds; no line end after the last.
impl fmt::Display for Calibration {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            formatter,
            "ECE {:.4}   Brier {:.4}",
            self.ece(),
            self.brier()
        )?;
        let shown =
            |share: Option<f64>| share.map_or("-".to_owned(), |share| format!("{share:.4}"));
        writeln!(
            formatter,
            "{:<12}{:>8}{:>10}{:>10}",
            "probability", "count", "mean", "right"
        )?;
        for bin in self.bins() {
            let (mean, right) = (bin.mean_probability, bin.share_right);
            let [mean, right] = [mean, right].map(|share| shown((bin.n > 0).then_some(share)));
            writeln!(
                formatter,
                "{:.1} to {:.1}  {:>8}{mean:>10}{right:>10}",
                bin.lower, bin.upper, bin.n
            )?;
        }
        write!(
            formatter,
            "{:<12}{:>8}{:>10}{:>10}",
            "at least", "count", "precision", "recall"
        )?;
        for threshold in THRESHOLDS {
            let kept = self.at_least(threshold);
            let (precision, recall) = (shown(kept.precision()), shown(kept.recall()));
            write!(
                formatter,
                "\n{threshold:<12.2}{:>8}{precision:>10}{recall:>10}",
                kept.n
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn edges_belong_to_the_bin_that_they_open() {
        let mut calibration = Calibration::default();
        for tenths in 0..=10_u8 {
            calibration.add(f64::from(tenths) / 10.0, false);
        }
        let counts = calibration.bins().map(|bin| bin.n);
        assert_eq!(counts, [1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
    }

    #[test]
    fn what_is_no_probability_is_brought_back() {
        let mut calibration = Calibration::default();
        for wrong in [f64::NAN, -3.0, 7.0, f64::INFINITY] {
            calibration.add(wrong, true);
        }
        assert_eq!(calibration.at_least(1.0).n, 2);
        assert_eq!(calibration.brier(), 0.5);
    }

    #[test]
    fn nothing_gives_no_figures() {
        let calibration = Calibration::default();
        let kept = calibration.at_least(0.0);
        assert_eq!((kept.precision(), kept.recall()), (None, None));
        assert_eq!((calibration.ece(), calibration.brier()), (0.0, 0.0));
        assert!(!calibration.to_string().contains("NaN"));
    }

    /// The definition, bin by bin, with bounds compared one by one.
    fn plain_ece(stated: &[(f64, bool)]) -> f64 {
        let mut error = 0.0;
        for place in 0..10_u8 {
            let bounds = [place, place + 1].map(|tenths| f64::from(tenths) / 10.0);
            let inside: Vec<_> = stated
                .iter()
                .filter(|(p, _)| bounds[0] <= *p && (*p < bounds[1] || place == 9))
                .collect();
            if !inside.is_empty() {
                let n = inside.len() as f64;
                let mean = inside.iter().map(|(p, _)| p).sum::<f64>() / n;
                let right = inside.iter().filter(|(_, right)| *right).count() as f64 / n;
                error += n / stated.len() as f64 * (mean - right).abs();
            }
        }
        error
    }

    proptest! {
        #[test]
        fn figures_are_those_of_the_definitions(
            stated in prop::collection::vec((0..=10_000_u32, any::<bool>()), 1..50),
            split in 0..50_usize,
        ) {
            let stated: Vec<(f64, bool)> = stated
                .into_iter()
                .map(|(p, right)| (f64::from(p) / 10_000.0, right))
                .collect();
            let of = |part: &[(f64, bool)]| {
                let mut made = Calibration::default();
                part.iter().for_each(|(p, right)| made.add(*p, *right));
                made
            };
            let whole = of(&stated);
            prop_assert!((whole.ece() - plain_ece(&stated)).abs() < 1e-12);
            prop_assert_eq!(whole.at_least(0.0).n, stated.len());
            prop_assert!((0.0..=1.0).contains(&whole.brier()));
            let (before, after) = stated.split_at(split.min(stated.len()));
            let mut sum = of(before);
            sum += of(after);
            prop_assert_eq!(sum, whole);
        }
    }
}
