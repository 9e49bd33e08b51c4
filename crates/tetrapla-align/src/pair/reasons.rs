//! What is kept of a pair's training so that its beads can be explained.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::evidence::PairView;
use crate::evidence::lexicon::Lexicon;
use crate::evidence::lexicon::own::OwnCounts;
use crate::evidence::positional;
use crate::lattice::PosteriorBead;
use crate::nats::Nats;

/// First sentences and sizes of a bead.
pub type BeadKey = (u32, u32, u8, u8);

/// The key of a bead.
pub fn key(bead: &PosteriorBead) -> BeadKey {
    (bead.i, bead.j, bead.a, bead.b)
}

/// Why the beads of one group score what they do.
#[derive(Clone, Debug)]
pub struct Reasons {
    /// What the candidates score by evidence.
    pub(super) nats: FxHashMap<BeadKey, Nats>,
    /// Which word translates which, over all groups.
    pub(super) lexicon: Arc<Lexicon>,
    /// What each sentence of either side taught the lexicon.
    pub(super) own: [Vec<OwnCounts>; 2],
}

impl Reasons {
    /// What a candidate scores by evidence.
    #[must_use]
    pub fn nats(&self, bead: &PosteriorBead) -> Nats {
        self.nats.get(&key(bead)).copied().unwrap_or_default()
    }

    /// Adds what a third language says of a candidate.
    pub fn add_consistency(&mut self, bead: &PosteriorBead, nats: f64) {
        self.nats.entry(key(bead)).or_default().consistency += nats;
    }

    /// Adds what the text around a candidate says of it.
    pub fn add_surroundings(&mut self, bead: &PosteriorBead, nats: f64) {
        self.nats.entry(key(bead)).or_default().surroundings += nats;
    }

    /// The links between the words of a bead, as [`positional::links`] gives them.
    #[must_use]
    pub fn links(
        &self,
        view: &PairView<'_>,
        bead: &PosteriorBead,
    ) -> Vec<(usize, usize, f64, f64)> {
        positional::links(view, bead, &self.lexicon, &self.own)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::features::{Features, Vocabulary};
    use crate::hints::Ties;
    use crate::learned::Earlier;
    use crate::pair::{PairInput, PairTask, train};
    use tetrapla_core::{Document, Language};

    #[test]
    fn the_links_of_a_bead_sum_to_its_agreement() {
        let document =
            |code: &str, text: &str| Document::segmented(Language::new(code).unwrap(), text);
        let documents = [
            document("id", "hujan 22 September\nrapat FBI\nMira pulang"),
            document("it", "pioveva il 22 settembre\nriunione FBI\nMira torna"),
        ];
        let mut vocabularies = [Vocabulary::default(), Vocabulary::default()];
        let features = [0, 1].map(|k| Features::of(&documents[k], &mut vocabularies[k]));
        let view = PairView {
            source: &features[0],
            target: &features[1],
        };
        let task = PairTask {
            vocabularies: [&vocabularies[0], &vocabularies[1]],
            ties: Ties::default(),
            known: Vec::new(),
            inputs: vec![PairInput {
                view,
                documents: [&documents[0], &documents[1]],
            }],
            evidence: &[],
            earlier: Earlier::default(),
            teaches: false,
        };
        let config = Config {
            explain: true,
            ..Config::default()
        };
        let lattice = train(&task, &config).lattices.remove(0);
        let reasons = lattice.reasons.as_ref().unwrap();
        let words = positional::score(&view, &lattice.beads, &reasons.lexicon, &reasons.own);
        assert!(words.iter().any(|one| one.agreement > 1.0));
        for (bead, words) in lattice.beads.iter().zip(&words) {
            let links = reasons.links(&view, bead);
            let sum: f64 = links.iter().map(|link| link.3).sum();
            assert!((sum - words.agreement).abs() < 1e-9, "{bead:?}");
            let weighted = config.agreement_weight * words.agreement;
            assert!((reasons.nats(bead).agreement - weighted).abs() < 1e-9);
        }
    }
}
