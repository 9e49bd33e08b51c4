//! All groups of a run, two languages: train on the lattice's own posteriors, then score.
//!
//! Soft EM in two stages. In the first, every bead of the region is scored by length and by
//! words wherever they stand, and the length model, the priors and the lexicon are refitted
//! from the posteriors; in the second, the beads that are left are scored by words where they
//! stand and by agreement. Nothing here knows of a third language.

use rayon::prelude::*;
use rustc_hash::FxHashMap;
use tetrapla_core::Document;

use crate::config::Config;
use crate::corridor::corridor;
use crate::evidence::coverage::{CoverageCounts, CoverageModel};
use crate::evidence::length::{LengthBackground, LengthCounts, LengthModel, log_odds};
use crate::evidence::lexicon::{Lexicon, OwnCounts};
use crate::evidence::paragraph::{OpeningRate, ParagraphCounts, ParagraphModel, Sides};
use crate::evidence::positional::{self, Blocks, Positions, WordNats};
use crate::evidence::uniform::UniformScores;
use crate::evidence::{Candidate, Evidence, PairView};
use crate::features::Vocabulary;
use crate::hints::Ties;
use crate::lattice::{
    self, BEAD_TYPES, BeadTable, GapCosts, PosteriorBead, Posteriors, Region, bead_type,
};
use crate::priors::{PriorCounts, Priors};
use crate::similarity::{self, Rows};

/// Posterior from which a bead teaches the lexicon.
const TEACHES: f32 = 0.02;
/// Posterior from which a bead stays a candidate.
const STAYS: f64 = 1e-4;
/// Discounts of the lexicon in the two stages.
const DISCOUNTS: [f64; 2] = [1.0, 0.3];
/// Word counts that are added up at a time, to bound memory.
const COUNTS_AT_A_TIME: usize = 1 << 24;

/// The two documents of one group.
#[derive(Clone, Copy)]
pub struct PairInput<'a> {
    /// As numbers.
    pub view: PairView<'a>,
    /// As texts, for evidence from outside.
    pub documents: [&'a Document; 2],
}

/// All groups that hold both languages.
pub struct PairTask<'a> {
    /// The words of both languages over the whole run.
    pub vocabularies: [&'a Vocabulary; 2],
    /// What the user's hints tie in them.
    pub ties: Ties,
    /// The groups.
    pub inputs: Vec<PairInput<'a>>,
    /// Evidence from outside.
    pub evidence: &'a [std::sync::Arc<dyn Evidence>],
}

/// The lattice of one group after training.
#[derive(Clone, Debug)]
pub struct PairLattice {
    /// The cells.
    pub region: Region,
    /// The candidates; `score` in nats, untempered, `posterior` tempered.
    pub beads: Vec<PosteriorBead>,
    /// Gap costs learned, as probabilities.
    pub gaps: lattice::GapPriors,
}

impl PairLattice {
    /// The table of the candidates' scores.
    #[must_use]
    pub fn table(&self) -> BeadTable {
        table_of(&self.region, &self.beads)
    }

    /// Posteriors of the candidates as they are scored now.
    #[must_use]
    pub fn posteriors(&self, temper: f64) -> Posteriors {
        lattice::run(
            &self.table(),
            &GapCosts::new(self.gaps, temper),
            temper,
            STAYS * 0.01,
        )
    }
}

fn table_of(region: &Region, beads: &[PosteriorBead]) -> BeadTable {
    let mut table = BeadTable::new(region.clone());
    for bead in beads {
        let size = (usize::from(bead.a), usize::from(bead.b));
        table.set(
            (bead.i as usize, bead.j as usize),
            size,
            f64::from(bead.score),
        );
    }
    table
}

/// What is learned of a language pair.
struct Model {
    lengths: [LengthModel; 2],
    paragraphs: ParagraphModel,
    /// Absent until right and wrong beads were seen.
    coverage: Option<CoverageModel>,
    priors: Priors,
    lexicon: Lexicon,
}

/// First sentences and sizes of a bead.
type BeadKey = (u32, u32, u8, u8);

