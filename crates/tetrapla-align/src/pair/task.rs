//! What training a pair of languages asks for.

use std::sync::Arc;

use tetrapla_core::Document;

use crate::evidence::{Evidence, PairView};
use crate::features::Vocabulary;
use crate::hints::Ties;
use crate::learned::Earlier;

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
    /// What is known of them beforehand: source key, target key and weight.
    pub known: Vec<(u32, u32, f32)>,
    /// The groups.
    pub inputs: Vec<PairInput<'a>>,
    /// Evidence from outside.
    pub evidence: &'a [Arc<dyn Evidence>],
    /// What earlier texts taught of both languages.
    pub earlier: Earlier,
    /// Whether texts to come will learn from these.
    pub teaches: bool,
}

impl PairTask<'_> {
    /// How many sentences all groups have, both languages together.
    #[must_use]
    pub fn n_sentences(&self) -> usize {
        let of = |view: &PairView<'_>| view.source.n_sentences() + view.target.n_sentences();
        self.inputs.iter().map(|input| of(&input.view)).sum()
    }
}
