//! The word pairs of beads: which there are, and where each stands.
//!
//! A bead is a matrix of source words by target words. [`PairIndex`] gives every pair of keys a
//! place; [`Teachers`] holds the matrices of the beads that teach a lexicon, [`Matrices`] those of
//! any beads. All look-ups of one source key are made together: its targets are written into one
//! row over the target vocabulary, and each cell reads its place there, so that a cell costs two
//! reads and no search.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::PairView;
use crate::lattice::PosteriorBead;

/// No word pair.
pub const NO_PAIR: u32 = u32::MAX;

/// Cells that one piece of parallel work has, about.
const CELLS_A_PIECE: usize = 1 << 16;

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

    /// How many source keys there are.
    #[must_use]
    pub fn n_source(&self) -> usize {
        self.starts.len() - 1
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

/// A row over the target vocabulary that holds the places of one source key at a time.
struct Row {
    /// By target key: the source key (plus one) that wrote last, and the place.
    entries: Vec<(u32, u32)>,
}

impl Row {
    fn new(n_target: usize) -> Self {
        Self {
            entries: vec![(0, 0); n_target],
        }
    }

    fn write(&mut self, s: u32, t: u32, place: u32) {
        self.entries[t as usize] = (s + 1, place);
    }

    fn holds(&self, s: u32, t: u32) -> bool {
        self.entries[t as usize].0 == s + 1
    }

    fn read(&self, s: u32, t: u32) -> u32 {
        let (writer, place) = self.entries[t as usize];
        if writer == s + 1 { place } else { NO_PAIR }
    }
}

/// The matrices of the beads of some groups that teach a lexicon.
///
/// Cells go by bead, then source word, then target word; their places are kept by source key, so
/// that what is counted of one source key lies together.
#[derive(Clone, Debug)]
pub struct Teachers {
    /// First bead of each group, and one past the last.
    groups: Vec<usize>,
    /// First row of each bead, and one past the last.
    beads: Vec<usize>,
    /// First cell of each row, and one past the last.
    cells: Vec<usize>,
    /// Where the places of each row begin.
    places_at: Vec<usize>,
    /// The rows by source key.
    order: Vec<u32>,
    /// Where each source key begins in that order.
    by_key: Vec<u32>,
    places: Vec<u32>,
}

impl Teachers {
    /// Gathers the matrices of beads, group by group, and the index of their word pairs and of
    /// those in `also` (as of [`PairIndex::key`], ascending).
    #[must_use]
    pub fn gather(
        groups: &[(PairView<'_>, &[PosteriorBead])],
        [n_source, n_target]: [usize; 2],
        also: &[u64],
    ) -> (Self, PairIndex) {
        let (mut of_groups, mut beads, mut cells) = (vec![0], vec![0], vec![0]);
        let mut rows: Vec<(u32, &[u32])> = Vec::new();
        let mut n_cells = 0;
        for (view, own) in groups {
            for bead in *own {
                let (sources, targets) = bead.ranges();
                let targets = view.target.tokens(targets);
                for &s in view.source.tokens(sources) {
                    rows.push((s, targets));
                    n_cells += targets.len();
                    cells.push(n_cells);
                }
                beads.push(rows.len());
            }
            of_groups.push(beads.len() - 1);
        }
        let mut by_key = vec![0u32; n_source + 1];
        for &(s, _) in &rows {
            by_key[s as usize + 1] += 1;
        }
        for s in 0..n_source {
            by_key[s + 1] += by_key[s];
        }
        let mut order = vec![0u32; rows.len()];
        let mut next = by_key.clone();
        for (row, &(s, _)) in (0..).zip(&rows) {
            order[next[s as usize] as usize] = row;
            next[s as usize] += 1;
        }
        let mut places_at = vec![0; rows.len()];
        let mut at = 0;
        for &row in &order {
            places_at[row as usize] = at;
            at += rows[row as usize].1.len();
        }
        let mut made = Self {
            groups: of_groups,
            beads,
            cells,
            places_at,
            order,
            by_key,
            places: Vec::new(),
        };
        let parts: Vec<Part> = (made.pieces().into_par_iter())
            .map(|keys| made.part(keys, &rows, n_target, also))
            .collect();
        let mut starts = vec![0u32];
        let (mut sources, mut targets) = (Vec::new(), Vec::new());
        made.places.reserve_exact(n_cells);
        for part in parts {
            let base = targets.len() as u32;
            targets.extend(part.targets);
            made.places.extend(part.places.iter().map(|at| base + at));
            for end in part.ends {
                let s = starts.len() as u32 - 1;
                sources.resize((base + end) as usize, s);
                starts.push(base + end);
            }
        }
        let index = PairIndex {
            starts,
            sources: sources.into(),
            targets: targets.into(),
        };
        (made, index)
    }

    /// Ranges of source keys of about as many cells each, the same on every machine.
    fn pieces(&self) -> Vec<Range<u32>> {
        let mut made = Vec::new();
        let (mut from, mut n_cells) = (0, 0);
        let n_keys = self.by_key.len() as u32 - 1;
        for s in 0..n_keys {
            n_cells += (self.rows_of(s).iter())
                .map(|&row| self.row(row as usize).len())
                .sum::<usize>();
            if n_cells >= CELLS_A_PIECE || s + 1 == n_keys {
                made.push(from..s + 1);
                (from, n_cells) = (s + 1, 0);
            }
        }
        made
    }

    /// The index and the places of a range of source keys, counted from the range's first.
    fn part(
        &self,
        keys: Range<u32>,
        rows: &[(u32, &[u32])],
        n_target: usize,
        also: &[u64],
    ) -> Part {
        let mut made = Part::default();
        let mut scratch = Row::new(n_target);
        let from = also.partition_point(|&pair| pair < PairIndex::key(keys.start, 0));
        let mut also = also[from..].iter().copied().peekable();
        for s in keys {
            let first = made.targets.len();
            let mut add = |t: u32, targets: &mut Vec<u32>| {
                if !scratch.holds(s, t) {
                    scratch.write(s, t, 0);
                    targets.push(t);
                }
            };
            while let Some(pair) = also.next_if(|pair| (pair >> 32) as u32 == s) {
                add(pair as u32, &mut made.targets);
            }
            for &row in self.rows_of(s) {
                for &t in rows[row as usize].1 {
                    add(t, &mut made.targets);
                }
            }
            made.targets[first..].sort_unstable();
            for (place, &t) in (first as u32..).zip(&made.targets[first..]) {
                scratch.write(s, t, place);
            }
            for &row in self.rows_of(s) {
                let targets = rows[row as usize].1.iter();
                made.places.extend(targets.map(|&t| scratch.read(s, t)));
            }
            made.ends.push(made.targets.len() as u32);
        }
        made
    }

    fn rows_of(&self, s: u32) -> &[u32] {
        &self.order[self.by_key[s as usize] as usize..self.by_key[s as usize + 1] as usize]
    }

    /// The cells of a row.
    fn row(&self, row: usize) -> Range<usize> {
        self.cells[row]..self.cells[row + 1]
    }

    /// How many cells there are.
    #[must_use]
    pub fn n_cells(&self) -> usize {
        self.cells[self.cells.len() - 1]
    }

    /// How many beads there are.
    #[must_use]
    pub fn n_beads(&self) -> usize {
        self.beads.len() - 1
    }

    /// The beads of a group.
    #[must_use]
    pub fn group(&self, group: usize) -> Range<usize> {
        self.groups[group]..self.groups[group + 1]
    }

    /// The group of a bead.
    #[must_use]
    pub fn group_of(&self, bead: usize) -> usize {
        self.groups.partition_point(|&first| first <= bead) - 1
    }

    /// The cells of some beads.
    #[must_use]
    pub fn cells(&self, beads: Range<usize>) -> Range<usize> {
        self.cells[self.beads[beads.start]]..self.cells[self.beads[beads.end]]
    }

    /// The places of each row of a bead, and the cells they stand in.
    pub fn rows(&self, bead: usize) -> impl Iterator<Item = (&[u32], Range<usize>)> {
        (self.beads[bead]..self.beads[bead + 1]).map(|row| {
            let cells = self.row(row);
            let from = self.places_at[row];
            (&self.places[from..from + cells.len()], cells)
        })
    }

    /// Runs of beads of about as many cells each, the same on every machine.
    #[must_use]
    pub fn runs(&self) -> Vec<Range<usize>> {
        let mut made = Vec::new();
        let mut from = 0;
        for bead in 0..self.n_beads() {
            if self.cells(from..bead + 1).len() >= CELLS_A_PIECE || bead + 1 == self.n_beads() {
                made.push(from..bead + 1);
                from = bead + 1;
            }
        }
        made
    }

    /// Sums up by place what stands in the cells, both directions.
    #[must_use]
    pub fn sums(&self, index: &PairIndex, cells: &[[f32; 2]]) -> [Vec<f64>; 2] {
        let parts: Vec<Vec<[f64; 2]>> = (self.pieces().into_par_iter())
            .map(|keys| {
                let base = index.row(keys.start).start;
                let mut sums = vec![[0.0; 2]; index.row(keys.end - 1).end - base];
                for row in keys.flat_map(|s| self.rows_of(s)) {
                    let cells = &cells[self.row(*row as usize)];
                    let places = &self.places[self.places_at[*row as usize]..];
                    for (cell, &place) in cells.iter().zip(places) {
                        let sum = &mut sums[place as usize - base];
                        sum[0] += f64::from(cell[0]);
                        sum[1] += f64::from(cell[1]);
                    }
                }
                sums
            })
            .collect();
        [0, 1].map(|side| parts.iter().flatten().map(|sum| sum[side]).collect())
    }
}

/// What [`Teachers::gather`] makes of a range of source keys.
#[derive(Default)]
struct Part {
    targets: Vec<u32>,
    /// Past the last target of each key.
    ends: Vec<u32>,
    places: Vec<u32>,
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
