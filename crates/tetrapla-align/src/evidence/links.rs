//! Links between the words of a bead: how probable each is, in both directions.
//!
//! Each target word comes of itself or from one source word (IBM Model 1: Brown et al. 1993,
//! aclanthology J93-2003), and a source word speaks the louder the nearer its relative place is
//! (the diagonal of fast_align: Dyer et al. 2013, aclanthology N13-1073):
//!
//! ```text
//! a(p,q) ~ exp(-l |(p + .5) / I - (q + .5) / J|)      over the I source words; or all alike
//! x(q)   = e + (1 - e) sum_p a(p,q) tau(t_q|s_p) / p0(t_q)
//! P(p|q) = (1 - e) a(p,q) tau(t_q|s_p) / p0(t_q) / x(q)
//! ```
//!
//! and the other way about for each source word. How steeply l a word's say falls is the language
//! pair's own ([`steepness`]): German and French keep the order of their words, Hindi and Italian
//! do not. Nothing is judged here: [`super::positional`]
//! and [`super::agreement`] read the links as evidence, and [`expected_counts`] makes of them
//! what the lexicon learns from.

use std::ops::Range;

use rustc_hash::FxHashMap;

pub use super::lexicon::STEEPNESS;
use super::lexicon::{Direction, Lexicon, NO_PAIR, OwnCounts, PairIndex};
use super::{BACKGROUND, PairView};
use crate::lattice::PosteriorBead;

/// Posterior above which two sentences go together for sure.
const SURE: f32 = 0.9;
/// Steepness times the mean distance of linked words. The likeliest fall would be steeper, but
/// finds fewer of the right beads.
const SCALE: f64 = 0.6;
/// The least and the greatest steepness that links teach.
const BOUNDS: [f64; 2] = [3.0, 8.0];
/// Links' worth of prior of [`STEEPNESS`].
const PRIOR_LINKS: f64 = 200.0;

/// How words of a bead are linked.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Positions {
    /// Every word of the other side speaks alike.
    Uniform,
    /// The nearer the louder, as steeply as that.
    Diagonal(f64),
}

/// A matrix for each pair of sentences that some bead holds: source words by target words.
#[derive(Clone, Debug, Default)]
pub struct Blocks {
    starts: FxHashMap<(u32, u32), usize>,
    /// Place of each word pair in the lexicon's index.
    places: Vec<u32>,
}

impl Blocks {
    /// The pairs of sentences of beads, with their word pairs gathered by `visit`.
    fn layout(
        view: &PairView<'_>,
        beads: &[PosteriorBead],
        mut visit: impl FnMut(u32, u32),
    ) -> Self {
        let mut made = Self::default();
        let mut size = 0;
        for bead in beads {
            for i in bead.i..bead.i + u32::from(bead.a) {
                for j in bead.j..bead.j + u32::from(bead.b) {
                    made.starts.entry((i, j)).or_insert_with(|| {
                        let start = size;
                        for &s in view.source_words(i) {
                            for &t in view.target_words(j) {
                                visit(s, t);
                            }
                        }
                        size += view.source_words(i).len() * view.target_words(j).len();
                        start
                    });
                }
            }
        }
        made
    }

