//! Floor 2 of Tetrapla: sentences of several languages to units with probabilities.

pub mod alignment;

pub use alignment::{Alignment, Anchor, Bead, Unit, UnitData};
