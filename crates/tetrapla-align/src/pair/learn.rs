//! What the posteriors of all groups teach: lengths, priors, coverage, need, the lexicon.

use std::sync::Arc;

use rayon::prelude::*;

use super::reasons::key;
use super::state::{GroupState, Model, at, size};
use super::task::{PairInput, PairTask};
use crate::config::Config;
use crate::evidence::contrast::{Contrast, Counts};
use crate::evidence::length::LengthCounts;
use crate::evidence::lexicon::Lexicon;
use crate::evidence::links::Positions;
use crate::evidence::links::teach::{self, Ratios};
use crate::evidence::paragraph::{ParagraphCounts, ParagraphModel};
use crate::evidence::pieces::{PieceCounts, PieceModel};
use crate::evidence::word_pairs::teachers::Teachers;
use crate::evidence::{PairView, coverage, need, positional};
use crate::features::Vocabulary;
use crate::lattice::PosteriorBead;
use crate::learned::{MIN_COUNT, Sums};
use crate::priors::{PriorCounts, Priors};

/// Posterior from which a bead teaches the lexicon.
const TEACHES: f32 = 0.1;
/// Wrong beads of either kind that are made up in a round of all groups, about.
const WRONG_ONES: usize = 300;
/// Most word pairs of the beads that teach in a round, each with its repeats, 12 bytes each.
const MOST_CELLS: usize = 1 << 24;
/// Discounts of the lexicon in the two stages.
pub const DISCOUNTS: [f64; 2] = [1.0, 0.3];

/// Learns how much of a sentence is explained, and how much it is needed, in right beads and in
/// wrong ones.
pub fn contrasts(model: &mut Model, states: &[GroupState], task: &PairTask<'_>) {
    let n_sources = |input: &PairInput<'_>| input.view.source.n_sentences();
    let n_all: usize = task.inputs.iter().map(n_sources).sum();
    let every = n_all.div_ceil(WRONG_ONES).max(1);
    // How many sentences of the run stand before each group.
    let before = task.inputs.iter().scan(0, |n, input| {
        *n += n_sources(input);
        Some(*n - n_sources(input))
    });
    let before: Vec<usize> = before.collect();
    let groups = states.par_iter().zip(&task.inputs).zip(before);
    let counts: Vec<[Counts; 2]> = groups
        .map(|((state, input), before)| {
            let is_taken = |bead: &PosteriorBead| (before + bead.i as usize).is_multiple_of(every);
            contrast_counts(model, state, &input.view, is_taken)
        })
        .collect();
    let mut sums = [Counts::default(); 2];
    for own in &counts {
        for (sum, more) in sums.iter_mut().zip(own) {
            sum.merge(more);
        }
    }
    [model.sums.coverage, model.sums.need] = sums;
    fit_contrasts(model, &task.earlier.plus(&model.sums));
}

fn fit_contrasts(model: &mut Model, sums: &Sums) {
    model.coverage = Contrast::fit(&Contrast::default(), &sums.coverage);
    model.need = Contrast::fit(&need::start(&model.coverage), &sums.need);
}

/// Starts from what earlier texts taught, where there were any.
pub fn recall(model: &mut Model, task: &PairTask<'_>, first: &Priors, config: &Config) {
    if let Some(sums) = &task.earlier.sums {
        fit(model, sums, first, config);
        fit_contrasts(model, sums);
    }
}

/// What one group tells of coverage and of need.
fn contrast_counts(
    model: &Model,
    state: &GroupState,
    view: &PairView<'_>,
    is_taken: impl Fn(&PosteriorBead) -> bool,
) -> [Counts; 2] {
    let [mut covered, mut needed] = [Counts::default(); 2];
    for bead in &state.posteriors.beads {
        let p = f64::from(bead.posterior);
        for one in state.sentences.get(&key(bead)).into_iter().flatten() {
            let n = one.n_words;
            model.coverage.count_right(&mut covered, one.covered, n, p);
            if let Some(v) = one.needed {
                model.need.count_right(&mut needed, v, n, p);
            }
        }
    }
    let score =
        |beads: &[PosteriorBead]| positional::score(view, beads, &model.lexicon, &state.own);
    let mut strangers = coverage::strangers(view);
    strangers.retain(&is_taken);
    for one in score(&strangers).iter().flat_map(|words| &words.sentences) {
        let counts = &mut covered;
        model.coverage.count_wrong(counts, one.covered, one.n_words);
    }
    let own = state.posteriors.beads.iter().copied();
    let own: Vec<PosteriorBead> = own.filter(is_taken).collect();
    let neighbours = need::neighbours(view, &own);
    let (beads, places): (Vec<_>, Vec<_>) = neighbours.into_iter().unzip();
    for (words, place) in score(&beads).iter().zip(places) {
        let one = &words.sentences[place];
        if let Some(v) = one.needed {
            model.need.count_wrong(&mut needed, v, one.n_words);
        }
    }
    [covered, needed]
}

