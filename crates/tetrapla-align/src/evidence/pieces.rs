//! Evidence of pieces: where sentences were joined in one language, their full stops stay.
//!
//! What is given as one sentence, a line of a segmented text say, may be several by the rules of
//! its language: its pieces. Of a bead of a and b sentences with k and l pieces it counts by how
//! many the target has more than the source of those beyond one a sentence, e, given how many
//! sentences it has more, d:
//!
//! ```text
//! ln [ .95 P(e | d) + .05 Q(e | a,b) ] - ln Q(e | a,b)      e = (l - b) - (k - a),  d = b - a
//! ```
//!
//! Q is how e falls in sentences of both documents taken at random. P is learned from the
//! posteriors of the run, held to a prior in which e is 0 (a sentence is rendered by several) or
//! -d (several were joined to one and kept their stops); either side may be the longer one. The
//! bead's type is no part of it: that is the prior's. A document whose sentences are one piece
//! each, as those of the splitter itself are, says nothing.

use serde::{Deserialize, Serialize};

use crate::features::Features;
use crate::lattice::MAX_SIDE;

/// Most pieces of a sentence beyond one, and most by which sides are told apart.
const MOST: usize = 4;
/// Share of the background in the mixture.
const BACKGROUND: f64 = 0.05;
/// Share of beads in which e is 0 or -d before anything is learned.
const KEPT: f64 = 0.85;
/// The share of these in which sentences were joined and kept their stops, where d is not 0.
const JOINED: f64 = 0.25;
/// How fast other differences fall, likewise.
const FALLS: f64 = 0.35;
/// Beads' worth of prior for each d.
const PRIOR: f64 = 5.0;
/// Sentences' worth of the run's distribution in that of a document.
const RUN_PRIOR: f64 = 5.0;

/// Values for -[`MOST`] to the number of the difference.
type Differences = [f64; 2 * MOST + 1];

/// The place of a difference; those beyond the ends are as the ends.
fn place(difference: isize) -> usize {
    let most = MOST as isize;
    (difference.clamp(-most, most) + most) as usize
}

/// The differences in the order of their places.
fn differences() -> impl Iterator<Item = isize> {
    let most = MOST as isize;
    -most..=most
}

/// `P(e | d)`, a row for each d.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PieceModel([Differences; 2 * MOST + 1]);

/// Sums from which [`PieceModel`] is fitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct PieceCounts([Differences; 2 * MOST + 1]);

/// `Q(e | a,b)` of two documents.
#[derive(Clone, Debug)]
pub struct PieceBackground(Vec<Differences>);

impl Default for PieceModel {
    /// Before anything is learned.
    fn default() -> Self {
        let mut rows = [[0.0; 2 * MOST + 1]; 2 * MOST + 1];
        for (row, d) in rows.iter_mut().zip(differences()) {
            let falls = |e: isize| FALLS.powi(e.unsigned_abs() as i32);
            let sum: f64 = differences().map(falls).sum();
            for (share, e) in row.iter_mut().zip(differences()) {
                *share = (1.0 - KEPT) * falls(e) / sum;
            }
            row[place(0)] += KEPT * (1.0 - JOINED);
            row[place(-d)] += KEPT * JOINED;
        }
        Self(rows)
    }
}

impl PieceModel {
    /// The model that fits the counts.
    #[must_use]
    pub fn fit(counts: &PieceCounts) -> Self {
        let mut model = Self::default();
        for (row, counted) in model.0.iter_mut().zip(&counts.0) {
            let n: f64 = counted.iter().sum();
            for (share, count) in row.iter_mut().zip(counted) {
                *share = (count + PRIOR * *share) / (n + PRIOR);
            }
        }
        model
    }

    /// Nats of log-odds that sides of `a` sentences with `k` pieces and `b` sentences with `l`
    /// pieces are translations.
    #[must_use]
    pub fn log_odds(
        &self,
        background: &PieceBackground,
        (a, k): (usize, usize),
        (b, l): (usize, usize),
    ) -> f64 {
        let (d, e) = difference((a, k), (b, l));
        let chance = background.0[a * (MAX_SIDE + 1) + b][place(e)];
        (BACKGROUND + (1.0 - BACKGROUND) * self.0[place(d)][place(e)] / chance).ln()
    }
}

/// The nats of all differences, worked out beforehand.
#[derive(Clone, Debug)]
pub struct PieceNats(Vec<Differences>);

impl PieceNats {
    /// Of a model and two documents.
    #[must_use]
    pub fn of(model: &PieceModel, background: &PieceBackground) -> Self {
        let mut made = background.0.clone();
        for (sides, row) in made.iter_mut().enumerate() {
            let (a, b) = (sides / (MAX_SIDE + 1), sides % (MAX_SIDE + 1));
            for (nats, e) in row.iter_mut().zip(0..) {
                // As many pieces as sentences on one side, and on the other what makes up e.
                let (k, l) = (
                    a + MOST.saturating_sub(e),
                    b + usize::saturating_sub(e, MOST),
                );
                *nats = model.log_odds(background, (a, k), (b, l));
            }
        }
        Self(made)
    }

