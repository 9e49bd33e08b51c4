//! What sentences themselves contributed to a lexicon, and the lexicon without it: else it would
//! confirm its own mistakes when they are scored.

use super::{BETA, Direction};
use crate::evidence::word_pairs::NO_PAIR;

/// What a sentence itself contributed to a direction's counts, to be left out when it is scored.
#[derive(Clone, Debug, Default)]
pub struct OwnCounts {
    /// By conditioning key, ascending.
    keys: Vec<OwnKey>,
    /// What it added to c(s,t) of the pairs that say more than the unigram: place and count, key
    /// by key.
    pairs: Vec<(u32, f32)>,
}

/// What a sentence contributed to one conditioning key.
#[derive(Clone, Copy, Debug)]
struct OwnKey {
    key: u32,
    /// To c(s) and to D(s).
    sums: [f32; 2],
    /// Past its last pair.
    end: u32,
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
        self.keys.iter().map(|one| (one.key, one.sums[0]))
    }
}

/// Adds up what sentences contributed, one after the other.
#[derive(Debug, Default)]
pub struct Tally {
    pairs: Vec<(u32, f32)>,
    keys: Vec<(u32, [f32; 2])>,
}

impl Tally {
    /// Adds counts of pairs of one conditioning key; those without a place count as they are, for
    /// no discount is taken of them.
    pub fn add(&mut self, key: u32, counts: impl Iterator<Item = (u32, f32)>) {
        let mut rest = 0.0;
        for (place, count) in counts {
            if place == NO_PAIR {
                rest += count;
            } else {
                self.pairs.push((place, count));
            }
        }
        self.keys.push((key, [rest; 2]));
    }

    /// All that was added since the last sentence, as part of the direction's counts.
    #[must_use]
    pub fn take(&mut self, direction: &Direction) -> OwnCounts {
        let discount = direction.discount;
        let key_of = |place: u32| direction.given[place as usize];
        self.pairs.sort_by_key(|&(place, _)| (key_of(place), place));
        let mut pairs: Vec<(u32, f32)> = Vec::new();
        for same in self.pairs.chunk_by(|one, next| one.0 == next.0) {
            let place = same[0].0;
            let count: f32 = same.iter().map(|&(_, count)| count).sum();
            let before = direction.counts[place as usize];
            let after = (before - f64::from(count)).max(0.0);
            let discounted = (before.min(discount) - after.min(discount)) as f32;
            self.keys.push((key_of(place), [count, discounted]));
            if direction.bound[place as usize] > 0.0 {
                pairs.push((place, count));
            }
        }
        self.pairs.clear();
        // In their order, so that the sums are the same on every machine.
        self.keys.sort_by_key(|&(key, _)| key);
        let mut keys: Vec<OwnKey> = Vec::new();
        let mut end = 0;
        for same in self.keys.chunk_by(|one, next| one.0 == next.0) {
            let key = same[0].0;
            let mut sums = [0.0; 2];
            for (_, [total, discounted]) in same {
                sums[0] += total;
                sums[1] += discounted;
            }
            let own = pairs[end..].iter();
            end += own.take_while(|&&(place, _)| key_of(place) == key).count();
            keys.push(OwnKey {
                key,
                sums,
                end: end as u32,
            });
        }
        self.keys.clear();
        OwnCounts { keys, pairs }
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
pub struct Given<'d> {
    direction: &'d Direction,
    /// `1 / (c(s) + beta)`.
    scale: f64,
    /// What goes to the unigram.
    pub rest: f32,
    /// What the sentence contributed to its pairs.
    own: &'d [(u32, f32)],
}

impl<'d> WithoutOwn<'d> {
    /// Leaves out what a sentence contributed.
    #[must_use]
    pub fn of(direction: &'d Direction, own: &'d OwnCounts) -> Self {
        Self { direction, own }
    }

    /// How a key speaks.
    #[must_use]
    pub fn given(&self, s: u32) -> Given<'d> {
        let direction = self.direction;
        let keys = &self.own.keys;
        let ([count, discounted], own) = match keys.binary_search_by_key(&s, |one| one.key) {
            Ok(at) => {
                let from = at.checked_sub(1).map_or(0, |before| keys[before].end);
                let pairs = &self.own.pairs[from as usize..keys[at].end as usize];
                (keys[at].sums.map(f64::from), pairs)
            }
            Err(_) => ([0.0; 2], &[][..]),
        };
        let at = s as usize;
        let scale = 1.0 / ((direction.total[at] - count).max(0.0) + BETA);
        let discounted = (direction.discounted[at] - discounted).max(0.0);
        let rest = (BETA * (1.0 - direction.keys.kappa[at]) + discounted) * scale;
        Given {
            direction,
            scale,
            rest: rest as f32,
            own,
        }
    }
}

impl Given<'_> {
    /// `tau(t|s) / p0(t)` of the pair at a place.
    #[inline]
    #[must_use]
    pub fn ratio(&self, place: u32) -> f32 {
        if place == NO_PAIR || self.direction.bound[place as usize] == 0.0 {
            return self.rest;
        }
        self.ratio_beyond(place)
    }

    fn ratio_beyond(&self, place: u32) -> f32 {
        let direction = self.direction;
        let own = self.own.iter().find(|&&(at, _)| at == place);
        let own = own.map_or(0.0, |&(_, count)| f64::from(count));
        let at = place as usize;
        let bound = (direction.counts[at] - own - direction.discount).max(0.0)
            + BETA * f64::from(direction.kappa[at]);
        let unigram = direction.unigram(direction.other[at]);
        (f64::from(self.rest) + bound * self.scale / unigram) as f32
    }
}
