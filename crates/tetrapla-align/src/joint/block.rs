//! The joint lattice of one block: tuples of boundaries as nodes, units as edges.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Pairs, pivot};
use crate::alignment::UnitData;
use crate::lattice::log_sum;

/// Posteriors below which a candidate is not followed; the later ones are tried where the
/// earlier leave too many tuples.
const FOLLOWED: [f64; 4] = [1e-3, 1e-2, 5e-2, 0.2];
/// Most nodes of a block: a constant, and for each sentence.
const MAX_NODES: (usize, usize) = (2_000, 60);

/// Sentences that a unit takes of each language.
type Extents = Box<[u8]>;

/// An edge: a unit that starts at a node.
struct Edge {
    to: usize,
    extents: Extents,
    score: f64,
}

/// A tuple of boundaries, and which languages the last unit held.
struct Node {
    at: Box<[u32]>,
    last: u64,
    forward: f64,
    backward: f64,
    edges: Vec<Edge>,
}

/// The units of the block between two tuples of boundaries.
#[must_use]
pub fn units(from: &[u32], to: &[u32], pairs: &Pairs<'_>) -> Vec<UnitData> {
    if let Some(only) = single(from, to, pairs) {
        return only;
    }
    let n_sentences: usize = from.iter().zip(to).map(|(from, to)| (to - from) as usize).sum();
    let cap = MAX_NODES.0 + MAX_NODES.1 * n_sentences;
    for followed in FOLLOWED {
        if from.len() > 64 {
            break;
        }
        match expand(from, to, pairs, followed, cap) {
            Expansion::TooMany => continue,
            Expansion::NoWay => break,
            Expansion::Done(mut nodes) => return decode(&mut nodes, from, to),
        }
    }
    pivot::units(from, to, pairs)
}

/// A block that holds one sentence of each language is one unit, since its ends are sure.
fn single(from: &[u32], to: &[u32], pairs: &Pairs<'_>) -> Option<Vec<UnitData>> {
    let ones = from.iter().zip(to).all(|(from, to)| to - from == 1);
    if !ones {
        return None;
    }
    let n = from.len();
    let mut probability = 1.0f64;
    for x in 0..n {
        for y in x + 1..n {
            let posterior = pairs.starting((x, from[x]), (y, from[y])).find(|&(a, b, _)| (a, b) == (1, 1));
            probability = probability.min(posterior.map_or(0.0, |(_, _, p)| f64::from(p)));
        }
    }
    // A sure end alone does not say that the sentences belong together.
    (probability >= 0.999).then(|| vec![unit(from, &vec![1; n], probability)])
}

fn unit(at: &[u32], extents: &[u8], probability: f64) -> UnitData {
    let ranges = at.iter().zip(extents).map(|(&at, &n)| at as usize..at as usize + usize::from(n)).collect();
    UnitData { ranges, probability, anchors: Vec::new() }
}

enum Expansion {
    Done(Vec<Node>),
    TooMany,
    NoWay,
}

