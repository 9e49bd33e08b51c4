//! Reads the splitting rules of every language into Rust tables, so that a language is added by
//! adding its files and a malformed file fails the build.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The reader of rule files, which the crate's tests share.
#[path = "src/rules/mark.rs"]
mod mark;

#[path = "src/rules/parse.rs"]
mod parse;

use parse::Parsed;

const FOLDER: &str = "src/segment/rules";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    for source in ["build.rs", "src/rules/mark.rs", "src/rules/parse.rs"] {
        println!("cargo::rerun-if-changed={source}");
    }
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(FOLDER);
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(&folder)? {
        names.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    let mut tables = String::from("pub(super) static GENERIC: Rules = ");
    push(&mut tables, format_args!("{};\n\n", rules(&folder, None)?));
    tables.push_str(
        "/// Primary subtag and rules of each language, in the order of the subtags.\n\
         pub(super) static LANGUAGES: &[(&str, &Rules)] = &[\n",
    );
    for code in codes(&names) {
        let rules = rules(&folder, Some(code))?;
        push(&mut tables, format_args!("    ({code:?}, &{rules}),\n"));
    }
    tables.push_str(
        "];\n\n/// Code, fixture and running texts of each language, where there are any.\n\
         #[cfg(test)]\n\
         pub(crate) const EXPECTED: &[(&str, Option<&str>, Option<&str>)] = &[\n",
    );
    for code in codes(&names).chain(["generic"]) {
        let optional = |kind: &str| {
            let name = format!("{code}.{kind}.txt");
            match names.contains(&name) {
                true => format!("Some(include_str!({:?}))", folder.join(name)),
                false => "None".to_owned(),
            }
        };
        let (fixture, texts) = (optional("fixture"), optional("texts"));
        push(
            &mut tables,
            format_args!("    ({code:?}, {fixture}, {texts}),\n"),
        );
    }
    tables.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("rule_tables.rs"), tables)
}

/// The codes that have a rule file, in order.
fn codes(names: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    let stems = names.iter().filter_map(|name| name.strip_suffix(".txt"));
    stems.filter(|stem| !stem.contains('.') && *stem != "generic")
}

/// The expression for the rules of a language, or for the generic ones.
fn rules(folder: &Path, code: Option<&str>) -> io::Result<String> {
    let mut parsed = read(folder, "generic")?;
    if let Some(code) = code {
        parsed = parsed.below(&read(folder, code)?);
    }
    let Parsed {
        words,
        starter_endings,
        pipe_danda,
        ordinals,
    } = parsed;
    let mut map = phf_codegen::Map::new();
    for (word, marks) in &words {
        map.entry(word.as_str(), marks.to_string());
    }
    let marked = |mark: u16| words.iter().filter(move |&(_, marks)| marks & mark != 0);
    let attribution: Vec<&String> = marked(mark::ATTRIBUTION).map(|(word, _)| word).collect();
    let starter_endings: Vec<&String> = starter_endings.iter().collect();
    let has_speech_verbs = marked(mark::SPEECH_VERB).next().is_some();
    let has_after_numerals = marked(mark::AFTER_NUMERAL).next().is_some();
    Ok(format!(
        "Rules {{ words: {}, starter_endings: &{starter_endings:?}, attribution: &{attribution:?}, \
         has_after_numerals: {has_after_numerals}, has_speech_verbs: {has_speech_verbs}, \
         pipe_danda: {pipe_danda}, ordinals: {ordinals} }}",
        map.build()
    ))
}

/// Reads the rule file of a code; a malformed one ends the build.
fn read(folder: &Path, code: &str) -> io::Result<Parsed> {
    let path = folder.join(format!("{code}.txt"));
    Parsed::read(&fs::read_to_string(&path)?).map_err(|wrong| {
        let said = format!("{}:{}: {}", path.display(), wrong.line, wrong.message);
        io::Error::other(said)
    })
}

fn push(tables: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _never_fails = tables.write_fmt(text);
}
