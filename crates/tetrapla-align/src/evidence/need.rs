//! Evidence of need: a sentence that takes nothing away when it is left out is no part of a bead.
//!
//! A headline that repeats its neighbour is explained by the other side, so that
//! [`super::coverage`] says nothing against it; but the other side does without it. Where a side
//! of a bead has several sentences, each of them, k, is left out in turn:
//!
//! ```text
//! u_k = (sum over the other side's words q  lr(q | all) - lr(q | all but k)) / n_k
//! ```
//!
//! nats a word, with the log-ratios of [`super::positional`] and the words that are left laid out
//! anew; judged as [`super::contrast`] has it and summed over the sentences. The right ones are
//! sentences of the run's own beads by their posteriors, the wrong ones neighbours added to
//! single sentences that go together for sure; both are learned anew each round. It only ever
//! speaks against a bead: what is needed twice over would join two beads that are better apart.

use std::ops::Range;

use super::PairView;
use super::contrast::{Contrast, Spread};
use super::links::Links;
use crate::lattice::PosteriorBead;

/// Posterior above which two sentences go together for sure.
const SURE: f32 = 0.9;
/// Means before anything is learned, as shares of what of a right sentence is explained.
const MEANS: [f64; 2] = [0.35, -0.12];
/// Shares of variance that shrink with the words, likewise of that of coverage.
const BY_WORD: [f64; 2] = [0.25, 0.05];
/// Constant share of the variances before anything is learned.
const CONSTANT: f64 = 0.03;

/// Nats a word that the other side loses without some words of the side `given` (0 the source,
/// 1 the target); at least one word.
pub(super) fn nats(links: &mut Links, given: usize, words: Range<usize>) -> f64 {
    let n = words.len() as f64;
    let loss: f64 = links
        .without(given, words)
        .map(|(all, without)| (all / without).ln())
        .sum();
    loss / n
}

/// How need falls before any was seen, from how coverage does.
#[must_use]
pub fn start(coverage: &Contrast) -> Contrast {
    let [right, wrong] = [0, 1].map(|which| Spread {
        mean: MEANS[which] * coverage.right.mean,
        constant: CONSTANT,
        by_word: BY_WORD[which] * coverage.right.by_word,
    });
    Contrast { right, wrong }
}