/// All nodes that candidates reach from `from`, with forward sums, in the order of the number of
/// sentences behind them; the last one is `to`.
fn expand(from: &[u32], to: &[u32], pairs: &Pairs<'_>, followed: f64, cap: usize) -> Expansion {
    let level = |at: &[u32]| at.iter().map(|&i| u64::from(i)).sum::<u64>();
    let new = |at: Box<[u32]>, last: u64| Node {
        at,
        last,
        forward: f64::NEG_INFINITY,
        backward: f64::NEG_INFINITY,
        edges: Vec::new(),
    };
    let mut nodes = vec![new(from.into(), 0)];
    nodes[0].forward = 0.0;
    let mut ids: FxHashMap<(Box<[u32]>, u64), usize> = FxHashMap::default();
    let mut levels: BTreeMap<u64, Vec<usize>> = BTreeMap::from([(level(from), vec![0])]);
    let mut scores: FxHashMap<(usize, u32, u32, u8, u8), f64> = FxHashMap::default();
    while let Some((_, here)) = levels.pop_first() {
        for id in here {
            let at = nodes[id].at.clone();
            if *at == *to {
                continue;
            }
            for extents in candidates(&at, to, pairs, followed) {
                let mask = extents.iter().enumerate().fold(0u64, |mask, (x, &n)| mask | u64::from(n > 0) << x);
                let last = nodes[id].last;
                // Units that share no language could stand in either order: the one whose
                // first language comes first goes first.
                if last != 0 && last & mask == 0 && last.trailing_zeros() > mask.trailing_zeros() {
                    continue;
                }
                let next: Box<[u32]> = at.iter().zip(&extents).map(|(&i, &n)| i + u32::from(n)).collect();
                // All languages at the end: one node, whatever the last unit.
                let mask = if *next == *to { 0 } else { mask };
                let score = score(&at, &extents, pairs, &mut scores);
                let to_level = level(&next);
                let target = *ids.entry((next.clone(), mask)).or_insert_with(|| {
                    nodes.push(new(next, mask));
                    levels.entry(to_level).or_default().push(nodes.len() - 1);
                    nodes.len() - 1
                });
                let value = nodes[id].forward + score;
                nodes[target].forward = log_sum(&[nodes[target].forward, value]);
                nodes[id].edges.push(Edge { to: target, extents, score });
            }
            if nodes.len() > cap {
                return Expansion::TooMany;
            }
        }
    }
    let Some(&end) = ids.get(&(to.into(), 0)) else { return Expansion::NoWay };
    nodes[end].backward = 0.0;
    Expansion::Done(nodes)
}

/// The units that may start at a node.
fn candidates(at: &[u32], to: &[u32], pairs: &Pairs<'_>, followed: f64) -> Vec<Extents> {
    let n = at.len();
    let mut made: Vec<Extents> = Vec::new();
    let mut seen: FxHashSet<Extents> = FxHashSet::default();
    let mut add = |extents: Extents| {
        if seen.insert(extents.clone()) {
            made.push(extents);
        }
    };
    for centre in 0..n {
        if at[centre] >= to[centre] {
            continue;
        }
        let mut by_size: BTreeMap<u8, Vec<Vec<u8>>> = BTreeMap::new();
        for y in (0..n).filter(|&y| y != centre && at[y] < to[y]) {
            for (a, b, posterior) in pairs.starting((centre, at[centre]), (y, at[y])) {
                let fits = at[centre] + u32::from(a) <= to[centre] && at[y] + u32::from(b) <= to[y];
                if fits && f64::from(posterior) >= followed {
                    by_size.entry(a).or_insert_with(|| vec![Vec::new(); n])[y].push(b);
                }
            }
        }
        for (a, mut options) in by_size {
            for (y, list) in options.iter_mut().enumerate() {
                let lacks = |k: u8| pairs.null(centre, at[centre] + u32::from(k), y) >= followed;
                if y != centre && (0..a).all(lacks) {
                    list.push(0);
                }
            }
            options[centre] = vec![a];
            product(&options, |extents| {
                if extents.iter().filter(|&&n| n > 0).count() > 1 {
                    add(extents.into());
                }
            });
        }
        if (0..n).filter(|&y| y != centre).all(|y| pairs.null(centre, at[centre], y) >= followed) {
            let mut alone = vec![0; n];
            alone[centre] = 1;
            add(alone.into());
        }
    }
    made
}

/// Visits every choice of one option a place.
fn product(options: &[Vec<u8>], mut visit: impl FnMut(&[u8])) {
    if options.iter().any(Vec::is_empty) {
        return;
    }
    let mut picks = vec![0; options.len()];
    loop {
        let choice: Vec<u8> = picks.iter().zip(options).map(|(&pick, list)| list[pick]).collect();
        visit(&choice);
        let Some(place) = (0..picks.len()).rev().find(|&k| picks[k] + 1 < options[k].len()) else { return };
        picks[place] += 1;
        picks[place + 1..].fill(0);
    }
}