fn key(bead: &PosteriorBead) -> BeadKey {
    (bead.i, bead.j, bead.a, bead.b)
}

/// Where one group stands between rounds.
struct GroupState {
    region: Region,
    posteriors: Posteriors,
    own: [Vec<OwnCounts>; 2],
    backgrounds: [LengthBackground; 2],
    openings: [OpeningRate; 2],
    /// How much of each sentence of a bead the other side explains, of the last round.
    covered: FxHashMap<BeadKey, Vec<(f64, f64)>>,
    /// Sums of lengths up to each boundary.
    sums: [Vec<f64>; 2],
}

/// What training on all groups of a task gives.
#[derive(Clone, Debug, Default)]
pub struct Trained {
    /// Each group's lattice, in order.
    pub lattices: Vec<PairLattice>,
    /// What the keys of the two languages have in common, by source key.
    pub weights: Rows,
}

/// Trains on all groups of a task.
#[must_use]
pub fn train(task: &PairTask<'_>, config: &Config) -> Trained {
    let [source, target] = task.vocabularies;
    let weights = similarity::weights_with(source, target, &task.ties);
    let priors = similarity::shared(&weights, source.len(), target.len());
    let mut states = start_states(task, &weights, config);
    let mut model = Model {
        lengths: start_lengths(task),
        paragraphs: ParagraphModel::default(),
        coverage: None,
        priors: Priors::start(config.gaps),
        lexicon: Lexicon::new(task.vocabularies, &priors, Vec::new(), None, DISCOUNTS[0]),
    };
    let first_priors = model.priors;
    for round in 0..config.n_uniform_rounds {
        let costs = GapCosts::new(model.priors.gaps, 1.0);
        states
            .par_iter_mut()
            .zip(&task.inputs)
            .for_each(|(state, input)| {
                let table = uniform_table(input, state, &model, config, task.evidence);
                state.posteriors = lattice::run(&table, &costs, 1.0, STAYS);
                if round == 0 && state.region.n_cells() > config.full_width_cells.min(40_000) {
                    let path = lattice::maximum_expected_accuracy(&state.region, &state.posteriors);
                    let corners: Vec<_> = path
                        .iter()
                        .map(|step| (step.source.end, step.target.end))
                        .collect();
                    let (n, m) = (state.region.n_source(), state.region.n_target());
                    state.region = Region::around(&corners, n, m, config.half_width);
                }
            });
        refit(&mut model, &states, task, &first_priors);
        learn_lexicon(
            &mut model,
            &mut states,
            task,
            &priors,
            Positions::Uniform,
            config,
        );
    }
    for _ in 0..config.n_positional_rounds {
        let costs = GapCosts::new(model.priors.gaps, 1.0);
        let each = states.par_iter_mut().zip(&task.inputs);
        each.for_each(|(state, input)| {
            state.covered = rescore(input, state, &model, config, task.evidence);
            let table = table_of(&state.region, &state.posteriors.beads);
            state.posteriors = lattice::run(&table, &costs, 1.0, STAYS);
        });
        model.coverage = Some(learn_coverage(&model, &states, task));
        refit(&mut model, &states, task, &first_priors);
        learn_lexicon(
            &mut model,
            &mut states,
            task,
            &priors,
            Positions::Diagonal,
            config,
        );
    }
    let lattices = states
        .into_par_iter()
        .zip(&task.inputs)
        .map(|(mut state, input)| {
            if config.n_positional_rounds > 0 {
                let _ = rescore(input, &mut state, &model, config, task.evidence);
            }
            let gaps = model.priors.gaps;
            let mut made = PairLattice {
                region: state.region,
                beads: state.posteriors.beads,
                gaps,
            };
            made.beads = made.posteriors(config.temper).beads;
            made
        })
        .collect();
    Trained { lattices, weights }
}

