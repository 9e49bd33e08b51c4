//! The sample in every format, byte for byte. `GOLDEN=write cargo test` writes the expected
//! files anew; look at the difference before keeping it.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

mod common;

use std::fs;
use std::path::Path;

use common::{folder, names, sample};
use tetrapla_export::{CreationDate, Format, Summary, WriteOptions, create, write_table};

/// Compares with a file of `tests/golden`, in which VERSION stands for that of the package.
fn check(name: &str, made: &[u8]) {
    let made = String::from_utf8(made.to_vec()).unwrap();
    let made = made.replace(
        &format!("creationtoolversion=\"{}\"", env!("CARGO_PKG_VERSION")),
        "creationtoolversion=\"VERSION\"",
    );
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var_os("GOLDEN").is_some_and(|value| value == "write") {
        fs::write(&path, &made).unwrap();
    }
    let expected = fs::read_to_string(&path).unwrap();
    assert!(made == expected, "{name} differs; it is now\n{made}");
}

/// Writes the sample and compares every file that comes of it.
fn check_files(name: &str, options: WriteOptions, expected: &[&str]) -> Summary {
    let folder = folder();
    let path = folder.path().join(name);
    let mut writer = create(Format::from_path(&path).unwrap(), &path, options).unwrap();
    writer.write(&sample()).unwrap();
    assert!(
        names(&folder).iter().all(|name| name.ends_with(".part")),
        "a file came too early"
    );
    let summary = writer.finish().unwrap();
    assert_eq!(names(&folder), expected);
    for name in expected {
        check(name, &fs::read(folder.path().join(name)).unwrap());
    }
    let files: Vec<_> = expected
        .iter()
        .map(|name| folder.path().join(name))
        .collect();
    assert_eq!(summary.files, files);
    summary
}

fn pair(source: &str, target: &str) -> WriteOptions {
    WriteOptions {
        pair: Some((source.into(), target.into())),
        ..WriteOptions::default()
    }
}

#[test]
fn tmx() {
    let created = CreationDate::from_unix_seconds(1_758_551_696);
    let options = WriteOptions {
        created,
        ..WriteOptions::default()
    };
    let summary = check_files("units.tmx", options, &["units.tmx"]);
    assert_eq!(
        (summary.n_written, summary.n_single, summary.n_removed),
        (5, 1, 1)
    );
    let options = WriteOptions {
        srclang_all: true,
        ..pair("it", "hi")
    };
    let summary = check_files("it-hi.tmx", options, &["it-hi.tmx"]);
    assert_eq!(
        (summary.n_written, summary.n_single, summary.n_removed),
        (4, 2, 1)
    );
}

#[test]
fn tsv() {
    let summary = check_files("units.tsv", WriteOptions::default(), &["units.tsv"]);
    assert_eq!((summary.n_written, summary.n_flattened), (6, 1));
    let summary = check_files("hi-it.tsv", pair("hi", "it"), &["hi-it.tsv"]);
    assert_eq!((summary.n_written, summary.n_single), (4, 2));
}

#[test]
fn json_lines() {
    let summary = check_files("units.jsonl", WriteOptions::default(), &["units.jsonl"]);
    assert_eq!(summary.n_written, 6);
    let options = WriteOptions {
        min_probability: 0.5,
        complete: true,
        ..WriteOptions::default()
    };
    let summary = check_files("sure.jsonl", options, &["sure.jsonl"]);
    assert_eq!(
        (
            summary.n_written,
            summary.n_incomplete,
            summary.n_improbable
        ),
        (3, 3, 0)
    );
    check_files("hi-it.jsonl", pair("hi", "it"), &["hi-it.jsonl"]);
}

#[test]
fn beads() {
    let all = ["hi-id", "hi-it", "hi-tl", "id-it", "id-tl", "it-tl"];
    let all = all.map(|pair| format!("beads.{pair}.beads"));
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    check_files("beads.beads", WriteOptions::default(), &all);
    check_files(
        "beads.hi-it.beads",
        WriteOptions::default(),
        &["beads.hi-it.beads"],
    );
    check_files("swapped.beads", pair("it", "hi"), &["swapped.it-hi.beads"]);
}

#[test]
fn table() {
    for (name, width, colour) in [("table.txt", 40, false), ("colour.txt", 80, true)] {
        let mut made = Vec::new();
        write_table(&sample(), width, &mut made, colour).unwrap();
        check(name, &made);
    }
}
