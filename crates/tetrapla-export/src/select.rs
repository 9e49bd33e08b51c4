//! Which rows of an alignment are written: its units, or the beads of one pair, less those that
//! the options leave out. It writes nothing.

use std::io;
use std::ops::Range;

use tetrapla_align::{Alignment, Anchor, Bead, Explanation};
use tetrapla_core::{Group, Span};

use crate::error::{Error, Result};
use crate::explanation::ExplanationRecord;
use crate::options::{Summary, WriteOptions};
use crate::record::UnitRecord;
use crate::round::round;

/// What a writer puts down at once: a unit, or a bead of a pair.
pub(crate) struct Row<'a> {
    pub(crate) group: &'a Group,
    /// Number of the unit, or of the bead among those of its pair, from 0.
    pub(crate) index: usize,
    /// Rounded to four decimals.
    pub(crate) probability: f64,
    pub(crate) parts: &'a [Part],
    pub(crate) anchors: &'a [&'a Anchor],
    /// Of a unit, where it is to be written.
    pub(crate) explanation: Option<&'a Explanation>,
}

/// A language's part in a row.
#[derive(Clone, Debug)]
pub(crate) struct Part {
    /// Place of the language in the group.
    pub(crate) place: usize,
    /// Its sentences; empty where it has no part.
    pub(crate) range: Range<usize>,
}

impl Row<'_> {
    /// Language code of a part.
    pub(crate) fn code(&self, part: &Part) -> &str {
        self.group.documents()[part.place].language().as_str()
    }

    /// Text of a part.
    pub(crate) fn text(&self, part: &Part) -> String {
        self.group.documents()[part.place].joined(part.range.clone())
    }

    /// How many languages have a part.
    pub(crate) fn n_languages(&self) -> usize {
        self.parts
            .iter()
            .filter(|part| !part.range.is_empty())
            .count()
    }

    /// The complete record of the row.
    pub(crate) fn record(&self) -> UnitRecord {
        let parts = self
            .parts
            .iter()
            .map(|part| (part.place, part.range.clone()));
        let anchors = self.anchors.iter().copied();
        let made = UnitRecord::from_parts(self.group, self.index, self.probability, parts, anchors);
        UnitRecord {
            explanation: self
                .explanation
                .map(|one| ExplanationRecord::new(self.group, one)),
            ..made
        }
    }
}

/// Whether rows of a single language are written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Singles {
    Keep,
    LeaveOut,
}

/// The places of a pair in a group.
pub(crate) fn pair_places(group: &Group, (source, target): (&str, &str)) -> Result<(usize, usize)> {
    let place = |code: &str| {
        group.position(code).ok_or_else(|| Error::NotInGroup {
            group: group.name().to_owned(),
            code: code.to_owned(),
            known: codes(group),
        })
    };
    let (a, b) = (place(source)?, place(target)?);
    if a == b {
        Err(Error::SamePair {
            code: source.to_owned(),
        })
    } else {
        Ok((a, b))
    }
}

/// Refuses an alignment that lacks a language of the pair asked for.
pub(crate) fn check_pair(alignment: &Alignment, options: &WriteOptions) -> Result<()> {
    match &options.pair {
        Some((a, b)) => pair_places(alignment.group(), (a, b)).map(drop),
        None => Ok(()),
    }
}

/// The language codes of a group, separated by spaces.
fn codes(group: &Group) -> String {
    group
        .languages()
        .map(|language| language.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Hands the rows to be written to `each`, in order, and counts them and those left out.
///
/// An alignment without the pair asked for has no rows; [`check_pair`] tells beforehand.
pub(crate) fn for_each_row(
    alignment: &Alignment,
    options: &WriteOptions,
    singles: Singles,
    summary: &mut Summary,
    mut each: impl FnMut(&Row<'_>, &mut Summary) -> io::Result<()>,
) -> io::Result<()> {
    let group = &**alignment.group();
    let mut offer = |row: &Row<'_>| -> io::Result<()> {
        let n_languages = row.n_languages();
        if n_languages < 2 && singles == Singles::LeaveOut {
            summary.n_single += 1;
        } else if options.complete && n_languages < row.parts.len() {
            summary.n_incomplete += 1;
        } else if n_languages > 1 && row.probability < options.min_probability {
            summary.n_improbable += 1;
        } else {
            summary.n_written += 1;
            each(row, summary)?;
        }
        Ok(())
    };
    let Some((source, target)) = &options.pair else {
        for unit in alignment.units() {
            let ranges = unit.ranges().iter().cloned().enumerate();
            let parts: Vec<Part> = ranges.map(|(place, range)| Part { place, range }).collect();
            let anchors: Vec<&Anchor> = unit.anchors().iter().collect();
            let (index, probability) = (unit.index(), round(unit.probability()));
            offer(&Row {
                group,
                index,
                probability,
                parts: &parts,
                anchors: &anchors,
                explanation: unit.explanation().filter(|_| options.explanations),
            })?;
        }
        return Ok(());
    };
    let Ok((a, b)) = pair_places(group, (source, target)) else {
        return Ok(());
    };
    let shared = shared_anchors(alignment, a, b);
    for (index, bead) in alignment
        .pair(source, target)
        .unwrap_or_default()
        .iter()
        .enumerate()
    {
        let parts = [
            Part {
                place: a,
                range: bead.source.clone(),
            },
            Part {
                place: b,
                range: bead.target.clone(),
            },
        ];
        let anchors = anchors_of(group, &shared, a, b, bead);
        let probability = round(bead.probability);
        offer(&Row {
            group,
            index,
            probability,
            parts: &parts,
            anchors: &anchors,
            explanation: None,
        })?;
    }
    Ok(())
}

/// An anchor with where it stands in two languages.
type SharedAnchor<'a> = (Span, Span, &'a Anchor);

/// The anchors that two languages share, ascending in the first.
fn shared_anchors(alignment: &Alignment, a: usize, b: usize) -> Vec<SharedAnchor<'_>> {
    let mut shared: Vec<SharedAnchor<'_>> = Vec::new();
    for unit in alignment.units() {
        for anchor in unit.anchors() {
            let at = |place: usize| anchor.spans.get(place).copied().flatten();
            if let (Some(first), Some(second)) = (at(a), at(b)) {
                shared.push((first, second, anchor));
            }
        }
    }
    shared.sort_by_key(|(first, _, _)| *first);
    shared
}

/// The shared anchors that lie in a bead on both sides.
fn anchors_of<'a>(
    group: &Group,
    shared: &[SharedAnchor<'a>],
    a: usize,
    b: usize,
    bead: &Bead,
) -> Vec<&'a Anchor> {
    let extent = |place: usize, range: &Range<usize>| {
        let spans = group.documents()[place].spans().get(range.clone())?;
        Some(spans.first()?.start..spans.last()?.end)
    };
    let (Some(left), Some(right)) = (extent(a, &bead.source), extent(b, &bead.target)) else {
        return Vec::new();
    };
    let start = shared.partition_point(|(first, _, _)| first.start < left.start);
    let inside = shared[start..]
        .iter()
        .take_while(|(first, _, _)| first.start < left.end);
    let held = inside.filter(|(_, second, _)| right.contains(&second.start));
    held.map(|(_, _, anchor)| *anchor).collect()
}
