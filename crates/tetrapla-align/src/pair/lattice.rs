//! The lattice of one group and pair: what is left of training when the lexicon is gone.

use super::reasons::Reasons;
use crate::lattice::{self, BeadTable, GapCosts, GapPriors, PosteriorBead, Posteriors, Region};

/// Posterior from which a bead stays a candidate.
pub(super) const STAYS: f64 = 1e-4;

/// The lattice of one group after training.
#[derive(Clone, Debug)]
pub struct PairLattice {
    /// The cells.
    pub region: Region,
    /// The candidates; `score` in nats, untempered, `posterior` tempered.
    pub beads: Vec<PosteriorBead>,
    /// Gap costs learned, as probabilities.
    pub gaps: GapPriors,
    /// Why the candidates score what they do; absent where nobody asks.
    pub reasons: Option<Reasons>,
}

impl PairLattice {
    /// The table of the candidates' scores.
    #[must_use]
    pub fn table(&self) -> BeadTable {
        table_of(&self.region, &self.beads)
    }

    /// Posteriors of the candidates as they are scored now.
    #[must_use]
    pub fn posteriors(&self, temper: f64) -> Posteriors {
        lattice::run(
            &self.table(),
            &GapCosts::new(self.gaps, temper),
            temper,
            STAYS * 0.01,
        )
    }
}

/// The table of beads as they are scored.
pub(super) fn table_of(region: &Region, beads: &[PosteriorBead]) -> BeadTable {
    let mut table = BeadTable::new(region.clone());
    for bead in beads {
        let size = (usize::from(bead.a), usize::from(bead.b));
        table.set(
            (bead.i as usize, bead.j as usize),
            size,
            f64::from(bead.score),
        );
    }
    table
}
