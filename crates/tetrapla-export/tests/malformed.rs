//! Readers meet anything and answer with an error that says where, never with a panic.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod common;

use std::fs;

use common::folder;
use proptest::prelude::*;
use tetrapla_export::score::Answer;
use tetrapla_export::{Error, read_beads, read_records};

/// Reads the bytes as everything that can be read.
fn read_as_everything(bytes: &[u8]) {
    let folder = folder();
    for name in ["a.jsonl", "a.json", "a.hi-it.beads"] {
        let path = folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        for error in [Answer::read(&path).err(), read_beads(&path).err()]
            .into_iter()
            .flatten()
        {
            assert!(!error.to_string().contains('\n'), "{error}");
        }
        let _ = tetrapla_export::score_files(&[(&path, &path)]);
        let n_records = read_records(&path).unwrap().count();
        assert!(
            n_records <= bytes.len().max(1) * 1_100,
            "a record for nothing"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn bytes_that_begin_as_if_compressed(gzip: bool, bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let start: &[u8] = if gzip { &[0x1f, 0x8b, 8, 0] } else { &[0x28, 0xb5, 0x2f, 0xfd] };
        read_as_everything(&[start, &bytes].concat());
    }

    #[test]
    fn almost_json(text in r#"[\[\]{}:,"0-9 eE.hitunscovrg\n-]{0,80}"#) {
        read_as_everything(text.as_bytes());
    }

    #[test]
    fn almost_beads(text in r"([\[(][0-9, ]{0,8}[\])]?:?){0,4}[\n:.0-9]{0,4}") {
        read_as_everything(text.as_bytes());
    }
}

#[test]
fn deep_nesting_is_an_error() {
    read_as_everything("[".repeat(100_000).as_bytes());
    read_as_everything("{\"a\":".repeat(100_000).as_bytes());
}

const RECORD: &str = r#"{"group":"g","unit":0,"probability":0.5,"translation":{"hi":"a"},"sentences":{"hi":[0]},"spans":{"hi":[[0,1]]},"anchors":[]}"#;

#[test]
fn errors_name_the_file_the_line_and_what_was_expected() {
    let folder = folder();
    let path = folder.path().join("a.jsonl");
    for (broken, reason) in [
        ("{}", "missing field `unit`"),
        (&RECORD.replace("0.5", "1.5"), "the probability 1.5"),
        (
            &RECORD.replace("[[0,1]]", "[[1,0]]"),
            "ends before it starts",
        ),
        (
            &RECORD.replace("[[0,1]]", "[]"),
            "other sentences in `spans`",
        ),
        (
            &RECORD.replace("{\"hi\":[0]}", "{\"it\":[0]}"),
            "other languages in `sentences`",
        ),
        (
            &RECORD.replace(":{\"hi\":\"a\"}", ":{\"hi\":\"a\",\"hi\":\"b\"}"),
            "`hi` stands twice",
        ),
        ("no json", "`no json` (expected ident)"),
    ] {
        fs::write(&path, format!("{RECORD}\r\n\n{broken}\n{RECORD}\n")).unwrap();
        let read: Vec<_> = read_records(&path).unwrap().collect();
        assert_eq!(read.len(), 3);
        assert!(read[0].is_ok() && read[2].is_ok());
        let text = read[1].as_ref().unwrap_err().to_string();
        let start = format!(
            "{}: line 3: expected the JSON record of a unit",
            path.display()
        );
        assert!(text.starts_with(&start) && text.contains(reason), "{text}");
    }
    fs::write(&path, "\u{feff}[0]:[1]\n[0] [1]\n").unwrap();
    let error = read_beads(&path).unwrap_err();
    assert!(error.to_string().ends_with(
        "line 2: expected a bead such as [0, 1]:[0] or [0, 1]:[0]:0.9931, got `[0] [1]`"
    ));
    fs::write(&path, b"[0]:[1]\n\xff\n").unwrap();
    let error = read_beads(&path).unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("line 2: expected text in UTF-8, got the byte 0xff")
    );
    assert!(matches!(
        read_beads(folder.path()),
        Err(Error::IsFolder { .. })
    ));
    assert!(matches!(
        read_beads(folder.path().join("none")),
        Err(Error::Read { .. })
    ));
}

#[test]
fn records_made_by_hand_may_leave_out_what_is_not_known() {
    let folder = folder();
    let path = folder.path().join("a.jsonl");
    fs::write(
        &path,
        r#"{"unit":4,"translation":{"it":"a","hi":""},"sentences":{"it":[2],"hi":[]}}"#,
    )
    .unwrap();
    let record = read_records(&path).unwrap().next().unwrap().unwrap();
    assert_eq!((record.unit, record.probability), (4, 1.0));
    assert_eq!(
        record.translation.languages().collect::<Vec<_>>(),
        ["it", "hi"]
    );
}
