//! Evidence of words where they stand.
//!
//! As [`super::uniform`], but a source word speaks the louder the nearer its relative place is:
//!
//! ```text
//! lr(q) = ln x(q) = ln( e + (1 - e) sum_p a(p,q) tau(t_q|s_p) / p0(t_q) )
//! ```
//!
//! summed over the words of both sides, with a(p,q) and x(q) of [`super::links`]. A side without
//! words says nothing. What the sentence that is given taught the lexicon itself is left out,
//! else the lexicon would confirm its own mistakes.

use rayon::prelude::*;

use super::lexicon::Lexicon;
use super::lexicon::own::OwnCounts;
use super::links::{Links, Positions};
use super::word_pairs::Matrices;
use super::{PairView, agreement, need};
use crate::lattice::PosteriorBead;

/// Nats of one bead by its words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WordNats {
    /// Both directions of the positional evidence.
    pub words: f64,
    /// Both directions of agreement.
    pub agreement: f64,
    /// The sentences of both sides, those of the target first.
    pub sentences: Vec<Sentence>,
}

/// What a sentence and the other side of its bead are to each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sentence {
    /// Its number of words.
    pub n_words: f64,
    /// Nats a word that the other side gives it, of words and agreement together.
    pub covered: f64,
    /// Nats a word that the other side would lose without it; none where it has no words or
    /// stands alone on its side.
    pub needed: Option<f64>,
}

/// Scores beads, leaving out what each conditioning sentence itself contributed.
#[must_use]
pub fn score(
    view: &PairView<'_>,
    beads: &[PosteriorBead],
    lexicon: &Lexicon,
    own: &[Vec<OwnCounts>; 2],
) -> Vec<WordNats> {
    let places = Matrices::look_up(view, beads, &lexicon.index);
    beads
        .par_iter()
        .enumerate()
        .with_min_len(64)
        .map_init(Links::default, |links, (place, bead)| {
            links.score(view, bead, places.bead(place), lexicon, own);
            links.link(Positions::Diagonal(lexicon.steepness));
            let log_ratios = log_ratios(links);
            let agreement = agreement::nats(links, &log_ratios);
            let (sources, targets) = bead.ranges();
            let mut sentences = Vec::with_capacity(sources.len() + targets.len());
            for (side, features, range) in [(1, view.target, targets), (0, view.source, sources)] {
                let (words, agreed) = (&log_ratios[1 - side], &agreement[1 - side]);
                let are_several = range.len() > 1;
                let mut from = 0;
                for sentence in range {
                    let to = from + features.tokens(sentence..sentence + 1).len();
                    let nats: f64 = words[from..to].iter().chain(&agreed[from..to]).sum();
                    let n_words = (to - from) as f64;
                    let is_asked = are_several && to > from;
                    sentences.push(Sentence {
                        n_words,
                        covered: nats / n_words.max(1.0),
                        needed: is_asked.then(|| need::nats(links, side, from..to)),
                    });
                    from = to;
                }
            }
            WordNats {
                words: log_ratios.iter().flatten().sum(),
                agreement: agreement.iter().flatten().sum(),
                sentences,
            }
        })
        .collect()
}

/// The links between the words of one bead: `(source word, target word, P(p|q) P(q|p), nats)`,
/// words counted from the bead's first. The nats of all links sum to the bead's agreement.
#[must_use]
pub fn links(
    view: &PairView<'_>,
    bead: &PosteriorBead,
    lexicon: &Lexicon,
    own: &[Vec<OwnCounts>; 2],
) -> Vec<(usize, usize, f64, f64)> {
    let places = Matrices::look_up(view, std::slice::from_ref(bead), &lexicon.index);
    let mut links = Links::default();
    links.score(view, bead, places.bead(0), lexicon, own);
    links.link(Positions::Diagonal(lexicon.steepness));
    let log_ratios = log_ratios(&links);
    let mut made = Vec::with_capacity(links.n_source * links.n_target);
    for p in 0..links.n_source {
        for q in 0..links.n_target {
            let at = p * links.n_target + q;
            let both = f64::from(links.cells[0][at]) * f64::from(links.cells[1][at]);
            let gain = log_ratios[0][q].max(0.0) + log_ratios[1][p].max(0.0);
            made.push((p, q, both, both * gain));
        }
    }
    made
}

