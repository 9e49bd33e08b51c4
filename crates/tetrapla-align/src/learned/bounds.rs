//! Bounds of what is remembered, so that memory does not grow with the texts. What was learned of
//! a pair or a key that is dropped stays in the totals.
//!
//! What goes is decided by counts, equal ones by the order in which keys were met: it depends on
//! the texts and their order alone.

use std::cmp::Reverse;

use super::{ABSENT, Learned, PairCounts, WordPair, Words};

/// How much is remembered.
pub(super) struct Bounds {
    /// Least count, in either direction, of a word pair.
    pub(super) min_count: f32,
    /// Most word pairs of a pair of languages, 16 bytes each.
    pub(super) max_word_pairs: usize,
    /// Most keys of a language.
    pub(super) max_keys: usize,
}

impl Bounds {
    /// Of two words that met once in sentences of twenty, Model 1 starts with a count of .05, so
    /// the least is below: what is chance in one run may be seen to be none over many.
    pub(super) const DEFAULT: Self = Self {
        min_count: 0.01,
        max_word_pairs: 1 << 21,
        max_keys: 1 << 19,
    };

    /// Whether a word pair counts for enough.
    pub(super) fn keeps(&self, pair: &WordPair) -> bool {
        weight(pair) >= self.min_count
    }
}

/// By what word pairs are kept: the greater count of both directions.
fn weight(pair: &WordPair) -> f32 {
    pair.counts[0].max(pair.counts[1])
}

impl Learned {
    /// Drops the rarest keys and the least word pairs that are beyond the bounds.
    pub(super) fn keep_within(&mut self, bounds: &Bounds) {
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
        self.drop_where(|pair| !bounds.keeps(pair));
        let n = self.words.len();
        if n <= bounds.max_word_pairs {
            return;
        }
        let rank = |pair: &WordPair| (Reverse(weight(pair).to_bits()), pair.keys());
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
