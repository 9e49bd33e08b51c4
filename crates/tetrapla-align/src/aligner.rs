//! The engine's door: groups in, alignments out. It trains pair by pair, lets the languages
//! witness for each other, and joins the pairs.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use tetrapla_core::{Document, Group, Language};

use crate::alignment::{Alignment, Anchor, Bead, Explanation, UnitData, pair_index};
use crate::anchors::{self, Side};
use crate::calibration;
use crate::config::Config;
use crate::error::Result;
use crate::evidence::{Evidence, PairView};
use crate::explain::Explainer;
use crate::features::{Features, Vocabulary};
use crate::hints::Hints;
use crate::joint;
use crate::known::Known;
use crate::lattice::{self, Posteriors};
use crate::learned::Learned;
use crate::pair::{self, PairInput, PairLattice, PairTask, Trained};
use crate::related::Relations;
use crate::training::Training;
use crate::witness;

/// Aligns groups. `Send + Sync`, without global state; runs on the rayon pool that it is
/// called in.
#[derive(Clone, Default)]
pub struct Aligner {
    config: Config,
    evidence: Vec<Arc<dyn Evidence>>,
    hints: Arc<Hints>,
    model: Arc<Learned>,
}

impl std::fmt::Debug for Aligner {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Aligner")
            .field("config", &self.config)
            .field("n_evidence", &self.evidence.len())
            .field("n_hint_pairs", &self.hints.n_pairs())
            .field("n_hint_anchors", &self.hints.n_anchors())
            .finish()
    }
}

/// A group's documents in the order of language codes: all computing is done in that order, so
/// that the order given changes nothing.
struct Prepared {
    group: Arc<Group>,
    /// Place among the run's languages and place in the group, for each document.
    places: Vec<(usize, usize)>,
    features: Vec<Features>,
}

impl Prepared {
    fn n_languages(&self) -> usize {
        self.places.len()
    }

    fn n_sentences(&self) -> Vec<usize> {
        self.features.iter().map(Features::n_sentences).collect()
    }

    fn local(&self, language: usize) -> Option<usize> {
        self.places.iter().position(|&(place, _)| place == language)
    }
}

/// All groups of a run, its pairs of languages trained.
struct Run {
    languages: Vec<Language>,
    codes: Vec<String>,
    vocabularies: Vec<Vocabulary>,
    prepared: Vec<Prepared>,
    /// The places of the languages of each pair.
    pairs: Vec<(usize, usize)>,
    trained: Vec<Trained>,
}

impl Run {
    /// Adds what was taught, once.
    fn teach(&mut self, learned: &mut Learned) {
        let taught = self.pairs.iter().zip(&mut self.trained);
        let taught = taught.filter(|(_, one)| !one.lattices.is_empty());
        let taught = taught.map(|(&(x, y), one)| ([x, y], std::mem::take(&mut one.taught)));
        let codes: Vec<&str> = self.codes.iter().map(String::as_str).collect();
        learned.add(&codes, &self.vocabularies, taught.collect());
    }

    /// What each round was worth, by pair of languages that has texts.
    fn training(&self) -> Arc<[Training]> {
        let with_texts = self.pairs.iter().zip(&self.trained);
        let with_texts = with_texts.filter(|(_, one)| !one.lattices.is_empty());
        let training = with_texts.map(|(&(x, y), one)| Training {
            languages: [x, y].map(|place| self.languages[place].clone()),
            n_sentences: one.n_sentences,
            rounds: one.rounds.clone(),
        });
        training.collect()
    }
}