/// `lr` of each target word, of each source word.
fn log_ratios(links: &Links) -> [Vec<f64>; 2] {
    links
        .likelier
        .each_ref()
        .map(|side| side.iter().map(|&x| f64::from(x).ln()).collect())
}

#[cfg(test)]
mod tests {
    use super::super::links::STEEPNESS;
    use super::super::testing::{Case, Count, case, near, plain_links, summed};
    use super::*;
    use proptest::prelude::*;

    /// The log-ratios of a bead's words given one side, each source of a count left out in turn.
    fn plain(case: &Case, counts: &[Count], bead: &PosteriorBead, given: usize) -> Vec<f64> {
        let ratio = |sentence: usize, s: u32, t: u32| {
            case.ratio(given, &summed(counts, given, Some(sentence)), s, t)
        };
        plain_links(
            &case.words(bead),
            given,
            Positions::Diagonal(STEEPNESS),
            ratio,
        )
        .0
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn the_words_of_a_bead_score_as_if_its_sentences_had_taught_nothing(case in case()) {
            let taught = case.taught(Positions::Diagonal(STEEPNESS), 2);
            let counts = case.plain_counts(Positions::Diagonal(STEEPNESS), 2);
            // A few will do: the plain way counts all anew for each word pair.
            let beads: Vec<PosteriorBead> = case.beads.iter().step_by(7).copied().collect();
            let scores = score(&case.view(), &beads, &taught.lexicon, &taught.own);
            for (bead, nats) in beads.iter().zip(&scores) {
                let sides = [0, 1].map(|given| plain(&case, &counts, bead, given));
                let sum: f64 = sides.iter().flatten().sum();
                prop_assert!(near(nats.words, sum), "{bead:?} {} {sum}", nats.words);
            }
        }

        #[test]
        fn what_the_sentences_are_given_adds_up_to_what_the_bead_is(case in case()) {
            let taught = case.taught(Positions::Diagonal(STEEPNESS), 2);
            let scores = score(&case.view(), &case.beads, &taught.lexicon, &taught.own);
            for (bead, nats) in case.beads.iter().zip(&scores) {
                prop_assert_eq!(nats.sentences.len(), usize::from(bead.a + bead.b));
                let sum: f64 = nats.sentences.iter().map(|one| one.covered * one.n_words).sum();
                prop_assert!(near(sum, nats.words + nats.agreement));
                let [source, target] = case.words(bead);
                let n_words: f64 = nats.sentences.iter().map(|one| one.n_words).sum();
                prop_assert_eq!(n_words, (source.len() + target.len()) as f64);
                if source.is_empty() || target.is_empty() {
                    prop_assert_eq!(nats.words, 0.0);
                }
            }
        }

        #[test]
        fn swapping_the_sides_swaps_the_sentences_and_changes_no_score(case in case()) {
            let (there, back) = (case.clone(), case.swapped());
            let [there, back] = [there, back].map(|case| {
                let taught = case.taught(Positions::Diagonal(STEEPNESS), 2);
                score(&case.view(), &case.beads, &taught.lexicon, &taught.own)
            });
            for (bead, (one, other)) in case.beads.iter().zip(there.iter().zip(&back)) {
                prop_assert!(near(one.words, other.words));
                prop_assert!(near(one.agreement, other.agreement));
                // Those of the target come first.
                let mut sentences = other.sentences.clone();
                sentences.rotate_left(usize::from(bead.a));
                for (one, other) in one.sentences.iter().zip(&sentences) {
                    prop_assert!(near(one.covered, other.covered));
                    prop_assert_eq!(one.n_words, other.n_words);
                    prop_assert_eq!(one.needed.is_some(), other.needed.is_some());
                    let needs = one.needed.zip(other.needed);
                    prop_assert!(needs.is_none_or(|(one, other)| near(one, other)));
                }
            }
        }
    }
}