/// Sure beads of two single sentences with a neighbour added, on either side, and the place of
/// the neighbour among the bead's sentences, those of the target first.
#[must_use]
pub fn neighbours(view: &PairView<'_>, beads: &[PosteriorBead]) -> Vec<(PosteriorBead, usize)> {
    let (n, m) = (view.source.n_sentences(), view.target.n_sentences());
    let mut made = Vec::new();
    let sure = |bead: &&PosteriorBead| (bead.a, bead.b) == (1, 1) && bead.posterior > SURE;
    for &bead in beads.iter().filter(sure) {
        let (source, target) = bead.ranges();
        let two_sources = PosteriorBead { a: 2, ..bead };
        let two_targets = PosteriorBead { b: 2, ..bead };
        if source.end < n {
            made.push((two_sources, 2));
        }
        if source.start > 0 {
            let i = bead.i - 1;
            made.push((PosteriorBead { i, ..two_sources }, 1));
        }
        if target.end < m {
            made.push((two_targets, 1));
        }
        if target.start > 0 {
            let j = bead.j - 1;
            made.push((PosteriorBead { j, ..two_targets }, 0));
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::super::contrast::Counts;
    use super::super::links::{Positions, STEEPNESS};
    use super::super::positional::{self, Sentence};
    use super::super::testing::{Case, case, near, plain_links, summed};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn need_is_what_the_other_side_loses(case in case()) {
            let taught = case.taught(Positions::Diagonal(STEEPNESS), 2);
            let counts = case.plain_counts(Positions::Diagonal(STEEPNESS), 2);
            // A few will do: the plain way counts all anew for each word pair.
            let beads: Vec<PosteriorBead> = case.beads.iter().step_by(11).copied().collect();
            let scores = positional::score(&case.view(), &beads, &taught.lexicon, &taught.own);
            for (bead, nats) in beads.iter().zip(&scores) {
                let (source, target) = bead.ranges();
                let sides = target.map(|k| (1, k)).chain(source.map(|k| (0, k)));
                for ((given, k), sentence) in sides.zip(&nats.sentences) {
                    let Some(needed) = sentence.needed else { continue };
                    let of = |words: &[Vec<(usize, u32)>; 2]| -> f64 {
                        let ratio = |sentence: usize, s: u32, t: u32| {
                            case.ratio(given, &summed(&counts, given, Some(sentence)), s, t)
                        };
                        let (log_ratios, _) =
                            plain_links(words, given, Positions::Diagonal(STEEPNESS), ratio);
                        log_ratios.iter().sum()
                    };
                    let all = case.words(bead);
                    let mut rest = all.clone();
                    rest[given].retain(|&(sentence, _)| sentence != k);
                    let n = (all[given].len() - rest[given].len()) as f64;
                    let plain = (of(&all) - of(&rest)) / n;
                    prop_assert!(near(needed, plain), "{bead:?} {k} {needed} {plain}");
                }
            }
        }

        #[test]
        fn of_sides_of_one_sentence_none_is_asked_for(case in case()) {
            let taught = case.taught(Positions::Diagonal(STEEPNESS), 1);
            let scores = positional::score(&case.view(), &case.beads, &taught.lexicon, &taught.own);
            for (bead, nats) in case.beads.iter().zip(&scores) {
                let (targets, sources) = nats.sentences.split_at(usize::from(bead.b));
                for side in [targets, sources] {
                    for one in side {
                        let asked = side.len() > 1 && one.n_words > 0.0;
                        prop_assert_eq!(one.needed.is_some(), asked, "{:?}", bead);
                    }
                }
            }
        }

        #[test]
        fn a_neighbour_is_added_to_what_is_sure(case in case()) {
            let view = case.view();
            let mut beads = case.beads.clone();
            for bead in &mut beads {
                // Half of them.
                bead.posterior = 1.8 * (1.0 - bead.posterior);
            }
            let made = neighbours(&view, &beads);
            let n_sides = |bead: &PosteriorBead| {
                let (i, j) = bead.ranges();
                let (n, m) = (view.source.n_sentences(), view.target.n_sentences());
                [i.start > 0, i.end < n, j.start > 0, j.end < m].iter().filter(|&&is| is).count()
            };
            let singles = beads.iter().filter(|bead| (bead.a, bead.b) == (1, 1));
            let sure = singles.filter(|bead| bead.posterior > 0.9);
            prop_assert_eq!(made.len(), sure.map(n_sides).sum::<usize>());
            for (bead, place) in made {
                let (source, target) = bead.ranges();
                let mut rest = (source.clone(), target.clone());
                let in_source = place >= target.len();
                let (side, at) = if in_source {
                    (&mut rest.0, place - target.len())
                } else {
                    (&mut rest.1, place)
                };
                prop_assert_eq!(side.len(), 2);
                *side = if at == 0 { side.start + 1..side.end } else { side.start..side.end - 1 };
                let is_sure = |one: &PosteriorBead| one.ranges() == rest && one.posterior > 0.9;
                prop_assert!(beads.iter().any(is_sure), "{bead:?} {place}");
                prop_assert!(case.beads.iter().any(|one| one.ranges() == (source.clone(), target.clone())));
            }
        }
    }

    /// Need as it starts from a coverage that was learned.
    fn learned() -> Contrast {
        let before = Contrast::default();
        let mut counts = Counts::default();
        for _ in 0..1_000 {
            before.count_right(&mut counts, 0.8, 10.0, 1.0);
            before.count_wrong(&mut counts, -0.3, 10.0);
        }
        start(&Contrast::fit(&before, &counts))
    }

    #[test]
    fn a_headline_that_repeats_its_neighbour_is_not_needed_and_two_halves_are() {
        let of = |sources: [Vec<usize>; 2], target: Vec<usize>| -> Vec<Sentence> {
            let same: Vec<(usize, usize, f32)> = (0..6).map(|word| (word, word, 0.9)).collect();
            // Nothing teaches: the lexicon is what looks alike.
            let case = Case::new([&sources, &[target]], &same, &[0.0], 0.3);
            let taught = case.taught(Positions::Diagonal(STEEPNESS), 1);
            let whole = |bead: &&PosteriorBead| (bead.a, bead.b) == (2, 1);
            let bead = *case.beads.iter().find(whole).unwrap();
            let scores = positional::score(&case.view(), &[bead], &taught.lexicon, &taught.own);
            // The target comes first.
            scores[0].sentences[1..].to_vec()
        };
        let need = learned();
        let judged = |one: &Sentence| need.log_odds(one.needed.unwrap(), one.n_words);

        let repeated = of([vec![0, 1], vec![0, 1, 2, 3]], vec![0, 1, 2, 3]);
        assert!(repeated.iter().all(|one| one.covered > 0.5), "{repeated:?}");
        assert!(judged(&repeated[0]) < -0.5, "{repeated:?}");
        assert_eq!(judged(&repeated[1]), 0.0, "{repeated:?}");

        let joined = of([vec![0, 1], vec![2, 3]], vec![0, 1, 2, 3]);
        for half in &joined {
            assert_eq!(judged(half), 0.0, "{joined:?}");
        }
    }
}
