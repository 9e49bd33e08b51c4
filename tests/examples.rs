//! The examples do what they say: each is run in this process and its output is looked at.

use std::error::Error;
use std::fs;

use tetrapla_tests::root;

#[path = "../examples/align_four_translations.rs"]
#[expect(dead_code, reason = "its `main` is not called here")]
mod align_four_translations;

#[path = "../examples/corpus_to_tmx.rs"]
#[expect(dead_code, reason = "its `main` is not called here")]
mod corpus_to_tmx;

#[path = "../examples/custom_evidence.rs"]
#[expect(dead_code, reason = "its `main` is not called here")]
mod custom_evidence;

/// What an example prints.
fn output_of(
    run: impl FnOnce(&mut dyn std::io::Write) -> Result<(), Box<dyn Error>>,
) -> Result<String, Box<dyn Error>> {
    let mut bytes = Vec::new();
    run(&mut bytes)?;
    Ok(String::from_utf8(bytes)?)
}

#[test]
fn every_example_is_run_here() {
    let listed = fs::read_dir(root().join("examples")).unwrap();
    let mut names: Vec<String> = listed
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".rs"))
        .collect();
    names.sort_unstable();
    let known = [
        "align_four_translations.rs",
        "corpus_to_tmx.rs",
        "custom_evidence.rs",
    ];
    assert_eq!(names, known);
}

#[test]
fn four_translations_are_shown_and_written() {
    let folder = tempfile::tempdir().unwrap();
    let tmx = folder.path().join("four.tmx").display().to_string();
    let printed = output_of(|out| align_four_translations::run([tmx.clone()], out)).unwrap();
    assert!(
        printed.contains("लाजरुस") && printed.contains("Lazarus"),
        "{printed}"
    );
    assert!(
        printed.contains(&format!("{tmx}: ")) && printed.contains(" written"),
        "{printed}"
    );
    let written = fs::read_to_string(&tmx).unwrap();
    assert!(written.contains("<tuv xml:lang=\"tl\">"));

    let text = |code: &str| {
        format!(
            "{code}={}",
            root().join(format!("data/gold/story.{code}.txt")).display()
        )
    };
    let arguments = vec![text("hi"), text("id"), text("it"), text("tl"), tmx.clone()];
    let printed = output_of(|out| align_four_translations::run(arguments, out)).unwrap();
    assert!(printed.contains("Mira"), "{printed}");
    assert_ne!(fs::read_to_string(&tmx).unwrap(), written);
}

#[test]
fn a_wrong_argument_is_an_error_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let tmx = folder.path().join("four.tmx");
    let arguments = ["hi=no-such-file.txt".to_owned(), tmx.display().to_string()];
    let error = output_of(|out| align_four_translations::run(arguments, out)).unwrap_err();
    assert!(error.to_string().contains("no-such-file.txt"), "{error}");
    assert!(!tmx.exists());
}

#[test]
fn a_corpus_becomes_one_tmx() {
    let folder = tempfile::tempdir().unwrap();
    let gold = root().join("data/gold");
    let tmx = folder.path().join("corpus.tmx");
    let arguments = [&gold, &tmx].map(|path| path.display().to_string());
    let printed = output_of(|out| corpus_to_tmx::run(arguments, out)).unwrap();
    let written = fs::read_to_string(&tmx).unwrap();
    for name in ["howto", "interview", "legal", "recipe", "sport", "story"] {
        assert!(printed.contains(&format!("{name}: ")), "{printed}");
        assert!(written.contains(&format!("tuid=\"{name}-0\"")), "{name}");
    }
    assert!(!printed.contains("passed over"), "{printed}");
}

#[test]
fn evidence_of_ones_own_brings_the_users_together() {
    let printed = output_of(custom_evidence::run).unwrap();
    let (without, with) = printed.split_once("With it:").unwrap();
    let joins = |text: &str, id: &str, it: &str| {
        text.lines()
            .any(|line| line.contains(id) && line.contains(it))
    };
    for (id, it) in [
        ("#B23 minta", "<23/b> chiede"),
        ("#D61 tidak", "<61/d> non"),
        ("#A17 sudah", "<17/a> adesso"),
        ("#E38 menutup", "<38/e> chiude"),
        ("#B23 berterima", "<23/b> ringrazia"),
    ] {
        assert!(joins(with, id, it), "{printed}");
    }
    assert!(!joins(without, "#B23 minta", "<23/b> chiede"), "{printed}");
    assert!(!joins(with, "#C04", "<"), "{printed}");
}
