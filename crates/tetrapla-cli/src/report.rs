//! What `--report` says: how many units of each type, how probable, what stayed unaligned. It
//! counts what was aligned, not what was written.

use std::collections::BTreeMap;

use tetrapla::align::hints::MetHints;
use tetrapla::{Alignment, Hints};

use crate::trained::{Trained, count};

/// Counts over one alignment or many.
#[derive(Debug, Default)]
pub struct Report {
    n_groups: usize,
    failed: Vec<String>,
    /// Pairs of texts that do not match, and all pairs.
    n_unrelated: usize,
    n_pairs: usize,
    /// The groups of the former.
    unrelated: Vec<String>,
    /// Units of each type, by the languages of their group and the sentences in each.
    types: BTreeMap<String, BTreeMap<String, usize>>,
    /// Units of two languages or more, and the sum of their probabilities.
    n_aligned: usize,
    probability: f64,
    /// Unaligned and all sentences of each language.
    sentences: BTreeMap<String, [usize; 2]>,
    n_anchors: usize,
    met: MetHints,
    trained: Trained,
}

impl Report {
    /// Counts one more alignment.
    pub fn add(&mut self, alignment: &Alignment) {
        self.n_groups += 1;
        self.trained.add(alignment);
        let codes: Vec<&str> = alignment
            .group()
            .languages()
            .map(|one| one.as_str())
            .collect();
        let n_unrelated = alignment.unrelated().len();
        self.n_unrelated += n_unrelated;
        self.n_pairs += codes.len() * (codes.len() - 1) / 2;
        if n_unrelated > 0 {
            self.unrelated.push(alignment.group().name().to_owned());
        }
        let types = self.types.entry(codes.join("-")).or_default();
        for unit in alignment.units() {
            let sizes = unit.ranges().iter().map(|range| range.len().to_string());
            let kind = sizes.collect::<Vec<_>>().join("-");
            *types.entry(kind).or_default() += 1;
            let is_aligned = unit.n_languages() > 1;
            if is_aligned {
                self.n_aligned += 1;
                self.probability += unit.probability();
            }
            for (code, range) in codes.iter().zip(unit.ranges()) {
                let counts = self.sentences.entry((*code).to_owned()).or_default();
                counts[0] += if is_aligned { 0 } else { range.len() };
                counts[1] += range.len();
            }
            self.n_anchors += unit.anchors().len();
        }
    }

    /// Notes which hints the texts of one more alignment meet.
    pub fn add_met(&mut self, hints: &Hints, alignment: &Alignment) {
        let met = hints.met(alignment.group());
        self.met.pairs.extend(met.pairs);
        self.met.anchors.extend(met.anchors);
    }

    /// Notes a group that failed.
    pub fn add_failed(&mut self, name: &str) {
        self.failed.push(name.to_owned());
    }

    /// The lines to be said, with what was met of the hints given.
    pub fn lines(&self, hints: &Hints) -> Vec<String> {
        let mut lines = Vec::new();
        if self.n_groups + self.failed.len() != 1 {
            lines.push(format!("groups       {}", self.n_groups));
        }
        if !self.failed.is_empty() {
            let n_failed = self.failed.len();
            lines.push(format!(
                "failed       {n_failed}: {}",
                self.failed.join(" ")
            ));
        }
        if self.n_unrelated > 0 {
            let (n_unrelated, n_pairs) = (self.n_unrelated, self.n_pairs);
            let mut line = format!("unrelated    {n_unrelated} of {n_pairs} pairs of texts");
            if self.n_groups > 1 {
                line += &format!(": {}", self.unrelated.join(" "));
            }
            lines.push(line);
        }
        for (codes, types) in &self.types {
            let n_units: usize = types.values().sum();
            lines.push(format!("units        {n_units} of {codes}"));
            let mut types: Vec<(&String, &usize)> = types.iter().collect();
            types.sort_by_key(|(kind, n_units)| (std::cmp::Reverse(**n_units), *kind));
            let width = types.iter().map(|(kind, _)| kind.len()).max().unwrap_or(0);
            for (kind, n_units) in types {
                lines.push(format!("             {kind:width$}  {n_units:>6}"));
            }
        }
        lines.push(format!(
            "probability  {:.4} on average, over {} units of two languages or more",
            self.probability / count(self.n_aligned.max(1)),
            self.n_aligned
        ));
        for (place, (code, [n_unaligned, n_all])) in self.sentences.iter().enumerate() {
            let head = if place == 0 { "unaligned" } else { "" };
            let share = 100.0 * count(*n_unaligned) / count((*n_all).max(1));
            lines.push(format!(
                "{head:12} {code}  {n_unaligned} of {n_all} sentences ({share:.1} %)"
            ));
        }
        lines.push(format!("anchors      {}", self.n_anchors));
        lines.extend(self.trained.lines());
        let kinds = [
            (self.met.pairs.len(), hints.n_pairs(), "word pairs"),
            (self.met.anchors.len(), hints.n_anchors(), "anchors"),
        ];
        let given = kinds.into_iter().filter(|&(_, n_given, _)| n_given > 0);
        for (place, (n_met, n_given, kind)) in given.enumerate() {
            let head = if place == 0 { "given" } else { "" };
            lines.push(format!("{head:12} {n_met} of {n_given} {kind} met"));
        }
        lines
    }
}
