//! The complete record of a unit, as a line of JSON Lines holds it. It opens no file.

use std::ops::Range;

use serde::{Deserialize, Serialize, Serializer};
use tetrapla_align::{Alignment, Anchor, Unit};
use tetrapla_core::{Group, Span};

use crate::explanation::ExplanationRecord;
use crate::language_map::LanguageMap;
use crate::round::round;

/// Everything that is known of a unit, free of the alignment that it came from.
///
/// The maps hold every language of the group in the group's order; a language that has no part
/// in the unit has `""` and `[]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct UnitRecord {
    /// Name of the group, empty where it has none.
    #[serde(default)]
    pub group: String,
    /// Number of the unit in its group, from 0.
    pub unit: usize,
    /// Probability that exactly these sentences belong together, in `[0, 1]`; written with
    /// four decimals. A record without one was made by hand and counts as certain.
    #[serde(default = "certain", serialize_with = "rounded")]
    pub probability: f64,
    /// The text in each language.
    pub translation: LanguageMap<String>,
    /// Indices of the sentences, from 0.
    pub sentences: LanguageMap<Vec<usize>>,
    /// Where each sentence stands: byte offsets into its text.
    #[serde(default)]
    pub spans: LanguageMap<Vec<Span>>,
    /// Tokens that survived translation, each with its form in the languages that hold it.
    #[serde(default)]
    pub anchors: Vec<LanguageMap<String>>,
    /// Why it is a unit; absent where that was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub explanation: Option<ExplanationRecord>,
}

impl UnitRecord {
    /// The record of a unit.
    #[must_use]
    pub fn from_unit(unit: &Unit<'_>) -> Self {
        let parts = unit.ranges().iter().cloned().enumerate();
        let explanation = unit.explanation();
        let explanation = explanation.map(|one| ExplanationRecord::new(unit.group(), one));
        let made = Self::from_parts(
            unit.group(),
            unit.index(),
            unit.probability(),
            parts,
            unit.anchors(),
        );
        Self {
            explanation,
            ..made
        }
    }

    /// The record of some languages of a group, `(place, sentences)` each.
    pub(crate) fn from_parts<'a>(
        group: &Group,
        unit: usize,
        probability: f64,
        parts: impl IntoIterator<Item = (usize, Range<usize>)>,
        anchors: impl IntoIterator<Item = &'a Anchor>,
    ) -> Self {
        let (mut translation, mut sentences) = (LanguageMap::new(), LanguageMap::new());
        let mut spans = LanguageMap::new();
        let mut places = Vec::new();
        for (place, range) in parts {
            let document = &group.documents()[place];
            let code = document.language().as_str();
            translation.insert(code, document.joined(range.clone()));
            spans.insert(code, document.spans()[range.clone()].to_vec());
            sentences.insert(code, range.collect());
            places.push(place);
        }
        let anchors = anchors
            .into_iter()
            .map(|anchor| forms(group, &places, anchor))
            .collect();
        let group = group.name().to_owned();
        Self {
            group,
            unit,
            probability,
            translation,
            sentences,
            spans,
            anchors,
            explanation: None,
        }
    }

    /// What is wrong with it, where it cannot be the record of a unit.
    pub(crate) fn fault(&self) -> Option<String> {
        if !(0.0..=1.0).contains(&self.probability) {
            return Some(format!("the probability {}", self.probability));
        }
        if !self.translation.languages().eq(self.sentences.languages()) {
            return Some("other languages in `sentences` than in `translation`".to_owned());
        }
        if !self.spans.is_empty() {
            let counts = |(code, spans): (&str, &Vec<Span>)| {
                self.sentences
                    .get(code)
                    .is_some_and(|sentences| sentences.len() == spans.len())
            };
            if self.spans.len() != self.sentences.len() || !self.spans.iter().all(counts) {
                return Some("other sentences in `spans` than in `sentences`".to_owned());
            }
        }
        let mut spans = self.spans.values().flatten();
        let backward = spans.find(|span| span.start > span.end)?;
        Some(format!(
            "a span that ends before it starts, [{},{}]",
            backward.start, backward.end
        ))
    }
}

/// The records of an alignment, in reading order.
pub fn records(alignment: &Alignment) -> impl ExactSizeIterator<Item = UnitRecord> + '_ {
    alignment.units().map(|unit| UnitRecord::from_unit(&unit))
}

/// The forms of an anchor in the languages at these places.
fn forms(group: &Group, places: &[usize], anchor: &Anchor) -> LanguageMap<String> {
    let form = |&place: &usize| {
        let document = &group.documents()[place];
        let span = anchor.spans.get(place).copied().flatten()?;
        let text = document.text().get(span.start..span.end)?;
        Some((document.language().as_str(), text.to_owned()))
    };
    places.iter().filter_map(form).collect()
}

fn certain() -> f64 {
    1.0
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde hands over a reference"
)]
fn rounded<S: Serializer>(probability: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_f64(round(*probability))
}
