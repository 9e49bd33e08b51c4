//! Word-to-word translation probabilities of a language pair, learned from weighted beads.
//!
//! ```text
//! tau(t|s) = [ max(c(s,t) - d, 0) + beta kappa(s,t) + (beta (1 - K(s)) + D(s)) p0(t) ] / (c(s) + beta)
//! ```
//!
//! with counts c from EM (IBM Model 1: Brown et al. 1993, aclanthology J93-2003), the discount
//! d whose mass D(s) goes to the unigram p0 (Kneser and Ney 1995,
//! doi 10.1109/ICASSP.1995.479394), and the prior kappa of [`crate::similarity`], K(s) its sum
//! over t. It sums to one over t. Both directions live on one set of word pairs.
//!
//! Counts of earlier texts ([`EarlierCounts`]) are part of c(s,t) and c(s) from the start on. A
//! pair of them with a key that the run lacks needs no place: it adds to c(s), and min(c, d) of it
//! to D(s), so that tau still sums to one over the words of all texts.

#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use super::PairView;
use super::word_pairs::{NO_PAIR, PairIndex, Teachers};
use crate::features::Vocabulary;
use crate::lattice::PosteriorBead;
use crate::similarity::Rows;

/// Weight of the prior, in counts.
pub const BETA: f64 = 1.0;

/// How fast a word's say falls with the distance of relative places, before anything is learned.
pub const STEEPNESS: f64 = 5.0;

/// One direction of a lexicon: the words of one side given those of the other.
#[derive(Clone, Debug)]
pub struct Direction {
    /// c(s,t) of each pair of the index.
    pub counts: Vec<f64>,
    /// kappa(s,t) of each pair of the index.
    kappa: Vec<f32>,
    /// max(c(s,t) - d, 0) + beta kappa(s,t): what a pair has that the unigram has not.
    bound: Vec<f32>,
    /// The conditioning key of each pair.
    given: Arc<[u32]>,
    /// The other key of each pair.
    other: Arc<[u32]>,
    /// c(s).
    total: Vec<f64>,
    /// D(s).
    discounted: Vec<f64>,
    /// K(s).
    kappa_total: Vec<f64>,
    /// p0(t).
    unigram: Vec<f64>,
    /// The discount d.
    discount: f64,
    /// What earlier texts add to c(s,t): `(place of the pair, count)`.
    earlier: Vec<(u32, f32)>,
    /// What they add to c(s) and to D(s) by pairs that have no place.
    earlier_beyond: Vec<[f64; 2]>,
    /// What [`Direction::beyond_unigram`] gives, once it was asked for.
    beyond: OnceLock<Beyond>,
}

/// For each conditioning key the others of which it says more than the unigram, and how much.
#[derive(Clone, Debug)]
struct Beyond {
    starts: Vec<u32>,
    entries: Vec<(u32, f32)>,
}

/// What earlier texts taught a lexicon, by the keys of a run.
#[derive(Clone, Debug, Default)]
pub struct EarlierCounts {
    /// The pairs of which the run has both keys, as of [`PairIndex::key`], ascending: forward and
    /// backward count.
    pub pairs: Vec<(u64, f32, f32)>,
    /// The pairs of which the run has the conditioning key alone: that key and the count, of the
    /// forward direction, of the backward one.
    pub absent: [Vec<(u32, f32)>; 2],
    /// Counts that are known of a conditioning key alone, because their pairs were dropped, of
    /// either direction by key; empty where there are none. They go to the unigram.
    pub dropped: [Vec<f64>; 2],
}

/// What a sentence itself contributed to a direction's counts, to be left out when it is scored.
#[derive(Clone, Debug, Default)]
pub struct OwnCounts {
    /// What it added to c(s) and to D(s), by conditioning key, ascending.
    keys: Vec<(u32, [f32; 2])>,
    /// What it added to c(s,t) of the pairs that say more than the unigram, by place, ascending.
    pairs: Vec<(u32, f32)>,
}

impl OwnCounts {
    /// Of a sentence that taught nothing.
    pub const NONE: Self = Self {
        keys: Vec::new(),
        pairs: Vec::new(),
    };

    /// What it added to c(s), by conditioning key, ascending.
    #[cfg(test)]
    pub fn totals(&self) -> impl Iterator<Item = (u32, f32)> + '_ {
        self.keys.iter().map(|&(key, [total, _])| (key, total))
    }
}

/// Adds up what sentences contributed, one after the other.
#[derive(Debug, Default)]
pub struct Tally {
    by_place: Vec<f32>,
    places: Vec<u32>,
    by_key: Vec<[f32; 2]>,
    keys: Vec<u32>,
}

