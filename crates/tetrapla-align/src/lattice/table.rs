//! The bead types and what each bead of a region scores.

use super::region::Region;

/// Most sentences on one side of a bead.
pub const MAX_SIDE: usize = 5;
/// Most sentences on both sides of a bead together.
pub const MAX_BOTH: usize = 7;
/// How many types of matching bead there are.
pub const N_BEAD_TYPES: usize = 19;

/// The types `(source sentences, target sentences)` of matching beads.
pub const BEAD_TYPES: [(usize, usize); N_BEAD_TYPES] = types();

const fn types() -> [(usize, usize); N_BEAD_TYPES] {
    let mut made = [(0, 0); N_BEAD_TYPES];
    let (mut n, mut a) = (0, 1);
    while a <= MAX_SIDE {
        let mut b = 1;
        while b <= MAX_SIDE && a + b <= MAX_BOTH {
            made[n] = (a, b);
            n += 1;
            b += 1;
        }
        a += 1;
    }
    made
}

/// The place of the type `(a, b)` in [`BEAD_TYPES`], if there is one.
#[must_use]
pub const fn bead_type(a: usize, b: usize) -> Option<usize> {
    // Types of one, two, three ... source sentences begin here.
    const BEGINS: [usize; MAX_SIDE] = [0, 5, 10, 14, 17];
    if a == 0 || b == 0 || a > MAX_SIDE || b > MAX_SIDE || a + b > MAX_BOTH {
        return None;
    }
    Some(BEGINS[a - 1] + b - 1)
}

/// For each cell of a region and each bead type, the score in nats of the bead that starts
/// there; negative infinity where the bead is not a candidate.
#[derive(Clone, Debug)]
pub struct BeadTable {
    region: Region,
    /// The types that may be candidates, by place in [`BEAD_TYPES`].
    kinds: Vec<usize>,
    scores: Vec<f32>,
}

impl BeadTable {
    /// A table without candidates.
    #[must_use]
    pub fn new(region: Region) -> Self {
        Self::of_types(region, MAX_BOTH)
    }

    /// A table without candidates, for beads of at most so many sentences on both sides together.
    #[must_use]
    pub fn of_types(region: Region, n_most: usize) -> Self {
        let scores = vec![f32::NEG_INFINITY; region.n_cells() * N_BEAD_TYPES];
        let kinds = (0..N_BEAD_TYPES).filter(|&kind| {
            let (a, b) = BEAD_TYPES[kind];
            a + b <= n_most
        });
        Self {
            region,
            kinds: kinds.collect(),
            scores,
        }
    }

    /// The types that may be candidates: place in [`BEAD_TYPES`], sentences of either side.
    pub fn types(&self) -> impl Iterator<Item = (usize, (usize, usize))> + '_ {
        self.kinds.iter().map(|&kind| (kind, BEAD_TYPES[kind]))
    }

    /// The cells.
    #[must_use]
    pub fn region(&self) -> &Region {
        &self.region
    }

    /// The scores of the beads that start in the cell of that flat index.
    #[inline]
    #[must_use]
    pub fn from_cell(&self, cell: usize) -> &[f32] {
        &self.scores[cell * N_BEAD_TYPES..(cell + 1) * N_BEAD_TYPES]
    }

    /// The scores of all beads that start in each source boundary's row of cells, to be set.
    pub fn rows_mut(&mut self) -> Vec<&mut [f32]> {
        let mut rows = Vec::with_capacity(self.region.n_source() + 1);
        let mut rest = &mut self.scores[..];
        for i in 0..=self.region.n_source() {
            let (row, others) = rest.split_at_mut(self.region.row(i).len() * N_BEAD_TYPES);
            rows.push(row);
            rest = others;
        }
        rows
    }

    /// As [`BeadTable::from_cell`], to be set.
    pub fn from_cell_mut(&mut self, cell: usize) -> &mut [f32] {
        &mut self.scores[cell * N_BEAD_TYPES..(cell + 1) * N_BEAD_TYPES]
    }

    /// Sets the score of the bead of `a` and `b` sentences that starts at `(i, j)`. A bead
    /// that does not fit the region or is of no known type is not set.
    pub fn set(&mut self, (i, j): (usize, usize), (a, b): (usize, usize), score: f64) {
        if let (Some(cell), Some(kind)) = (self.region.cell(i, j), bead_type(a, b))
            && self.region.cell(i + a, j + b).is_some()
        {
            debug_assert!(self.kinds.contains(&kind), "a type that was ruled out");
            self.scores[cell * N_BEAD_TYPES + kind] = score as f32;
        }
    }

    /// The score of a bead, negative infinity where it is no candidate.
    #[must_use]
    pub fn get(&self, (i, j): (usize, usize), (a, b): (usize, usize)) -> f64 {
        match (self.region.cell(i, j), bead_type(a, b)) {
            (Some(cell), Some(kind)) if self.region.cell(i + a, j + b).is_some() => {
                f64::from(self.scores[cell * N_BEAD_TYPES + kind])
            }
            _ => f64::NEG_INFINITY,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_place_of_each_type_is_its_index() {
        for (kind, &(a, b)) in BEAD_TYPES.iter().enumerate() {
            assert_eq!(bead_type(a, b), Some(kind));
        }
        assert_eq!(bead_type(5, 3), None);
        assert_eq!(bead_type(0, 1), None);
    }
}