    /// The word pairs that beads hold, as keys of a pair index.
    #[must_use]
    pub fn word_pairs(view: &PairView<'_>, beads: &[PosteriorBead]) -> Vec<u64> {
        let mut pairs = Vec::new();
        let _ = Self::layout(view, beads, |s, t| pairs.push(PairIndex::key(s, t)));
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// The blocks of beads with each word pair looked up.
    #[must_use]
    pub fn look_up(view: &PairView<'_>, beads: &[PosteriorBead], lexicon: &Lexicon) -> Self {
        let mut places = Vec::new();
        let mut made = Self::layout(view, beads, |s, t| places.push(lexicon.index.find(s, t)));
        made.places = places;
        made
    }
}

/// The links between the words of one bead, both directions; reused from bead to bead.
#[derive(Debug, Default)]
pub struct Links {
    pub(super) n_source: usize,
    pub(super) n_target: usize,
    /// `tau / p0`, source words by target words: forward, backward.
    ratios: [Vec<f64>; 2],
    /// Link posteriors, likewise.
    pub(super) cells: [Vec<f64>; 2],
    near: Vec<f64>,
    steepness: f64,
    /// Where the words of the source stand, those of the target.
    places: [Places; 2],
    /// Where the words of a side stand that are left when a sentence is gone.
    left: Places,
    /// `x` of each target word, of each source word: how much likelier it is beside the other
    /// side than alone. 1 where the other side has no word to say.
    pub(super) likelier: [Vec<f64>; 2],
}

impl Links {
    /// Lays out a bead: `ratio` gives `tau / p0` forward and backward of a place in the blocks.
    pub(super) fn fill(
        &mut self,
        view: &PairView<'_>,
        bead: &PosteriorBead,
        blocks: &Blocks,
        ratio: impl Fn(usize) -> (f64, f64),
    ) {
        let (sources, targets) = spans(bead);
        self.n_source = view.source.tokens(sources.clone()).len();
        self.n_target = view.target.tokens(targets.clone()).len();
        for matrix in self.ratios.iter_mut().chain(&mut self.cells) {
            matrix.resize(self.n_source * self.n_target, 0.0);
        }
        let mut row = 0;
        for i in sources {
            let n_rows = view.source_words(i as u32).len();
            let mut column = 0;
            for j in targets.clone() {
                let n_columns = view.target_words(j as u32).len();
                let start = blocks.starts[&(i as u32, j as u32)];
                for p in 0..n_rows {
                    let from = (row + p) * self.n_target + column;
                    for q in 0..n_columns {
                        let (there, back) = ratio(start + p * n_columns + q);
                        self.ratios[0][from + q] = there;
                        self.ratios[1][from + q] = back;
                    }
                }
                column += n_columns;
            }
            row += n_rows;
        }
    }

    /// Makes link posteriors of the ratios, and sums up how much likelier each word is.
    pub(super) fn link(&mut self, positions: Positions) {
        let (n, m) = (self.n_source, self.n_target);
        self.near.clear();
        match positions {
            Positions::Uniform => self.near.resize(n * m, 1.0),
            Positions::Diagonal(steepness) => {
                self.steepness = steepness;
                let [sources, targets] = &mut self.places;
                sources.lay_out(n, steepness);
                targets.lay_out(m, steepness);
                for p in 0..n {
                    self.near
                        .extend((0..m).map(|q| sources.near(p, targets, q)));
                }
            }
        }
        let mut sum_by_target = vec![0.0; m];
        let mut sum_by_source = vec![0.0; n];
        for p in 0..n {
            for q in 0..m {
                let near = self.near[p * m + q];
                sum_by_target[q] += near;
                sum_by_source[p] += near;
            }
        }
        let mut total_by_target = vec![0.0; m];
        let mut total_by_source = vec![0.0; n];
        for p in 0..n {
            for q in 0..m {
                let at = p * m + q;
                let near = (1.0 - BACKGROUND) * self.near[at];
                self.cells[0][at] = self.ratios[0][at] * near / sum_by_target[q];
                self.cells[1][at] = self.ratios[1][at] * near / sum_by_source[p];
                total_by_target[q] += self.cells[0][at];
                total_by_source[p] += self.cells[1][at];
            }
        }
        for p in 0..n {
            for q in 0..m {
                let at = p * m + q;
                self.cells[0][at] /= BACKGROUND + total_by_target[q];
                self.cells[1][at] /= BACKGROUND + total_by_source[p];
            }
        }
        let likelier = |totals: Vec<f64>, n_given: usize| {
            let each = totals.into_iter();
            if n_given == 0 {
                each.map(|_| 1.0).collect()
            } else {
                each.map(|total| BACKGROUND + total).collect::<Vec<_>>()
            }
        };
        self.likelier = [likelier(total_by_target, n), likelier(total_by_source, m)];
    }

