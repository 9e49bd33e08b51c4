//! The program `accuracy` as a process: the shape of its tables, and what it refuses.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// The short groups of the project.
const GOLD: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../data/gold");

fn run(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_accuracy"));
    command.args(arguments).output().expect("it starts")
}

/// The rows of the table in standard output: cells without blanks. Fails where a row has not
/// the cells of the first.
fn rows(arguments: &[&str]) -> Vec<Vec<String>> {
    let ran = run(arguments);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    let out = String::from_utf8(ran.stdout).expect("UTF-8");
    let cells = |line: &str| -> Vec<String> {
        let inner = line
            .strip_prefix('|')
            .and_then(|line| line.strip_suffix('|'));
        let inner = inner.unwrap_or_else(|| panic!("no row of a table: {line}"));
        inner
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    let table: Vec<Vec<String>> = out
        .lines()
        .filter(|line| line.starts_with('|'))
        .map(cells)
        .collect();
    assert!(table.len() > 2, "{out}");
    assert!(table.iter().all(|row| row.len() == table[0].len()), "{out}");
    assert!(
        table[1]
            .iter()
            .all(|cell| cell.trim_matches(['-', ':']).is_empty()),
        "{out}"
    );
    table
}

fn figure(cell: &str) -> f64 {
    cell.parse()
        .unwrap_or_else(|_| panic!("{cell:?} is no figure"))
}

#[test]
fn a_row_a_configuration_with_figures_that_can_be() {
    // The order of the table is its own.
    let table = rows(&[GOLD, "--raw", "--only", "length-alone,all"]);
    let titles = [
        "configuration",
        "pairs strict F1",
        "pairs lax F1",
        "units strict F1",
        "pairs ECE",
        "units ECE",
        "seconds",
    ];
    assert_eq!(table[0], titles);
    assert_eq!([&table[2][0], &table[3][0]], ["all", "length-alone"]);
    assert_eq!(table.len(), 4);
    for row in &table[2..] {
        for cell in &row[1..6] {
            assert!((0.0..=1.0).contains(&figure(cell)), "{row:?}");
        }
        assert!(
            figure(&row[2]) >= figure(&row[1]),
            "lax is no less than strict: {row:?}"
        );
    }
    let (all, length) = (&table[2], &table[3]);
    assert!(
        figure(&all[3]) > 0.9 && figure(&all[3]) > figure(&length[3]),
        "{table:?}"
    );
}

#[test]
fn strangers_are_measured() {
    let table = rows(&[GOLD, "--raw", "--strangers", "--only", "all,without-doubt"]);
    let titles = [
        "configuration",
        "pairs of texts",
        "sentences",
        "linked",
        "seconds",
    ];
    assert_eq!(table[0], titles);
    // Six cases, Hindi with three languages each.
    assert_eq!(table[2][1], "18");
    let (linked, undoubting) = (figure(&table[2][3]), figure(&table[3][3]));
    assert!((0.0..=0.03).contains(&linked), "{table:?}");
    assert!((0.5..=1.0).contains(&undoubting), "{table:?}");
}

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("written");
}

#[test]
fn beads_are_a_gold_of_their_pair() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    write(
        folder,
        "a.b.it.txt",
        "Il 22 settembre 2025 pioveva.\nLa FBI rinvia la riunione.\n",
    );
    write(
        folder,
        "a.b.tl.txt",
        "Umulan noong Setyembre 22, 2025.\nIpinagpaliban ng FBI ang pulong.\n",
    );
    write(folder, "a.b.it-tl.beads", "[0]:[0]\n[1]:[1]\n");
    write(folder, "alone.it.txt", "Nessuna risposta.\n");
    let path = folder.to_str().expect("UTF-8");
    for mode in [&["--set", "temper=1"][..], &["--alone"]] {
        let table = rows(&[&[path, "--only", "all"], mode].concat());
        let figures = [&table[2][1], &table[2][2], &table[2][3], &table[2][5]];
        assert_eq!(figures, ["1.0000", "1.0000", "-", "-"]);
    }
}

#[test]
fn what_is_wrong_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let path = folder.to_str().expect("UTF-8");
    let refused = |arguments: &[&str], said: &[&str]| {
        let ran = run(arguments);
        let error = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(!ran.status.success() && ran.stdout.is_empty(), "{error}");
        assert!(
            said.iter().all(|one| error.contains(one)),
            "{said:?}: {error}"
        );
    };
    refused(&[], &["FOLDER"]);
    refused(&["no/such/folder"], &["no/such/folder", "cannot be listed"]);
    refused(
        &[GOLD, "--only", "everything"],
        &["`everything`", "without-length"],
    );
    refused(
        &[GOLD, "--set", "tempre=1"],
        &["tempre", "known are", "temper"],
    );
    refused(
        &[GOLD, "--set", "temper=100"],
        &["temper", "from 0.01 to 10"],
    );
    write(folder, "a.it.txt", "Uno.\nDue.\n");
    write(folder, "a.tl.txt", "Isa.\nDalawa.\n");
    refused(&[path], &[path, "holds no case", "CASE.gold.json"]);
    write(folder, "a.it-hi.beads", "[0]:[0]\n");
    refused(&[path], &["a.it-hi.beads", "two of it tl"]);
    fs::remove_file(folder.join("a.it-hi.beads")).expect("removed");
    write(folder, "a.it-tl.beads", "[0]:[0]\n[1]:[2]\n");
    refused(
        &[path],
        &["a.it-tl.beads", "sentence 2 of `tl`, which has 2"],
    );
    write(folder, "a.it-tl.beads", "[0]:[0]\n[1]:[1]\n");
    refused(&[path, "--strangers"], &[path, "one case only"]);
    write(
        folder,
        "a.gold.json",
        r#"{"covers": {"it": [[0]], "tl": [[0], [1]]}}"#,
    );
    refused(
        &[path],
        &["a.gold.json", "knows 1 sentences of `it`, which has 2"],
    );
}

#[test]
fn the_configurations_are_listed() {
    let ran = run(&["--list"]);
    let out = String::from_utf8_lossy(&ran.stdout);
    assert!(ran.status.success());
    assert!(
        out.starts_with("all ") && out.contains("\nuntempered "),
        "{out}"
    );
}
