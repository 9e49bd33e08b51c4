//! The pair lattice: boundaries of two texts as cells, beads and unaligned sentences as edges.
//!
//! [`Region`] says which cells exist, [`BeadTable`] what each bead scores, [`run`] sums over all
//! paths, [`decode`] picks one. [`plain`] is the slow oracle of the fast ones. Nothing here
//! knows where a score comes from.

pub mod decode;
pub mod forward_backward;
pub mod plain;
pub mod region;
pub mod table;

pub use decode::{Step, harden, maximum_expected_accuracy, viterbi};
pub use forward_backward::{PosteriorBead, Posteriors, run};
pub use region::Region;
pub use table::{BEAD_TYPES, BeadTable, MAX_BOTH, MAX_SIDE, N_BEAD_TYPES, bead_type};

use serde::{Deserialize, Serialize};

/// What leaving sentences unaligned costs: probabilities of an affine gap.
///
/// A match is followed by an unaligned source sentence with probability `open`, likewise by an
/// unaligned target sentence; a gap goes on with probability `extend`. Unaligned source
/// sentences may be followed directly by unaligned target ones, not the reverse, so that each
/// alignment is one path.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GapPriors {
    /// Probability that a gap opens on one given side.
    pub open: f64,
    /// Probability that an open gap takes one more sentence.
    pub extend: f64,
}

impl Default for GapPriors {
    fn default() -> Self {
        Self {
            open: 0.04,
            extend: 0.4,
        }
    }
}

/// The logarithms of [`GapPriors`] that the lattice adds, in nats, after tempering.
#[derive(Clone, Copy, Debug)]
pub struct GapCosts {
    /// A match follows a match.
    pub stay: f64,
    /// A gap opens.
    pub open: f64,
    /// A gap goes on.
    pub extend: f64,
    /// A match follows a gap.
    pub leave: f64,
}

impl GapCosts {
    /// The costs, each multiplied by `temper`.
    #[must_use]
    pub fn new(priors: GapPriors, temper: f64) -> Self {
        let open = priors.open.clamp(1e-6, 0.45);
        let extend = priors.extend.clamp(1e-6, 0.97).min(1.0 - open / 2.0 - 1e-3);
        Self {
            stay: temper * (1.0 - 2.0 * open).ln(),
            open: temper * open.ln(),
            extend: temper * extend.ln(),
            leave: temper * (1.0 - extend - open / 2.0).ln(),
        }
    }
}

/// `ln(sum(exp(values)))`, negative infinity for none.
pub(crate) fn log_sum(values: &[f64]) -> f64 {
    let max = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if max == f64::NEG_INFINITY {
        return max;
    }
    let sum: f64 = values
        .iter()
        .map(|value| value - max)
        .filter(|d| *d > -40.0)
        .map(f64::exp)
        .sum();
    max + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::de::value::{Error, MapDeserializer};

    #[test]
    fn a_gap_cost_that_is_not_given_keeps_its_default() {
        let read = |field, value| {
            let fields = [(field, value)].into_iter();
            GapPriors::deserialize(MapDeserializer::<_, Error>::new(fields))
        };
        let open = GapPriors {
            open: 0.1,
            ..GapPriors::default()
        };
        assert_eq!(read("open", 0.1), Ok(open));
        let extend = GapPriors {
            extend: 0.3,
            ..GapPriors::default()
        };
        assert_eq!(read("extend", 0.3), Ok(extend));
        assert!(read("opne", 0.1).is_err());
    }
}
