//! What surrounds the command: the width of the terminal, colour, the date that the environment
//! sets. Nothing else reads the environment.

use std::env;
use std::io::{self, IsTerminal};

use tetrapla::export::CreationDate;

use crate::fail::Failure;

/// Columns of a table where nothing tells how wide it may be.
const DEFAULT_WIDTH: usize = 100;

/// The name that a call gives to standard input and output.
pub const STANDARD: &str = "-";

/// Columns of the terminal: `COLUMNS`, or what the terminal of standard output says.
pub fn width() -> usize {
    let columns = env::var("COLUMNS").ok();
    let columns = columns.and_then(|columns| columns.trim().parse().ok());
    columns
        .filter(|columns| *columns > 0)
        .or_else(|| terminal_size::terminal_size().map(|(width, _)| usize::from(width.0)))
        .unwrap_or(DEFAULT_WIDTH)
}

/// Whether standard output is a terminal and nothing forbids colour
/// (<https://no-color.org>).
pub fn wants_colour() -> bool {
    io::stdout().is_terminal() && env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The date that outputs are to state, from `SOURCE_DATE_EPOCH`.
pub fn created() -> Result<Option<CreationDate>, Failure> {
    let Some(value) = env::var_os("SOURCE_DATE_EPOCH").filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let value = value.to_string_lossy();
    let seconds = value.parse().ok();
    match seconds.and_then(CreationDate::from_unix_seconds) {
        Some(date) => Ok(Some(date)),
        None => Err(Failure::usage(format!(
            "SOURCE_DATE_EPOCH is `{value}`; expected whole seconds since 1970 began, at most \
             253402300799, or no such variable"
        ))),
    }
}
