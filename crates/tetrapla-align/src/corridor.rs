//! Where the path of two long texts must run: a corridor around shared rare tokens.
//!
//! Pairs of sentences that share a token which both texts hold at most eight times are points;
//! the heaviest chain of points that rises in both texts is the spine (longest weighted
//! increasing subsequence with a Fenwick tree, `O(P log P)`: Fredman 1975,
//! doi 10.1016/0012-365X(75)90103-X), and the corridor is the wider the farther apart its
//! points are. Short texts need none and get every cell.

use rustc_hash::FxHashMap;

use crate::evidence::PairView;
use crate::lattice::Region;
use crate::similarity::Rows;

/// A token that stands more often in a text than this is not rare.
const MAX_OCCURRENCES: usize = 8;
/// Weight of similarity from which a shared token counts.
const MIN_WEIGHT: f32 = 0.6;
/// Boundaries on either side of the spine, at the least.
const HALF_WIDTH: f64 = 12.0;
/// And for each sentence between two points of it.
const WIDENING: f64 = 0.75;

/// The region in which to look for the path of a pair: all of it where it has at most
/// `full_width_cells`, else the corridor.
#[must_use]
pub fn corridor(view: &PairView<'_>, weights: &Rows, full_width_cells: usize) -> Region {
    let (n, m) = (view.source.n_sentences(), view.target.n_sentences());
    if (n + 1) * (m + 1) <= full_width_cells {
        return Region::full(n, m);
    }
    let spine = heaviest_chain(points(view, weights), m);
    let mut rows = vec![0..0; n + 1];
    let mut before = (0usize, 0usize);
    for &(i, j) in spine.iter().chain(std::iter::once(&(n, m))) {
        let gap = (i - before.0).max(j - before.1) as f64;
        let half = HALF_WIDTH + WIDENING * gap;
        for (row, range) in rows.iter_mut().enumerate().take(i + 1).skip(before.0) {
            let share = if i == before.0 {
                1.0
            } else {
                (row - before.0) as f64 / (i - before.0) as f64
            };
            let middle = before.1 as f64 + share * (j - before.1) as f64;
            let (from, to) = (
                (middle - half).max(0.0) as usize,
                ((middle + half) as usize + 1).min(m + 1),
            );
            *range = if range.start >= range.end {
                from..to
            } else {
                range.start.min(from)..range.end.max(to)
            };
        }
        before = (i, j);
    }
    Region::new(rows, m)
}

/// `(source sentence, target sentence, weight)` of shared rare tokens, each pair once.
fn points(view: &PairView<'_>, weights: &Rows) -> Vec<(usize, usize, f64)> {
    let occurrences = |features: &crate::features::Features| {
        let mut places: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for sentence in 0..features.n_sentences() {
            for &id in features.tokens(sentence..sentence + 1) {
                let list = places.entry(id).or_default();
                if list.len() <= MAX_OCCURRENCES && list.last() != Some(&sentence) {
                    list.push(sentence);
                }
            }
        }
        places
    };
    let (source, target) = (occurrences(view.source), occurrences(view.target));
    let mut sums: FxHashMap<(usize, usize), f64> = FxHashMap::default();
    for (&s, is) in &source {
        if is.len() > MAX_OCCURRENCES {
            continue;
        }
        for &(t, weight) in weights.row(s) {
            let Some(js) = target.get(&t).filter(|js| js.len() <= MAX_OCCURRENCES) else {
                continue;
            };
            if weight < MIN_WEIGHT {
                continue;
            }
            for &i in is {
                for &j in js {
                    // Whole quarters and halves add the same in any order.
                    *sums.entry((i, j)).or_default() +=
                        1.0 / (is.len() * js.len()).next_power_of_two() as f64;
                }
            }
        }
    }
    let mut made: Vec<(usize, usize, f64)> =
        sums.into_iter().map(|((i, j), w)| (i, j, w)).collect();
    made.sort_by_key(|&(i, j, _)| (i, std::cmp::Reverse(j)));
    made
}

/// The chain of greatest weight that rises strictly in both coordinates. The points come
/// sorted by rising `i`, then falling `j`.
fn heaviest_chain(points: Vec<(usize, usize, f64)>, n_target: usize) -> Vec<(usize, usize)> {
    // best[k]: the heaviest chain that ends at a target sentence below k's reach.
    let mut best: Vec<(f64, usize)> = vec![(0.0, usize::MAX); n_target + 2];
    let mut came = vec![usize::MAX; points.len()];
    let mut heaviest = (0.0, usize::MAX);
    for (index, &(_, j, weight)) in points.iter().enumerate() {
        let mut below = (0.0, usize::MAX);
        let mut k = j; // Fenwick places 1..=j hold target sentences 0..j.
        while k > 0 {
            if best[k].0 > below.0 {
                below = best[k];
            }
            k &= k - 1;
        }
        came[index] = below.1;
        let value = (below.0 + weight, index);
        if value.0 > heaviest.0 {
            heaviest = value;
        }
        let mut k = j + 1;
        while k < best.len() {
            if value.0 > best[k].0 {
                best[k] = value;
            }
            k += k & k.wrapping_neg();
        }
    }
    let mut chain = Vec::new();
    let mut at = heaviest.1;
    while at != usize::MAX {
        chain.push((points[at].0, points[at].1));
        at = came[at];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_chain_is_the_heaviest(raw in prop::collection::vec((0usize..8, 0usize..8, 1u8..9), 0..14)) {
            let mut points: Vec<(usize, usize, f64)> =
                raw.into_iter().map(|(i, j, w)| (i, j, f64::from(w))).collect();
            points.sort_by_key(|&(i, j, _)| (i, std::cmp::Reverse(j)));
            points.dedup_by_key(|&mut (i, j, _)| (i, j));
            // Quadratic, plain.
            let mut best = vec![0.0f64; points.len()];
            for x in 0..points.len() {
                let before = (0..x)
                    .filter(|&y| points[y].0 < points[x].0 && points[y].1 < points[x].1)
                    .map(|y| best[y])
                    .fold(0.0, f64::max);
                best[x] = before + points[x].2;
            }
            let heaviest = best.into_iter().fold(0.0, f64::max);
            let chain = heaviest_chain(points.clone(), 8);
            let weight: f64 = chain.iter()
                .map(|&(i, j)| points.iter().find(|p| (p.0, p.1) == (i, j)).map_or(0.0, |p| p.2))
                .sum();
            prop_assert!((weight - heaviest).abs() < 1e-9);
            prop_assert!(chain.windows(2).all(|w| w[0].0 < w[1].0 && w[0].1 < w[1].1));
        }
    }
}
