//! Many groups in one folder: finds them, reads them and has them aligned, batch by batch.
//!
//! A batch is whole groups; those of a batch learn from each other and from all batches before.
//! Memory is that of a batch and of what was learned, which is bounded, however many groups there
//! are. Nothing is written here.

mod batches;
mod groups;
mod journal;
mod manifest;
mod outcomes;
mod search;
mod text;

pub use groups::{Corpus, CorpusOptions};
pub use outcomes::{Lesson, Lessons, Outcome, Outcomes};
