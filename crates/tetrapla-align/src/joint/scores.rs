//! A pair's candidates and gap costs, as the joint lattice needs them.

use rustc_hash::FxHashMap;

use crate::lattice::{GapCosts, GapPriors, PosteriorBead, Posteriors, log_sum};

/// A pair's candidates and gap costs.
#[derive(Clone, Debug)]
pub struct PairScores {
    beads: Vec<PosteriorBead>,
    starts: FxHashMap<(u32, u32), (u32, u32)>,
    temper: f64,
    stay: f64,
    /// Nats of leaving a sentence unaligned, source and target.
    gaps: [Vec<f64>; 2],
    /// Posterior that a sentence is unaligned, source and target.
    pub null: [Vec<f64>; 2],
}

impl PairScores {
    /// Gathers what a pair's lattice knows, its scores multiplied by `temper`.
    #[must_use]
    pub fn new(gaps: GapPriors, posteriors: &Posteriors, temper: f64) -> Self {
        let costs = GapCosts::new(gaps, temper);
        let mut starts: FxHashMap<(u32, u32), (u32, u32)> = FxHashMap::default();
        for (place, bead) in posteriors.beads.iter().enumerate() {
            let place = place as u32;
            let range = starts.entry((bead.i, bead.j)).or_insert((place, place));
            range.1 = place + 1;
        }
        // An affine cost has no place in a sum over pairs, so each sentence pays what it would
        // pay on average: opening a gap or going on with one, as the pair's posterior has it.
        let gap = |null: &[f64], opens: &[f64]| {
            null.iter()
                .zip(opens)
                .map(|(&null, &opens)| {
                    let share = if null > 1e-9 {
                        (opens / null).min(1.0)
                    } else {
                        1.0
                    };
                    share * (costs.open + costs.leave - costs.stay) + (1.0 - share) * costs.extend
                })
                .collect()
        };
        Self {
            beads: posteriors.beads.clone(),
            starts,
            temper,
            stay: costs.stay,
            gaps: [
                gap(&posteriors.source_null, &posteriors.source_opens),
                gap(&posteriors.target_null, &posteriors.target_opens),
            ],
            null: [
                posteriors.source_null.clone(),
                posteriors.target_null.clone(),
            ],
        }
    }

    /// The candidates that start at a cell.
    fn starting(&self, at: (u32, u32)) -> &[PosteriorBead] {
        match self.starts.get(&at) {
            Some(&(from, to)) => &self.beads[from as usize..to as usize],
            None => &[],
        }
    }

    /// All candidates.
    #[must_use]
    pub fn beads(&self) -> &[PosteriorBead] {
        &self.beads
    }

    /// The candidates that lie wholly between two cells.
    pub fn within(
        &self,
        from: (u32, u32),
        to: (u32, u32),
    ) -> impl Iterator<Item = &PosteriorBead> + '_ {
        // Beads stand by their first source sentence.
        let first = self.beads.partition_point(|bead| bead.i < from.0);
        self.beads[first..]
            .iter()
            .take_while(move |bead| bead.i < to.0)
            .filter(move |bead| {
                let (end_i, end_j) = (bead.i + u32::from(bead.a), bead.j + u32::from(bead.b));
                bead.j >= from.1 && end_i <= to.0 && end_j <= to.1
            })
    }

    /// Nats of the ways through the box between two cells, beads and unaligned sentences: at
    /// place `mask` of those ways that cross at least the `inner` cells of the mask's bits.
    ///
    /// A bead crosses a cell where it lies neither wholly before nor wholly after it.
    #[must_use]
    pub fn through(&self, from: (u32, u32), to: (u32, u32), inner: &[(u32, u32)]) -> Vec<f64> {
        let (a, b) = ((to.0 - from.0) as usize, (to.1 - from.1) as usize);
        let n_masks = 1usize << inner.len();
        let gap = |side: usize, at: u32| self.gaps[side][at as usize];
        if a == 0 || b == 0 {
            // Nothing is crossed.
            let mut nats = vec![f64::NEG_INFINITY; n_masks];
            nats[0] = (from.0..to.0).map(|i| gap(0, i)).sum::<f64>()
                + (from.1..to.1).map(|j| gap(1, j)).sum::<f64>();
            return nats;
        }
        // sums[p][q][mask]: the ways from the corner to p source and q target sentences after
        // it that cross exactly the mask. Source gaps go before target gaps, so that each way
        // counts once: `ready` may go on with either, `skipped` with target gaps or beads.
        let width = b + 1;
        let mut ready = vec![f64::NEG_INFINITY; (a + 1) * width * n_masks];
        let mut skipped = ready.clone();
        ready[0] = 0.0;
        let add = |into: &mut f64, value: f64| *into = log_sum(&[*into, value]);
        for p in 0..=a {
            for q in 0..=b {
                let here = (p * width + q) * n_masks;
                let beads = self.starting((from.0 + p as u32, from.1 + q as u32));
                for mask in 0..n_masks {
                    if p > 0 {
                        let value =
                            ready[here - width * n_masks + mask] + gap(0, from.0 + p as u32 - 1);
                        add(&mut ready[here + mask], value);
                    }
                    if q > 0 {
                        let before = here - n_masks + mask;
                        let value = log_sum(&[ready[before], skipped[before]])
                            + gap(1, from.1 + q as u32 - 1);
                        add(&mut skipped[here + mask], value);
                    }
                }
                for mask in 0..n_masks {
                    let value = log_sum(&[ready[here + mask], skipped[here + mask]]);
                    if value == f64::NEG_INFINITY {
                        continue;
                    }
                    for bead in beads {
                        let (x, y) = (p + usize::from(bead.a), q + usize::from(bead.b));
                        if x > a || y > b {
                            continue;
                        }
                        let crossed =
                            inner.iter().enumerate().fold(mask, |mask, (bit, &(i, j))| {
                                let (end_i, end_j) =
                                    (bead.i + u32::from(bead.a), bead.j + u32::from(bead.b));
                                let before = end_i <= i && end_j <= j;
                                let after = i <= bead.i && j <= bead.j;
                                if before || after {
                                    mask
                                } else {
                                    mask | 1 << bit
                                }
                            });
                        let end = (x * width + y) * n_masks + crossed;
                        add(
                            &mut ready[end],
                            value + self.temper * f64::from(bead.score) + self.stay,
                        );
                    }
                }
            }
        }
        let end = (a * width + b) * n_masks;
        let exactly: Vec<f64> = (0..n_masks)
            .map(|mask| log_sum(&[ready[end + mask], skipped[end + mask]]))
            .collect();
        (0..n_masks)
            .map(|mask| {
                let more: Vec<f64> = (0..n_masks)
                    .filter(|other| other & mask == mask)
                    .map(|other| exactly[other])
                    .collect();
                log_sum(&more)
            })
            .collect()
    }
}
