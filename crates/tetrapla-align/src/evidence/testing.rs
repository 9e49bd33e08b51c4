//! What the tests of the evidence share: two small documents, a lexicon over them, and its
//! formulas written down plainly.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use tetrapla_core::{Document, Language};

use super::PairView;
use super::lexicon::Lexicon;
use super::links::Positions;
use super::links::teach::{Ratios, expected_counts, own_counts};
use super::word_pairs::teachers::Teachers;
use crate::evidence::lexicon::EarlierCounts;
use crate::evidence::lexicon::own::OwnCounts;
use crate::features::{Features, Vocabulary};
use crate::lattice::{BEAD_TYPES, PosteriorBead};
use crate::similarity::{self, Rows};

/// Words of each language. Of a sentence of none nothing but a joiner is left.
const WORDS: [[&str; 6]; 2] = [
    ["alba", "bosco", "casa", "dove", "erba", "fiume"],
    ["air", "batu", "cair", "dua", "emas", "fajar"],
];
/// The share of words that come of themselves.
const E: f64 = 0.1;

/// Two documents with the beads that teach a lexicon.
#[derive(Clone, Debug)]
pub struct Case {
    vocabularies: [Vocabulary; 2],
    features: [Features; 2],
    /// kappa by source word, by target word.
    priors: [Rows; 2],
    discount: f64,
    /// Beads that teach the lexicon.
    pub teachers: Vec<PosteriorBead>,
    /// All beads that fit in the documents.
    pub beads: Vec<PosteriorBead>,
}

/// A lexicon after some rounds, and what each sentence contributed.
pub struct Taught<'a> {
    pub lexicon: Lexicon,
    pub teachers: Teachers<'a>,
    pub places: Vec<u32>,
    pub own: [Vec<OwnCounts>; 2],
}

/// Counts of word pairs that one pair of sentences gave: source and target sentence, source and
/// target word, and the count of either direction.
pub struct Count {
    sentences: [usize; 2],
    words: [u32; 2],
    counts: [f64; 2],
}

/// A random case; sentences may be without words.
pub fn case() -> impl Strategy<Value = Case> {
    let document = || prop::collection::vec(prop::collection::vec(0usize..6, 0..5), 1..6);
    let alike = prop::collection::vec((0usize..6, 0usize..6, 0.1f32..0.9), 0..5);
    let weights = prop::collection::vec(0.0f32..1.0, 150);
    (document(), document(), alike, weights, 0.0f64..1.0).prop_map(
        |(source, target, alike, weights, discount)| {
            Case::new([&source, &target], &alike, &weights, discount)
        },
    )
}

impl Case {
    /// Texts of sentences of words, what looks alike in them, and posteriors of their beads.
    pub fn new(
        texts: [&[Vec<usize>]; 2],
        alike: &[(usize, usize, f32)],
        weights: &[f32],
        discount: f64,
    ) -> Self {
        let mut vocabularies = [Vocabulary::default(), Vocabulary::default()];
        let features = [0, 1].map(|side| {
            let lines: Vec<String> = texts[side]
                .iter()
                .map(|words| {
                    let words: Vec<&str> = words.iter().map(|&word| WORDS[side][word]).collect();
                    format!("{}\u{200b}", words.join(" "))
                })
                .collect();
            let code = ["id", "it"][side];
            let document = Document::segmented(Language::new(code).unwrap(), lines.join("\n"));
            assert_eq!(document.n_sentences(), texts[side].len());
            Features::of(&document, &mut vocabularies[side])
        });
        let id = |side: usize, word: usize| {
            let keys = vocabularies[side].keys().iter();
            let mut ids = keys.zip(0u32..);
            ids.find_map(|(key, id)| (*key.text == *WORDS[side][word]).then_some(id))
        };
        let triples = alike
            .iter()
            .filter_map(|&(s, t, w)| Some((id(0, s)?, id(1, t)?, w)))
            .collect();
        let rows = Rows::from_triples(vocabularies[0].len(), triples);
        let priors = similarity::shared(&rows, vocabularies[0].len(), vocabularies[1].len());
        let (n, m) = (texts[0].len(), texts[1].len());
        let mut beads = Vec::new();
        for i in 0..n {
            for j in 0..m {
                for (a, b) in BEAD_TYPES {
                    if i + a <= n && j + b <= m {
                        beads.push(PosteriorBead {
                            i: i as u32,
                            j: j as u32,
                            a: a as u8,
                            b: b as u8,
                            score: 0.0,
                            posterior: weights[beads.len() % weights.len()],
                        });
                    }
                }
            }
        }
        // About half of them teach, so that some word pairs are unknown to the lexicon.
        let teaches = |bead: &&PosteriorBead| bead.posterior > 0.5;
        Self {
            vocabularies,
            features,
            priors,
            discount,
            teachers: beads.iter().filter(teaches).copied().collect(),
            beads,
        }
    }

