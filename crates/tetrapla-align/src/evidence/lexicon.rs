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

use super::links::STEEPNESS;
use crate::features::Vocabulary;
use crate::similarity::Rows;

/// Weight of the prior, in counts.
pub const BETA: f64 = 1.0;

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
    /// The discount d in force.
    discount: f64,
    /// Places of the pairs by conditioning key, those alone that say more than the unigram.
    rows: Vec<Vec<u32>>,
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
        n: usize,
    ) -> Self {
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
            discount: 1.0,
            rows: vec![Vec::new(); n_given],
        }
    }

    /// Takes the counts as they are now, with a discount.
    pub fn settle(&mut self, discount: f64) {
        self.discount = discount;
        self.total.fill(0.0);
        self.discounted.fill(0.0);
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
}

impl Lexicon {
    /// A lexicon over word pairs (as of [`PairIndex::key`]), with the prior of both directions
    /// and the counts of a lexicon before it.
    #[must_use]
    pub fn new(
        vocabularies: [&Vocabulary; 2],
        priors: &[Rows; 2],
        mut pairs: Vec<u64>,
        before: Option<&Self>,
        discount: f64,
    ) -> Self {
        pairs.extend(priors[0].triples().map(|(s, t, _)| PairIndex::key(s, t)));
        let index = PairIndex::new(vocabularies[0].len(), pairs);
        let unigram = |vocabulary: &Vocabulary| {
            (0..vocabulary.len() as u32)
                .map(|id| vocabulary.unigram(id))
                .collect::<Vec<_>>()
        };
        let n = index.len();
        let [p, q] = vocabularies;
        let (s, t) = (index.sources.clone(), index.targets.clone());
        let mut forward = Direction::new(s.clone(), t.clone(), p.len(), unigram(q), &priors[0], n);
        let mut backward = Direction::new(t, s, q.len(), unigram(p), &priors[1], n);
        if let Some(before) = before {
            for place in 0..n as u32 {
                let (s, t) = index.pair(place);
                let old = before.index.find(s, t);
                if old != NO_PAIR {
                    forward.counts[place as usize] = before.forward.counts[old as usize];
                    backward.counts[place as usize] = before.backward.counts[old as usize];
                }
            }
        }
        forward.settle(discount);
        backward.settle(discount);
        Self {
            index,
            forward,
            backward,
            steepness: before.map_or(STEEPNESS, |before| before.steepness),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Features;
    use crate::similarity;
    use tetrapla_core::{Document, Language};

    fn vocabulary(code: &str, text: &str) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        let document = Document::segmented(Language::new(code).unwrap(), text);
        let _ = Features::of(&document, &mut vocabulary);
        vocabulary
    }

    #[test]
    fn tau_sums_to_one_and_leaving_out_is_recounting() {
        let source = vocabulary("it", "il nucleare costa 2025 euro\nla casa costa poco");
        let target = vocabulary("id", "nuklir itu 2025 mahal\nrumah itu murah");
        let weights = similarity::weights(&source, &target);
        let priors = similarity::shared(&weights, source.len(), target.len());
        let all = (0..source.len() as u32)
            .flat_map(|s| (0..target.len() as u32).map(move |t| PairIndex::key(s, t)))
            .collect();
        let mut lexicon = Lexicon::new([&source, &target], &priors, all, None, 0.3);
        for (place, count) in lexicon.forward.counts.iter_mut().enumerate() {
            *count = (place % 5) as f64 * 0.4;
        }
        lexicon.forward.settle(0.3);
        for s in 0..source.len() as u32 {
            let sum: f64 = (0..target.len() as u32)
                .map(|t| lexicon.forward.tau(lexicon.index.find(s, t)))
                .sum();
            assert!((sum - 1.0).abs() < 1e-6, "{sum}");
            let beyond: f64 = lexicon
                .forward
                .beyond_unigram(s)
                .map(|(t, value)| value * lexicon.forward.unigram(t))
                .sum();
            assert!((beyond + lexicon.forward.rest(s) - 1.0).abs() < 1e-6);
        }
        // Taking own counts out equals settling without them.
        let own = OwnCounts {
            pairs: vec![(1, 0.4), (2, 0.3), (8, 1.0)],
        };
        let without = lexicon.forward.without(&own);
        let mut recounted = lexicon.forward.clone();
        for &(place, count) in &own.pairs {
            recounted.counts[place as usize] -= f64::from(count);
        }
        recounted.settle(0.3);
        for place in 0..lexicon.index.len() as u32 {
            let (s, t) = lexicon.index.pair(place);
            let (beyond, rest) = without.ratio(s, t, place);
            let plain = recounted.tau(place) / recounted.unigram(t);
            assert!((beyond + rest - plain).abs() < 1e-6, "{place}");
        }
    }
}