impl Tally {
    /// Adds a count to the pair at a place.
    #[inline]
    pub fn add(&mut self, place: u32, count: f32) {
        let at = place as usize;
        if self.by_place.len() <= at {
            self.by_place.resize(at + 1, 0.0);
        }
        if self.by_place[at] == 0.0 && count > 0.0 {
            self.places.push(place);
        }
        self.by_place[at] += count;
    }

    /// All that was added since the last sentence, as part of the direction's counts.
    #[must_use]
    pub fn take(&mut self, direction: &Direction) -> OwnCounts {
        let mut own = OwnCounts::default();
        let discount = direction.discount;
        self.by_key.resize(direction.total.len(), [0.0; 2]);
        for place in self.places.drain(..) {
            let at = place as usize;
            let count = std::mem::take(&mut self.by_place[at]);
            let key = direction.given[at];
            let before = direction.counts[at];
            let after = (before - f64::from(count)).max(0.0);
            let [total, discounted] = &mut self.by_key[key as usize];
            if *total == 0.0 {
                self.keys.push(key);
            }
            *total += count;
            *discounted += (before.min(discount) - after.min(discount)) as f32;
            if direction.bound[at] > 0.0 {
                own.pairs.push((place, count));
            }
        }
        self.keys.sort_unstable();
        own.pairs.sort_unstable_by_key(|&(place, _)| place);
        let keys = self.keys.drain(..);
        own.keys = keys
            .map(|key| (key, std::mem::take(&mut self.by_key[key as usize])))
            .collect();
        own
    }
}

impl Direction {
    fn new(
        [given, other]: [&Arc<[u32]>; 2],
        n_given: usize,
        unigram: Vec<f64>,
        discount: f64,
    ) -> Self {
        let n = given.len();
        Self {
            counts: vec![0.0; n],
            kappa: vec![0.0; n],
            bound: vec![0.0; n],
            given: Arc::clone(given),
            other: Arc::clone(other),
            total: vec![0.0; n_given],
            discounted: vec![0.0; n_given],
            kappa_total: vec![0.0; n_given],
            unigram,
            discount,
            earlier: Vec::new(),
            earlier_beyond: vec![[0.0; 2]; n_given],
            beyond: OnceLock::new(),
        }
    }

    /// Takes the prior of its keys; `place` finds a pair, conditioning key first.
    fn set_prior(&mut self, prior: &Rows, place: impl Fn(u32, u32) -> u32) {
        for (s, t, k) in prior.triples() {
            self.kappa_total[s as usize] += f64::from(k);
            self.kappa[place(s, t) as usize] = k;
        }
    }

    /// Adds what earlier texts taught, by places, and what they taught of pairs without one.
    fn hear(&mut self, earlier: Vec<(u32, f32)>, absent: &[(u32, f32)], dropped: &[f64]) {
        self.earlier = earlier;
        for &(s, count) in absent {
            let count = f64::from(count);
            let [total, discounted] = &mut self.earlier_beyond[s as usize];
            *total += count;
            *discounted += count.min(self.discount);
        }
        for ([total, discounted], count) in self.earlier_beyond.iter_mut().zip(dropped) {
            *total += count;
            *discounted += count;
        }
    }

    /// Takes counts of the run's own in place of those before; earlier texts' are added.
    pub fn take(&mut self, own: Vec<f64>) {
        self.counts = own;
        for &(place, count) in &self.earlier {
            self.counts[place as usize] += f64::from(count);
        }
        self.settle();
    }

    /// Sums up the counts as they are now.
    fn settle(&mut self) {
        let discount = self.discount;
        let sums = self.total.iter_mut().zip(&mut self.discounted);
        for ((total, discounted), beyond) in sums.zip(&self.earlier_beyond) {
            [*total, *discounted] = *beyond;
        }
        let pairs = self.counts.iter().zip(&self.kappa).zip(&mut self.bound);
        for (((&count, &kappa), bound), &s) in pairs.zip(&*self.given) {
            self.total[s as usize] += count;
            self.discounted[s as usize] += count.min(discount);
            *bound = ((count - discount).max(0.0) + BETA * f64::from(kappa)) as f32;
        }
        self.beyond = OnceLock::new();
    }

    /// p0(t).
    #[must_use]
    pub fn unigram(&self, t: u32) -> f64 {
        self.unigram[t as usize]
    }

    /// tau(t|s) / p0(t) of each pair of the index.
    #[must_use]
    pub fn ratios(&self) -> Vec<f32> {
        let n = self.total.len() as u32;
        let scales: Vec<f32> = (0..n).map(|s| self.scale(s) as f32).collect();
        let rests: Vec<f32> = (0..n).map(|s| self.rest(s) as f32).collect();
        let inverse = self.unigram.iter().map(|p0| (1.0 / p0) as f32);
        let inverse: Vec<f32> = inverse.collect();
        let keys = self.given.iter().zip(&*self.other);
        keys.zip(&self.bound)
            .map(|((&s, &t), &bound)| {
                let rest = rests[s as usize];
                match bound > 0.0 {
                    true => rest + bound * scales[s as usize] * inverse[t as usize],
                    false => rest,
                }
            })
            .collect()
    }

