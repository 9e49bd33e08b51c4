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
//! pair's own ([`teach::steepness`]): German and French keep the order of their words, Hindi and
//! Italian do not. Nothing is judged here: [`super::positional`] and [`super::agreement`] read the
//! links as evidence, and [`teach::expected_counts`] makes of them what the lexicon learns from.

pub mod teach;

use std::ops::Range;

use super::lexicon::Lexicon;
pub use super::lexicon::STEEPNESS;
use super::lexicon::own::{Given, OwnCounts, WithoutOwn};
use super::{BACKGROUND, PairView};
use crate::lattice::PosteriorBead;

/// What nobody has contributed.
const NOTHING: &OwnCounts = &OwnCounts::NONE;

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
