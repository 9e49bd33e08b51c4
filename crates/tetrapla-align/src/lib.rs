//! Floor 2 of Tetrapla: sentences of several languages to units with probabilities.

pub mod error;
pub mod alignment;
pub mod config;
pub mod features;
pub mod lattice;
pub mod skeleton;
pub mod similarity;
pub mod evidence;
pub mod priors;
pub mod corridor;
pub mod pair;
pub mod consistency;
pub mod joint;
pub mod anchors;
pub mod aligner;

pub use aligner::Aligner;
pub use alignment::{Alignment, Anchor, Bead, Unit, UnitData};
pub use config::Config;
pub use error::{Error, Result};
pub use evidence::{Candidate, Evidence};