    /// The same with source and target swapped.
    pub fn swapped(&self) -> Self {
        let mut swapped = self.clone();
        swapped.vocabularies.reverse();
        swapped.features.reverse();
        swapped.priors.reverse();
        for bead in swapped.teachers.iter_mut().chain(&mut swapped.beads) {
            std::mem::swap(&mut bead.i, &mut bead.j);
            std::mem::swap(&mut bead.a, &mut bead.b);
        }
        swapped
    }

    pub fn view(&self) -> PairView<'_> {
        PairView {
            source: &self.features[0],
            target: &self.features[1],
        }
    }

    /// What the engine learns from the teachers in `n_rounds`.
    pub fn taught(&self, positions: Positions, n_rounds: usize) -> Taught<'_> {
        self.taught_above(self.discount, positions, n_rounds)
    }

    /// The same with a place for each pair that was counted for more than that.
    pub fn taught_above(&self, least: f64, positions: Positions, n_rounds: usize) -> Taught<'_> {
        let (view, [source, target]) = (self.view(), &self.vocabularies);
        let groups = [(view, self.teachers.as_slice())];
        let teachers = Teachers::gather(&groups, [source.len(), target.len()]);
        let earlier = EarlierCounts::default();
        let mut lexicon = Lexicon::start([source, target], &self.priors, &earlier, self.discount);
        let mut places = teachers.places(&lexicon.index);
        let mut own = [Vec::new(), Vec::new()];
        for _ in 0..n_rounds {
            let ratios = Ratios::of(&lexicon);
            let counts = expected_counts(&groups, (&teachers, &places), &ratios, positions);
            let mut counted = teachers.count(&counts, lexicon.beforehand(), least, self.discount);
            places = std::mem::take(&mut counted.places);
            lexicon.take(counted, self.discount);
            let cells = (&teachers, places.as_slice(), 0);
            own = own_counts(&view, &self.teachers, cells, &counts, &lexicon);
        }
        Taught {
            lexicon,
            teachers,
            places,
            own,
        }
    }

    /// The same counts by the formulas.
    pub fn plain_counts(&self, positions: Positions, n_rounds: usize) -> Vec<Count> {
        let mut counts = Vec::new();
        for _ in 0..n_rounds {
            let mut made = Vec::new();
            let known = [0, 1].map(|given| summed(&counts, given, None));
            for bead in &self.teachers {
                let words = self.words(bead);
                let links = [0, 1].map(|given| {
                    let ratio = |_: usize, s: u32, t: u32| self.ratio(given, &known[given], s, t);
                    plain_links(&words, given, positions, ratio).1
                });
                for (p, &(i, s)) in words[0].iter().enumerate() {
                    for (q, &(j, t)) in words[1].iter().enumerate() {
                        let weight = f64::from(bead.posterior);
                        made.push(Count {
                            sentences: [i, j],
                            words: [s, t],
                            counts: [weight * links[0][q][p], weight * links[1][p][q]],
                        });
                    }
                }
            }
            counts = made;
        }
        counts
    }

    /// The words of a side of a bead, each with its sentence.
    pub fn words(&self, bead: &PosteriorBead) -> [Vec<(usize, u32)>; 2] {
        let firsts = [bead.i as usize, bead.j as usize];
        let sizes = [usize::from(bead.a), usize::from(bead.b)];
        [0, 1].map(|side| {
            (firsts[side]..firsts[side] + sizes[side])
                .flat_map(|k| {
                    let words = self.features[side].tokens(k..k + 1);
                    words.iter().map(move |&word| (k, word))
                })
                .collect()
        })
    }

    /// `tau / p0` of a word given one of the side `given`, as the lexicon defines it.
    pub fn ratio(&self, given: usize, counts: &BTreeMap<(u32, u32), f64>, s: u32, t: u32) -> f64 {
        let other = &self.features[1 - given];
        let tokens = other.tokens(0..other.n_sentences());
        let types: BTreeSet<u32> = tokens.iter().copied().collect();
        let n_t = tokens.iter().filter(|&&word| word == t).count() as f64;
        let p0 = (n_t + 0.5) / (tokens.len() as f64 + 0.5 * types.len() as f64);
        let (mut c, mut d, mut k) = (0.0, 0.0, 0.0);
        for &word in &types {
            let count = counts.get(&(s, word)).copied().unwrap_or(0.0);
            c += count;
            d += count.min(self.discount);
            k += f64::from(self.priors[given].get(s, word));
        }
        let count = counts.get(&(s, t)).copied().unwrap_or(0.0);
        let kappa = f64::from(self.priors[given].get(s, t));
        let tau = ((count - self.discount).max(0.0) + kappa + (1.0 - k + d) * p0) / (c + 1.0);
        tau / p0
    }
}

