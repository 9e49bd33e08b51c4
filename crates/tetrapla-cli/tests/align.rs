//! `tetrapla align` and `tetrapla split` as processes, on right input.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod common;

use std::collections::BTreeSet;
use std::fs;
use std::process::Stdio;

use common::{CODES, command, data, names, ran, records, run, run_with_input, summit};

const ALL: [&str; 4] = ["hi=hi.txt", "id=id.txt", "it=it.txt", "tl=tl.txt"];

#[test]
fn all_outputs_are_written_at_once() {
    let folder = summit();
    let arguments = [
        "align", ALL[0], ALL[1], ALL[2], ALL[3], "-o", "s.tmx", "-o", "s.tsv.gz", "-o", "s.jsonl",
        "-o", "s.beads",
    ];
    let ran = run(folder.path(), &arguments).good();
    assert_eq!(ran.out, "");
    assert_eq!(ran.err.lines().count(), 4, "{}", ran.err);
    assert_eq!(names(folder.path()).len(), 4 + 3 + 6);
    let tmx = fs::read_to_string(folder.path().join("s.tmx")).unwrap();
    assert!(tmx.contains("<tmx version=\"1.4\">") && tmx.trim_end().ends_with("</tmx>"));
    for code in CODES {
        assert!(tmx.contains(&format!("xml:lang=\"{code}\"")), "{code}");
    }
    let gzip = fs::File::open(folder.path().join("s.tsv.gz")).unwrap();
    let tsv = std::io::read_to_string(flate2::read::GzDecoder::new(gzip)).unwrap();
    let header = "group\tunit\tprobability\thi\tid\tit\ttl";
    assert_eq!(tsv.lines().next(), Some(header));
    assert!(tsv.lines().all(|line| line.matches('\t').count() == 6));
    let units = records(&folder.path().join("s.jsonl"));
    assert_eq!(units.len(), tsv.lines().count() - 1);
    let beads = fs::read_to_string(folder.path().join("s.hi-it.beads")).unwrap();
    assert!(beads.starts_with("[0]:[0]:"), "{beads}");
}

#[test]
fn without_an_output_a_table_of_four_languages_is_shown() {
    let folder = summit();
    let ran = run(folder.path(), &["align", ALL[0], ALL[1], ALL[2], ALL[3]]).good();
    assert_eq!(ran.err, "");
    assert!(ran.out.contains("hi-id-it-tl"), "{}", ran.out);
    assert!(ran.out.contains("  1-1-1-1\n"));
    assert!(ran.out.contains("unaligned"));
    for code in CODES {
        assert!(ran.out.contains(&format!("\n      {code}  ")), "{code}");
    }
    assert!(!ran.out.contains('\u{1b}'), "colour is for terminals");
    let narrow = command(folder.path())
        .args(["align", ALL[1], ALL[2]])
        .env("COLUMNS", "50")
        .output();
    let narrow = common::ran(narrow.unwrap()).good();
    let longest = narrow.out.lines().map(|line| line.chars().count()).max();
    assert!(longest <= Some(50), "{longest:?}");
}

#[test]
fn units_are_those_of_the_gold_to_a_great_part_and_score_says_so() {
    let folder = summit();
    let arguments = [
        "align", ALL[0], ALL[1], ALL[2], ALL[3], "-q", "-o", "s.jsonl",
    ];
    assert_eq!(run(folder.path(), &arguments).good().err, "");
    let gold = data("summit").join("gold.jsonl");
    let score = run(folder.path(), &["score", gold.to_str().unwrap(), "s.jsonl"]).good();
    let f1: f64 = score.out.split("F1 ").nth(1).unwrap()[..6].parse().unwrap();
    assert!(f1 >= 0.9, "{}", score.out);
}