impl Aligner {
    /// An aligner of that configuration.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self {
            config,
            evidence: Vec::new(),
            hints: Arc::default(),
            model: Arc::default(),
        }
    }

    /// Adds evidence of the user's own.
    #[must_use]
    pub fn with_evidence(mut self, evidence: impl Evidence + 'static) -> Self {
        self.evidence.push(Arc::new(evidence));
        self
    }

    /// Takes word pairs and anchors of the user's own, in place of those given before.
    #[must_use]
    pub fn with_hints(mut self, hints: Hints) -> Self {
        self.hints = Arc::new(hints);
        self
    }

    /// The user's word pairs and anchors.
    #[must_use]
    pub fn hints(&self) -> &Hints {
        &self.hints
    }

    /// Starts every run from what earlier texts taught ([`Learned::read`]), in place of what was
    /// given before. The runs do not add to it.
    #[must_use]
    pub fn with_model(mut self, model: Learned) -> Self {
        self.model = Arc::new(model);
        self
    }

    /// What runs start from.
    #[must_use]
    pub fn model(&self) -> &Learned {
        &self.model
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Aligns one group by itself.
    ///
    /// # Errors
    ///
    /// A configuration out of bounds.
    pub fn align(&self, group: &Group) -> Result<Alignment> {
        let mut made = self.align_corpus(vec![group.clone()])?;
        Ok(made.swap_remove(0))
    }

    /// Aligns many groups that learn from each other; the alignments come in their order.
    ///
    /// # Errors
    ///
    /// A configuration out of bounds.
    pub fn align_corpus(&self, groups: Vec<Group>) -> Result<Vec<Alignment>> {
        self.align_corpus_from(groups, &self.model)
    }

    /// Aligns many groups that learn from each other and from what earlier ones taught, to which
    /// nothing is added; the alignments come in their order.
    ///
    /// # Errors
    ///
    /// A configuration out of bounds.
    pub fn align_corpus_from(
        &self,
        groups: Vec<Group>,
        learned: &Learned,
    ) -> Result<Vec<Alignment>> {
        let run = self.run(groups, learned, false)?;
        Ok(self.join(run))
    }

    /// Aligns many groups that learn from each other and from what earlier ones taught, and adds
    /// what they teach themselves; the alignments come in their order. Of the aligner's own model
    /// nothing is taken: a [`Learned`] that is to go on from it starts as its clone.
    ///
    /// A corpus too large for one run is aligned in several, with one [`Learned`] for all of them.
    /// What is learned of one group must not come back to it: align no group twice with the same.
    ///
    /// # Errors
    ///
    /// A configuration out of bounds; nothing is added then.
    pub fn align_corpus_with(
        &self,
        groups: Vec<Group>,
        learned: &mut Learned,
    ) -> Result<Vec<Alignment>> {
        let mut run = self.run(groups, learned, true)?;
        run.teach(learned);
        Ok(self.join(run))
    }

    /// Learns from groups without aligning them to the end: adds what
    /// [`Aligner::align_corpus_with`] would add, in less time.
    ///
    /// # Errors
    ///
    /// A configuration out of bounds; nothing is added then.
    pub fn learn(&self, groups: Vec<Group>, learned: &mut Learned) -> Result<()> {
        let mut run = self.run(groups, learned, true)?;
        run.teach(learned);
        Ok(())
    }

    /// Trains all pairs of languages of a run with what earlier texts taught.
    fn run(&self, groups: Vec<Group>, earlier: &Learned, teaches: bool) -> Result<Run> {
        self.config.check()?;
        let groups = groups.into_iter().map(Arc::new).collect::<Vec<_>>();
        let mut languages: Vec<Language> = groups
            .iter()
            .flat_map(|group| group.languages().cloned())
            .collect();
        languages.sort();
        languages.dedup();
        let codes: Vec<String> = languages
            .iter()
            .map(|one| one.as_str().to_owned())
            .collect();
        let (mut vocabularies, prepared) = prepare(groups, &languages);
        for (code, vocabulary) in codes.iter().zip(&mut vocabularies) {
            vocabulary.set_earlier(earlier.tokens(code, vocabulary));
        }
        let mut pairs = Vec::new();
        for x in 0..languages.len() {
            pairs.extend((x + 1..languages.len()).map(|y| (x, y)));
        }
        let known: Vec<Known> = if self.config.lexicon {
            let each = languages.par_iter().zip(&vocabularies);
            each.map(|(language, vocabulary)| Known::of(language, vocabulary))
                .collect()
        } else {
            vec![Known::default(); languages.len()]
        };
        // For each pair of languages, the lattices of the groups that hold both, in order.
        let trained: Vec<Trained> = pairs
            .par_iter()
            .map(|&(x, y)| {
                let inputs: Vec<PairInput<'_>> = prepared
                    .iter()
                    .filter_map(|one| Some((one, one.local(x)?, one.local(y)?)))
                    .map(|(one, i, j)| PairInput {
                        view: PairView {
                            source: &one.features[i],
                            target: &one.features[j],
                        },
                        documents: [i, j].map(|local| &one.group.documents()[one.places[local].1]),
                    })
                    .collect();
                if inputs.is_empty() {
                    return Trained::default();
                }
                let vocabularies = [&vocabularies[x], &vocabularies[y]];
                let ties = self
                    .hints
                    .ties([&languages[x], &languages[y]], vocabularies);
                pair::train(
                    &PairTask {
                        vocabularies,
                        ties,
                        known: known[x].ties(&known[y]),
                        inputs,
                        evidence: &self.evidence,
                        earlier: earlier.earlier([&codes[x], &codes[y]], vocabularies),
                        teaches,
                    },
                    &self.config,
                )
            })
            .collect();
        Ok(Run {
            languages,
            codes,
            vocabularies,
            prepared,
            pairs,
            trained,
        })
    }

    /// Joins the pairs of each group of a run, in the order of the groups.
    fn join(&self, run: Run) -> Vec<Alignment> {
        let training = run.training();
        let Run {
            languages,
            vocabularies,
            prepared,
            trained,
            ..
        } = run;
        let (mut queues, weights): (Vec<_>, Vec<_>) = trained
            .into_iter()
            .map(|one| (one.lattices.into_iter(), one.weights))
            .unzip();
        let mut lattices: Vec<Vec<PairLattice>> = Vec::with_capacity(prepared.len());
        for one in &prepared {
            let n = one.n_languages();
            let mut own = Vec::with_capacity(n * (n - 1) / 2);
            for (x, &(first, _)) in one.places.iter().enumerate() {
                for &(second, _) in &one.places[x + 1..] {
                    own.extend(queues[pair_index(first, second, languages.len())].next());
                }
            }
            lattices.push(own);
        }
        let weight = |x: usize, s: u32, y: usize, t: u32| {
            let (s, t) = if x < y { (s, t) } else { (t, s) };
            weights[pair_index(x.min(y), x.max(y), languages.len())].get(s, t)
        };
        let hinted: Vec<FxHashSet<u32>> = vocabularies
            .iter()
            .map(|vocabulary| self.hints.anchor_keys(vocabulary))
            .collect();
        prepared
            .into_par_iter()
            .zip(lattices)
            .map(|(one, lattices)| self.finish(&one, lattices, &weight, &hinted))
            .map(|alignment| alignment.with_training(Arc::clone(&training)))
            .collect()
    }

    /// Lets the languages of a group witness for each other and joins its pairs.
    fn finish(
        &self,
        one: &Prepared,
        mut lattices: Vec<PairLattice>,
        weight: &(dyn Fn(usize, u32, usize, u32) -> f32 + Sync),
        hinted: &[FxHashSet<u32>],
    ) -> Alignment {
        let n = one.n_languages();
        let documents: Vec<&Document> = (one.places.iter())
            .map(|&(_, given)| &one.group.documents()[given])
            .collect();
        let n_sentences = one.n_sentences();
        let relations = Relations::of(&documents, &lattices, self.config.min_relatedness);
        let unrelated = relations.unrelated();
        for &(x, y) in &unrelated {
            lattices[pair_index(x, y, n)].beads.clear();
        }
        if n > 2 && self.config.consistency_weight > 0.0 {
            witness::speak(&n_sentences, &mut lattices, &self.config);
        }
        if self.config.doubt_stretches && self.config.min_relatedness > 0.0 {
            relations.doubt_stretches(&mut lattices, self.config.temper);
        }
        let posteriors: Vec<Posteriors> = lattices
            .par_iter()
            .map(|lattice| lattice.posteriors(self.config.temper))
            .collect();
        let beads: Vec<Vec<Bead>> = lattices
            .iter()
            .zip(&posteriors)
            .map(|(lattice, posteriors)| {
                lattice::maximum_expected_accuracy(&lattice.region, posteriors)
                    .into_iter()
                    .map(|step| Bead {
                        probability: calibration::probability(
                            step.posterior,
                            [step.source.len(), step.target.len()],
                            2,
                        ),
                        source: step.source,
                        target: step.target,
                    })
                    .collect()
            })
            .collect();
        let mut units = joint::units_of_sets(
            relations.sets(),
            &n_sentences,
            (&lattices, &posteriors),
            |x| relations.alone(x),
            &self.config,
        );
        for unit in &mut units {
            let sizes = unit.ranges.iter().map(ExactSizeIterator::len);
            unit.probability = calibration::probability(unit.probability, sizes, n);
        }
        let sides: Vec<Side<'_>> = one
            .places
            .iter()
            .zip(&one.features)
            .zip(&documents)
            .map(|((&(language, _), features), &document)| Side {
                language,
                document,
                features,
                hinted: &hinted[language],
            })
            .collect();
        units
            .par_iter_mut()
            .for_each(|unit| unit.anchors = anchors::of(&unit.ranges, &sides, weight));
        let explainer = Explainer::new(&sides, &lattices, &posteriors, &beads);
        let explanations = explainer.map(|explainer| {
            let units = units.par_iter();
            units.map(|unit| explainer.unit(&unit.ranges)).collect()
        });
        in_given_order(one, units, beads, explanations, &unrelated)
    }
}

