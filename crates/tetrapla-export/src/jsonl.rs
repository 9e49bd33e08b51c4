//! JSON Lines: the complete record, a unit a line, written and read back.

use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use tetrapla_align::Alignment;

use crate::error::Result;
use crate::input::{Lines, json_fault};
use crate::options::{Summary, WriteOptions};
use crate::record::UnitRecord;
use crate::select::{Singles, for_each_row};
use crate::writer::{FileWriter, Layout};

/// Writes JSON Lines.
pub type JsonLinesWriter = FileWriter<JsonLines>;

/// The layout of JSON Lines.
#[derive(Debug, Default)]
pub struct JsonLines;

impl Layout for JsonLines {
    fn write(
        &mut self,
        alignment: &Alignment,
        options: &WriteOptions,
        out: &mut dyn Write,
        summary: &mut Summary,
    ) -> io::Result<()> {
        for_each_row(alignment, options, Singles::Keep, summary, |row, _| {
            write_record(&row.record(), &mut *out)
        })
    }
}

/// Writes one record as one line.
///
/// # Errors
///
/// Where `out` refuses bytes.
pub fn write_record(record: &UnitRecord, mut out: impl Write) -> io::Result<()> {
    record.serialize(&mut Serializer::with_formatter(
        &mut out,
        FourDecimals(CompactFormatter),
    ))?;
    out.write_all(b"\n")
}

/// Writes the fractions of a record, its probability above all, with all their four decimals.
struct FourDecimals(CompactFormatter);

impl Formatter for FourDecimals {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value:.4}")
    }
}

/// The records of a file, read one by one.
pub struct Records {
    lines: Lines,
    ended: bool,
}

/// What a line should hold.
const EXPECTED: &str = "the JSON record of a unit, with `unit`, `translation` and `sentences`";

/// Opens a file of JSON Lines, plain, gzip or zstd. Blank lines are passed over.
///
/// # Errors
///
/// A file that cannot be opened; the records themselves come as results, where a malformed
/// line is an error that names it.
pub fn read_records(path: impl AsRef<Path>) -> Result<Records> {
    Ok(Records {
        lines: Lines::open(path)?,
        ended: false,
    })
}

impl Iterator for Records {
    type Item = Result<UnitRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let read = match self.lines.next_line() {
            Ok(Some((_, line))) => record(line),
            Ok(None) => {
                self.ended = true;
                return None;
            }
            Err(error) => {
                self.ended = true;
                return Some(Err(error));
            }
        };
        Some(read.map_err(|got| self.lines.malformed(EXPECTED, got)))
    }
}

/// Reads one line; an error says what was found instead.
fn record(line: &str) -> std::result::Result<UnitRecord, String> {
    let record: UnitRecord =
        serde_json::from_str(line).map_err(|error| json_fault(line, &error))?;
    match record.fault() {
        Some(fault) => Err(fault),
        None => Ok(record),
    }
}
