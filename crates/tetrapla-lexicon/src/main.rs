//! Checks the rows of the lexicon, and says how much of texts it knows.
//!
//! `tetrapla-lexicon [FOLDER] [LANG=FILE]...`: the folder of the rows (by itself `data/lexicon`),
//! and texts, a sentence a line; where several are given, their lines go together.

use std::collections::BTreeSet;
use std::fmt::{Arguments, Write as _};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use tetrapla_core::source::read_text;
use tetrapla_lexicon::{Forms, check, rows};

fn main() -> ExitCode {
    let mut said = String::new();
    let done = run(&mut said);
    // Nobody may read to the end.
    drop(std::io::stdout().write_all(said.as_bytes()));
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("tetrapla-lexicon: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Adds what there is to say; whether nothing is wrong.
fn run(said: &mut String) -> Result<bool, String> {
    let (texts, folders): (Vec<String>, Vec<String>) = std::env::args()
        .skip(1)
        .partition(|argument| argument.contains('='));
    let folder = match &folders[..] {
        [] => PathBuf::from("data/lexicon"),
        [folder] => PathBuf::from(folder),
        _ => return Err("expected one folder of rows at most, and texts as LANG=FILE".to_owned()),
    };
    let files = read(&folder)?;
    let mut say = |line: Arguments<'_>| {
        // Writing to a string cannot fail.
        let _never_fails = writeln!(said, "{line}");
    };
    for (file, rows) in &files {
        say(format_args!("{file:24} {:5} rows", rows.len()));
    }
    let n_rows: usize = files.iter().map(|(_, rows)| rows.len()).sum();
    let forms = rows::LANGUAGES.map(|language| {
        let n_forms = tetrapla_lexicon::of(language).map_or(0, |forms| forms.len());
        format!("{language} {n_forms}")
    });
    say(format_args!(
        "{:24} {n_rows:5} rows; forms: {}",
        "all",
        forms.join(", ")
    ));
    let faults = check::faults(&files);
    for fault in &faults {
        say(format_args!("{fault}"));
    }
    for line in report(&texts)? {
        say(format_args!("{line}"));
    }
    say(format_args!("{} faults", faults.len()));
    Ok(faults.is_empty())
}

/// The rows of each file of a folder, by name.
fn read(folder: &Path) -> Result<Vec<(String, Vec<rows::Row>)>, String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(|error| failed(folder, error))? {
        let path = entry.map_err(|error| failed(folder, error))?.path();
        if path.extension().is_some_and(|extension| extension == "tsv") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(|error| failed(&path, error))?;
        let shown = path.display();
        let read = rows::read(&text);
        let read = read.map_err(|wrong| format!("{shown}:{}: {}", wrong.line, wrong.message))?;
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        files.push((name, read));
    }
    Ok(files)
}

/// A line on how much of each text is known.
fn report(arguments: &[String]) -> Result<Vec<String>, String> {
    let mut texts: Vec<(&str, String, Forms)> = Vec::new();
    for argument in arguments {
        let (code, path) = argument.split_once('=').unwrap_or_default();
        let forms = tetrapla_lexicon::of(code);
        let forms = forms.ok_or_else(|| format!("`{code}` is no language of the lexicon"))?;
        let text = read_text(Path::new(path)).map_err(|error| error.to_string())?;
        texts.push((code, text, forms));
    }
    let mut lines = Vec::new();
    for (place, (code, text, forms)) in texts.iter().enumerate() {
        let concepts = |word: &str| forms.meanings(word).map(|(concept, _)| concept).collect();
        let mut line = String::new();
        for (other_place, (other_code, other, other_forms)) in texts.iter().enumerate() {
            if other_place == place && texts.len() > 1 {
                continue;
            }
            let there = other.lines().map(|line| {
                let words = check::words(line);
                let met = words.flat_map(|word| other_forms.meanings(&word).collect::<Vec<_>>());
                met.map(|(concept, _)| concept).collect::<BTreeSet<u16>>()
            });
            let made = check::coverage(text.lines(), concepts, there);
            let percent = |[all, met]: [usize; 2]| 100.0 * met as f64 / all.max(1) as f64;
            if line.is_empty() {
                line = format!(
                    "{code}  {} words, {:.1} % known; {} different ones, {:.1} % known",
                    made.tokens[0],
                    percent(made.tokens),
                    made.types[0],
                    percent(made.types),
                );
            }
            if other_place != place {
                line += &format!(
                    "; translated in {other_code} {:.1} %",
                    percent(made.translated)
                );
            }
        }
        lines.push(line);
    }
    Ok(lines)
}
