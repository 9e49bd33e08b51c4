//! How well the splitter finds the ends of sentences that stand a line each: precision, recall
//! and F1 of boundaries for each language, with UAX #29 alone beside it. It keeps no texts.
//!
//! A folder holds `LANG.txt`, a sentence a line, and `docs.txt`, the name of the document of each
//! line; the lines of a document are joined by a space, split, and the ends found are compared
//! with the ends of the lines. `--wrong` lists every end that is no end of a line, and `--missed`
//! every end of a line that ends in a terminator and was not found.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use tetrapla::{Document, Language, LineBreaks};
use unicode_segmentation::UnicodeSegmentation;

/// Compares the ends of sentences with the ends of lines.
#[derive(Parser)]
struct Arguments {
    /// The folder of LANG.txt and docs.txt
    folder: PathBuf,
    /// The languages
    #[arg(required = true)]
    languages: Vec<String>,
    /// List the ends found that are no ends of lines
    #[arg(long)]
    wrong: bool,
    /// List the ends of lines with a terminator that were not found
    #[arg(long)]
    missed: bool,
}

/// Ends found against ends wanted.
#[derive(Default)]
struct Score {
    n_found: usize,
    n_wanted: usize,
    n_both: usize,
}

impl Score {
    fn add(&mut self, found: &BTreeSet<usize>, wanted: &BTreeSet<usize>) {
        self.n_found += found.len();
        self.n_wanted += wanted.len();
        self.n_both += found.intersection(wanted).count();
    }

    fn row(&self, language: &str, splitter: &str) -> String {
        let precision = self.n_both as f64 / self.n_found.max(1) as f64;
        let recall = self.n_both as f64 / self.n_wanted.max(1) as f64;
        let f1 = 2.0 * self.n_both as f64 / (self.n_found + self.n_wanted).max(1) as f64;
        format!("| {language} | {splitter} | {precision:.4} | {recall:.4} | {f1:.4} |")
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    println!("| language | splitter | precision | recall | F1 |\n| --- | --- | --- | --- | --- |");
    for code in &arguments.languages {
        if let Err(message) = compare(&arguments, code) {
            eprintln!("{message}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

fn compare(arguments: &Arguments, code: &str) -> Result<(), String> {
    let language = Language::accept(code, false).map_err(|error| error.to_string())?;
    let (mut own, mut plain) = (Score::default(), Score::default());
    for lines in documents(&arguments.folder, code)? {
        let text = lines.join(" ");
        let mut end = 0;
        let mut wanted = BTreeSet::new();
        for line in &lines {
            end += line.len();
            wanted.insert(end);
            end += 1;
        }
        let document = Document::split(language.clone(), text.as_str(), LineBreaks::Auto);
        let found: BTreeSet<usize> = document.spans().iter().map(|span| span.end).collect();
        let uax: BTreeSet<usize> = text
            .split_sentence_bound_indices()
            .map(|(start, part)| start + part.trim_end().len())
            .collect();
        own.add(&found, &wanted);
        plain.add(&uax, &wanted);
        if arguments.wrong {
            for &end in found.difference(&wanted) {
                println!("wrong {code}: {}", around(&text, end));
            }
        }
        if arguments.missed {
            let ended =
                |end: usize| text[..end].ends_with(['.', '?', '!', '।', '"', '”', '’', '»']);
            for &end in wanted.difference(&found).filter(|&&end| ended(end)) {
                println!("missed {code}: {}", around(&text, end));
            }
        }
    }
    println!("{}", own.row(code, "own"));
    println!("{}", plain.row(code, "UAX #29"));
    Ok(())
}

/// The lines of each document, those that are not blank.
fn documents(folder: &Path, code: &str) -> Result<Vec<Vec<String>>, String> {
    let read = |name: String| {
        let path = folder.join(name);
        fs::read_to_string(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let (names, text) = (read("docs.txt".to_owned())?, read(format!("{code}.txt"))?);
    let mut documents: Vec<Vec<String>> = Vec::new();
    let mut last = None;
    for (name, line) in names.lines().zip(text.lines()) {
        if last != Some(name) {
            documents.push(Vec::new());
            last = Some(name);
        }
        if let Some(document) = documents.last_mut().filter(|_| !line.trim().is_empty()) {
            document.push(line.trim().to_owned());
        }
    }
    Ok(documents)
}

/// What stands before and after an end, with `‖` in its place.
fn around(text: &str, end: usize) -> String {
    let before: Vec<char> = text[..end].chars().rev().take(50).collect();
    let before: String = before.into_iter().rev().collect();
    let after: String = text[end..].chars().take(50).collect();
    format!("{before}‖{after}")
}
