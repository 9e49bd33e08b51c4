//! How often each bead type occurs and how gaps behave, learned from the posteriors.

use serde::{Deserialize, Serialize};

use crate::lattice::{BEAD_TYPES, GapPriors, N_BEAD_TYPES, Posteriors, bead_type};

/// Beads' worth of prior for the types.
const TYPE_PRIOR: f64 = 30.0;
/// Matches' worth of prior for opening a gap.
const OPEN_PRIOR: f64 = 20.0;
/// Gap sentences' worth of prior for going on.
const EXTEND_PRIOR: f64 = 10.0;

/// The probabilities of the lattice's edges before any text is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Priors {
    /// Probability of each type of [`BEAD_TYPES`] among matching beads.
    types: [f64; N_BEAD_TYPES],
    /// Gap probabilities.
    pub gaps: GapPriors,
}

/// Sums from which [`Priors`] are learned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PriorCounts {
    types: [f64; N_BEAD_TYPES],
    n_matches: f64,
    n_documents: f64,
    n_opened: f64,
    n_extended: f64,
}

impl Priors {
    /// Before anything is learned: most beads are 1-1, few join more than three sentences.
    #[must_use]
    pub fn start(gaps: GapPriors) -> Self {
        let mut types = BEAD_TYPES.map(|(a, b)| match (a.min(b), a.max(b)) {
            (1, 1) => 0.80,
            (1, 2) => 0.06,
            (2, 2) => 0.015,
            (1, 3) => 0.008,
            _ => 0.003 * 0.35f64.powi((a + b) as i32 - 4),
        });
        let sum: f64 = types.iter().sum();
        types.iter_mut().for_each(|share| *share /= sum);
        Self { types, gaps }
    }

    /// `ln prior(a,b)` of each type.
    #[must_use]
    pub fn ln_types(&self) -> [f64; N_BEAD_TYPES] {
        self.types.map(f64::ln)
    }

    /// `ln prior(a,b)` of the type at that place of [`BEAD_TYPES`].
    #[must_use]
    pub fn ln_type(&self, kind: usize) -> f64 {
        self.types[kind].ln()
    }

    /// The priors that fit the counts, held to `start` by a Dirichlet prior.
    #[must_use]
    pub fn fit(start: &Self, counts: &PriorCounts, affine_gaps: bool) -> Self {
        let n: f64 = counts.types.iter().sum();
        let mut types = start.types;
        for (share, count) in types.iter_mut().zip(counts.types) {
            *share = (count + TYPE_PRIOR * *share) / (n + TYPE_PRIOR);
        }
        // Either side may open a gap after every match and at the start of each document.
        let places = counts.n_matches + counts.n_documents;
        let open = (counts.n_opened / 2.0 + OPEN_PRIOR * start.gaps.open) / (places + OPEN_PRIOR);
        let in_gap = counts.n_opened + counts.n_extended;
        let extend =
            (counts.n_extended + EXTEND_PRIOR * start.gaps.extend) / (in_gap + EXTEND_PRIOR);
        let (open, extend) = if affine_gaps {
            (open.min(0.45), extend.min(0.97))
        } else {
            // Every unaligned sentence alike, after whatever it comes.
            let each =
                (in_gap / 2.0 + OPEN_PRIOR * start.gaps.open) / (places + in_gap + OPEN_PRIOR);
            (each.min(0.45), each.min(0.45))
        };
        let gaps = GapPriors { open, extend };
        Self { types, gaps }
    }
}

impl PriorCounts {
    /// Adds other counts.
    pub fn merge(&mut self, other: &Self) {
        for (sum, term) in self.types.iter_mut().zip(other.types) {
            *sum += term;
        }
        self.n_matches += other.n_matches;
        self.n_documents += other.n_documents;
        self.n_opened += other.n_opened;
        self.n_extended += other.n_extended;
    }

    /// Adds what one pair of documents showed.
    pub fn add(&mut self, posteriors: &Posteriors) {
        for bead in &posteriors.beads {
            if let Some(kind) = bead_type(usize::from(bead.a), usize::from(bead.b)) {
                self.types[kind] += f64::from(bead.posterior);
            }
        }
        self.n_matches += posteriors.n_matches;
        self.n_documents += 1.0;
        self.n_opened += posteriors.n_opened;
        self.n_extended += posteriors.n_extended;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_of_one_cost_count_every_unaligned_sentence_alike() {
        let start = Priors::start(GapPriors::default());
        let counts = PriorCounts {
            n_matches: 70.0,
            n_documents: 2.0,
            n_opened: 4.0,
            n_extended: 16.0,
            ..PriorCounts::default()
        };
        let affine = Priors::fit(&start, &counts, true).gaps;
        assert!((affine.open - (2.0 + 20.0 * 0.04) / 92.0).abs() < 1e-12);
        assert!((affine.extend - (16.0 + 10.0 * 0.4) / 30.0).abs() < 1e-12);
        let linear = Priors::fit(&start, &counts, false).gaps;
        assert_eq!(linear.open, linear.extend);
        assert!((linear.open - (10.0 + 20.0 * 0.04) / 112.0).abs() < 1e-12);
    }
}