    /// tau(t|s) of a pair of the index.
    #[cfg(test)]
    #[must_use]
    pub fn tau(&self, place: u32) -> f64 {
        let s = self.given[place as usize];
        let count = self.counts[place as usize];
        let kappa = f64::from(self.kappa[place as usize]);
        ((count - self.discount).max(0.0) + BETA * kappa) * self.scale(s)
            + self.rest(s) * self.unigram[self.other[place as usize] as usize]
    }

    fn scale(&self, s: u32) -> f64 {
        1.0 / (self.total[s as usize] + BETA)
    }

    /// The share of s that goes to the unigram: tau(t|s) / p0(t) of a pair without count.
    #[must_use]
    pub fn rest(&self, s: u32) -> f64 {
        let at = s as usize;
        (BETA * (1.0 - self.kappa_total[at]) + self.discounted[at]) * self.scale(s)
    }

    /// What s says of each t beyond the unigram: `(t, tau(t|s) / p0(t) - rest(s))`.
    #[must_use]
    pub fn beyond_unigram(&self, s: u32) -> &[(u32, f32)] {
        let beyond = self.beyond.get_or_init(|| self.all_beyond());
        let [from, to] = [0, 1].map(|next| beyond.starts[s as usize + next] as usize);
        &beyond.entries[from..to]
    }

    fn all_beyond(&self) -> Beyond {
        let mut starts = vec![0u32; self.total.len() + 1];
        let speaks = |place: &usize| self.bound[*place] > 0.0;
        for place in (0..self.bound.len()).filter(speaks) {
            starts[self.given[place] as usize + 1] += 1;
        }
        for s in 1..starts.len() {
            starts[s] += starts[s - 1];
        }
        let mut next = starts.clone();
        let mut entries = vec![(0, 0.0); starts[starts.len() - 1] as usize];
        for place in (0..self.bound.len()).filter(speaks) {
            let (s, t) = (self.given[place], self.other[place]);
            let beyond = f64::from(self.bound[place]) * self.scale(s) / self.unigram[t as usize];
            entries[next[s as usize] as usize] = (t, beyond as f32);
            next[s as usize] += 1;
        }
        Beyond { starts, entries }
    }

    /// The direction as it would be had one sentence, which contributed that, not been seen.
    #[must_use]
    pub fn without<'d>(&'d self, own: &'d OwnCounts) -> WithoutOwn<'d> {
        WithoutOwn {
            direction: self,
            own,
        }
    }
}

/// A [`Direction`] as it would be had one sentence not been seen.
#[derive(Clone, Copy, Debug)]
pub struct WithoutOwn<'d> {
    direction: &'d Direction,
    own: &'d OwnCounts,
}

/// A conditioning key of a sentence that is left out.
#[derive(Clone, Copy, Debug)]
pub struct Given {
    /// `1 / (c(s) + beta)`.
    scale: f64,
    /// What goes to the unigram.
    pub rest: f32,
}

impl WithoutOwn<'_> {
    /// How a key speaks.
    #[must_use]
    pub fn given(&self, s: u32) -> Given {
        let direction = self.direction;
        let keys = &self.own.keys;
        let [count, discounted] = match keys.binary_search_by_key(&s, |&(key, _)| key) {
            Ok(at) => keys[at].1.map(f64::from),
            Err(_) => [0.0; 2],
        };
        let at = s as usize;
        let scale = 1.0 / ((direction.total[at] - count).max(0.0) + BETA);
        let discounted = (direction.discounted[at] - discounted).max(0.0);
        let rest = (BETA * (1.0 - direction.kappa_total[at]) + discounted) * scale;
        Given {
            scale,
            rest: rest as f32,
        }
    }

    /// `tau(t|s) / p0(t)` of the pair at a place, with what its key says of all.
    #[inline]
    #[must_use]
    pub fn ratio(&self, given: Given, place: u32) -> f32 {
        if place == NO_PAIR || self.direction.bound[place as usize] == 0.0 {
            return given.rest;
        }
        self.ratio_beyond(given, place)
    }

    fn ratio_beyond(&self, given: Given, place: u32) -> f32 {
        let direction = self.direction;
        let pairs = &self.own.pairs;
        let own = match pairs.binary_search_by_key(&place, |&(at, _)| at) {
            Ok(at) => f64::from(pairs[at].1),
            Err(_) => 0.0,
        };
        let at = place as usize;
        let bound = (direction.counts[at] - own - direction.discount).max(0.0)
            + BETA * f64::from(direction.kappa[at]);
        let unigram = direction.unigram[direction.other[at] as usize];
        (f64::from(given.rest) + bound * given.scale / unigram) as f32
    }
}

