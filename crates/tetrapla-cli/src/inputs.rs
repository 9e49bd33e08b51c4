//! From `LANG=FILE` and the options of reading to a group; also the pair, the hints and the
//! settings that a call names. What can be seen to be wrong without opening a file is refused first.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use tetrapla::{Aligner, Config, Corpus, CorpusOptions, Group, Hints, Language, Learned};

use crate::args::{Batches, Knowledge, Reading};
use crate::fail::Failure;
use crate::messages::say;
use crate::terminal::STANDARD;

/// A text and its language, as a call names them.
#[derive(Debug)]
pub struct Text {
    /// The code as it was given.
    pub code: String,
    /// The file; `-` is standard input.
    pub path: PathBuf,
}

/// Reads `LANG=FILE` arguments.
///
/// Refused are other forms, codes that are not accepted, and standard input given twice.
pub fn texts(arguments: &[String], any_language: bool) -> Result<Vec<Text>, Failure> {
    let mut texts = Vec::with_capacity(arguments.len());
    for argument in arguments {
        let parts = argument.split_once('=');
        let Some((code, path)) = parts.filter(|(code, path)| !code.is_empty() && !path.is_empty())
        else {
            return Err(Failure::usage(format!(
                "`{argument}` is no text with its language; expected LANG=FILE, as hi=hindi.txt"
            )));
        };
        Language::accept(code, any_language)?;
        let (code, path) = (code.to_owned(), PathBuf::from(path));
        texts.push(Text { code, path });
    }
    let from_standard = texts.iter().filter(|text| text.path == Path::new(STANDARD));
    if from_standard.count() > 1 {
        return Err(Failure::usage(
            "standard input is given for two texts; expected - once at most, and files for the \
             others",
        ));
    }
    Ok(texts)
}

/// The texts of a group: those asked for, two or more, each language once.
pub fn group_texts(arguments: &[String], reading: &Reading) -> Result<Vec<Text>, Failure> {
    let mut texts = texts(arguments, reading.any_language)?;
    let codes: Vec<String> = texts.iter().map(|text| text.code.clone()).collect();
    if let Some(code) = repeated(&codes) {
        let code = code.to_owned();
        return Err(tetrapla::core::Error::DuplicateLanguage { code }.into());
    }
    check_languages(&reading.languages)?;
    let wanted = &reading.languages;
    if let Some(code) = wanted.iter().find(|code| !codes.contains(code)) {
        return Err(Failure::usage(format!(
            "--languages asks for `{code}`, but there are only {}",
            codes.join(" ")
        )));
    }
    texts.retain(|text| wanted.is_empty() || wanted.contains(&text.code));
    if texts.len() < 2 {
        let n_given = texts.len();
        return Err(tetrapla::core::Error::TooFewLanguages { n_given }.into());
    }
    Ok(texts)
}

/// Refuses a list of `--languages` that leaves nothing to align.
pub fn check_languages(wanted: &[String]) -> Result<(), Failure> {
    let distinct: BTreeSet<&String> = wanted.iter().collect();
    if distinct.len() == 1 {
        return Err(Failure::usage(format!(
            "--languages names `{}` alone; expected two or more, as hi,it",
            wanted[0]
        )));
    }
    Ok(())
}

/// The first code that stands twice.
fn repeated(codes: &[String]) -> Option<&str> {
    let mut seen = BTreeSet::new();
    let again = codes.iter().find(|code| !seen.insert(code.as_str()));
    again.map(String::as_str)
}

/// Reads the texts into a group.
pub fn read_group(texts: &[Text], reading: &Reading) -> Result<Group, Failure> {
    let mut builder = Group::builder()
        .name(group_name(texts))
        .any_language(reading.any_language)
        .line_breaks(reading.line_breaks.into());
    for Text { code, path } in texts {
        builder = if reading.segmented {
            builder.segmented_file(code, path)?
        } else {
            builder.file(code, path)?
        };
    }
    Ok(builder.build()?)
}

/// What the files have in common: NAME of `NAME.LANG.txt` or `LANG/NAME.txt`, the folder of
/// `LANG.txt`; nothing where they are named otherwise.
fn group_name(texts: &[Text]) -> String {
    let mut names = texts.iter().map(|text| name_of(text).unwrap_or_default());
    let first = names.next().unwrap_or_default();
    if names.all(|name| name == first) {
        first
    } else {
        String::new()
    }
}

fn name_of(Text { code, path }: &Text) -> Option<String> {
    let file = path.file_name()?.to_str()?;
    let bare = [".gz", ".zst"]
        .iter()
        .find_map(|ending| file.strip_suffix(ending));
    let bare = bare.unwrap_or(file);
    let stem = bare.strip_suffix(".txt").unwrap_or(bare);
    if let Some(name) = stem.strip_suffix(code.as_str()) {
        if let Some(name) = name.strip_suffix('.') {
            return (!name.is_empty()).then(|| name.to_owned());
        }
        if name.is_empty() {
            return folder_name(path);
        }
    }
    (folder_name(path)? == *code).then(|| stem.to_owned())
}

/// The name of the folder that a file is in, also where the path does not say it.
fn folder_name(path: &Path) -> Option<String> {
    let folder = match path.parent() {
        Some(folder) if folder.file_name().is_some() => folder.to_owned(),
        _ => fs::canonicalize(path).ok()?.parent()?.to_owned(),
    };
    folder
        .file_name()
        .and_then(OsStr::to_str)
        .map(str::to_owned)
}