    /// For each word of the other side, how much likelier it is beside the side `given` (0 the
    /// source, 1 the target), and how much beside what is left of it without the words
    /// `removed`, laid out anew. Of links along the diagonal.
    pub(super) fn without(
        &mut self,
        given: usize,
        removed: Range<usize>,
    ) -> impl Iterator<Item = (f64, f64)> {
        let n_given = [self.n_source, self.n_target][given];
        let n_left = n_given - removed.len();
        self.left.lay_out(n_left, self.steepness);
        let links = &*self;
        let other = &links.places[1 - given];
        // How far apart in the matrix the given words stand, and the others.
        let (step, next) = [(links.n_target, 1), (1, links.n_target)][given];
        links.likelier[given]
            .iter()
            .enumerate()
            .map(move |(q, &all)| {
                if n_left == 0 {
                    return (all, 1.0);
                }
                let (mut said, mut near_sum) = (0.0, 0.0);
                let left = (0..removed.start).chain(removed.end..n_given);
                for (place, p) in left.enumerate() {
                    let near = links.left.near(place, other, q);
                    said += near * links.ratios[given][p * step + q * next];
                    near_sum += near;
                }
                (all, BACKGROUND + (1.0 - BACKGROUND) * said / near_sum)
            })
    }
}

/// Relative places of the words of a side, so that nearness takes no exponential a word pair:
/// `exp(-l |x - y|)` is the lesser of `exp(l x) exp(-l y)` and `exp(-l x) exp(l y)`.
#[derive(Debug, Default)]
struct Places {
    rising: Vec<f64>,
    falling: Vec<f64>,
}

impl Places {
    /// Places `n` words.
    fn lay_out(&mut self, n: usize, steepness: f64) {
        let at = |p: usize| steepness * (p as f64 + 0.5) / n as f64;
        self.rising.clear();
        self.rising.extend((0..n).map(|p| at(p).exp()));
        self.falling.clear();
        self.falling.extend((0..n).map(|p| (-at(p)).exp()));
    }

    /// How loud word `p` speaks at word `q` of the other side.
    fn near(&self, p: usize, other: &Self, q: usize) -> f64 {
        f64::min(
            self.rising[p] * other.falling[q],
            self.falling[p] * other.rising[q],
        )
    }
}

/// The source and the target sentences of a bead.
pub(super) fn spans(bead: &PosteriorBead) -> (Range<usize>, Range<usize>) {
    let (i, j) = (bead.i as usize, bead.j as usize);
    (i..i + usize::from(bead.a), j..j + usize::from(bead.b))
}

/// `tau / p0` of each place of the blocks, forward and backward, less what the sentence that
/// is given contributed itself.
pub(super) fn left_out_ratios(
    view: &PairView<'_>,
    blocks: &mut Blocks,
    lexicon: &Lexicon,
    own: &[Vec<OwnCounts>; 2],
) -> Vec<(f64, f64)> {
    let mut ratios = vec![(0.0, 0.0); blocks.places.len()];
    let mut ordered: Vec<((u32, u32), usize)> =
        blocks.starts.iter().map(|(&k, &v)| (k, v)).collect();
    ordered.sort_unstable();
    let nothing = OwnCounts::default();
    let mut at = ordered.as_slice();
    while let Some(&((i, _), _)) = at.first() {
        let n_same = at.iter().take_while(|((other, _), _)| *other == i).count();
        let without = lexicon
            .forward
            .without(own[0].get(i as usize).unwrap_or(&nothing));
        for &((_, j), start) in &at[..n_same] {
            let mut place = start;
            for &s in view.source_words(i) {
                for &t in view.target_words(j) {
                    let (beyond, rest) = without.ratio(s, t, blocks.places[place]);
                    ratios[place].0 = beyond + rest;
                    place += 1;
                }
            }
        }
        at = &at[n_same..];
    }
    ordered.sort_unstable_by_key(|&((i, j), _)| (j, i));
    let mut at = ordered.as_slice();
    while let Some(&((_, j), _)) = at.first() {
        let n_same = at.iter().take_while(|((_, other), _)| *other == j).count();
        let without = lexicon
            .backward
            .without(own[1].get(j as usize).unwrap_or(&nothing));
        for &((i, _), start) in &at[..n_same] {
            let mut place = start;
            for &s in view.source_words(i) {
                for &t in view.target_words(j) {
                    let (beyond, rest) = without.ratio(t, s, blocks.places[place]);
                    ratios[place].1 = beyond + rest;
                    place += 1;
                }
            }
        }
        at = &at[n_same..];
    }
    ratios
}

/// Expected counts of the word pairs of some beads: `(place, forward, backward)` in a fixed
/// order, the same place as often as it stands in them.
#[must_use]
pub fn expected_counts(
    view: &PairView<'_>,
    beads: &[PosteriorBead],
    blocks: &Blocks,
    ratios: &[(f64, f64)],
    positions: Positions,
) -> Vec<(u32, f32, f32)> {
    let mut links = Links::default();
    let mut made = Vec::new();
    for bead in beads {
        links.fill(view, bead, blocks, |at| ratios[blocks.places[at] as usize]);
        links.link(positions);
        let weight = f64::from(bead.posterior);
        each_word_pair(view, bead, blocks, |cell, place, _, _| {
            let (there, back) = (links.cells[0][cell], links.cells[1][cell]);
            made.push((place, (weight * there) as f32, (weight * back) as f32));
        });
    }
    made
}

/// What each sentence contributed, from the expected counts of the same beads.
#[must_use]
pub fn own_counts(
    view: &PairView<'_>,
    beads: &[PosteriorBead],
    blocks: &Blocks,
    counts: &[(u32, f32, f32)],
) -> [Vec<OwnCounts>; 2] {
    let mut own = [
        vec![OwnCounts::default(); view.source.n_sentences()],
        vec![OwnCounts::default(); view.target.n_sentences()],
    ];
    let mut counts = counts.iter();
    for bead in beads {
        each_word_pair(view, bead, blocks, |_, _, i, j| {
            if let Some(&(place, there, back)) = counts.next() {
                own[0][i].pairs.push((place, there));
                own[1][j].pairs.push((place, back));
            }
        });
    }
    for sentence in own.iter_mut().flatten() {
        sentence.pairs.sort_by_key(|&(place, _)| place);
        sentence.pairs.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            if same {
                kept.1 += next.1;
            }
            same
        });
        sentence.pairs.retain(|&(_, count)| count > 1e-6);
        sentence.pairs.shrink_to_fit();
    }
    own
}

