//! The formats on a real alignment, that of `data/summit`: TMX checked against its
//! specification, columns of TSV, and beads of all pairs.

#[path = "../crates/tetrapla-export/tests/common/tmx.rs"]
mod tmx;

use std::collections::BTreeSet;
use std::fs;
use std::sync::LazyLock;

use tetrapla::export::{CreationDate, read_beads, read_records, records};
use tetrapla::{
    Aligner, Alignment, BeadsWriter, Config, JsonLinesWriter, TmxWriter, TsvWriter, UnitRecord,
    WriteOptions,
};
use tetrapla_tests::{CODES, partition, summit};

static SUMMIT: LazyLock<Alignment> = LazyLock::new(|| {
    let group = summit().expect("data/summit is readable").group;
    let aligner = Aligner::default();
    aligner.align(&group).expect("the default configuration")
});

fn tmx_text(options: WriteOptions) -> String {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let path = folder.path().join("summit.tmx");
    let writer = TmxWriter::with_options(&path, options);
    let summary = writer.and_then(|writer| writer.write(&SUMMIT)?.finish());
    summary.expect("written");
    fs::read_to_string(path).expect("UTF-8")
}

fn tsv(options: WriteOptions) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let path = folder.path().join("summit.tsv");
    let writer = TsvWriter::with_options(&path, options);
    let summary = writer.and_then(|writer| writer.write(&SUMMIT)?.finish());
    summary.expect("written");
    let text = fs::read_to_string(path).expect("UTF-8");
    assert!(text.ends_with('\n'));
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
    text.lines().map(cells).collect()
}

fn pair(source: &str, target: &str) -> Option<(String, String)> {
    Some((source.to_owned(), target.to_owned()))
}

#[test]
fn tmx_conforms_to_its_specification() {
    let mut asked = vec![
        WriteOptions::default(),
        WriteOptions {
            srclang_all: true,
            ..WriteOptions::default()
        },
        WriteOptions {
            complete: true,
            ..WriteOptions::default()
        },
        WriteOptions {
            min_probability: 0.9,
            ..WriteOptions::default()
        },
        WriteOptions {
            created: CreationDate::from_unix_seconds(1_758_551_696),
            ..WriteOptions::default()
        },
    ];
    for source in CODES {
        for target in CODES.iter().filter(|target| **target != source) {
            let pair = pair(source, target);
            asked.push(WriteOptions {
                pair,
                ..WriteOptions::default()
            });
        }
    }
    for options in asked {
        let text = tmx_text(options.clone());
        assert_eq!(tmx::fault(&text), None, "{options:?}");
        assert!(text.matches("<tu ").count() > 10, "{options:?}\n{text}");
    }
}

#[test]
fn tmx_holds_the_texts_of_all_units_of_two_languages() {
    let text = tmx_text(WriteOptions::default());
    let units = tmx::read(&text).units;
    let ids: BTreeSet<&str> = units.iter().map(|unit| unit.id.as_str()).collect();
    assert_eq!(ids.len(), units.len(), "identifiers twice: {text}");
    let found: Vec<Vec<(String, String)>> = units.into_iter().map(|unit| unit.variants).collect();
    let expected: Vec<Vec<(String, String)>> = SUMMIT
        .units()
        .filter(|unit| unit.n_languages() > 1)
        .map(|unit| {
            let present = CODES.iter().filter(|code| !unit.sentences(code).is_empty());
            present
                .map(|code| ((*code).to_owned(), unit.text(code)))
                .collect()
        })
        .collect();
    assert_eq!(found, expected);
    let n_complete = expected.iter().filter(|unit| unit.len() == 4).count();
    assert!(
        n_complete > 20,
        "only {n_complete} units with four languages"
    );
    assert!(!text.contains("date="), "a date that nobody gave");
}

#[test]
fn the_rules_of_tmx_refuse_what_does_not_conform() {
    let good = tmx_text(WriteOptions::default());
    for (from, to, expected) in [
        ("<tmx version=\"1.4\"", "<tmx version=\"1.3\"", "version"),
        ("<tmx version=\"1.4\"", "<tmx", "without version"),
        (" segtype=\"sentence\"", "", "without segtype"),
        ("segtype=\"sentence\"", "segtype=\"verse\"", "verse"),
        (" adminlang=\"en\"", "", "without adminlang"),
        (
            "datatype=\"plaintext\"",
            "datatype=\"plaintext\" creationdate=\"2025-09-22\"",
            "creationdate",
        ),
        ("<body>", "<body><note>a</note>", "out of its place"),
        (
            "<tuv xml:lang=\"id\">",
            "<tuv lang=\"id\">",
            "without xml:lang",
        ),
        (
            "<tuv xml:lang=\"id\">",
            "<tuv xml:lang=\"hi\">",
            "languages",
        ),
        ("<seg>", "<seg></seg><seg>", "2 of [\"seg\"]"),
        ("<seg>", "<seg><b>x</b>", "<b>"),
        (
            "</tuv>",
            "</tuv><prop type=\"x-late\">1</prop>",
            "out of its place",
        ),
        ("<prop type=\"x-probability\">", "<prop>", "without type"),
        ("tuid=\"summit-0\"", "tuid=\"summit 0\"", "tuid"),
        ("tuid=\"summit-0\"", "id=\"summit-0\"", "with id"),
        ("srclang=\"hi\"", "srclang=\"xx\"", "source language"),
        ("</tmx>", "", "closed"),
        ("<seg>", "<seg>\u{1}", "character"),
    ] {
        assert!(good.contains(from), "{from}");
        let fault = tmx::fault(&good.replacen(from, to, 1)).unwrap_or_default();
        let said = fault.to_lowercase().contains(&expected.to_lowercase());
        assert!(said, "{from} -> {to}: {fault:?} does not say {expected:?}");
    }
}

