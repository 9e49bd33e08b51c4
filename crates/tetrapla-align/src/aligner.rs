//! The engine's door: groups in, alignments out. It trains pair by pair, lets the languages
//! witness for each other, and joins the pairs.

use std::sync::Arc;

use rayon::prelude::*;
use rustc_hash::FxHashSet;
use tetrapla_core::{Group, Language};

use crate::alignment::{Alignment, Anchor, Bead, Explanation, UnitData, pair_index};
use crate::anchors::{self, Side};
use crate::calibration;
use crate::config::Config;
use crate::error::Result;
use crate::evidence::consistency::{Sharing, Witness};
use crate::evidence::{Evidence, PairView};
use crate::explain::Explainer;
use crate::features::{Features, Vocabulary};
use crate::hints::Hints;
use crate::joint;
use crate::lattice::{self, Posteriors};
use crate::pair::{self, PairInput, PairLattice, PairTask, Trained};
use crate::related;

/// Aligns groups. `Send + Sync`, without global state; runs on the rayon pool that it is
/// called in.
#[derive(Clone, Default)]
pub struct Aligner {
    config: Config,
    evidence: Vec<Arc<dyn Evidence>>,
    hints: Arc<Hints>,
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

    fn local(&self, language: usize) -> Option<usize> {
        self.places.iter().position(|&(place, _)| place == language)
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
        self.config.check()?;
        let groups = groups.into_iter().map(Arc::new).collect::<Vec<_>>();
        let mut languages: Vec<Language> = groups
            .iter()
            .flat_map(|group| group.languages().cloned())
            .collect();
        languages.sort();
        languages.dedup();
        let (vocabularies, prepared) = prepare(groups, &languages);
        let mut pairs = Vec::new();
        for x in 0..languages.len() {
            pairs.extend((x + 1..languages.len()).map(|y| (x, y)));
        }
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
                        inputs,
                        evidence: &self.evidence,
                    },
                    &self.config,
                )
            })
            .collect();
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
        Ok(prepared
            .into_par_iter()
            .zip(lattices)
            .map(|(one, lattices)| self.finish(&one, lattices, &weight, &hinted))
            .collect())
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
        let documents = one.group.documents();
        let lettered: Vec<bool> = (one.places.iter())
            .map(|&(_, given)| related::has_letters(documents[given].text()))
            .collect();
        // Without letters on either side there is nothing that could tell: taken as given.
        let judged: Vec<bool> = (0..n)
            .flat_map(|x| (x + 1..n).map(move |y| (x, y)))
            .map(|(x, y)| lettered[x] || lettered[y])
            .collect();
        let related: Vec<f64> = (lattices.par_iter().zip(&judged))
            .map(|(lattice, &judged)| {
                if judged {
                    related::probability(lattice)
                } else {
                    1.0
                }
            })
            .collect();
        let sets = related::sets(n, &related, self.config.min_relatedness);
        let unrelated = parted(&sets);
        for &(x, y) in &unrelated {
            lattices[pair_index(x, y, n)].beads.clear();
        }
        if n > 2 && self.config.consistency_weight > 0.0 {
            self.witness(one, &mut lattices);
        }
        if self.config.doubt_stretches && self.config.min_relatedness > 0.0 {
            let each = lattices
                .par_iter_mut()
                .zip(&judged)
                .filter(|(_, judged)| **judged);
            each.for_each(|(lattice, _)| related::stretch::doubt(lattice, self.config.temper));
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
        let n_sentences: Vec<usize> = one.features.iter().map(Features::n_sentences).collect();
        let mut units = if sets.len() == 1 {
            joint::units(&n_sentences, &lattices, &posteriors, &self.config)
        } else {
            let alone = |x: usize| {
                let others = (0..n).filter(|&y| y != x);
                let most = others.map(|y| related[pair_index(x.min(y), x.max(y), n)]);
                1.0 - most.fold(0.0, f64::max)
            };
            self.units_of_sets(&sets, &n_sentences, (&lattices, &posteriors), alone)
        };
        for unit in &mut units {
            let sizes = unit.ranges.iter().map(ExactSizeIterator::len);
            unit.probability = calibration::probability(unit.probability, sizes, n);
        }
        let sides: Vec<Side<'_>> = one
            .places
            .iter()
            .zip(&one.features)
            .map(|(&(language, given), features)| Side {
                language,
                document: &one.group.documents()[given],
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

    /// The units of each set of related languages, one set after the other; a language that is
    /// `alone` with some probability leaves its sentences unaligned.
    fn units_of_sets(
        &self,
        sets: &[Vec<usize>],
        n_sentences: &[usize],
        (lattices, posteriors): (&[PairLattice], &[Posteriors]),
        alone: impl Fn(usize) -> f64,
    ) -> Vec<UnitData> {
        let n = n_sentences.len();
        // Where each language has got to.
        let mut reached: Vec<usize> = vec![0; n];
        let mut made = Vec::new();
        for set in sets {
            let units = if let [only] = set[..] {
                let sentences = (0..n_sentences[only]).map(|k| UnitData {
                    ranges: std::iter::once(k..k + 1).collect(),
                    probability: alone(only),
                    anchors: Vec::new(),
                });
                sentences.collect()
            } else {
                let pairs: Vec<usize> = (set.iter().enumerate())
                    .flat_map(|(k, &x)| set[k + 1..].iter().map(move |&y| pair_index(x, y, n)))
                    .collect();
                let lattices: Vec<PairLattice> =
                    pairs.iter().map(|&place| lattices[place].clone()).collect();
                let posteriors: Vec<Posteriors> = pairs
                    .iter()
                    .map(|&place| posteriors[place].clone())
                    .collect();
                let n_sentences: Vec<usize> = set.iter().map(|&x| n_sentences[x]).collect();
                joint::units(&n_sentences, &lattices, &posteriors, &self.config)
            };
            made.extend(units.into_iter().map(|unit| {
                let mut ranges: Vec<_> = reached.iter().map(|&k| k..k).collect();
                for (&x, range) in set.iter().zip(unit.ranges) {
                    ranges[x] = range;
                }
                UnitData { ranges, ..unit }
            }));
            for &x in set {
                reached[x] = n_sentences[x];
            }
        }
        made
    }

    /// Third languages speak in rounds: what one said of a pair is heard by the others.
    fn witness(&self, one: &Prepared, lattices: &mut [PairLattice]) {
        for round in 0..self.config.n_consistency_rounds {
            if round > 0 {
                let each = lattices.par_iter_mut();
                each.for_each(|lattice| lattice.renew(self.config.temper));
            }
            self.witness_once(one, lattices);
        }
    }

    fn witness_once(&self, one: &Prepared, lattices: &mut [PairLattice]) {
        let n = one.n_languages();
        let mut sharing: Vec<[Sharing; 2]> = Vec::with_capacity(lattices.len());
        for x in 0..n {
            for y in x + 1..n {
                let (n_source, n_target) =
                    (one.features[x].n_sentences(), one.features[y].n_sentences());
                sharing.push(Sharing::of(
                    &lattices[pair_index(x, y, n)].beads,
                    n_source,
                    n_target,
                ));
            }
        }
        let towards = |from: usize, to: usize| {
            let pair = &sharing[pair_index(from.min(to), from.max(to), n)];
            &pair[usize::from(from > to)]
        };
        let weight = self.config.consistency_weight * 2.0 / (n - 2) as f64;
        for x in 0..n {
            for y in x + 1..n {
                let lattice = &mut lattices[pair_index(x, y, n)];
                for z in (0..n).filter(|&z| z != x && z != y) {
                    let witness =
                        Witness::new(towards(x, z), towards(z, x), towards(y, z), towards(z, y));
                    for bead in &mut lattice.beads {
                        let nats = weight * witness.nats(bead);
                        bead.score += nats as f32;
                        if let Some(reasons) = &mut lattice.reasons {
                            reasons.add_consistency(bead, nats);
                        }
                    }
                }
            }
        }
    }
}

/// The pairs of languages that are in different sets.
fn parted(sets: &[Vec<usize>]) -> Vec<(usize, usize)> {
    let mut made = Vec::new();
    for (k, set) in sets.iter().enumerate() {
        for &x in set {
            let others = sets[k + 1..].iter().flatten();
            made.extend(others.map(|&y| (x.min(y), x.max(y))));
        }
    }
    made.sort_unstable();
    made
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
                    inputs: vec![PairInput {
                        view: PairView {
                            source: &one.features[x],
                            target: &one.features[y],
                        },
                        documents: [x, y].map(|place| &one.group.documents()[place]),
                    }],
                    evidence: &aligner.evidence,
                };
                pair::train(&task, &aligner.config).lattices.remove(0)
            })
            .collect();
        (aligner, one, lattices)
    }

    /// After each language spoke as the third: nats and scores of all candidates.
    fn check(config: Config) {
        let (aligner, one, mut lattices) = trained(config);
        aligner.witness(&one, &mut lattices);
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
            aligner.witness(&one, &mut lattices);
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
        aligner.witness(&one, &mut lattices);
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
