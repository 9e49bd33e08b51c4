//! The result: the units of a group and the beads of its pairs. It does not compute them.

use std::ops::Range;
use std::sync::Arc;

use tetrapla_core::{Group, Span};

/// A bead: a step of two languages' alignment, with half-open ranges of sentence indices.
#[derive(Clone, Debug, PartialEq)]
pub struct Bead {
    /// Sentences of the source; empty where the target has none to match.
    pub source: Range<usize>,
    /// Sentences of the target; empty where the source has none to match.
    pub target: Range<usize>,
    /// Probability that exactly these belong together, in `[0, 1]`.
    pub probability: f64,
}

impl Bead {
    /// The same bead with source and target exchanged.
    #[must_use]
    pub fn swapped(&self) -> Self {
        Self {
            source: self.target.clone(),
            target: self.source.clone(),
            probability: self.probability,
        }
    }
}

/// A token that survives translation, found in a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// Where it stands in each language's text, in the group's order; absent in some.
    pub spans: Vec<Option<Span>>,
}

/// A unit as it is stored: a range of sentence indices for each language of the group.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitData {
    /// Half-open ranges of sentence indices, in the group's order; empty where a language has
    /// no part in the unit.
    pub ranges: Vec<Range<usize>>,
    /// Probability that exactly these belong together, in `[0, 1]`.
    pub probability: f64,
    /// The anchors that tie it, in the order of the first language that holds them.
    pub anchors: Vec<Anchor>,
}

/// The alignment of one group: units that partition every document, in order.
#[derive(Clone, Debug)]
pub struct Alignment {
    group: Arc<Group>,
    units: Vec<UnitData>,
    /// Beads of the pairs `(a, b)` with `a < b` in the group's order, row by row.
    pairs: Vec<Vec<Bead>>,
}

/// One unit of an [`Alignment`].
#[derive(Clone, Copy, Debug)]
pub struct Unit<'a> {
    group: &'a Group,
    data: &'a UnitData,
    index: usize,
}

impl Alignment {
    /// Puts an alignment together.
    ///
    /// `pairs` holds the beads of each pair `(a, b)`, `a < b`, in the order (0,1), (0,2), ...,
    /// (1,2), ...
    #[must_use]
    pub fn new(group: Arc<Group>, units: Vec<UnitData>, pairs: Vec<Vec<Bead>>) -> Self {
        let n = group.documents().len();
        debug_assert_eq!(pairs.len(), n * (n - 1) / 2, "one list of beads a pair");
        Self {
            group,
            units,
            pairs,
        }
    }

    /// The group that was aligned.
    #[must_use]
    pub fn group(&self) -> &Arc<Group> {
        &self.group
    }

    /// The units, in reading order.
    pub fn units(&self) -> impl ExactSizeIterator<Item = Unit<'_>> + '_ {
        let group = &*self.group;
        self.units
            .iter()
            .enumerate()
            .map(move |(index, data)| Unit { group, data, index })
    }

    /// The beads of two languages at their finest, `source` of the first and `target` of the
    /// second; `None` where the group lacks one of them or both are the same.
    #[must_use]
    pub fn pair(&self, source: &str, target: &str) -> Option<Vec<Bead>> {
        let (a, b) = (self.group.position(source)?, self.group.position(target)?);
        if a == b {
            return None;
        }
        let beads = &self.pairs[pair_index(a.min(b), a.max(b), self.group.documents().len())];
        Some(if a < b {
            beads.clone()
        } else {
            beads.iter().map(Bead::swapped).collect()
        })
    }
}

/// The place of the pair `(a, b)`, `a < b < n`, in the order (0,1), (0,2), ..., (1,2), ...
#[must_use]
pub fn pair_index(a: usize, b: usize, n: usize) -> usize {
    debug_assert!(a < b && b < n);
    a * (2 * n - a - 1) / 2 + b - a - 1
}

impl<'a> Unit<'a> {
    /// Its number in the alignment, from 0.
    #[must_use]
    pub fn index(&self) -> usize {
        self.index
    }

    /// Probability that exactly these sentences belong together, in `[0, 1]`.
    #[must_use]
    pub fn probability(&self) -> f64 {
        self.data.probability
    }

    /// Sentence indices of each language, in the group's order.
    #[must_use]
    pub fn ranges(&self) -> &'a [Range<usize>] {
        &self.data.ranges
    }

    /// The anchors that tie the unit.
    #[must_use]
    pub fn anchors(&self) -> &'a [Anchor] {
        &self.data.anchors
    }

    /// How many languages have a part in it.
    #[must_use]
    pub fn n_languages(&self) -> usize {
        self.data
            .ranges
            .iter()
            .filter(|range| !range.is_empty())
            .count()
    }

    /// Whether every language of the group has a part in it.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.n_languages() == self.data.ranges.len()
    }

    /// Sentence indices of a language; empty where it has no part or is not in the group.
    #[must_use]
    pub fn sentences(&self, code: &str) -> Range<usize> {
        self.group
            .position(code)
            .map_or(0..0, |place| self.data.ranges[place].clone())
    }

    /// Text of a language: its sentences joined as the script does; empty where it has no part.
    #[must_use]
    pub fn text(&self, code: &str) -> String {
        self.group
            .position(code)
            .map_or_else(String::new, |place| self.text_at(place))
    }

    /// As [`Unit::text`], for the language at a place in the group's order.
    ///
    /// # Panics
    ///
    /// Where the group has no such place.
    #[must_use]
    pub fn text_at(&self, place: usize) -> String {
        self.group.documents()[place].joined(self.data.ranges[place].clone())
    }

    /// The group of the unit.
    #[must_use]
    pub fn group(&self) -> &'a Group {
        self.group
    }
}
