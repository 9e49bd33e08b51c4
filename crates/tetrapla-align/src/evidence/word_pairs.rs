//! The word pairs of beads: which there are, where each stands, and how often it was counted.
//!
//! A bead is a matrix of source words by target words. [`teachers::Teachers`] holds the matrices of the beads
//! that teach a lexicon, [`Matrices`] those of any beads. Nearly all word pairs are chance and say
//! no more than the unigram does, so that only the others have a place ([`PairIndex`]); of the
//! rest the sums by key are known, and these are all that the lexicon needs.
//!
//! All that is looked up or counted of one source key is looked up or counted together, in one row
//! over the target vocabulary: a cell costs a few reads and no search.

pub mod teachers;

use std::ops::Range;
use std::sync::Arc;

use super::PairView;
use crate::lattice::PosteriorBead;

/// No word pair.
pub const NO_PAIR: u32 = u32::MAX;

/// The word pairs of two languages that were seen together or look alike, by source key, then
/// target key.
#[derive(Clone, Debug)]
pub struct PairIndex {
    starts: Vec<u32>,
    sources: Arc<[u32]>,
    targets: Arc<[u32]>,
}

impl PairIndex {
    /// An index of pairs of keys, as of [`PairIndex::key`]; ascending, each once.
    #[must_use]
    pub fn new(n_source: usize, pairs: &[u64]) -> Self {
        debug_assert!(pairs.is_sorted_by(|one, next| one < next));
        let mut starts = vec![0u32; n_source + 1];
        for pair in pairs {
            starts[(pair >> 32) as usize + 1] += 1;
        }
        for s in 0..n_source {
            starts[s + 1] += starts[s];
        }
        Self {
            starts,
            sources: pairs.iter().map(|&pair| (pair >> 32) as u32).collect(),
            targets: pairs.iter().map(|&pair| pair as u32).collect(),
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

    /// The places of a source key.
    #[must_use]
    pub fn row(&self, s: u32) -> Range<usize> {
        self.starts[s as usize] as usize..self.starts[s as usize + 1] as usize
    }

    /// The source keys and the target keys by place.
    #[must_use]
    pub fn keys(&self) -> [&Arc<[u32]>; 2] {
        [&self.sources, &self.targets]
    }

    /// The place of a pair, or [`NO_PAIR`].
    #[must_use]
    pub fn find(&self, s: u32, t: u32) -> u32 {
        let row = self.row(s);
        match self.targets[row.clone()].binary_search(&t) {
            Ok(at) => (row.start + at) as u32,
            Err(_) => NO_PAIR,
        }
    }

    /// The two keys of a pair.
    #[must_use]
    pub fn pair(&self, place: u32) -> (u32, u32) {
        (self.sources[place as usize], self.targets[place as usize])
    }
}

/// A row over the target vocabulary that holds a number for some targets of one source key at a
/// time.
struct Row {
    /// By target key: the source key (plus one) that wrote last, and the number.
    entries: Vec<(u32, u32)>,
}

impl Row {
    fn new(n_target: usize) -> Self {
        Self {
            entries: vec![(0, 0); n_target],
        }
    }

    fn write(&mut self, s: u32, t: u32, number: u32) {
        self.entries[t as usize] = (s + 1, number);
    }

    fn read(&self, s: u32, t: u32) -> u32 {
        let (writer, number) = self.entries[t as usize];
        if writer == s + 1 { number } else { NO_PAIR }
    }
}

/// The matrices of some beads of one group: places by bead, then source word, then target word.
#[derive(Clone, Debug)]
pub struct Matrices {
    /// First cell of each bead, and one past the last.
    starts: Vec<usize>,
    places: Vec<u32>,
}

impl Matrices {
    /// Looks up the word pairs of beads.
    #[must_use]
    pub fn look_up(view: &PairView<'_>, beads: &[PosteriorBead], index: &PairIndex) -> Self {
        let mut starts = vec![0];
        // Source key, first cell and target words of each row.
        let mut rows: Vec<(u32, usize, &[u32])> = Vec::new();
        let mut n_cells = 0;
        let mut n_target = 0;
        for bead in beads {
            let (sources, targets) = bead.ranges();
            let targets = view.target.tokens(targets);
            for &s in view.source.tokens(sources) {
                rows.push((s, n_cells, targets));
                n_cells += targets.len();
            }
            n_target = targets.iter().fold(n_target, |most, &t| most.max(t + 1));
            starts.push(n_cells);
        }
        rows.sort_unstable_by_key(|&(s, cell, _)| (s, cell));
        let mut places = vec![NO_PAIR; n_cells];
        let mut scratch = Row::new(n_target as usize);
        for rows in rows.chunk_by(|one, next| one.0 == next.0) {
            let s = rows[0].0;
            let row = index.row(s);
            let n_cells: usize = rows.iter().map(|(_, _, targets)| targets.len()).sum();
            // A few cells of a long row are sooner found by searching it.
            if row.len() > 16 * n_cells {
                for &(_, cell, targets) in rows {
                    for (place, &t) in places[cell..].iter_mut().zip(targets) {
                        *place = index.find(s, t);
                    }
                }
                continue;
            }
            for (place, &t) in (row.start as u32..).zip(&index.targets[row]) {
                if t < n_target {
                    scratch.write(s, t, place);
                }
            }
            for &(_, cell, targets) in rows {
                for (place, &t) in places[cell..].iter_mut().zip(targets) {
                    *place = scratch.read(s, t);
                }
            }
        }
        Self { starts, places }
    }

    /// The places of a bead.
    #[must_use]
    pub fn bead(&self, bead: usize) -> &[u32] {
        &self.places[self.starts[bead]..self.starts[bead + 1]]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::{Features, Vocabulary};
    use tetrapla_core::{Document, Language};

    #[test]
    fn a_few_cells_of_a_long_row_are_found_as_many_are() {
        let words: Vec<String> = (0..90u8)
            .map(|k| format!("k{}", char::from(b'A' + k % 26)).repeat(1 + usize::from(k / 26)))
            .collect();
        let texts = [
            "satu".to_owned(),
            format!("{}\n{}", words[..2].join(" "), words.join(" ")),
        ];
        let mut vocabularies = [Vocabulary::default(), Vocabulary::default()];
        let features = [0, 1].map(|side| {
            let language = Language::new(["id", "it"][side]).unwrap();
            let document = Document::segmented(language, texts[side].as_str());
            Features::of(&document, &mut vocabularies[side])
        });
        let [source, target] = &features;
        let view = PairView { source, target };
        // Every other target has a place.
        let n_target = vocabularies[1].len() as u32;
        let pairs: Vec<u64> = (0..n_target)
            .step_by(2)
            .map(|t| PairIndex::key(0, t))
            .collect();
        let index = PairIndex::new(1, &pairs);
        assert!(index.len() > 16 * 2, "{}", index.len());
        let bead = |j, b| PosteriorBead {
            i: 0,
            j,
            a: 1,
            b,
            score: 0.0,
            posterior: 1.0,
        };
        for bead in [bead(0, 1), bead(1, 1), bead(0, 2)] {
            let found = Matrices::look_up(&view, &[bead], &index);
            let targets = view.target.tokens(bead.ranges().1);
            let plain: Vec<u32> = targets.iter().map(|&t| index.find(0, t)).collect();
            assert_eq!(found.bead(0), plain);
            assert!(plain.contains(&NO_PAIR) && plain.iter().any(|&place| place != NO_PAIR));
        }
    }
}
