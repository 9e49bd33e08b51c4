//! Cuts: tuples of boundaries, one a language, at which a group could be taken apart.

use super::pairs::Pairs;
use crate::alignment::pair_index;
use crate::lattice::PosteriorBead;

/// Probability from which the pairs are sure of a cut, on average over their log-odds.
const SURE: f64 = 0.999;
/// Surer than that is nobody: one pair does not outweigh all others.
const SUREST: f64 = 1e-5;
/// Most cells of all pairs' parts of a block that are looked at.
const MAX_CELLS: u64 = 1 << 22;
/// Languages from which a cut may be implausible to one pair: of so many pairs one may be wrong.
const MANY_LANGUAGES: usize = 4;
/// Partial tuples that are followed while cuts are searched: so many for each cut let pass.
const PARTIAL: usize = 32;

/// Cuts of which the pairs are sure, rising, from the beginning to the end of all texts.
///
/// A chain of cuts is led by the first language: each of its boundaries with, in every other
/// language, the end of the last bead before it. What crosses them is summed for all at once,
/// so the time is linear in the candidates, but for a binary search each.
#[must_use]
pub fn sure(n_sentences: &[usize], pairs: &Pairs<'_>) -> Vec<Vec<u32>> {
    let n = n_sentences.len();
    // boundaries[y][i]: the boundary of y in the chain's cut at boundary i of the first.
    let mut boundaries: Vec<Vec<u32>> = vec![(0..=n_sentences[0] as u32).collect()];
    for y in 1..n {
        let mut ends = vec![0; n_sentences[0] + 1];
        for bead in pairs.of(0, y).0.beads() {
            if bead.posterior > 0.5 {
                let end = &mut ends[bead.i as usize + usize::from(bead.a)];
                *end = u32::max(*end, bead.j + u32::from(bead.b));
            }
        }
        for i in 1..ends.len() {
            ends[i] = ends[i].max(ends[i - 1]);
        }
        boundaries.push(ends);
    }
    let mut log_odds = vec![100.0f64; n_sentences[0] + 1];
    for (place, x, y) in pairs.all() {
        let crossed = crossed(pairs.scores[place].beads(), &boundaries[x], &boundaries[y]);
        for (sum, crossed) in log_odds.iter_mut().zip(crossed) {
            let crossed = crossed.clamp(SUREST, 1.0 - SUREST);
            *sum = f64::min(*sum, ((1.0 - crossed) / crossed).ln());
        }
    }
    let least = (SURE / (1.0 - SURE)).ln();
    let end: Vec<u32> = n_sentences.iter().map(|&n| n as u32).collect();
    let mut made = vec![vec![0; n]];
    for i in 1..=n_sentences[0] {
        let tuple: Vec<u32> = boundaries.iter().map(|one| one[i]).collect();
        if log_odds[i] >= least && tuple != end {
            made.push(tuple);
        }
    }
    made.push(end);
    made
}

/// For each of the cells `(xs[k], ys[k])`, which rise in both, the posterior of all beads that
/// cross it.
pub(super) fn crossed(beads: &[PosteriorBead], xs: &[u32], ys: &[u32]) -> Vec<f64> {
    let mut changes = vec![0.0; xs.len() + 1];
    for bead in beads {
        let (end_i, end_j) = (bead.i + u32::from(bead.a), bead.j + u32::from(bead.b));
        // The first cell that it is not wholly after, and the first that it is wholly before.
        let first = xs
            .partition_point(|&x| x <= bead.i)
            .min(ys.partition_point(|&y| y <= bead.j));
        let last = xs
            .partition_point(|&x| x < end_i)
            .max(ys.partition_point(|&y| y < end_j));
        changes[first] += f64::from(bead.posterior);
        changes[last] -= f64::from(bead.posterior);
    }
    changes.pop();
    changes
        .iter()
        .scan(0.0, |sum, change| {
            *sum += change;
            Some(*sum)
        })
        .collect()
}

/// For each cell of a pair's part of a block, the probability that no bead crosses it.
struct Uncrossed {
    from: (u32, u32),
    width: usize,
    cells: Vec<f64>,
}