fn start_lengths(task: &PairTask<'_>) -> [LengthModel; 2] {
    let sum = |lengths: &[f64]| lengths.iter().sum::<f64>();
    let (x, y) = task.inputs.iter().fold((1.0, 1.0), |(x, y), input| {
        (
            x + sum(input.view.source.lengths()),
            y + sum(input.view.target.lengths()),
        )
    });
    [LengthModel::start(y / x), LengthModel::start(x / y)]
}

fn start_states(task: &PairTask<'_>, weights: &Rows, config: &Config) -> Vec<GroupState> {
    let moments = |side: for<'v> fn(&PairView<'v>) -> &'v [f64]| {
        let (n, sum, squares) =
            task.inputs
                .iter()
                .fold((0.0, 0.0, 0.0), |(n, sum, squares), input| {
                    let lengths = side(&input.view);
                    (
                        n + lengths.len() as f64,
                        sum + lengths.iter().sum::<f64>(),
                        squares + lengths.iter().map(|length| length * length).sum::<f64>(),
                    )
                });
        let mean: f64 = sum / n;
        (mean, (squares / n - mean * mean).max(0.1 * mean * mean))
    };
    let of_source = moments(|view| view.source.lengths());
    let of_target = moments(|view| view.target.lengths());
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
                openings: [OpeningRate::of(view.source), OpeningRate::of(view.target)],
                covered: FxHashMap::default(),
                sums: [sums(x), sums(y)],
            }
        })
        .collect()
}

/// Nats of evidence from outside, of all pieces together.
fn outside(
    evidence: &[std::sync::Arc<dyn Evidence>],
    input: &PairInput<'_>,
    (i, j): (usize, usize),
    (a, b): (usize, usize),
) -> f64 {
    if evidence.is_empty() {
        return 0.0;
    }
    let candidate = Candidate {
        source: input.documents[0],
        source_range: i..i + a,
        target: input.documents[1],
        target_range: j..j + b,
    };
    evidence
        .iter()
        .map(|one| one.nats(&candidate))
        .filter(|nats| nats.is_finite())
        .sum()
}

fn sides<'a>(input: &PairInput<'a>, state: &GroupState) -> Sides<'a> {
    Sides {
        features: [input.view.source, input.view.target],
        rates: state.openings,
    }
}

/// Nats of what does not look at words: length, paragraphs, and evidence from outside.
fn wordless_nats(
    input: &PairInput<'_>,
    state: &GroupState,
    model: &Model,
    config: &Config,
    evidence: &[std::sync::Arc<dyn Evidence>],
    (i, j): (usize, usize),
    (a, b): (usize, usize),
) -> f64 {
    let x = state.sums[0][i + a] - state.sums[0][i];
    let y = state.sums[1][j + b] - state.sums[1][j];
    config.length_weight * log_odds(&model.lengths, &state.backgrounds, (a, x), (b, y))
        + config.paragraph_weight
            * model
                .paragraphs
                .log_odds(&sides(input, state), (i, j), (a, b))
        + outside(evidence, input, (i, j), (a, b))
}

fn uniform_table(
    input: &PairInput<'_>,
    state: &GroupState,
    model: &Model,
    config: &Config,
    evidence: &[std::sync::Arc<dyn Evidence>],
) -> BeadTable {
    let region = &state.region;
    let scores = UniformScores::of(&input.view, region, &model.lexicon);
    let ln_types = model.priors.ln_types();
    let mut table = BeadTable::new(region.clone());
    for i in 0..region.n_source() {
        for j in region.row(i).start..region.row(i).end.min(region.n_target()) {
            for (kind, &(a, b)) in BEAD_TYPES.iter().enumerate() {
                if region.cell(i + a, j + b).is_none() {
                    continue;
                }
                let Some((there, back)) = scores.bead(region, (i, j), (a, b)) else {
                    continue;
                };
                let nats = wordless_nats(input, state, model, config, evidence, (i, j), (a, b))
                    + config.uniform_weight * (there + back)
                    + ln_types[kind];
                table.set((i, j), (a, b), nats);
            }
        }
    }
    table
}

