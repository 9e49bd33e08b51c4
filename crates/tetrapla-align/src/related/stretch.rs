//! Stretches inside two texts that have nothing to do with each other: another chapter, an
//! advertisement, a page that was swapped.
//!
//! A stretch of strangers gets beads too, of little score each. The best path is read as a chain
//! of two states, related and not (a hidden Markov model: Rabiner 1989, doi 10.1109/5.18626), in
//! nats against aligning nothing:
//!
//! ```text
//!                       related           strangers
//! a bead of a + b       its score         2 (a + b)       what chance reaches at most
//! an unaligned one      0                 .5              strangers are unaligned more often
//! into the state        -3                -6
//! ```
//!
//! A bead's score then gains the logarithm of its probability of standing in related text. So
//! one weak bead among good ones loses nothing, and a row of them does. Linear in the sentences.

use rustc_hash::FxHashMap;

use crate::lattice::{self, GapCosts, Step};
use crate::pair::PairLattice;

/// Nats a sentence that a bead of strangers reaches by chance, at most.
const CHANCE: f64 = 2.0;
/// Nats by which an unaligned sentence speaks for strangers.
const UNALIGNED: f64 = 0.5;
/// Nats that it costs to become strangers, and to become related again.
const PART: f64 = 6.0;
const MEET: f64 = 3.0;

/// Lowers the score of beads in stretches that are not related; posteriors stay as they are.
pub fn doubt(lattice: &mut PairLattice, temper: f64) {
    let posteriors = lattice.posteriors(temper);
    let path = lattice::maximum_expected_accuracy(&lattice.region, &posteriors);
    let stay = GapCosts::new(lattice.gaps, 1.0).stay;
    let scores: FxHashMap<(u32, u32, u8, u8), f32> = lattice
        .beads
        .iter()
        .map(|bead| ((bead.i, bead.j, bead.a, bead.b), bead.score))
        .collect();
    let strangeness: Vec<f64> = path
        .iter()
        .map(|step| {
            let (a, b) = (step.source.len(), step.target.len());
            let bead = (
                step.source.start as u32,
                step.target.start as u32,
                a as u8,
                b as u8,
            );
            match scores.get(&bead) {
                Some(&score) => CHANCE * (a + b) as f64 - f64::from(score) - stay,
                None => UNALIGNED,
            }
        })
        .collect();
    let trust = related(&strangeness);
    if trust.iter().all(|&ln| ln > -1e-3) {
        return;
    }
    let [source, target] = by_sentence(&path, &trust, lattice);
    for bead in &mut lattice.beads {
        let (i, j) = (bead.i as usize, bead.j as usize);
        let own = source[i..i + usize::from(bead.a)]
            .iter()
            .chain(&target[j..j + usize::from(bead.b)]);
        // The sentence that is trusted most decides, so that no edge of a stretch eats into
        // what it borders on.
        let ln = own.copied().fold(f64::NEG_INFINITY, f64::max);
        let nats = ln / temper;
        bead.score += nats as f32;
        if let Some(reasons) = &mut lattice.reasons {
            reasons.add_surroundings(bead, nats);
        }
    }
}

/// Logarithm of the probability that each step stands in related text.
fn related(strangeness: &[f64]) -> Vec<f64> {
    let n = strangeness.len();
    // Related and strangers, before each step going forward, after it going back.
    let mut forward = vec![(0.0, -PART); n];
    for k in 1..n {
        let (related, strangers) = (forward[k - 1].0, forward[k - 1].1 + strangeness[k - 1]);
        forward[k] = (
            lattice::log_sum(&[related, strangers - MEET]),
            lattice::log_sum(&[strangers, related - PART]),
        );
    }
    let mut backward = vec![(0.0, 0.0); n];
    for k in (0..n.saturating_sub(1)).rev() {
        let (related, strangers) = (backward[k + 1].0, backward[k + 1].1 + strangeness[k + 1]);
        backward[k] = (
            lattice::log_sum(&[related, strangers - PART]),
            lattice::log_sum(&[strangers, related - MEET]),
        );
    }
    (0..n)
        .map(|k| {
            let related = forward[k].0 + backward[k].0;
            let strangers = forward[k].1 + strangeness[k] + backward[k].1;
            related - lattice::log_sum(&[related, strangers])
        })
        .collect()
}

fn by_sentence(path: &[Step], trust: &[f64], lattice: &PairLattice) -> [Vec<f64>; 2] {
    let mut made = [
        vec![0.0; lattice.region.n_source()],
        vec![0.0; lattice.region.n_target()],
    ];
    for (step, &ln) in path.iter().zip(trust) {
        made[0][step.source.clone()].fill(ln);
        made[1][step.target.clone()].fill(ln);
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_row_of_weak_beads_is_doubted_and_one_among_good_ones_is_not() {
        let probability = |scores: &[f64]| -> Vec<f64> {
            let strangeness: Vec<f64> = scores.iter().map(|score| 4.0 - score).collect();
            related(&strangeness).into_iter().map(f64::exp).collect()
        };
        let mut scores = vec![10.0; 9];
        scores[4] = 1.0;
        assert!(probability(&scores).iter().all(|&p| p > 0.97));
        let mut scores = vec![10.0; 30];
        scores[10..20].fill(1.0);
        let made = probability(&scores);
        assert!(made[10..20].iter().all(|&p| p < 0.06), "{made:?}");
        assert!(made[12..18].iter().all(|&p| p < 0.01), "{made:?}");
        assert!(made[..10].iter().chain(&made[20..]).all(|&p| p > 0.99));
    }

    proptest! {
        #[test]
        fn the_chain_is_the_sum_over_all_its_ways(
            strangeness in prop::collection::vec(-9.0f64..9.0, 1..9),
        ) {
            let n = strangeness.len();
            let mut sums = vec![[0.0f64; 2]; n];
            for way in 0..1u32 << n {
                let mut nats = 0.0;
                let mut before = 0;
                for (k, own) in strangeness.iter().enumerate() {
                    let state = way >> k & 1;
                    nats += match (before, state) {
                        (0, 1) => own - PART,
                        (1, 0) => -MEET,
                        (1, 1) => *own,
                        _ => 0.0,
                    };
                    before = state;
                }
                for (k, sum) in sums.iter_mut().enumerate() {
                    sum[(way >> k & 1) as usize] += nats.exp();
                }
            }
            for (ln, [related, strangers]) in related(&strangeness).into_iter().zip(sums) {
                prop_assert!((ln.exp() - related / (related + strangers)).abs() < 1e-9);
            }
        }
    }
}
