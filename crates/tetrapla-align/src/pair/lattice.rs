//! The lattice of one group and pair: what is left of training when the lexicon is gone.

use super::reasons::{Reasons, key};
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

    /// Takes the candidates' posteriors anew, as they are scored now; 0 for those that are next
    /// to impossible.
    pub fn renew(&mut self, temper: f64) {
        // Both lists go by start cell, then type, and all of the second are in the first.
        let mut found = self.posteriors(temper).beads.into_iter().peekable();
        for bead in &mut self.beads {
            let same = found.next_if(|one| key(one) == key(bead));
            bead.posterior = same.map_or(0.0, |one| one.posterior);
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::BEAD_TYPES;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn renewed_posteriors_are_those_of_the_lattice(
            (n, m) in (1usize..5, 1usize..5),
            scores in prop::collection::vec(-40.0f32..40.0, 7..50),
        ) {
            let mut beads = Vec::new();
            for i in 0..n {
                for j in 0..m {
                    for (a, b) in BEAD_TYPES {
                        if i + a <= n && j + b <= m {
                            beads.push(PosteriorBead {
                                i: i as u32,
                                j: j as u32,
                                a: a as u8,
                                b: b as u8,
                                score: scores[beads.len() % scores.len()],
                                posterior: 2.0,
                            });
                        }
                    }
                }
            }
            let mut lattice = PairLattice {
                region: Region::full(n, m),
                beads: beads.clone(),
                gaps: GapPriors::default(),
                reasons: None,
            };
            let found = lattice.posteriors(0.5).beads;
            lattice.renew(0.5);
            prop_assert_eq!(lattice.beads.len(), beads.len());
            for (renewed, before) in lattice.beads.iter().zip(&beads) {
                prop_assert_eq!(key(renewed), key(before));
                prop_assert_eq!(renewed.score, before.score);
                let same = found.iter().find(|one| one.ranges() == before.ranges());
                prop_assert_eq!(renewed.posterior, same.map_or(0.0, |one| one.posterior));
            }
        }
    }
}