impl Uncrossed {
    /// What crosses a cell is what lies neither wholly before nor wholly after it, and of
    /// those that do either there are sums by corner.
    fn new(from: (u32, u32), to: (u32, u32), pairs: &Pairs<'_>, place: usize) -> Self {
        let (height, width) = ((to.0 - from.0) as usize + 1, (to.1 - from.1) as usize + 1);
        let mut before = vec![0.0; height * width];
        let mut after = vec![0.0; height * width];
        let mut total = 0.0;
        for bead in pairs.scores[place].within(from, to) {
            let end = (bead.i + u32::from(bead.a), bead.j + u32::from(bead.b));
            let posterior = f64::from(bead.posterior);
            before[(end.0 - from.0) as usize * width + (end.1 - from.1) as usize] += posterior;
            after[(bead.i - from.0) as usize * width + (bead.j - from.1) as usize] += posterior;
            total += posterior;
        }
        for p in 0..height {
            for q in 0..width {
                let up = if p > 0 {
                    before[(p - 1) * width + q]
                } else {
                    0.0
                };
                let left = if q > 0 {
                    before[p * width + q - 1]
                } else {
                    0.0
                };
                let both = if p > 0 && q > 0 {
                    before[(p - 1) * width + q - 1]
                } else {
                    0.0
                };
                before[p * width + q] += up + left - both;
            }
        }
        for p in (0..height).rev() {
            for q in (0..width).rev() {
                let down = if p + 1 < height {
                    after[(p + 1) * width + q]
                } else {
                    0.0
                };
                let right = if q + 1 < width {
                    after[p * width + q + 1]
                } else {
                    0.0
                };
                let both = if p + 1 < height && q + 1 < width {
                    after[(p + 1) * width + q + 1]
                } else {
                    0.0
                };
                after[p * width + q] += down + right - both;
            }
        }
        let cells = before
            .iter()
            .zip(&after)
            .map(|(before, after)| 1.0 - (total - before - after))
            .collect();
        Self { from, width, cells }
    }

    fn at(&self, i: u32, j: u32) -> f64 {
        self.cells[(i - self.from.0) as usize * self.width + (j - self.from.1) as usize]
    }
}

/// The plausibility of cuts within a block.
pub struct Plausible {
    uncrossed: Vec<Uncrossed>,
    n: usize,
}

impl Plausible {
    /// Looks at a block; `None` where it is too large.
    #[must_use]
    pub fn new(from: &[u32], to: &[u32], pairs: &Pairs<'_>) -> Option<Self> {
        let size = |x: usize| u64::from(to[x] - from[x]) + 1;
        let n_cells: u64 = pairs.all().map(|(_, x, y)| size(x) * size(y)).sum();
        if n_cells > MAX_CELLS {
            return None;
        }
        let uncrossed = pairs
            .all()
            .map(|(place, x, y)| Uncrossed::new((from[x], from[y]), (to[x], to[y]), pairs, place))
            .collect();
        Some(Self {
            uncrossed,
            n: from.len(),
        })
    }

    /// All cuts of the block that the pairs give at least `least`, all but the few that may be
    /// wrong where languages are many; in the order of the number of sentences before them,
    /// then of the boundaries; both ends among them. `None` where there are more than `cap`.
    #[must_use]
    pub fn nodes(&self, from: &[u32], to: &[u32], least: f64, cap: usize) -> Option<Vec<Vec<u32>>> {
        let may_object = usize::from(self.n >= MANY_LANGUAGES);
        let mut tuples: Vec<(Vec<u32>, usize)> = (from[0]..=to[0]).map(|i| (vec![i], 0)).collect();
        for y in 1..self.n {
            let mut longer = Vec::new();
            for (tuple, objections) in &tuples {
                for j in from[y]..=to[y] {
                    let mut objections = *objections;
                    let fits = (0..y).all(|x| {
                        let place = pair_index(x, y, self.n);
                        objections += usize::from(self.uncrossed[place].at(tuple[x], j) < least);
                        objections <= may_object
                    });
                    if fits {
                        let mut next = tuple.clone();
                        next.push(j);
                        longer.push((next, objections));
                    }
                }
                if longer.len() > cap * PARTIAL {
                    return None;
                }
            }
            tuples = longer;
        }
        let mut tuples: Vec<Vec<u32>> = tuples.into_iter().map(|(tuple, _)| tuple).collect();
        for end in [from, to] {
            if !tuples.iter().any(|tuple| tuple == end) {
                tuples.push(end.to_vec());
            }
        }
        tuples.sort_by_key(|tuple| {
            (
                tuple.iter().map(|&i| u64::from(i)).sum::<u64>(),
                tuple.clone(),
            )
        });
        (tuples.len() <= cap).then_some(tuples)
    }
}