/// Reads `SRC-TGT`, both of them languages of the texts. A code may hold hyphens itself.
pub fn pair(argument: &str, languages: &[String]) -> Result<(String, String), Failure> {
    let known = |code: &str| languages.iter().any(|language| language == code);
    let halves = argument.match_indices('-');
    let mut halves = halves.map(|(at, _)| (&argument[..at], &argument[at + 1..]));
    match halves.find(|(source, target)| known(source) && known(target)) {
        Some((source, target)) if source != target => Ok((source.to_owned(), target.to_owned())),
        _ => Err(Failure::usage(format!(
            "--pair `{argument}`: expected two of {}, as {}-{}",
            languages.join(" "),
            languages.first().map_or("hi", String::as_str),
            languages.get(1).map_or("it", String::as_str),
        ))),
    }
}

/// An aligner of these settings that knows what the user knows; `texts` are the other inputs.
///
/// Refused is standard input given twice.
pub fn aligner(
    mut config: Config,
    knowledge: &Knowledge,
    texts: &[Text],
) -> Result<Aligner, Failure> {
    config.lexicon &= !knowledge.no_lexicon;
    let aligner = Aligner::new(config).with_hints(hints(knowledge, texts)?);
    Ok(match &knowledge.model {
        Some(path) => aligner.with_model(Learned::read(path)?),
        None => aligner,
    })
}

/// Finds the groups of a folder, and says which of its texts are passed over.
pub fn corpus(
    folder: &Path,
    reading: &Reading,
    batches: &Batches,
    learn_from: Option<u32>,
    quiet: bool,
) -> Result<Corpus, Failure> {
    let find = CorpusOptions {
        languages: reading.languages.clone(),
        any_language: reading.any_language,
        segmented: reading.segmented,
        line_breaks: reading.line_breaks.into(),
        batch_sentences: batches.batch as usize,
        learn_from: learn_from.map(|n_groups| n_groups as usize),
    };
    let corpus = Corpus::find(folder, find)?;
    if !quiet && !corpus.passed_over().is_empty() {
        say(&format!(
            "texts in {} are passed over, because no rules are known; take them with \
             --any-language",
            corpus.passed_over().join(" ")
        ));
    }
    Ok(corpus)
}

/// Reads what the user knows; `texts` are the other inputs.
///
/// Refused is standard input given twice.
fn hints(knowledge: &Knowledge, texts: &[Text]) -> Result<Hints, Failure> {
    let texts = texts.iter().map(|text| text.path.as_path());
    let all = texts.chain(knowledge.files());
    if all.filter(|path| *path == Path::new(STANDARD)).count() > 1 {
        return Err(Failure::usage(
            "standard input is given twice; expected - once at most, and files for the others",
        ));
    }
    let mut hints = Hints::default();
    for path in &knowledge.lexicon {
        hints = hints.read_lexicon(path)?;
    }
    for path in &knowledge.anchors {
        hints = hints.read_anchors(path)?;
    }
    Ok(hints)
}

/// Reads the settings of the engine, and refuses those out of bounds.
pub fn config(path: Option<&Path>) -> Result<Config, Failure> {
    let Some(path) = path else {
        return Ok(Config::default());
    };
    let text = tetrapla::core::source::read_text(path)?;
    let text = text.trim_start_matches('\u{feff}');
    let shown = path.display();
    let config: Config = toml::from_str(text).map_err(|error| {
        let start = error.span().map_or(0, |span| span.start);
        let before = text.get(..start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let message = error.message().replace('\n', ", ");
        Failure::input(format!("{shown}: line {line}: {message}"))
    })?;
    let checked = config.check();
    checked.map_err(|error| Failure::input(format!("{shown}: {error}")))?;
    Ok(config)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(paths: &[(&str, &str)]) -> String {
        let text = |(code, path): &(&str, &str)| Text {
            code: (*code).to_owned(),
            path: PathBuf::from(path),
        };
        group_name(&paths.iter().map(text).collect::<Vec<_>>())
    }

    #[test]
    fn a_group_is_named_by_what_its_files_share() {
        for (hi, it, expected) in [
            ("data/summit/hi.txt", "data/summit/it.txt", "summit"),
            ("a/v1.2.hi.txt.gz", "b/v1.2.it.txt", "v1.2"),
            ("a/hi/recipe.txt", "a/it/recipe.txt.zst", "recipe"),
            ("a/one.hi.txt", "a/two.it.txt", ""),
            ("a/one.txt", "a/two.txt", ""),
            ("-", "a/it.txt", ""),
        ] {
            assert_eq!(name(&[("hi", hi), ("it", it)]), expected, "{hi} {it}");
        }
    }

    #[test]
    fn a_pair_is_split_where_both_halves_are_languages() {
        let languages = ["pt-BR", "it", "pt"].map(str::to_owned);
        let split = |argument| pair(argument, &languages).ok();
        let both = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
        assert_eq!(split("pt-BR-it"), both("pt-BR", "it"));
        assert_eq!(split("it-pt-BR"), both("it", "pt-BR"));
        assert_eq!(split("pt-pt-BR"), both("pt", "pt-BR"));
        for wrong in ["it", "it-it", "it-hi", "", "-", "it-"] {
            assert_eq!(split(wrong), None, "{wrong}");
        }
    }
}