/// How far apart linked words of sure beads stand, as a share of their sentences: the sum of the
/// distances and of the links, both directions' posteriors multiplied.
#[must_use]
pub fn distances(
    view: &PairView<'_>,
    beads: &[PosteriorBead],
    blocks: &Blocks,
    ratios: &[(f64, f64)],
) -> [f64; 2] {
    let mut links = Links::default();
    let mut sums = [0.0; 2];
    let is_sure = |bead: &&PosteriorBead| bead.posterior > SURE && (bead.a, bead.b) == (1, 1);
    for bead in beads.iter().filter(is_sure) {
        links.fill(view, bead, blocks, |at| ratios[blocks.places[at] as usize]);
        links.link(Positions::Uniform);
        let (n, m) = (links.n_source, links.n_target);
        for p in 0..n {
            for q in 0..m {
                let both = links.cells[0][p * m + q] * links.cells[1][p * m + q];
                let apart = (p as f64 + 0.5) / n as f64 - (q as f64 + 0.5) / m as f64;
                sums[0] += both * apart.abs();
                sums[1] += both;
            }
        }
    }
    sums
}

/// How steeply a word's say falls in a language pair whose linked words stand that far apart
/// ([`distances`]). Where few links are known, the place of a word says more than what it means,
/// so that short runs begin from a steeper fall.
#[must_use]
pub fn steepness([distance, n_links]: [f64; 2]) -> f64 {
    let own = SCALE * n_links / distance.max(f64::MIN_POSITIVE);
    (n_links * own.clamp(BOUNDS[0], BOUNDS[1]) + PRIOR_LINKS * STEEPNESS) / (n_links + PRIOR_LINKS)
}

/// Visits the word pairs of a bead in the order of its links' cells: the cell, the place in the
/// lexicon's index, the source and the target sentence.
fn each_word_pair(
    view: &PairView<'_>,
    bead: &PosteriorBead,
    blocks: &Blocks,
    mut visit: impl FnMut(usize, u32, usize, usize),
) {
    let (sources, targets) = spans(bead);
    let mut cell = 0;
    for i in sources {
        for p in 0..view.source_words(i as u32).len() {
            for j in targets.clone() {
                let n_columns = view.target_words(j as u32).len();
                let start = blocks.starts[&(i as u32, j as u32)] + p * n_columns;
                for q in 0..n_columns {
                    visit(cell, blocks.places[start + q], i, j);
                    cell += 1;
                }
            }
        }
    }
}

