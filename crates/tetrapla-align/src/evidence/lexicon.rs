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

use std::sync::Arc;

use crate::features::Vocabulary;
use crate::similarity::Rows;

/// Weight of the prior, in counts.
pub const BETA: f64 = 1.0;

/// How fast a word's say falls with the distance of relative places, before anything is learned.
pub const STEEPNESS: f64 = 5.0;

/// No word pair.
pub const NO_PAIR: u32 = u32::MAX;

/// The word pairs of two languages that were seen together or look alike, by source key.
#[derive(Clone, Debug, Default)]
pub struct PairIndex {
    starts: Vec<u32>,
    targets: Vec<u32>,
    sources: Vec<u32>,
}

impl PairIndex {
    /// An index of pairs of keys, each once, from any order with repeats.
    #[must_use]
    pub fn new(n_source: usize, mut pairs: Vec<u64>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0u32; n_source + 1];
        for pair in &pairs {
            starts[(pair >> 32) as usize + 1] += 1;
        }
        for s in 0..n_source {
            starts[s + 1] += starts[s];
        }
        Self {
            starts,
            targets: pairs.iter().map(|&pair| pair as u32).collect(),
            sources: pairs.iter().map(|&pair| (pair >> 32) as u32).collect(),
        }
    }

    /// A pair of keys as one number, for [`PairIndex::new`].
    #[must_use]
    pub fn key(s: u32, t: u32) -> u64 {
        u64::from(s) << 32 | u64::from(t)
    }

    /// How many pairs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.targets.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// The place of a pair, or [`NO_PAIR`].
    #[inline]
    #[must_use]
    pub fn find(&self, s: u32, t: u32) -> u32 {
        let (from, to) = (
            self.starts[s as usize] as usize,
            self.starts[s as usize + 1] as usize,
        );
        match self.targets[from..to].binary_search(&t) {
            Ok(at) => (from + at) as u32,
            Err(_) => NO_PAIR,
        }
    }

    /// The two keys of a pair.
    #[must_use]
    pub fn pair(&self, place: u32) -> (u32, u32) {
        (self.sources[place as usize], self.targets[place as usize])
    }
}

/// One direction of a lexicon: the words of one side given those of the other.
#[derive(Clone, Debug)]
pub struct Direction {
    /// c(s,t) of each pair of the index.
    pub counts: Vec<f64>,
    /// kappa(s,t) of each pair of the index.
    kappa: Vec<f32>,
    /// The conditioning key of each pair.
    given: Vec<u32>,
    /// The other key of each pair.
    other: Vec<u32>,
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
    /// Places of the pairs by conditioning key, those alone that say more than the unigram.
    rows: Vec<Vec<u32>>,
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

/// What a sentence itself contributed to the counts, to be left out when it is scored.
#[derive(Clone, Debug, Default)]
pub struct OwnCounts {
    /// `(place of the pair, count)`, ascending.
    pub pairs: Vec<(u32, f32)>,
}

impl Direction {
    fn new(
        given: Vec<u32>,
        other: Vec<u32>,
        n_given: usize,
        unigram: Vec<f64>,
        prior: &Rows,
        discount: f64,
    ) -> Self {
        let n = given.len();
        let mut kappa = vec![0.0; n];
        let mut kappa_total = vec![0.0; n_given];
        for (s, _, k) in prior.triples() {
            kappa_total[s as usize] += f64::from(k);
        }
        for (place, value) in kappa.iter_mut().enumerate() {
            let row = prior.row(given[place]);
            if let Ok(at) = row.binary_search_by_key(&other[place], |&(t, _)| t) {
                *value = row[at].1;
            }
        }
        Self {
            counts: vec![0.0; n],
            kappa,
            given,
            other,
            total: vec![0.0; n_given],
            discounted: vec![0.0; n_given],
            kappa_total,
            unigram,
            discount,
            earlier: Vec::new(),
            earlier_beyond: vec![[0.0; 2]; n_given],
            rows: vec![Vec::new(); n_given],
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
        for row in &mut self.rows {
            row.clear();
        }
        for (place, &count) in self.counts.iter().enumerate() {
            let s = self.given[place] as usize;
            self.total[s] += count;
            self.discounted[s] += count.min(discount);
            if count > discount || self.kappa[place] > 0.0 {
                self.rows[s].push(place as u32);
            }
        }
    }

    /// p0(t).
    #[inline]
    #[must_use]
    pub fn unigram(&self, t: u32) -> f64 {
        self.unigram[t as usize]
    }

    /// tau(t|s) of a pair of the index.
    #[inline]
    #[must_use]
    pub fn tau(&self, place: u32) -> f64 {
        let s = self.given[place as usize];
        let bound = (self.counts[place as usize] - self.discount).max(0.0)
            + BETA * f64::from(self.kappa[place as usize]);
        bound / (self.total[s as usize] + BETA)
            + self.rest(s) * self.unigram[self.other[place as usize] as usize]
    }

    /// The share of s that goes to the unigram: tau(t|s) / p0(t) of a pair without count.
    #[inline]
    #[must_use]
    pub fn rest(&self, s: u32) -> f64 {
        let s = s as usize;
        (BETA * (1.0 - self.kappa_total[s]) + self.discounted[s]) / (self.total[s] + BETA)
    }

    /// What s says of each t beyond the unigram: `(t, tau(t|s) / p0(t) - rest(s))`.
    pub fn beyond_unigram(&self, s: u32) -> impl Iterator<Item = (u32, f64)> + '_ {
        let scale = 1.0 / (self.total[s as usize] + BETA);
        self.rows[s as usize].iter().map(move |&place| {
            let place = place as usize;
            let t = self.other[place];
            let bound =
                (self.counts[place] - self.discount).max(0.0) + BETA * f64::from(self.kappa[place]);
            (t, bound * scale / self.unigram[t as usize])
        })
    }

