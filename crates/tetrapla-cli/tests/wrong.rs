//! Wrong calls and wrong input: each is one line that says what was expected, with its exit
//! status, no file left behind and an earlier output untouched.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::fs;

use common::{Ran, command, names, ran, run};
use tempfile::TempDir;

/// Two right texts, wrong ones of all kinds, and an earlier output.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    write(
        "id.txt",
        b"Hujan turun pada 22 September. Rapat dengan FBI ditunda.",
    );
    write(
        "it.txt",
        b"Il 22 settembre pioveva. La riunione con l'FBI fu rinviata.",
    );
    write("latin1.txt", b"citt\xe0");
    write("empty.txt", b" \n\n");
    write("cut.txt.gz", b"\x1f\x8b\x08\x00nonsense");
    write(
        "bad.jsonl",
        b"{\"sentences\": {\"id\": [0], \"it\": [0]}}\n{\"sentences\": 1}\n",
    );
    write("bad.toml", b"temper = \"high\"\n");
    write("odd.toml", b"temper = -1.0\n");
    write("earlier.tmx", b"earlier");
    fs::create_dir(folder.path().join("hollow")).unwrap();
    folder
}

/// Runs a wrong call and checks what every one must hold to.
fn refused(arguments: &[&str], status: i32, parts: &[&str]) {
    let folder = folder();
    let before = names(folder.path());
    let ran = run(folder.path(), arguments);
    check(&ran, status, parts, &format!("{arguments:?}"));
    assert_eq!(names(folder.path()), before, "{arguments:?}");
    assert!(names(&folder.path().join("hollow")).is_empty());
    let earlier = fs::read_to_string(folder.path().join("earlier.tmx")).unwrap();
    assert_eq!(earlier, "earlier", "{arguments:?}");
}

fn check(ran: &Ran, status: i32, parts: &[&str], call: &str) {
    assert_eq!(ran.status, status, "{call}: {}", ran.err);
    assert_eq!(ran.out, "", "{call}");
    assert_eq!(ran.err.lines().count(), 1, "{call}: {}", ran.err);
    assert!(ran.err.starts_with("tetrapla: "), "{call}: {}", ran.err);
    for part in parts {
        assert!(ran.err.contains(part), "{call}: `{part}` in {}", ran.err);
    }
}

/// Calls `align` with a right text and another, onto an earlier output.
fn refused_text(text: &str, status: i32, parts: &[&str]) {
    refused(
        &[
            "align",
            "it=it.txt",
            text,
            "-o",
            "earlier.tmx",
            "-o",
            "new.tsv",
        ],
        status,
        parts,
    );
}

/// Calls `align` on right texts with other arguments.
fn refused_options(options: &[&str], status: i32, parts: &[&str]) {
    refused(
        &[&["align", "id=id.txt", "it=it.txt"], options].concat(),
        status,
        parts,
    );
}

#[test]
fn texts_that_cannot_be_used() {
    refused_text(
        "id=none.txt",
        1,
        &["none.txt", "no such file", "check the name"],
    );
    refused_text("id=latin1.txt", 1, &["latin1.txt", "byte 4", "UTF-8"]);
    refused_text("id=empty.txt", 1, &["empty.txt", "no sentence", "`id`"]);
    refused_text("id=-", 1, &["standard input", "no sentence"]);
    refused_text(
        "id=hollow",
        1,
        &["hollow", "is a folder", "tetrapla corpus"],
    );
    refused_text("id=cut.txt.gz", 1, &["cut.txt.gz", "cannot be read"]);
}

#[test]
fn languages_that_make_no_group() {
    refused(
        &["align", "it=it.txt", "-o", "new.tsv"],
        2,
        &["1 language given", "two or more"],
    );
    refused_text("it=id.txt", 2, &["`it` is given twice"]);
    refused_text(
        "xx=id.txt",
        2,
        &["`xx`", "hi hu id it ja", "--any-language"],
    );
    refused_text("x_x=id.txt", 2, &["`x_x`", "BCP 47"]);
    for text in ["id.txt", "=id.txt", "id=", "="] {
        refused_text(text, 2, &[&format!("`{text}`"), "LANG=FILE"]);
    }
    refused(
        &["align", "id=-", "it=-"],
        2,
        &["standard input", "two texts"],
    );
    refused_options(&["--languages", "it"], 2, &["`it` alone"]);
    refused_options(&["--languages", "it,hi"], 2, &["`hi`", "id it"]);
    refused_options(
        &["--pair", "hi-it"],
        2,
        &["`hi-it`", "two of id it", "id-it"],
    );
}

