//! What candidate beads score: the weighted nats of all evidence.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::reasons::{BeadKey, key};
use super::state::{GroupState, Model, at, size};
use super::task::{PairInput, PairTask};
use crate::config::Config;
use crate::evidence::length::Lengths;
use crate::evidence::pieces::PieceNats;
use crate::evidence::positional::{self, Sentence, WordNats};
use crate::evidence::uniform::UniformScores;
use crate::evidence::{Candidate, Evidence};
use crate::lattice::{BeadTable, MAX_SIDE, N_BEAD_TYPES, PosteriorBead, bead_type};
use crate::nats::Nats;

/// What scores the beads of one group.
pub struct Scorer<'a> {
    input: &'a PairInput<'a>,
    model: &'a Model,
    lengths: Lengths,
    pieces: PieceNats,
    config: &'a Config,
    evidence: &'a [Arc<dyn Evidence>],
}

impl<'a> Scorer<'a> {
    /// A scorer of one group of the task by what is learned so far.
    pub fn new(
        (input, state): (&'a PairInput<'a>, &GroupState),
        model: &'a Model,
        config: &'a Config,
        task: &'a PairTask<'a>,
    ) -> Self {
        Self {
            input,
            model,
            lengths: Lengths::of(
                &model.lengths,
                &state.backgrounds,
                [input.view.source.lengths(), input.view.target.lengths()],
            ),
            pieces: PieceNats::of(&model.pieces, &state.piece_background),
            config,
            evidence: task.evidence,
        }
    }

    /// Scores every bead of the region that has at most so many sentences on both sides together,
    /// by words wherever they stand.
    pub fn uniform_table(&self, state: &GroupState, n_most: usize) -> BeadTable {
        let region = &state.region;
        let mut table = BeadTable::of_types(region.clone(), n_most);
        let types: Vec<(usize, (usize, usize))> = table.types().collect();
        let longest = MAX_SIDE.min(n_most - 1);
        let lexicon = &self.model.lexicon;
        let scores = UniformScores::of(&self.input.view, region, lexicon, longest);
        let ln_types = self.model.priors.ln_types();
        let rows = table.rows_mut().into_par_iter().enumerate();
        rows.for_each(|(i, row)| {
            let columns = region.row(i);
            for (j, cell) in columns.zip(row.chunks_exact_mut(N_BEAD_TYPES)) {
                for &(kind, (a, b)) in &types {
                    if region.cell(i + a, j + b).is_none() {
                        continue;
                    }
                    let prior = ln_types[kind];
                    if let Some(nats) = self.uniform(state, &scores, (i, j), (a, b), prior) {
                        cell[kind] = nats.total() as f32;
                    }
                }
            }
        });
        table
    }

    /// The nats of the beads that are left of such a table.
    pub fn uniform_nats(&self, state: &GroupState) -> FxHashMap<BeadKey, Nats> {
        let lexicon = &self.model.lexicon;
        let scores = UniformScores::of(&self.input.view, &state.region, lexicon, MAX_SIDE);
        let beads = state.posteriors.beads.iter();
        let nats = |bead: &PosteriorBead| {
            let prior = self.prior(size(bead));
            Some((
                key(bead),
                self.uniform(state, &scores, at(bead), size(bead), prior)?,
            ))
        };
        beads.filter_map(nats).collect()
    }

    /// The nats of a bead by all that is known in the first stage.
    fn uniform(
        &self,
        state: &GroupState,
        scores: &UniformScores,
        at: (usize, usize),
        size: (usize, usize),
        prior: f64,
    ) -> Option<Nats> {
        let (there, back) = scores.bead(&state.region, at, size)?;
        Some(Nats {
            words: self.config.uniform_weight * (there + back),
            prior,
            ..self.wordless(state, at, size)
        })
    }

    /// Nats of a bead's type.
    fn prior(&self, size: (usize, usize)) -> f64 {
        bead_type(size.0, size.1).map_or(f64::NEG_INFINITY, |kind| self.model.priors.ln_type(kind))
    }

    /// Scores the beads that are left by words where they stand, and says what the sentences of
    /// each and its other side are to each other.
    pub fn rescore(&self, state: &mut GroupState) -> FxHashMap<BeadKey, Vec<Sentence>> {
        let words = positional::score(
            &self.input.view,
            &state.posteriors.beads,
            &self.model.lexicon,
            &state.own,
        );
        let mut beads = std::mem::take(&mut state.posteriors.beads);
        let mut sentences = FxHashMap::default();
        state.nats.clear();
        for (bead, words) in beads.iter_mut().zip(words) {
            let nats = self.positional(state, at(bead), size(bead), &words);
            bead.score = nats.total() as f32;
            if self.config.explain {
                state.nats.insert(key(bead), nats);
            }
            sentences.insert(key(bead), words.sentences);
        }
        state.posteriors.beads = beads;
        sentences
    }

    /// The nats of a bead by all that is known in the second stage.
    fn positional(
        &self,
        state: &GroupState,
        at: (usize, usize),
        size: (usize, usize),
        words: &WordNats,
    ) -> Nats {
        let (mut coverage, mut need) = (0.0, 0.0);
        for one in &words.sentences {
            coverage += self.model.coverage.log_odds(one.covered, one.n_words);
            if let Some(v) = one.needed {
                need += self.model.need.log_odds(v, one.n_words);
            }
        }
        Nats {
            words: self.config.positional_weight * words.words,
            agreement: self.config.agreement_weight * words.agreement,
            coverage: self.config.coverage_weight * coverage,
            need: self.config.need_weight * need,
            prior: self.prior(size),
            ..self.wordless(state, at, size)
        }
    }

    /// Nats of what does not look at words: length, paragraphs, and evidence from outside.
    fn wordless(&self, state: &GroupState, at: (usize, usize), size: (usize, usize)) -> Nats {
        let length = self.lengths.log_odds(at, size);
        let (k, l) = self.input.view.n_pieces(at, size);
        let pieces = self.pieces.log_odds((size.0, k), (size.1, l));
        let sides = state.sides(self.input);
        let paragraph = self.model.paragraphs.log_odds(&sides, at, size);
        Nats {
            length: self.config.length_weight * length,
            pieces: self.config.piece_weight * pieces,
            paragraph: self.config.paragraph_weight * paragraph,
            outside: self.outside(at, size),
            ..Nats::default()
        }
    }

    /// Nats of all evidence from outside together.
    fn outside(&self, (i, j): (usize, usize), (a, b): (usize, usize)) -> f64 {
        if self.evidence.is_empty() {
            return 0.0;
        }
        let candidate = Candidate {
            source: self.input.documents[0],
            source_range: i..i + a,
            target: self.input.documents[1],
            target_range: j..j + b,
        };
        self.evidence
            .iter()
            .map(|one| one.nats(&candidate))
            .filter(|nats| nats.is_finite())
            .sum()
    }
}
