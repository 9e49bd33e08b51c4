//! Which files of a folder, or members of an archive, are texts of which group.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use tetrapla_core::Language;

use super::text::Text;
use super::{manifest, text};
use crate::error::{Error, Result};

/// How the names of archives end.
const ARCHIVES: &[&str] = &[".tar", ".tar.gz", ".tgz", ".tar.zst"];
/// How the names of manifests end.
const MANIFESTS: &[&str] = &[".tsv", ".tsv.gz", ".tsv.zst"];

/// A search through a folder.
pub(super) struct Search {
    any_language: bool,
    /// The texts of each group, with their codes.
    pub(super) groups: BTreeMap<String, Vec<(String, Text)>>,
    /// Codes of the form of a language without rules.
    pub(super) unknown: BTreeSet<String>,
}

impl Search {
    /// Looks through a folder, an archive or a manifest.
    pub(super) fn of(path: &Path, any_language: bool) -> Result<Self> {
        let mut search = Self {
            any_language,
            groups: BTreeMap::new(),
            unknown: BTreeSet::new(),
        };
        let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
        let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
        match path.is_file() {
            true if ends(ARCHIVES) => search.archive(path)?,
            true if ends(MANIFESTS) => search.manifest(path)?,
            _ => search.folder(path)?,
        }
        Ok(search)
    }

    /// Takes up the texts of an archive; folders above those named as languages are do not matter.
    fn archive(&mut self, path: &Path) -> Result<()> {
        for (member, text) in text::members(path)? {
            let mut parts = member
                .iter()
                .rev()
                .map(|part| part.to_str().unwrap_or_default());
            let name = parts.next().unwrap_or_default();
            let folder = parts.next().unwrap_or_default();
            let Some(stem) = stem(name).filter(|stem| !stem.starts_with('.')) else {
                continue;
            };
            let in_folder =
                Language::new(folder).is_ok() && (self.any_language || is_known(folder));
            if in_folder {
                self.text(stem, folder, text);
            } else if let Some((group, code)) = stem.rsplit_once('.') {
                self.text(group, code, text);
            }
        }
        Ok(())
    }

    /// Takes up the texts of a manifest.
    fn manifest(&mut self, path: &Path) -> Result<()> {
        for group in manifest::read(path)? {
            // A group without texts is one that fails, and not one that is not there.
            self.groups.entry(group.name.clone()).or_default();
            for (code, path) in group.texts {
                self.text(&group.name, &code, Text::file(path));
            }
        }
        Ok(())
    }

    /// Looks through a folder and those in it that are named as languages are.
    fn folder(&mut self, folder: &Path) -> Result<()> {
        let path = || folder.to_owned();
        match fs::metadata(folder) {
            Ok(metadata) if !metadata.is_dir() => return Err(Error::NotAFolder { path: path() }),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::MissingFolder { path: path() });
            }
            Err(source) => {
                let path = path();
                return Err(Error::List { path, source });
            }
        }
        for (name, path) in list(folder)? {
            if path.is_dir() {
                self.language_folder(&name, &path)?;
            } else if let Some((group, code)) = stem(&name).and_then(|stem| stem.rsplit_once('.')) {
                self.text(group, code, Text::file(path));
            }
        }
        Ok(())
    }

    /// Looks through `LANG/`.
    fn language_folder(&mut self, code: &str, folder: &Path) -> Result<()> {
        if Language::new(code).is_err() {
            return Ok(());
        }
        // A folder of another purpose may have any name, and need not be readable.
        let is_known = self.any_language || is_known(code);
        if !is_known && code.len() > 3 {
            return Ok(());
        }
        for (name, path) in list(folder)? {
            if let Some(group) = stem(&name).filter(|_| !path.is_dir()) {
                self.text(group, code, Text::file(path));
            }
        }
        Ok(())
    }

    /// Takes a text up, if its code is one of a language.
    fn text(&mut self, group: &str, code: &str, text: Text) {
        if group.is_empty() || Language::new(code).is_err() {
            return;
        }
        if self.any_language || is_known(code) {
            let texts = self.groups.entry(group.to_owned()).or_default();
            texts.push((code.to_owned(), text));
        } else if code.len() <= 3 {
            self.unknown.insert(code.to_owned());
        }
    }
}

fn is_known(code: &str) -> bool {
    Language::new(code).is_ok_and(|language| language.has_rules())
}

/// What is in a folder, by name, without hidden entries and names that are no Unicode.
fn list(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let failed = |source| Error::List {
        path: folder.to_owned(),
        source,
    };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if let Ok(name) = entry.file_name().into_string()
            && !name.starts_with('.')
        {
            entries.push((name, entry.path()));
        }
    }
    entries.sort_unstable();
    Ok(entries)
}

/// The name of a text without `.txt`, `.txt.gz` or `.txt.zst`; `None` for other files.
fn stem(name: &str) -> Option<&str> {
    [".txt", ".txt.gz", ".txt.zst"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
}
