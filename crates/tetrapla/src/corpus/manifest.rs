//! A manifest: a table of the groups and their files.
//!
//! The first line names the columns, parted by tabs: `group`, then the code of a language each.
//! A line is a group: its name, then a file a language, or nothing where it has none. Files are
//! looked for from where the manifest is.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use tetrapla_core::{Language, source};

use crate::error::{Error, Result};

/// What a header should be.
const HEADER: &str = "a header: group, then a language code a column, parted by tabs";

/// A group of a manifest.
pub(super) struct Listed {
    pub(super) name: String,
    /// Code and file of each text.
    pub(super) texts: Vec<(String, PathBuf)>,
}

/// The groups of a manifest, in its order.
pub(super) fn read(path: &Path) -> Result<Vec<Listed>> {
    let text = source::read_text(path)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let wrong = |line: usize, expected: &'static str, got: String| Error::Manifest {
        path: path.to_owned(),
        line,
        expected,
        got,
    };
    let mut lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    let (number, header) = lines.next().unwrap_or((1, ""));
    let mut columns = header.split('\t').map(str::trim);
    let first = columns.next().unwrap_or_default();
    let codes: Vec<&str> = columns.collect();
    let is_code = |code: &&str| Language::new(code).is_ok();
    let distinct: BTreeSet<&&str> = codes.iter().collect();
    if first != "group" || !codes.iter().all(is_code) || distinct.len() != codes.len() {
        return Err(wrong(number, HEADER, excerpt(header)));
    }
    if codes.len() < 2 {
        return Err(wrong(number, "two languages or more", excerpt(header)));
    }
    let from = path.parent().unwrap_or(Path::new(""));
    let mut names = BTreeSet::new();
    let mut groups = Vec::new();
    for (number, line) in lines {
        let cells: Vec<&str> = line.split('\t').map(str::trim).collect();
        let (name, files) = cells.split_first().unwrap_or((&"", &[]));
        if files.len() > codes.len() {
            let expected = "a group, then a file a language, parted by tabs";
            return Err(wrong(number, expected, format!("{} columns", cells.len())));
        }
        let is_hidden = name.is_empty() || name.starts_with('.');
        if is_hidden || name.contains(['/', '\\']) || name.chars().any(char::is_control) {
            let expected = "a name of the group, without slash and not beginning with a dot";
            return Err(wrong(number, expected, excerpt(name)));
        }
        if !names.insert((*name).to_owned()) {
            let expected = "each group once";
            return Err(wrong(number, expected, format!("{} again", excerpt(name))));
        }
        let texts = codes.iter().zip(files).filter(|(_, file)| !file.is_empty());
        let texts = texts.map(|(code, file)| ((*code).to_owned(), from.join(file)));
        groups.push(Listed {
            name: (*name).to_owned(),
            texts: texts.collect(),
        });
    }
    Ok(groups)
}

/// The beginning of a text, for a message.
fn excerpt(text: &str) -> String {
    /// Most characters that are shown.
    const SHOWN: usize = 60;
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    let shown: String = text.chars().take(SHOWN).map(visible).collect();
    format!("`{shown}`")
}
