//! Texts whose alignment is known, found in a folder and read. Nothing is aligned here.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use tetrapla::export::Answer;
use tetrapla::{Group, Language};

/// One group of texts and what is known of it.
pub struct Case {
    /// The texts.
    pub group: Group,
    /// The known alignments, at least one.
    pub golds: Vec<Gold>,
}

/// A known alignment.
pub struct Gold {
    /// What belongs together.
    pub answer: Answer,
    /// The pair that it knows; `None` where it names its languages itself.
    pub pair: Option<(String, String)>,
}

impl Case {
    /// How many sentences it has, all languages together.
    pub fn n_sentences(&self) -> usize {
        let documents = self.group.documents().iter();
        documents.map(|one| one.n_sentences()).sum()
    }
}

/// The endings of a text.
const TEXTS: [&str; 3] = [".txt", ".txt.gz", ".txt.zst"];
/// The endings of a known alignment of named languages.
const GOLDS: [&str; 2] = [".gold.json", ".gold.jsonl"];

/// The files of a case that were found.
#[derive(Default)]
struct Files {
    /// Of each language.
    texts: BTreeMap<String, PathBuf>,
    /// With what stands between the name of the case and `.beads`, as `hi-it`.
    golds: Vec<(PathBuf, Option<String>)>,
}

/// Reads the cases of a folder, by name; texts of which nothing is known are passed over.
///
/// An error names the file and what was expected.
pub fn read(folder: &Path, is_raw: bool) -> Result<Vec<Case>, String> {
    let shown = folder.display();
    let failed = |error| format!("{shown}: cannot be listed: {error}; expected a folder of cases");
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        names.extend(entry.map_err(failed)?.file_name().into_string());
    }
    let mut found: BTreeMap<String, Files> = BTreeMap::new();
    for file in names.iter().filter(|name| !name.starts_with('.')) {
        let path = folder.join(file);
        if let Some(case) = GOLDS.iter().find_map(|end| file.strip_suffix(end)) {
            found
                .entry(case.to_owned())
                .or_default()
                .golds
                .push((path, None));
        } else if let Some((case, pair)) = parted(file, &[".beads"]) {
            let pair = Some(pair.to_owned());
            found
                .entry(case.to_owned())
                .or_default()
                .golds
                .push((path, pair));
        } else if let Some((case, code)) = parted(file, &TEXTS)
            && Language::new(code).is_ok()
        {
            let texts = &mut found.entry(case.to_owned()).or_default().texts;
            texts.insert(code.to_owned(), path);
        }
    }
    let n_found = found.len();
    found.retain(|_, files| !files.golds.is_empty());
    if found.is_empty() {
        return Err(format!(
            "{shown}: holds no case; expected CASE.LANG.txt with CASE.gold.json, CASE.gold.jsonl \
             or CASE.SRC-TGT.beads"
        ));
    }
    if n_found > found.len() {
        let n = n_found - found.len();
        eprintln!("{shown}: groups of texts passed over, because they have no gold: {n}");
    }
    let cases = found.into_iter();
    cases
        .map(|(name, files)| case(folder, &name, files, is_raw))
        .collect()
}

/// The name of a case and what stands between it and the ending.
fn parted<'a>(file: &'a str, endings: &[&str]) -> Option<(&'a str, &'a str)> {
    let stem = endings.iter().find_map(|end| file.strip_suffix(end))?;
    stem.rsplit_once('.').filter(|(case, _)| !case.is_empty())
}

/// Reads one case.
fn case(folder: &Path, name: &str, files: Files, is_raw: bool) -> Result<Case, String> {
    let at = folder.join(name);
    let at = at.display();
    let named = |error: tetrapla::core::Error| format!("{at}: {error}");
    let mut builder = Group::builder().name(name).any_language(true);
    for (code, path) in &files.texts {
        let added = if is_raw {
            builder.file(code, path)
        } else {
            builder.segmented_file(code, path)
        };
        builder = added.map_err(named)?;
    }
    let group = builder.build().map_err(named)?;
    let mut golds = Vec::new();
    for (path, pair) in files.golds {
        let shown = path.display();
        let answer = Answer::read(&path).map_err(|error| error.to_string())?;
        let pair = match pair {
            None => None,
            Some(text) => Some(pair_of(&text, &group).ok_or_else(|| {
                let known: Vec<&str> = files.texts.keys().map(String::as_str).collect();
                let known = known.join(" ");
                format!("{shown}: expected SRC-TGT before .beads, with two of {known}")
            })?),
        };
        if let Some(fault) = beyond(&answer, pair.as_ref(), &group) {
            return Err(format!(
                "{shown}: {fault}; are these the texts that it was made for?"
            ));
        }
        golds.push(Gold { answer, pair });
    }
    Ok(Case { group, golds })
}

/// The two languages of a text such as `hi-it`; a code may hold hyphens of its own.
fn pair_of(text: &str, group: &Group) -> Option<(String, String)> {
    let halves = text.match_indices('-');
    let mut halves = halves.map(|(at, _)| (&text[..at], &text[at + 1..]));
    let known = |code: &str| group.position(code).is_some();
    let (source, target) =
        halves.find(|(source, target)| source != target && known(source) && known(target))?;
    Some((source.to_owned(), target.to_owned()))
}

/// What the answer says of sentences that the texts do not have.
fn beyond(answer: &Answer, pair: Option<&(String, String)>, group: &Group) -> Option<String> {
    let n_sentences = |code: &str| group.document(code).map(|one| one.n_sentences());
    let check = |code: &str, indices: &[usize]| {
        let n = n_sentences(code)?;
        let index = indices.iter().find(|index| **index >= n)?;
        Some(format!(
            "names sentence {index} of `{code}`, which has {n}, counted from 0"
        ))
    };
    match answer {
        Answer::Beads(beads) => {
            let (source, target) = pair?;
            beads.iter().find_map(|bead| {
                check(source, &bead.source).or_else(|| check(target, &bead.target))
            })
        }
        Answer::Units(units) => {
            let mut sides = units.iter().flat_map(|unit| unit.sentences.iter());
            sides.find_map(|(code, indices)| check(code, indices))
        }
        Answer::Covers(covers) => covers.iter().find_map(|(code, lines)| {
            let (n, n_known) = (n_sentences(code)?, lines.len());
            (n != n_known).then(|| format!("knows {n_known} sentences of `{code}`, which has {n}"))
        }),
        _ => None,
    }
}