/// Nats of a unit: the best centre, whose beads to the languages present are single ones, and
/// all ways of the other pairs.
fn score(
    at: &[u32],
    extents: &[u8],
    pairs: &Pairs<'_>,
    known: &mut FxHashMap<(usize, u32, u32, u8, u8), f64>,
) -> f64 {
    let n = at.len();
    let present: Vec<usize> = (0..n).filter(|&x| extents[x] > 0).collect();
    let mut sum = 0.0;
    // For each centre, what it loses since other ways than single beads are not its own.
    let mut losses = vec![0.0; n];
    let mut pair = 0;
    for x in 0..n {
        for y in x + 1..n {
            let (a, b) = (extents[x], extents[y]);
            if a > 0 || b > 0 {
                let ways = *known
                    .entry((pair, at[x], at[y], a, b))
                    .or_insert_with(|| pairs.scores[pair].through((at[x], at[y]), (a, b)));
                sum += ways;
                if a > 0 && b > 0 {
                    let loss = ways - pairs.scores[pair].single((at[x], at[y]), (a, b));
                    losses[x] += loss;
                    losses[y] += loss;
                }
            }
            pair += 1;
        }
    }
    sum - present.iter().map(|&x| losses[x]).fold(f64::INFINITY, f64::min)
}

/// What makes a unit the same wherever the absent languages stand.
fn content(at: &[u32], extents: &[u8]) -> Box<[(u32, u8)]> {
    at.iter().zip(extents).map(|(&i, &n)| if n > 0 { (i, n) } else { (0, 0) }).collect()
}

/// Backward sums, joint posteriors, and the path of the most expected right units.
fn decode(nodes: &mut [Node], from: &[u32], to: &[u32]) -> Vec<UnitData> {
    let level = |node: &Node| node.at.iter().map(|&i| u64::from(i)).sum::<u64>();
    let mut order: Vec<usize> = (0..nodes.len()).collect();
    order.sort_by_key(|&id| level(&nodes[id]));
    for &id in order.iter().rev() {
        let values: Vec<f64> =
            nodes[id].edges.iter().map(|edge| edge.score + nodes[edge.to].backward).collect();
        if !values.is_empty() {
            nodes[id].backward = log_sum(&values);
        }
    }
    let total = nodes[0].backward;
    let mut posteriors: FxHashMap<Box<[(u32, u8)]>, f64> = FxHashMap::default();
    for &id in &order {
        let node = &nodes[id];
        for edge in &node.edges {
            let log = node.forward + edge.score + nodes[edge.to].backward - total;
            if log > -30.0 {
                *posteriors.entry(content(&node.at, &edge.extents)).or_default() += log.exp();
            }
        }
    }
    let mut best = vec![(f64::NEG_INFINITY, usize::MAX, usize::MAX); nodes.len()];
    best[0].0 = 0.0;
    let mut end = 0;
    for &id in &order {
        let node = &nodes[id];
        if *node.at == *to {
            end = id;
        }
        for (place, edge) in node.edges.iter().enumerate() {
            let own = posteriors.get(&content(&node.at, &edge.extents)).copied().unwrap_or(0.0);
            let value = best[id].0 + own;
            // Dead ends carry no posterior and are never on the way to the end.
            if nodes[edge.to].backward > f64::NEG_INFINITY && value > best[edge.to].0 {
                best[edge.to] = (value, id, place);
            }
        }
    }
    let mut made = Vec::new();
    while *nodes[end].at != *from {
        let (_, id, place) = best[end];
        let (node, edge) = (&nodes[id], &nodes[id].edges[place]);
        let probability = posteriors.get(&content(&node.at, &edge.extents)).copied().unwrap_or(0.0);
        made.push(unit(&node.at, &edge.extents, probability.min(1.0)));
        end = id;
    }
    made.reverse();
    made
}
