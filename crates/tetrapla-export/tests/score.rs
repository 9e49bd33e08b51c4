//! Scores: cases whose figures were worked out elsewhere, and a slow plain count as the oracle.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use common::folder;
use proptest::prelude::*;
use tetrapla_export::{Answer, BeadsWriter, Error, JsonLinesWriter, Report, score_files};

/// Scores one file of this content against another.
fn score(gold: (&str, &str), hyp: (&str, &str)) -> tetrapla_export::Result<Report> {
    let folder = folder();
    let write = |side: &str, (name, content): (&str, &str)| -> PathBuf {
        fs::create_dir(folder.path().join(side)).unwrap();
        let path = folder.path().join(side).join(name);
        fs::write(&path, content).unwrap();
        path
    };
    score_files(&[(write("gold", gold), write("hyp", hyp))])
}

const COVERS: &str = r#"{"languages": ["hi", "id", "it"], "sentences": {"hi": 3, "id": 3, "it": 4},
 "covers": {"hi": [[0], [1], [2, 3]], "id": [[0, 1], [2], [3]], "it": [[0], [1], [], [3]]}}"#;

#[test]
fn a_pair_is_compared_at_its_finest() {
    // Indonesian joins lines 0 and 1, which Hindi and Italian keep apart.
    let beads = "[0]:[0]\n[1]:[1, 2]:0.4\n\n[2]:[3]: a remark\n";
    let report = score(("a.gold.json", COVERS), ("a.hi-it.beads", beads)).unwrap();
    assert_eq!(
        report.to_string(),
        "hi-it          strict P 0.6667 R 0.6667 F1 0.6667   lax P 1.0000 R 1.0000 F1 1.0000   beads 3 gold 3\n\
         all pairs      strict P 0.6667 R 0.6667 F1 0.6667   lax P 1.0000 R 1.0000 F1 1.0000   beads 3 gold 3"
    );
    assert_eq!(report.get("hi-it").unwrap().n_strict_hyp, 2);
}

#[test]
fn units_are_compared_over_the_languages_that_both_name() {
    let units = concat!(
        r#"{"unit": 0, "sentences": {"hi": [0, 1], "it": [0, 1], "id": [0], "tl": [7]}}"#,
        "\n\n",
        r#"{"hi": [2], "id": [1], "it": []}"#,
        "\n",
    );
    let expected = "hi-id-it       strict P 0.2500 R 0.5000 F1 0.3333   lax P 0.5000 R 1.0000 F1 0.6667   beads 4 gold 2";
    // Named: a unit, a wrong unit; not named: id 2, it 2 (right) and it 3.
    let report = score(("a.gold.json", COVERS), ("a.jsonl", units)).unwrap();
    let line = report.to_string();
    assert!(
        line.starts_with("hi-id-it       strict P 0.4000 R 0.5000"),
        "{line}\n{expected}"
    );
    assert_eq!(report.lines().len(), 1);
    let perfect = r#"{"units": [{"sentences": {"hi": [0, 1], "id": [0], "it": [0, 1]}}, {"hi": [2], "id": [1, 2], "it": [3]}, {"it": [2]}]}"#;
    let report = score(("a.gold.json", COVERS), ("b.json", perfect)).unwrap();
    assert_eq!(report.get("hi-id-it").unwrap().strict().f1, 1.0);
}

#[test]
fn what_cannot_be_scored_is_refused_with_the_reason() {
    let beads = ("a.hi-it.beads", "[0]:[0]\n[1]:[0]\n");
    let error = score(("a.gold.json", COVERS), beads).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("sentence 0 of language 2 is in two beads; expected each sentence in one")
    );
    assert!(matches!(
        error,
        Error::Repeated {
            sentence: 0,
            language: 2,
            ..
        }
    ));
    for name in ["a.beads", "a.hi-fr.beads", "hi-it.beads", "a.txt"] {
        let error = score(("a.gold.json", COVERS), (name, "[0]:[0]\n")).unwrap_err();
        assert!(matches!(error, Error::UnnamedPair { .. }), "{error}");
    }
    let other = r#"{"hi": [0], "fr": [0]}"#;
    let error = score(("a.gold.json", COVERS), ("a.jsonl", other)).unwrap_err();
    assert!(matches!(error, Error::NothingCommon { .. }), "{error}");
    for (gold, line) in [
        ("{}", 1),
        ("[]", 1),
        ("", 1),
        ("{\"covers\": {}}", 1),
        ("{\n\"units\": [{\"hi\": [0.5]}]}", 2),
        ("{\"units\": [{\"hi\": [-1]}]}", 1),
        ("{\"covers\": {\"hi\":\n\n [1]}}", 3),
        ("{\"covers\": ", 1),
    ] {
        let error = score(("a.gold.json", gold), ("a.jsonl", other)).unwrap_err();
        assert!(
            matches!(error, Error::Malformed { line: at, .. } if at == line),
            "{gold}: {error}"
        );
        assert!(!error.to_string().contains('\n'), "{error}");
    }
    let error = score(
        ("a.jsonl", "{\"hi\": [0]}\n{\"hi\": 0}\n"),
        ("a.jsonl", other),
    )
    .unwrap_err();
    assert!(matches!(error, Error::Malformed { line: 2, .. }), "{error}");
    let missing = score_files(&[("no such file.json", "no such file.jsonl")]).unwrap_err();
    assert!(matches!(missing, Error::Read { .. }), "{missing}");
}

