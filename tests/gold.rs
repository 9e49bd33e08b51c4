//! Quality has a floor: the texts of `data/` against the alignments made by hand.
//!
//! Each floor stands about .02 below what was measured on 23 November 2026; the engine only gets
//! better. The splitter has no floor: it must give the very sentences of the gold.

use tetrapla::export::{read_records, score_files};
use tetrapla::{Aligner, Alignment, Config};
use tetrapla_tests::{CODES, Sample, gold, json_lines, summit};

/// Strict F1 of whole units and of all pairs.
fn f1(samples: &[Sample], alignments: &[Alignment]) -> (f64, f64) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (mut units, mut pairs) = (Vec::new(), Vec::new());
    for (place, (sample, alignment)) in samples.iter().zip(alignments).enumerate() {
        let path = folder.path().join(format!("{place}.jsonl"));
        std::fs::write(&path, json_lines(alignment)).expect("it can be written");
        units.push((sample.gold.clone(), path));
        for (x, source) in CODES.iter().enumerate() {
            for target in &CODES[x + 1..] {
                let path = folder
                    .path()
                    .join(format!("{place}.{source}-{target}.beads"));
                let beads = alignment
                    .pair(source, target)
                    .expect("all languages are there");
                let list =
                    |range: std::ops::Range<usize>| format!("{:?}", range.collect::<Vec<_>>());
                let lines: String = beads
                    .into_iter()
                    .map(|bead| format!("{}:{}\n", list(bead.source), list(bead.target)))
                    .collect();
                std::fs::write(&path, lines).expect("it can be written");
                pairs.push((sample.gold.clone(), path));
            }
        }
    }
    let figure = |files: &[_], name: &str| {
        let report = score_files(files).expect("gold and result can be read");
        report.get(name).expect("the line is there").strict().f1
    };
    (figure(&units, "hi-id-it-tl"), figure(&pairs, "all pairs"))
}

fn samples() -> Vec<Sample> {
    let mut samples = vec![summit().expect("the texts of data/summit")];
    samples.extend(gold().expect("the texts of data/gold"));
    samples
}

#[test]
fn the_sentences_are_those_of_the_gold() {
    for Sample { group, gold } in samples() {
        for code in CODES {
            let mut expected = Vec::new();
            for record in read_records(&gold).expect("the gold can be read") {
                let record = record.expect("each line is a record");
                expected.extend(record.spans.get(code).cloned().unwrap_or_default());
            }
            let document = group.document(code).expect("all languages are there");
            assert_eq!(document.spans(), expected, "{} {code}", group.name());
        }
    }
}

#[test]
fn groups_that_learn_from_each_other_stay_above_the_floor() {
    let samples = samples();
    let groups = samples.iter().map(|sample| sample.group.clone()).collect();
    let alignments = Aligner::new(Config::default())
        .align_corpus(groups)
        .expect("the defaults hold");
    let (units, pairs) = f1(&samples, &alignments);
    println!("together: units {units:.4} pairs {pairs:.4}");
    assert!(units >= UNITS_TOGETHER, "units {units}");
    assert!(pairs >= PAIRS_TOGETHER, "pairs {pairs}");
}

#[test]
fn groups_alone_stay_above_the_floor() {
    let samples = samples();
    let aligner = Aligner::new(Config::default());
    let alignments: Vec<Alignment> = samples
        .iter()
        .map(|sample| aligner.align(&sample.group).expect("the defaults hold"))
        .collect();
    let (units, pairs) = f1(&samples, &alignments);
    println!("alone: units {units:.4} pairs {pairs:.4}");
    assert!(units >= UNITS_ALONE, "units {units}");
    assert!(pairs >= PAIRS_ALONE, "pairs {pairs}");
}

const UNITS_TOGETHER: f64 = 0.93;
const PAIRS_TOGETHER: f64 = 0.96;
const UNITS_ALONE: f64 = 0.91;
const PAIRS_ALONE: f64 = 0.95;
