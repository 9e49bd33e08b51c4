//! `tetrapla corpus` and `tetrapla score` as processes, on right input and on groups that fail.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::fs;
use std::path::Path;

use common::{CODES, command, data, names, ran, records, run};
use tempfile::TempDir;

const GROUPS: [&str; 2] = ["recipe", "sport"];

/// Two groups of the gold texts, named by `path`.
fn corpus(path: impl Fn(&str, &str) -> String) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for group in GROUPS {
        for code in CODES {
            let to = folder.path().join("texts").join(path(group, code));
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(data("gold").join(format!("{group}.{code}.txt")), to).unwrap();
        }
    }
    folder
}

fn flat() -> TempDir {
    corpus(|group, code| format!("{group}.{code}.txt"))
}

fn read(folder: &TempDir, name: &str) -> Vec<u8> {
    fs::read(folder.path().join(name)).unwrap()
}

#[test]
fn both_layouts_give_the_same_files() {
    let (flat, nested) = (flat(), corpus(|group, code| format!("{code}/{group}.txt")));
    let arguments = [
        "corpus", "texts", "-o", "out/new", "--format", "jsonl", "--format", "beads",
    ];
    for folder in [&flat, &nested] {
        let ran = run(folder.path(), &arguments).good();
        assert_eq!(ran.out, "");
        assert_eq!(ran.err, "tetrapla: out/new: 2 groups as jsonl, beads\n");
        assert_eq!(names(&folder.path().join("out/new")).len(), 2 * (1 + 6));
    }
    for name in ["out/new/recipe.jsonl", "out/new/sport.hi-id.beads"] {
        assert_eq!(read(&flat, name), read(&nested, name), "{name}");
    }
    let mut pairs = Vec::new();
    for group in GROUPS {
        let units = records(&flat.path().join(format!("out/new/{group}.jsonl")));
        assert!(units.iter().all(|unit| unit["group"] == group));
        let gold = data("gold").join(format!("{group}.gold.jsonl"));
        pairs.push(gold.to_str().unwrap().to_owned());
        pairs.push(format!("out/new/{group}.jsonl"));
    }
    let mut score = vec!["score"];
    score.extend(pairs.iter().map(String::as_str));
    let score = run(flat.path(), &score).good().out;
    let f1: f64 = score.split("F1 ").nth(1).unwrap()[..6].parse().unwrap();
    assert!(f1 >= 0.9, "{score}");
}

#[test]
fn all_groups_go_into_one_file() {
    let folder = flat();
    let arguments = [
        "corpus",
        "texts",
        "-o",
        "all.tsv",
        "-o",
        "all.tmx",
        "-o",
        "all.jsonl",
    ];
    let ran = run(folder.path(), &arguments).good();
    assert_eq!(ran.err.lines().count(), 3, "{}", ran.err);
    let tsv = String::from_utf8(read(&folder, "all.tsv")).unwrap();
    assert_eq!(
        tsv.lines()
            .filter(|line| line.starts_with("group\t"))
            .count(),
        1
    );
    let units = records(&folder.path().join("all.jsonl"));
    assert_eq!(units.len(), tsv.lines().count() - 1);
    assert_eq!(
        (&units[0]["group"], &units[units.len() - 1]["group"]),
        (&"recipe".into(), &"sport".into())
    );
    let piped = run(
        folder.path(),
        &["corpus", "texts", "--format", "jsonl", "-q"],
    )
    .good();
    assert_eq!(piped.out.as_bytes(), read(&folder, "all.jsonl"));
    let table = run(folder.path(), &["corpus", "texts"]).good().out;
    assert!(table.contains("recipe: hi-id-it-tl") && table.contains("sport: hi-id-it-tl"));
}

#[test]
fn columns_are_those_of_all_groups() {
    let folder = flat();
    for code in ["hi", "id"] {
        fs::remove_file(folder.path().join(format!("texts/recipe.{code}.txt"))).unwrap();
    }
    run(folder.path(), &["corpus", "texts", "-o", "all.tsv", "-q"]).good();
    let tsv = String::from_utf8(read(&folder, "all.tsv")).unwrap();
    assert!(
        tsv.starts_with("group\tunit\tprobability\thi\tid\tit\ttl\nrecipe\t0\t"),
        "{tsv}"
    );
}

#[test]
fn bytes_are_the_same_for_any_number_of_threads() {
    let folder = flat();
    for jobs in ["1", "2"] {
        let name = format!("{jobs}.jsonl");
        run(
            folder.path(),
            &["corpus", "texts", "-o", &name, "--jobs", jobs, "-q"],
        )
        .good();
    }
    assert_eq!(read(&folder, "1.jsonl"), read(&folder, "2.jsonl"));
}

