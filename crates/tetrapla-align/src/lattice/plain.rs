//! The oracle: the lattice written down as plainly as possible, full width, in dense matrices.
//!
//! It shares no code with the fast passes; tests hold them against it. Time and memory are
//! quadratic, so it is of no use on long texts.

use ndarray::Array2;

use super::GapCosts;
use super::decode::Step;

/// All posteriors of a small lattice.
#[derive(Clone, Debug)]
pub struct PlainPosteriors {
    /// Logarithm of the sum over all paths, in nats.
    pub log_z: f64,
    /// `(i, j, a, b, posterior)` of every matching bead of finite score.
    pub beads: Vec<(usize, usize, usize, usize, f64)>,
    /// Posterior that a source sentence is unaligned.
    pub source_null: Vec<f64>,
    /// Posterior that a target sentence is unaligned.
    pub target_null: Vec<f64>,
}

/// States of the plain lattice, in the order of its matrices.
const STATES: [&str; 3] = ["match", "source unaligned", "target unaligned"];

/// Sums over all paths of `n` by `m` sentences, where `score(i, j, a, b)` gives the nats of a
/// bead and its logarithm of zero is negative infinity.
#[must_use]
pub fn posteriors(
    (n, m): (usize, usize),
    max_side: usize,
    score: &dyn Fn(usize, usize, usize, usize) -> f64,
    costs: &GapCosts,
) -> PlainPosteriors {
    // Forward and backward sums as probabilities are small here, so plain numbers suffice
    // after every bead is divided by the largest.
    let shape = (n + 1, m + 1);
    let mut forward = STATES.map(|_| Array2::from_elem(shape, f64::NEG_INFINITY));
    let mut backward = STATES.map(|_| Array2::from_elem(shape, f64::NEG_INFINITY));
    let add = |into: &mut f64, value: f64| {
        *into = if *into > value {
            *into + (value - *into).exp().ln_1p()
        } else if value == f64::NEG_INFINITY {
            *into
        } else {
            value + (*into - value).exp().ln_1p()
        };
    };
    let edges = |i: usize, j: usize| {
        // (state before, state after, sentences of each side, nats)
        let mut edges = Vec::new();
        for a in 1..=max_side.min(n - i) {
            for b in 1..=max_side.min(m - j) {
                let nats = score(i, j, a, b);
                edges.push((0, 0, a, b, costs.stay + nats));
                edges.push((1, 0, a, b, costs.leave + nats));
                edges.push((2, 0, a, b, costs.leave + nats));
            }
        }
        if i < n {
            edges.push((0, 1, 1, 0, costs.open));
            edges.push((1, 1, 1, 0, costs.extend));
        }
        if j < m {
            edges.push((0, 2, 0, 1, costs.open));
            edges.push((1, 2, 0, 1, costs.open));
            edges.push((2, 2, 0, 1, costs.extend));
        }
        edges
    };
    forward[0][(0, 0)] = 0.0;
    for i in 0..=n {
        for j in 0..=m {
            for (before, after, a, b, nats) in edges(i, j) {
                let value = forward[before][(i, j)] + nats;
                add(&mut forward[after][(i + a, j + b)], value);
            }
        }
    }
    for state in &mut backward {
        state[(n, m)] = 0.0;
    }
    for i in (0..=n).rev() {
        for j in (0..=m).rev() {
            for (before, after, a, b, nats) in edges(i, j) {
                let value = backward[after][(i + a, j + b)] + nats;
                add(&mut backward[before][(i, j)], value);
            }
        }
    }
    let log_z = backward[0][(0, 0)];
    let mut made = PlainPosteriors {
        log_z,
        beads: Vec::new(),
        source_null: vec![0.0; n],
        target_null: vec![0.0; m],
    };
    for i in 0..=n {
        for j in 0..=m {
            let mut beads = std::collections::BTreeMap::<(usize, usize), f64>::new();
            for (before, after, a, b, nats) in edges(i, j) {
                let log = forward[before][(i, j)] + nats + backward[after][(i + a, j + b)] - log_z;
                match (a, b) {
                    (1, 0) => made.source_null[i] += log.exp(),
                    (0, 1) => made.target_null[j] += log.exp(),
                    _ => *beads.entry((a, b)).or_default() += log.exp(),
                }
            }
            made.beads
                .extend(beads.into_iter().map(|((a, b), p)| (i, j, a, b, p)));
        }
    }
    made
}