#[test]
fn explanations_that_cannot_be_given() {
    refused_options(
        &["--explain", "99", "-o", "new.tsv"],
        1,
        &["--explain 99", "there are 2 units", "from 0 to 1"],
    );
    refused_options(&["--explain", "x"], 2, &["'x'", "--explain"]);
    refused_options(
        &["--explain", "0", "--pair", "id-it"],
        2,
        &["--explain", "--pair"],
    );
    refused_options(
        &["--explanations", "-o", "new.tsv"],
        2,
        &["JSON Lines", "-o OUT.jsonl"],
    );
    refused(
        &["corpus", "hollow", "--explanations", "-o", "new.tmx"],
        2,
        &["JSON Lines", "--format jsonl"],
    );
}

#[test]
fn outputs_that_cannot_be_written() {
    refused_options(
        &["-o", "new.xlsx"],
        2,
        &["new.xlsx", ".tmx .tsv .jsonl .beads"],
    );
    refused_options(&["-o", "new.tsv", "-o", "new"], 2, &["new", ".tmx .tsv"]);
    refused_options(&["-o", "new.parquet"], 2, &[".parquet", "not written yet"]);
    refused_options(&["-o", "hollow"], 1, &["hollow", "is a folder"]);
    refused_options(
        &["-o", "new.tsv", "-o", "none/new.tsv"],
        1,
        &["none/new.tsv", "no folder"],
    );
    refused_options(&["-o", "new.tsv", "-o", "./new.tsv"], 2, &["two outputs"]);
    refused_options(
        &["-o", "it.txt", "--format", "tsv"],
        2,
        &["it.txt", "both an input and an"],
    );
    refused_options(&["-o", "-"], 2, &["--format"]);
    refused_options(
        &["--format", "csv"],
        2,
        &["`csv`", "tmx tsv jsonl beads table"],
    );
    refused_options(&["--format", "tsv", "--format", "tmx"], 2, &["--format"]);
    refused_options(
        &[
            "-o", "a.tsv", "-o", "b.tsv", "-o", "c.tsv", "--format", "tsv",
        ],
        2,
        &["1 --format for 3 outputs"],
    );
}

#[test]
fn options_out_of_bounds() {
    refused_options(
        &["--min-probability", "1.5"],
        2,
        &["--min-probability", "from 0 to 1"],
    );
    refused_options(
        &["--min-probability", "NaN"],
        2,
        &["--min-probability", "from 0 to 1"],
    );
    refused_options(&["--jobs", "many"], 2, &["--jobs", "0 to 1024"]);
    refused_options(&["--line-breaks", "maybe"], 2, &["auto, always, never"]);
    refused_options(
        &["--neural", "m"],
        2,
        &["'--neural'", "tetrapla align --help"],
    );
    refused_options(
        &["--config", "none.toml"],
        1,
        &["none.toml", "no such file"],
    );
    refused_options(
        &["--config", "bad.toml"],
        1,
        &["bad.toml", "line 1", "expected"],
    );
    refused_options(
        &["--config", "odd.toml"],
        1,
        &["odd.toml", "temper", "expected"],
    );
    refused(&["align"], 2, &["LANG=FILE", "tetrapla align --help"]);
    refused(&["frobnicate"], 2, &["frobnicate"]);
}

#[test]
fn a_date_that_is_none() {
    let folder = folder();
    for value in ["yesterday", "-1", "253402300800", "99999999999999999999"] {
        let output = command(folder.path())
            .args(["align", "id=id.txt", "it=it.txt", "-o", "earlier.tmx"])
            .env("SOURCE_DATE_EPOCH", value)
            .output();
        check(
            &ran(output.unwrap()),
            2,
            &["SOURCE_DATE_EPOCH", value],
            value,
        );
    }
}

