//! How training went: what each round was worth, and when a stage has nothing left to learn.
//!
//! Two figures of each round, over all groups of a pair of languages:
//!
//! ```text
//! log-likelihood  sum over groups ln Z / number of sentences of both sides
//! moved           mean over these sentences k of  1/2 sum over b |P(b) - P'(b)|
//! ```
//!
//! Z is the sum over all paths of a group's lattice, so that the first is nats of weighted
//! log-odds a sentence over leaving all texts to themselves. In the second, b are the beads that
//! hold the sentence, and its being unaligned; P is the posterior and P' that of the round before:
//! the total variation distance of two distributions, in `[0, 1]`. Beads of a posterior that no
//! longer counts are taken for 0. The scores change with the models, and their weights make them
//! no likelihood of a fixed model, so the first need not rise; a stage ends by the second alone.

use serde::{Deserialize, Serialize};
use tetrapla_core::Language;

use crate::lattice::{PosteriorBead, Posteriors, bead_type};

/// The stages of training.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Words count wherever they stand.
    Uniform,
    /// Words count where they stand.
    Positional,
}

/// What one round of training was worth.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Round {
    /// Its stage.
    pub stage: Stage,
    /// Nats a sentence of both languages.
    pub log_likelihood: f64,
    /// The mean share of a sentence's posterior that went elsewhere than in the round before, in
    /// `[0, 1]`; absent in the first round.
    pub moved: Option<f64>,
}

/// How training of two languages went over the groups of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Training {
    /// The languages, ascending by code.
    pub languages: [Language; 2],
    /// How many sentences they have, both together.
    pub n_sentences: usize,
    /// The rounds, in order.
    pub rounds: Vec<Round>,
}

impl Training {
    /// How many rounds a stage took.
    #[must_use]
    pub fn n_rounds(&self, stage: Stage) -> usize {
        self.rounds.iter().filter(|one| one.stage == stage).count()
    }
}

/// What one group tells of a round.
#[derive(Clone, Copy, Debug, Default)]
pub struct Told {
    /// ln Z.
    log_z: f64,
    /// Distances of all sentences together; absent where there was no round before.
    moved: Option<f64>,
}

impl Told {
    /// Compares the posteriors of a group with those of the round before; such as have no
    /// sentences stand for none.
    #[must_use]
    pub fn of(before: &Posteriors, now: &Posteriors) -> Self {
        let is_first = before.source_null.is_empty() && before.target_null.is_empty();
        Self {
            log_z: now.log_z,
            moved: (!is_first).then(|| moved(before, now)),
        }
    }
}

impl Round {
    /// Sums up what the groups tell, in their order, which have so many sentences.
    #[must_use]
    pub fn of(stage: Stage, told: &[Told], n_sentences: usize) -> Self {
        let n = n_sentences.max(1) as f64;
        let moved: Option<f64> = told.iter().map(|one| one.moved).sum();
        Self {
            stage,
            log_likelihood: told.iter().map(|one| one.log_z).sum::<f64>() / n,
            moved: moved.map(|moved| moved / n),
        }
    }
}

/// Whether a stage may end with the last of these rounds: it is not the first of its stage, and
/// moved less than that share.
///
/// In the first round of the second stage neither coverage nor need is learned yet, so that what
/// it moves says little of what the next will.
#[must_use]
pub fn is_converged(rounds: &[Round], least: f64) -> bool {
    match rounds {
        [.., before, last] if before.stage == last.stage => {
            last.moved.is_some_and(|moved| moved < least)
        }
        _ => false,
    }
}

