//! What can be wrong with a folder of groups or with one of its groups, each with its remedy.

use std::path::PathBuf;

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// A folder that holds no groups, or a group that cannot be aligned.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such folder.
    #[error("{}: there is no such folder; expected one that holds the groups", path.display())]
    MissingFolder {
        /// The folder.
        path: PathBuf,
    },
    /// A file stands where a folder is meant.
    #[error("{}: is no folder; expected one that holds the groups, a .tar, .tar.gz or .tar.zst of them, or a manifest .tsv (for a group of files use `tetrapla align`)", path.display())]
    NotAFolder {
        /// What stands there.
        path: PathBuf,
    },
    /// A folder could not be listed.
    #[error("{}: cannot be listed: {source}", path.display())]
    List {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A line of a manifest that is none.
    #[error("{}: line {line}: expected {expected}, got {got}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Line, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
        /// What was found.
        got: String,
    },
    /// A folder without a text that belongs to a group.
    #[error("{}: no groups found; expected texts named NAME.LANG.txt or LANG/NAME.txt, each also with .gz or .zst{}", path.display(), passed_over(unknown))]
    NoGroups {
        /// The folder.
        path: PathBuf,
        /// The codes of files passed over, because no rules are known for them.
        unknown: Vec<String>,
    },
    /// A language was asked for of which the folder has no text.
    #[error("{}: no text in `{code}` found; there are {found}", path.display())]
    LanguageNotFound {
        /// The folder.
        path: PathBuf,
        /// The code that was asked for.
        code: String,
        /// The codes found, separated by spaces.
        found: String,
    },
    /// Two files are the same language of the same group.
    #[error("two texts in `{code}`: {} and {}; remove or rename one", first.display(), second.display())]
    TwoTexts {
        /// The language.
        code: String,
        /// The file found first.
        first: PathBuf,
        /// The other file.
        second: PathBuf,
    },
    /// A group with one language alone.
    #[error("only a text in `{code}` found: {}; expected two languages or more", path.display())]
    OneLanguage {
        /// The language.
        code: String,
        /// The file.
        path: PathBuf,
    },
    /// A group without any of the languages that were asked for.
    #[error("none of the languages asked for; there are {found}")]
    NoLanguage {
        /// The codes found, separated by spaces.
        found: String,
    },
    /// What a run has done cannot be kept, or cannot be read again.
    #[error("{}: what was done so far cannot be kept there: {source}", path.display())]
    Journal {
        /// The folder it is kept in.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// What is to be taken up was begun by another call, on other files, or by another version.
    #[error(
        "{}: what was done so far is of a run with other texts, options or version; start again \
         without taking it up",
        path.display()
    )]
    OtherRun {
        /// The folder it is kept in.
        path: PathBuf,
    },
    /// A text that cannot be used.
    #[error(transparent)]
    Text(#[from] tetrapla_core::Error),
    /// The engine refused.
    #[error(transparent)]
    Engine(#[from] tetrapla_align::Error),
}

/// What to say of the codes that have no rules.
fn passed_over(unknown: &[String]) -> String {
    if unknown.is_empty() {
        String::new()
    } else {
        let codes = unknown.join(" ");
        format!("; no rules are known for {codes}, which needs any language to be allowed")
    }
}
