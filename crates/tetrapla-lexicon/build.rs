//! Compiles the rows of `data/lexicon` into one automaton a language, so that nothing is read or
//! built when a program starts; a malformed row fails the build.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The reader of rows, which the crate shares.
#[path = "src/rows.rs"]
mod rows;

use rows::{LANGUAGES, Row};

const FOLDER: &str = "../../data/lexicon";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/rows.rs");
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let rows = read(&here.join(FOLDER))?;
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    // Lists of concepts that forms stand for, each once, a list behind its length.
    let mut lists: BTreeMap<Vec<u16>, u64> = BTreeMap::new();
    let mut postings: Vec<u16> = Vec::new();
    for (place, language) in LANGUAGES.iter().enumerate() {
        let mut concepts: BTreeMap<String, BTreeSet<u16>> = BTreeMap::new();
        for (number, row) in rows.iter().enumerate() {
            let concept = u16::try_from(number).map_err(io::Error::other)?;
            for form in &row.forms[place] {
                concepts.entry(rows::key(form)).or_default().insert(concept);
            }
        }
        let mut map = fst::MapBuilder::memory();
        for (key, of_key) in concepts {
            let list: Vec<u16> = of_key.into_iter().collect();
            let at = *lists.entry(list).or_insert_with_key(|list| {
                let at = postings.len() as u64;
                postings.push(list.len() as u16);
                postings.extend(list);
                at
            });
            map.insert(key, at).map_err(io::Error::other)?;
        }
        let map = map.into_inner().map_err(io::Error::other)?;
        fs::write(out.join(format!("{language}.fst")), map)?;
    }
    let bytes: Vec<u8> = postings.iter().flat_map(|n| n.to_le_bytes()).collect();
    fs::write(out.join("postings"), bytes)?;
    let n_concepts = format!(
        "/// How many concepts there are.\npub const N_CONCEPTS: usize = {};\n",
        rows.len()
    );
    fs::write(out.join("n_concepts.rs"), n_concepts)
}

/// The rows of all files, in the order of the files' names.
fn read(folder: &Path) -> io::Result<Vec<Row>> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "tsv") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut rows = Vec::new();
    for path in paths {
        println!("cargo::rerun-if-changed={}", path.display());
        let read = rows::read(&fs::read_to_string(&path)?).map_err(|wrong| {
            let said = format!("{}:{}: {}", path.display(), wrong.line, wrong.message);
            io::Error::other(said)
        });
        rows.extend(read?);
    }
    Ok(rows)
}