/// Refits lengths and priors from the posteriors.
pub fn refit(
    model: &mut Model,
    states: &[GroupState],
    task: &PairTask<'_>,
    first: &Priors,
    config: &Config,
) {
    let mut lengths = [LengthCounts::default(); 2];
    let mut priors = PriorCounts::default();
    let mut paragraphs = ParagraphCounts::default();
    let mut pieces = PieceCounts::default();
    for (state, input) in states.iter().zip(&task.inputs) {
        priors.add(&state.posteriors);
        for bead in &state.posteriors.beads {
            let (at, size) = (at(bead), size(bead));
            let (x, y) = state.lengths(at, size);
            let p = f64::from(bead.posterior);
            lengths[0].add(&model.lengths[0], x, y, p);
            lengths[1].add(&model.lengths[1], y, x, p);
            let (k, l) = input.view.n_pieces(at, size);
            pieces.add((size.0, k), (size.1, l), p);
            ParagraphModel::count(&mut paragraphs, &state.sides(input), at, size, p);
        }
    }
    model.sums.lengths = lengths;
    model.sums.priors = priors;
    model.sums.paragraphs = paragraphs;
    model.sums.pieces = pieces;
    fit(model, &task.earlier.plus(&model.sums), first, config);
}

/// Fits lengths and priors to sums.
fn fit(model: &mut Model, sums: &Sums, first: &Priors, config: &Config) {
    for (fitted, counts) in model.lengths.iter_mut().zip(&sums.lengths) {
        *fitted = counts.fit(fitted);
    }
    model.pieces = PieceModel::fit(&sums.pieces);
    model.paragraphs = ParagraphModel::fit(&sums.paragraphs);
    if config.learn_priors {
        model.priors = Priors::fit(first, &sums.priors, config.affine_gaps);
    }
}

/// What taught the lexicon in a round.
#[derive(Default)]
pub struct Lesson<'a> {
    /// The beads of each group.
    beads: Vec<Vec<PosteriorBead>>,
    counted: Option<Cells<'a>>,
}

/// The word pairs of the beads that taught, and the place and the counts of each.
struct Cells<'a> {
    teachers: Teachers<'a>,
    places: Vec<u32>,
    counts: Vec<[f32; 2]>,
}

/// Learns the lexicon from the posteriors; in the last round all is kept that texts to come may
/// learn from.
pub fn lexicon<'a>(
    model: &mut Model,
    states: &[GroupState],
    task: &PairTask<'a>,
    positions: Positions,
    is_last: bool,
    config: &Config,
) -> Lesson<'a> {
    let discount = DISCOUNTS[usize::from(positions != Positions::Uniform)];
    let taught_by = |state: &GroupState| {
        let beads = state.posteriors.beads.iter().copied();
        beads.filter(|bead| bead.posterior >= TEACHES).collect()
    };
    let mut beads: Vec<Vec<PosteriorBead>> = states.iter().map(taught_by).collect();
    thin_out(&mut beads, task, MOST_CELLS);
    let views = task.inputs.iter().map(|input| input.view);
    let groups: Vec<(PairView<'_>, &[PosteriorBead])> =
        views.zip(beads.iter().map(Vec::as_slice)).collect();
    let teachers = Teachers::gather(&groups, task.vocabularies.map(Vocabulary::len));
    let mut lexicon = Lexicon::clone(&model.lexicon);
    let mut places = teachers.places(&lexicon.index);
    if positions == Positions::Uniform {
        let ratios = Ratios::of(&lexicon);
        let each = (0..groups.len()).into_par_iter();
        let distances: Vec<[f64; 2]> = each
            .map(|group| teach::distances(groups[group].1, (&teachers, &places, group), &ratios))
            .collect();
        let sum = |sums: [f64; 2], own: &[f64; 2]| [sums[0] + own[0], sums[1] + own[1]];
        model.sums.distances = distances.iter().fold([0.0; 2], sum);
        lexicon.steepness = teach::steepness(task.earlier.plus(&model.sums).distances);
    }
    let mut counts = Vec::new();
    for iteration in 1..=config.n_em_iterations {
        let ratios = Ratios::of(&lexicon);
        counts = teach::expected_counts(&groups, (&teachers, &places), &ratios, positions);
        let is_kept = is_last && task.teaches && iteration == config.n_em_iterations;
        let least = if is_kept { MIN_COUNT } else { discount };
        let mut counted = teachers.count(&counts, lexicon.beforehand(), least, discount);
        places = std::mem::take(&mut counted.places);
        lexicon.take(counted, discount);
    }
    model.lexicon = Arc::new(lexicon);
    let counted = (!counts.is_empty()).then_some(Cells {
        teachers,
        places,
        counts,
    });
    Lesson { beads, counted }
}

