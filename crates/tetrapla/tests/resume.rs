//! Runs that are stopped and taken up end as if nothing had happened.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fs::{self, OpenOptions};
use std::path::Path;

use tempfile::TempDir;
use tetrapla::{Aligner, Config, Corpus, CorpusOptions, Error, Learned};

/// A folder of six groups, one of which fails.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: String, text: String| fs::write(folder.path().join(name), text).unwrap();
    for group in 0..6 {
        write(
            format!("g{group}.id.txt"),
            format!("Hujan turun pada {group} Mei. Rapat dengan FBI ditunda."),
        );
        if group != 3 {
            write(
                format!("g{group}.it.txt"),
                format!("Il {group} maggio piove. La riunione con l'FBI fu rinviata."),
            );
        }
    }
    folder
}

/// One group a batch; the one that fails goes with the next.
fn find(folder: &Path, learn_from: Option<usize>) -> Corpus {
    let options = CorpusOptions {
        batch_sentences: 1,
        learn_from,
        ..CorpusOptions::default()
    };
    Corpus::find(folder, options).unwrap()
}

fn aligner() -> Aligner {
    Aligner::new(Config::default())
}

/// The first outcomes of a run that keeps what it does and is then dropped, as a kill would.
fn run(corpus: &Corpus, journal: &Path, resume: bool, n: usize) -> Vec<String> {
    let aligner = aligner();
    let outcomes = corpus.align_keeping(&aligner, journal, resume).unwrap();
    let shown = outcomes.take(n).map(|outcome| match outcome.alignment {
        Ok(alignment) => {
            let units: Vec<_> = tetrapla::export::records(&alignment).collect();
            format!("{} {units:?} {:?}", outcome.name, alignment.training())
        }
        Err(error) => format!("{} {error}", outcome.name),
    });
    shown.collect()
}

#[test]
fn a_run_that_is_taken_up_ends_as_one_that_was_not_stopped() {
    let folder = folder();
    let journal = folder.path().join(".resume");
    for learn_from in [None, Some(2)] {
        let corpus = find(folder.path(), learn_from);
        let whole = run(&corpus, &journal, false, 9);
        assert_eq!(whole.len(), 6);
        // Begun anew, stopped after two, after four, and after none more.
        assert_eq!(run(&corpus, &journal, false, 2), whole[..2]);
        assert_eq!(run(&corpus, &journal, true, 4), whole[..4]);
        assert_eq!(run(&corpus, &journal, true, 0), whole[..0]);
        let aligner = aligner();
        let outcomes = corpus.align_keeping(&aligner, &journal, true).unwrap();
        assert_eq!(outcomes.n_kept(), 4);
        assert_eq!(run(&corpus, &journal, true, 9), whole);
    }
}

#[test]
fn what_is_cut_off_does_not_count() {
    let folder = folder();
    let journal = folder.path().join(".resume");
    let corpus = find(folder.path(), None);
    let whole = run(&corpus, &journal, false, 9);
    let file = journal.join("journal");
    let length = fs::metadata(&file).unwrap().len();
    let models = || -> Vec<_> {
        let names = fs::read_dir(&journal)
            .unwrap()
            .map(|entry| entry.unwrap().file_name());
        names
            .filter(|name| name.to_string_lossy().ends_with(".model"))
            .collect()
    };
    assert_eq!(models().len(), 1, "earlier models go");
    // Killed between the model of the last batch and its frame: the model before is there, too.
    let before = journal.join("3.model");
    let _ = run(&corpus, &journal, false, 3);
    let kept = fs::read(&before).unwrap();
    assert_eq!(run(&corpus, &journal, true, 5), whole[..5]);
    fs::write(&before, kept).unwrap();
    assert_eq!(length, fs::metadata(&file).unwrap().len());
    let cut = OpenOptions::new().write(true).open(&file).unwrap();
    cut.set_len(length - 1).unwrap();
    let aligner = aligner();
    let outcomes = corpus.align_keeping(&aligner, &journal, true).unwrap();
    assert_eq!(outcomes.n_kept(), 3);
    drop(outcomes);
    assert_eq!(run(&corpus, &journal, true, 9), whole);
}

#[test]
fn another_run_is_not_taken_up() {
    let folder = folder();
    let journal = folder.path().join(".resume");
    let corpus = find(folder.path(), None);
    let _ = run(&corpus, &journal, false, 2);
    let refused = |corpus: &Corpus, aligner: &Aligner| {
        let error = corpus
            .align_keeping(aligner, &journal, true)
            .map(drop)
            .unwrap_err();
        assert!(matches!(error, Error::OtherRun { .. }), "{error}");
        assert!(error.to_string().contains(".resume"), "{error}");
    };
    refused(&find(folder.path(), Some(1)), &aligner());
    let other = Config {
        temper: 0.4,
        ..Config::default()
    };
    refused(&corpus, &Aligner::new(other));
    let mut learned = Learned::default();
    let group = tetrapla::Group::builder()
        .text("id", "Hujan.")
        .unwrap()
        .text("it", "Piove.")
        .unwrap();
    aligner()
        .learn(vec![group.build().unwrap()], &mut learned)
        .unwrap();
    refused(&corpus, &aligner().with_model(learned));
    fs::write(folder.path().join("g5.it.txt"), "Tutto cambiato.").unwrap();
    refused(&corpus, &aligner());
}

#[test]
fn what_was_kept_goes_when_all_is_done() {
    let folder = folder();
    let journal = folder.path().join("deep/.resume");
    let corpus = find(folder.path(), None);
    let aligner = aligner();
    let mut outcomes = corpus.align_keeping(&aligner, &journal, true).unwrap();
    assert_eq!(outcomes.by_ref().count(), 6);
    assert!(journal.join("journal").is_file());
    outcomes.finish().unwrap();
    assert!(!journal.exists());
}

#[test]
fn a_sample_is_spread_over_the_corpus() {
    let folder = folder();
    let corpus = find(folder.path(), None);
    let names = |n: usize| {
        corpus
            .sample(n)
            .names()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    assert_eq!(names(2), ["g1", "g4"]);
    assert_eq!(names(3), ["g1", "g3", "g5"]);
    assert_eq!(names(9).len(), 6);
}