    /// As [`PieceModel::log_odds`].
    #[inline]
    #[must_use]
    pub fn log_odds(&self, (a, k): (usize, usize), (b, l): (usize, usize)) -> f64 {
        let (_, e) = difference((a, k), (b, l));
        self.0[a * (MAX_SIDE + 1) + b][place(e)]
    }
}

/// `d` and `e` of a bead.
fn difference((a, k): (usize, usize), (b, l): (usize, usize)) -> (isize, isize) {
    let beyond = |pieces: usize, sentences: usize| pieces as isize - sentences as isize;
    (beyond(b, a), beyond(l, b) - beyond(k, a))
}

impl PieceCounts {
    /// Adds other counts.
    pub fn merge(&mut self, other: &Self) {
        let own = self.0.iter_mut().flatten();
        for (sum, more) in own.zip(other.0.iter().flatten()) {
            *sum += more;
        }
    }

    /// Adds a bead of those sentences and pieces with weight `p`.
    pub fn add(&mut self, source: (usize, usize), target: (usize, usize), p: f64) {
        let (d, e) = difference(source, target);
        self.0[place(d)][place(e)] += p;
        if d != 0 {
            // The other way about it is the same.
            self.0[place(-d)][place(-e)] += p;
        }
    }
}

/// How often sentences of a run have each number of pieces beyond one.
#[must_use]
pub fn shares<'f>(documents: impl Iterator<Item = &'f Features>) -> [f64; 2 * MOST + 1] {
    let mut shares = [0.0; 2 * MOST + 1];
    for (share, beyond) in shares.iter_mut().zip(differences()) {
        *share = FALLS.powi(beyond.unsigned_abs() as i32);
    }
    documents.for_each(|document| count(document, &mut shares));
    normalise(&mut shares);
    shares
}

fn count(document: &Features, counts: &mut Differences) {
    for sentence in 0..document.n_sentences() {
        counts[place(document.n_pieces(sentence..sentence + 1) as isize - 1)] += 1.0;
    }
}

fn normalise(shares: &mut Differences) {
    let n: f64 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= n);
}

/// How the sum of two falls, the second counted `sign` times.
fn convolved(one: &Differences, other: &Differences, sign: isize) -> Differences {
    let mut made = [0.0; 2 * MOST + 1];
    for (x, p) in differences().zip(one) {
        for (y, q) in differences().zip(other) {
            made[place(x + sign * y)] += p * q;
        }
    }
    made
}

