//! What a unit scores in one pair of languages, from the pair's lattice.

use rustc_hash::FxHashMap;

use crate::lattice::{GapCosts, PosteriorBead, Posteriors, log_sum};
use crate::pair::PairLattice;

/// A pair's candidates and gap costs, tempered for the joint lattice.
#[derive(Clone, Debug)]
pub struct PairScores {
    beads: Vec<PosteriorBead>,
    starts: FxHashMap<(u32, u32), (u32, u32)>,
    ends: FxHashMap<(u32, u32), f64>,
    temper: f64,
    stay: f64,
    /// Nats of leaving a sentence unaligned, source and target.
    gaps: [Vec<f64>; 2],
    /// Posterior that a sentence is unaligned, source and target.
    pub null: [Vec<f64>; 2],
}

impl PairScores {
    /// Gathers what a lattice knows, its scores multiplied by `temper`.
    #[must_use]
    pub fn new(lattice: &PairLattice, posteriors: &Posteriors, temper: f64) -> Self {
        let costs = GapCosts::new(lattice.gaps, temper);
        let mut starts = FxHashMap::default();
        let mut ends: FxHashMap<(u32, u32), f64> = FxHashMap::default();
        for (place, bead) in posteriors.beads.iter().enumerate() {
            let place = place as u32;
            starts.entry((bead.i, bead.j)).and_modify(|range: &mut (u32, u32)| range.1 = place + 1).or_insert((place, place + 1));
            let end = (bead.i + u32::from(bead.a), bead.j + u32::from(bead.b));
            *ends.entry(end).or_default() += f64::from(bead.posterior);
        }
        // An affine cost has no place in a sum over pairs, so each sentence pays what it would
        // pay on average: opening a gap or going on with one, as the pair's posterior has it.
        let gap = |null: &[f64], opens: &[f64]| {
            null.iter()
                .zip(opens)
                .map(|(&null, &opens)| {
                    let share = if null > 1e-9 { (opens / null).min(1.0) } else { 1.0 };
                    share * (costs.open + costs.leave - costs.stay) + (1.0 - share) * costs.extend
                })
                .collect()
        };
        Self {
            beads: posteriors.beads.clone(),
            starts,
            ends,
            temper,
            stay: costs.stay,
            gaps: [
                gap(&posteriors.source_null, &posteriors.source_opens),
                gap(&posteriors.target_null, &posteriors.target_opens),
            ],
            null: [posteriors.source_null.clone(), posteriors.target_null.clone()],
        }
    }

    /// The candidates that start at a cell.
    #[must_use]
    pub fn starting(&self, at: (u32, u32)) -> &[PosteriorBead] {
        match self.starts.get(&at) {
            Some(&(from, to)) => &self.beads[from as usize..to as usize],
            None => &[],
        }
    }

    /// Posterior that some bead ends at a cell.
    #[must_use]
    pub fn ending(&self, at: (u32, u32)) -> f64 {
        self.ends.get(&at).copied().unwrap_or(0.0)
    }

    /// All cells where some bead ends, in no order.
    pub fn ends(&self) -> impl Iterator<Item = ((u32, u32), f64)> + '_ {
        self.ends.iter().map(|(&at, &posterior)| (at, posterior))
    }

    /// All candidates.
    #[must_use]
    pub fn beads(&self) -> &[PosteriorBead] {
        &self.beads
    }

    /// Nats of the one bead of `a` by `b` sentences at a cell; negative infinity where it is no
    /// candidate.
    #[must_use]
    pub fn single(&self, at: (u32, u32), (a, b): (u8, u8)) -> f64 {
        self.starting(at)
            .iter()
            .find(|bead| (bead.a, bead.b) == (a, b))
            .map_or(f64::NEG_INFINITY, |bead| self.temper * f64::from(bead.score) + self.stay)
    }

    /// Nats of all ways through the box of `a` by `b` sentences from a cell: beads and
    /// unaligned sentences inside it. With one side empty, the gap costs of the other.
    #[must_use]
    pub fn through(&self, (i, j): (u32, u32), (a, b): (u8, u8)) -> f64 {
        let (a, b) = (usize::from(a), usize::from(b));
        let gap = |side: usize, at: u32| self.gaps[side][at as usize];
        if b == 0 {
            return (0..a as u32).map(|k| gap(0, i + k)).sum();
        }
        if a == 0 {
            return (0..b as u32).map(|k| gap(1, j + k)).sum();
        }
        // sums[p][q]: all ways from the corner to p source and q target sentences after it.
        // Source gaps go before target gaps, so that each way counts once.
        let width = b + 1;
        let mut ready = vec![f64::NEG_INFINITY; (a + 1) * width];
        let mut skipped = vec![f64::NEG_INFINITY; (a + 1) * width];
        ready[0] = 0.0;
        for p in 0..=a {
            for q in 0..=b {
                let at = p * width + q;
                // Into source gaps from anything but target gaps; into target gaps from all.
                if p > 0 {
                    let before = (p - 1) * width + q;
                    let value = ready[before] + gap(0, i + p as u32 - 1);
                    ready[at] = log_sum(&[ready[at], value]);
                }
                if q > 0 {
                    let before = p * width + q - 1;
                    let from = log_sum(&[ready[before], skipped[before]]);
                    skipped[at] = log_sum(&[skipped[at], from + gap(1, j + q as u32 - 1)]);
                }
                let from = log_sum(&[ready[at], skipped[at]]);
                if from == f64::NEG_INFINITY {
                    continue;
                }
                for bead in self.starting((i + p as u32, j + q as u32)) {
                    let (x, y) = (p + usize::from(bead.a), q + usize::from(bead.b));
                    if x <= a && y <= b {
                        let end = x * width + y;
                        let value = from + self.temper * f64::from(bead.score) + self.stay;
                        ready[end] = log_sum(&[ready[end], value]);
                    }
                }
            }
        }
        let end = a * width + b;
        log_sum(&[ready[end], skipped[end]])
    }
}
