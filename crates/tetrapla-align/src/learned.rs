//! What earlier texts taught: all that one run of the engine hands on to the next.
//!
//! For each language the tokens that were counted, for each pair of languages the expected counts
//! of its lexicon in both directions and the sums that lengths, paragraphs, priors and contrasts
//! are fitted from. Of a text itself nothing is kept. A run counts what is handed to it as if its
//! own texts had given it, and adds what these gave once it is done: `Learned::earlier` is the
//! way in, `Learned::add` the way back. Posteriors of earlier texts are not looked at again, as
//! in incremental EM (Neal and Hinton 1998, doi 10.1007/978-94-011-5014-9_12).
//!
//! Memory is bounded for any number of texts (`bounds`). What is dropped there leaves the
//! totals as they were: a conditioning key's c(s) is the sum of the pairs that are left and of one
//! number for those dropped, whose mass the lexicon gives to the unigram, and the tokens of a
//! dropped key stay in the number of all tokens.

mod bounds;
mod model;
#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use crate::evidence::contrast;
use crate::evidence::length::{LengthCounts, LengthMoments};
use crate::evidence::lexicon::{EarlierCounts, Lexicon};
use crate::evidence::paragraph::ParagraphCounts;
use crate::evidence::pieces::PieceCounts;
use crate::features::{EarlierTokens, Vocabulary};
use crate::priors::PriorCounts;
use bounds::{Bounds, weight};

/// Least count, in either direction, of a word pair that is remembered.
pub const MIN_COUNT: f64 = Bounds::DEFAULT.min_count as f64;

/// No such key.
const ABSENT: u32 = u32::MAX;

/// What the texts of earlier runs taught, for [`crate::Aligner::align_corpus_with`].
///
/// ```
/// use tetrapla_align::{Aligner, Config, Learned};
/// use tetrapla_core::Group;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let group = |id: &str, it: &str| Group::builder().text("id", id)?.text("it", it)?.build();
/// let aligner = Aligner::new(Config::default());
/// let mut learned = Learned::default();
/// aligner.align_corpus_with(vec![group("Hujan turun.", "Piove.")?], &mut learned)?;
/// // What follows is aligned with the words of what came before.
/// aligner.align_corpus_with(vec![group("Mira pulang.", "Mira torna.")?], &mut learned)?;
/// assert_eq!(learned.languages().collect::<Vec<_>>(), ["id", "it"]);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// By code.
    words: BTreeMap<String, Words>,
    /// By both codes, the lesser first.
    pairs: BTreeMap<[String; 2], PairCounts>,
}

/// The keys of a language and how often they stood in the texts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Words {
    /// The key texts, in the order met; a key's id is its place.
    keys: Vec<Box<str>>,
    /// Tokens of each.
    n_tokens: Vec<u64>,
    /// Tokens of all keys, of dropped ones, too.
    n_all: u64,
    /// The ids by key text.
    #[serde(skip)]
    ids: FxHashMap<Box<str>, u32>,
}

/// What was learned of a pair of languages.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct PairCounts {
    sums: Sums,
    /// Ascending by source, then target.
    words: Vec<WordPair>,
    /// Counts of dropped pairs, forward by source key and backward by target key.
    dropped: [Vec<f64>; 2],
}

/// Expected counts of a pair of keys.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct WordPair {
    source: u32,
    target: u32,
    /// c(s,t) of target words given source words, and of source words given target words.
    counts: [f32; 2],
}

impl WordPair {
    fn keys(&self) -> (u32, u32) {
        (self.source, self.target)
    }
}

/// Sums over the beads of a pair of languages, of which all but the lexicon is fitted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sums {
    /// Of how lengths follow from each other, in both directions.
    pub lengths: [LengthCounts; 2],
    /// Of how long sentences are, source and target.
    pub moments: [LengthMoments; 2],
    /// Of how far apart linked words stand, and how many links there are.
    pub distances: [f64; 2],
    /// Of how sentences that are several go together.
    pub pieces: PieceCounts,
    /// Of how paragraphs go together.
    pub paragraphs: ParagraphCounts,
    /// Of bead types and gaps.
    pub priors: PriorCounts,
    /// Of how much of a sentence is explained.
    pub coverage: contrast::Counts,
    /// Of how much a sentence is needed.
    pub need: contrast::Counts,
}