/// `tau / p0` of every pair of the index, forward and backward.
#[must_use]
pub fn ratios(lexicon: &Lexicon) -> Vec<(f64, f64)> {
    let one = |direction: &Direction, place: u32, other: u32| {
        direction.tau(place) / direction.unigram(other)
    };
    (0..lexicon.index.len() as u32)
        .map(|place| {
            debug_assert_ne!(place, NO_PAIR);
            let (s, t) = lexicon.index.pair(place);
            (
                one(&lexicon.forward, place, t),
                one(&lexicon.backward, place, s),
            )
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case, near, plain_links, summed};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_expected_counts_are_those_of_the_formulas(
            case in case(),
            diagonal in any::<bool>(),
        ) {
            let positions = [Positions::Uniform, Positions::Diagonal(STEEPNESS)][usize::from(diagonal)];
            let taught = case.taught(positions, 2);
            let counts = case.plain_counts(positions, 2);
            let [forward, backward] = [0, 1].map(|given| summed(&counts, given, None));
            for place in 0..taught.lexicon.index.len() as u32 {
                let (s, t) = taught.lexicon.index.pair(place);
                let plain = forward.get(&(s, t)).copied().unwrap_or(0.0);
                prop_assert!(near(taught.lexicon.forward.counts[place as usize], plain));
                let plain = backward.get(&(t, s)).copied().unwrap_or(0.0);
                prop_assert!(near(taught.lexicon.backward.counts[place as usize], plain));
            }
            for pair in forward.keys() {
                prop_assert!(taught.lexicon.index.find(pair.0, pair.1) != NO_PAIR);
            }
        }

        #[test]
        fn what_the_sentences_contributed_is_all_that_was_counted(case in case()) {
            let taught = case.taught(Positions::Diagonal(STEEPNESS), 2);
            let directions = [&taught.lexicon.forward, &taught.lexicon.backward];
            for (own, direction) in taught.own.iter().zip(directions) {
                let mut sums = vec![0.0; taught.lexicon.index.len()];
                for &(place, count) in own.iter().flat_map(|sentence| &sentence.pairs) {
                    sums[place as usize] += f64::from(count);
                }
                for (sum, count) in sums.iter().zip(&direction.counts) {
                    prop_assert!(near(*sum, *count), "{sum} {count}");
                }
            }
        }
    }

    #[test]
    fn the_steepness_follows_from_how_far_apart_linked_words_stand() {
        assert_eq!(steepness([0.0, 0.0]), STEEPNESS);
        let far = |mean: f64, n: f64| steepness([mean * n, n]);
        // Of many links their own: .6 / .1 in order, the least steepness where all is mixed up.
        assert!((far(0.12, 1e6) - 5.0).abs() < 1e-2);
        assert!((far(0.33, 1e6) - 3.0).abs() < 1e-2);
        assert!((far(0.0, 1e6) - 8.0).abs() < 1e-2);
        // Of as many as the prior has, half way.
        assert!((far(0.15, 200.0) - 4.5).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn distances_are_those_of_sure_beads_of_two_sentences(case in case(), posterior in 0.0f32..1.0) {
            let taught = case.taught(Positions::Uniform, 2);
            let counts = case.plain_counts(Positions::Uniform, 2);
            let teachers: Vec<PosteriorBead> =
                case.teachers.iter().map(|&bead| PosteriorBead { posterior, ..bead }).collect();
            let blocks = Blocks::look_up(&case.view(), &teachers, &taught.lexicon);
            let found = distances(&case.view(), &teachers, &blocks, &ratios(&taught.lexicon));
            let mut sums = [0.0; 2];
            for bead in &teachers {
                if bead.posterior <= SURE || (bead.a, bead.b) != (1, 1) {
                    continue;
                }
                let words = case.words(bead);
                let [there, back] = [0, 1].map(|given| {
                    let ratio = |_: usize, s: u32, t: u32| {
                        case.ratio(given, &summed(&counts, given, None), s, t)
                    };
                    plain_links(&words, given, Positions::Uniform, ratio).1
                });
                let (n, m) = (words[0].len(), words[1].len());
                for p in 0..n {
                    for q in 0..m {
                        let both = there[q][p] * back[p][q];
                        let place = |at: usize, of: usize| (at as f64 + 0.5) / of as f64;
                        sums[0] += both * (place(p, n) - place(q, m)).abs();
                        sums[1] += both;
                    }
                }
            }
            prop_assert!(near(found[0], sums[0]) && near(found[1], sums[1]), "{found:?} {sums:?}");
        }
    }
}