/// Puts units, beads and explanations, computed in the order of codes, into the order given.
fn in_given_order(
    one: &Prepared,
    units: Vec<UnitData>,
    beads: Vec<Vec<Bead>>,
    explanations: Option<Vec<Explanation>>,
    unrelated: &[(usize, usize)],
) -> Alignment {
    let n = one.n_languages();
    // local[g]: place in the order of codes of the group's g-th document.
    let mut local = vec![0; n];
    for (place, &(_, given)) in one.places.iter().enumerate() {
        local[given] = place;
    }
    let units = units
        .into_iter()
        .map(|unit| UnitData {
            ranges: local
                .iter()
                .map(|&place| unit.ranges[place].clone())
                .collect(),
            probability: unit.probability,
            anchors: unit
                .anchors
                .iter()
                .map(|anchor| Anchor {
                    spans: local.iter().map(|&place| anchor.spans[place]).collect(),
                })
                .collect(),
        })
        .collect();
    let mut pairs = Vec::with_capacity(beads.len());
    for a in 0..n {
        for b in a + 1..n {
            let (x, y) = (local[a], local[b]);
            let list = &beads[pair_index(x.min(y), x.max(y), n)];
            pairs.push(if x < y {
                list.clone()
            } else {
                list.iter().map(Bead::swapped).collect()
            });
        }
    }
    let given: Vec<usize> = one.places.iter().map(|&(_, given)| given).collect();
    let unrelated = unrelated.iter().map(|&(x, y)| (given[x], given[y]));
    let made = Alignment::new(one.group.clone(), units, pairs).with_unrelated(unrelated);
    match explanations {
        Some(list) => {
            made.with_explanations(list.into_iter().map(|one| one.renumbered(&given)).collect())
        }
        None => made,
    }
}

