//! All groups of a run, two languages: train on the lattice's own posteriors, then score.
//!
//! Soft EM in two stages. In the first, every bead of the region is scored by length and by
//! words wherever they stand, and the length model, the priors and the lexicon are refitted
//! from the posteriors; in the second, the beads that are left are scored by words where they
//! stand and by agreement. Nothing here knows of a third language.
//!
//! [`train`] is the schedule; `state` is what it starts from and keeps between rounds, `score`
//! what beads score, `learn` what their posteriors teach, `lattice` what is left in the end,
//! `reasons` what is kept for explaining.

mod lattice;
mod learn;
mod reasons;
mod score;
mod state;
mod task;

pub use lattice::PairLattice;
pub use reasons::Reasons;
pub use task::{PairInput, PairTask};

use std::sync::Arc;

use rayon::prelude::*;

use crate::config::Config;
use crate::evidence::contrast::Contrast;
use crate::evidence::lexicon::Lexicon;
use crate::evidence::links::Positions;
use crate::evidence::paragraph::ParagraphModel;
use crate::evidence::pieces::PieceModel;
use crate::lattice::{BeadTable, GapCosts, GapPriors, Posteriors, Region};
use crate::lattice::{MAX_BOTH, harden, run, viterbi};
use crate::learned::{Sums, Taught};
use crate::priors::Priors;
use crate::similarity::{self, Rows};
use crate::training::{self, Round, Stage, Told};
use lattice::{STAYS, table_of};
use learn::{DISCOUNTS, Lesson};
use score::Scorer;
use state::{Model, start_lengths, start_moments, start_states};

/// Most sentences on both sides of the beads that the first round looks at.
const PLAIN: usize = 4;

/// What training on all groups of a task gives.
#[derive(Clone, Debug, Default)]
pub struct Trained {
    /// Each group's lattice, in order.
    pub lattices: Vec<PairLattice>,
    /// What the keys of the two languages have in common, by source key.
    pub weights: Rows,
    /// What is to be remembered for texts to come.
    pub taught: Taught,
    /// What each round was worth.
    pub rounds: Vec<Round>,
    /// How many sentences all groups have, both languages together.
    pub n_sentences: usize,
}

