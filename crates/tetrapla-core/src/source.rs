//! Files to text.

use std::path::Path;

use crate::error::Result;

/// Reads a file as text.
///
/// # Errors
///
/// A file that cannot be read or decoded.
pub fn read_text(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).map_err(|source| crate::Error::Read { path: path.to_owned(), source })
}
