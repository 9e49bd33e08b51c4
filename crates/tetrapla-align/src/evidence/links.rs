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

use rayon::prelude::*;

use super::lexicon::Lexicon;
pub use super::lexicon::STEEPNESS;
use super::lexicon::own::{Given, OwnCounts, Tally, WithoutOwn};
use super::word_pairs::NO_PAIR;
use super::word_pairs::teachers::Teachers;
use super::{BACKGROUND, PairView};
use crate::lattice::PosteriorBead;

/// What nobody has contributed.
const NOTHING: &OwnCounts = &OwnCounts::NONE;
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

/// The links between the words of one bead, both directions; reused from bead to bead.
#[derive(Debug, Default)]
pub struct Links {
    pub(super) n_source: usize,
    pub(super) n_target: usize,
    /// `tau / p0`, source words by target words: forward, backward.
    ratios: [Vec<f32>; 2],
    /// Link posteriors, likewise.
    pub(super) cells: [Vec<f32>; 2],
    near: Vec<f32>,
    /// Sums by target word and by source word.
    sums: [Vec<f32>; 2],
    steepness: f64,
    /// Where the words of the source stand, those of the target.
    places: [Places; 2],
    /// Where the words of a side stand that are left when a sentence is gone.
    left: Places,
    /// What the target words of a bead that teaches give to the unigram.
    rests: Vec<f32>,
    /// `x` of each target word, of each source word: how much likelier it is beside the other
    /// side than alone. 1 where the other side has no word to say.
    pub(super) likelier: [Vec<f32>; 2],
}

impl Links {
    /// Lays out a bead of so many words, source and target, for its ratios to be filled in.
    fn lay_out(&mut self, n_source: usize, n_target: usize) {
        (self.n_source, self.n_target) = (n_source, n_target);
        for matrix in self.ratios.iter_mut().chain(&mut self.cells) {
            matrix.resize(n_source * n_target, 0.0);
        }
    }

    /// Fills in a bead that teaches.
    fn teach(&mut self, teachers: &Teachers<'_>, places: &[u32], bead: usize, ratios: &Ratios) {
        let n_source = teachers.n_rows(bead);
        let n_cells = teachers.cells(bead..bead + 1).len();
        self.lay_out(n_source, n_cells / n_source.max(1));
        let mut at = 0;
        for row in teachers.rows(bead, places) {
            let cells = at..at + row.places.len();
            if at == 0 {
                let targets = row.targets.iter();
                self.rests.clear();
                (self.rests).extend(targets.map(|&t| ratios.rests[1][t as usize]));
            }
            self.ratios[0][cells.clone()].fill(ratios.rests[0][row.source as usize]);
            self.ratios[1][cells.clone()].copy_from_slice(&self.rests);
            for (cell, &place) in cells.clone().zip(row.places) {
                if place != NO_PAIR {
                    let [there, back] = ratios.places[place as usize];
                    self.ratios[0][cell] = there;
                    self.ratios[1][cell] = back;
                }
            }
            at = cells.end;
        }
    }

    /// Fills in any bead, by what the lexicon would know without the sentence that is given.
    pub(super) fn score(
        &mut self,
        view: &PairView<'_>,
        bead: &PosteriorBead,
        places: &[u32],
        lexicon: &Lexicon,
        own: &[Vec<OwnCounts>; 2],
    ) {
        let (sources, targets) = bead.ranges();
        let (n, m) = (
            view.source.tokens(sources.clone()).len(),
            view.target.tokens(targets.clone()).len(),
        );
        self.lay_out(n, m);
        let mut cell = 0;
        for i in sources {
            let own = own[0].get(i).unwrap_or(NOTHING);
            let without = WithoutOwn::of(&lexicon.forward, own);
            for &s in view.source_words(i as u32) {
                let given = without.given(s);
                for _ in 0..m {
                    self.ratios[0][cell] = given.ratio(places[cell]);
                    cell += 1;
                }
            }
        }
        let mut column = 0;
        for j in targets {
            let own = own[1].get(j).unwrap_or(NOTHING);
            let without = WithoutOwn::of(&lexicon.backward, own);
            let words = view.target_words(j as u32);
            let given: Vec<Given<'_>> = words.iter().map(|&t| without.given(t)).collect();
            for p in 0..n {
                let from = p * m + column;
                for (q, given) in given.iter().enumerate() {
                    self.ratios[1][from + q] = given.ratio(places[from + q]);
                }
            }
            column += words.len();
        }
    }

