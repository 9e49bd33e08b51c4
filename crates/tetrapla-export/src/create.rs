//! The writer of any format. It writes nothing itself.

use std::path::Path;

use crate::beads::BeadsWriter;
use crate::error::Result;
use crate::format::Format;
use crate::jsonl::JsonLinesWriter;
use crate::options::WriteOptions;
use crate::table::TableWriter;
use crate::tmx::TmxWriter;
use crate::tsv::TsvWriter;
use crate::writer::Writer;

/// The writer of a format for a path; `-` is standard output.
///
/// # Errors
///
/// As [`crate::output::Output::create`].
pub fn create(
    format: Format,
    path: impl AsRef<Path>,
    options: WriteOptions,
) -> Result<Box<dyn Writer>> {
    Ok(match format {
        Format::Tmx => Box::new(TmxWriter::with_options(path, options)?),
        Format::Tsv => Box::new(TsvWriter::with_options(path, options)?),
        Format::JsonLines => Box::new(JsonLinesWriter::with_options(path, options)?),
        Format::Beads => Box::new(BeadsWriter::with_options(path, options)?),
        Format::Table => Box::new(TableWriter::with_options(path, options)?),
    })
}