/// Counts by given and other word, less those of one sentence of the given side.
pub fn summed(counts: &[Count], given: usize, without: Option<usize>) -> BTreeMap<(u32, u32), f64> {
    let mut sums = BTreeMap::new();
    for count in counts {
        if Some(count.sentences[given]) != without {
            let pair = (count.words[given], count.words[1 - given]);
            *sums.entry(pair).or_insert(0.0) += count.counts[given];
        }
    }
    sums
}

/// For each word of the side that is not given, its log-ratio and its links to the given words,
/// from `tau / p0` by sentence and word of the given side and word of the other.
pub fn plain_links(
    words: &[Vec<(usize, u32)>; 2],
    given: usize,
    positions: Positions,
    ratio: impl Fn(usize, u32, u32) -> f64,
) -> (Vec<f64>, Vec<Vec<f64>>) {
    let (own, other) = (&words[given], &words[1 - given]);
    let relative = |at: usize, n: usize| (at as f64 + 0.5) / n as f64;
    let mut log_ratios = Vec::new();
    let mut links = Vec::new();
    for (q, &(_, t)) in other.iter().enumerate() {
        let near: Vec<f64> = (0..own.len())
            .map(|p| match positions {
                Positions::Uniform => 1.0,
                Positions::Diagonal(steepness) => {
                    let off = relative(p, own.len()) - relative(q, other.len());
                    (-steepness * off.abs()).exp()
                }
            })
            .collect();
        let sum: f64 = near.iter().sum();
        let said: Vec<f64> = own
            .iter()
            .zip(&near)
            .map(|(&(i, s), near)| (1.0 - E) * near / sum * ratio(i, s, t))
            .collect();
        let x = E + said.iter().sum::<f64>();
        log_ratios.push(if own.is_empty() { 0.0 } else { x.ln() });
        links.push(said.iter().map(|one| one / x).collect());
    }
    (log_ratios, links)
}

/// Whether two figures are the same but for rounding to 32 bits.
pub fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-4 * (1.0 + b.abs())
}
