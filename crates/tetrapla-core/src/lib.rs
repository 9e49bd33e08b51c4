//! Floor 1 of Tetrapla: text to documents, sentences and tokens.
//!
//! A [`Document`] is one text in one language with its sentences as byte ranges of that very
//! text; a [`Group`] is the documents that are translations of each other. Nothing here knows
//! of alignment or of output formats.
//!
//! The modules stand in reading order; each uses only those above it.

pub mod codes;

pub mod error;

pub mod span;

pub mod source;

mod rules;

pub mod language;

pub mod segment;

pub mod tokenise;

pub mod document;

pub mod group;

pub use document::Document;
pub use error::{Error, Result};
pub use group::{Group, GroupBuilder};
pub use language::Language;
pub use segment::LineBreaks;
pub use span::Span;
pub use tokenise::{Token, TokenKind, tokenise};
