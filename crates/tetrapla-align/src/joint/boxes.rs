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
/// Choices of a parting for each node that are tried one by one; beyond, nodes are parted in
/// turn.
const MAX_TRIED: usize = 4_096;
/// Languages up to which every parting is tried; of more, the likely ones.
const MAX_PARTED: usize = 5;

/// What inner nodes are to a pair.
#[derive(Clone, Default)]
struct Met {
    /// Their cells, each once; a node at a corner of the pair's own box cannot be crossed and
    /// has none.
    cells: Vec<(u32, u32)>,
    /// For each node, the bit of its cell, or 0.
    bits: Vec<usize>,
}

/// A pair's ways through a box.
struct Ways {
    x: usize,
    y: usize,
    /// For each inner node, the bit of its cell, or 0 where it asks for nothing.
    bits: Vec<usize>,
    /// Nats by the set of cells to be crossed.
    nats: Vec<f64>,
}

impl Ways {
    fn parts(&self, camp: u64) -> bool {
        (camp >> self.x ^ camp >> self.y) & 1 == 1
    }

    /// Nats where one node is parted and the others are let be.
    fn at(&self, node: usize, camp: u64) -> f64 {
        self.nats[if self.parts(camp) { self.bits[node] } else { 0 }]
    }

    /// Nats where the nodes are parted in these camps.
    fn of(&self, camps: &[u64]) -> f64 {
        let nodes = camps.iter().zip(&self.bits);
        self.nats[nodes.fold(
            0,
            |mask, (&camp, &bit)| {
                if self.parts(camp) { mask | bit } else { mask }
            },
        )]
    }
}

/// Nats of the unit between two nodes, with the nodes that lie inside; negative infinity where
/// nothing holds it together, or where it is seen to have less than `least`.
#[must_use]
pub fn score<'a>(
    from: &[u32],
    to: &[u32],
    inner: impl Iterator<Item = &'a [u32]>,
    pairs: &Pairs<'_>,
    least: f64,
) -> f64 {
    let n = from.len();
    let mut met = vec![Met::default(); n * (n - 1) / 2];
    let mut nodes = Vec::new();
    for node in inner {
        for (place, x, y) in pairs.all() {
            let Met { cells, bits } = &mut met[place];
            let cell = (node[x], node[y]);
            bits.push(if cell == (from[x], from[y]) || cell == (to[x], to[y]) {
                0
            } else if let Some(known) = cells.iter().position(|&other| other == cell) {
                1 << known
            } else if cells.len() == MAX_CELLS {
                return f64::NEG_INFINITY;
            } else {
                cells.push(cell);
                1 << (cells.len() - 1)
            });
        }
        nodes.push(node);
    }
    let ways: Vec<Ways> = pairs
        .all()
        .zip(met)
        .map(|((place, x, y), Met { cells, bits })| Ways {
            x,
            y,
            bits,
            nats: pairs.scores[place].through((from[x], from[y]), (to[x], to[y]), &cells),
        })
        .collect();
    let options: Vec<Vec<u64>> = (0..nodes.len())
        .map(|node| {
            // Only partings that some pair can feel hold anything together.
            let felt = |camp: &u64| {
                ways.iter()
                    .any(|one| one.bits[node] != 0 && one.parts(*camp))
            };
            partings(from, to, nodes[node])
                .into_iter()
                .filter(felt)
                .collect()
        })
        .collect();
    if options.iter().any(Vec::is_empty) {
        return f64::NEG_INFINITY;
    }
    // No node asks for more where the others ask, too.
    let bound = (0..nodes.len())
        .map(|node| {
            let camps = options[node].iter();
            camps
                .map(|&camp| ways.iter().map(|one| one.at(node, camp)).sum())
                .fold(f64::NEG_INFINITY, f64::max)
        })
        .fold(ways.iter().map(|one| one.nats[0]).sum(), f64::min);
    if pairs.weight * bound < least {
        return f64::NEG_INFINITY;
    }
    let n_tried = options
        .iter()
        .fold(1usize, |product, list| product.saturating_mul(list.len()));
    let best = if n_tried <= MAX_TRIED {
        try_all(&options, &ways)
    } else {
        try_in_turn(&options, &ways)
    };
    pairs.weight * best
}

/// Camps into which a node may part the languages, as sets; a set and its complement are the
/// same parting. Of few languages all, else those where one language, or those that have
/// nothing before or after the node, or these and one more, stand against the rest.
fn partings(from: &[u32], to: &[u32], node: &[u32]) -> Vec<u64> {
    let n = from.len();
    let all = u64::MAX >> (64 - n);
    if n <= MAX_PARTED {
        return (1..1u64 << (n - 1)).collect();
    }
    let set = |is_in: &dyn Fn(usize) -> bool| {
        (0..n)
            .filter(|&x| is_in(x))
            .fold(0u64, |set, x| set | 1 << x)
    };
    let before = set(&|x| node[x] == from[x] && from[x] < to[x]);
    let after = set(&|x| node[x] == to[x] && from[x] < to[x]);
    let mut made: Vec<u64> = [0, before, after]
        .into_iter()
        .flat_map(|base| (0..n).map(move |x| base | 1 << x).chain([base]))
        .map(|camp| {
            if camp >> (n - 1) & 1 == 1 {
                all ^ camp
            } else {
                camp
            }
        })
        .filter(|&camp| camp != 0)
        .collect();
    made.sort_unstable();
    made.dedup();
    made
}

fn try_all(options: &[Vec<u64>], ways: &[Ways]) -> f64 {
    let mut picks = vec![0; options.len()];
    let mut camps: Vec<u64> = options.iter().map(|list| list[0]).collect();
    let mut best = f64::NEG_INFINITY;
    loop {
        best = best.max(ways.iter().map(|one| one.of(&camps)).sum());
        let Some(place) = (0..picks.len())
            .rev()
            .find(|&k| picks[k] + 1 < options[k].len())
        else {
            return best;
        };
        picks[place] += 1;
        picks[place + 1..].fill(0);
        for k in place..picks.len() {
            camps[k] = options[k][picks[k]];
        }
    }
}

/// From each parting that nodes can share, one node after the other takes its best one.
fn try_in_turn(options: &[Vec<u64>], ways: &[Ways]) -> f64 {
    let mut starts: Vec<u64> = options.iter().flatten().copied().collect();
    starts.sort_unstable();
    starts.dedup();
    let mut best = f64::NEG_INFINITY;
    for start in starts {
        let mut camps: Vec<u64> = options
            .iter()
            .map(|list| {
                if list.contains(&start) {
                    start
                } else {
                    list[0]
                }
            })
            .collect();
        let mut reached = ways.iter().map(|one| one.of(&camps)).sum::<f64>();
        for (node, list) in options.iter().enumerate() {
            // What each pair has with the node's cell to be crossed, and without.
            let own = camps[node];
            camps[node] = 0;
            let each: Vec<[f64; 2]> = ways
                .iter()
                .map(|one| {
                    let mask = camps.iter().zip(&one.bits).fold(0, |mask, (&camp, &bit)| {
                        if one.parts(camp) { mask | bit } else { mask }
                    });
                    [one.nats[mask], one.nats[mask | one.bits[node]]]
                })
                .collect();
            camps[node] = own;
            for &camp in list {
                let value = ways
                    .iter()
                    .zip(&each)
                    .map(|(one, nats)| nats[usize::from(one.parts(camp))])
                    .sum();
                if value > reached {
                    reached = value;
                    camps[node] = camp;
                }
            }
        }
        best = best.max(reached);
    }
    best
}
