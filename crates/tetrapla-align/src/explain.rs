//! Why units are what they are, read off the lattices of the pairs when all is decided.

use std::ops::Range;

use rustc_hash::FxHashSet;
use tetrapla_core::{Span, TokenKind, tokenise};

use crate::alignment::{Bead, Explanation, PairExplanation, ScoredBead, WordLink, pair_index};
use crate::anchors::Side;
use crate::evidence::PairView;
use crate::lattice::{MAX_SIDE, PosteriorBead, Posteriors};
use crate::nats::Nats;
use crate::pair::{PairLattice, Reasons};

/// Most word links of a unit and pair of languages.
const MAX_LINKS: usize = 10;
/// Nats below which a link ties nothing that people would see.
const LEAST_LINK: f64 = 0.05;

/// What explains the units of one group, languages in the order of codes.
pub struct Explainer<'a> {
    sides: &'a [Side<'a>],
    pairs: Vec<Pair<'a>>,
}

/// A pair of languages with the candidates that are left of it.
struct Pair<'a> {
    x: usize,
    y: usize,
    reasons: &'a Reasons,
    /// By first source sentence.
    beads: &'a [PosteriorBead],
    /// Their places by first target sentence.
    by_target: Vec<usize>,
    /// The ranges of the beads on the pair's own best path.
    path: FxHashSet<(Range<usize>, Range<usize>)>,
}

impl<'a> Explainer<'a> {
    /// Gathers what is known of the pairs, all in the order of [`pair_index`]; `None` where the
    /// lattices keep no reasons.
    #[must_use]
    pub fn new(
        sides: &'a [Side<'a>],
        lattices: &'a [PairLattice],
        posteriors: &'a [Posteriors],
        paths: &[Vec<Bead>],
    ) -> Option<Self> {
        let n = sides.len();
        let mut pairs = Vec::with_capacity(lattices.len());
        for x in 0..n {
            for y in x + 1..n {
                let place = pair_index(x, y, n);
                let beads = &posteriors[place].beads[..];
                let mut by_target: Vec<usize> = (0..beads.len()).collect();
                by_target.sort_by_key(|&at| beads[at].j);
                let path = paths[place].iter();
                pairs.push(Pair {
                    x,
                    y,
                    reasons: lattices[place].reasons.as_ref()?,
                    beads,
                    by_target,
                    path: path
                        .map(|bead| (bead.source.clone(), bead.target.clone()))
                        .collect(),
                });
            }
        }
        Some(Self { sides, pairs })
    }

    /// Why the unit of these sentences is one.
    #[must_use]
    pub fn unit(&self, ranges: &[Range<usize>]) -> Explanation {
        let pairs = self.pairs.iter();
        Explanation {
            pairs: pairs
                .filter(|pair| !ranges[pair.x].is_empty() || !ranges[pair.y].is_empty())
                .map(|pair| self.pair(pair, &ranges[pair.x], &ranges[pair.y]))
                .collect(),
        }
    }

    fn pair(
        &self,
        pair: &Pair<'_>,
        source: &Range<usize>,
        target: &Range<usize>,
    ) -> PairExplanation {
        let touching = pair.touching(source, target);
        let within = |inner: &Range<usize>, outer: &Range<usize>| {
            outer.start <= inner.start && inner.end <= outer.end
        };
        // The unit's own bead, else the pair's own way through the unit.
        let is_whole = |bead: &PosteriorBead| bead.ranges() == (source.clone(), target.clone());
        let is_whole_known = touching.iter().any(|bead| is_whole(bead));
        let (held, others): (Vec<&PosteriorBead>, Vec<_>) =
            touching.into_iter().partition(|bead| {
                if is_whole_known {
                    return is_whole(bead);
                }
                let ranges = bead.ranges();
                within(&ranges.0, source)
                    && within(&ranges.1, target)
                    && pair.path.contains(&ranges)
            });
        let rival = others.into_iter().reduce(|best, next| {
            if next.posterior > best.posterior {
                next
            } else {
                best
            }
        });
        let beads: Vec<ScoredBead> = held.iter().map(|bead| pair.scored(bead)).collect();
        PairExplanation {
            source: pair.x,
            target: pair.y,
            nats: beads
                .iter()
                .fold(Nats::default(), |sum, one| sum + one.nats),
            links: self.links(pair, &held),
            rival: rival.map(|bead| pair.scored(bead)),
            beads,
        }
    }

    /// The strongest word links of some beads, the strongest first.
    fn links(&self, pair: &Pair<'_>, beads: &[&PosteriorBead]) -> Vec<WordLink> {
        let (source, target) = (&self.sides[pair.x], &self.sides[pair.y]);
        let view = PairView {
            source: source.features,
            target: target.features,
        };
        let mut made = Vec::new();
        for bead in beads {
            let ranges = bead.ranges();
            let (left, right) = (words(source, ranges.0), words(target, ranges.1));
            for (p, q, probability, nats) in pair.reasons.links(&view, bead) {
                if let (Some(source), Some(target)) = (left[p], right[q])
                    && nats >= LEAST_LINK
                {
                    made.push(WordLink {
                        source,
                        target,
                        probability: probability.min(1.0),
                        nats,
                    });
                }
            }
        }
        made.sort_by(WordLink::strongest_first);
        made.truncate(MAX_LINKS);
        made
    }
}