impl Sums {
    /// Whether every sum is a finite number.
    fn are_finite(&self) -> bool {
        // Numbers are all there is in them, and each is written as its eight bytes.
        let bytes = postcard::to_stdvec(self).unwrap_or_default();
        let numbers = bytes.chunks_exact(8);
        let is_finite = |bytes: &[u8]| {
            bytes
                .try_into()
                .map(f64::from_le_bytes)
                .is_ok_and(f64::is_finite)
        };
        !bytes.is_empty() && bytes.len().is_multiple_of(8) && numbers.into_iter().all(is_finite)
    }

    /// Adds other sums.
    pub fn merge(&mut self, other: &Self) {
        for side in [0, 1] {
            self.lengths[side].merge(&other.lengths[side]);
            self.moments[side].merge(&other.moments[side]);
        }
        for (sum, more) in self.distances.iter_mut().zip(other.distances) {
            *sum += more;
        }
        self.pieces.merge(&other.pieces);
        self.paragraphs.merge(&other.paragraphs);
        self.priors.merge(&other.priors);
        self.coverage.merge(&other.coverage);
        self.need.merge(&other.need);
    }
}

/// What was learned of a pair of languages, by the keys of a run.
#[derive(Clone, Debug, Default)]
pub struct Earlier {
    /// The sums; absent where no earlier text was of both languages.
    pub sums: Option<Sums>,
    /// The lexicon's counts.
    pub counts: Arc<EarlierCounts>,
}

impl Earlier {
    /// The sums of a run with those of earlier texts.
    #[must_use]
    pub fn plus(&self, own: &Sums) -> Sums {
        let Some(mut sums) = self.sums else {
            return *own;
        };
        sums.merge(own);
        sums
    }
}

/// What a run teaches of a pair of languages, by its own keys.
#[derive(Clone, Debug, Default)]
pub struct Taught {
    /// Its own sums.
    sums: Sums,
    /// Source and target key and the counts of both directions, those of earlier texts included;
    /// of pairs that are worth keeping.
    words: Vec<WordPair>,
    /// Own counts of the other pairs, forward by source key and backward by target key.
    dropped: [Vec<f64>; 2],
}

impl Taught {
    /// What is to be kept of a run's sums and lexicon.
    #[must_use]
    pub fn of(sums: Sums, lexicon: &Lexicon) -> Self {
        let directions = [&lexicon.forward, &lexicon.backward];
        let mut made = Self {
            sums,
            words: Vec::new(),
            dropped: directions.map(|direction| direction.without_place().collect()),
        };
        for place in 0..lexicon.index.len() as u32 {
            let (source, target) = lexicon.index.pair(place);
            let counts = directions.map(|direction| direction.counts[place as usize]);
            let pair = WordPair {
                source,
                target,
                counts: counts.map(|count| count as f32),
            };
            // A pair of earlier texts was worth keeping then, and its counts only grow.
            if Bounds::DEFAULT.keeps(pair.counts) {
                made.words.push(pair);
            } else {
                made.dropped[0][source as usize] += counts[0];
                made.dropped[1][target as usize] += counts[1];
            }
        }
        made
    }
}

