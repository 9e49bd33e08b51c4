//! The examples run and do what they say.

#[path = "../examples/align_four_translations.rs"]
#[allow(dead_code, reason = "its `main` is not called here")]
mod align_four_translations;
#[path = "../examples/corpus_to_tmx.rs"]
#[allow(dead_code, reason = "its `main` is not called here")]
mod corpus_to_tmx;
#[path = "../examples/custom_evidence.rs"]
#[allow(dead_code, reason = "its `main` is not called here")]
mod custom_evidence;

use tetrapla_tests::root;

#[test]
fn four_translations_become_a_tmx() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("summit.tmx");
    align_four_translations::run(&[out.display().to_string()]).expect("the sample aligns");
    let written = std::fs::read_to_string(out).expect("the file is there");
    assert!(written.contains("<tmx version=\"1.4\">") && written.contains("लाजरुस"));
}

#[test]
fn a_folder_becomes_a_tmx() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("corpus.tmx");
    let gold = root().join("data/gold");
    let summary = corpus_to_tmx::run(&gold.display().to_string(), &out.display().to_string())
        .expect("the corpus aligns");
    assert!(summary.n_written > 140, "{summary}");
}

#[test]
fn evidence_of_ones_own_is_heard() {
    let (_, with) = custom_evidence::run().expect("the notices align");
    let beads = with.pair("id", "it").expect("both languages");
    let matched: Vec<_> = beads
        .iter()
        .filter(|bead| !bead.source.is_empty() && !bead.target.is_empty())
        .map(|bead| (bead.source.clone(), bead.target.clone()))
        .collect();
    assert_eq!(matched, [(1..2, 0..1), (2..3, 1..2), (3..4, 2..3)]);
}