/// Trains on all groups of a task.
#[must_use]
pub fn train(task: &PairTask<'_>, config: &Config) -> Trained {
    let [source, target] = task.vocabularies;
    let weights = if config.similarity {
        similarity::weights_with(source, target, &task.ties)
    } else {
        similarity::tied(source, &task.ties)
    };
    let with_known = weights.with(&task.known);
    let priors = similarity::shared(&with_known, source.len(), target.len());
    let mut states = start_states(task, &with_known, config);
    let earlier = &task.earlier.counts;
    let first_lexicon = Lexicon::start(task.vocabularies, &priors, earlier, DISCOUNTS[0]);
    let mut model = Model {
        lengths: start_lengths(task),
        pieces: PieceModel::default(),
        paragraphs: ParagraphModel::default(),
        coverage: Contrast::default(),
        need: Contrast::default(),
        priors: Priors::start(start_gaps(config)),
        lexicon: Arc::new(first_lexicon),
        sums: Sums {
            moments: start_moments(task),
            ..Sums::default()
        },
    };
    let first_priors = model.priors;
    learn::recall(&mut model, task, &first_priors, config);
    let n_sentences = task.n_sentences();
    let mut rounds: Vec<Round> = Vec::new();
    let mut lesson = Lesson::default();
    for round in 0..config.n_uniform_rounds {
        let costs = GapCosts::new(model.priors.gaps, 1.0);
        // The first round looks far and plainly, the others near and at every type.
        let n_most = if round == 0 && config.n_uniform_rounds > 1 {
            PLAIN
        } else {
            MAX_BOTH
        };
        let told: Vec<Told> = states
            .par_iter_mut()
            .zip(&task.inputs)
            .map(|(state, input)| {
                let scorer = Scorer::new((input, state), &model, config, task);
                let table = scorer.uniform_table(state, n_most);
                let found = posteriors(&table, &costs, config);
                let told = Told::of(&state.posteriors, &found);
                state.posteriors = found;
                if config.explain && config.n_positional_rounds == 0 {
                    state.nats = scorer.uniform_nats(state);
                }
                let n_target = state.region.n_target();
                state.region =
                    Region::around(&state.posteriors.reached, n_target, config.half_width);
                told
            })
            .collect();
        rounds.push(Round::of(Stage::Uniform, &told, n_sentences));
        learn::refit(&mut model, &states, task, &first_priors, config);
        let is_over = round + 1 == config.n_uniform_rounds
            || training::is_converged(&rounds, config.converged);
        let is_last = is_over && config.n_positional_rounds == 0;
        let positions = Positions::Uniform;
        lesson = learn::lexicon(&mut model, &states, task, positions, is_last, config);
        if is_over {
            break;
        }
    }
    if config.leave_one_out && config.n_positional_rounds > 0 {
        learn::remember(&lesson, &model.lexicon, &mut states, task);
    }
    for round in 0..config.n_positional_rounds {
        let costs = GapCosts::new(model.priors.gaps, 1.0);
        let each = states.par_iter_mut().zip(&task.inputs);
        let told = each.map(|(state, input)| {
            // The candidates keep their posteriors of the round before while they are rescored.
            let scorer = Scorer::new((input, state), &model, config, task);
            state.sentences = scorer.rescore(state);
            let table = table_of(&state.region, &state.posteriors.beads);
            let found = posteriors(&table, &costs, config);
            let told = Told::of(&state.posteriors, &found);
            state.posteriors = found;
            told
        });
        let told: Vec<Told> = told.collect();
        rounds.push(Round::of(Stage::Positional, &told, n_sentences));
        let positions = Positions::Diagonal(model.lexicon.steepness);
        learn::contrasts(&mut model, &states, task);
        learn::refit(&mut model, &states, task, &first_priors, config);
        let is_last = round + 1 == config.n_positional_rounds
            || training::is_converged(&rounds, config.converged);
        lesson = learn::lexicon(&mut model, &states, task, positions, is_last, config);
        if config.leave_one_out {
            learn::remember(&lesson, &model.lexicon, &mut states, task);
        }
        if is_last {
            break;
        }
    }
    let lattices = states
        .into_par_iter()
        .zip(&task.inputs)
        .map(|(mut state, input)| {
            if config.n_positional_rounds > 0 {
                let scorer = Scorer::new((input, &state), &model, config, task);
                let _ = scorer.rescore(&mut state);
            }
            let reasons = config.explain.then(|| Reasons {
                nats: state.nats,
                lexicon: Arc::clone(&model.lexicon),
                own: state.own,
            });
            let gaps = model.priors.gaps;
            let mut made = PairLattice {
                region: state.region,
                beads: state.posteriors.beads,
                gaps,
                reasons,
            };
            made.beads = made.posteriors(config.temper).beads;
            made
        })
        .collect();
    Trained {
        lattices,
        weights,
        taught: match task.teaches {
            true => Taught::of(model.sums, &model.lexicon),
            false => Taught::default(),
        },
        rounds,
        n_sentences,
    }
}

/// The posteriors that teach: those of all paths, or of the best one alone.
fn posteriors(table: &BeadTable, costs: &GapCosts, config: &Config) -> Posteriors {
    let mut made = run(table, costs, 1.0, STAYS);
    if !config.soft {
        let (path, _) = viterbi(table, costs);
        harden(&mut made, &path);
    }
    made
}

/// Gap costs before anything is learned.
fn start_gaps(config: &Config) -> GapPriors {
    let GapPriors { open, extend } = config.gaps;
    let extend = if config.affine_gaps { extend } else { open };
    GapPriors { open, extend }
}
