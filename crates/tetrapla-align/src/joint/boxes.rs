//! What a unit scores: the pairs' ways through its box that hold it together.
//!
//! For each node v inside the box the languages are parted in two camps, those whose share of
//! the crossing matter lies before v and those whose lies after; the way of each pair with one
//! language in either camp must cross v. The best parting of each node counts. So a cut is not
//! overruled by one pair against all others, and a unit that no single language spans can
//! still hold together by a chain of them.

use super::pairs::Pairs;

/// Most cells of a pair that nodes inside a box meet: one that could be cut in more places is no
/// unit.
const MAX_CELLS: usize = 7;
/// Partings that are tried one by one; beyond, nodes are parted in turn.
const MAX_TRIED: usize = 4_096;

/// Nats of the unit between two nodes; negative infinity where nothing holds it together.
#[must_use]
pub fn score(from: &[u32], to: &[u32], inner: &[&[u32]], pairs: &Pairs<'_>) -> f64 {
    let n = from.len();
    // For each pair, its nats by the set of inner nodes to be crossed. A node at a corner of
    // the pair's own box cannot be crossed and asks for nothing.
    let mut ways = Vec::with_capacity(n * (n - 1) / 2);
    for (place, x, y) in pairs.all() {
        let (start, end) = ((from[x], from[y]), (to[x], to[y]));
        let mut bits = Vec::with_capacity(inner.len());
        let mut cells: Vec<(u32, u32)> = Vec::new();
        for node in inner {
            let cell = (node[x], node[y]);
            bits.push(if cell == start || cell == end {
                0
            } else if let Some(known) = cells.iter().position(|&other| other == cell) {
                1 << known
            } else {
                cells.push(cell);
                1 << (cells.len() - 1)
            });
        }
        if cells.len() > MAX_CELLS {
            return f64::NEG_INFINITY;
        }
        ways.push((x, y, bits, pairs.scores[place].through(start, end, &cells)));
    }
    let nats = |camps: &[u32]| -> f64 {
        ways.iter()
            .map(|(x, y, bits, nats)| {
                let mask = camps.iter().zip(bits).fold(0usize, |mask, (camp, bit)| {
                    let apart = (camp >> x ^ camp >> y) & 1 == 1;
                    if apart { mask | bit } else { mask }
                });
                nats[mask]
            })
            .sum()
    };
    if inner.is_empty() {
        return pairs.weight * nats(&[]);
    }
    // Camps as sets of languages, the last one always outside, so that each parting is one set;
    // only partings that some pair can feel hold anything together.
    let options: Vec<Vec<u32>> = (0..inner.len())
        .map(|node| {
            let felt = |camp: u32| {
                ways.iter()
                    .any(|(x, y, bits, _)| bits[node] != 0 && (camp >> x ^ camp >> y) & 1 == 1)
            };
            (1..1u32 << (n - 1).min(16))
                .filter(|&camp| felt(camp))
                .collect()
        })
        .collect();
    if options.iter().any(Vec::is_empty) {
        return f64::NEG_INFINITY;
    }
    let n_partings = options
        .iter()
        .fold(1usize, |product, list| product.saturating_mul(list.len()));
    let best = if n_partings <= MAX_TRIED {
        try_all(&options, nats)
    } else {
        try_in_turn(&options, nats)
    };
    pairs.weight * best
}

fn try_all(options: &[Vec<u32>], nats: impl Fn(&[u32]) -> f64) -> f64 {
    let mut picks = vec![0; options.len()];
    let mut best = f64::NEG_INFINITY;
    loop {
        let camps: Vec<u32> = picks
            .iter()
            .zip(options)
            .map(|(&pick, list)| list[pick])
            .collect();
        best = best.max(nats(&camps));
        let Some(place) = (0..picks.len())
            .rev()
            .find(|&k| picks[k] + 1 < options[k].len())
        else {
            return best;
        };
        picks[place] += 1;
        picks[place + 1..].fill(0);
    }
}

/// From each parting that all nodes can share, one node after the other takes its best one.
fn try_in_turn(options: &[Vec<u32>], nats: impl Fn(&[u32]) -> f64) -> f64 {
    let mut starts: Vec<u32> = options.iter().flatten().copied().collect();
    starts.sort_unstable();
    starts.dedup();
    let mut best = f64::NEG_INFINITY;
    for start in starts {
        let own = |list: &Vec<u32>| {
            if list.contains(&start) {
                start
            } else {
                list[0]
            }
        };
        let mut camps: Vec<u32> = options.iter().map(own).collect();
        let mut reached = nats(&camps);
        for node in 0..options.len() {
            for &camp in &options[node] {
                let before = std::mem::replace(&mut camps[node], camp);
                let value = nats(&camps);
                if value > reached {
                    reached = value;
                } else {
                    camps[node] = before;
                }
            }
        }
        best = best.max(reached);
    }
    best
}
