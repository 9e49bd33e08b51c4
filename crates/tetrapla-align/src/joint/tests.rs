//! The joint decoder on small random groups, against computations written down plainly.

use proptest::prelude::*;

use super::block::{Edge, decode, edges, may_follow};
use super::pairs::Pairs;
use super::scores::PairScores;
use super::{block, boxes, cuts, units_of};
use crate::alignment::UnitData;
use crate::lattice::{self, BEAD_TYPES, BeadTable, GapCosts, GapPriors, Posteriors, Region};

/// A group without texts: the lattices of its pairs, of random scores.
#[derive(Debug)]
struct Made {
    n_sentences: Vec<usize>,
    posteriors: Vec<Posteriors>,
}

const TEMPER: f64 = 0.5;

/// Lattices in which beads near the diagonal score more by `bonus`.
fn made(n_sentences: Vec<usize>, noise: &[f32], bonus: f64) -> Made {
    let mut posteriors = Vec::new();
    let mut noise = noise.iter().cycle();
    for x in 0..n_sentences.len() {
        for y in x + 1..n_sentences.len() {
            let (n, m) = (n_sentences[x], n_sentences[y]);
            let region = Region::full(n, m);
            let mut table = BeadTable::new(region);
            for i in 0..n {
                for j in 0..m {
                    for &(a, b) in BEAD_TYPES.iter().filter(|(a, b)| i + a <= n && j + b <= m) {
                        let middles = (
                            (i as f64 + a as f64 / 2.0) / n as f64,
                            (j as f64 + b as f64 / 2.0) / m as f64,
                        );
                        let near = 1.0 - 2.0 * (middles.0 - middles.1).abs() * n.min(m) as f64;
                        let size = 2.0 * (a + b) as f64;
                        let wild = noise.next().copied().map_or(0.0, f64::from);
                        table.set((i, j), (a, b), wild - size + bonus * near);
                    }
                }
            }
            let costs = GapCosts::new(GapPriors::default(), TEMPER);
            posteriors.push(lattice::run(&table, &costs, TEMPER, 1e-6));
        }
    }
    Made {
        n_sentences,
        posteriors,
    }
}

impl Made {
    fn scores(&self) -> Vec<PairScores> {
        let each = self.posteriors.iter();
        each.map(|posteriors| PairScores::new(GapPriors::default(), posteriors, TEMPER))
            .collect()
    }

    fn units(&self) -> Vec<UnitData> {
        units_of(&self.n_sentences, &self.scores(), 1.0)
    }

    fn pairs<'a>(&self, scores: &'a [PairScores]) -> Pairs<'a> {
        let n = self.n_sentences.len();
        Pairs {
            n,
            scores,
            weight: 2.0 / n as f64,
        }
    }

    /// All tuples of boundaries, in the order of nodes.
    fn nodes(&self) -> Vec<Vec<u32>> {
        let mut tuples = vec![Vec::new()];
        for &n in &self.n_sentences {
            tuples = tuples
                .into_iter()
                .flat_map(|tuple: Vec<u32>| {
                    (0..=n as u32).map(move |boundary| [&tuple[..], &[boundary]].concat())
                })
                .collect();
        }
        tuples.sort_by_key(|tuple| (tuple.iter().sum::<u32>(), tuple.clone()));
        tuples
    }
}

fn group(n_languages: std::ops::Range<usize>, n_most: usize) -> impl Strategy<Value = Made> {
    (
        prop::collection::vec(1..=n_most, n_languages),
        prop::collection::vec(-4.0f32..4.0, 97),
        0.0f64..12.0,
    )
        .prop_map(|(n_sentences, noise, bonus)| made(n_sentences, &noise, bonus))
}

/// `ln(sum(exp))` without care.
fn plain_log_sum(values: &[f64]) -> f64 {
    values.iter().map(|value| value.exp()).sum::<f64>().ln()
}

fn near(a: f64, b: f64) -> bool {
    a == b || (a - b).abs() < 1e-6 * (1.0 + a.abs())
}