#[test]
fn bytes_are_the_same_for_any_number_of_threads() {
    let folder = summit();
    let mut made = Vec::new();
    for jobs in ["1", "2", "5"] {
        let arguments = ["align", ALL[0], ALL[1], ALL[2], ALL[3], "--jobs", jobs];
        let outputs = ["-o", "s.jsonl", "-o", "s.tmx", "-o", "s.tsv.zst", "-q"];
        run(folder.path(), &[&arguments[..], &outputs[..]].concat()).good();
        made.push(
            ["s.jsonl", "s.tmx", "s.tsv.zst"]
                .map(|name| fs::read(folder.path().join(name)).unwrap()),
        );
    }
    assert!(made.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn the_order_of_the_languages_only_permutes() {
    let folder = summit();
    let align = |order: [usize; 4], name| {
        let texts = order.map(|place| ALL[place]);
        run(
            folder.path(),
            &[&["align"], &texts[..], &["-q", "-o", name]].concat(),
        )
        .good();
        // Maps compare without their order.
        records(&folder.path().join(name))
    };
    let first = align([0, 1, 2, 3], "a.jsonl");
    let second = align([2, 0, 3, 1], "b.jsonl");
    assert_eq!(first.len(), second.len());
    let of = |units: &[serde_json::Value], field: &str| {
        let values = units.iter().map(|unit| unit[field].clone());
        values.collect::<Vec<_>>()
    };
    for field in [
        "group",
        "unit",
        "probability",
        "translation",
        "sentences",
        "spans",
    ] {
        assert_eq!(of(&first, field), of(&second, field), "{field}");
    }
    let order: BTreeSet<String> = fs::read_to_string(folder.path().join("b.jsonl"))
        .unwrap()
        .lines()
        .map(|line| line.split("\"sentences\":").nth(1).unwrap()[..5].to_owned())
        .collect();
    assert_eq!(order.into_iter().collect::<Vec<_>>(), ["{\"it\""]);
}

#[test]
fn lines_are_sentences_where_texts_are_segmented() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name, text| fs::write(folder.path().join(name), text).unwrap();
    write(
        "a.it.txt",
        "Il 22 settembre. Pioveva.\n\nRapporto dell'FBI\n",
    );
    write("a.id.txt", "Pada 22 September. Hujan.\nLaporan FBI\n");
    let arguments = ["align", "it=a.it.txt", "id=a.id.txt", "--segmented", "-q"];
    run(
        folder.path(),
        &[&arguments[..], &["-o", "a.jsonl"]].concat(),
    )
    .good();
    let units = records(&folder.path().join("a.jsonl"));
    assert_eq!(units.len(), 2);
    assert_eq!(units[0]["group"], "a");
    assert_eq!(units[1]["sentences"]["it"], serde_json::json!([1]));
    assert_eq!(units[0]["translation"]["it"], "Il 22 settembre. Pioveva.");
}

#[test]
fn what_is_written_can_be_chosen() {
    let folder = summit();
    let with = |options: &[&str]| {
        let arguments = ["align", ALL[0], ALL[1], ALL[2], ALL[3]];
        run(folder.path(), &[&arguments[..], options].concat()).good()
    };
    let tsv = with(&["--format", "tsv", "--languages", "tl,hi"]).out;
    assert!(
        tsv.starts_with("group\tunit\tprobability\thi\ttl\n"),
        "{tsv}"
    );
    let complete = with(&["--format", "tsv", "-o", "-", "--complete"]).out;
    assert!(complete.lines().all(|line| !line.contains("\t\t")));
    let pair = with(&["--format", "tsv", "--pair", "it-hi"]).out;
    assert!(pair.starts_with("src_url\ttrg_url\tsrc_text"), "{pair}");
    let certain = with(&["--format", "tsv", "--min-probability", "1"]).out;
    assert!(certain.lines().count() < complete.lines().count());
    let tmx = with(&["--format", "tmx", "--srclang-all"]).out;
    assert!(tmx.contains("srclang=\"*all*\"") && !tmx.contains("creationdate"));
    // The format of a name without one, and that of a name overruled.
    with(&["-o", "a.dat", "-o", "b.tmx", "--format", "jsonl"]);
    assert!(!records(&folder.path().join("a.dat")).is_empty());
    with(&["-o", "b.tmx", "--format", "jsonl"]);
    assert!(!records(&folder.path().join("b.tmx")).is_empty());
}

#[test]
fn a_report_counts_units_and_sentences() {
    let folder = summit();
    let arguments = [
        "align", ALL[0], ALL[1], ALL[2], ALL[3], "--report", "-o", "s.tsv",
    ];
    let ran = run(folder.path(), &arguments).good();
    for part in [
        "of hi-id-it-tl",
        "1-1-1-1",
        "probability  0.",
        "unaligned",
        "anchors",
        "training     hi-id  ",
        " rounds, the last moved ",
        "             it-tl  ",
    ] {
        assert!(ran.err.contains(part), "{part}: {}", ran.err);
    }
}

#[test]
fn texts_that_do_not_match_are_named() {
    let folder = summit();
    fs::copy(
        data("gold").join("recipe.hi.txt"),
        folder.path().join("strange.txt"),
    )
    .unwrap();
    let with = |texts: &[&str], options: &[&str]| {
        let arguments = [&["align"], texts, &["-o", "s.jsonl"], options].concat();
        run(folder.path(), &arguments).good().err
    };
    let four = ["hi=strange.txt", ALL[1], ALL[2], ALL[3]];
    let said = with(&four, &["--report"]);
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(
        lines[0],
        "tetrapla: hi=strange.txt does not match id=id.txt, it=it.txt, tl=tl.txt, and was not \
         aligned with them"
    );
    let remedies = lines.iter().filter(|line| line.contains("min_relatedness"));
    assert_eq!(remedies.count(), 1, "{said}");
    assert!(
        lines.contains(&"unrelated    3 of 6 pairs of texts"),
        "{said}"
    );
    let units = records(&folder.path().join("s.jsonl"));
    let sentences = |unit: &serde_json::Value, code| {
        let sentences = unit["sentences"][code].as_array();
        sentences.map_or(0, Vec::len)
    };
    assert!(units.iter().all(|unit| {
        let others = ["id", "it", "tl"].map(|code| sentences(unit, code));
        sentences(unit, "hi") == 0 || others == [0, 0, 0]
    }));
    let said = with(&four[..2], &[]);
    assert!(
        said.starts_with(
            "tetrapla: hi=strange.txt does not match id=id.txt, and was not aligned with it\n"
        ),
        "{said}"
    );
    assert_eq!(with(&four, &["-q"]), "");
    // What matches is not spoken of, and neither is what is taken as it is given.
    let said = with(&ALL, &["--report"]);
    assert!(
        !said.contains("match") && !said.contains("unrelated"),
        "{said}"
    );
    let settings = "min_relatedness = 0\n";
    fs::write(folder.path().join("c.toml"), settings).unwrap();
    let said = with(&four, &["--config", "c.toml"]);
    assert!(!said.contains("match"), "{said}");
    let units = records(&folder.path().join("s.jsonl"));
    assert!(units.iter().any(|unit| {
        let others = ["id", "it", "tl"].map(|code| sentences(unit, code));
        sentences(unit, "hi") > 0 && others != [0, 0, 0]
    }));
}

#[test]
fn the_date_of_a_tmx_comes_from_the_environment() {
    let folder = summit();
    let output = command(folder.path())
        .args(["align", ALL[1], ALL[2], "--format", "tmx"])
        .env("SOURCE_DATE_EPOCH", "1758551696")
        .output();
    let tmx = ran(output.unwrap()).good().out;
    assert!(tmx.contains("creationdate=\"20250922T143456Z\""));
}

#[test]
fn settings_are_read_from_a_file() {
    let folder = summit();
    let settings = "\u{feff}n_uniform_rounds = 1\n[gaps]\nopen = 0.1\nextend = 0.3\n";
    fs::write(folder.path().join("c.toml"), settings).unwrap();
    let arguments = [
        "align", ALL[1], ALL[2], "--config", "c.toml", "--format", "jsonl",
    ];
    let ran = run(folder.path(), &arguments).good();
    assert!(ran.out.lines().count() > 10);
}

#[test]
fn sentences_are_printed_one_a_line() {
    let folder = summit();
    let split = run(folder.path(), &["split", "it=it.txt"]).good().out;
    let spans = run(folder.path(), &["split", "it=it.txt", "--spans"])
        .good()
        .out;
    let text = fs::read_to_string(folder.path().join("it.txt")).unwrap();
    assert_eq!(split.lines().count(), spans.lines().count());
    for (sentence, line) in split.lines().zip(spans.lines()) {
        let parts: Vec<&str> = line.split('\t').collect();
        let [start, end, shown] = parts[..] else {
            panic!("{line}")
        };
        assert_eq!(shown, sentence);
        let (start, end): (usize, usize) = (start.parse().unwrap(), end.parse().unwrap());
        let words = text[start..end].split_whitespace();
        assert_eq!(
            words.collect::<Vec<_>>(),
            sentence.split_whitespace().collect::<Vec<_>>()
        );
    }
    let broken = "Una frase su\ndue\trighe. E poi?";
    let options = ["split", "it=-", "--line-breaks", "never"];
    let split = run_with_input(folder.path(), &options, broken).good().out;
    assert_eq!(split, "Una frase su due righe.\nE poi?\n");
}

#[test]
fn a_text_without_sentences_is_split_into_none() {
    let folder = summit();
    let call = ["split", "it=-", "--paragraphs"];
    assert_eq!(run_with_input(folder.path(), &call, " \n").good().out, "");
}

#[test]
fn sentences_are_written_with_all_that_is_known_of_them() {
    let folder = summit();
    let text = "\u{feff}Una frase su\ndue\trighe. E poi?\n\nFine.\n";
    fs::write(folder.path().join("it2.txt"), text).unwrap();
    let call = ["split", "hi=hi.txt", "it=it2.txt", "--line-breaks", "never"];
    let with = |more: &[&str]| run(folder.path(), &[&call[..], more].concat()).good();
    let lines = with(&["--format", "jsonl"]).out;
    let records: Vec<serde_json::Value> = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let of = |record: &serde_json::Value, name: &str| record[name].as_u64().unwrap() as usize;
    let last = &records[records.len() - 3..];
    for (place, paragraph, expected) in [
        (0, 0, "Una frase su\ndue\trighe."),
        (1, 0, "E poi?"),
        (2, 1, "Fine."),
    ] {
        let record = &last[place];
        assert_eq!(
            (of(record, "sentence"), of(record, "paragraph")),
            (place, paragraph)
        );
        assert_eq!(&text[of(record, "start")..of(record, "end")], expected);
        assert_eq!(record["text"], expected);
        assert_eq!(
            (&record["language"], &record["file"]),
            (&"it".into(), &"it2.txt".into())
        );
    }
    assert_eq!(records[0]["language"], "hi");

    let tsv = with(&["--format", "tsv"]).out;
    assert!(tsv.starts_with("language\tfile\tsentence\tparagraph\tstart\tend\ttext\nhi\t"));
    assert!(tsv.contains("\nit\tit2.txt\t0\t0\t3\t26\tUna frase su due righe.\n"));
    assert_eq!(tsv.lines().count(), records.len() + 1);

    let ran = with(&["-o", "s.jsonl"]);
    assert_eq!((ran.out.as_str(), ran.err.as_str()), ("", ""));
    assert_eq!(
        fs::read_to_string(folder.path().join("s.jsonl")).unwrap(),
        lines
    );
    with(&["-o", "s.tsv"]);
    assert_eq!(
        fs::read_to_string(folder.path().join("s.tsv")).unwrap(),
        tsv
    );
    let plain = with(&[]).out;
    with(&["-o", "s.txt"]);
    assert_eq!(
        fs::read_to_string(folder.path().join("s.txt")).unwrap(),
        plain
    );

    let parted = with(&["--paragraphs"]).out;
    assert!(parted.ends_with("\n\nUna frase su due righe.\nE poi?\n\nFine.\n"));
}

#[test]
fn standard_input_is_a_text_like_others() {
    let folder = summit();
    let input = fs::read_to_string(folder.path().join("it.txt")).unwrap();
    let arguments = ["align", "it=-", ALL[1], "--format", "jsonl"];
    let piped = run_with_input(folder.path(), &arguments, &input).good();
    assert!(piped.out.lines().count() > 20);
}

#[test]
fn a_reader_that_goes_away_is_no_fault() {
    let folder = summit();
    let long = "Una frase. ".repeat(100_000);
    fs::write(folder.path().join("long.txt"), long).unwrap();
    for arguments in [
        &["split", "it=long.txt"][..],
        &["align", ALL[1], ALL[2], "--format", "jsonl"],
        &["score", "s.jsonl", "s.jsonl"],
    ] {
        fs::write(
            folder.path().join("s.jsonl"),
            "{\"id\": [0], \"it\": [0]}\n",
        )
        .unwrap();
        let mut child = command(folder.path())
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let ran = ran(child.wait_with_output().unwrap());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{arguments:?}");
    }
}

#[test]
fn help_and_version_are_data() {
    let folder = tempfile::tempdir().unwrap();
    for command in ["align", "corpus", "split", "score"] {
        let help = run(folder.path(), &[command, "--help"]).good();
        assert!(help.out.contains("Examples:"), "{command}");
        assert_eq!(help.err, "");
    }
    let version = run(folder.path(), &["--version"]).good();
    assert_eq!(
        version.out,
        format!("tetrapla {}\n", env!("CARGO_PKG_VERSION"))
    );
}

/// The tables of nats in an explanation: a heading, lines of figures, `together`, `posterior`.
fn check_sums(shown: &str) -> usize {
    let mut n_columns = 0;
    let mut sums: Vec<f64> = Vec::new();
    for line in shown.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let figures = || {
            words[1..]
                .iter()
                .map(|figure| figure.parse::<f64>().unwrap())
        };
        match words.first().copied() {
            Some("nats") => sums = vec![0.0; words.len() - 1],
            Some(
                "length" | "paragraph" | "words" | "agreement" | "coverage" | "need" | "prior"
                | "consistency" | "surroundings",
            ) if words.len() == sums.len() + 1 && words[1].starts_with(['+', '-']) => {
                for (sum, figure) in sums.iter_mut().zip(figures()) {
                    *sum += figure;
                }
            }
            Some("together") => {
                for (sum, figure) in sums.iter().zip(figures()) {
                    assert!((sum - figure).abs() < 0.05, "{line}: {sums:?}");
                    n_columns += 1;
                }
            }
            _ => {}
        }
    }
    n_columns
}

