//! What `--report` says of training: for every pair of languages how many rounds it took, how much
//! the last of them moved, and how likely the texts are. It judges nothing.

use std::collections::BTreeMap;
use std::sync::Arc;

use tetrapla::align::Stage;
use tetrapla::{Alignment, Training};

/// Training over one run of the engine or several.
#[derive(Debug, Default)]
pub struct Trained {
    /// The run of the alignment that was added last; all of a run come in a row.
    last: Option<Arc<[Training]>>,
    /// By the codes of both languages.
    pairs: BTreeMap<[String; 2], Sums>,
}

/// Of one pair of languages.
#[derive(Debug, Default)]
struct Sums {
    n_runs: usize,
    n_uniform: usize,
    n_positional: usize,
    /// The most that the last round of a run moved; absent where there was no more than one.
    moved: Option<f64>,
    n_sentences: usize,
    /// Nats of all sentences.
    log_likelihood: f64,
}

impl Trained {
    /// Adds the run of an alignment, once for all of its alignments.
    pub fn add(&mut self, alignment: &Alignment) {
        let run = alignment.training();
        if self
            .last
            .as_ref()
            .is_some_and(|last| Arc::ptr_eq(last, run))
        {
            return;
        }
        self.last = Some(Arc::clone(run));
        for pair in run.iter() {
            let codes = pair.languages.each_ref().map(|one| one.as_str().to_owned());
            let sums = self.pairs.entry(codes).or_default();
            sums.n_runs += 1;
            sums.n_uniform += pair.n_rounds(Stage::Uniform);
            sums.n_positional += pair.n_rounds(Stage::Positional);
            sums.n_sentences += pair.n_sentences;
            if let Some(last) = pair.rounds.last() {
                sums.moved = sums.moved.into_iter().chain(last.moved).reduce(f64::max);
                sums.log_likelihood += last.log_likelihood * count(pair.n_sentences);
            }
        }
    }

    /// A line a pair.
    pub fn lines(&self) -> Vec<String> {
        let pairs = self.pairs.iter().enumerate();
        let line = |(place, ([source, target], sums)): (usize, (&[String; 2], &Sums))| {
            let head = if place == 0 { "training" } else { "" };
            format!("{head:12} {source}-{target}  {}", sums.shown())
        };
        pairs.map(line).collect()
    }
}

impl Sums {
    fn shown(&self) -> String {
        let (n_runs, uniform, positional) = (self.n_runs, self.n_uniform, self.n_positional);
        let mut shown = format!("{uniform} + {positional} rounds");
        if n_runs > 1 {
            shown += &format!(" in {n_runs} runs");
        }
        if let Some(moved) = self.moved {
            let most = if n_runs > 1 { "at most " } else { "" };
            shown += &format!(", the last moved {most}{:.2} %", 100.0 * moved);
        }
        let n_sentences = count(self.n_sentences.max(1));
        let nats = self.log_likelihood / n_sentences;
        shown + &format!("; {nats:+.2} nats a sentence")
    }
}

/// A count as what it is divided by.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts of sentences are far below 2^53"
)]
pub fn count(n: usize) -> f64 {
    n as f64
}