impl Pair<'_> {
    /// The candidates that share a sentence with either range.
    fn touching(&self, source: &Range<usize>, target: &Range<usize>) -> Vec<&PosteriorBead> {
        let reach = |range: &Range<usize>| range.start.saturating_sub(MAX_SIDE - 1);
        let mut places = Vec::new();
        if !source.is_empty() {
            let first = self
                .beads
                .partition_point(|bead| (bead.i as usize) < reach(source));
            let near = (first..self.beads.len())
                .take_while(|&at| (self.beads[at].i as usize) < source.end);
            places.extend(near.filter(|&at| self.beads[at].ranges().0.end > source.start));
        }
        if !target.is_empty() {
            let first = self
                .by_target
                .partition_point(|&at| (self.beads[at].j as usize) < reach(target));
            let near = self.by_target[first..].iter().copied();
            let near = near.take_while(|&at| (self.beads[at].j as usize) < target.end);
            places.extend(near.filter(|&at| self.beads[at].ranges().1.end > target.start));
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().map(|at| &self.beads[at]).collect()
    }

    fn scored(&self, bead: &PosteriorBead) -> ScoredBead {
        let (source, target) = bead.ranges();
        ScoredBead {
            bead: Bead {
                source,
                target,
                probability: f64::from(bead.posterior).clamp(0.0, 1.0),
            },
            nats: self.reasons.nats(bead),
        }
    }
}

/// Where the tokens of some sentences stand, as the lexicon counts them; nothing for
/// punctuation, which ties sentences but shows nobody anything.
fn words(side: &Side<'_>, sentences: Range<usize>) -> Vec<Option<Span>> {
    let mut made = Vec::new();
    for sentence in sentences {
        let start = side.document.spans()[sentence].start;
        let n_tokens = side.features.tokens(sentence..sentence + 1).len();
        let tokens = tokenise(side.document.sentence(sentence));
        made.extend(tokens.into_iter().take(n_tokens).map(|token| {
            (token.kind != TokenKind::Punctuation)
                .then(|| Span::new(start + token.span.start, start + token.span.end))
        }));
    }
    made
}

#[cfg(test)]
mod tests {
    use crate::{Aligner, Alignment, Config, Explanation};
    use tetrapla_core::Group;

    const TEXTS: [(&str, &str); 3] = [
        (
            "id",
            "Hujan turun pada 22 September.\nRapat dengan FBI ditunda.\nMira pulang ke rumah.\nDi Jakarta tidak ada yang tahu mengapa.",
        ),
        (
            "it",
            "Il 22 settembre pioveva.\nLa riunione con l'FBI fu rinviata.\nMira torna a casa.",
        ),
        (
            "tl",
            "Umulan noong 22 Setyembre.\nIpinagpaliban ang pulong sa FBI.\nUmuwi si Mira sa bahay.",
        ),
    ];

