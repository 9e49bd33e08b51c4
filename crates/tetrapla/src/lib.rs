//! Tetrapla aligns the sentences of two, three, four or more translations of the same text.
//!
//! ```
//! use tetrapla::{Aligner, Config, Group};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let group = Group::builder()
//!     .text("id", "Hujan turun pada 22 September. Rapat dengan FBI ditunda.")?
//!     .text("it", "Il 22 settembre pioveva. La riunione con l'FBI fu rinviata.")?
//!     .build()?;
//! let alignment = Aligner::new(Config::default()).align(&group)?;
//! for unit in alignment.units() {
//!     println!("{:.2}  {}  |  {}", unit.probability(), unit.text("id"), unit.text("it"));
//! }
//! assert_eq!(alignment.units().len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! This crate is the door; behind it are [`tetrapla_core`] (texts, sentences, tokens),
//! [`tetrapla_align`] (the engine) and [`tetrapla_export`] (the formats). What is added here is
//! [`corpus`]: the many groups of a folder.

pub mod error;

pub mod corpus;

pub use corpus::{Corpus, CorpusOptions, Outcome};
pub use error::{Error, Result};

pub use tetrapla_align::{
    Aligner, Alignment, Anchor, Bead, Candidate, Config, Evidence, Explanation, HintError, Hints,
    Learned, ModelError, Nats, Training, Unit,
};
pub use tetrapla_core::{Document, Group, GroupBuilder, Language, LineBreaks, Span};
pub use tetrapla_export::{
    BeadsWriter, Format, JsonLinesWriter, Summary, TableWriter, TmxWriter, TsvWriter, UnitRecord,
    WriteOptions, Writer,
};

pub use tetrapla_align as align;
pub use tetrapla_core as core;
pub use tetrapla_export as export;
