//! Links in the beads that teach: what a lexicon is learned from, and how steep its diagonal is.

use rayon::prelude::*;

use super::{Links, Positions};
use crate::evidence::PairView;
use crate::evidence::lexicon::own::{OwnCounts, Tally};
use crate::evidence::lexicon::{Lexicon, STEEPNESS};
use crate::evidence::word_pairs::NO_PAIR;
use crate::evidence::word_pairs::teachers::Teachers;
use crate::lattice::PosteriorBead;

/// Posterior above which two sentences go together for sure.
const SURE: f32 = 0.9;
/// Steepness times the mean distance of linked words. The likeliest fall would be steeper, but
/// finds fewer of the right beads.
const SCALE: f64 = 0.6;
/// The least and the greatest steepness that links teach.
const BOUNDS: [f64; 2] = [3.0, 8.0];
/// Links' worth of prior of [`STEEPNESS`].
const PRIOR_LINKS: f64 = 200.0;

impl Links {
    /// Fills in a bead that teaches.
    fn teach(&mut self, teachers: &Teachers<'_>, places: &[u32], bead: usize, ratios: &Ratios) {
        let n_source = teachers.n_rows(bead);
        let n_cells = teachers.cells(bead..bead + 1).len();
        self.lay_out(n_source, n_cells / n_source.max(1));
        let mut at = 0;
        for row in teachers.rows(bead, places) {
            let cells = at..at + row.places.len();
            if at == 0 {
                let targets = row.targets.iter();
                self.rests.clear();
                (self.rests).extend(targets.map(|&t| ratios.rests[1][t as usize]));
            }
            self.ratios[0][cells.clone()].fill(ratios.rests[0][row.source as usize]);
            self.ratios[1][cells.clone()].copy_from_slice(&self.rests);
            for (cell, &place) in cells.clone().zip(row.places) {
                if place != NO_PAIR {
                    let [there, back] = ratios.places[place as usize];
                    self.ratios[0][cell] = there;
                    self.ratios[1][cell] = back;
                }
            }
            at = cells.end;
        }
    }
}

