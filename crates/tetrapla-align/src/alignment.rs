//! The result: the units of a group and the beads of its pairs. It does not compute them.

use std::cmp::Ordering;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use tetrapla_core::{Group, Language, Span};

use crate::nats::Nats;
use crate::training::Training;

/// A bead: a step of two languages' alignment, with half-open ranges of sentence indices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    /// Where it stands in each language's text, in the group's order; absent in some.
    pub spans: Vec<Option<Span>>,
}

/// A link between two words that are written in two languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct WordLink {
    /// Where the one stands in the text of the source.
    pub source: Span,
    /// Where the other stands in the text of the target.
    pub target: Span,
    /// Probability that both directions of the lexicon link them, in `[0, 1]`.
    pub probability: f64,
    /// What the link adds to the evidence of agreement, before its weight.
    pub nats: f64,
}

/// A bead with what speaks for it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ScoredBead {
    /// The bead; its probability is its posterior by the lattice of the two languages alone, not
    /// calibrated: [`crate::calibration`] is for what was decided.
    pub bead: Bead,
    /// What it scores, by evidence.
    pub nats: Nats,
}

/// What two languages say of a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairExplanation {
    /// The one language's place in the group.
    pub source: usize,
    /// The other's, a later one.
    pub target: usize,
    /// The unit's own sentences of both where they are a candidate bead, else the beads that the
    /// best path of the pair has inside the unit; none where nothing ties the two here. Sentences
    /// of the unit that are in none of them are unaligned between these two.
    pub beads: Vec<ScoredBead>,
    /// The sum of the beads' nats.
    pub nats: Nats,
    /// The strongest links between words of the beads, at most ten, the strongest first.
    pub links: Vec<WordLink>,
    /// The most probable other bead that holds a sentence of the unit: what the two would have
    /// done instead.
    pub rival: Option<ScoredBead>,
}

/// Why a unit is one: what every pair of languages says of which at least one has a part in it.
/// Its anchors are [`Unit::anchors`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Explanation {
    /// The pairs, in the group's order.
    pub pairs: Vec<PairExplanation>,
}

/// A unit as it is stored: a range of sentence indices for each language of the group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
    /// One for each unit, or none at all.
    explanations: Vec<Explanation>,
    /// Pairs `(a, b)` with `a < b` in the group's order, ascending.
    unrelated: Vec<(usize, usize)>,
    /// Of the whole run; shared by all its alignments.
    training: Arc<[Training]>,
}

/// An alignment without its texts, as it is kept until they are read again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeptAlignment {
    units: Vec<UnitData>,
    pairs: Vec<Vec<Bead>>,
    explanations: Vec<Explanation>,
    unrelated: Vec<(usize, usize)>,
}

