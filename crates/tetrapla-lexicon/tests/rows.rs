//! The rows of `data/lexicon` have no fault, and the tables hold all of them.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

use std::fs;
use std::path::{Path, PathBuf};

use tetrapla_lexicon::rows::{self, LANGUAGES, Row, SEVERAL};
use tetrapla_lexicon::{N_CONCEPTS, check};

fn files() -> Vec<(String, Vec<Row>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/lexicon");
    let entries = fs::read_dir(folder).unwrap();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let rows = rows::read(&fs::read_to_string(path).unwrap());
        (name, rows.unwrap())
    };
    paths.iter().map(read).collect()
}

#[test]
fn no_row_has_a_fault() {
    let faults = check::faults(&files());
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn the_tables_hold_every_form_of_every_row() {
    let files = files();
    let rows: Vec<&Row> = files.iter().flat_map(|(_, rows)| rows).collect();
    assert_eq!(rows.len(), N_CONCEPTS);
    for (place, language) in LANGUAGES.iter().enumerate() {
        let forms = tetrapla_lexicon::of(language).unwrap();
        let mut several = std::collections::BTreeMap::new();
        forms.several(|words, concepts| {
            let list: Vec<u16> = concepts.collect();
            several.insert(words.join(" "), list);
        });
        for (number, row) in (0..).zip(&rows) {
            for form in &row.forms[place] {
                let key = rows::key(form);
                let is_there = match key.strip_prefix(SEVERAL) {
                    Some(words) => several[words].contains(&number),
                    None => forms.concepts(&key).any(|concept| concept == number),
                };
                assert!(is_there, "{language} {form}");
            }
        }
    }
}

#[test]
fn a_word_is_met_by_its_form_or_its_beginning() {
    let meanings = |language: &str, word: &str| -> Vec<(u16, f32)> {
        tetrapla_lexicon::of(language)
            .unwrap()
            .meanings(word)
            .collect()
    };
    let sure = |language: &str, word: &str| {
        let met = meanings(language, word);
        !met.is_empty() && met.iter().all(|&(_, share)| share == 1.0)
    };
    // The very form; the linker of Tagalog and a possessive of Indonesian left out.
    assert!(sure("it", "casa") && sure("tl", "bahay") && sure("id", "rumah"));
    assert!(
        meanings("it", "casas").is_empty(),
        "short words are met as they are"
    );
    assert_eq!(meanings("id", "rumahnya"), meanings("id", "rumah"));
    // What begins as a form does, and goes on otherwise, is less sure.
    let met = meanings("it", "governatissimo");
    assert!(
        !met.is_empty() && met.iter().all(|&(_, share)| share < 1.0),
        "{met:?}"
    );
    assert_eq!(
        tetrapla_lexicon::of("fil").unwrap().len(),
        tetrapla_lexicon::of("tl").unwrap().len()
    );
}

#[test]
fn wrong_files_of_rows_are_refused_with_their_line() {
    let said = |text: &str| {
        let wrong = rows::read(text).unwrap_err();
        format!("{} {}", wrong.line, wrong.message)
    };
    assert!(said("").starts_with("1 expected the header"));
    assert!(said("hi\tid\n").starts_with("1 expected the header"));
    let row = |row: &str| said(&format!("{}\n{row}\n", rows::HEADER));
    assert!(row("घर\trumah\tcasa").starts_with("2 expected 7 columns"));
    assert!(
        row("घर\trumah\tcasa\tbahay\thouse\tthing\t").starts_with("2 expected a part of speech")
    );
    assert!(
        row("घर\trumah\tcasa|\tbahay\thouse\tnoun\t")
            .contains("expected a word in each place of it")
    );
}
