//! Which cells of the lattice exist: for each source boundary a range of target boundaries.

use std::ops::Range;

/// A band of cells `(i, j)`, `0 <= i <= n`, `0 <= j <= m`, where row `i` holds the boundaries
/// `lo[i]..hi[i]`.
///
/// `(0, 0)` and `(n, m)` are inside, `lo` and `hi` never fall from one row to the next, and
/// neighbouring rows overlap, so that a path always exists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    rows: Vec<Range<usize>>,
    offsets: Vec<usize>,
    n_target: usize,
}

impl Region {
    /// All cells of `n_source` by `n_target` sentences.
    #[must_use]
    pub fn full(n_source: usize, n_target: usize) -> Self {
        Self::new(vec![0..n_target + 1; n_source + 1], n_target)
    }

    /// Makes a region of wished rows, widening them where the rules of the type ask for it.
    #[must_use]
    pub fn new(mut rows: Vec<Range<usize>>, n_target: usize) -> Self {
        assert!(!rows.is_empty(), "a lattice has at least one row");
        let last = rows.len() - 1;
        rows[0].start = 0;
        rows[last].end = n_target + 1;
        for row in &mut rows {
            row.start = row.start.min(n_target);
            row.end = row.end.clamp(row.start + 1, n_target + 1);
        }
        // A later row may not begin before an earlier one, nor end before it.
        for i in (0..last).rev() {
            rows[i].start = rows[i].start.min(rows[i + 1].start);
        }
        for i in 1..=last {
            rows[i].end = rows[i].end.max(rows[i - 1].end);
            // Neighbours overlap, so that a step down is always possible.
            if rows[i].start >= rows[i - 1].end {
                rows[i - 1].end = rows[i].start + 1;
                rows[i].end = rows[i].end.max(rows[i - 1].end);
            }
        }
        let mut offsets = Vec::with_capacity(rows.len() + 1);
        let mut n_cells = 0;
        for row in &rows {
            offsets.push(n_cells);
            n_cells += row.len();
        }
        offsets.push(n_cells);
        Self {
            rows,
            offsets,
            n_target,
        }
    }

    /// The cells within `half_width` target boundaries of those given for each source boundary;
    /// where none are given, of those of the boundary before.
    #[must_use]
    pub fn around(given: &[Range<usize>], n_target: usize, half_width: usize) -> Self {
        let mut last = 0..1;
        let rows = given.iter().map(|row| {
            if !row.is_empty() {
                last = row.clone();
            }
            last.start.saturating_sub(half_width)..last.end + half_width
        });
        Self::new(rows.collect(), n_target)
    }

    /// Number of source sentences.
    #[must_use]
    pub fn n_source(&self) -> usize {
        self.rows.len() - 1
    }

    /// Number of target sentences.
    #[must_use]
    pub fn n_target(&self) -> usize {
        self.n_target
    }

    /// Number of cells.
    #[must_use]
    pub fn n_cells(&self) -> usize {
        self.offsets[self.rows.len()]
    }

    /// The target boundaries of a row.
    #[must_use]
    pub fn row(&self, i: usize) -> Range<usize> {
        self.rows[i].clone()
    }

    /// The flat index of a cell, if it is inside.
    #[inline]
    #[must_use]
    pub fn cell(&self, i: usize, j: usize) -> Option<usize> {
        let row = self.rows.get(i)?;
        (row.start <= j && j < row.end).then(|| self.offsets[i] + j - row.start)
    }

    /// The flat index of the first cell of a row.
    #[must_use]
    pub fn offset(&self, i: usize) -> usize {
        self.offsets[i]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn rows_are_monotone_and_overlap(
            wished in prop::collection::vec((0usize..30, 0usize..30), 1..20),
            n_target in 0usize..25,
        ) {
            let rows = wished.iter().map(|&(lo, width)| lo..lo + width).collect();
            let region = Region::new(rows, n_target);
            prop_assert!(region.cell(0, 0).is_some());
            prop_assert!(region.cell(region.n_source(), n_target).is_some());
            for i in 1..=region.n_source() {
                let (before, row) = (region.row(i - 1), region.row(i));
                prop_assert!(before.start <= row.start && before.end <= row.end);
                prop_assert!(row.start < before.end);
                prop_assert!(row.end <= n_target + 1);
            }
        }
    }
}