#[test]
fn a_unit_is_explained_instead_of_the_table() {
    let folder = summit();
    let units = folder.path().join("s.jsonl");
    let arguments = [
        "align", ALL[0], ALL[1], ALL[2], ALL[3], "-q", "-o", "s.jsonl",
    ];
    run(folder.path(), &arguments).good();
    let units = records(&units);
    let is_whole = |unit: &&serde_json::Value| {
        CODES
            .iter()
            .all(|code| unit["sentences"][code] != serde_json::json!([]))
    };
    let whole = units.iter().find(is_whole).unwrap()["unit"].to_string();
    let arguments = ["align", ALL[0], ALL[1], ALL[2], ALL[3], "--explain", &whole];
    let ran = run(folder.path(), &arguments).good();
    assert_eq!(ran.err, "");
    assert!(
        ran.out.starts_with(&format!("{whole:>4}  0.")),
        "{}",
        ran.out
    );
    assert_eq!(check_sums(&ran.out), 6, "{}", ran.out);
    for code in CODES {
        assert!(
            ran.out.contains(&format!("\n      {code}  ")),
            "{}",
            ran.out
        );
    }
    for part in [
        "hi-id",
        "it-tl",
        "words, with",
        "anchors",
        "runner-up",
        " ~ ",
    ] {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let narrow = command(folder.path())
        .args(arguments)
        .env("COLUMNS", "60")
        .output();
    let narrow = common::ran(narrow.unwrap()).good().out;
    assert_eq!(check_sums(&narrow), 6, "{narrow}");
    // Marks of Devanagari take no room of their own.
    let plain = narrow
        .lines()
        .filter(|line| line.chars().all(|c| c < '\u{900}'));
    let longest = plain.map(|line| line.chars().count()).max();
    assert!((50..=60).contains(&longest.unwrap()), "{narrow}");
    // Where standard output has the bitext, the explanation goes beside it.
    let arguments = [&arguments[..], &["--explain", "0", "--format", "tsv"]].concat();
    let beside = run(folder.path(), &arguments).good();
    assert!(beside.out.starts_with("group\tunit\t"), "{}", beside.out);
    assert!(
        beside.err.starts_with(&format!("{whole:>4}  0.")),
        "{}",
        beside.err
    );
    assert!(beside.err.contains("\n   0  0."), "{}", beside.err);
}

#[test]
fn json_lines_say_why_where_asked() {
    let folder = summit();
    let arguments = ["align", ALL[0], ALL[2], ALL[3], "-q", "-o", "plain.jsonl"];
    run(folder.path(), &arguments).good();
    let arguments = [
        "align",
        ALL[0],
        ALL[2],
        ALL[3],
        "-q",
        "-o",
        "why.jsonl",
        "-o",
        "why.tsv",
        "--explanations",
    ];
    run(folder.path(), &arguments).good();
    let (plain, why) = (
        records(&folder.path().join("plain.jsonl")),
        records(&folder.path().join("why.jsonl")),
    );
    assert!(plain.iter().all(|unit| unit.get("explanation").is_none()));
    assert_eq!(plain.len(), why.len());
    for (plain, why) in plain.iter().zip(&why) {
        assert_eq!(plain["sentences"], why["sentences"]);
        let pairs = why["explanation"]["pairs"].as_array().unwrap();
        assert!(!pairs.is_empty(), "{why}");
        for pair in pairs {
            let sum: f64 = pair["nats"]
                .as_object()
                .unwrap()
                .values()
                .map(|v| v.as_f64().unwrap())
                .sum();
            let beads = pair["beads"].as_array().unwrap();
            let beads: f64 = beads
                .iter()
                .map(|bead| bead["nats"].as_f64().unwrap())
                .sum();
            assert!((sum - beads).abs() < 0.01, "{pair}");
            for link in pair["links"].as_array().unwrap() {
                let code = pair["source"].as_str().unwrap();
                let text = why["translation"][code].as_str().unwrap();
                assert!(text.contains(link["source"].as_str().unwrap()), "{link}");
            }
        }
    }
    // They score as any other.
    let score = run(folder.path(), &["score", "plain.jsonl", "why.jsonl"]).good();
    assert!(score.out.contains("F1 1.0000"), "{}", score.out);
}
