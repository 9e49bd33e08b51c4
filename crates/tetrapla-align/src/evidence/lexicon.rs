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

pub mod own;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use super::word_pairs::PairIndex;
use super::word_pairs::teachers::Counted;
use crate::features::Vocabulary;
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
    /// What of c(s) and D(s) the run gave to pairs without a place.
    others: Vec<[f64; 2]>,
    /// The discount d.
    discount: f64,
    /// What is known of the keys, whatever is counted.
    keys: Arc<Keys>,
    /// What [`Direction::beyond_unigram`] gives, once it was asked for.
    beyond: OnceLock<Beyond>,
}

/// What is known of the keys of a direction before anything is counted.
#[derive(Clone, Debug)]
struct Keys {
    /// K(s).
    kappa: Vec<f64>,
    /// p0(t).
    unigram: Vec<f64>,
    /// Counts of earlier texts of pairs that the run lacks, for which c(s) and D(s) stand.
    absent: Vec<(u32, f32)>,
    /// Counts of earlier texts of s alone, which are all part of D(s).
    dropped: Vec<f64>,
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

impl Direction {
    /// Nothing counted yet.
    fn new(keys: Keys) -> Self {
        let n_given = keys.kappa.len();
        Self {
            counts: Vec::new(),
            kappa: Vec::new(),
            bound: Vec::new(),
            given: Arc::default(),
            other: Arc::default(),
            total: vec![0.0; n_given],
            discounted: vec![0.0; n_given],
            others: vec![[0.0; 2]; n_given],
            discount: 0.0,
            keys: Arc::new(keys),
            beyond: OnceLock::new(),
        }
    }

    /// Takes counts of pairs, given by conditioning key and other, with what the prior says of
    /// each, and the sums over all other pairs.
    fn take(
        &mut self,
        [given, other]: [&Arc<[u32]>; 2],
        counts: Vec<f64>,
        kappa: Vec<f32>,
        others: Vec<[f64; 2]>,
        discount: f64,
    ) {
        self.given = Arc::clone(given);
        self.other = Arc::clone(other);
        self.counts = counts;
        self.kappa = kappa;
        self.others = others;
        self.discount = discount;
        self.settle();
    }

    /// Sums up the counts as they are now.
    fn settle(&mut self) {
        let discount = self.discount;
        let keys = &self.keys;
        for (s, sums) in self.others.iter().enumerate() {
            let dropped = keys.dropped.get(s).copied().unwrap_or(0.0);
            self.total[s] = sums[0] + dropped;
            self.discounted[s] = sums[1] + dropped;
        }
        for &(s, count) in &keys.absent {
            self.total[s as usize] += f64::from(count);
            self.discounted[s as usize] += f64::from(count).min(discount);
        }
        self.bound.resize(self.counts.len(), 0.0);
        let pairs = self.counts.iter().zip(&self.kappa).zip(&mut self.bound);
        for (((&count, &kappa), bound), &s) in pairs.zip(&*self.given) {
            self.total[s as usize] += count;
            self.discounted[s as usize] += count.min(discount);
            *bound = ((count - discount).max(0.0) + BETA * f64::from(kappa)) as f32;
        }
        self.beyond = OnceLock::new();
    }

    /// What the run gave to pairs without a place, by s.
    pub fn without_place(&self) -> impl ExactSizeIterator<Item = f64> + '_ {
        self.others.iter().map(|&[total, _]| total)
    }

    /// tau(t|s) / p0(t) of a pair without a place, by s.
    #[must_use]
    pub fn rests(&self) -> Vec<f32> {
        let keys = 0..self.total.len() as u32;
        keys.map(|s| self.rest(s) as f32).collect()
    }

    /// p0(t).
    #[must_use]
    pub fn unigram(&self, t: u32) -> f64 {
        self.keys.unigram[t as usize]
    }

    /// tau(t|s) / p0(t) of each pair of the index.
    pub fn ratios(&self) -> impl Iterator<Item = f32> + '_ {
        let keys = self.given.iter().zip(&*self.other);
        keys.zip(&self.bound).map(|((&s, &t), &bound)| {
            (self.rest(s) + f64::from(bound) * self.scale(s) / self.unigram(t)) as f32
        })
    }

    /// tau(t|s) of a pair of the index.
    #[cfg(test)]
    #[must_use]
    pub fn tau(&self, place: u32) -> f64 {
        let s = self.given[place as usize];
        let count = self.counts[place as usize];
        let kappa = f64::from(self.kappa[place as usize]);
        ((count - self.discount).max(0.0) + BETA * kappa) * self.scale(s)
            + self.rest(s) * self.unigram(self.other[place as usize])
    }

    fn scale(&self, s: u32) -> f64 {
        1.0 / (self.total[s as usize] + BETA)
    }

    /// The share of s that goes to the unigram: tau(t|s) / p0(t) of a pair without count.
    #[must_use]
    pub fn rest(&self, s: u32) -> f64 {
        let at = s as usize;
        (BETA * (1.0 - self.keys.kappa[at]) + self.discounted[at]) * self.scale(s)
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
            let beyond = f64::from(self.bound[place]) * self.scale(s) / self.unigram(t);
            entries[next[s as usize] as usize] = (t, beyond as f32);
            next[s as usize] += 1;
        }
        Beyond { starts, entries }
    }
}