/// Scores the beads that are left by words where they stand, and says how much of each sentence
/// of a bead the other side explains.
fn rescore(
    input: &PairInput<'_>,
    state: &mut GroupState,
    model: &Model,
    config: &Config,
    evidence: &[std::sync::Arc<dyn Evidence>],
) -> FxHashMap<BeadKey, Vec<(f64, f64)>> {
    let words = positional::score(
        &input.view,
        &state.posteriors.beads,
        &model.lexicon,
        &state.own,
    );
    let ln_types = model.priors.ln_types();
    let mut beads = std::mem::take(&mut state.posteriors.beads);
    let mut covered = FxHashMap::default();
    for (
        bead,
        WordNats {
            words,
            agreement,
            sentences,
        },
    ) in beads.iter_mut().zip(words)
    {
        let at = (bead.i as usize, bead.j as usize);
        let size = (usize::from(bead.a), usize::from(bead.b));
        let prior = bead_type(size.0, size.1).map_or(f64::NEG_INFINITY, |kind| ln_types[kind]);
        let coverage: f64 = match &model.coverage {
            Some(model) => sentences.iter().map(|&(v, n)| model.log_odds(v, n)).sum(),
            None => 0.0,
        };
        let nats = wordless_nats(input, state, model, config, evidence, at, size)
            + config.positional_weight * words
            + config.agreement_weight * agreement
            + config.coverage_weight * coverage
            + prior;
        bead.score = nats as f32;
        covered.insert(key(bead), sentences);
    }
    state.posteriors.beads = beads;
    covered
}

/// Learns how much of a sentence is explained in right beads and in wrong ones: sentences half
/// a text away from their place.
fn learn_coverage(model: &Model, states: &[GroupState], task: &PairTask<'_>) -> CoverageModel {
    let before = model.coverage.unwrap_or_default();
    let counts: Vec<[CoverageCounts; 2]> = states
        .par_iter()
        .zip(&task.inputs)
        .map(|(state, input)| {
            let mut counts = [CoverageCounts::default(); 2];
            for bead in &state.posteriors.beads {
                for &(v, n) in state.covered.get(&key(bead)).into_iter().flatten() {
                    before.count_right(&mut counts[0], v, n, f64::from(bead.posterior));
                }
            }
            let strangers = strangers(&input.view);
            let words = positional::score(&input.view, &strangers, &model.lexicon, &state.own);
            for (v, n) in words.into_iter().flat_map(|one| one.sentences) {
                before.count_wrong(&mut counts[1], v, n);
            }
            counts
        })
        .collect();
    let [mut right, mut wrong] = [CoverageCounts::default(); 2];
    for [more_right, more_wrong] in &counts {
        right.merge(more_right);
        wrong.merge(more_wrong);
    }
    CoverageModel::fit(&right, &wrong)
}

/// Pairs of sentences that stand half a text apart, at most a few hundred of a text.
fn strangers(view: &PairView<'_>) -> Vec<PosteriorBead> {
    let (n, m) = (view.source.n_sentences(), view.target.n_sentences());
    if n < 4 || m < 4 {
        return Vec::new();
    }
    let step = n.div_ceil(500);
    (0..n)
        .step_by(step)
        .map(|i| {
            let j = (i * m / n + m / 2) % m;
            PosteriorBead {
                i: i as u32,
                j: j as u32,
                a: 1,
                b: 1,
                score: 0.0,
                posterior: 0.0,
            }
        })
        .collect()
}

/// Refits lengths and priors from the posteriors.
fn refit(model: &mut Model, states: &[GroupState], task: &PairTask<'_>, first: &Priors) {
    let mut lengths = [LengthCounts::default(); 2];
    let mut priors = PriorCounts::default();
    let mut paragraphs = ParagraphCounts::default();
    for (state, input) in states.iter().zip(&task.inputs) {
        priors.add(&state.posteriors);
        for bead in &state.posteriors.beads {
            let (i, j) = (bead.i as usize, bead.j as usize);
            let x = state.sums[0][i + usize::from(bead.a)] - state.sums[0][i];
            let y = state.sums[1][j + usize::from(bead.b)] - state.sums[1][j];
            let p = f64::from(bead.posterior);
            lengths[0].add(&model.lengths[0], x, y, p);
            lengths[1].add(&model.lengths[1], y, x, p);
            let size = (usize::from(bead.a), usize::from(bead.b));
            ParagraphModel::count(&mut paragraphs, &sides(input, state), (i, j), size, p);
        }
    }
    for (fitted, counts) in model.lengths.iter_mut().zip(&lengths) {
        *fitted = counts.fit(fitted);
    }
    model.paragraphs = ParagraphModel::fit(&paragraphs);
    model.priors = Priors::fit(first, &priors);
}