fn prepare(groups: Vec<Arc<Group>>, languages: &[Language]) -> (Vec<Vocabulary>, Vec<Prepared>) {
    let mut prepared: Vec<Prepared> = groups
        .into_iter()
        .map(|group| {
            let mut places: Vec<(usize, usize)> = group
                .languages()
                .enumerate()
                .filter_map(|(given, language)| {
                    Some((languages.binary_search(language).ok()?, given))
                })
                .collect();
            places.sort_unstable();
            Prepared {
                group,
                places,
                features: Vec::new(),
            }
        })
        .collect();
    // Interning is in the order of the groups within a language, so ids are the same for any
    // number of threads; languages are independent of each other.
    let read: Vec<(Vocabulary, Vec<Features>)> = (0..languages.len())
        .into_par_iter()
        .map(|language| {
            let mut vocabulary = Vocabulary::default();
            let features = prepared
                .iter()
                .filter_map(|one| {
                    one.places
                        .iter()
                        .find(|&&(place, _)| place == language)
                        .map(|&(_, given)| (one, given))
                })
                .map(|(one, given)| Features::of(&one.group.documents()[given], &mut vocabulary))
                .collect();
            (vocabulary, features)
        })
        .collect();
    let (vocabularies, features): (Vec<_>, Vec<_>) = read.into_iter().unzip();
    let mut queues: Vec<_> = features.into_iter().map(Vec::into_iter).collect();
    for one in &mut prepared {
        one.features = one
            .places
            .iter()
            .filter_map(|&(place, _)| queues[place].next())
            .collect();
    }
    (vocabularies, prepared)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::Candidate;
    use crate::hints::Ties;
    use crate::learned::Earlier;

    const TEXTS: [(&str, &str); 3] = [
        (
            "id",
            "Hujan turun pada 22 September.\n\nRapat dengan FBI ditunda.\nMira pulang.\nTamat.",
        ),
        (
            "it",
            "Il 22 settembre pioveva.\n\nLa riunione con l'FBI fu rinviata.\nMira torna a casa.",
        ),
        (
            "tl",
            "Umulan noong 22 Setyembre. Ipinagpaliban ang pulong sa FBI.\n\nUmuwi si Mira.",
        ),
    ];

    /// Three languages, trained pair by pair: the aligner, the group and its lattices.
    fn trained(config: Config) -> (Aligner, Prepared, Vec<PairLattice>) {
        let mut builder = Group::builder();
        for (code, text) in TEXTS {
            builder = builder.text(code, text).unwrap();
        }
        let group = builder.build().unwrap();
        let mut languages: Vec<Language> = group.languages().cloned().collect();
        languages.sort();
        let (vocabularies, mut prepared) = prepare(vec![Arc::new(group)], &languages);
        let one = prepared.remove(0);
        let aligner = Aligner::new(config)
            .with_evidence(|candidate: &Candidate<'_>| 0.5 * candidate.source_range.len() as f64);
        let lattices: Vec<PairLattice> = [(0, 1), (0, 2), (1, 2)]
            .iter()
            .map(|&(x, y)| {
                let task = PairTask {
                    vocabularies: [&vocabularies[x], &vocabularies[y]],
                    ties: Ties::default(),
                    known: Vec::new(),
                    inputs: vec![PairInput {
                        view: PairView {
                            source: &one.features[x],
                            target: &one.features[y],
                        },
                        documents: [x, y].map(|place| &one.group.documents()[place]),
                    }],
                    evidence: &aligner.evidence,
                    earlier: Earlier::default(),
                    teaches: false,
                };
                pair::train(&task, &aligner.config).lattices.remove(0)
            })
            .collect();
        (aligner, one, lattices)
    }

    /// After each language spoke as the third: nats and scores of all candidates.
    fn check(config: Config) {
        let (aligner, one, mut lattices) = trained(config);
        witness::speak(&one.n_sentences(), &mut lattices, &aligner.config);
        for lattice in &lattices {
            let reasons = lattice.reasons.as_ref().unwrap();
            assert!(lattice.beads.len() > 3);
            for bead in &lattice.beads {
                let nats = reasons.nats(bead);
                let score = f64::from(bead.score);
                assert!((nats.total() - score).abs() < 1e-3, "{bead:?} {nats:?}");
                assert_eq!(nats.outside, 0.5 * f64::from(bead.a));
                assert!(nats.consistency != 0.0 && nats.prior < 0.0, "{nats:?}");
            }
        }
    }

    #[test]
    fn third_languages_hear_what_was_said_in_the_round_before() {
        let after = |n_consistency_rounds: usize| {
            let config = Config {
                n_consistency_rounds,
                ..Config::default()
            };
            let (aligner, one, mut lattices) = trained(config);
            witness::speak(&one.n_sentences(), &mut lattices, &aligner.config);
            lattices
        };
        let beads = |lattices: &[PairLattice]| -> Vec<lattice::PosteriorBead> {
            let each = lattices.iter();
            each.flat_map(|lattice| lattice.beads.clone()).collect()
        };
        let once = Config {
            n_consistency_rounds: 1,
            ..Config::default()
        };
        let (aligner, one, untouched) = trained(once);
        assert_eq!(beads(&after(0)), beads(&untouched));
        let mut lattices = after(1);
        let first = beads(&lattices);
        for lattice in &mut lattices {
            lattice.renew(aligner.config.temper);
        }
        let heard = beads(&lattices);
        let moved = |(before, now): (&lattice::PosteriorBead, &lattice::PosteriorBead)| {
            (before.posterior - now.posterior).abs() > 0.01
        };
        assert!(first.iter().zip(&heard).any(moved));
        witness::speak(&one.n_sentences(), &mut lattices, &aligner.config);
        assert_eq!(beads(&after(2)), beads(&lattices));
    }

    #[test]
    fn the_nats_of_a_bead_sum_to_its_score() {
        let explain = Config {
            explain: true,
            ..Config::default()
        };
        check(explain.clone());
        check(Config {
            n_positional_rounds: 0,
            ..explain
        });
    }
}
