//! The joint lattice of one block: plausible cuts as nodes, units as edges.

use rustc_hash::FxHashMap;

use super::cuts::Plausible;
use super::pairs::Pairs;
use super::{boxes, pivot};
use crate::alignment::UnitData;
use crate::lattice::log_sum;

/// Probabilities below which a cut is not plausible; the later ones are tried where the earlier
/// leave too many.
const LEAST: [f64; 4] = [3e-3, 1e-2, 5e-2, 0.2];
/// Most nodes of a block of four languages: a constant, and for each sentence. Of more languages
/// as many fewer as they have more pairs.
const MAX_NODES: (usize, usize) = (300, 4);
/// The pairs of four languages.
const PAIRS_OF_FOUR: usize = 6;
/// Most sentences of one language in a unit.
const REACH: u32 = 12;

/// Nats below the best path at which a unit does not matter.
const NEGLIGIBLE: f64 = 30.0;

/// A unit between two nodes.
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    /// The languages that have a part in it.
    pub(super) mask: u64,
    pub(super) score: f64,
}

/// The units of the block between two tuples of boundaries.
#[must_use]
pub fn units(from: &[u32], to: &[u32], pairs: &Pairs<'_>) -> Vec<UnitData> {
    let n_sentences: usize = from
        .iter()
        .zip(to)
        .map(|(from, to)| (to - from) as usize)
        .sum();
    let cap = (MAX_NODES.0 + MAX_NODES.1 * n_sentences) * PAIRS_OF_FOUR
        / pairs.scores.len().max(PAIRS_OF_FOUR);
    let few_languages = from.len() <= 64;
    let plausible = few_languages
        .then(|| Plausible::new(from, to, pairs))
        .flatten();
    let nodes = plausible.and_then(|plausible| {
        LEAST
            .iter()
            .find_map(|&least| plausible.nodes(from, to, least, cap))
    });
    let Some(nodes) = nodes else {
        return pivot::units(from, to, pairs);
    };
    let edges = edges(&nodes, pairs, NEGLIGIBLE);
    if let Some(units) = decode(&nodes, &edges) {
        return units;
    }
    if nodes.len() == 2 {
        return pivot::units(from, to, pairs);
    }
    // No path leads through, or none in the order that neighbours have: what can be reached is
    // taken apart there, and where nothing can, the first stretch by itself.
    let mut reached = vec![false; nodes.len()];
    reached[0] = true;
    for edge in &edges {
        reached[edge.to] |= reached[edge.from];
    }
    let inside = &reached[..nodes.len() - 1];
    let last = inside.iter().rposition(|&reached| reached).unwrap_or(0);
    let middle = &nodes[last.max(1)];
    let mut made = units(from, middle, pairs);
    made.extend(units(middle, to, pairs));
    made
}

/// All units between nodes but those that lie `negligible` nats below the best path or more, by
/// the place of their first node, then of their last.
///
/// The longer a unit, the more it is worth to know that it is hopeless before it is scored: so
/// they are made by their last node, the shortest first.
pub(super) fn edges(nodes: &[Vec<u32>], pairs: &Pairs<'_>, negligible: f64) -> Vec<Edge> {
    let mut made = Vec::new();
    let n = pairs.n;
    let is_before = |a: &[u32], b: &[u32]| a.iter().zip(b).all(|(a, b)| a <= b);
    let sums: Vec<u32> = nodes.iter().map(|node| node.iter().sum()).collect();
    // Nats of the best path to each node.
    let mut best = vec![f64::NEG_INFINITY; nodes.len()];
    best[0] = 0.0;
    for (to, end) in nodes.iter().enumerate() {
        // Earlier nodes that lie within reach in every language.
        let mut reaching: Vec<usize> = (0..to)
            .rev()
            .take_while(|&from| sums[to] - sums[from] <= REACH * n as u32)
            .filter(|&from| {
                let mut sides = nodes[from].iter().zip(end);
                sides.all(|(a, b)| a <= b && b - a <= REACH)
            })
            .collect();
        reaching.reverse();
        for (place, &from) in reaching.iter().enumerate().rev() {
            if best[from] == f64::NEG_INFINITY {
                continue;
            }
            let start = &nodes[from];
            let mask = (0..n)
                .filter(|&x| end[x] > start[x])
                .fold(0u64, |mask, x| mask | 1 << x);
            if mask.count_ones() == 1 && sums[to] - sums[from] > 1 {
                continue;
            }
            let inner = reaching[place + 1..]
                .iter()
                .map(|&node| nodes[node].as_slice())
                .filter(|node| is_before(start, node));
            let least = best[to] - best[from] - negligible;
            let score = boxes::score(start, end, inner, pairs, least);
            if score > f64::NEG_INFINITY {
                best[to] = best[to].max(best[from] + score);
                made.push(Edge {
                    from,
                    to,
                    mask,
                    score,
                });
            }
        }
    }
    made.sort_unstable_by_key(|edge| (edge.from, edge.to));
    made
}

