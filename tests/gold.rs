//! How good the alignments are, against those made by hand in `data/`: the splitter finds the
//! very sentences, and strict F1 does not fall below its floor.
//!
//! The floors stand about .02 below what was measured; whoever makes the engine better raises
//! them. The figures are those of `tetrapla score`.

use std::path::PathBuf;

use tetrapla::core::Span;
use tetrapla::export::{Report, read_records, score_files};
use tetrapla::{Aligner, Alignment, BeadsWriter, Group, JsonLinesWriter};
use tetrapla_tests::{Sample, gold, summit};

/// The least strict F1 that is let pass.
struct Floor {
    /// Whole units of the four languages.
    units: f64,
    /// Beads of the six pairs, against the gold's units seen in two languages: where a third
    /// language joins what two keep apart, their own finer bead counts as wrong.
    pairs: f64,
}

impl Floor {
    const fn at(units: f64, pairs: f64) -> Self {
        Self { units, pairs }
    }
}

/// Measured on 23 November 2026: .957 and .900.
const SUMMIT: Floor = Floor::at(0.935, 0.880);

/// Measured on 23 November 2026: howto 1.000 and .885, interview .927 and .864, legal .962 and
/// .925, recipe 1.000 and .934, sport 1.000 and .925, story .952 and .932. A unit is worth .04 in
/// texts so short, so each floor is that far below.
const ALONE: [(&str, Floor); 6] = [
    ("howto", Floor::at(0.960, 0.845)),
    ("interview", Floor::at(0.885, 0.825)),
    ("legal", Floor::at(0.920, 0.885)),
    ("recipe", Floor::at(0.960, 0.895)),
    ("sport", Floor::at(0.960, 0.885)),
    ("story", Floor::at(0.910, 0.890)),
];

/// The six groups of [`ALONE`] together. Measured on 23 November 2026: .973 and .911.
const EACH_ALONE: Floor = Floor::at(0.950, 0.890);

/// The six groups and the summit. Measured on 23 November 2026: .988 and .916.
const ONE_RUN: Floor = Floor::at(0.965, 0.895);

#[test]
fn the_splitter_finds_the_very_sentences() {
    for sample in samples() {
        let name = sample.group.name();
        let records = read_records(&sample.gold).unwrap();
        let records: Vec<_> = records.map(Result::unwrap).collect();
        for document in sample.group.documents() {
            let code = document.language().as_str();
            let mut expected: Vec<Span> = Vec::new();
            for record in &records {
                assert_eq!(record.group, name);
                expected.extend(record.spans.get(code).unwrap());
            }
            for (found, expected) in document.spans().iter().zip(&expected) {
                let texts = [found, expected].map(|span| span.of(document.text()));
                assert_eq!(found, expected, "{name}, {code}: {texts:#?}");
            }
            assert_eq!(document.n_sentences(), expected.len(), "{name}, {code}");
        }
    }
}

#[test]
fn summit_alone() {
    let sample = summit().unwrap();
    let alignment = align_alone(&sample.group);
    let report = score(&[(&sample, &alignment)]);
    hold("summit", &report, &SUMMIT);
}

#[test]
fn each_group_alone() {
    let samples = gold().unwrap();
    let alignments: Vec<Alignment> = samples
        .iter()
        .map(|sample| align_alone(&sample.group))
        .collect();
    let mut all = Vec::new();
    for (sample, alignment) in samples.iter().zip(&alignments) {
        let report = score(&[(sample, alignment)]);
        let name = sample.group.name();
        let known = ALONE.iter().find(|(known, _)| *known == name);
        let (_, floor) = known.unwrap_or_else(|| panic!("no floor is set for {name}"));
        hold(name, &report, floor);
        all.push((sample, alignment));
    }
    hold("each alone", &score(&all), &EACH_ALONE);
}

#[test]
fn all_groups_in_one_run() {
    let samples = samples();
    let groups = samples.iter().map(|sample| sample.group.clone()).collect();
    let alignments = Aligner::default().align_corpus(groups).unwrap();
    let all: Vec<_> = samples.iter().zip(&alignments).collect();
    hold("one run", &score(&all), &ONE_RUN);
}

fn samples() -> Vec<Sample> {
    let mut samples = gold().expect("data/gold is readable");
    samples.push(summit().expect("data/summit is readable"));
    samples
}

fn align_alone(group: &Group) -> Alignment {
    let aligner = Aligner::default();
    aligner.align(group).expect("the default configuration")
}

/// Writes the alignments as units and as beads of all pairs and scores both.
fn score(alignments: &[(&Sample, &Alignment)]) -> Report {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let mut files: Vec<(&PathBuf, PathBuf)> = Vec::new();
    let mut written = |sample, summary: tetrapla::export::Result<tetrapla::Summary>| {
        let made = summary.expect("written").files;
        files.extend(made.into_iter().map(|file| (sample, file)));
    };
    for (sample, alignment) in alignments {
        let stem = folder.path().join(sample.group.name());
        let lines = JsonLinesWriter::create(stem.with_extension("jsonl"));
        let lines = lines.and_then(|writer| writer.write(alignment)?.finish());
        written(&sample.gold, lines);
        let beads = BeadsWriter::create(stem.with_extension("beads"));
        let beads = beads.and_then(|writer| writer.write(alignment)?.finish());
        written(&sample.gold, beads);
    }
    assert_eq!(
        files.len(),
        7 * alignments.len(),
        "units and six pairs each"
    );
    score_files(&files).expect("scored")
}

/// Fails where a floor is not held; `--nocapture` shows what was reached.
fn hold(name: &str, report: &Report, floor: &Floor) {
    let f1 = |line| report.get(line).expect("scored").strict().f1;
    let (units, pairs) = (f1("hi-id-it-tl"), f1("all pairs"));
    println!("{name}: units {units:.3}, pairs {pairs:.3}");
    assert!(
        units >= floor.units && pairs >= floor.pairs,
        "{name}: strict F1 of units {units:.3}, at least {:.3} expected; of pairs {pairs:.3}, \
         at least {:.3} expected\n{report}",
        floor.units,
        floor.pairs,
    );
}
