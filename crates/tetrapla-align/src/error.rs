//! What can keep the engine from aligning, or a user's hints from being used, with its remedy.

use std::path::PathBuf;

/// Result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// Why nothing was aligned.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A value of the configuration is out of bounds.
    #[error("the configuration's `{field}` is {value}; expected a number {expected}")]
    Config {
        /// The field.
        field: &'static str,
        /// What it holds.
        value: f64,
        /// What it may hold.
        expected: &'static str,
    },
}

/// Result of reading hints.
pub type HintResult<T> = std::result::Result<T, HintError>;

/// Why hints cannot be used. Nothing that aligns returns it: hints are read before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HintError {
    /// A file that cannot be read as text.
    #[error(transparent)]
    Text(#[from] tetrapla_core::Error),
    /// A line that is no hint.
    #[error("{}: line {line}: expected {expected}, got {got}", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Line number, from 1.
        line: usize,
        /// What should stand there.
        expected: &'static str,
        /// What was found.
        got: String,
    },
    /// A hint given to a method that is none.
    #[error("a hint: expected {expected}, got {got}")]
    Wrong {
        /// What should be given.
        expected: &'static str,
        /// What was given.
        got: String,
    },
}