/// What makes a unit the same wherever the absent languages stand.
fn content(start: &[u32], end: &[u32]) -> Box<[(u32, u32)]> {
    start
        .iter()
        .zip(end)
        .map(|(&a, &b)| if b > a { (a, b) } else { (0, 0) })
        .collect()
}

/// Whether a unit of some languages may come right after one of others: of two that could stand
/// in either order the one whose first language comes first goes first.
pub(super) fn may_follow(last: u64, next: u64) -> bool {
    last == 0 || last & next != 0 || last.trailing_zeros() < next.trailing_zeros()
}

/// Forward and backward sums, joint posteriors, and the path of the most expected right units;
/// `None` where no path leads from the first node to the last.
pub(super) fn decode(nodes: &[Vec<u32>], edges: &[Edge]) -> Option<Vec<UnitData>> {
    // States are nodes with the last unit's languages, since these say what may follow.
    let mut ids: FxHashMap<(usize, u64), usize> = FxHashMap::default();
    let mut states = vec![(0usize, 0u64)];
    ids.insert((0, 0), 0);
    let mut by_node: Vec<Vec<usize>> = vec![Vec::new(); nodes.len()];
    by_node[0].push(0);
    // (state before, state after, edge), by the node before.
    let mut steps: Vec<(usize, usize, usize)> = Vec::new();
    let end = nodes.len() - 1;
    for (place, edge) in edges.iter().enumerate() {
        for state in by_node[edge.from].clone() {
            if !may_follow(states[state].1, edge.mask) {
                continue;
            }
            let next = (edge.to, if edge.to == end { 0 } else { edge.mask });
            let id = *ids.entry(next).or_insert_with(|| {
                states.push(next);
                by_node[edge.to].push(states.len() - 1);
                states.len() - 1
            });
            steps.push((state, id, place));
        }
    }
    let goal = *ids.get(&(end, 0))?;
    let mut forward = vec![f64::NEG_INFINITY; states.len()];
    forward[0] = 0.0;
    for &(before, after, edge) in &steps {
        forward[after] = log_sum(&[forward[after], forward[before] + edges[edge].score]);
    }
    let mut backward = vec![f64::NEG_INFINITY; states.len()];
    backward[goal] = 0.0;
    for &(before, after, edge) in steps.iter().rev() {
        backward[before] = log_sum(&[backward[before], backward[after] + edges[edge].score]);
    }
    let total = backward[0];
    if total == f64::NEG_INFINITY {
        return None;
    }
    let contents: Vec<_> = edges
        .iter()
        .map(|edge| content(&nodes[edge.from], &nodes[edge.to]))
        .collect();
    let mut posteriors: FxHashMap<&[(u32, u32)], f64> = FxHashMap::default();
    for &(before, after, edge) in &steps {
        let log = forward[before] + edges[edge].score + backward[after] - total;
        if log > -30.0 {
            *posteriors.entry(&contents[edge]).or_default() += log.exp();
        }
    }
    let posterior = |edge: usize| {
        posteriors
            .get(&*contents[edge])
            .copied()
            .unwrap_or(0.0)
            .min(1.0)
    };
    let mut best = vec![(f64::NEG_INFINITY, usize::MAX); states.len()];
    best[0].0 = 0.0;
    for (place, &(before, after, edge)) in steps.iter().enumerate() {
        // A unit of k languages taken apart is k unaligned sentences; it counts as half of them,
        // so that a unit needs the same certainty for any number of languages.
        let worth = (f64::from(edges[edge].mask.count_ones()) / 2.0).max(1.0);
        let value = best[before].0 + worth * posterior(edge);
        // A state that does not lead to the end has no part in any path.
        if backward[after] > f64::NEG_INFINITY && value > best[after].0 {
            best[after] = (value, place);
        }
    }
    let mut made = Vec::new();
    let mut state = goal;
    while state != 0 {
        let (before, _, edge) = steps[best[state].1];
        let ranges = nodes[edges[edge].from]
            .iter()
            .zip(&nodes[edges[edge].to])
            .map(|(&a, &b)| a as usize..b as usize)
            .collect();
        made.push(UnitData {
            ranges,
            probability: posterior(edge),
            anchors: Vec::new(),
        });
        state = before;
    }
    made.reverse();
    Some(made)
}
