//! What can keep the engine from aligning, with its remedy.

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
