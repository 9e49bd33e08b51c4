//! What can be wrong with a text, a language code or a group, each with its remedy.

use std::path::PathBuf;

use crate::codes;

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// An input that cannot be used as a document, a language or a group.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A file could not be opened or read.
    #[error("{}: cannot be read: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A folder stands where a file is meant.
    #[error("{}: is a folder; expected a text file (for a folder of texts use `tetrapla corpus`)", path.display())]
    IsFolder {
        /// The folder.
        path: PathBuf,
    },
    /// The bytes are no text in an encoding that is understood.
    #[error("{}: byte {offset}: not valid {encoding}; expected UTF-8, or UTF-16 with a byte-order mark, plain, gzip or zstd: convert the file to UTF-8", path.display())]
    Encoding {
        /// The file.
        path: PathBuf,
        /// Offset of the first wrong byte, after decompression.
        offset: usize,
        /// The encoding in which it was read.
        encoding: &'static str,
    },
    /// More bytes, once decompressed, than a source may have.
    #[error("{}: more than {limit} bytes after decompression; expected a text of at most that size: divide the file", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most bytes that are read.
        limit: u64,
    },
    /// A text without a sentence.
    #[error(
        "{name}: holds no sentence, only white space or nothing; expected a text in `{language}`: give one, or leave the language out"
    )]
    EmptyDocument {
        /// The file, or a word for a text that has none.
        name: String,
        /// The language that was given for it.
        language: String,
    },
    /// A string that is no BCP 47 language code.
    #[error(
        "`{code}` is not a language code; expected one such as `hi`, `id`, `it`, `tl` (BCP 47)"
    )]
    MalformedLanguage {
        /// What was given.
        code: String,
    },
    /// A well-formed code of which no rules are known.
    #[error(
        "no rules for the language `{code}`{}; known are {known}; allow the generic rules to use it all the same",
        hint(code)
    )]
    UnknownLanguage {
        /// What was given.
        code: String,
        /// The codes with rules, separated by spaces.
        known: String,
    },
    /// A language was given twice in one group.
    #[error("the language `{code}` is given twice; expected one text a language")]
    DuplicateLanguage {
        /// The repeated code.
        code: String,
    },
    /// Fewer than two languages in a group.
    #[error("{n_given} language given; expected two or more translations of the text")]
    TooFewLanguages {
        /// How many were given.
        n_given: usize,
    },
}

/// Names the code of two letters of a language that was given by three.
fn hint(code: &str) -> String {
    let code = codes::of_two_letters(code);
    code.map_or_else(String::new, |code| format!("; give it as `{code}`"))
}
