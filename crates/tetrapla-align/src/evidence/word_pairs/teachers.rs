//! The matrices of the beads that teach a lexicon, and what is counted in them.

use std::ops::Range;

use rayon::prelude::*;

use super::{NO_PAIR, PairIndex, Row};
use crate::evidence::PairView;
use crate::lattice::PosteriorBead;

/// Cells that one piece of parallel work has, about.
const CELLS_A_PIECE: usize = 1 << 16;
/// Most pieces by source key: each has rows of its own over the target vocabulary.
const MOST_PIECES: usize = 16;

/// The matrices of the beads of some groups that teach a lexicon. Cells go by bead, then source
/// word, then target word; places go by source key first, so that they can be found together.
#[derive(Clone, Debug)]
pub struct Teachers<'a> {
    n_target: usize,
    /// First bead of each group, and one past the last.
    groups: Vec<usize>,
    /// First row of each bead, and one past the last.
    beads: Vec<usize>,
    /// First cell of each row, and one past the last.
    cells: Vec<usize>,
    /// Source word and target words of each row.
    rows: Vec<(u32, &'a [u32])>,
    /// Where the places of each row begin.
    places_at: Vec<usize>,
    /// The rows by source key.
    order: Vec<u32>,
    /// Where each source key begins in that order.
    by_key: Vec<u32>,
    /// Ranges of source keys of about as many cells each, the same on every machine.
    pieces: Vec<Range<u32>>,
}

/// What was counted of all word pairs of some teachers.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The pairs that have a place.
    pub index: PairIndex,
    /// c(s,t) of these, forward and backward.
    pub counts: [Vec<f64>; 2],
    /// The sums of c(s,t) and of min(c(s,t), d) over the others, by source key for the forward
    /// direction, by target key for the backward one.
    pub others: [Vec<[f64; 2]>; 2],
    /// The places of the pairs that were asked for, in their order.
    pub asked: Vec<u32>,
    /// Place of each cell, by source key; [`NO_PAIR`] where it has none.
    pub places: Vec<u32>,
}

