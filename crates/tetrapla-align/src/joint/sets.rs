//! Units where not all languages of a group are related.

use crate::alignment::{UnitData, pair_index};
use crate::config::Config;
use crate::lattice::Posteriors;
use crate::pair::PairLattice;

/// The units of each set of related languages, one set after the other, as [`super::units`]; a
/// language that is by itself, with the probability that `alone` gives, leaves its sentences
/// unaligned.
#[must_use]
pub fn units_of_sets(
    sets: &[Vec<usize>],
    n_sentences: &[usize],
    (lattices, posteriors): (&[PairLattice], &[Posteriors]),
    alone: impl Fn(usize) -> f64,
    config: &Config,
) -> Vec<UnitData> {
    if sets.len() == 1 {
        return super::units(n_sentences, lattices, posteriors, config);
    }
    let n = n_sentences.len();
    // Where each language has got to.
    let mut reached: Vec<usize> = vec![0; n];
    let mut made = Vec::new();
    for set in sets {
        let units = if let [only] = set[..] {
            let sentences = (0..n_sentences[only]).map(|k| UnitData {
                ranges: std::iter::once(k..k + 1).collect(),
                probability: alone(only),
                anchors: Vec::new(),
            });
            sentences.collect()
        } else {
            let pairs: Vec<usize> = (set.iter().enumerate())
                .flat_map(|(k, &x)| set[k + 1..].iter().map(move |&y| pair_index(x, y, n)))
                .collect();
            let lattices: Vec<PairLattice> =
                pairs.iter().map(|&place| lattices[place].clone()).collect();
            let posteriors: Vec<Posteriors> = pairs
                .iter()
                .map(|&place| posteriors[place].clone())
                .collect();
            let n_sentences: Vec<usize> = set.iter().map(|&x| n_sentences[x]).collect();
            super::units(&n_sentences, &lattices, &posteriors, config)
        };
        made.extend(units.into_iter().map(|unit| {
            let mut ranges: Vec<_> = reached.iter().map(|&k| k..k).collect();
            for (&x, range) in set.iter().zip(unit.ranges) {
                ranges[x] = range;
            }
            UnitData { ranges, ..unit }
        }));
        for &x in set {
            reached[x] = n_sentences[x];
        }
    }
    made
}
