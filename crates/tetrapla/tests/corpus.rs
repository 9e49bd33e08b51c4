//! Folders of groups: what is found, what fails, and that batches bound what is read at once.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fs;
use std::io::Write;
use std::path::Path;

use tempfile::TempDir;
use tetrapla::{Aligner, Config, Corpus, CorpusOptions, Error};

const INDONESIAN: &str = "Hujan turun pada 22 September. Rapat dengan FBI ditunda.";
const ITALIAN: &str = "Il 22 settembre pioveva. La riunione con l'FBI fu rinviata.";

/// A folder with these files, each with its text.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn find(folder: &Path) -> Corpus {
    Corpus::find(folder, CorpusOptions::default()).unwrap()
}

/// Name and number of units, or the message, of each group.
fn outcomes(corpus: &Corpus) -> Vec<(String, Result<usize, String>)> {
    let aligner = Aligner::new(Config::default());
    let outcomes = corpus.align(&aligner).map(|outcome| {
        let alignment = outcome.alignment;
        let n_units = alignment.map(|alignment| alignment.units().len());
        (outcome.name, n_units.map_err(|error| error.to_string()))
    });
    outcomes.collect()
}

#[test]
fn both_layouts_are_found_and_sorted_by_name() {
    let folder = folder(&[
        ("v1.2.id.txt", INDONESIAN),
        ("v1.2.it.txt", ITALIAN),
        ("id/alpha.txt", INDONESIAN),
        ("it/alpha.txt", ITALIAN),
        ("v1.2.gold.jsonl", "{}"),
        ("README.txt", "no group"),
        ("notes/alpha.txt", "no language"),
        (".hidden.id.txt", "no"),
    ]);
    let gzip = fs::File::create(folder.path().join("zip.id.txt.gz")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(gzip, flate2::Compression::fast());
    gzip.write_all(INDONESIAN.as_bytes()).unwrap();
    gzip.finish().unwrap();
    fs::write(folder.path().join("zip.it.txt"), ITALIAN).unwrap();
    let corpus = find(folder.path());
    assert_eq!(corpus.names().collect::<Vec<_>>(), ["alpha", "v1.2", "zip"]);
    assert_eq!(corpus.languages(), ["id", "it"]);
    assert_eq!(corpus.files().count(), 6);
    assert_eq!(corpus.passed_over(), [] as [&str; 0]);
    for (name, n_units) in outcomes(&corpus) {
        assert_eq!(n_units, Ok(2), "{name}");
    }
}

#[test]
fn a_group_that_fails_is_an_outcome_and_the_rest_goes_on() {
    let folder = folder(&[
        ("a.id.txt", INDONESIAN),
        ("a.it.txt", ITALIAN),
        ("b.id.txt", INDONESIAN),
        ("c.id.txt", " \n"),
        ("c.it.txt", ITALIAN),
        ("d.id.txt", INDONESIAN),
        ("d.id.txt.gz", INDONESIAN),
        ("d.it.txt", ITALIAN),
        ("e.id.txt", INDONESIAN),
        ("e.it.txt", ITALIAN),
    ]);
    fs::write(folder.path().join("f.id.txt"), b"citt\xe0").unwrap();
    fs::write(folder.path().join("f.it.txt"), ITALIAN).unwrap();
    let outcomes = outcomes(&find(folder.path()));
    let expected = [
        ("a", None),
        ("b", Some("only a text in `id` found")),
        ("c", Some("holds no sentence")),
        ("d", Some("two texts in `id`")),
        ("e", None),
        ("f", Some("byte 4: not valid UTF-8")),
    ];
    assert_eq!(outcomes.len(), expected.len());
    for ((name, result), (expected_name, message)) in outcomes.iter().zip(expected) {
        assert_eq!(name, expected_name);
        match (result, message) {
            (Ok(n_units), None) => assert_eq!(*n_units, 2),
            (Err(said), Some(message)) => assert!(said.contains(message), "{said}"),
            _ => panic!("{name}: {result:?}"),
        }
    }
}

#[test]
fn languages_are_picked_among_those_found() {
    let folder = folder(&[
        ("a.id.txt", INDONESIAN),
        ("a.it.txt", ITALIAN),
        (
            "a.en.txt",
            "It rained on 22 September. The FBI meeting was put off.",
        ),
        ("b.en.txt", "It rained."),
    ]);
    let pick = |codes: &[&str]| {
        let languages = codes.iter().map(ToString::to_string).collect();
        let options = CorpusOptions {
            languages,
            ..CorpusOptions::default()
        };
        Corpus::find(folder.path(), options)
    };
    let corpus = pick(&["it", "id"]).unwrap();
    assert_eq!(corpus.languages(), ["id", "it"]);
    let aligner = Aligner::new(Config::default());
    let mut outcomes = corpus.align(&aligner);
    assert_eq!(outcomes.len(), 2);
    let alignment = outcomes.next().unwrap().alignment.unwrap();
    assert_eq!(alignment.group().languages().len(), 2);
    assert_eq!(outcomes.n_ready(), 1);
    let failed = outcomes.next().unwrap().alignment;
    assert!(matches!(failed, Err(Error::NoLanguage { .. })));
    assert!(outcomes.next().is_none());
    match pick(&["id", "hi"]) {
        Err(Error::LanguageNotFound { code, found, .. }) => {
            assert_eq!((code.as_str(), found.as_str()), ("hi", "en id it"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn codes_without_rules_are_passed_over_unless_any_is_allowed() {
    let folder = folder(&[("a.xx.txt", INDONESIAN), ("a.it.txt", ITALIAN)]);
    assert_eq!(find(folder.path()).passed_over(), ["xx"]);
    let any_language = true;
    let options = CorpusOptions {
        any_language,
        ..CorpusOptions::default()
    };
    let corpus = Corpus::find(folder.path(), options).unwrap();
    assert_eq!(corpus.languages(), ["it", "xx"]);
    assert_eq!(outcomes(&corpus), [("a".to_owned(), Ok(2))]);
}

#[test]
fn what_is_no_corpus_is_refused() {
    let empty = folder(&[("a.xx.txt", "a"), ("b.md", "b")]);
    let file = empty.path().join("b.md");
    let refused = |path: &Path| Corpus::find(path, CorpusOptions::default()).unwrap_err();
    let error = refused(empty.path());
    let said = error.to_string();
    assert!(matches!(error, Error::NoGroups { .. }), "{said}");
    for part in ["NAME.LANG.txt", "LANG/NAME.txt", "xx"] {
        assert!(said.contains(part), "{said}");
    }
    assert!(matches!(refused(&file), Error::NotAFolder { .. }));
    let missing = empty.path().join("none");
    assert!(matches!(refused(&missing), Error::MissingFolder { .. }));
}

fn n_tokens(text: &str) -> u64 {
    tetrapla::core::tokenise(text).len() as u64
}

#[test]
fn a_batch_is_closed_by_its_sentences_and_holds_whole_groups() {
    let names = ["a", "b", "c", "d", "e"];
    let folder = tempfile::tempdir().unwrap();
    for name in names {
        fs::write(folder.path().join(format!("{name}.id.txt")), INDONESIAN).unwrap();
        fs::write(folder.path().join(format!("{name}.it.txt")), ITALIAN).unwrap();
    }
    // Four sentences a group: a batch of five holds two groups.
    for (batch_sentences, expected) in [(5, [1, 0, 1, 0, 0]), (0, [0; 5]), (20, [4, 3, 2, 1, 0])] {
        let options = CorpusOptions {
            batch_sentences,
            ..CorpusOptions::default()
        };
        let corpus = Corpus::find(folder.path(), options).unwrap();
        let aligner = Aligner::new(Config::default());
        let mut outcomes = corpus.align(&aligner);
        let mut delivered = Vec::new();
        let mut n_ready = Vec::new();
        while let Some(outcome) = outcomes.next() {
            assert!(outcome.alignment.is_ok());
            delivered.push(outcome.name);
            n_ready.push(outcomes.n_ready());
        }
        assert_eq!(delivered, names);
        assert_eq!(n_ready, expected, "{batch_sentences}");
        // However they were parted, all groups were learned from once.
        let learned = outcomes.learned();
        assert_eq!(learned.n_tokens("id"), 5 * n_tokens(INDONESIAN));
        assert_eq!(learned.n_tokens("it"), 5 * n_tokens(ITALIAN));
        assert!(learned.n_word_pairs("id", "it") > 0);
    }
}