impl Learned {
    /// The codes of the languages of which texts were seen, ascending.
    pub fn languages(&self) -> impl ExactSizeIterator<Item = &str> + '_ {
        self.words.keys().map(String::as_str)
    }

    /// How many tokens of a language were counted.
    #[must_use]
    pub fn n_tokens(&self, code: &str) -> u64 {
        self.words.get(code).map_or(0, |words| words.n_all)
    }

    /// How many keys of a language are remembered, at most 524,288.
    #[must_use]
    pub fn n_keys(&self, code: &str) -> usize {
        self.words.get(code).map_or(0, |words| words.keys.len())
    }

    /// How many word pairs of two languages are remembered, at most 2,097,152; the order of the
    /// codes does not matter.
    #[must_use]
    pub fn n_word_pairs(&self, first: &str, second: &str) -> usize {
        let pair = [first.min(second), first.max(second)].map(str::to_owned);
        self.pairs.get(&pair).map_or(0, |pair| pair.words.len())
    }

    /// The tokens of earlier texts, by the keys of a run.
    pub(crate) fn tokens(&self, code: &str, vocabulary: &Vocabulary) -> EarlierTokens {
        let Some(words) = self.words.get(code) else {
            return EarlierTokens::default();
        };
        let ids = words.ids_of(vocabulary);
        let known = ids.iter().filter(|&&id| id != ABSENT).count();
        let n_tokens = |&id: &u32| words.n_tokens.get(id as usize).copied().unwrap_or(0);
        EarlierTokens {
            by_key: ids.iter().map(n_tokens).collect(),
            n_tokens: words.n_all,
            n_absent: (words.keys.len() - known) as u64,
        }
    }

    /// What earlier texts taught of two languages, the lesser code first, by the keys of a run.
    pub(crate) fn earlier(&self, codes: [&str; 2], vocabularies: [&Vocabulary; 2]) -> Earlier {
        let words = codes.map(|code| self.words.get(code));
        let pair = self.pairs.get(&codes.map(str::to_owned));
        let (Some(pair), [Some(source), Some(target)]) = (pair, words) else {
            return Earlier::default();
        };
        // Of each key its id in the run.
        let places = [(source, vocabularies[0]), (target, vocabularies[1])].map(|(words, own)| {
            let mut places = vec![ABSENT; words.keys.len()];
            for (id, place) in words.ids_of(own).into_iter().zip(0..) {
                if id != ABSENT {
                    places[id as usize] = place;
                }
            }
            places
        });
        let mut counts = EarlierCounts::default();
        for pair in &pair.words {
            let s = places[0][pair.source as usize];
            let t = places[1][pair.target as usize];
            match (s, t) {
                (ABSENT, ABSENT) => {}
                (s, ABSENT) => counts.absent[0].push((s, pair.counts[0])),
                (ABSENT, t) => counts.absent[1].push((t, pair.counts[1])),
                (s, t) => {
                    let [there, back] = pair.counts;
                    counts
                        .pairs
                        .push((u64::from(s) << 32 | u64::from(t), there, back));
                }
            }
        }
        counts.pairs.sort_unstable_by_key(|&(pair, _, _)| pair);
        for side in [0, 1] {
            let mut dropped = vec![0.0; vocabularies[side].len()];
            for (&place, count) in places[side].iter().zip(&pair.dropped[side]) {
                if place != ABSENT {
                    dropped[place as usize] = *count;
                }
            }
            counts.dropped[side] = dropped;
        }
        Earlier {
            sums: Some(pair.sums),
            counts: Arc::new(counts),
        }
    }

    /// Adds what a run taught, whose languages have these codes, ascending, and these keys: what
    /// it taught of each pair of languages, by their places.
    pub(crate) fn add(
        &mut self,
        codes: &[&str],
        vocabularies: &[Vocabulary],
        taught: Vec<([usize; 2], Taught)>,
    ) {
        let mut ids = Vec::with_capacity(codes.len());
        for (code, vocabulary) in codes.iter().zip(vocabularies) {
            let words = self.words.entry((*code).to_owned()).or_default();
            ids.push(words.add(vocabulary));
        }
        let n_keys: Vec<usize> = codes.iter().map(|code| self.n_keys(code)).collect();
        for ([x, y], taught) in taught {
            let pair = [codes[x], codes[y]].map(str::to_owned);
            let pair = self.pairs.entry(pair).or_default();
            pair.add(taught, [&ids[x], &ids[y]], [n_keys[x], n_keys[y]]);
        }
        self.keep_within(&Bounds::DEFAULT);
    }
}

impl Words {
    /// For each key of a run its id here, or [`ABSENT`].
    fn ids_of(&self, vocabulary: &Vocabulary) -> Vec<u32> {
        let keys = vocabulary.keys().iter();
        keys.map(|key| self.ids.get(&key.text).copied().unwrap_or(ABSENT))
            .collect()
    }

    /// Adds the tokens of a run; for each of its keys the id here.
    fn add(&mut self, vocabulary: &Vocabulary) -> Vec<u32> {
        let mut ids = self.ids_of(vocabulary);
        for (id, key) in ids.iter_mut().zip(vocabulary.keys()) {
            if *id == ABSENT {
                *id = self.keys.len() as u32;
                self.keys.push(key.text.clone());
                self.n_tokens.push(0);
                self.ids.insert(key.text.clone(), *id);
            }
            self.n_tokens[*id as usize] += u64::from(key.n_tokens);
            self.n_all += u64::from(key.n_tokens);
        }
        ids
    }
}