impl<'a> Teachers<'a> {
    /// Gathers the matrices of beads, group by group.
    #[must_use]
    pub fn gather(
        groups: &[(PairView<'a>, &[PosteriorBead])],
        [n_source, n_target]: [usize; 2],
    ) -> Self {
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
            n_target,
            groups: of_groups,
            beads,
            cells,
            rows,
            places_at,
            order,
            by_key,
            pieces: Vec::new(),
        };
        made.pieces = made.in_pieces();
        made
    }

    fn in_pieces(&self) -> Vec<Range<u32>> {
        let mut made = Vec::new();
        let (mut from, mut n_cells) = (0, 0);
        let n_keys = self.by_key.len() as u32 - 1;
        let n_most = CELLS_A_PIECE.max(self.n_cells() / MOST_PIECES);
        for s in 0..n_keys {
            let rows = self.rows_of(s).iter();
            n_cells += rows.map(|&row| self.row(row as usize).len()).sum::<usize>();
            if n_cells >= n_most || s + 1 == n_keys {
                made.push(from..s + 1);
                (from, n_cells) = (s + 1, 0);
            }
        }
        made
    }

    /// The places of all cells in an index, by source key.
    #[must_use]
    pub fn places(&self, index: &PairIndex) -> Vec<u32> {
        let part = |keys: &Range<u32>| {
            let mut scratch = Row::new(self.n_target);
            let mut places = Vec::new();
            for s in keys.clone() {
                let row = index.row(s);
                for (place, &t) in (row.start as u32..).zip(&index.targets[row]) {
                    scratch.write(s, t, place);
                }
                for &row in self.rows_of(s) {
                    let targets = self.rows[row as usize].1.iter();
                    places.extend(targets.map(|&t| scratch.read(s, t)));
                }
            }
            places
        };
        let parts: Vec<Vec<u32>> = self.pieces.par_iter().map(part).collect();
        parts.concat()
    }

    /// Sums up what was counted in the cells, forward and backward. The pairs `asked` for (as of
    /// [`PairIndex::key`], ascending) have a place, and those of which either count is above
    /// `least`, which is at most the discount.
    #[must_use]
    pub fn count(&self, cells: &[[f32; 2]], asked: &[u64], least: f64, discount: f64) -> Counted {
        let parts: Vec<Part> = (self.pieces.par_iter())
            .map(|keys| self.part(keys.clone(), cells, asked, least, discount))
            .collect();
        let n_source = self.by_key.len() - 1;
        let mut starts = Vec::with_capacity(n_source + 1);
        starts.push(0u32);
        let n: usize = parts.iter().map(|part| part.targets.len()).sum();
        let mut targets: Vec<u32> = Vec::with_capacity(n);
        let mut sources: Vec<u32> = Vec::with_capacity(n);
        let mut counts = [0, 1].map(|_| Vec::with_capacity(n));
        let mut others = [n_source, self.n_target].map(|n| vec![[0.0; 2]; n]);
        let mut places = Vec::with_capacity(self.n_cells());
        let mut asked = Vec::with_capacity(asked.len());
        for part in parts {
            let base = targets.len() as u32;
            let moved = |place: &u32| match *place {
                NO_PAIR => NO_PAIR,
                place => base + place,
            };
            places.extend(part.places.iter().map(moved));
            asked.extend(part.asked.iter().map(moved));
            targets.extend(part.targets);
            for sums in part.counts {
                counts[0].push(sums[0]);
                counts[1].push(sums[1]);
            }
            for (end, sums) in part.ends.into_iter().zip(part.others_by_source) {
                let s = starts.len() - 1;
                others[0][s] = sums;
                sources.resize((base + end) as usize, s as u32);
                starts.push(base + end);
            }
            for (sums, own) in others[1].iter_mut().zip(part.others_by_target) {
                sums[0] += own[0];
                sums[1] += own[1];
            }
        }
        Counted {
            index: PairIndex {
                starts,
                sources: sources.into(),
                targets: targets.into(),
            },
            counts,
            others,
            asked,
            places,
        }
    }

    /// What was counted of a range of source keys, places counted from the range's first.
    fn part(
        &self,
        keys: Range<u32>,
        cells: &[[f32; 2]],
        asked: &[u64],
        least: f64,
        discount: f64,
    ) -> Part {
        let mut made = Part {
            others_by_target: vec![[0.0; 2]; self.n_target],
            ..Part::default()
        };
        let mut scratch = Row::new(self.n_target);
        // Targets of one source key, those asked for first, and their counts.
        let mut found: Vec<u32> = Vec::new();
        let mut sums: Vec<[f64; 2]> = Vec::new();
        let mut kept: Vec<(u32, usize)> = Vec::new();
        let from = asked.partition_point(|&pair| pair < PairIndex::key(keys.start, 0));
        let mut asked = asked[from..].iter().copied().peekable();
        for s in keys {
            found.clear();
            sums.clear();
            kept.clear();
            while let Some(pair) = asked.next_if(|pair| (pair >> 32) as u32 == s) {
                scratch.write(s, pair as u32, found.len() as u32);
                found.push(pair as u32);
                sums.push([0.0; 2]);
            }
            let n_asked = found.len();
            for &row in self.rows_of(s) {
                let cells = &cells[self.row(row as usize)];
                for (&t, cell) in self.rows[row as usize].1.iter().zip(cells) {
                    let mut slot = scratch.read(s, t);
                    if slot == NO_PAIR {
                        slot = found.len() as u32;
                        scratch.write(s, t, slot);
                        found.push(t);
                        sums.push([0.0; 2]);
                    }
                    let sum = &mut sums[slot as usize];
                    sum[0] += f64::from(cell[0]);
                    sum[1] += f64::from(cell[1]);
                }
            }
            let mut others = [0.0; 2];
            for (slot, (&t, sum)) in found.iter().zip(&sums).enumerate() {
                if slot < n_asked || sum[0].max(sum[1]) > least {
                    kept.push((t, slot));
                    continue;
                }
                scratch.write(s, t, NO_PAIR);
                others[0] += sum[0];
                others[1] += sum[0].min(discount);
                let [total, discounted] = &mut made.others_by_target[t as usize];
                *total += sum[1];
                *discounted += sum[1].min(discount);
            }
            kept.sort_unstable();
            let first_asked = made.asked.len();
            made.asked.resize(first_asked + n_asked, NO_PAIR);
            for &(t, slot) in &kept {
                let place = made.targets.len() as u32;
                scratch.write(s, t, place);
                made.targets.push(t);
                made.counts.push(sums[slot]);
                if slot < n_asked {
                    made.asked[first_asked + slot] = place;
                }
            }
            for &row in self.rows_of(s) {
                let targets = self.rows[row as usize].1.iter();
                made.places.extend(targets.map(|&t| scratch.read(s, t)));
            }
            made.others_by_source.push(others);
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

    /// How many source words a bead has.
    #[must_use]
    pub fn n_rows(&self, bead: usize) -> usize {
        self.beads[bead + 1] - self.beads[bead]
    }

    /// The rows of a bead, with the places of their cells.
    pub fn rows<'s>(
        &'s self,
        bead: usize,
        places: &'s [u32],
    ) -> impl Iterator<Item = MatrixRow<'s>> {
        (self.beads[bead]..self.beads[bead + 1]).map(move |row| {
            let (source, targets) = self.rows[row];
            let from = self.places_at[row];
            MatrixRow {
                source,
                targets,
                places: &places[from..from + targets.len()],
                cells: self.row(row),
            }
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
}

/// One source word of a bead beside all its target words.
#[derive(Clone, Debug)]
pub struct MatrixRow<'a> {
    /// Its key.
    pub source: u32,
    /// Theirs.
    pub targets: &'a [u32],
    /// The place of each pair.
    pub places: &'a [u32],
    /// The cells.
    pub cells: Range<usize>,
}

/// What [`Teachers::count`] makes of a range of source keys.
#[derive(Default)]
struct Part {
    targets: Vec<u32>,
    counts: Vec<[f64; 2]>,
    /// Past the last target of each key.
    ends: Vec<u32>,
    others_by_source: Vec<[f64; 2]>,
    others_by_target: Vec<[f64; 2]>,
    asked: Vec<u32>,
    places: Vec<u32>,
}