/// Both directions of a language pair's lexicon.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// The pairs of keys.
    pub index: PairIndex,
    /// Target words given source words.
    pub forward: Direction,
    /// Source words given target words.
    pub backward: Direction,
    /// How steeply a word's say falls with the distance of relative places.
    pub steepness: f64,
    /// What earlier texts taught.
    earlier: Arc<EarlierCounts>,
}

impl Lexicon {
    /// A lexicon before its run teaches it: the prior of both directions and what earlier texts
    /// taught.
    #[must_use]
    pub fn start(
        vocabularies: [&Vocabulary; 2],
        priors: &[Rows; 2],
        earlier: Arc<EarlierCounts>,
        discount: f64,
    ) -> Self {
        let pairs = Self::pairs_beforehand(priors, &earlier);
        let index = PairIndex::new(vocabularies[0].len(), &pairs);
        let mut made = Self::over(index, vocabularies, priors, earlier, discount);
        let n = made.index.len();
        made.forward.take(vec![0.0; n]);
        made.backward.take(vec![0.0; n]);
        made
    }

    /// The pairs that a lexicon has before its run teaches it, as of [`PairIndex::key`],
    /// ascending.
    fn pairs_beforehand(priors: &[Rows; 2], earlier: &EarlierCounts) -> Vec<u64> {
        let alike = priors[0].triples().map(|(s, t, _)| PairIndex::key(s, t));
        let mut pairs: Vec<u64> = alike.collect();
        pairs.extend(earlier.pairs.iter().map(|&(pair, _, _)| pair));
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// A lexicon over the word pairs of beads, group by group, and those known beforehand, with
    /// the counts of the lexicon before it; and the matrices of the beads.
    #[must_use]
    pub fn next(
        &self,
        vocabularies: [&Vocabulary; 2],
        priors: &[Rows; 2],
        groups: &[(PairView<'_>, &[PosteriorBead])],
        discount: f64,
    ) -> (Self, Teachers) {
        let also = Self::pairs_beforehand(priors, &self.earlier);
        let sizes = vocabularies.map(Vocabulary::len);
        let (teachers, index) = Teachers::gather(groups, sizes, &also);
        let made = self.moved(index, vocabularies, priors, discount);
        (made, teachers)
    }

    /// The lexicon with the places of another index.
    fn moved(
        &self,
        index: PairIndex,
        vocabularies: [&Vocabulary; 2],
        priors: &[Rows; 2],
        discount: f64,
    ) -> Self {
        let earlier = Arc::clone(&self.earlier);
        let mut made = Self::over(index, vocabularies, priors, earlier, discount);
        made.steepness = self.steepness;
        for s in 0..vocabularies[0].len() as u32 {
            let [old, new] = [&self.index, &made.index].map(|index| index.row(s));
            let targets = self.index.keys()[1];
            let mut old = old.map(|place| (targets[place], place)).peekable();
            for place in new {
                let t = made.index.keys()[1][place];
                while old.next_if(|&(before, _)| before < t).is_some() {}
                if let Some((_, before)) = old.next_if(|&(same, _)| same == t) {
                    made.forward.counts[place] = self.forward.counts[before];
                    made.backward.counts[place] = self.backward.counts[before];
                }
            }
        }
        made.forward.settle();
        made.backward.settle();
        made
    }

    /// Places for the pairs of an index; no counts yet.
    fn over(
        index: PairIndex,
        vocabularies: [&Vocabulary; 2],
        priors: &[Rows; 2],
        earlier: Arc<EarlierCounts>,
        discount: f64,
    ) -> Self {
        let [p, q] = vocabularies;
        let unigram = |vocabulary: &Vocabulary| {
            (0..vocabulary.len() as u32)
                .map(|id| vocabulary.unigram(id))
                .collect::<Vec<_>>()
        };
        let [s, t] = index.keys();
        let mut forward = Direction::new([s, t], p.len(), unigram(q), discount);
        let mut backward = Direction::new([t, s], q.len(), unigram(p), discount);
        forward.set_prior(&priors[0], |s, t| index.find(s, t));
        backward.set_prior(&priors[1], |t, s| index.find(s, t));
        let (mut there, mut back) = (Vec::new(), Vec::new());
        for &(pair, forward, backward) in &earlier.pairs {
            let place = index.find((pair >> 32) as u32, pair as u32);
            there.push((place, forward));
            back.push((place, backward));
        }
        forward.hear(there, &earlier.absent[0], &earlier.dropped[0]);
        backward.hear(back, &earlier.absent[1], &earlier.dropped[1]);
        Self {
            index,
            forward,
            backward,
            steepness: STEEPNESS,
            earlier,
        }
    }
}
