//! What a file or an alignment says belongs together: beads of one pair, named units, or the
//! input lines that each sentence covers. It counts nothing.

use std::fmt;
use std::path::Path;

use rustc_hash::FxHashMap;
use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use tetrapla_align::Alignment;

use crate::beads::{BeadLine, read_beads};
use crate::error::{Error, Result, excerpt};
use crate::format::Compression;
use crate::input::{Lines, json_fault, read_whole};
use crate::language_map::LanguageMap;

/// Sentence indices, one list a language.
pub(crate) type Indices = Vec<Vec<usize>>;

/// An alignment as it is scored.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Answer {
    /// Beads of a pair that the file does not name.
    Beads(Vec<BeadLine>),
    /// Units, each with the sentences of its languages.
    Units(Vec<UnitLine>),
    /// For each sentence of each language the input lines that it renders; sentences belong
    /// together where they share lines, directly or through others.
    Covers(LanguageMap<Vec<Vec<u64>>>),
}

/// A unit as it is scored.
#[derive(Clone, Debug, PartialEq)]
pub struct UnitLine {
    /// Indices of the sentences of each language, from 0.
    pub sentences: LanguageMap<Vec<usize>>,
    /// The probability that is stated, where one is.
    pub probability: Option<f64>,
}

/// What a line of units should hold.
const UNIT: &str = r#"a unit such as {"sentences": {"hi": [0], "it": [0, 1]}}"#;

/// What a file of gold should hold.
const GOLD: &str =
    r#"a gold such as {"units": [{"hi": [0], "it": [0, 1]}]} or {"covers": {"hi": [[0], [1, 2]]}}"#;

impl Answer {
    /// Reads a file: `.json`, `.jsonl`, or beads under any other name; plain, gzip or zstd.
    ///
    /// # Errors
    ///
    /// A file that cannot be read or is malformed.
    pub fn read(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let (bare, _) = Compression::split(path);
        match bare.extension().and_then(|extension| extension.to_str()) {
            Some("jsonl") => read_units(path),
            Some("json") => read_gold(path),
            _ => Ok(Self::Beads(read_beads(path)?)),
        }
    }

    /// The units of an alignment with their probabilities.
    #[must_use]
    pub fn of_units(alignment: &Alignment) -> Self {
        let codes = || alignment.group().languages().map(|code| code.as_str());
        let units = alignment.units().map(|unit| UnitLine {
            sentences: codes()
                .zip(unit.ranges())
                .map(|(code, range)| (code, range.clone().collect()))
                .collect(),
            probability: Some(unit.probability()),
        });
        Self::Units(units.collect())
    }

    /// The beads of two languages of an alignment with their probabilities; `None` where it has
    /// no such pair.
    #[must_use]
    pub fn of_pair(alignment: &Alignment, source: &str, target: &str) -> Option<Self> {
        let beads = alignment.pair(source, target)?.into_iter();
        let beads = beads.map(|bead| BeadLine {
            source: bead.source.collect(),
            target: bead.target.collect(),
            score: Some(bead.probability),
        });
        Some(Self::Beads(beads.collect()))
    }

    /// The languages that are named, each once; `None` for beads.
    #[must_use]
    pub fn languages(&self) -> Option<Vec<String>> {
        match self {
            Self::Beads(_) => None,
            Self::Covers(covers) => Some(covers.languages().map(str::to_owned).collect()),
            Self::Units(units) => {
                let mut languages: Vec<String> = Vec::new();
                for code in units.iter().flat_map(|unit| unit.sentences.languages()) {
                    if !languages.iter().any(|known| known == code) {
                        languages.push(code.to_owned());
                    }
                }
                Some(languages)
            }
        }
    }

    /// The units of these languages alone, in their order; beads are given as they are.
    #[must_use]
    pub(crate) fn over(&self, languages: &[String]) -> Vec<Indices> {
        match self {
            Self::Beads(beads) => beads
                .iter()
                .map(|bead| vec![bead.source.clone(), bead.target.clone()])
                .collect(),
            Self::Units(units) => {
                let of = |unit: &UnitLine, code: &String| {
                    unit.sentences.get(code).cloned().unwrap_or_default()
                };
                units
                    .iter()
                    .map(|unit| languages.iter().map(|code| of(unit, code)).collect())
                    .collect()
            }
            Self::Covers(covers) => units_of_covers(covers, languages),
        }
    }

    /// The number stated with the unit or bead at a place of [`Answer::over`], where there is
    /// one.
    #[must_use]
    pub(crate) fn stated(&self, place: usize) -> Option<f64> {
        match self {
            Self::Beads(beads) => beads.get(place)?.score,
            Self::Units(units) => units.get(place)?.probability,
            Self::Covers(_) => None,
        }
    }
}