#[test]
fn lines_are_sentences_where_texts_are_segmented() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text| fs::write(folder.path().join(name), text).unwrap();
    write("a.it.txt", "Il 22 settembre. Pioveva.\nRapporto dell'FBI\n");
    write("a.id.txt", "Pada 22 September. Hujan.\nLaporan FBI\n");
    let arguments = [
        "corpus",
        ".",
        "--segmented",
        "-o",
        "out",
        "--format",
        "jsonl",
        "--quiet",
    ];
    assert_eq!(run(folder.path(), &arguments).good().err, "");
    assert_eq!(records(&folder.path().join("out/a.jsonl")).len(), 2);
}

#[test]
fn a_group_that_fails_is_reported_and_left_out() {
    let folder = flat();
    let lone = folder.path().join("texts/lone.hi.txt");
    fs::write(&lone, "नमस्ते।").unwrap();
    fs::create_dir(folder.path().join("out")).unwrap();
    fs::write(folder.path().join("out/lone.jsonl"), "earlier").unwrap();
    let arguments = [
        "corpus", "texts", "-o", "out", "--format", "jsonl", "-o", "all.tmx",
    ];
    let ran = run(folder.path(), &[&arguments[..], &["--report"]].concat());
    assert_eq!(ran.status, 1);
    let first = ran.err.lines().next().unwrap();
    assert!(
        first.starts_with("tetrapla: lone: only a text in `hi` found"),
        "{first}"
    );
    assert!(ran.err.contains("failed       1: lone"), "{}", ran.err);
    assert!(
        ran.err.ends_with("tetrapla: 1 of 3 groups failed: lone\n"),
        "{}",
        ran.err
    );
    assert_eq!(
        names(&folder.path().join("out")),
        ["lone.jsonl", "recipe.jsonl", "sport.jsonl"]
    );
    assert_eq!(read(&folder, "out/lone.jsonl"), b"earlier");
    assert!(folder.path().join("all.tmx").exists());
}

#[test]
fn texts_that_do_not_match_are_named_by_group() {
    let folder = flat();
    for (code, name) in [("hi", "story"), ("tl", "legal"), ("id", "howto")] {
        let from = data("gold").join(format!("{name}.{code}.txt"));
        let group = if code == "hi" { "recipe" } else { "sport" };
        let to = folder.path().join(format!("texts/{group}.{code}.txt"));
        fs::copy(from, to).unwrap();
    }
    let whole = data("gold");
    for code in CODES {
        let name = format!("interview.{code}.txt");
        fs::copy(whole.join(&name), folder.path().join("texts").join(name)).unwrap();
    }
    let arguments = ["corpus", "texts", "-o", "all.jsonl"];
    let ran = run(folder.path(), &[&arguments[..], &["--report"]].concat()).good();
    for line in [
        "tetrapla: recipe: hi does not match id, it, tl, and was not aligned with them",
        "tetrapla: sport: hi, it; id; tl do not match, and were not aligned with each other",
        "unrelated    8 of 18 pairs of texts: recipe sport",
    ] {
        assert!(
            ran.err.lines().any(|one| one == line),
            "{line}: {}",
            ran.err
        );
    }
    assert_eq!(ran.err.matches("min_relatedness").count(), 1, "{}", ran.err);
    assert_eq!(ran.err.matches("match").count(), 3, "{}", ran.err);
    let strict = [&arguments[..], &["--strict", "-q"]].concat();
    assert_eq!(run(folder.path(), &strict).good().err, "");
}

#[test]
fn strict_stops_at_the_first_group_that_fails() {
    let folder = flat();
    fs::write(folder.path().join("texts/rest.hi.txt"), "").unwrap();
    fs::write(folder.path().join("texts/rest.it.txt"), "").unwrap();
    fs::write(folder.path().join("all.tmx"), "earlier").unwrap();
    let arguments = [
        "corpus", "texts", "-o", "out", "--format", "jsonl", "-o", "all.tmx",
    ];
    let ran = run(
        folder.path(),
        &[&arguments[..], &["--strict", "-q"]].concat(),
    );
    assert_eq!(ran.status, 1);
    assert!(
        ran.err.contains("tetrapla: stopped at the group rest"),
        "{}",
        ran.err
    );
    assert_eq!(ran.err.lines().count(), 2, "{}", ran.err);
    assert_eq!(names(&folder.path().join("out")), ["recipe.jsonl"]);
    assert_eq!(read(&folder, "all.tmx"), b"earlier");
}

#[test]
fn where_every_group_fails_nothing_is_written() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.hi.txt"), "नमस्ते।").unwrap();
    let arguments = [
        "corpus", ".", "-o", "all.tsv", "-o", "out/new", "--format", "jsonl",
    ];
    assert_eq!(run(folder.path(), &arguments).status, 1);
    assert_eq!(names(folder.path()), ["a.hi.txt"]);
}

