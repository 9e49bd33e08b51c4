//! The plain way to whole units: everything that one pivot language ties together.
//!
//! It serves the blocks whose joint lattice would grow too large, texts without anything in
//! common above all.

use super::pairs::Pairs;
use crate::alignment::UnitData;

/// The units of the block between two tuples of boundaries, around the language whose beads
/// are the most certain.
#[must_use]
pub fn units(from: &[u32], to: &[u32], pairs: &Pairs<'_>) -> Vec<UnitData> {
    let n = from.len();
    // For each pivot and other language, the beads more likely than not: of those no two
    // cross or overlap, since a path holds at most one of two that do.
    let likely = |pivot: usize, y: usize| {
        let (scores, flipped) = pairs.of(pivot, y);
        let (x, z) = (pivot.min(y), pivot.max(y));
        let mut beads: Vec<(u32, u32, u32, u32, f64)> = scores
            .within((from[x], from[z]), (to[x], to[z]))
            .filter(|bead| bead.posterior > 0.5)
            .map(|bead| {
                let (i, j) = (bead.i, bead.j);
                let (a, b) = (i + u32::from(bead.a), j + u32::from(bead.b));
                let p = f64::from(bead.posterior);
                if flipped {
                    (j, b, i, a, p)
                } else {
                    (i, a, j, b, p)
                }
            })
            .collect();
        beads.sort_by_key(|bead| bead.0);
        beads
    };
    let certainty = |pivot: usize| -> f64 {
        (0..n)
            .filter(|&y| y != pivot)
            .flat_map(|y| likely(pivot, y))
            .map(|bead| bead.4)
            .sum()
    };
    let sums: Vec<f64> = (0..n).map(certainty).collect();
    let pivot = (0..n)
        .rev()
        .max_by(|&x, &y| sums[x].total_cmp(&sums[y]))
        .unwrap_or(0);

    // Ranges of the pivot that beads of some language join.
    let lists: Vec<_> = (0..n)
        .map(|y| {
            if y == pivot {
                Vec::new()
            } else {
                likely(pivot, y)
            }
        })
        .collect();
    let mut ranges: Vec<(u32, u32)> = lists
        .iter()
        .flatten()
        .map(|bead| (bead.0, bead.1))
        .collect();
    ranges.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (start, end) in ranges {
        match joined.last_mut() {
            Some(last) if start < last.1 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    let mut at = from.to_vec();
    let mut made = Vec::new();
    for (start, end) in joined {
        let mut ranges: Vec<(u32, u32)> = vec![(0, 0); n];
        let mut probability = 1.0f64;
        ranges[pivot] = (start, end);
        for (y, list) in lists.iter().enumerate() {
            for bead in list.iter().filter(|bead| bead.0 >= start && bead.1 <= end) {
                let range = &mut ranges[y];
                *range = if range.1 == 0 {
                    (bead.2, bead.3)
                } else {
                    (range.0, bead.3)
                };
                probability = probability.min(bead.4);
            }
        }
        for (y, range) in ranges.iter_mut().enumerate() {
            let until = if range.1 > range.0 { range.0 } else { at[y] };
            alone(&mut made, n, y, at[y]..until, pairs);
            at[y] = until.max(range.1);
        }
        let ranges = ranges
            .into_iter()
            .map(|(start, end)| start as usize..end as usize)
            .collect();
        made.push(UnitData {
            ranges,
            probability,
            anchors: Vec::new(),
        });
    }
    for y in 0..n {
        alone(&mut made, n, y, at[y]..to[y], pairs);
    }
    made
}

/// One unit for each of the sentences of a language that belong to nothing.
fn alone(
    made: &mut Vec<UnitData>,
    n: usize,
    y: usize,
    sentences: std::ops::Range<u32>,
    pairs: &Pairs<'_>,
) {
    for sentence in sentences {
        let mut ranges = vec![0..0; n];
        ranges[y] = sentence as usize..sentence as usize + 1;
        let nulls = (0..n)
            .filter(|&x| x != y)
            .map(|x| pairs.null(y, sentence, x));
        let probability = nulls.fold(1.0, f64::min);
        made.push(UnitData {
            ranges,
            probability,
            anchors: Vec::new(),
        });
    }
}
