//! What is written is read back: JSON Lines as the same records, TMX as conforming XML with the
//! same texts, beads as the same indices, for texts of any characters.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod common;
#[path = "common/tmx.rs"]
mod tmx;

use std::fs;

use common::{alignment, folder, sample};
use proptest::prelude::*;
use tetrapla_align::Alignment;
use tetrapla_export::{
    BeadsWriter, JsonLinesWriter, TmxWriter, TsvWriter, UnitRecord, WriteOptions, read_beads,
    read_records, records,
};

/// A probability as it is written.
fn rounded(probability: f64) -> f64 {
    (probability * 1e4).round() / 1e4
}

/// The text as XML can carry it.
fn carried(text: &str) -> String {
    let carried =
        |c: &char| matches!(u32::from(*c), 9 | 10 | 13 | 0x20..=0xfffd | 0x1_0000..=0x10_ffff);
    text.chars()
        .filter(carried)
        .collect::<String>()
        .trim()
        .to_owned()
}

fn check_tmx(alignment: &Alignment) {
    let folder = folder();
    let path = folder.path().join("a.tmx");
    let summary = TmxWriter::create(&path)
        .unwrap()
        .write(alignment)
        .unwrap()
        .finish()
        .unwrap();
    let read = tmx::read(&fs::read_to_string(&path).unwrap());
    let texts = |record: &UnitRecord| -> Vec<(String, String)> {
        let texts = record
            .translation
            .iter()
            .map(|(code, text)| (code.to_owned(), carried(text)));
        texts.filter(|(_, text)| !text.is_empty()).collect()
    };
    let expected: Vec<(UnitRecord, Vec<(String, String)>)> = records(alignment)
        .map(|record| {
            let texts = texts(&record);
            (record, texts)
        })
        .filter(|(_, texts)| texts.len() > 1)
        .collect();
    assert_eq!(read.units.len(), expected.len());
    assert_eq!(summary.n_written, expected.len());
    assert_eq!(
        summary.n_written + summary.n_single,
        alignment.units().len()
    );
    for (unit, (record, texts)) in read.units.iter().zip(&expected) {
        assert_eq!(&unit.variants, texts);
        let number = unit.id.rsplit('-').next().unwrap();
        assert_eq!(number, record.unit.to_string());
        let (kind, probability) = unit.properties.last().unwrap();
        assert_eq!(kind, "x-probability");
        assert_eq!(*probability, format!("{:.4}", rounded(record.probability)));
        let source = unit.source_language.as_deref().unwrap_or("hi");
        assert!(
            unit.variants.iter().any(|(code, _)| code == source),
            "no {source}"
        );
    }
}

#[test]
fn the_sample_is_read_back_from_tmx() {
    check_tmx(&sample());
}

#[test]
fn several_alignments_and_none_make_conforming_tmx() {
    let folder = folder();
    let path = folder.path().join("a.tmx");
    let writer = TmxWriter::create(&path).unwrap();
    writer
        .write(&sample())
        .unwrap()
        .write(&sample())
        .unwrap()
        .finish()
        .unwrap();
    assert_eq!(
        tmx::read(&fs::read_to_string(&path).unwrap()).units.len(),
        10
    );
    TmxWriter::create(&path).unwrap().finish().unwrap();
    let empty = tmx::read(&fs::read_to_string(&path).unwrap());
    assert_eq!(empty.units, []);
    assert_eq!(empty.source_language, "*all*");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_makes_conforming_tmx(alignment in alignment()) {
        check_tmx(&alignment);
    }

    #[test]
    fn json_lines_hold_everything(alignment in alignment()) {
        let folder = folder();
        let path = folder.path().join("a.jsonl.zst");
        JsonLinesWriter::create(&path).unwrap().write(&alignment).unwrap().finish().unwrap();
        let read: Vec<UnitRecord> = read_records(&path).unwrap().map(Result::unwrap).collect();
        let expected: Vec<UnitRecord> = records(&alignment)
            .map(|record| UnitRecord { probability: rounded(record.probability), ..record })
            .collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn every_row_of_a_table_is_one_line_of_all_columns(alignment in alignment()) {
        let folder = folder();
        let path = folder.path().join("a.tsv");
        TsvWriter::create(&path).unwrap().write(&alignment).unwrap().finish().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let n_columns = 3 + alignment.group().documents().len();
        prop_assert!(text.lines().all(|line| line.split('\t').count() == n_columns));
        prop_assert_eq!(text.lines().count(), 1 + alignment.units().len());
        prop_assert!(!text.contains('\r'));
    }

    #[test]
    fn beads_name_every_sentence_once(alignment in alignment()) {
        let folder = folder();
        let path = folder.path().join("a.hi-id.beads.gz");
        BeadsWriter::create(&path).unwrap().write(&alignment).unwrap().finish().unwrap();
        let beads = read_beads(&path).unwrap();
        let group = alignment.group();
        let sources: Vec<usize> = beads.iter().flat_map(|bead| bead.source.clone()).collect();
        let targets: Vec<usize> = beads.iter().flat_map(|bead| bead.target.clone()).collect();
        let all = |code: &str| (0..group.document(code).unwrap().n_sentences()).collect::<Vec<_>>();
        prop_assert_eq!(sources, all("hi"));
        prop_assert_eq!(targets, all("id"));
        for bead in beads {
            prop_assert!(bead.source.len() + bead.target.len() == 1 || !bead.source.is_empty() && !bead.target.is_empty());
            prop_assert!(bead.score.is_some_and(|score| (0.0..=1.0).contains(&score)));
        }
    }
}

#[test]
fn a_corpus_of_other_languages_needs_its_columns_up_front() {
    let folder = folder();
    let path = folder.path().join("a.tsv");
    let columns = ["tl", "it", "id", "hi", "en"].map(str::to_owned).to_vec();
    let options = WriteOptions {
        columns,
        ..WriteOptions::default()
    };
    let writer = TsvWriter::with_options(&path, options).unwrap();
    writer.write(&sample()).unwrap().finish().unwrap();
    let text = fs::read_to_string(&path).unwrap();
    assert!(
        text.starts_with("group\tunit\tprobability\ttl\tit\tid\thi\ten\n"),
        "{text}"
    );
    assert!(
        text.contains("\nsummit\t1\t0.9700\tNi Juan Cruz\t\t\t\t\n"),
        "{text}"
    );

    let options = WriteOptions {
        columns: vec!["hi".into(), "it".into()],
        ..WriteOptions::default()
    };
    let error = TsvWriter::with_options(&path, options)
        .unwrap()
        .write(&sample())
        .err()
        .unwrap();
    assert!(
        error
            .to_string()
            .contains("the group `summit` has `id`, but the columns are hi it")
    );
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        text,
        "the earlier file is untouched"
    );
}