/// The score of a path from scratch, in nats.
#[must_use]
pub fn path_score(
    steps: &[Step],
    score: &dyn Fn(usize, usize, usize, usize) -> f64,
    costs: &GapCosts,
) -> f64 {
    let mut total = 0.0;
    let mut state = 0;
    for step in steps {
        let next = match (step.source.len(), step.target.len()) {
            (_, 0) => 1,
            (0, _) => 2,
            _ => 0,
        };
        total += match (state, next) {
            (0, 0) => costs.stay,
            (_, 0) => costs.leave,
            (1, 1) | (2, 2) => costs.extend,
            (2, 1) => f64::NEG_INFINITY,
            _ => costs.open,
        };
        if next == 0 {
            total += score(
                step.source.start,
                step.target.start,
                step.source.len(),
                step.target.len(),
            );
        }
        state = next;
    }
    total
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{
        BEAD_TYPES, BeadTable, GapPriors, Region, bead_type, maximum_expected_accuracy, run,
        viterbi,
    };
    use super::*;

    fn scores() -> impl Strategy<Value = (usize, usize, Vec<f32>)> {
        (1usize..7, 1usize..7).prop_flat_map(|(n, m)| {
            let n_scores = (n + 1) * (m + 1) * BEAD_TYPES.len();
            (
                Just(n),
                Just(m),
                prop::collection::vec(-8.0f32..8.0, n_scores),
            )
        })
    }

    fn table(n: usize, m: usize, scores: &[f32]) -> BeadTable {
        let mut table = BeadTable::new(Region::full(n, m));
        for i in 0..=n {
            for j in 0..=m {
                for (kind, &size) in BEAD_TYPES.iter().enumerate() {
                    let place = (i * (m + 1) + j) * BEAD_TYPES.len() + kind;
                    table.set((i, j), size, f64::from(scores[place]));
                }
            }
        }
        table
    }

    proptest! {
        #[test]
        fn the_fast_lattice_at_full_width_equals_the_plain_one((n, m, scores) in scores()) {
            let costs = GapCosts::new(GapPriors::default(), 1.0);
            let table = table(n, m, &scores);
            let score = |i: usize, j: usize, a: usize, b: usize| {
                bead_type(a, b).map_or(f64::NEG_INFINITY, |_| table.get((i, j), (a, b)))
            };
            let plain = posteriors((n, m), 5, &score, &costs);
            let fast = run(&table, &costs, 1.0, 0.0);
            prop_assert!((plain.log_z - fast.log_z).abs() < 1e-9);
            for (i, j, a, b, p) in plain.beads {
                let found = fast.beads.iter().find(|bead| {
                    (bead.i as usize, bead.j as usize) == (i, j)
                        && (usize::from(bead.a), usize::from(bead.b)) == (a, b)
                });
                let q = found.map_or(0.0, |bead| f64::from(bead.posterior));
                prop_assert!((p - q).abs() < 1e-6, "{i} {j} {a} {b}: {p} {q}");
            }
            // The alternatives of a sentence sum to one.
            for i in 0..n {
                let matched: f64 = fast.beads.iter()
                    .filter(|bead| (bead.i as usize..(bead.i + u32::from(bead.a)) as usize).contains(&i))
                    .map(|bead| f64::from(bead.posterior)).sum();
                prop_assert!((matched + fast.source_null[i] - 1.0).abs() < 1e-6);
                prop_assert!((plain.source_null[i] - fast.source_null[i]).abs() < 1e-9);
            }
            for j in 0..m {
                prop_assert!((plain.target_null[j] - fast.target_null[j]).abs() < 1e-9);
            }
        }

        #[test]
        fn what_paths_go_through_is_reached((n, m, scores) in scores()) {
            let costs = GapCosts::new(GapPriors::default(), 1.0);
            let table = table(n, m, &scores);
            let made = run(&table, &costs, 1.0, 1e-5);
            prop_assert_eq!(made.reached.len(), n + 1);
            prop_assert_eq!((made.reached[0].start, made.reached[n].end), (0, m + 1));
            let narrow = Region::around(&made.reached, m, 0);
            for bead in &made.beads {
                let (source, target) = bead.ranges();
                for (i, j) in [(source.start, target.start), (source.end, target.end)] {
                    prop_assert!(made.reached[i].contains(&j), "{bead:?} {:?}", made.reached);
                    prop_assert!(narrow.cell(i, j).is_some());
                }
            }
        }

        #[test]
        fn paths_partition_and_score_what_they_say((n, m, scores) in scores()) {
            let costs = GapCosts::new(GapPriors::default(), 1.0);
            let table = table(n, m, &scores);
            let score = |i: usize, j: usize, a: usize, b: usize| table.get((i, j), (a, b));
            let (best, total) = viterbi(&table, &costs);
            prop_assert!((path_score(&best, &score, &costs) - total).abs() < 1e-4);
            let posteriors = run(&table, &costs, 1.0, 0.0);
            prop_assert!(total <= posteriors.log_z + 1e-6);
            for path in [best, maximum_expected_accuracy(table.region(), &posteriors)] {
                let (mut i, mut j) = (0, 0);
                for step in &path {
                    prop_assert_eq!((step.source.start, step.target.start), (i, j));
                    (i, j) = (step.source.end, step.target.end);
                    prop_assert!((0.0..=1.0).contains(&step.posterior));
                }
                prop_assert_eq!((i, j), (n, m));
            }
        }
    }
}