    /// Makes link posteriors of the ratios, and sums up how much likelier each word is.
    pub(super) fn link(&mut self, positions: Positions) {
        let (n, m) = (self.n_source, self.n_target);
        let [by_target, by_source] = &mut self.sums;
        by_target.clear();
        by_source.clear();
        self.near.resize(n * m, 0.0);
        match positions {
            Positions::Uniform => {
                self.near.fill(1.0);
                by_target.resize(m, n as f32);
                by_source.resize(n, m as f32);
            }
            Positions::Diagonal(steepness) => {
                self.steepness = steepness;
                let [sources, targets] = &mut self.places;
                sources.lay_out(n, steepness);
                targets.lay_out(m, steepness);
                by_target.resize(m, 0.0);
                for p in 0..n {
                    let near = &mut self.near[p * m..(p + 1) * m];
                    let (rising, falling) = (sources.rising[p], sources.falling[p]);
                    let columns = targets.falling.iter().zip(&targets.rising);
                    for (near, (down, up)) in near.iter_mut().zip(columns) {
                        *near = f32::min(rising * down, falling * up);
                    }
                    for (sum, near) in by_target.iter_mut().zip(&*near) {
                        *sum += near;
                    }
                    by_source.push(near.iter().sum());
                }
            }
        }
        let share = |sum: &mut f32| *sum = (1.0 - BACKGROUND as f32) / *sum;
        by_target.iter_mut().for_each(share);
        by_source.iter_mut().for_each(share);
        let background = BACKGROUND as f32;
        let [likelier_target, likelier_source] = &mut self.likelier;
        likelier_target.clear();
        likelier_target.resize(m, background);
        likelier_source.clear();
        for p in 0..n {
            let row = p * m..(p + 1) * m;
            let near = &self.near[row.clone()];
            let [there, back] = &mut self.cells;
            let (there, back) = (&mut there[row.clone()], &mut back[row.clone()]);
            let [ratios_there, ratios_back] = &self.ratios;
            let ratios_there = &ratios_there[row.clone()];
            for q in 0..m {
                there[q] = ratios_there[q] * near[q] * by_target[q];
                likelier_target[q] += there[q];
            }
            let ratios_back = &ratios_back[row];
            let mut total = background;
            for q in 0..m {
                back[q] = ratios_back[q] * near[q] * by_source[p];
                total += back[q];
            }
            let inverse = 1.0 / total;
            back.iter_mut().for_each(|cell| *cell *= inverse);
            likelier_source.push(total);
        }
        // The sums are needed no more.
        for (inverse, total) in by_target.iter_mut().zip(&*likelier_target) {
            *inverse = 1.0 / total;
        }
        for there in self.cells[0].chunks_exact_mut(m.max(1)) {
            for (cell, inverse) in there.iter_mut().zip(&*by_target) {
                *cell *= inverse;
            }
        }
        if n == 0 {
            self.likelier[0].fill(1.0);
        }
        if m == 0 {
            self.likelier[1].fill(1.0);
        }
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
        let background = BACKGROUND as f32;
        links.likelier[given]
            .iter()
            .enumerate()
            .map(move |(q, &all)| {
                if n_left == 0 {
                    return (f64::from(all), 1.0);
                }
                let (mut said, mut near_sum) = (0.0, 0.0);
                let left = (0..removed.start).chain(removed.end..n_given);
                for (place, p) in left.enumerate() {
                    let near = links.left.near(place, other, q);
                    said += near * links.ratios[given][p * step + q * next];
                    near_sum += near;
                }
                let left = background + (1.0 - background) * said / near_sum;
                (f64::from(all), f64::from(left))
            })
    }
}

/// Relative places of the words of a side, so that nearness takes no exponential a word pair:
/// `exp(-l |x - y|)` is the lesser of `exp(l x) exp(-l y)` and `exp(-l x) exp(l y)`.
#[derive(Debug, Default)]
struct Places {
    rising: Vec<f32>,
    falling: Vec<f32>,
}

