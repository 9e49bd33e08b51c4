//! Cuts: tuples of boundaries, one a language, at which a group could be taken apart.

use super::pairs::Pairs;

/// Posterior from which a pair is sure of a cut.
const SURE: f64 = 0.999;
/// Most cells of a pair's part of a block that are looked at.
const MAX_CELLS: usize = 1 << 22;

/// Cuts of which all pairs are sure, rising, from the beginning to the end of all texts.
#[must_use]
pub fn sure(n_sentences: &[usize], pairs: &Pairs<'_>) -> Vec<Vec<u32>> {
    let n = n_sentences.len();
    // For each language, the boundary that the first one is sure to meet at each of its own.
    let mut partners = vec![vec![None; n_sentences[0] + 1]; n];
    for (y, partner) in partners.iter_mut().enumerate().skip(1) {
        for ((i, j), posterior) in pairs.of(0, y).0.ends() {
            if posterior >= SURE {
                partner[i as usize] = Some(j);
            }
        }
    }
    let mut made = vec![vec![0; n]];
    let end: Vec<u32> = n_sentences.iter().map(|&n| n as u32).collect();
    for i in 1..=n_sentences[0] {
        let mut tuple = vec![i as u32];
        tuple.extend(partners[1..].iter().map_while(|partner| partner[i]));
        let sure = tuple.len() == n
            && (1..n)
                .all(|y| (y + 1..n).all(|z| pairs.of(y, z).0.ending((tuple[y], tuple[z])) >= SURE));
        if sure && tuple != end {
            made.push(tuple);
        }
    }
    made.push(end);
    made
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
    fn new(from: (u32, u32), to: (u32, u32), pairs: &Pairs<'_>, place: usize) -> Option<Self> {
        let (height, width) = ((to.0 - from.0) as usize + 1, (to.1 - from.1) as usize + 1);
        if height.saturating_mul(width) > MAX_CELLS {
            return None;
        }
        let mut before = vec![0.0; height * width];
        let mut after = vec![0.0; height * width];
        let mut total = 0.0;
        let beads = pairs.scores[place].beads();
        // Beads stand by their first source sentence.
        let first = beads.partition_point(|bead| bead.i < from.0);
        for bead in beads[first..].iter().take_while(|bead| bead.i < to.0) {
            let end = (bead.i + u32::from(bead.a), bead.j + u32::from(bead.b));
            if bead.j < from.1 || end.0 > to.0 || end.1 > to.1 {
                continue;
            }
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
        Some(Self { from, width, cells })
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
        let uncrossed = pairs
            .all()
            .map(|(place, x, y)| Uncrossed::new((from[x], from[y]), (to[x], to[y]), pairs, place))
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            uncrossed,
            n: from.len(),
        })
    }

    /// All cuts of the block that each pair gives at least `least`, in the order of the number
    /// of sentences before them, then of the boundaries; both ends among them. `None` where
    /// there are more than `cap`.
    #[must_use]
    pub fn nodes(
        &self,
        from: &[u32],
        to: &[u32],
        pairs: &Pairs<'_>,
        least: f64,
        cap: usize,
    ) -> Option<Vec<Vec<u32>>> {
        let mut tuples: Vec<Vec<u32>> = (from[0]..=to[0]).map(|i| vec![i]).collect();
        for y in 1..self.n {
            let mut longer = Vec::new();
            for tuple in &tuples {
                for j in from[y]..=to[y] {
                    let fits = (0..y).all(|x| {
                        let (place, _, _) = place_of(x, y, pairs);
                        self.uncrossed[place].at(tuple[x], j) >= least
                    });
                    if fits {
                        let mut next = tuple.clone();
                        next.push(j);
                        longer.push(next);
                    }
                }
                if longer.len() > cap * 4 {
                    return None;
                }
            }
            tuples = longer;
        }
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

fn place_of(x: usize, y: usize, pairs: &Pairs<'_>) -> (usize, usize, usize) {
    (crate::alignment::pair_index(x, y, pairs.n), x, y)
}
