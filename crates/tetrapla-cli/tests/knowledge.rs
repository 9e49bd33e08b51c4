//! `--lexicon` and `--anchors` as processes: what they change, what `--report` says of them, and
//! wrong files of them.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{data, names, records, run, run_with_input, summit};

/// Two texts whose only common word is one that the files name.
const TEXTS: [(&str, &str); 2] = [
    ("id.txt", "Bobo gugu kakip.\n\nDadu kapip bubup.\n"),
    ("it.txt", "Felo merte sonev.\n\nLorte vesen tomel.\n"),
];

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in TEXTS {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn anchors(path: &Path) -> Vec<serde_json::Value> {
    let units = records(path);
    let anchors = units.iter().filter_map(|unit| unit["anchors"].as_array());
    anchors.flatten().cloned().collect()
}

#[test]
fn several_files_are_read_and_the_report_says_what_was_met() {
    let folder = folder();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "one.tsv",
        "it\tlorte\tid\tdadu\nid\tabsent\tit\tfelo\t0.4\n",
    );
    let zstd = folder.path().join("two.tsv.gz");
    let gzip = flate2::write::GzEncoder::new(fs::File::create(zstd).unwrap(), Default::default());
    std::io::Write::write_all(&mut { gzip }, "id\tgugu\tit\tmerte\n".as_bytes()).unwrap();
    write("names.txt", "kakip\tsonev\r\n");
    write("more.txt", "\nnowhere\n");
    let arguments = [
        "align",
        "id=id.txt",
        "it=it.txt",
        "--lexicon",
        "one.tsv",
        "--lexicon",
        "two.tsv.gz",
        "--anchors",
        "names.txt",
        "--anchors",
        "more.txt",
        "--report",
        "-q",
        "-o",
        "out.jsonl",
    ];
    let ran = run(folder.path(), &arguments).good();
    let said: Vec<&str> = ran.err.lines().collect();
    assert_eq!(
        said[said.len() - 2..],
        [
            "given        2 of 3 word pairs met",
            "             1 of 2 anchors met"
        ]
    );
    let expected = serde_json::json!({"id": "kakip", "it": "sonev"});
    assert!(anchors(&folder.path().join("out.jsonl")).contains(&expected));
    let arguments = ["align", "id=id.txt", "it=it.txt", "--report", "-q"];
    let without = run(folder.path(), &arguments).good();
    assert!(!without.err.contains("given"), "{}", without.err);
}

#[test]
fn the_sample_files_say_something_of_the_sample() {
    let folder = summit();
    let hints = data("hints");
    let file = |name: &str| hints.join(name).to_str().unwrap().to_owned();
    let (lexicon, names) = (file("lexicon.tsv"), file("anchors.tsv"));
    let mut made = Vec::new();
    for jobs in ["1", "3"] {
        let arguments = [
            "align",
            "hi=hi.txt",
            "id=id.txt",
            "it=it.txt",
            "tl=tl.txt",
            "--lexicon",
            &lexicon,
            "--anchors",
            &names,
            "--jobs",
            jobs,
            "--report",
            "-q",
            "-o",
            "out.jsonl",
        ];
        let ran = run(folder.path(), &arguments).good();
        let n_pairs = fs::read_to_string(&lexicon).unwrap().lines().count();
        let n_anchors = fs::read_to_string(&names).unwrap().lines().count();
        for line in [
            format!("{n_pairs} of {n_pairs} word pairs met"),
            format!("{n_anchors} of {n_anchors} anchors met"),
        ] {
            assert!(ran.err.contains(&line), "{line}: {}", ran.err);
        }
        made.push(fs::read(folder.path().join("out.jsonl")).unwrap());
    }
    assert_eq!(made[0], made[1]);
    let seoul = |anchor: &serde_json::Value| anchor["hi"] == "सियोल" && anchor["it"] == "Seul";
    assert!(anchors(&folder.path().join("out.jsonl")).iter().any(seoul));
}

#[test]
fn a_corpus_takes_them_as_well() {
    let folder = folder();
    let texts = folder.path().join("texts");
    fs::create_dir(&texts).unwrap();
    for name in ["a", "b"] {
        for (text, code) in [("id.txt", "id"), ("it.txt", "it")] {
            let to = texts.join(format!("{name}.{code}.txt"));
            fs::copy(folder.path().join(text), to).unwrap();
        }
    }
    let arguments = [
        "corpus",
        "texts",
        "--anchors",
        "-",
        "--report",
        "-q",
        "-o",
        "out.jsonl",
    ];
    let ran = run_with_input(folder.path(), &arguments, "kakip\tsonev\nnowhere\n").good();
    assert!(
        ran.err.ends_with("given        1 of 2 anchors met\n"),
        "{}",
        ran.err
    );
    assert_eq!(anchors(&folder.path().join("out.jsonl")).len(), 2);
}

/// Runs a wrong call, which must be one line and leave no file.
fn refused(options: &[&str], status: i32, parts: &[&str]) {
    let folder = folder();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write("spaces.tsv", b"id\ta\tit\tb\n\nid a it b\n");
    write("heavy.tsv", b"id\ta\tit\tb\t2\n");
    write("code.tsv", b"x_x\ta\tit\tb\n");
    write("latin1.txt", b"citt\xe0\n");
    write("bare.txt", b"Lazarus\n\xe2\x80\x8b\n");
    let before = names(folder.path());
    let arguments = [&["align", "id=id.txt", "it=it.txt"], options].concat();
    let ran = run(folder.path(), &arguments);
    assert_eq!(ran.status, status, "{options:?}: {}", ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{options:?}: {}", ran.err);
    for part in parts {
        assert!(
            ran.err.contains(part),
            "{options:?}: `{part}` in {}",
            ran.err
        );
    }
    assert_eq!(names(folder.path()), before, "{options:?}");
}

#[test]
fn wrong_files_are_named_with_their_line() {
    let lexicon = |file, parts: &[&str]| refused(&["--lexicon", file, "-o", "o.tmx"], 1, parts);
    lexicon(
        "spaces.tsv",
        &["spaces.tsv: line 3: expected", "parted by tabs", "1 column"],
    );
    lexicon("heavy.tsv", &["heavy.tsv: line 1:", "at most 1", "got 2"]);
    lexicon("code.tsv", &["code.tsv: line 1:", "language code", "`x_x`"]);
    lexicon("none.tsv", &["none.tsv", "no such file", "check the name"]);
    lexicon("latin1.txt", &["latin1.txt", "byte 4", "UTF-8"]);
    refused(
        &["--anchors", "bare.txt"],
        1,
        &["bare.txt: line 2: expected a word"],
    );
}

#[test]
fn wrong_calls_with_them() {
    refused(
        &["--lexicon", "-", "--anchors", "-"],
        2,
        &["standard input is given twice"],
    );
    refused(
        &[
            "--lexicon",
            "bare.txt",
            "-o",
            "./bare.txt",
            "--format",
            "tsv",
        ],
        2,
        &["bare.txt", "both an input and an output"],
    );
}
