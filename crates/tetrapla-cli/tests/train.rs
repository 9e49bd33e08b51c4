//! `tetrapla train` and what is done with its models; runs over a corpus that are stopped.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::fs;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use common::{CODES, command, data, names, records, run};
use tempfile::TempDir;

const GROUPS: [&str; 4] = ["howto", "interview", "recipe", "sport"];

/// A folder with some of the gold texts in `texts`, and the sample article.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("texts")).unwrap();
    for code in CODES {
        for group in GROUPS {
            let name = format!("{group}.{code}.txt");
            fs::copy(
                data("gold").join(&name),
                folder.path().join("texts").join(&name),
            )
            .unwrap();
        }
        let name = format!("{code}.txt");
        fs::copy(data("summit").join(&name), folder.path().join(&name)).unwrap();
    }
    folder
}

const SUMMIT: [&str; 3] = ["align", "hi=hi.txt", "it=it.txt"];

fn read(folder: &TempDir, name: &str) -> Vec<u8> {
    fs::read(folder.path().join(name)).unwrap()
}

#[test]
fn a_model_is_learned_and_started_from() {
    let folder = folder();
    let ran = run(folder.path(), &["train", "texts", "-o", "a.model"]).good();
    assert_eq!(ran.out, "");
    let said = ran.err.trim_end();
    assert!(
        said.starts_with("tetrapla: a.model: ") && said.ends_with("sentences in 4 groups"),
        "{said}"
    );
    assert!(said.contains(" word pairs of hi id it tl, from "), "{said}");
    // The same texts give the same bytes, for any number of threads.
    run(
        folder.path(),
        &["train", "texts", "-o", "b.model", "--jobs", "1", "-q"],
    )
    .good();
    assert_eq!(read(&folder, "a.model"), read(&folder, "b.model"));
    let align = |model: &[&str], out: &str| {
        run(
            folder.path(),
            &[&SUMMIT[..], &["-q", "-o", out], model].concat(),
        )
        .good();
        records(&folder.path().join(out))
    };
    let (without, with) = (
        align(&[], "a.jsonl"),
        align(&["--model", "a.model"], "b.jsonl"),
    );
    assert_ne!(without, with, "the model says something");
    let corpus = |model: &[&str], out: &str| {
        let arguments = ["corpus", "texts", "-q", "-o", out];
        run(folder.path(), &[&arguments, model].concat()).good();
        read(&folder, out)
    };
    assert_ne!(
        corpus(&[], "a.tsv"),
        corpus(&["--model", "a.model"], "b.tsv")
    );
}

#[test]
fn learning_goes_on_from_a_model() {
    let folder = folder();
    fs::create_dir(folder.path().join("one")).unwrap();
    for code in CODES {
        let name = format!("recipe.{code}.txt");
        fs::copy(
            data("gold").join(&name),
            folder.path().join("one").join(&name),
        )
        .unwrap();
    }
    let n_word_pairs = |arguments: &[&str]| -> usize {
        let ran = run(folder.path(), &[&["train"], arguments].concat()).good();
        let words: Vec<&str> = ran.err.split_whitespace().collect();
        words[2].parse().unwrap()
    };
    let small = n_word_pairs(&["one", "-o", "one.model"]);
    let large = n_word_pairs(&["texts", "-o", "all.model", "--model", "one.model"]);
    assert!(large > small, "{small} {large}");
    assert_ne!(read(&folder, "one.model"), read(&folder, "all.model"));
}

#[test]
fn what_is_wrong_with_a_model_is_said() {
    let folder = folder();
    run(folder.path(), &["train", "texts", "-o", "a.model", "-q"]).good();
    let whole = read(&folder, "a.model");
    fs::write(folder.path().join("cut.model"), &whole[..whole.len() / 2]).unwrap();
    for (model, expected) in [
        ("cut.model", "cut.model: is a damaged model"),
        (
            "hi.txt",
            "hi.txt: is no model; expected a file that `tetrapla train` has written",
        ),
        ("no.model", "no.model: there is no such file"),
    ] {
        let ran = run(folder.path(), &[&SUMMIT[..], &["--model", model]].concat());
        assert_eq!(ran.status, 1);
        assert!(
            ran.err.starts_with(&format!("tetrapla: {expected}")),
            "{}",
            ran.err
        );
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    }
    let ran = run(
        folder.path(),
        &["train", "texts", "-o", "texts/recipe.hi.txt"],
    );
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(
        ran.err.contains("is both an input and an output"),
        "{}",
        ran.err
    );
}