/// Both directions of a language pair's lexicon.
#[derive(Clone, Debug)]
pub struct Lexicon {
    /// The pairs of keys that have a place.
    pub index: PairIndex,
    /// Target words given source words.
    pub forward: Direction,
    /// Source words given target words.
    pub backward: Direction,
    /// How steeply a word's say falls with the distance of relative places.
    pub steepness: f64,
    beforehand: Arc<Beforehand>,
}

/// The pairs of which something is known before a run teaches anything, each a place in all lists.
#[derive(Clone, Debug, Default)]
struct Beforehand {
    /// As of [`PairIndex::key`], ascending.
    pairs: Vec<u64>,
    /// kappa, forward and backward.
    kappa: [Vec<f32>; 2],
    /// Counts of earlier texts.
    counts: [Vec<f32>; 2],
}

impl Beforehand {
    fn of(priors: &[Rows; 2], earlier: &EarlierCounts) -> Self {
        let alike = priors[0].triples().map(|(s, t, _)| PairIndex::key(s, t));
        let mut pairs: Vec<u64> = alike.collect();
        pairs.extend(earlier.pairs.iter().map(|&(pair, _, _)| pair));
        pairs.sort_unstable();
        pairs.dedup();
        let mut made = Self {
            kappa: [0, 1].map(|_| vec![0.0; pairs.len()]),
            counts: [0, 1].map(|_| vec![0.0; pairs.len()]),
            pairs,
        };
        let mut at = 0;
        let pairs = &made.pairs;
        let mut find = |pair: u64| {
            while pairs[at] < pair {
                at += 1;
            }
            at
        };
        for (s, t, kappa) in priors[0].triples() {
            made.kappa[0][find(PairIndex::key(s, t))] = kappa;
        }
        for (t, s, kappa) in priors[1].triples() {
            if let Ok(at) = pairs.binary_search(&PairIndex::key(s, t)) {
                made.kappa[1][at] = kappa;
            }
        }
        for &(pair, there, back) in &earlier.pairs {
            if let Ok(at) = pairs.binary_search(&pair) {
                made.counts[0][at] = there;
                made.counts[1][at] = back;
            }
        }
        made
    }
}

impl Lexicon {
    /// A lexicon before its run teaches it: the prior of both directions and what earlier texts
    /// taught.
    #[must_use]
    pub fn start(
        vocabularies: [&Vocabulary; 2],
        priors: &[Rows; 2],
        earlier: &EarlierCounts,
        discount: f64,
    ) -> Self {
        let beforehand = Beforehand::of(priors, earlier);
        let unigram = |vocabulary: &Vocabulary| {
            let ids = 0..vocabulary.len() as u32;
            ids.map(|id| vocabulary.unigram(id)).collect()
        };
        let [forward, backward] = [0, 1].map(|side| {
            let mut kappa = vec![0.0; vocabularies[side].len()];
            for (s, _, k) in priors[side].triples() {
                kappa[s as usize] += f64::from(k);
            }
            Direction::new(Keys {
                kappa,
                unigram: unigram(vocabularies[1 - side]),
                absent: earlier.absent[side].clone(),
                dropped: earlier.dropped[side].clone(),
            })
        });
        let n = beforehand.pairs.len();
        let counted = Counted {
            index: PairIndex::new(vocabularies[0].len(), &beforehand.pairs),
            counts: [0, 1].map(|_| vec![0.0; n]),
            others: vocabularies.map(|vocabulary| vec![[0.0; 2]; vocabulary.len()]),
            asked: (0..n as u32).collect(),
            places: Vec::new(),
        };
        let mut made = Self {
            index: PairIndex::new(0, &[]),
            forward,
            backward,
            steepness: STEEPNESS,
            beforehand: Arc::new(beforehand),
        };
        made.take(counted, discount);
        made
    }

    /// The pairs that have a place in any case, as of [`PairIndex::key`], ascending: those that
    /// are alike, and those of earlier texts.
    #[must_use]
    pub fn beforehand(&self) -> &[u64] {
        &self.beforehand.pairs
    }

    /// Takes counts of the run's own in place of those before; earlier texts' are added.
    /// `counted` was asked for the pairs known [`Lexicon::beforehand`].
    pub fn take(&mut self, counted: Counted, discount: f64) {
        let Counted {
            index,
            counts: [mut there, mut back],
            others: [by_source, by_target],
            asked,
            places: _,
        } = counted;
        let mut kappa = [0, 1].map(|_| vec![0.0; index.len()]);
        for (at, &place) in asked.iter().enumerate() {
            let place = place as usize;
            for side in [0, 1] {
                kappa[side][place] = self.beforehand.kappa[side][at];
            }
            there[place] += f64::from(self.beforehand.counts[0][at]);
            back[place] += f64::from(self.beforehand.counts[1][at]);
        }
        let [s, t] = index.keys();
        let [of_target, of_source] = kappa;
        (self.forward).take([s, t], there, of_target, by_source, discount);
        (self.backward).take([t, s], back, of_source, by_target, discount);
        self.index = index;
    }
}