/// Leaves so many of the beads, evenly over the run, that their matrices have `n_most` cells, about.
fn thin_out(beads: &mut [Vec<PosteriorBead>], task: &PairTask<'_>, n_most: usize) {
    let groups = beads.iter().zip(&task.inputs);
    let n_cells = groups.flat_map(|(beads, input)| {
        beads.iter().map(move |bead| {
            let (sources, targets) = bead.ranges();
            input.view.source.tokens(sources).len() * input.view.target.tokens(targets).len()
        })
    });
    let every = n_cells.sum::<usize>().div_ceil(n_most);
    if every <= 1 {
        return;
    }
    let mut n_before = 0usize;
    for own in beads {
        own.retain(|_| {
            n_before += 1;
            n_before.is_multiple_of(every)
        });
    }
}

/// Remembers what each sentence contributed to the lexicon, so that it can be left out.
pub fn remember(
    lesson: &Lesson<'_>,
    lexicon: &Lexicon,
    states: &mut [GroupState],
    task: &PairTask<'_>,
) {
    let Some(cells) = &lesson.counted else {
        return;
    };
    let each = states.par_iter_mut().zip(&task.inputs).zip(&lesson.beads);
    each.enumerate()
        .for_each(|(group, ((state, input), beads))| {
            let teachers = (&cells.teachers, cells.places.as_slice(), group);
            state.own = teach::own_counts(&input.view, beads, teachers, &cells.counts, lexicon);
        });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Features;
    use crate::hints::Ties;
    use crate::learned::Earlier;
    use tetrapla_core::{Document, Language};

    #[test]
    fn beads_are_left_evenly_where_there_are_too_many() {
        let text = "satu dua\n".repeat(12);
        let documents = ["id", "it"]
            .map(|code| Document::segmented(Language::new(code).unwrap(), text.as_str()));
        let mut vocabularies = [Vocabulary::default(), Vocabulary::default()];
        let features = [0, 1].map(|k| Features::of(&documents[k], &mut vocabularies[k]));
        let input = PairInput {
            view: PairView {
                source: &features[0],
                target: &features[1],
            },
            documents: [&documents[0], &documents[1]],
        };
        let task = PairTask {
            vocabularies: [&vocabularies[0], &vocabularies[1]],
            ties: Ties::default(),
            known: Vec::new(),
            inputs: vec![input, input],
            evidence: &[],
            earlier: Earlier::default(),
            teaches: false,
        };
        let bead = |i| PosteriorBead {
            i,
            j: i,
            a: 1,
            b: 1,
            score: 0.0,
            posterior: 1.0,
        };
        let all: Vec<PosteriorBead> = (0..12).map(bead).collect();
        let left = |n_most| {
            let mut beads = vec![all.clone(), all.clone()];
            thin_out(&mut beads, &task, n_most);
            let places = beads
                .iter()
                .map(|own| own.iter().map(|bead| bead.i).collect());
            places.collect::<Vec<Vec<u32>>>()
        };
        // Of four cells each.
        assert_eq!(left(96), [(0..12).collect::<Vec<u32>>(), (0..12).collect()]);
        assert_eq!(left(20), [[4, 9], [2, 7]]);
    }
}