/// The nats of every way through a pair's box, with the inner cells that it crosses.
fn ways(
    scores: &PairScores,
    at: (u32, u32),
    to: (u32, u32),
    inner: &[(u32, u32)],
    after_target_gap: bool,
) -> Vec<(f64, usize)> {
    let mut all = Vec::new();
    if at == to {
        all.push((0.0, 0));
    }
    // One sentence alone scores as the box that holds nothing else.
    let mut step = |next: (u32, u32), nats: f64, crossed: usize, gap: bool| {
        for (rest, mask) in ways(scores, next, to, inner, gap) {
            all.push((nats + rest, mask | crossed));
        }
    };
    if at.0 < to.0 && !after_target_gap {
        let next = (at.0 + 1, at.1);
        step(next, scores.through(at, next, &[])[0], 0, false);
    }
    if at.1 < to.1 {
        let next = (at.0, at.1 + 1);
        step(next, scores.through(at, next, &[])[0], 0, true);
    }
    let stay = GapCosts::new(GapPriors::default(), TEMPER).stay;
    for bead in scores.beads() {
        let next = (at.0 + u32::from(bead.a), at.1 + u32::from(bead.b));
        if (bead.i, bead.j) != at || next.0 > to.0 || next.1 > to.1 {
            continue;
        }
        let crossed = inner.iter().enumerate().fold(0, |mask, (bit, &(i, j))| {
            let is_apart = (next.0 <= i && next.1 <= j) || (i <= at.0 && j <= at.1);
            if is_apart { mask } else { mask | 1 << bit }
        });
        step(next, TEMPER * f64::from(bead.score) + stay, crossed, false);
    }
    all
}

/// What a unit scores, over all partings of all nodes inside.
fn plain_score(from: &[u32], to: &[u32], inner: &[&[u32]], pairs: &Pairs<'_>) -> f64 {
    let mut best = f64::NEG_INFINITY;
    let n_partings = 1usize << (pairs.n - 1);
    for choice in 0..n_partings.pow(inner.len() as u32) {
        let camps = (0..inner.len() as u32).map(|node| choice / n_partings.pow(node) % n_partings);
        let camps: Vec<usize> = camps.collect();
        let mut felt = vec![false; inner.len()];
        let mut nats = 0.0;
        for (place, x, y) in pairs.all() {
            let corners = [(from[x], from[y]), (to[x], to[y])];
            let mut asked = Vec::new();
            for (node, camp) in camps.iter().enumerate() {
                let cell = (inner[node][x], inner[node][y]);
                if (camp >> x ^ camp >> y) & 1 == 1 && !corners.contains(&cell) {
                    asked.push(cell);
                    felt[node] = true;
                }
            }
            asked.sort_unstable();
            asked.dedup();
            let through = pairs.scores[place].through(corners[0], corners[1], &asked);
            nats += through[(1 << asked.len()) - 1];
        }
        if felt.iter().all(|felt| *felt) {
            best = best.max(nats);
        }
    }
    pairs.weight * best
}

/// All paths through the nodes, as places of edges.
fn paths(edges: &[Edge], at: usize, last: u64, end: usize) -> Vec<Vec<usize>> {
    if at == end {
        return vec![Vec::new()];
    }
    let mut made = Vec::new();
    for (place, edge) in edges.iter().enumerate() {
        if edge.from == at && (last == 0 || may_follow(last, edge.mask)) {
            for rest in paths(edges, edge.to, edge.mask, end) {
                made.push([&[place], &rest[..]].concat());
            }
        }
    }
    made
}