/// Distances of all sentences of both sides together.
fn moved(before: &Posteriors, now: &Posteriors) -> f64 {
    let key = |bead: &PosteriorBead| {
        let kind = bead_type(usize::from(bead.a), usize::from(bead.b));
        (bead.i, bead.j, kind)
    };
    // Each bead is part of the distribution of all its sentences.
    let weighted =
        |bead: &PosteriorBead, off: f32| f64::from(bead.a + bead.b) * f64::from(off.abs());
    let mut sum = 0.0;
    let (mut old, mut new) = (before.beads.iter().peekable(), now.beads.iter().peekable());
    loop {
        let next = match (old.peek(), new.peek()) {
            (None, None) => break,
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some(old), Some(new)) => key(old).cmp(&key(new)),
        };
        let gone = if next.is_le() { old.next() } else { None };
        let come = if next.is_ge() { new.next() } else { None };
        let posterior = |bead: Option<&PosteriorBead>| bead.map_or(0.0, |bead| bead.posterior);
        if let Some(bead) = gone.or(come) {
            sum += weighted(bead, posterior(come) - posterior(gone));
        }
    }
    for (old, new) in [
        (&before.source_null, &now.source_null),
        (&before.target_null, &now.target_null),
    ] {
        let off = old.iter().zip(new).map(|(old, new)| (new - old).abs());
        sum += off.sum::<f64>();
    }
    0.5 * sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lattice::{BEAD_TYPES, BeadTable, GapCosts, GapPriors, Region, run};
    use crate::{Aligner, Config};
    use proptest::prelude::*;
    use tetrapla_core::Group;

    /// Posteriors of a small lattice with these scores.
    fn posteriors(n: usize, m: usize, scores: &[f64]) -> Posteriors {
        let mut table = BeadTable::new(Region::full(n, m));
        let mut scores = scores.iter().cycle();
        for i in 0..n {
            for j in 0..m {
                for (a, b) in BEAD_TYPES {
                    if i + a <= n && j + b <= m {
                        table.set((i, j), (a, b), *scores.next().unwrap());
                    }
                }
            }
        }
        run(&table, &GapCosts::new(GapPriors::default(), 1.0), 1.0, 1e-4)
    }

    /// The same of one sentence after the other.
    fn plain(before: &Posteriors, now: &Posteriors) -> f64 {
        let find = |posteriors: &Posteriors, ranges: &_| {
            let mut beads = posteriors.beads.iter();
            let bead = beads.find(|bead| bead.ranges() == *ranges);
            bead.map_or(0.0, |bead| f64::from(bead.posterior))
        };
        let mut ranges: Vec<_> = (before.beads.iter().chain(&now.beads))
            .map(PosteriorBead::ranges)
            .collect();
        ranges.sort_by_key(|(s, t)| (s.start, t.start, s.end, t.end));
        ranges.dedup();
        let mut sum = 0.0;
        for k in 0..now.source_null.len() {
            let with = ranges.iter().filter(|(s, _)| s.contains(&k));
            let off = with.map(|one| (find(now, one) - find(before, one)).abs());
            sum += 0.5 * (off.sum::<f64>() + (now.source_null[k] - before.source_null[k]).abs());
        }
        for k in 0..now.target_null.len() {
            let with = ranges.iter().filter(|(_, t)| t.contains(&k));
            let off = with.map(|one| (find(now, one) - find(before, one)).abs());
            sum += 0.5 * (off.sum::<f64>() + (now.target_null[k] - before.target_null[k]).abs());
        }
        sum
    }

    proptest! {
        #[test]
        fn what_moved_is_the_distance_of_each_sentence(
            (n, m) in (1usize..5, 1usize..5),
            before in prop::collection::vec(-9.0f64..9.0, 7..50),
            now in prop::collection::vec(-9.0f64..9.0, 7..50),
        ) {
            let (before, now) = (posteriors(n, m, &before), posteriors(n, m, &now));
            let found = Told::of(&before, &now).moved.unwrap();
            prop_assert!((found - plain(&before, &now)).abs() < 1e-6);
            // Of beads that no longer count up to 1e-4 each is missing.
            prop_assert!(found <= 1.01 * (n + m) as f64);
            prop_assert_eq!(Told::of(&now, &now).moved, Some(0.0));
        }
    }

    #[test]
    fn a_round_is_summed_up_over_its_groups() {
        let told = |log_z, moved| Told { log_z, moved };
        let first = Round::of(Stage::Uniform, &[told(3.0, None), told(5.0, None)], 16);
        assert_eq!((first.log_likelihood, first.moved), (0.5, None));
        let told = [told(3.0, Some(0.5)), told(5.0, Some(0.3))];
        let next = Round::of(Stage::Positional, &told, 16);
        assert_eq!(next.moved, Some(0.05));
        let nothing = Posteriors::default();
        assert_eq!(Told::of(&nothing, &nothing).moved, None);
    }

    #[test]
    fn a_stage_ends_when_its_later_rounds_move_little() {
        let round = |stage, moved| Round {
            stage,
            log_likelihood: 1.0,
            moved,
        };
        let (uniform, positional) = (Stage::Uniform, Stage::Positional);
        let mut rounds = vec![round(uniform, None)];
        assert!(!is_converged(&[], 1.0) && !is_converged(&rounds, 1.0));
        rounds.push(round(uniform, Some(0.001)));
        assert!(is_converged(&rounds, 0.002) && !is_converged(&rounds, 0.001));
        rounds.push(round(positional, Some(0.001)));
        assert!(!is_converged(&rounds, 0.002), "the first of its stage");
        rounds.push(round(positional, Some(0.001)));
        assert!(is_converged(&rounds, 0.002));
        // No share is less than none.
        rounds.push(round(positional, Some(0.0)));
        assert!(!is_converged(&rounds, 0.0));
    }

    #[test]
    fn a_stage_ends_early_where_little_moves_and_all_is_told() {
        let rounds = |converged: f64| {
            let texts = [
                ("tl", "Umulan noong 22 Setyembre.\n\nUmuwi si Mira."),
                ("it", "Il 22 settembre pioveva.\n\nMira torna a casa."),
                (
                    "id",
                    "Hujan turun pada 22 September.\n\nMira pulang.\nTamat.",
                ),
            ];
            let builder = texts
                .into_iter()
                .fold(Group::builder(), |builder, (code, text)| {
                    builder.text(code, text).unwrap()
                });
            let config = Config {
                converged,
                ..Config::default()
            };
            let group = builder.build().unwrap();
            let alignment = Aligner::new(config).align(&group).unwrap();
            let training = alignment.training();
            let codes = training
                .iter()
                .map(|pair| pair.languages.each_ref().map(Language::to_string));
            let codes: Vec<String> = codes.map(|codes| codes.join("-")).collect();
            assert_eq!(codes, ["id-it", "id-tl", "it-tl"]);
            let first = &training[0];
            assert_eq!(first.n_sentences, 5);
            assert!(
                first
                    .rounds
                    .iter()
                    .all(|one| one.log_likelihood.is_finite())
            );
            let moved = first.rounds.iter().filter(|one| one.moved.is_some());
            assert_eq!(moved.count(), first.rounds.len() - 1);
            [Stage::Uniform, Stage::Positional].map(|stage| first.n_rounds(stage))
        };
        assert_eq!(rounds(0.0), [3, 3]);
        assert_eq!(rounds(1.0), [2, 2]);
    }
}