/// One unit of an [`Alignment`].
#[derive(Clone, Copy, Debug)]
pub struct Unit<'a> {
    group: &'a Group,
    data: &'a UnitData,
    index: usize,
    explanation: Option<&'a Explanation>,
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
            explanations: Vec::new(),
            unrelated: Vec::new(),
            training: Arc::default(),
        }
    }

    /// The same with what is known of its run's training.
    #[must_use]
    pub fn with_training(mut self, training: Arc<[Training]>) -> Self {
        self.training = training;
        self
    }

    /// How training went in the run that the group was aligned in: every pair of languages of which
    /// the run had a text in both, ascending by codes. All alignments of a run share one.
    #[must_use]
    pub fn training(&self) -> &Arc<[Training]> {
        &self.training
    }

    /// The same with pairs of languages, by their place in the group, whose texts do not match.
    #[must_use]
    pub fn with_unrelated(mut self, pairs: impl IntoIterator<Item = (usize, usize)>) -> Self {
        let ordered = pairs.into_iter().map(|(a, b)| (a.min(b), a.max(b)));
        self.unrelated = ordered.collect();
        self.unrelated.sort_unstable();
        self
    }

    /// Pairs of languages whose texts have nothing to do with each other, so that nothing of
    /// them was aligned, in the group's order. A pair that is related through others is not
    /// among them.
    pub fn unrelated(&self) -> impl ExactSizeIterator<Item = [&Language; 2]> + '_ {
        let documents = self.group.documents();
        let language = |place: usize| documents[place].language();
        let pairs = self.unrelated.iter();
        pairs.map(move |&(a, b)| [language(a), language(b)])
    }

    /// The same with an explanation of every unit, in their order.
    #[must_use]
    pub fn with_explanations(mut self, explanations: Vec<Explanation>) -> Self {
        debug_assert_eq!(explanations.len(), self.units.len(), "one a unit");
        self.explanations = explanations;
        self
    }

    /// Why the unit of that number is one; `None` where there is no such unit, or where
    /// [`crate::Config::explain`] did not ask for it.
    #[must_use]
    pub fn explain(&self, unit: usize) -> Option<&Explanation> {
        self.explanations.get(unit)
    }

    /// The alignment without its texts and its run's training.
    #[must_use]
    pub fn keep(&self) -> KeptAlignment {
        KeptAlignment {
            units: self.units.clone(),
            pairs: self.pairs.clone(),
            explanations: self.explanations.clone(),
            unrelated: self.unrelated.clone(),
        }
    }

    /// The alignment that was kept, with its texts; `None` where it is not one of this group: its
    /// units do not partition the documents, or something of it lies outside of them.
    #[must_use]
    pub fn from_kept(group: Arc<Group>, kept: KeptAlignment) -> Option<Self> {
        kept.fits(&group).then(|| Self {
            group,
            units: kept.units,
            pairs: kept.pairs,
            explanations: kept.explanations,
            unrelated: kept.unrelated,
            training: Arc::default(),
        })
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
            .map(move |(index, data)| Unit {
                group,
                data,
                index,
                explanation: self.explanations.get(index),
            })
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

impl KeptAlignment {
    /// Whether it can be an alignment of that group.
    fn fits(&self, group: &Group) -> bool {
        let documents = group.documents();
        let n = documents.len();
        let is_in = |span: &Span, place: usize| {
            let text = documents[place].text();
            span.start <= span.end && text.get(span.start..span.end).is_some()
        };
        let mut next = vec![0; n];
        let are_units = self.units.iter().all(|unit| {
            let follows = unit.ranges.len() == n
                && next
                    .iter()
                    .zip(&unit.ranges)
                    .all(|(next, range)| *next == range.start)
                && unit.ranges.iter().all(|range| range.start <= range.end);
            for (next, range) in next.iter_mut().zip(&unit.ranges) {
                *next = range.end;
            }
            let anchors = unit.anchors.iter();
            follows
                && anchors.into_iter().all(|anchor| {
                    let mut spans = anchor.spans.iter().enumerate();
                    anchor.spans.len() == n
                        && spans.all(|(place, span)| {
                            span.as_ref().is_none_or(|span| is_in(span, place))
                        })
                })
        });
        let are_all = next
            .iter()
            .zip(documents)
            .all(|(next, one)| *next == one.n_sentences());
        let mut places = (0..n).flat_map(|a| (a + 1..n).map(move |b| (a, b)));
        let are_pairs = self.pairs.len() == n * n.saturating_sub(1) / 2
            && self
                .pairs
                .iter()
                .zip(places.by_ref())
                .all(|(beads, (a, b))| {
                    beads.iter().all(|bead| {
                        bead.source.start <= bead.source.end
                            && bead.source.end <= documents[a].n_sentences()
                            && bead.target.start <= bead.target.end
                            && bead.target.end <= documents[b].n_sentences()
                    })
                });
        let are_explained =
            self.explanations.is_empty() || self.explanations.len() == self.units.len();
        let are_unrelated = self.unrelated.iter().all(|&(a, b)| a < b && b < n);
        let mut explained = self.explanations.iter().flat_map(|one| &one.pairs);
        let are_explanations = explained.all(|pair| {
            pair.source < n
                && pair.target < n
                && (pair.links.iter()).all(|link| {
                    is_in(&link.source, pair.source) && is_in(&link.target, pair.target)
                })
        });
        are_units && are_all && are_pairs && are_explained && are_unrelated && are_explanations
    }
}

impl Explanation {
    /// The same for languages of other places: `places[k]` is the new one of the k-th.
    #[must_use]
    pub fn renumbered(self, places: &[usize]) -> Self {
        let mut pairs: Vec<PairExplanation> = self
            .pairs
            .into_iter()
            .map(|pair| {
                let (source, target) = (places[pair.source], places[pair.target]);
                let pair = PairExplanation {
                    source,
                    target,
                    ..pair
                };
                if source < target {
                    pair
                } else {
                    pair.swapped()
                }
            })
            .collect();
        pairs.sort_by_key(|pair| (pair.source, pair.target));
        Self { pairs }
    }
}

impl PairExplanation {
    /// The same with source and target exchanged.
    #[must_use]
    pub fn swapped(&self) -> Self {
        let swapped = |one: &ScoredBead| ScoredBead {
            bead: one.bead.swapped(),
            nats: one.nats,
        };
        let mut links: Vec<WordLink> = self.links.iter().map(WordLink::swapped).collect();
        links.sort_by(WordLink::strongest_first);
        Self {
            source: self.target,
            target: self.source,
            beads: self.beads.iter().map(swapped).collect(),
            nats: self.nats,
            links,
            rival: self.rival.as_ref().map(swapped),
        }
    }
}

impl WordLink {
    /// The order of links in an explanation.
    pub(crate) fn strongest_first(a: &Self, b: &Self) -> Ordering {
        let places = (a.source, a.target).cmp(&(b.source, b.target));
        b.nats.total_cmp(&a.nats).then(places)
    }

    /// The same link with source and target exchanged.
    #[must_use]
    pub fn swapped(&self) -> Self {
        Self {
            source: self.target,
            target: self.source,
            ..self.clone()
        }
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

    /// Why it is one, as [`Alignment::explain`].
    #[must_use]
    pub fn explanation(&self) -> Option<&'a Explanation> {
        self.explanation
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