/// Expected counts of the word pairs of the beads that teach, by cell of their matrices: forward
/// and backward.
#[must_use]
pub fn expected_counts(
    groups: &[(PairView<'_>, &[PosteriorBead])],
    (teachers, places): (&Teachers<'_>, &[u32]),
    ratios: &Ratios,
    positions: Positions,
) -> Vec<[f32; 2]> {
    let mut counts = vec![[0.0; 2]; teachers.n_cells()];
    let mut pieces = Vec::new();
    let mut rest = &mut counts[..];
    for run in teachers.runs() {
        let (own, others) = rest.split_at_mut(teachers.cells(run.clone()).len());
        pieces.push((run, own));
        rest = others;
    }
    pieces
        .into_par_iter()
        .for_each_init(Links::default, |links, (run, counts)| {
            let mut counts = counts.iter_mut();
            for bead in run {
                links.teach(teachers, places, bead, ratios);
                links.link(positions);
                let group = teachers.group_of(bead);
                let weight = groups[group].1[bead - teachers.group(group).start].posterior;
                let [there, back] = &links.cells;
                // The counts last: what is asked first gives one too many.
                let cells = there.iter().zip(back);
                for ((there, back), count) in cells.zip(counts.by_ref()) {
                    *count = [weight * there, weight * back];
                }
            }
        });
    counts
}

/// What each sentence of a group contributed to the lexicon, which holds these counts.
#[must_use]
pub fn own_counts(
    view: &PairView<'_>,
    beads: &[PosteriorBead],
    (teachers, places, group): (&Teachers<'_>, &[u32], usize),
    counts: &[[f32; 2]],
    lexicon: &Lexicon,
) -> [Vec<OwnCounts>; 2] {
    // The rows of each source sentence; of a target sentence the beads, and which columns.
    let mut rows = vec![Vec::new(); view.source.n_sentences()];
    let mut columns = vec![Vec::new(); view.target.n_sentences()];
    for (bead, number) in beads.iter().zip(teachers.group(group)) {
        let (sources, targets) = bead.ranges();
        let mut own = teachers.rows(number, places);
        for i in sources {
            let n = view.source_words(i as u32).len();
            rows[i].extend(own.by_ref().take(n));
        }
        let mut from = 0;
        for j in targets {
            let n = view.target_words(j as u32).len();
            columns[j].push((number, from..from + n));
            from += n;
        }
    }
    let forward = rows.into_par_iter().with_min_len(64);
    let forward = forward.map_init(Tally::default, |tally, rows| {
        for row in rows {
            let counts = counts[row.cells].iter().map(|count| count[0]);
            tally.add(row.source, row.places.iter().copied().zip(counts));
        }
        tally.take(&lexicon.forward)
    });
    let backward = columns.into_par_iter().enumerate().with_min_len(64);
    let scratch = || (Tally::default(), Vec::new());
    let backward = backward.map_init(scratch, |(tally, matrix), (j, columns)| {
        let words = view.target_words(j as u32);
        for (bead, range) in columns {
            matrix.clear();
            for row in teachers.rows(bead, places) {
                let counts = counts[row.cells][range.clone()].iter();
                let places = row.places[range.clone()].iter().copied();
                matrix.extend(places.zip(counts.map(|count| count[1])));
            }
            for (q, &t) in words.iter().enumerate() {
                let column = matrix.iter().skip(q).step_by(words.len());
                tally.add(t, column.copied());
            }
        }
        tally.take(&lexicon.backward)
    });
    [forward.collect(), backward.collect()]
}

/// How far apart linked words of sure beads stand, as a share of their sentences: the sum of the
/// distances and of the links, both directions' posteriors multiplied.
#[must_use]
pub fn distances(
    beads: &[PosteriorBead],
    (teachers, places, group): (&Teachers<'_>, &[u32], usize),
    ratios: &Ratios,
) -> [f64; 2] {
    let mut links = Links::default();
    let mut sums = [0.0; 2];
    for (bead, number) in beads.iter().zip(teachers.group(group)) {
        if bead.posterior <= SURE || (bead.a, bead.b) != (1, 1) {
            continue;
        }
        links.teach(teachers, places, number, ratios);
        links.link(Positions::Uniform);
        let (n, m) = (links.n_source, links.n_target);
        for p in 0..n {
            for q in 0..m {
                let both = links.cells[0][p * m + q] * links.cells[1][p * m + q];
                let apart = (p as f64 + 0.5) / n as f64 - (q as f64 + 0.5) / m as f64;
                sums[0] += f64::from(both) * apart.abs();
                sums[1] += f64::from(both);
            }
        }
    }
    sums
}

/// How steeply a word's say falls in a language pair whose linked words stand that far apart
/// ([`distances`]). Where few links are known, the place of a word says more than what it means,
/// so that short runs begin from a steeper fall.
#[must_use]
pub fn steepness([distance, n_links]: [f64; 2]) -> f64 {
    let own = SCALE * n_links / distance.max(f64::MIN_POSITIVE);
    (n_links * own.clamp(BOUNDS[0], BOUNDS[1]) + PRIOR_LINKS * STEEPNESS) / (n_links + PRIOR_LINKS)
}

/// `tau / p0` of all word pairs, forward and backward.
#[derive(Clone, Debug)]
pub struct Ratios {
    /// Of each pair of the index.
    places: Vec<[f32; 2]>,
    /// Of a pair without a place, by source key and by target key.
    rests: [Vec<f32>; 2],
}

impl Ratios {
    /// Of a lexicon as it is now.
    #[must_use]
    pub fn of(lexicon: &Lexicon) -> Self {
        let [there, back] = [&lexicon.forward, &lexicon.backward];
        let places = there.ratios().zip(back.ratios());
        Self {
            places: places.map(|(there, back)| [there, back]).collect(),
            rests: [there.rests(), back.rests()],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::testing::{case, near, plain_links, summed};
    use crate::evidence::word_pairs::NO_PAIR;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn the_expected_counts_are_those_of_the_formulas(
            case in case(),
            diagonal in any::<bool>(),
        ) {
            let positions = [Positions::Uniform, Positions::Diagonal(STEEPNESS)][usize::from(diagonal)];
            let taught = case.taught_above(0.0, positions, 2);
            let counts = case.plain_counts(positions, 2);
            let [forward, backward] = [0, 1].map(|given| summed(&counts, given, None));
            for place in 0..taught.lexicon.index.len() as u32 {
                let (s, t) = taught.lexicon.index.pair(place);
                let plain = forward.get(&(s, t)).copied().unwrap_or(0.0);
                prop_assert!(near(taught.lexicon.forward.counts[place as usize], plain));
                let plain = backward.get(&(t, s)).copied().unwrap_or(0.0);
                prop_assert!(near(taught.lexicon.backward.counts[place as usize], plain));
            }
            for (pair, _) in forward.iter().filter(|&(_, &count)| count > 1e-6) {
                prop_assert!(taught.lexicon.index.find(pair.0, pair.1) != NO_PAIR);
            }
        }

        #[test]
        fn what_the_sentences_contributed_is_all_that_was_counted(case in case()) {
            let taught = case.taught(Positions::Diagonal(STEEPNESS), 2);
            let directions = [&taught.lexicon.forward, &taught.lexicon.backward];
            for (side, (own, direction)) in taught.own.iter().zip(directions).enumerate() {
                let mut sums = std::collections::BTreeMap::new();
                for (key, count) in own.iter().flat_map(|sentence| sentence.totals()) {
                    *sums.entry(key).or_insert(0.0) += f64::from(count);
                }
                let mut totals: std::collections::BTreeMap<u32, f64> =
                    (0..).zip(direction.without_place()).collect();
                for (place, count) in (0..).zip(&direction.counts) {
                    let (s, t) = taught.lexicon.index.pair(place);
                    *totals.entry([s, t][side]).or_insert(0.0) += count;
                }
                for (key, total) in totals {
                    let sum = sums.get(&key).copied().unwrap_or(0.0);
                    prop_assert!(near(sum, total), "{sum} {total}");
                }
            }
        }
    }

    #[test]
    fn the_steepness_follows_from_how_far_apart_linked_words_stand() {
        assert_eq!(steepness([0.0, 0.0]), STEEPNESS);
        let far = |mean: f64, n: f64| steepness([mean * n, n]);
        // Of many links their own: .6 / .1 in order, the least steepness where all is mixed up.
        assert!((far(0.12, 1e6) - 5.0).abs() < 1e-2);
        assert!((far(0.33, 1e6) - 3.0).abs() < 1e-2);
        assert!((far(0.0, 1e6) - 8.0).abs() < 1e-2);
        // Of as many as the prior has, half way.
        assert!((far(0.15, 200.0) - 4.5).abs() < 1e-9);
    }

    proptest! {
        #[test]
        fn distances_are_those_of_sure_beads_of_two_sentences(case in case(), posterior in 0.0f32..1.0) {
            let taught = case.taught(Positions::Uniform, 2);
            let counts = case.plain_counts(Positions::Uniform, 2);
            let teachers: Vec<PosteriorBead> =
                case.teachers.iter().map(|&bead| PosteriorBead { posterior, ..bead }).collect();
            let cells = (&taught.teachers, taught.places.as_slice(), 0);
            let found = distances(&teachers, cells, &Ratios::of(&taught.lexicon));
            let mut sums = [0.0; 2];
            for bead in &teachers {
                if bead.posterior <= SURE || (bead.a, bead.b) != (1, 1) {
                    continue;
                }
                let words = case.words(bead);
                let [there, back] = [0, 1].map(|given| {
                    let ratio = |_: usize, s: u32, t: u32| {
                        case.ratio(given, &summed(&counts, given, None), s, t)
                    };
                    plain_links(&words, given, Positions::Uniform, ratio).1
                });
                let (n, m) = (words[0].len(), words[1].len());
                for p in 0..n {
                    for q in 0..m {
                        let both = there[q][p] * back[p][q];
                        let place = |at: usize, of: usize| (at as f64 + 0.5) / of as f64;
                        sums[0] += both * (place(p, n) - place(q, m)).abs();
                        sums[1] += both;
                    }
                }
            }
            prop_assert!(near(found[0], sums[0]) && near(found[1], sums[1]), "{found:?} {sums:?}");
        }
    }
}