impl PairCounts {
    /// Adds what a run taught, whose keys have these ids here.
    fn add(&mut self, taught: Taught, ids: [&[u32]; 2], n_keys: [usize; 2]) {
        self.sums.merge(&taught.sums);
        for side in [0, 1] {
            self.dropped[side].resize(n_keys[side], 0.0);
            for (&id, count) in ids[side].iter().zip(&taught.dropped[side]) {
                self.dropped[side][id as usize] += count;
            }
        }
        let mut words = taught.words;
        for pair in &mut words {
            pair.source = ids[0][pair.source as usize];
            pair.target = ids[1][pair.target as usize];
        }
        // The counts of a run include the earlier ones of the same pairs, so they replace them.
        words.append(&mut self.words);
        words.par_sort_by_key(WordPair::keys);
        words.dedup_by_key(|pair| pair.keys());
        self.words = words;
    }
}

// What is beyond the bounds goes by counts, equal ones by the order in which keys were met: it
// depends on the texts and their order alone.

impl Learned {
    /// Drops the rarest keys and the least word pairs that are beyond the bounds.
    fn keep_within(&mut self, bounds: &Bounds) {
        for (code, words) in &mut self.words {
            let Some(ids) = words.drop_rarest(bounds.max_keys) else {
                continue;
            };
            for ([source, target], pair) in &mut self.pairs {
                for (side, of) in [source, target].into_iter().enumerate() {
                    if of == code {
                        pair.drop_keys(side, &ids);
                    }
                }
            }
        }
        for pair in self.pairs.values_mut() {
            pair.drop_least(bounds);
        }
    }
}

impl Words {
    /// Leaves the most frequent keys; for each key that there was its id now, or [`ABSENT`].
    /// `None` where all stay.
    fn drop_rarest(&mut self, n_most: usize) -> Option<Vec<u32>> {
        if self.keys.len() <= n_most {
            return None;
        }
        let mut order: Vec<u32> = (0..self.keys.len() as u32).collect();
        order.sort_unstable_by_key(|&id| (Reverse(self.n_tokens[id as usize]), id));
        order.truncate(n_most);
        order.sort_unstable();
        let mut ids = vec![ABSENT; self.keys.len()];
        for (now, &before) in (0..).zip(&order) {
            ids[before as usize] = now;
        }
        let mut stays = ids.iter().map(|&id| id != ABSENT);
        self.keys.retain(|_| stays.next().unwrap_or(false));
        let mut stays = ids.iter().map(|&id| id != ABSENT);
        self.n_tokens.retain(|_| stays.next().unwrap_or(false));
        self.ids = self.keys.iter().cloned().zip(0..).collect();
        Some(ids)
    }
}

impl PairCounts {
    /// Drops the keys of a side (0 the source, 1 the target) that have no id any more.
    fn drop_keys(&mut self, side: usize, ids: &[u32]) {
        self.drop_where(|pair| ids[[pair.source, pair.target][side] as usize] == ABSENT);
        for pair in &mut self.words {
            let id = [&mut pair.source, &mut pair.target].into_iter().nth(side);
            if let Some(id) = id {
                *id = ids[*id as usize];
            }
        }
        let mut ids = ids.iter();
        self.dropped[side].retain(|_| ids.next().is_some_and(|&id| id != ABSENT));
    }

    /// Drops the word pairs that count for too little, and the least of those that are too many.
    fn drop_least(&mut self, bounds: &Bounds) {
        self.drop_where(|pair| !bounds.keeps(pair.counts));
        let n = self.words.len();
        if n <= bounds.max_word_pairs {
            return;
        }
        let rank = |pair: &WordPair| (Reverse(weight(pair.counts).to_bits()), pair.keys());
        let mut ranks: Vec<_> = self.words.iter().map(rank).collect();
        // Counts are positive, and the bits of positive numbers go up with them.
        let (_, first_dropped, _) = ranks.select_nth_unstable(bounds.max_word_pairs);
        let first_dropped = *first_dropped;
        self.drop_where(|pair| rank(pair) >= first_dropped);
    }

    /// Drops word pairs; their counts stay among those of the keys.
    fn drop_where(&mut self, goes: impl Fn(&WordPair) -> bool) {
        let [forward, backward] = &mut self.dropped;
        self.words.retain(|pair| {
            let goes = goes(pair);
            if goes {
                forward[pair.source as usize] += f64::from(pair.counts[0]);
                backward[pair.target as usize] += f64::from(pair.counts[1]);
            }
            !goes
        });
    }
}