fn check_partition(made: &Made) -> Result<(), TestCaseError> {
    let units = made.units();
    for (language, &n) in made.n_sentences.iter().enumerate() {
        let mut at = 0;
        for range in units.iter().map(|unit| &unit.ranges[language]) {
            if !range.is_empty() {
                prop_assert_eq!(range.start, at);
                at = range.end;
            }
        }
        prop_assert_eq!(at, n);
    }
    for unit in &units {
        prop_assert!((0.0..=1.0).contains(&unit.probability), "{:?}", unit);
        prop_assert!(unit.ranges.iter().any(|range| !range.is_empty()));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn units_partition_long_texts_too(made in group(2..7, 45)) {
        check_partition(&made)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn units_partition_every_text(made in group(2..9, 9)) {
        check_partition(&made)?;
    }

    #[test]
    fn a_box_sums_over_its_ways(made in group(2..3, 4), raw in prop::collection::vec((0u32..5, 0u32..5), 0..4)) {
        let scores = made.scores();
        let to = (made.n_sentences[0] as u32, made.n_sentences[1] as u32);
        let mut inner: Vec<(u32, u32)> = raw
            .into_iter()
            .map(|(i, j)| (i.min(to.0), j.min(to.1)))
            .filter(|&cell| cell != (0, 0) && cell != to)
            .collect();
        inner.sort_unstable();
        inner.dedup();
        let all = ways(&scores[0], (0, 0), to, &inner, false);
        for (mask, &nats) in scores[0].through((0, 0), to, &inner).iter().enumerate() {
            let crossing = all.iter().filter(|(_, crossed)| crossed & mask == mask);
            let plain = plain_log_sum(&crossing.map(|one| one.0).collect::<Vec<_>>());
            prop_assert!(near(nats, plain), "{mask:b}: {nats} is not {plain}");
        }
    }

    #[test]
    fn a_unit_scores_by_its_best_parting(
        made in group(2..5, 2),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 0..3),
    ) {
        let scores = made.scores();
        let pairs = made.pairs(&scores);
        let nodes = made.nodes();
        let (from, to) = (&nodes[0], &nodes[nodes.len() - 1]);
        let mut inner: Vec<usize> = picks.iter().map(|pick| 1 + pick.index(nodes.len() - 2)).collect();
        inner.sort_unstable();
        inner.dedup();
        let inner: Vec<&[u32]> = inner.into_iter().map(|node| nodes[node].as_slice()).collect();
        let none = f64::NEG_INFINITY;
        let score = boxes::score(from, to, inner.iter().copied(), &pairs, none);
        let plain = plain_score(from, to, &inner, &pairs);
        prop_assert!(near(score, plain), "{score} is not {plain}");
        // What is too little may be left out, what is enough may not.
        prop_assert_eq!(boxes::score(from, to, inner.iter().copied(), &pairs, score), score);
        let asked = boxes::score(from, to, inner.iter().copied(), &pairs, score + 1.0);
        prop_assert!(asked == score || asked == none);
    }

    #[test]
    fn probabilities_are_shares_of_all_paths(made in group(2..4, 2)) {
        let scores = made.scores();
        let pairs = made.pairs(&scores);
        let nodes = made.nodes();
        let edges = edges(&nodes, &pairs, f64::INFINITY);
        let paths = paths(&edges, 0, 0, nodes.len() - 1);
        let weights: Vec<f64> = paths
            .iter()
            .map(|path| path.iter().map(|&edge| edges[edge].score).sum::<f64>().exp())
            .collect();
        let total: f64 = weights.iter().sum();
        // The same unit may lie between several nodes.
        let content = |edge: &Edge| -> Vec<(u32, u32)> {
            let sides = nodes[edge.from].iter().zip(&nodes[edge.to]);
            sides.map(|(&a, &b)| if a < b { (a, b) } else { (0, 0) }).collect()
        };
        let contents: Vec<_> = edges.iter().map(content).collect();
        let probability = |content: &Vec<(u32, u32)>| {
            let holding = paths.iter().zip(&weights).filter(|(path, _)| {
                path.iter().any(|&edge| contents[edge] == *content)
            });
            holding.map(|(_, weight)| weight).sum::<f64>() / total
        };
        let worth = |edge: usize| {
            let languages = f64::from(edges[edge].mask.count_ones());
            (languages / 2.0).max(1.0) * probability(&contents[edge])
        };
        let most = paths
            .iter()
            .map(|path| path.iter().map(|&edge| worth(edge)).sum::<f64>())
            .fold(0.0, f64::max);
        let units = decode(&nodes, &edges).expect("a path");
        let mut reached = 0.0;
        for unit in &units {
            let content: Vec<(u32, u32)> = unit
                .ranges
                .iter()
                .map(|range| if range.is_empty() { (0, 0) } else { (range.start as u32, range.end as u32) })
                .collect();
            let plain = probability(&content);
            prop_assert!(near(unit.probability, plain), "{:?}: {plain}", unit);
            let n_languages = content.iter().filter(|side| side.0 < side.1).count();
            reached += (n_languages as f64 / 2.0).max(1.0) * unit.probability;
        }
        prop_assert!(near(reached, most), "{reached} where {most} could be had");
    }

    #[test]
    fn what_is_negligible_changes_nothing(made in group(2..5, 3)) {
        let scores = made.scores();
        let pairs = made.pairs(&scores);
        let nodes = made.nodes();
        let all = edges(&nodes, &pairs, f64::INFINITY);
        let some = edges(&nodes, &pairs, 30.0);
        prop_assert!(some.len() <= all.len());
        let [all, some] = [all, some].map(|edges| decode(&nodes, &edges).expect("a path"));
        let value = |units: &[UnitData]| -> f64 {
            let worth = |unit: &UnitData| {
                let languages = unit.ranges.iter().filter(|range| !range.is_empty()).count();
                (languages as f64 / 2.0).max(1.0) * unit.probability
            };
            units.iter().map(worth).sum()
        };
        prop_assert!(near(value(&all), value(&some)));
    }

    #[test]
    fn what_crosses_a_chain_is_what_crosses_its_cells(
        made in group(2..3, 8),
        steps in prop::collection::vec((0u32..3, 0u32..3), 0..9),
    ) {
        let (mut xs, mut ys) = (vec![0], vec![0]);
        for (x, y) in steps {
            xs.push(u32::min(xs[xs.len() - 1] + x, made.n_sentences[0] as u32));
            ys.push(u32::min(ys[ys.len() - 1] + y, made.n_sentences[1] as u32));
        }
        let beads = &made.posteriors[0].beads;
        for (k, crossed) in cuts::crossed(beads, &xs, &ys).into_iter().enumerate() {
            let plain: f64 = beads
                .iter()
                .filter(|bead| {
                    let end = (bead.i + u32::from(bead.a), bead.j + u32::from(bead.b));
                    let is_before = end.0 <= xs[k] && end.1 <= ys[k];
                    !is_before && (xs[k] > bead.i || ys[k] > bead.j)
                })
                .map(|bead| f64::from(bead.posterior))
                .sum();
            prop_assert!((crossed - plain).abs() < 1e-6, "at {k}: {crossed} is not {plain}");
        }
    }
}

#[test]
fn a_box_of_very_many_nodes_is_no_unit() {
    let made = made(vec![12, 12], &[0.5, -1.0, 2.0], 0.0);
    let scores = made.scores();
    let pairs = made.pairs(&scores);
    let nodes = made.nodes();
    let inner = nodes[1..nodes.len() - 1].iter().map(Vec::as_slice);
    assert!(inner.len() > 64);
    let score = boxes::score(&[0, 0], &[12, 12], inner, &pairs, f64::NEG_INFINITY);
    assert_eq!(score, f64::NEG_INFINITY);
}

#[test]
fn stretches_beyond_reach_are_given_to_a_pivot() {
    // Beads that overlap, so that nothing can be cut but at 0, 14, 16 and 30. What lies between
    // is longer than a unit but in the middle.
    let bead = |i: u32, size: u8| lattice::PosteriorBead {
        i,
        j: i,
        a: size,
        b: size,
        score: 5.0,
        posterior: 1.0,
    };
    let firsts = (0..10).chain(16..26);
    let mut beads: Vec<_> = firsts
        .map(|i| bead(i, if i % 16 == 9 { 5 } else { 4 }))
        .collect();
    beads.push(bead(14, 2));
    beads.sort_by_key(|bead| bead.i);
    let posteriors = Posteriors {
        beads,
        source_null: vec![0.1; 30],
        target_null: vec![0.1; 30],
        source_opens: vec![0.1; 30],
        target_opens: vec![0.1; 30],
        ..Posteriors::default()
    };
    let made = Made {
        n_sentences: vec![30, 30],
        posteriors: vec![posteriors],
    };
    let scores = made.scores();
    let crossed = cuts::crossed(scores[0].beads(), &[13, 14, 15, 16], &[13, 14, 15, 16]);
    assert!(crossed[0] > 0.9 && crossed[1] < 1e-6 && crossed[2] > 0.9 && crossed[3] < 1e-6);
    let units = made.units();
    assert!(
        units.iter().any(|unit| unit.ranges == [14..16, 14..16]),
        "{units:?}"
    );
    check_partition(&made).expect("units partition the texts");
    // Inside one block, the same.
    let units = block::units(&[0, 0], &[30, 30], &made.pairs(&scores));
    assert!(
        units.iter().any(|unit| unit.ranges == [14..16, 14..16]),
        "{units:?}"
    );
}

#[test]
fn a_unit_needs_the_same_certainty_for_any_number_of_languages() {
    for n in 2..8u32 {
        // The sentences one after the other, or all in one unit.
        let node = |k: u32| (0..n).map(|x| u32::from(x < k)).collect::<Vec<_>>();
        let nodes: Vec<Vec<u32>> = (0..=n).map(node).collect();
        for (probability, n_units) in [(0.7f64, 1), (0.63, n as usize)] {
            let alone = (0..n as usize).map(|x| Edge {
                from: x,
                to: x + 1,
                mask: 1 << x,
                score: 0.0,
            });
            let mut edges: Vec<Edge> = alone.collect();
            let whole = Edge {
                from: 0,
                to: n as usize,
                mask: (1 << n) - 1,
                score: (probability / (1.0 - probability)).ln(),
            };
            edges.insert(1, whole);
            let units = decode(&nodes, &edges).expect("a path");
            assert_eq!(units.len(), n_units, "{n} languages, {probability}");
        }
    }
}

#[test]
fn many_languages_that_agree_are_taken_apart_sentence_by_sentence() {
    for n in [6, 10, 16] {
        let made = made(vec![20; n], &[0.0], 14.0);
        let units = made.units();
        assert_eq!(units.len(), 20, "{n} languages");
        for (at, unit) in units.iter().enumerate() {
            assert_eq!(unit.ranges, vec![at..at + 1; n]);
            assert!(unit.probability > 0.99, "{unit:?}");
        }
    }
}