    /// tau(t|s) with what the sentence of s itself contributed taken out.
    #[must_use]
    pub fn without<'d>(&'d self, own: &OwnCounts) -> WithoutOwn<'d> {
        let mut taken: rustc_hash::FxHashMap<u32, (f64, f64)> = rustc_hash::FxHashMap::default();
        for &(place, count) in &own.pairs {
            let (before, after) = (
                self.counts[place as usize],
                (self.counts[place as usize] - f64::from(count)).max(0.0),
            );
            let entry = taken.entry(self.given[place as usize]).or_default();
            entry.0 += before - after;
            entry.1 += before.min(self.discount) - after.min(self.discount);
        }
        WithoutOwn {
            direction: self,
            taken,
            own: own.pairs.iter().copied().collect(),
        }
    }
}

/// A [`Direction`] as it would be had one sentence not been seen.
#[derive(Clone, Debug)]
pub struct WithoutOwn<'d> {
    direction: &'d Direction,
    /// For each conditioning key of the sentence: what to take from c(s) and from D(s).
    taken: rustc_hash::FxHashMap<u32, (f64, f64)>,
    own: rustc_hash::FxHashMap<u32, f32>,
}

impl WithoutOwn<'_> {
    /// `tau(t|s) / p0(t)` of a key pair: `(beyond the unigram, rest)`, of which the sum counts.
    #[must_use]
    pub fn ratio(&self, s: u32, t: u32, place: u32) -> (f64, f64) {
        let direction = self.direction;
        let (count, discounted) = self.taken.get(&s).copied().unwrap_or_default();
        let total = (direction.total[s as usize] - count).max(0.0) + BETA;
        let rest = (BETA * (1.0 - direction.kappa_total[s as usize])
            + (direction.discounted[s as usize] - discounted).max(0.0))
            / total;
        if place == NO_PAIR {
            return (0.0, rest);
        }
        let own = self.own.get(&place).map_or(0.0, |&count| f64::from(count));
        let bound = (direction.counts[place as usize] - own - direction.discount).max(0.0)
            + BETA * f64::from(direction.kappa[place as usize]);
        (bound / total / direction.unigram[t as usize], rest)
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
        let mut made = Self::over(vocabularies, priors, Vec::new(), earlier, discount);
        let n = made.index.len();
        made.forward.take(vec![0.0; n]);
        made.backward.take(vec![0.0; n]);
        made
    }

    /// A lexicon over these word pairs, too (as of [`PairIndex::key`]), with the counts of the
    /// lexicon before it.
    #[must_use]
    pub fn next(
        &self,
        vocabularies: [&Vocabulary; 2],
        priors: &[Rows; 2],
        pairs: Vec<u64>,
        discount: f64,
    ) -> Self {
        let earlier = Arc::clone(&self.earlier);
        let mut made = Self::over(vocabularies, priors, pairs, earlier, discount);
        made.steepness = self.steepness;
        for place in 0..made.index.len() as u32 {
            let (s, t) = made.index.pair(place);
            let old = self.index.find(s, t);
            if old != NO_PAIR {
                made.forward.counts[place as usize] = self.forward.counts[old as usize];
                made.backward.counts[place as usize] = self.backward.counts[old as usize];
            }
        }
        made.forward.settle();
        made.backward.settle();
        made
    }

    /// Places for these word pairs, for those of the prior and of earlier texts; no counts yet.
    fn over(
        vocabularies: [&Vocabulary; 2],
        priors: &[Rows; 2],
        mut pairs: Vec<u64>,
        earlier: Arc<EarlierCounts>,
        discount: f64,
    ) -> Self {
        pairs.extend(priors[0].triples().map(|(s, t, _)| PairIndex::key(s, t)));
        pairs.extend(earlier.pairs.iter().map(|&(pair, _, _)| pair));
        let [p, q] = vocabularies;
        let index = PairIndex::new(p.len(), pairs);
        let unigram = |vocabulary: &Vocabulary| {
            (0..vocabulary.len() as u32)
                .map(|id| vocabulary.unigram(id))
                .collect::<Vec<_>>()
        };
        let (s, t) = (index.sources.clone(), index.targets.clone());
        let mut forward = Direction::new(
            s.clone(),
            t.clone(),
            p.len(),
            unigram(q),
            &priors[0],
            discount,
        );
        let mut backward = Direction::new(t, s, q.len(), unigram(p), &priors[1], discount);
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