#[test]
fn the_known_alignment_may_hold_a_sentence_twice() {
    let gold = "[0]:[0]\n[1]:[0]\n[2]:[]\n";
    let report = score(("gold", gold), ("a.de-fr.beads", "[0]:[0]\n[1]:[]\n")).unwrap();
    let counts = report.get("de-fr").unwrap();
    assert_eq!(
        (
            counts.n_strict_hyp,
            counts.n_hyp,
            counts.n_strict_gold,
            counts.n_gold
        ),
        (2, 3, 1, 2)
    );
}

/// Two units of two languages or more; the first is right, the second is not.
const STATED: &str = concat!(
    r#"{"sentences": {"hi": [0, 1], "id": [0], "it": [0, 1]}, "probability": 0.9}"#,
    "\n",
    r#"{"sentences": {"hi": [2], "id": [], "it": [3]}, "probability": 0.6}"#,
    "\n",
    r#"{"sentences": {"hi": [], "id": [1, 2], "it": []}}"#,
    "\n",
);

#[test]
fn probabilities_are_judged_by_the_very_same_units() {
    let folder = folder();
    let write = |name: &str, content: &str| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    };
    let gold = write("gold.json", COVERS);
    let (units, beads) = (
        write("a.jsonl", STATED),
        write("a.hi-it.beads", "[0]:[0]:0.8\n[1]:[1, 2]:0.3\n[2]:[]\n"),
    );
    let mut report = Report::with_calibration();
    report.add_files(&gold, &units).unwrap();
    report.add_files(&gold, &beads).unwrap();
    let judged = report.of_units().unwrap();
    // (.1 + .6) / 2 and (.1^2 + .6^2) / 2; the gold has two such units.
    assert!((judged.ece() - 0.35).abs() < 1e-12, "{judged}");
    assert!((judged.brier() - 0.185).abs() < 1e-12, "{judged}");
    let kept = judged.at_least(0.7);
    assert_eq!((kept.n, kept.n_right, kept.n_gold), (1, 1, 2));
    // Right at .8, wrong at .3, and the gold has three beads of both sides.
    let judged = report.of_beads().unwrap();
    assert!((judged.ece() - 0.25).abs() < 1e-12, "{judged}");
    assert_eq!(
        (judged.n(), judged.at_least(0.0).recall()),
        (2, Some(1.0 / 3.0))
    );
    // The counts are those without calibration.
    let plain = score_files(&[(&gold, &units), (&gold, &beads)]).unwrap();
    assert!(
        report
            .to_string()
            .starts_with(&format!("{plain}\n\nunits of two"))
    );
    assert_eq!(plain.of_units(), None);
}

#[test]
fn an_alignment_in_memory_scores_as_its_files_do() {
    let folder = folder();
    let alignment = common::sample();
    let gold = r#"{"units": [{"hi": [0], "id": [0], "it": [0], "tl": [0]}, {"tl": [1]},
        {"hi": [1], "id": [1], "it": [1], "tl": [2]}, {"hi": [2], "it": [2, 3]}]}"#;
    let gold_path = folder.path().join("gold.json");
    fs::write(&gold_path, gold).unwrap();
    let gold = Answer::read(&gold_path).unwrap();
    let stem = folder.path().join("a");
    let units = JsonLinesWriter::create(stem.with_extension("jsonl")).unwrap();
    let units = units.write(&alignment).unwrap().finish().unwrap();
    let beads = BeadsWriter::create(stem.with_extension("beads")).unwrap();
    let beads = beads.write(&alignment).unwrap().finish().unwrap();
    let (mut of_files, mut in_memory) = (Report::with_calibration(), Report::with_calibration());
    for path in units.files.iter().chain(&beads.files) {
        of_files.add_files(&gold_path, path).unwrap();
    }
    in_memory.add_units(&gold, &alignment).unwrap();
    for (place, source) in common::CODES.iter().enumerate() {
        for target in &common::CODES[place + 1..] {
            in_memory
                .add_pair(&gold, &alignment, (source, target))
                .unwrap();
        }
    }
    assert_eq!(of_files.lines().len(), 8);
    assert!(
        of_files.lines().eq(in_memory.lines()),
        "{of_files}\n{in_memory}"
    );
    // Files hold four decimals.
    for (file, memory) in [
        (of_files.of_units(), in_memory.of_units()),
        (of_files.of_beads(), in_memory.of_beads()),
    ] {
        let (file, memory) = (file.unwrap(), memory.unwrap());
        assert!(file.n() > 0 && file.at_least(0.0).n_right == memory.at_least(0.0).n_right);
        assert!((file.ece() - memory.ece()).abs() < 1e-4, "{file}\n{memory}");
    }
    let error = in_memory
        .add_pair(&gold, &alignment, ("hi", "fr"))
        .unwrap_err();
    assert!(matches!(error, Error::NotInGroup { code, .. } if code == "fr"));
}

