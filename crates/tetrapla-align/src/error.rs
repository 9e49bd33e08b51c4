//! What can keep the engine from aligning, or what a user gives from being used, with its remedy.

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

/// Result of reading a model.
pub type ModelResult<T> = std::result::Result<T, ModelError>;

/// Why a file cannot be used as a model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A file that cannot be read.
    #[error(transparent)]
    File(#[from] tetrapla_core::Error),
    /// A file of another kind.
    #[error("{}: is no model; expected a file that `tetrapla train` has written", path.display())]
    NoModel {
        /// The file.
        path: PathBuf,
    },
    /// A model of another version of the form.
    #[error(
        "{}: is a model of version {version}; expected version {expected}: train it again with \
         this program",
        path.display()
    )]
    Version {
        /// The file.
        path: PathBuf,
        /// Its version.
        version: u32,
        /// The version that is read.
        expected: u32,
    },
    /// A model that was cut off or changed.
    #[error("{}: is a damaged model ({what}); copy it anew, or train it again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was found.
        what: String,
    },
}
