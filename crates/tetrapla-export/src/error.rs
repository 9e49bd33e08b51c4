//! What can be wrong with an output, an input or a score, each with its remedy.

use std::io;
use std::path::PathBuf;

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// An output that cannot be written, or an input that cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The folder in which a file should be written is not there.
    #[error("{}: cannot be written: there is no folder {}; make it first", path.display(), folder.display())]
    MissingFolder {
        /// The file.
        path: PathBuf,
        /// The folder that it names.
        folder: PathBuf,
    },
    /// A folder stands where a file is meant.
    #[error("{}: is a folder; expected the name of {expected}", path.display())]
    IsFolder {
        /// The folder.
        path: PathBuf,
        /// What should have been named.
        expected: &'static str,
    },
    /// The file, or its folder, may not be written.
    #[error("{}: cannot be written: no permission; choose another name, or change the permissions of the file or its folder", path.display())]
    NoPermission {
        /// The file.
        path: PathBuf,
    },
    /// Writing failed for another reason.
    #[error("{}: cannot be written: {source}; what stood there before is untouched", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A writer was asked to finish after a write had failed.
    #[error("{}: not written, because writing failed before its end", path.display())]
    Incomplete {
        /// The file.
        path: PathBuf,
    },
    /// A file could not be opened or read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A line is not what its format asks for.
    #[error("{}: line {line}: expected {expected}, got {got}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line number, from 1.
        line: usize,
        /// What the format asks for.
        expected: &'static str,
        /// What was found.
        got: String,
    },
    /// The extension of an output names no format.
    #[error("{}: its extension names no format; known are {known}, each also with .gz or .zst", path.display())]
    UnknownExtension {
        /// The file.
        path: PathBuf,
        /// The extensions that are known, separated by spaces.
        known: String,
    },
    /// A name is no format.
    #[error("no format is called `{name}`; known are {known}")]
    UnknownFormat {
        /// What was given.
        name: String,
        /// The names that are known, separated by spaces.
        known: String,
    },
    /// A format that is planned but not written by this version.
    #[error("the format {name} is not written yet by this version; choose one of {known}")]
    NotYet {
        /// The name or extension.
        name: String,
        /// The extensions that are known, separated by spaces.
        known: String,
    },
    /// A pair was asked for of which the group lacks a language.
    #[error("the group `{group}` has no `{code}`; expected a pair of {known}")]
    NotInGroup {
        /// The name of the group.
        group: String,
        /// The language that it lacks.
        code: String,
        /// The languages that it has, separated by spaces.
        known: String,
    },
    /// A pair of a language with itself.
    #[error("`{code}` is paired with itself; expected two languages")]
    SamePair {
        /// The language.
        code: String,
    },
    /// A group has a language for which the table has no column.
    #[error("{}: the group `{group}` has `{code}`, but the columns are {columns}; name all languages up front", path.display())]
    OutsideColumns {
        /// The file.
        path: PathBuf,
        /// The name of the group.
        group: String,
        /// The language without a column.
        code: String,
        /// The columns, separated by spaces.
        columns: String,
    },
    /// A second group for a file that can hold one only.
    #[error("{}: a beads file holds one group, since its indices name none; write one file a group", path.display())]
    OneGroup {
        /// The file.
        path: PathBuf,
    },
    /// Several pairs for an output that takes only one.
    #[error("{}: the beads of several pairs do not go into one stream; choose a pair", path.display())]
    PairNeeded {
        /// The output.
        path: PathBuf,
    },
    /// The name of a beads file says another pair than the one asked for.
    #[error("{}: the file name says the pair {named}, the pair asked for is {asked}; let both say one", path.display())]
    PairMismatch {
        /// The file.
        path: PathBuf,
        /// The pair in its name.
        named: String,
        /// The pair that was asked for.
        asked: String,
    },
    /// An alignment to be scored holds a sentence twice.
    #[error("{}: sentence {sentence} of language {language} is in two beads; expected each sentence in one", path.display())]
    Repeated {
        /// The file.
        path: PathBuf,
        /// Index of the sentence, from 0.
        sentence: usize,
        /// The language: its place, from 1.
        language: usize,
    },
    /// An alignment whose probabilities are to be judged states none, or no number from 0 to 1.
    #[error("{}: {what} {number} {states}; expected {expected}: write the file with probabilities, or score it without calibration", path.display())]
    NoProbability {
        /// The file.
        path: PathBuf,
        /// `bead` or `unit`.
        what: &'static str,
        /// Its number in the file, from 1.
        number: usize,
        /// What it states instead.
        states: String,
        /// Where a probability should stand.
        expected: &'static str,
    },
    /// A beads file is scored against named languages, and its name does not say which two.
    #[error("{}: which pair? against a file of named languages its name must end in .SRC-TGT.beads, with two of {known}", path.display())]
    UnnamedPair {
        /// The beads file.
        path: PathBuf,
        /// The languages of the other file, separated by spaces.
        known: String,
    },
    /// Two files to be scored share fewer than two languages.
    #[error("{}: shares fewer than two languages with {}: it has {hyp_languages}, the gold has {gold_languages}", hyp.display(), gold.display())]
    NothingCommon {
        /// The known alignment.
        gold: PathBuf,
        /// The alignment to be scored.
        hyp: PathBuf,
        /// Languages of the first.
        gold_languages: String,
        /// Languages of the second.
        hyp_languages: String,
    },
}

/// Longest excerpt of an input in an error, in characters.
const LONGEST_EXCERPT: usize = 60;

/// A piece of input between quotation marks, as it may stand in a message of one line.
pub(crate) fn excerpt(text: &str) -> String {
    format!("`{}`", one_line(text))
}

/// A text as it may stand in a message of one line: cut short, without control characters.
pub(crate) fn one_line(text: &str) -> String {
    let mut shown: String = text
        .chars()
        .take(LONGEST_EXCERPT)
        .map(|c| if c.is_control() { '\u{fffd}' } else { c })
        .collect();
    if text.chars().nth(LONGEST_EXCERPT).is_some() {
        shown.push('…');
    }
    shown
}