#[test]
fn tsv_has_a_column_for_each_language() {
    let rows = tsv(WriteOptions::default());
    assert_eq!(
        rows[0],
        ["group", "unit", "probability", "hi", "id", "it", "tl"]
    );
    assert_eq!(rows.len(), 1 + SUMMIT.units().len());
    for (row, unit) in rows[1..].iter().zip(SUMMIT.units()) {
        assert_eq!(row.len(), 7, "{row:?}");
        assert_eq!(row[0], "summit");
        assert_eq!(row[1], unit.index().to_string());
        assert_eq!(row[2], format!("{:.4}", unit.probability()));
        for (cell, code) in row[3..].iter().zip(CODES) {
            assert_eq!(cell.is_empty(), unit.sentences(code).is_empty(), "{row:?}");
            let words = |text: &str| {
                text.split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert_eq!(words(cell), words(&unit.text(code)));
        }
    }
}

#[test]
fn tsv_of_a_pair_has_the_columns_of_bitextor() {
    let pair = pair("tl", "hi");
    let rows = tsv(WriteOptions {
        pair,
        ..WriteOptions::default()
    });
    assert_eq!(
        rows[0],
        [
            "src_url",
            "trg_url",
            "src_text",
            "trg_text",
            "aligner_score"
        ]
    );
    let beads = SUMMIT.pair("tl", "hi").unwrap();
    let both = beads
        .iter()
        .filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
    assert_eq!(rows.len(), 1 + both.count());
    for row in &rows[1..] {
        assert_eq!(row.len(), 5, "{row:?}");
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        assert!(
            (0.0..=1.0).contains(&row[4].parse::<f64>().unwrap()),
            "{row:?}"
        );
    }
}

#[test]
fn beads_of_all_pairs_partition_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let writer = BeadsWriter::create(folder.path().join("summit.beads")).unwrap();
    let files = writer.write(&SUMMIT).unwrap().finish().unwrap().files;
    let names: Vec<String> = files
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let pairs = ["hi-id", "hi-it", "hi-tl", "id-it", "id-tl", "it-tl"];
    assert_eq!(names, pairs.map(|pair| format!("summit.{pair}.beads")));
    for (file, pair) in files.iter().zip(pairs) {
        let beads = read_beads(file).unwrap();
        let (source, target) = pair.split_once('-').unwrap();
        for (code, side) in [(source, 0), (target, 1)] {
            let ranges = beads.iter().map(|bead| {
                let indices = if side == 0 {
                    &bead.source
                } else {
                    &bead.target
                };
                let start = indices.first().copied().unwrap_or_default();
                assert!(
                    indices.iter().copied().eq(start..start + indices.len()),
                    "{indices:?}"
                );
                start..start + indices.len()
            });
            let n_sentences = SUMMIT.group().document(code).unwrap().n_sentences();
            assert_eq!(partition(ranges, n_sentences), Ok(()), "{pair}, {code}");
        }
        for bead in &beads {
            let n = bead.source.len().min(bead.target.len());
            assert!(
                n > 0 || bead.source.len() + bead.target.len() == 1,
                "{bead:?}"
            );
            assert!((0.0..=1.0).contains(&bead.score.unwrap()), "{bead:?}");
        }
    }
}

#[test]
fn explanations_are_read_back_from_json_lines() {
    let group = summit().expect("data/summit is readable").group;
    let config = Config {
        explain: true,
        ..Config::default()
    };
    let aligner = Aligner::new(config);
    let alignment = aligner.align(&group).expect("a right configuration");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let read = |explanations: bool| -> Vec<UnitRecord> {
        let path = folder.path().join("s.jsonl");
        let options = WriteOptions {
            explanations,
            ..WriteOptions::default()
        };
        let writer = JsonLinesWriter::with_options(&path, options).expect("a new file");
        let written = writer.write(&alignment).expect("a record a unit");
        written.finish().expect("a complete file");
        let records = read_records(&path).expect("the file is there");
        records.map(|record| record.expect("a record")).collect()
    };
    let expected: Vec<_> = records(&alignment).map(|one| one.explanation).collect();
    let explained: Vec<_> = read(true).into_iter().map(|one| one.explanation).collect();
    assert!(expected.iter().all(Option::is_some));
    assert_eq!(explained, expected);
    assert!(read(false).iter().all(|one| one.explanation.is_none()));
}