#[test]
fn languages_without_rules_are_passed_over_aloud() {
    let folder = flat();
    fs::write(folder.path().join("texts/recipe.xx.txt"), "A b c.").unwrap();
    let ran = run(folder.path(), &["corpus", "texts", "-o", "all.tsv"]).good();
    assert!(
        ran.err.contains("xx") && ran.err.contains("--any-language"),
        "{}",
        ran.err
    );
    run(
        folder.path(),
        &["corpus", "texts", "-o", "all.tsv", "--any-language"],
    )
    .good();
    let tsv = String::from_utf8(read(&folder, "all.tsv")).unwrap();
    assert!(
        tsv.starts_with("group\tunit\tprobability\thi\tid\tit\ttl\txx\n"),
        "{tsv}"
    );
}

#[test]
fn a_pair_is_written_for_the_groups_that_have_it() {
    let folder = flat();
    fs::remove_file(folder.path().join("texts/sport.tl.txt")).unwrap();
    let ran = run(
        folder.path(),
        &["corpus", "texts", "--pair", "tl-hi", "-o", "tl-hi.tsv"],
    );
    assert_eq!(ran.status, 1);
    assert!(
        ran.err
            .contains("tetrapla: sport: the group `sport` has no `tl`"),
        "{}",
        ran.err
    );
    let tsv = String::from_utf8(read(&folder, "tl-hi.tsv")).unwrap();
    assert!(
        tsv.lines()
            .skip(1)
            .all(|line| line.starts_with("recipe\trecipe\t"))
    );
}

#[test]
fn a_score_is_that_of_a_count_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "g.jsonl",
        "{\"hi\":[0],\"it\":[0]}\n{\"hi\":[1,2],\"it\":[1]}\n{\"hi\":[3],\"it\":[2]}\n{\"hi\":[],\"it\":[3]}\n",
    );
    write(
        "h.jsonl",
        "{\"hi\":[0],\"it\":[0]}\n{\"hi\":[1],\"it\":[1]}\n{\"hi\":[2],\"it\":[]}\n{\"hi\":[3],\"it\":[2,3]}\n",
    );
    let score = |files: &[&str]| run(folder.path(), &[&["score"], files].concat()).good().out;
    // Strict: 1 of 4 beads is right, 1 of 3 known ones found. Lax: 3 of 4, and all 3.
    let expected = "hi-it          strict P 0.2500 R 0.3333 F1 0.2857   lax P 0.7500 R 1.0000 F1 \
                    0.8571   beads 4 gold 3\n";
    assert_eq!(score(&["g.jsonl", "h.jsonl"]), expected);
    let twice = score(&["g.jsonl", "h.jsonl", "g.jsonl", "h.jsonl"]);
    assert_eq!(twice, expected.replace("4 gold 3", "8 gold 6"));
    write("h.it-hi.beads", "[0]:[0]:1\n[1]:[1, 2]\n[2]:[3]\n[3]:[]\n");
    assert!(
        score(&["g.jsonl", "h.it-hi.beads"]).starts_with("it-hi          strict P 1.0000 R 1.0000")
    );
}

#[test]
fn a_calibration_is_that_of_a_count_by_hand() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "g.jsonl",
        "{\"hi\":[0],\"it\":[0]}\n{\"hi\":[1,2],\"it\":[1]}\n{\"hi\":[3],\"it\":[2]}\n{\"hi\":[],\"it\":[3]}\n",
    );
    write(
        "h.hi-it.beads",
        "[0]:[0]:0.95\n[1]:[1]:0.85\n[2]:[]:0.1\n[3]:[2, 3]:0.9\n",
    );
    let files = ["score", "g.jsonl", "h.hi-it.beads"];
    let plain = run(folder.path(), &files).good().out;
    let all = [&files[..], &["--calibration"]].concat();
    let calibrated = run(folder.path(), &all).good().out;
    // ECE 2/3 |.925 - 1/2| + 1/3 |.85 - 0|, Brier (.05^2 + .85^2 + .9^2) / 3.
    let expected = "
beads of both sides: 3   ECE 0.5667   Brier 0.5117
probability    count      mean     right
0.0 to 0.1         0         -         -
0.1 to 0.2         0         -         -
0.2 to 0.3         0         -         -
0.3 to 0.4         0         -         -
0.4 to 0.5         0         -         -
0.5 to 0.6         0         -         -
0.6 to 0.7         0         -         -
0.7 to 0.8         0         -         -
0.8 to 0.9         1    0.8500    0.0000
0.9 to 1.0         2    0.9250    0.5000
at least       count precision    recall
0.50               3    0.3333    0.3333
0.70               3    0.3333    0.3333
0.80               3    0.3333    0.3333
0.90               2    0.5000    0.3333
0.95               1    1.0000    0.3333
0.99               0         -    0.0000
";
    assert_eq!(calibrated, format!("{plain}{expected}"));
}

#[test]
fn an_output_that_cannot_take_all_groups_ends_the_run() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let folder = flat();
    let mut output = command(folder.path());
    output.args(["corpus", "texts", "--format", "jsonl", "-q"]);
    output.stdout(fs::File::options().write(true).open("/dev/full").unwrap());
    let ran = ran(output.output().unwrap());
    assert_eq!((ran.status, ran.err.lines().count()), (1, 1), "{}", ran.err);
}