impl PieceBackground {
    /// Counts two documents, each held to the shares of the run by five sentences' worth of
    /// prior.
    #[must_use]
    pub fn of(documents: [&Features; 2], runs: &[[f64; 2 * MOST + 1]; 2]) -> Self {
        let [sources, targets] = [0, 1].map(|side| {
            let mut one = runs[side].map(|share| RUN_PRIOR * share);
            count(documents[side], &mut one);
            normalise(&mut one);
            let mut none = [0.0; 2 * MOST + 1];
            none[place(0)] = 1.0;
            let mut sides = vec![none];
            for n in 0..MAX_SIDE {
                sides.push(convolved(&sides[n], &one, 1));
            }
            sides
        });
        let mut made = Vec::with_capacity((MAX_SIDE + 1) * (MAX_SIDE + 1));
        for source in &sources {
            made.extend(targets.iter().map(|target| convolved(target, source, -1)));
        }
        Self(made)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Vocabulary;
    use proptest::prelude::*;
    use tetrapla_core::{Document, Language};

    /// A text of lines of so many sentences each.
    fn features(pieces: &[usize]) -> Features {
        let lines: Vec<String> = pieces.iter().map(|&n| "Piove. ".repeat(n)).collect();
        let language = Language::new("it").unwrap();
        let document = Document::segmented(language, lines.join("\n"));
        Features::of(&document, &mut Vocabulary::default())
    }

    fn background(sides: [&[usize]; 2]) -> PieceBackground {
        let [x, y] = sides.map(features);
        let runs = [&x, &y].map(|side| shares(std::iter::once(side)));
        PieceBackground::of([&x, &y], &runs)
    }

    proptest! {
        #[test]
        fn what_is_said_is_a_distribution_over_what_chance_gives(
            lines in prop::collection::vec(1usize..5, 1..12),
            others in prop::collection::vec(1usize..5, 1..12),
            beads in prop::collection::vec((1usize..4, 0usize..4, 1usize..4, 0usize..4, 0.0f64..1.0), 0..30),
            (a, b) in (1usize..=3, 1usize..=3),
        ) {
            let mut counts = PieceCounts::default();
            for (a, k, b, l, p) in beads {
                counts.add((a, a + k), (b, b + l), p);
            }
            let model = PieceModel::fit(&counts);
            let chance = background([&lines, &others]);
            let (mut sum, mut of_chance) = (0.0, 0.0);
            for e in 0..=2 * MOST {
                let q = chance.0[a * (MAX_SIDE + 1) + b][e];
                // As many pieces as sentences on one side, and e more on the other.
                let nats = if e >= MOST {
                    model.log_odds(&chance, (a, a), (b, b + e - MOST))
                } else {
                    model.log_odds(&chance, (a, a + MOST - e), (b, b))
                };
                sum += q * nats.exp();
                of_chance += q;
            }
            prop_assert!((of_chance - 1.0).abs() < 1e-9 && (sum - 1.0).abs() < 1e-9, "{of_chance} {sum}");
        }

        #[test]
        fn it_is_the_same_the_other_way_about(
            lines in prop::collection::vec(1usize..5, 1..12),
            others in prop::collection::vec(1usize..5, 1..12),
            (a, k, b, l) in (1usize..4, 0usize..4, 1usize..4, 0usize..4),
            p in 0.0f64..20.0,
        ) {
            let (there, back) = (background([&lines, &others]), background([&others, &lines]));
            let (mut one, mut other) = (PieceCounts::default(), PieceCounts::default());
            one.add((a, a + k), (b, b + l), p);
            other.add((b, b + l), (a, a + k), p);
            let one = PieceModel::fit(&one).log_odds(&there, (a, a + k), (b, b + l));
            let other = PieceModel::fit(&other).log_odds(&back, (b, b + l), (a, a + k));
            prop_assert!((one - other).abs() < 1e-9, "{one} {other}");
        }
    }

    #[test]
    fn chance_is_that_of_every_choice_of_sentences() {
        let lines = [1, 1, 2, 1, 3];
        let others = [1, 2, 1, 1];
        let [x, y] = [&lines[..], &others[..]].map(features);
        let runs = [&x, &y].map(|side| shares(std::iter::once(side)));
        let made = PieceBackground::of([&x, &y], &runs);
        // One sentence of the first, two of the second: each with the share of its document.
        let share = |side: usize, lines: &[usize], beyond: isize| {
            let n = lines.iter().filter(|&&n| n as isize - 1 == beyond).count() as f64;
            (n + RUN_PRIOR * runs[side][place(beyond)]) / (lines.len() as f64 + RUN_PRIOR)
        };
        for e in -3isize..=3 {
            let mut sum = 0.0;
            for u in differences() {
                for v in differences() {
                    for w in differences() {
                        if place(place_of(v + w) - u) == place(e) {
                            sum +=
                                share(0, &lines, u) * share(1, &others, v) * share(1, &others, w);
                        }
                    }
                }
            }
            let found = made.0[MAX_SIDE + 1 + 2][place(e)];
            assert!((found - sum).abs() < 1e-12, "{e}: {found} {sum}");
        }
    }

    /// A difference held to the ends, as sums of several are.
    fn place_of(difference: isize) -> isize {
        place(difference) as isize - MOST as isize
    }

    #[test]
    fn stops_that_stay_speak_for_a_joined_line_and_against_a_stranger_in_it() {
        let lines = [1, 1, 2, 1, 1, 2, 1, 1, 1, 1];
        let chance = background([&lines, &lines]);
        let mut counts = PieceCounts::default();
        for _ in 0..30 {
            counts.add((1, 1), (1, 1), 1.0);
            counts.add((1, 2), (2, 2), 0.2);
        }
        let model = PieceModel::fit(&counts);
        let nats = |source, target| model.log_odds(&chance, source, target);
        assert!(nats((1, 2), (2, 2)) > 0.7);
        assert!(nats((1, 1), (2, 2)) < -0.3);
        assert!(nats((1, 2), (1, 1)) < -0.7);
        let plain = nats((1, 1), (1, 1));
        assert!(plain > 0.0 && plain < nats((1, 2), (2, 2)), "{plain}");
    }

    #[test]
    fn what_is_worked_out_beforehand_is_the_same() {
        let chance = background([&[1, 2, 1, 3, 1, 1], &[1, 1, 4, 1, 2]]);
        let model = PieceModel::default();
        let found = PieceNats::of(&model, &chance);
        for (a, b) in [(1, 1), (1, 3), (5, 2), (2, 2)] {
            for (more, other) in [(0, 0), (3, 0), (0, 2), (9, 1), (0, 12)] {
                let (source, target) = ((a, a + more), (b, b + other));
                let plain = model.log_odds(&chance, source, target);
                assert_eq!(found.log_odds(source, target), plain);
            }
        }
    }

    #[test]
    fn sentences_of_one_piece_each_say_next_to_nothing() {
        let lines = [1; 40];
        let chance = background([&lines, &lines]);
        let mut counts = PieceCounts::default();
        for k in 0..40 {
            counts.add(
                (1, 1),
                (1 + usize::from(k % 4 == 0), 1 + usize::from(k % 4 == 0)),
                1.0,
            );
        }
        let model = PieceModel::fit(&counts);
        for sides in [((1, 1), (1, 1)), ((1, 1), (2, 2)), ((2, 2), (1, 1))] {
            let nats = model.log_odds(&chance, sides.0, sides.1);
            assert!(nats.abs() < 0.15, "{sides:?} {nats}");
        }
    }
}