    fn aligned(order: [usize; 3], explain: bool) -> Alignment {
        let mut builder = Group::builder();
        for place in order {
            let (code, text) = TEXTS[place];
            builder = builder.sentences(code, text.lines()).unwrap();
        }
        // With words that are known, nothing here would have a runner-up.
        let config = Config {
            explain,
            lexicon: false,
            ..Config::default()
        };
        Aligner::new(config)
            .align(&builder.build().unwrap())
            .unwrap()
    }

    #[test]
    fn a_unit_is_tied_by_words_in_its_sentences() {
        let alignment = aligned([0, 1, 2], true);
        let documents = alignment.group().documents();
        let mut words = Vec::new();
        for unit in alignment.units() {
            let why = unit.explanation().unwrap();
            assert_eq!(alignment.explain(unit.index()), Some(why));
            for pair in &why.pairs {
                let (x, y) = (pair.source, pair.target);
                assert!(x < y && pair.links.len() <= 10);
                let sum: f64 = pair.beads.iter().map(|one| one.nats.total()).sum();
                assert!((pair.nats.total() - sum).abs() < 1e-9);
                assert!(
                    pair.beads
                        .iter()
                        .all(|one| pair.rival.as_ref() != Some(one))
                );
                for link in &pair.links {
                    for (place, span) in [(x, link.source), (y, link.target)] {
                        let of_unit = &documents[place].spans()[unit.ranges()[place].clone()];
                        let holds = of_unit
                            .iter()
                            .any(|one| one.start <= span.start && span.end <= one.end);
                        assert!(holds, "{span:?} in {of_unit:?}");
                    }
                    assert!((0.0..=1.0).contains(&link.probability) && link.nats > 0.0);
                    let text = |place: usize, span: tetrapla_core::Span| {
                        span.of(documents[place].text()).to_owned()
                    };
                    words.push((text(x, link.source), text(y, link.target)));
                }
            }
        }
        for word in ["22", "FBI", "Mira"] {
            let both = (word.to_owned(), word.to_owned());
            assert!(words.contains(&both), "{word} in {words:?}");
        }
    }

    #[test]
    fn an_unaligned_sentence_shows_what_it_could_have_been() {
        let alignment = aligned([0, 1, 2], true);
        let alone = alignment.units().find(|unit| unit.n_languages() == 1);
        let why = alone.unwrap().explanation().unwrap();
        assert_eq!(why.pairs.len(), 2);
        for pair in &why.pairs {
            assert!(pair.beads.is_empty() && pair.links.is_empty());
            let rival = pair.rival.as_ref().unwrap();
            assert!(rival.bead.probability < 0.5 && rival.nats.prior < 0.0);
        }
    }

    #[test]
    fn the_order_of_languages_permutes_the_explanation() {
        let first = aligned([0, 1, 2], true);
        let order = [2, 0, 1];
        let second = aligned(order, true);
        // The place in the second of each language of the first.
        let places = [1, 2, 0];
        assert!(first.units().len() > 2);
        for unit in first.units() {
            let expected: Explanation = unit.explanation().unwrap().clone().renumbered(&places);
            assert_eq!(second.explain(unit.index()), Some(&expected));
        }
    }

    #[test]
    fn explaining_changes_no_unit_and_is_done_only_where_asked_for() {
        let (plain, explained) = (aligned([0, 1, 2], false), aligned([0, 1, 2], true));
        assert!(plain.explain(0).is_none() && explained.explain(0).is_some());
        assert!(explained.explain(explained.units().len()).is_none());
        let facts = |alignment: &Alignment| -> Vec<_> {
            alignment
                .units()
                .map(|unit| (unit.ranges().to_vec(), unit.probability()))
                .collect()
        };
        assert_eq!(facts(&plain), facts(&explained));
    }
}
