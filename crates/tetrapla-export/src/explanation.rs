//! Why a unit is one, as a line of JSON Lines holds it on request. It opens no file.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use tetrapla_align::{Explanation, Nats, PairExplanation, ScoredBead, WordLink};
use tetrapla_core::{Group, Span};

use crate::round::round;

/// Why a unit is one, free of the alignment that it came from; figures have four decimals.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ExplanationRecord {
    /// What every pair of languages says of which at least one has a part in the unit.
    #[serde(default)]
    pub pairs: Vec<PairRecord>,
}

/// What two languages say of a unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairRecord {
    /// Code of the one language.
    pub source: String,
    /// Code of the other.
    pub target: String,
    /// What the beads score together, in nats, by evidence.
    pub nats: Nats,
    /// The beads that the two tie the unit with; empty where they do not.
    #[serde(default)]
    pub beads: Vec<BeadRecord>,
    /// The strongest links between words, the strongest first.
    #[serde(default)]
    pub links: Vec<LinkRecord>,
    /// The most probable other bead that holds a sentence of the unit.
    #[serde(default)]
    pub rival: Option<BeadRecord>,
}

/// A bead of two languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeadRecord {
    /// Indices of the source's sentences, from 0.
    pub source: Vec<usize>,
    /// Indices of the target's sentences, from 0.
    pub target: Vec<usize>,
    /// Its posterior by the lattice of the two languages alone, not calibrated.
    pub posterior: f64,
    /// What it scores, in nats.
    pub nats: f64,
}

/// A link between two words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LinkRecord {
    /// The word of the source as written.
    pub source: String,
    /// The word of the target as written.
    pub target: String,
    /// Where the two stand: byte offsets into their texts.
    pub spans: [Span; 2],
    /// Probability that both directions of the lexicon link them.
    pub probability: f64,
    /// What the link adds to the agreement, before its weight.
    pub nats: f64,
}

impl ExplanationRecord {
    /// The record of an explanation of a unit of the group.
    #[must_use]
    pub fn new(group: &Group, explanation: &Explanation) -> Self {
        let pairs = explanation.pairs.iter();
        Self {
            pairs: pairs.map(|pair| PairRecord::new(group, pair)).collect(),
        }
    }
}

impl PairRecord {
    fn new(group: &Group, pair: &PairExplanation) -> Self {
        let code = |place: usize| group.documents()[place].language().as_str().to_owned();
        let link = |link: &WordLink| {
            let (source, target) = words(group, pair, link);
            LinkRecord {
                source: source.to_owned(),
                target: target.to_owned(),
                spans: [link.source, link.target],
                probability: round(link.probability),
                nats: round(link.nats),
            }
        };
        Self {
            source: code(pair.source),
            target: code(pair.target),
            nats: pair.nats.map(round),
            beads: pair.beads.iter().map(BeadRecord::new).collect(),
            links: pair.links.iter().map(link).collect(),
            rival: pair.rival.as_ref().map(BeadRecord::new),
        }
    }
}

impl BeadRecord {
    fn new(scored: &ScoredBead) -> Self {
        let indices = |range: &Range<usize>| range.clone().collect();
        Self {
            source: indices(&scored.bead.source),
            target: indices(&scored.bead.target),
            posterior: round(scored.bead.probability),
            nats: round(scored.nats.total()),
        }
    }
}

/// The words of a link as written; empty where the spans are not of these texts.
pub(crate) fn words<'g>(
    group: &'g Group,
    pair: &PairExplanation,
    link: &WordLink,
) -> (&'g str, &'g str) {
    let word = |place: usize, span: Span| {
        let text = group.documents()[place].text();
        text.get(span.start..span.end).unwrap_or_default()
    };
    (
        word(pair.source, link.source),
        word(pair.target, link.target),
    )
}
