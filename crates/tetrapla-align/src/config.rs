//! What a user may turn. It decides nothing.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::lattice::GapPriors;

/// How the engine works. The defaults were measured; nobody needs to turn anything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// Weight of the evidence of length.
    pub length_weight: f64,
    /// Weight of the evidence of pieces.
    pub piece_weight: f64,
    /// Weight of the evidence of paragraphs.
    pub paragraph_weight: f64,
    /// Weight of the evidence of words wherever they stand, a direction.
    pub uniform_weight: f64,
    /// Weight of the evidence of words where they stand, a direction.
    pub positional_weight: f64,
    /// Weight of the evidence of agreeing word links, a direction.
    pub agreement_weight: f64,
    /// Weight of the evidence of coverage.
    pub coverage_weight: f64,
    /// Weight of the evidence of need.
    pub need_weight: f64,
    /// Weight of what the third languages say, a round.
    pub consistency_weight: f64,
    /// Most rounds of training with words wherever they stand.
    pub n_uniform_rounds: usize,
    /// Most rounds of training with words where they stand.
    pub n_positional_rounds: usize,
    /// A stage of training ends before its rounds are over when the posteriors of a sentence moved
    /// less than that share in a round, on average ([`crate::training`]); 0 takes all rounds.
    pub converged: f64,
    /// Iterations of the lexicon's EM in each round.
    pub n_em_iterations: usize,
    /// Rounds in which third languages speak, each heard by the next.
    pub n_consistency_rounds: usize,
    /// Whether words that look alike tie before anything is learned; the user's hints always do.
    pub similarity: bool,
    /// Whether words that the embedded lexicon knows tie before anything is learned.
    pub lexicon: bool,
    /// Whether a sentence is scored without what it taught the lexicon itself.
    pub leave_one_out: bool,
    /// Whether bead types and gap costs are learned from the run.
    pub learn_priors: bool,
    /// Whether every bead teaches by its posterior (soft EM); else those of the best path alone
    /// do (hard EM).
    pub soft: bool,
    /// Whether going on with a gap has a cost of its own; else it costs what opening one does.
    pub affine_gaps: bool,
    /// What all scores are multiplied by for the final posteriors, so that they are honest.
    pub temper: f64,
    /// Weight of the mean pair in the joint lattice of three languages or more.
    pub joint_weight: f64,
    /// Least probability that two texts are translations of each other, at least in part; below it
    /// they are not aligned. 0 aligns whatever is given, stretches of strangers too. It is
    /// calibrated for the weights as they are: whoever takes evidence away should set it to 0.
    pub min_relatedness: f64,
    /// Whether weak beads in a row are doubted as strangers.
    pub doubt_stretches: bool,
    /// Gap costs before anything is learned, as probabilities.
    pub gaps: GapPriors,
    /// Source times target boundaries up to which a pair is searched at full width at first.
    pub full_width_cells: usize,
    /// Target boundaries that a round looks at on either side of those that paths went through in
    /// the round before with a probability of a millionth or more.
    pub half_width: usize,
    /// Keep for every unit why it is one, for [`crate::Alignment::explain`]. It changes no
    /// unit and takes memory for the lexicons until the groups are aligned.
    pub explain: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            length_weight: 1.3,
            piece_weight: 0.7,
            paragraph_weight: 1.0,
            uniform_weight: 0.4,
            positional_weight: 0.3,
            agreement_weight: 0.3,
            coverage_weight: 0.5,
            need_weight: 0.7,
            consistency_weight: 0.2,
            n_uniform_rounds: 3,
            n_positional_rounds: 3,
            converged: 0.002,
            n_em_iterations: 3,
            n_consistency_rounds: 2,
            similarity: true,
            lexicon: true,
            leave_one_out: true,
            learn_priors: true,
            soft: true,
            affine_gaps: true,
            temper: 0.5,
            joint_weight: 1.0,
            min_relatedness: 0.1,
            doubt_stretches: true,
            gaps: GapPriors::default(),
            full_width_cells: 160_000,
            half_width: 5,
            explain: false,
        }
    }
}

impl Config {
    /// Refuses values that no lattice can be built from.
    ///
    /// # Errors
    ///
    /// [`Error::Config`] names the field and what it may be.
    pub fn check(&self) -> Result<()> {
        let weights = [
            ("length_weight", self.length_weight),
            ("piece_weight", self.piece_weight),
            ("paragraph_weight", self.paragraph_weight),
            ("uniform_weight", self.uniform_weight),
            ("positional_weight", self.positional_weight),
            ("agreement_weight", self.agreement_weight),
            ("coverage_weight", self.coverage_weight),
            ("need_weight", self.need_weight),
            ("consistency_weight", self.consistency_weight),
            ("joint_weight", self.joint_weight),
        ];
        for (field, value) in weights {
            if !(0.0..=100.0).contains(&value) {
                return Err(Error::Config {
                    field,
                    value,
                    expected: "from 0 to 100",
                });
            }
        }
        let shares = [
            ("converged", self.converged),
            ("min_relatedness", self.min_relatedness),
        ];
        for (field, value) in shares {
            if !(0.0..=1.0).contains(&value) {
                return Err(Error::Config {
                    field,
                    value,
                    expected: "from 0 to 1",
                });
            }
        }
        if !(0.01..=10.0).contains(&self.temper) {
            return Err(Error::Config {
                field: "temper",
                value: self.temper,
                expected: "from 0.01 to 10",
            });
        }
        for (field, value, most, expected) in [
            ("gaps.open", self.gaps.open, 0.45, "from 0.000001 to 0.45"),
            (
                "gaps.extend",
                self.gaps.extend,
                0.97,
                "from 0.000001 to 0.97",
            ),
        ] {
            if !(1e-6..=most).contains(&value) {
                return Err(Error::Config {
                    field,
                    value,
                    expected,
                });
            }
        }
        Ok(())
    }
}