#[test]
fn folders_without_groups() {
    let into = ["-o", "new.tsv"];
    let refused_folder = |folder, status, parts: &[&str]| {
        refused(&[&["corpus", folder], &into[..]].concat(), status, parts);
        refused(
            &["corpus", folder, "-o", "new", "--format", "jsonl"],
            status,
            parts,
        );
    };
    refused_folder(
        "hollow",
        1,
        &[
            "hollow",
            "no groups found",
            "NAME.LANG.txt",
            "LANG/NAME.txt",
        ],
    );
    refused_folder("none", 1, &["none", "no such folder"]);
    refused_folder("it.txt", 1, &["it.txt", "is no folder"]);
}

#[test]
fn outputs_of_a_corpus_that_cannot_be() {
    let refused_output = |options: &[&str], status, parts: &[&str]| {
        refused(&[&["corpus", "."], options].concat(), status, parts);
    };
    refused_output(&["-o", "all.beads"], 2, &["one group", "--format beads"]);
    refused_output(&["-o", "new"], 2, &["new", "--format"]);
    refused_output(&["-o", "hollow"], 2, &["is a folder", "--format"]);
    refused_output(&["-o", "new.html"], 2, &["not written yet"]);
    refused_output(&["-o", "new", "--format", "table"], 2, &["table"]);
    refused_output(
        &["-o", "new", "--format", "tsv", "--format", "tsv"],
        2,
        &["twice"],
    );
}

#[test]
fn a_group_and_a_language_that_a_corpus_lacks() {
    let folder = folder();
    for code in ["id", "it"] {
        let name = |path: &str| folder.path().join(format!("{path}{code}.txt"));
        fs::rename(name(""), name("hollow/a.")).unwrap();
    }
    let lacking = |options: &[&str]| {
        run(
            folder.path(),
            &[&["corpus", "hollow", "-o", "new.tsv"], options].concat(),
        )
    };
    check(
        &lacking(&["--languages", "hi,it"]),
        2,
        &["hollow", "`hi`", "id it"],
        "languages",
    );
    check(
        &lacking(&["--pair", "hi-it"]),
        2,
        &["`hi-it`", "two of id it"],
        "pair",
    );
    assert!(!folder.path().join("new.tsv").exists());
    let under_a_file = [
        "corpus",
        "hollow",
        "-o",
        "latin1.txt/new",
        "--format",
        "tsv",
    ];
    let ran = run(folder.path(), &under_a_file);
    check(
        &ran,
        1,
        &["latin1.txt/new", "cannot be made"],
        "a folder in a file",
    );
}

#[test]
fn alignments_that_cannot_be_scored() {
    refused(
        &["score", "bad.jsonl", "bad.jsonl"],
        1,
        &["bad.jsonl", "line 2", "expected"],
    );
    refused(
        &["score", "none.jsonl", "bad.jsonl"],
        1,
        &["none.jsonl", "no such file"],
    );
    refused(
        &["score", "hollow", "bad.jsonl"],
        1,
        &["hollow", "is a folder"],
    );
    refused(
        &["score", "it.txt", "bad.jsonl"],
        1,
        &["it.txt", "line 1", "expected a bead"],
    );
    refused(&["score", "bad.jsonl"], 2, &["GOLD HYP", "got 1"]);
    let gold = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../data/gold/story.gold.jsonl"
    );
    refused(
        &["score", gold, gold, "--calibration"],
        1,
        &[
            "story.gold.jsonl",
            "unit 1",
            "states no probability",
            "without calibration",
        ],
    );
}

#[test]
fn texts_that_cannot_be_split() {
    refused(&["split", "it=none.txt"], 1, &["none.txt", "no such file"]);
    refused(&["split", "xx=it.txt"], 2, &["`xx`", "--any-language"]);
    refused(&["split", "ita=it.txt"], 2, &["`ita`", "as `it`"]);
    refused(&["split", "it.txt"], 2, &["LANG=FILE"]);
    refused(
        &["split", "it=it.txt", "-o", "it.txt"],
        2,
        &["both an input and an output"],
    );
    refused(
        &["split", "it=it.txt", "--paragraphs", "--format", "tsv"],
        2,
        &["--paragraphs", "--format text"],
    );
    refused(&["split", "it=it.txt", "-o", "no/s.txt"], 1, &["no/s.txt"]);
    refused(&["split", "it=-", "id=-"], 2, &["standard input"]);
}