impl Places {
    /// Places `n` words.
    fn lay_out(&mut self, n: usize, steepness: f64) {
        self.rising.clear();
        self.falling.clear();
        // From one word to the next it is always the same factor.
        let step = (steepness / n as f64).exp();
        let mut rising = (0.5 * steepness / n as f64).exp();
        for _ in 0..n {
            self.rising.push(rising as f32);
            self.falling.push((1.0 / rising) as f32);
            rising *= step;
        }
    }

    /// How loud word `p` speaks at word `q` of the other side.
    fn near(&self, p: usize, other: &Self, q: usize) -> f32 {
        f32::min(
            self.rising[p] * other.falling[q],
            self.falling[p] * other.rising[q],
        )
    }
}

/// Expected counts of the word pairs of the beads that teach, by cell of their matrices: forward
/// and backward.
#[must_use]
pub fn expected_counts(
    groups: &[(PairView<'_>, &[PosteriorBead])],
    (teachers, places): (&Teachers<'_>, &[u32]),
    ratios: &Ratios,
    positions: Positions,
) -> Vec<[f32; 2]> {
    let mut counts = vec![[0.0; 2]; teachers.n_cells()];
    let mut pieces = Vec::new();
    let mut rest = &mut counts[..];
    for run in teachers.runs() {
        let (own, others) = rest.split_at_mut(teachers.cells(run.clone()).len());
        pieces.push((run, own));
        rest = others;
    }
    pieces
        .into_par_iter()
        .for_each_init(Links::default, |links, (run, counts)| {
            let mut counts = counts.iter_mut();
            for bead in run {
                links.teach(teachers, places, bead, ratios);
                links.link(positions);
                let group = teachers.group_of(bead);
                let weight = groups[group].1[bead - teachers.group(group).start].posterior;
                let [there, back] = &links.cells;
                // The counts last: what is asked first gives one too many.
                let cells = there.iter().zip(back);
                for ((there, back), count) in cells.zip(counts.by_ref()) {
                    *count = [weight * there, weight * back];
                }
            }
        });
    counts
}

/// What each sentence of a group contributed to the lexicon, which holds these counts.
#[must_use]
pub fn own_counts(
    view: &PairView<'_>,
    beads: &[PosteriorBead],
    (teachers, places, group): (&Teachers<'_>, &[u32], usize),
    counts: &[[f32; 2]],
    lexicon: &Lexicon,
) -> [Vec<OwnCounts>; 2] {
    // The rows of each source sentence; of a target sentence the beads, and which columns.
    let mut rows = vec![Vec::new(); view.source.n_sentences()];
    let mut columns = vec![Vec::new(); view.target.n_sentences()];
    for (bead, number) in beads.iter().zip(teachers.group(group)) {
        let (sources, targets) = bead.ranges();
        let mut own = teachers.rows(number, places);
        for i in sources {
            let n = view.source_words(i as u32).len();
            rows[i].extend(own.by_ref().take(n));
        }
        let mut from = 0;
        for j in targets {
            let n = view.target_words(j as u32).len();
            columns[j].push((number, from..from + n));
            from += n;
        }
    }
    let forward = rows.into_par_iter().with_min_len(64);
    let forward = forward.map_init(Tally::default, |tally, rows| {
        for row in rows {
            let counts = counts[row.cells].iter().map(|count| count[0]);
            tally.add(row.source, row.places.iter().copied().zip(counts));
        }
        tally.take(&lexicon.forward)
    });
    let backward = columns.into_par_iter().enumerate().with_min_len(64);
    let scratch = || (Tally::default(), Vec::new());
    let backward = backward.map_init(scratch, |(tally, matrix), (j, columns)| {
        let words = view.target_words(j as u32);
        for (bead, range) in columns {
            matrix.clear();
            for row in teachers.rows(bead, places) {
                let counts = counts[row.cells][range.clone()].iter();
                let places = row.places[range.clone()].iter().copied();
                matrix.extend(places.zip(counts.map(|count| count[1])));
            }
            for (q, &t) in words.iter().enumerate() {
                let column = matrix.iter().skip(q).step_by(words.len());
                tally.add(t, column.copied());
            }
        }
        tally.take(&lexicon.backward)
    });
    [forward.collect(), backward.collect()]
}

/// How far apart linked words of sure beads stand, as a share of their sentences: the sum of the
/// distances and of the links, both directions' posteriors multiplied.
#[must_use]
pub fn distances(
    beads: &[PosteriorBead],
    (teachers, places, group): (&Teachers<'_>, &[u32], usize),
    ratios: &Ratios,
) -> [f64; 2] {
    let mut links = Links::default();
    let mut sums = [0.0; 2];
    for (bead, number) in beads.iter().zip(teachers.group(group)) {
        if bead.posterior <= SURE || (bead.a, bead.b) != (1, 1) {
            continue;
        }
        links.teach(teachers, places, number, ratios);
        links.link(Positions::Uniform);
        let (n, m) = (links.n_source, links.n_target);
        for p in 0..n {
            for q in 0..m {
                let both = links.cells[0][p * m + q] * links.cells[1][p * m + q];
                let apart = (p as f64 + 0.5) / n as f64 - (q as f64 + 0.5) / m as f64;
                sums[0] += f64::from(both) * apart.abs();
                sums[1] += f64::from(both);
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

/// `tau / p0` of all word pairs, forward and backward.
#[derive(Clone, Debug)]
pub struct Ratios {
    /// Of each pair of the index.
    places: Vec<[f32; 2]>,
    /// Of a pair without a place, by source key and by target key.
    rests: [Vec<f32>; 2],
}

impl Ratios {
    /// Of a lexicon as it is now.
    #[must_use]
    pub fn of(lexicon: &Lexicon) -> Self {
        let [there, back] = [&lexicon.forward, &lexicon.backward];
        let places = there.ratios().zip(back.ratios());
        Self {
            places: places.map(|(there, back)| [there, back]).collect(),
            rests: [there.rests(), back.rests()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{case, near, plain_links, summed};
    use super::super::word_pairs::NO_PAIR;
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
            let taught = case.taught_above(0.0, positions, 2);
            let counts = case.plain_counts(positions, 2);
            let [forward, backward] = [0, 1].map(|given| summed(&counts, given, None));
            for place in 0..taught.lexicon.index.len() as u32 {
                let (s, t) = taught.lexicon.index.pair(place);
                let plain = forward.get(&(s, t)).copied().unwrap_or(0.0);
                prop_assert!(near(taught.lexicon.forward.counts[place as usize], plain));
                let plain = backward.get(&(t, s)).copied().unwrap_or(0.0);
                prop_assert!(near(taught.lexicon.backward.counts[place as usize], plain));
            }
            for (pair, _) in forward.iter().filter(|&(_, &count)| count > 1e-6) {
                prop_assert!(taught.lexicon.index.find(pair.0, pair.1) != NO_PAIR);
            }
        }

        #[test]
        fn what_the_sentences_contributed_is_all_that_was_counted(case in case()) {
            let taught = case.taught(Positions::Diagonal(STEEPNESS), 2);
            let directions = [&taught.lexicon.forward, &taught.lexicon.backward];
            for (side, (own, direction)) in taught.own.iter().zip(directions).enumerate() {
                let mut sums = std::collections::BTreeMap::new();
                for (key, count) in own.iter().flat_map(|sentence| sentence.totals()) {
                    *sums.entry(key).or_insert(0.0) += f64::from(count);
                }
                let mut totals: std::collections::BTreeMap<u32, f64> =
                    (0..).zip(direction.without_place()).collect();
                for (place, count) in (0..).zip(&direction.counts) {
                    let (s, t) = taught.lexicon.index.pair(place);
                    *totals.entry([s, t][side]).or_insert(0.0) += count;
                }
                for (key, total) in totals {
                    let sum = sums.get(&key).copied().unwrap_or(0.0);
                    prop_assert!(near(sum, total), "{sum} {total}");
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
            let cells = (&taught.teachers, taught.places.as_slice(), 0);
            let found = distances(&teachers, cells, &Ratios::of(&taught.lexicon));
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
