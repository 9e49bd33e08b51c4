//! What is known between rounds: of the language pair, and of each group.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::reasons::BeadKey;
use super::task::{PairInput, PairTask};
use crate::config::Config;
use crate::corridor::corridor;
use crate::evidence::contrast::Contrast;
use crate::evidence::length::{LengthBackground, LengthModel, LengthMoments};
use crate::evidence::lexicon::Lexicon;
use crate::evidence::lexicon::own::OwnCounts;
use crate::evidence::paragraph::{OpeningRate, ParagraphModel, Sides};
use crate::evidence::pieces::{self, PieceBackground, PieceModel};
use crate::evidence::positional::Sentence;
use crate::lattice::{PosteriorBead, Posteriors, Region};
use crate::learned::Sums;
use crate::nats::Nats;
use crate::priors::Priors;
use crate::similarity::Rows;

/// What is learned of a language pair.
pub struct Model {
    /// How lengths follow from each other, in both directions.
    pub lengths: [LengthModel; 2],
    /// How pieces go together.
    pub pieces: PieceModel,
    /// How paragraphs go together.
    pub paragraphs: ParagraphModel,
    /// How much of a sentence is explained.
    pub coverage: Contrast,
    /// How much a sentence is needed.
    pub need: Contrast,
    /// How frequent bead types and gaps are.
    pub priors: Priors,
    /// Which word translates which.
    pub lexicon: Arc<Lexicon>,
    /// What the run's own texts gave in the last round, of which the rest was fitted.
    pub sums: Sums,
}

/// Where one group stands between rounds.
pub struct GroupState {
    /// The cells looked at.
    pub region: Region,
    /// The candidates of the last round.
    pub posteriors: Posteriors,
    /// What each sentence of either side taught the lexicon.
    pub own: [Vec<OwnCounts>; 2],
    /// How long sentences of either side are, whatever they say.
    pub backgrounds: [LengthBackground; 2],
    /// How pieces fall together in sentences at random.
    pub piece_background: PieceBackground,
    /// How often sentences of either side open a paragraph.
    pub openings: [OpeningRate; 2],
    /// What the sentences of each bead and its other side were to each other in the last round.
    pub sentences: FxHashMap<BeadKey, Vec<Sentence>>,
    /// What the candidates score by evidence; empty where nobody asks.
    pub nats: FxHashMap<BeadKey, Nats>,
    /// Sums of lengths up to each boundary.
    pub sums: [Vec<f64>; 2],
}

impl GroupState {
    /// The lengths of both sides of the bead of `size` sentences that starts at `at`.
    pub fn lengths(&self, at: (usize, usize), size: (usize, usize)) -> (f64, f64) {
        (
            self.sums[0][at.0 + size.0] - self.sums[0][at.0],
            self.sums[1][at.1 + size.1] - self.sums[1][at.1],
        )
    }

    /// Both sides as paragraphs see them.
    pub fn sides<'a>(&self, input: &PairInput<'a>) -> Sides<'a> {
        Sides {
            features: [input.view.source, input.view.target],
            rates: self.openings,
        }
    }
}

/// First sentences of a bead.
pub fn at(bead: &PosteriorBead) -> (usize, usize) {
    (bead.i as usize, bead.j as usize)
}

/// How many sentences of either side a bead has.
pub fn size(bead: &PosteriorBead) -> (usize, usize) {
    (usize::from(bead.a), usize::from(bead.b))
}

/// Lengths before anything is learned: the ratio of the whole texts.
pub fn start_lengths(task: &PairTask<'_>) -> [LengthModel; 2] {
    let sum = |lengths: &[f64]| lengths.iter().sum::<f64>();
    let (x, y) = task.inputs.iter().fold((1.0, 1.0), |(x, y), input| {
        (
            x + sum(input.view.source.lengths()),
            y + sum(input.view.target.lengths()),
        )
    });
    [LengthModel::start(y / x), LengthModel::start(x / y)]
}

/// How long the sentences of both languages are, summed up.
pub fn start_moments(task: &PairTask<'_>) -> [LengthMoments; 2] {
    let mut moments = [LengthMoments::default(); 2];
    for PairInput { view, .. } in &task.inputs {
        moments[0].add(view.source.lengths());
        moments[1].add(view.target.lengths());
    }
    moments
}

/// Every group before anything is learned.
pub fn start_states(task: &PairTask<'_>, weights: &Rows, config: &Config) -> Vec<GroupState> {
    let moments = start_moments(task);
    let moments = task
        .earlier
        .plus(&Sums {
            moments,
            ..Sums::default()
        })
        .moments;
    let [of_source, of_target] = moments.map(|one| one.mean_and_variance());
    let of_pieces = [
        pieces::shares(task.inputs.iter().map(|input| input.view.source)),
        pieces::shares(task.inputs.iter().map(|input| input.view.target)),
    ];
    let sums = |lengths: &[f64]| {
        let mut made = vec![0.0];
        made.extend(lengths.iter().scan(0.0, |sum, length| {
            *sum += length;
            Some(*sum)
        }));
        made
    };
    task.inputs
        .par_iter()
        .map(|PairInput { view, .. }| {
            let (x, y) = (view.source.lengths(), view.target.lengths());
            GroupState {
                region: corridor(view, weights, config.full_width_cells),
                posteriors: Posteriors::default(),
                own: [Vec::new(), Vec::new()],
                backgrounds: [
                    LengthBackground::fit(x, of_source.0, of_source.1),
                    LengthBackground::fit(y, of_target.0, of_target.1),
                ],
                piece_background: PieceBackground::of([view.source, view.target], &of_pieces),
                openings: [OpeningRate::of(view.source), OpeningRate::of(view.target)],
                sentences: FxHashMap::default(),
                nats: FxHashMap::default(),
                sums: [sums(x), sums(y)],
            }
        })
        .collect()
}