#[test]
fn a_group_that_fails_is_not_learned_from() {
    let folder = folder();
    fs::write(folder.path().join("texts/recipe.hi.txt"), "").unwrap();
    let ran = run(folder.path(), &["train", "texts", "-o", "a.model"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("tetrapla: recipe: "), "{}", ran.err);
    assert!(ran.err.contains("in 3 groups"), "{}", ran.err);
    assert!(
        ran.err.contains("1 of 4 groups failed: recipe"),
        "{}",
        ran.err
    );
    assert!(folder.path().join("a.model").is_file());
    let ran = run(
        folder.path(),
        &["train", "texts", "-o", "b.model", "--strict"],
    );
    assert_eq!(ran.status, 1);
    assert!(!folder.path().join("b.model").exists());
}

#[test]
fn the_lexicon_that_is_carried_can_be_left_out() {
    let folder = folder();
    let with = run(
        folder.path(),
        &[&SUMMIT[..], &["--format", "jsonl"]].concat(),
    )
    .good();
    let without = run(
        folder.path(),
        &[&SUMMIT[..], &["--format", "jsonl", "--no-lexicon"]].concat(),
    );
    assert_ne!(with.out, without.good().out);
}

#[test]
fn a_run_that_is_killed_is_taken_up() {
    let folder = folder();
    let arguments = [
        "corpus",
        "texts",
        "--batch",
        "1",
        "-o",
        "out/all.tmx",
        "-o",
        "all.jsonl.gz",
    ];
    fs::create_dir(folder.path().join("out")).unwrap();
    run(folder.path(), &[&arguments[..], &["-q"]].concat()).good();
    let expected = [read(&folder, "out/all.tmx"), read(&folder, "all.jsonl.gz")];
    for name in ["out/all.tmx", "all.jsonl.gz"] {
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let kept = folder.path().join("out/.all.tmx.resume");
    for n_batches in [1, 2, 3] {
        let mut command = command(folder.path());
        let command = command.args(arguments).args(["--resume", "-q"]);
        let mut child = command.stdin(Stdio::null()).spawn().unwrap();
        let model = kept.join(format!("{n_batches}.model"));
        while !model.exists() && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!folder.path().join("out/all.tmx").exists());
    }
    let ran = run(folder.path(), &[&arguments[..], &["--resume"]].concat()).good();
    assert!(
        ran.err.contains("takes up a run that had done "),
        "{}",
        ran.err
    );
    assert_eq!(
        [read(&folder, "out/all.tmx"), read(&folder, "all.jsonl.gz")],
        expected
    );
    assert_eq!(
        names(&folder.path().join("out")),
        ["all.tmx"],
        "nothing else is left"
    );
}

#[test]
fn a_run_into_a_folder_is_taken_up_too() {
    let folder = folder();
    let arguments = [
        "corpus",
        "texts",
        "--batch",
        "1",
        "--learn-from",
        "2",
        "-o",
        "out",
        "--format",
        "jsonl",
    ];
    run(folder.path(), &[&arguments[..], &["-q"]].concat()).good();
    let expected = all(&folder.path().join("out"));
    assert_eq!(expected.len(), 4);
    fs::remove_dir_all(folder.path().join("out")).unwrap();
    let mut command = command(folder.path());
    let mut child = command
        .args(arguments)
        .arg("-q")
        .stdin(Stdio::null())
        .spawn()
        .unwrap();
    let model = folder.path().join("out/.resume/2.model");
    while !model.exists() && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let ran = run(folder.path(), &[&arguments[..], &["--resume"]].concat()).good();
    assert!(
        ran.err.contains("takes up a run that had done "),
        "{}",
        ran.err
    );
    assert_eq!(all(&folder.path().join("out")), expected);
}

/// Names and bytes of all files of a folder, hidden ones included.
fn all(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut files: Vec<(String, Vec<u8>)> = entries
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect();
    files.sort();
    files
}

#[test]
fn what_cannot_be_taken_up_is_said() {
    let folder = folder();
    let arguments = ["corpus", "texts", "--format", "jsonl", "--resume"];
    let ran = run(folder.path(), &arguments);
    assert_eq!(ran.status, 2);
    assert!(
        ran.err
            .contains("--resume needs a file or a folder as output"),
        "{}",
        ran.err
    );
    let ran = run(
        folder.path(),
        &["corpus", "texts", "-o", "a.tsv", "--resume"],
    )
    .good();
    assert!(
        ran.err.contains("there is nothing to take up"),
        "{}",
        ran.err
    );
    for wrong in [["--batch", "0"], ["--learn-from", "0"], ["--batch", "x"]] {
        let ran = run(
            folder.path(),
            &[&["corpus", "texts", "-o", "a.tsv"][..], &wrong].concat(),
        );
        assert_eq!(ran.status, 2, "{}", ran.err);
    }
}