/// Learns the lexicon from the posteriors and remembers what each sentence contributed.
fn learn_lexicon(
    model: &mut Model,
    states: &mut [GroupState],
    task: &PairTask<'_>,
    priors: &[Rows; 2],
    positions: Positions,
    config: &Config,
) {
    let discount = DISCOUNTS[usize::from(positions == Positions::Diagonal)];
    let teachers: Vec<Vec<PosteriorBead>> = states
        .iter()
        .map(|state| {
            state
                .posteriors
                .beads
                .iter()
                .filter(|bead| bead.posterior >= TEACHES)
                .copied()
                .collect()
        })
        .collect();
    let pairs = teachers
        .par_iter()
        .zip(&task.inputs)
        .map(|(beads, input)| Blocks::word_pairs(&input.view, beads))
        .flatten_iter()
        .collect();
    let mut lexicon = Lexicon::new(
        task.vocabularies,
        priors,
        pairs,
        Some(&model.lexicon),
        discount,
    );
    let blocks: Vec<Blocks> = teachers
        .par_iter()
        .zip(&task.inputs)
        .map(|(beads, input)| Blocks::look_up(&input.view, beads, &lexicon))
        .collect();
    // Whole groups, gathered to batches whose counts fit in memory together.
    let mut batches: Vec<std::ops::Range<usize>> = Vec::new();
    let mut size = 0;
    for (group, beads) in teachers.iter().enumerate() {
        let words = |bead: &PosteriorBead| {
            let view = &task.inputs[group].view;
            let (i, j) = (bead.i as usize, bead.j as usize);
            view.source.tokens(i..i + usize::from(bead.a)).len()
                * view.target.tokens(j..j + usize::from(bead.b)).len()
        };
        let own: usize = beads.iter().map(words).sum();
        match batches.last_mut() {
            Some(batch) if size + own <= COUNTS_AT_A_TIME => {
                batch.end = group + 1;
                size += own;
            }
            _ => {
                batches.push(group..group + 1);
                size = own;
            }
        }
    }
    for iteration in 1..=config.n_em_iterations {
        let ratios = positional::ratios(&lexicon);
        let mut forward = vec![0.0f64; lexicon.index.len()];
        let mut backward = vec![0.0f64; lexicon.index.len()];
        for batch in &batches {
            let counts: Vec<Vec<(u32, f32, f32)>> = batch
                .clone()
                .into_par_iter()
                .map(|group| {
                    let view = &task.inputs[group].view;
                    positional::expected_counts(
                        view,
                        &teachers[group],
                        &blocks[group],
                        &ratios,
                        positions,
                    )
                })
                .collect();
            for &(place, there, back) in counts.iter().flatten() {
                forward[place as usize] += f64::from(there);
                backward[place as usize] += f64::from(back);
            }
            if iteration == config.n_em_iterations {
                states[batch.clone()]
                    .par_iter_mut()
                    .zip(batch.clone())
                    .for_each(|(state, group)| {
                        let view = &task.inputs[group].view;
                        let counts = &counts[group - batch.start];
                        state.own =
                            positional::own_counts(view, &teachers[group], &blocks[group], counts);
                    });
            }
        }
        lexicon.forward.counts = forward;
        lexicon.backward.counts = backward;
        lexicon.forward.settle(discount);
        lexicon.backward.settle(discount);
    }
    model.lexicon = lexicon;
}
