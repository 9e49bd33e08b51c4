//! Floor 2 of Tetrapla: sentences of several languages to units with probabilities.

pub mod aligner;
pub mod alignment;
pub mod anchors;
pub mod calibration;
pub mod config;
pub mod corridor;
pub mod error;
pub mod evidence;
pub mod explain;
pub mod features;
pub mod hints;
pub mod joint;
pub mod known;
pub mod lattice;
pub mod learned;
pub mod nats;
pub mod pair;
pub mod priors;
pub mod related;
pub mod similarity;
pub mod skeleton;
pub mod training;
pub mod witness;

pub use aligner::Aligner;
pub use alignment::{
    Alignment, Anchor, Bead, Explanation, KeptAlignment, PairExplanation, ScoredBead, Unit,
    UnitData, WordLink,
};
pub use config::Config;
pub use error::{Error, HintError, HintResult, ModelError, ModelResult, Result};
pub use evidence::{Candidate, Evidence};
pub use hints::Hints;
pub use learned::Learned;
pub use nats::Nats;
pub use training::{Round, Stage, Training};