/// Joins the sentences of these languages that share input lines, transitively.
fn units_of_covers(covers: &LanguageMap<Vec<Vec<u64>>>, languages: &[String]) -> Vec<Indices> {
    let mut sets = DisjointSets::default();
    let mut set_of_line: FxHashMap<u64, usize> = FxHashMap::default();
    let mut sentences = Vec::new();
    for (place, code) in languages.iter().enumerate() {
        for (index, lines) in covers.get(code).into_iter().flatten().enumerate() {
            let set = sets.add();
            sentences.push((place, index, set));
            for line in lines {
                let other = *set_of_line.entry(*line).or_insert(set);
                sets.join(set, other);
            }
        }
    }
    let mut units: Vec<Indices> = Vec::new();
    let mut unit_of_set: FxHashMap<usize, usize> = FxHashMap::default();
    for (place, index, set) in sentences {
        let unit = *unit_of_set.entry(sets.find(set)).or_insert_with(|| {
            units.push(vec![Vec::new(); languages.len()]);
            units.len() - 1
        });
        units[unit][place].push(index);
    }
    units
}

/// Sets that are joined and never parted.
#[derive(Default)]
struct DisjointSets {
    parents: Vec<usize>,
}

impl DisjointSets {
    /// A new set.
    fn add(&mut self) -> usize {
        self.parents.push(self.parents.len());
        self.parents.len() - 1
    }

    /// What stands for the set that holds `element`.
    fn find(&mut self, mut element: usize) -> usize {
        while self.parents[element] != element {
            self.parents[element] = self.parents[self.parents[element]];
            element = self.parents[element];
        }
        element
    }

    fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.find(one), self.find(other));
        self.parents[one] = other;
    }
}

fn read_units(path: &Path) -> Result<Answer> {
    let mut lines = Lines::open(path)?;
    let mut units = Vec::new();
    while let Some((_, line)) = lines.next_line()? {
        match serde_json::from_str::<UnitLine>(line) {
            Ok(unit) => units.push(unit),
            Err(error) => {
                let got = json_fault(line, &error);
                return Err(lines.malformed(UNIT, got));
            }
        }
    }
    Ok(Answer::Units(units))
}

/// The parts of a gold file that say what belongs together.
#[derive(Deserialize)]
struct Gold {
    covers: Option<LanguageMap<Vec<Vec<u64>>>>,
    units: Option<Vec<UnitLine>>,
}

fn read_gold(path: &Path) -> Result<Answer> {
    let text = read_whole(path)?;
    let malformed = |line, got| Error::Malformed {
        path: path.to_owned(),
        line,
        expected: GOLD,
        got,
    };
    let gold: Gold = serde_json::from_str(&text).map_err(|error| {
        let line = text
            .lines()
            .nth(error.line().saturating_sub(1))
            .unwrap_or_default();
        malformed(error.line().max(1), json_fault(line, &error))
    })?;
    match (gold.covers.filter(|covers| !covers.is_empty()), gold.units) {
        (Some(covers), _) => Ok(Answer::Covers(covers)),
        (None, Some(units)) => Ok(Answer::Units(units)),
        (None, None) => Err(malformed(1, excerpt(&text))),
    }
}

/// The sentences stand under `sentences`, next to the probability, or by themselves.
impl<'de> Deserialize<'de> for UnitLine {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        deserializer.deserialize_map(UnitVisitor)
    }
}

struct UnitVisitor;

impl<'de> Visitor<'de> for UnitVisitor {
    type Value = UnitLine;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a unit")
    }

    fn visit_map<A: MapAccess<'de>>(
        self,
        mut access: A,
    ) -> std::result::Result<UnitLine, A::Error> {
        let mut sentences = None;
        let mut others: Vec<(String, Value)> = Vec::new();
        while let Some(key) = access.next_key::<String>()? {
            if key == "sentences" {
                sentences = Some(access.next_value()?);
            } else {
                others.push((key, access.next_value()?));
            }
        }
        if let Some(sentences) = sentences {
            let probability = others.iter().find(|(key, _)| key == "probability");
            return Ok(UnitLine {
                sentences,
                probability: probability.and_then(|(_, value)| value.as_f64()),
            });
        }
        let mut unit = LanguageMap::new();
        for (code, value) in others {
            let indices = serde_json::from_value(value)
                .map_err(|error| A::Error::custom(format!("under `{code}`: {error}")))?;
            if unit.insert(code.as_str(), indices).is_some() {
                return Err(A::Error::custom(format!(
                    "the language `{code}` stands twice"
                )));
            }
        }
        Ok(UnitLine {
            sentences: unit,
            probability: None,
        })
    }
}
