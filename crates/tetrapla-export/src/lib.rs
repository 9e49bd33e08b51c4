//! Floor 3 of Tetrapla: units to files, files to units, and the score of one file against
//! another.
//!
//! A [`UnitRecord`] is the complete record of a unit; every [`Format`] has a writer behind the
//! one trait [`Writer`]; an output file appears only when it is complete. Nothing here aligns,
//! and nothing here reads the environment: dates and options come from the caller.
//!
//! ```no_run
//! # fn run(alignment: &tetrapla_align::Alignment) -> tetrapla_export::Result<()> {
//! use tetrapla_export::TmxWriter;
//!
//! let summary = TmxWriter::create("summit.tmx")?.write(alignment)?.finish()?;
//! println!("{summary}");
//! # Ok(())
//! # }
//! ```

pub mod beads;
pub mod create;
pub mod error;
pub mod explain;
pub mod explanation;
pub mod format;
pub mod input;
pub mod jsonl;
pub mod language_map;
pub mod options;
pub mod output;
pub mod record;
mod round;
pub mod score;
mod select;
pub mod table;
pub mod tmx;
pub mod tsv;
pub mod writer;

pub use beads::{BeadLine, BeadsWriter, read_beads};
pub use create::create;
pub use error::{Error, Result};
pub use explain::write_explanation;
pub use explanation::{BeadRecord, ExplanationRecord, LinkRecord, PairRecord};
pub use format::Format;
pub use jsonl::{JsonLinesWriter, read_records};
pub use language_map::LanguageMap;
pub use options::{CreationDate, Summary, WriteOptions};
pub use output::Output;
pub use record::{UnitRecord, records};
pub use score::{Answer, Calibration, Report, score_files};
pub use table::{TableWriter, write_table};
pub use tmx::TmxWriter;
pub use tsv::TsvWriter;
pub use writer::{FileWriter, Layout, Writer};