#[test]
fn what_states_no_probability_is_not_calibrated() {
    let folder = folder();
    let refused = |name: &str, content: &str, said: &str| {
        let (gold, hyp) = (folder.path().join("gold.json"), folder.path().join(name));
        fs::write(&gold, COVERS).unwrap();
        fs::write(&hyp, content).unwrap();
        assert!(score_files(&[(&gold, &hyp)]).is_ok(), "{name}");
        let error = Report::with_calibration()
            .add_files(&gold, &hyp)
            .unwrap_err();
        let error = error.to_string();
        assert!(error.contains(name) && error.contains(said), "{error}");
        assert!(error.contains("without calibration"), "{error}");
    };
    let beads = "[0]:[0]:0.8\n[1]:[]\n[2]:[3]\n";
    refused("a.hi-it.beads", beads, "bead 3 states no probability");
    refused(
        "a.hi-it.beads",
        "[0]:[0]:1.5\n",
        "bead 1 states 1.5, which is",
    );
    refused("a.hi-it.beads", "[0]:[0]:NaN\n", "bead 1 states NaN");
    let units = STATED.replace(", \"probability\": 0.6", "");
    refused("a.jsonl", &units, "unit 2 states no probability");
    refused(
        "a.jsonl",
        "{\"hi\": [0], \"it\": [0]}\n",
        "unit 1 states no",
    );
    refused("a.json", COVERS, "unit 1 states no probability");
}

type Bead = (Vec<usize>, Vec<usize>);

/// The definitions word for word, with sets of links.
fn plain_counts(gold: &[Bead], hyp: &[Bead]) -> [usize; 6] {
    let sentences = |beads: &[Bead]| -> BTreeSet<(usize, usize)> {
        let side =
            |place: usize, side: &[usize]| side.iter().map(|s| (place, *s)).collect::<Vec<_>>();
        beads
            .iter()
            .flat_map(|bead| [side(0, &bead.0), side(1, &bead.1)].concat())
            .collect()
    };
    let single = |(place, s): (usize, usize)| {
        if place == 0 {
            (vec![s], vec![])
        } else {
            (vec![], vec![s])
        }
    };
    let cut = |beads: &[Bead]| -> BTreeSet<Bead> {
        let mut made = BTreeSet::new();
        for bead in beads {
            if bead.0.is_empty() || bead.1.is_empty() {
                made.extend(
                    sentences(std::slice::from_ref(bead))
                        .into_iter()
                        .map(single),
                );
            } else {
                made.insert(bead.clone());
            }
        }
        made
    };
    let links = |bead: &Bead| -> BTreeSet<(usize, usize)> {
        bead.0
            .iter()
            .flat_map(|s| bead.1.iter().map(move |t| (*s, *t)))
            .collect()
    };
    let missing: Vec<_> = sentences(gold)
        .difference(&sentences(hyp))
        .copied()
        .collect();
    let (gold, mut hyp) = (cut(gold), cut(hyp));
    hyp.extend(missing.into_iter().map(single));
    let (in_gold, in_hyp): (BTreeSet<_>, BTreeSet<_>) = (
        gold.iter().flat_map(links).collect(),
        hyp.iter().flat_map(links).collect(),
    );
    let full: BTreeSet<_> = gold
        .iter()
        .filter(|bead| !bead.0.is_empty() && !bead.1.is_empty())
        .cloned()
        .collect();
    let lax = |bead: &&Bead| gold.contains(*bead) || !in_gold.is_disjoint(&links(bead));
    [
        hyp.intersection(&gold).count(),
        hyp.iter().filter(lax).count(),
        hyp.len(),
        full.intersection(&hyp).count(),
        full.iter()
            .filter(|bead| !in_hyp.is_disjoint(&links(bead)))
            .count(),
        full.len(),
    ]
}

/// Beads of small indices; sentences may stand in several.
fn beads() -> impl Strategy<Value = Vec<Bead>> {
    let side = || prop::collection::vec(0_usize..8, 0..3);
    prop::collection::vec((side(), side()), 0..8)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn counts_are_those_of_the_definitions(gold in beads(), mut hyp in beads()) {
        let mut seen = BTreeSet::new();
        for bead in &mut hyp {
            bead.0.retain(|s| seen.insert((0, *s)));
            bead.1.retain(|s| seen.insert((1, *s)));
        }
        let show = |beads: &[Bead]| -> String {
            beads.iter().map(|bead| format!("{:?}:{:?}\n", bead.0, bead.1)).collect()
        };
        let report = score(("gold", &show(&gold)), ("a.x-y.beads", &show(&hyp))).unwrap();
        let c = report.get("x-y").unwrap();
        let counts =
            [c.n_strict_hyp, c.n_lax_hyp, c.n_hyp, c.n_strict_gold, c.n_lax_gold, c.n_gold];
        prop_assert_eq!(counts, plain_counts(&gold, &hyp));
    }
}
