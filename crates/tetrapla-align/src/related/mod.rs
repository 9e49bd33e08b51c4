//! Whether texts, or stretches of them, have anything to do with each other.
//!
//! A lattice finds the best alignment of any two texts, of unrelated ones too. How much better
//! than aligning nothing it is tells them apart:
//!
//! ```text
//! r        = (ln Z - ln of the path that aligns nothing) / matched     nats a matched sentence
//! log-odds = 5.06 r - 3.45 ln min(n, m, 30) - 5.91
//! ```
//!
//! with Z the untempered sum over all paths and `matched` how many of the n + m sentences it
//! expects to be aligned. Where there is more to choose from, chance reaches more. The figures
//! were fitted (logistic regression) to 244 pairs of texts that are translations, 244 of which
//! one lacks half, and 244 unrelated ones, each pair aligned alone, of 2 to 50 sentences in Hindi,
//! Indonesian, Italian and Tagalog, damaged and undamaged (NTREX-128: Federmann et al. 2022,
//! aclanthology 2022.sumeval-1.4): at a probability of .1 none of the first is refused, 1 % of the
//! second (all of them short), and 5 % of the third, by their sentences, pass for related.
//! [`stretch`] does the same inside a text.

pub mod stretch;

use rayon::prelude::*;
use tetrapla_core::Document;

use crate::alignment::pair_index;
use crate::lattice::GapCosts;
use crate::pair::PairLattice;

/// What a nat a matched sentence adds to the log-odds.
const PER_NAT: f64 = 5.06;
/// What the logarithm of the number of sentences of the shorter text takes from them.
const PER_LN_SENTENCES: f64 = 3.45;
/// The constant of the log-odds.
const CONSTANT: f64 = -5.91;
/// Sentences of the shorter text beyond which more of them change nothing.
const MANY_SENTENCES: f64 = 30.0;

/// Probability that the two texts of a lattice are translations of each other, at least in part.
fn probability(lattice: &PairLattice) -> f64 {
    let (n, m) = (lattice.region.n_source(), lattice.region.n_target());
    if n == 0 || m == 0 || lattice.beads.is_empty() {
        return 0.0;
    }
    let posteriors = lattice.posteriors(1.0);
    let costs = GapCosts::new(lattice.gaps, 1.0);
    let nothing = 2.0 * costs.open + (n + m - 2) as f64 * costs.extend;
    let nulls = posteriors.source_null.iter().chain(&posteriors.target_null);
    let n_sentences = (n + m) as f64;
    let matched = n_sentences - nulls.sum::<f64>();
    let per_sentence = (posteriors.log_z - nothing) / matched.max(0.5);
    let log_odds = PER_NAT * per_sentence
        - PER_LN_SENTENCES * (n.min(m) as f64).min(MANY_SENTENCES).ln()
        + CONSTANT;
    1.0 / (1.0 + (-log_odds).exp())
}

/// Which texts of a group are related, languages in the order of codes.
#[derive(Clone, Debug)]
pub struct Relations {
    n: usize,
    /// Of each pair, in the order of [`pair_index`].
    probabilities: Vec<f64>,
    /// Whether there are letters to judge a pair by.
    judged: Vec<bool>,
    sets: Vec<Vec<usize>>,
}

impl Relations {
    /// Judges every pair; what is related with a probability below `least` is not.
    #[must_use]
    pub fn of(documents: &[&Document], lattices: &[PairLattice], least: f64) -> Self {
        let n = documents.len();
        let lettered: Vec<bool> = (documents.iter())
            .map(|document| has_letters(document.text()))
            .collect();
        // Without letters on either side there is nothing that could tell: taken as given.
        let judged: Vec<bool> = (0..n)
            .flat_map(|x| (x + 1..n).map(move |y| (x, y)))
            .map(|(x, y)| lettered[x] || lettered[y])
            .collect();
        let each = lattices.par_iter().zip(&judged);
        let probabilities: Vec<f64> = each
            .map(|(lattice, &judged)| if judged { probability(lattice) } else { 1.0 })
            .collect();
        let sets = sets(n, &probabilities, least);
        Self {
            n,
            probabilities,
            judged,
            sets,
        }
    }

    /// The languages by what is related, each set ascending and the sets by their first.
    #[must_use]
    pub fn sets(&self) -> &[Vec<usize>] {
        &self.sets
    }

    /// The pairs of languages that are in different sets, ascending.
    #[must_use]
    pub fn unrelated(&self) -> Vec<(usize, usize)> {
        let mut made = Vec::new();
        for (k, set) in self.sets.iter().enumerate() {
            for &x in set {
                let others = self.sets[k + 1..].iter().flatten();
                made.extend(others.map(|&y| (x.min(y), x.max(y))));
            }
        }
        made.sort_unstable();
        made
    }

    /// Probability that a language is related to none.
    #[must_use]
    pub fn alone(&self, x: usize) -> f64 {
        let others = (0..self.n).filter(|&y| y != x);
        let each = others.map(|y| self.probabilities[pair_index(x.min(y), x.max(y), self.n)]);
        1.0 - each.fold(0.0, f64::max)
    }

    /// Doubts the stretches of strangers of every pair that there are letters to judge by.
    pub fn doubt_stretches(&self, lattices: &mut [PairLattice], temper: f64) {
        let each = lattices.par_iter_mut().zip(&self.judged);
        let each = each.filter(|(_, judged)| **judged);
        each.for_each(|(lattice, _)| stretch::doubt(lattice, temper));
    }
}

/// Whether one in five or more of a text's characters, white space apart, is a letter.
fn has_letters(text: &str) -> bool {
    let (mut n_letters, mut n) = (0usize, 0usize);
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        n += 1;
        n_letters += usize::from(c.is_alphabetic());
    }
    n_letters * 5 >= n && n > 0
}

/// The languages of a group by what is related, each set ascending and the sets by their first:
/// two languages are in one set where they, or a chain of others between them, are related with
/// at least that probability.
fn sets(n: usize, probabilities: &[f64], least: f64) -> Vec<Vec<usize>> {
    let mut set: Vec<usize> = (0..n).collect();
    for x in 0..n {
        for y in x + 1..n {
            if probabilities[pair_index(x, y, n)] >= least {
                let (kept, gone) = (set[x].min(set[y]), set[x].max(set[y]));
                for one in set.iter_mut().filter(|one| **one == gone) {
                    *one = kept;
                }
            }
        }
    }
    let mut made: Vec<Vec<usize>> = Vec::new();
    for first in 0..n {
        let members: Vec<usize> = (0..n).filter(|&x| set[x] == first).collect();
        if !members.is_empty() {
            made.push(members);
        }
    }
    made
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_figures_are_no_letters() {
        assert!(has_letters("12 pagine") && has_letters("किताब 12") && has_letters("本"));
        assert!(!has_letters("") && !has_letters("1,234.5 €\n!?") && !has_letters("🙂 🚀"));
    }

    #[test]
    fn a_chain_of_languages_is_one_set() {
        // Pairs (0,1) (0,2) (0,3) (1,2) (1,3) (2,3).
        let chain = [0.1, 0.9, 0.0, 0.2, 0.0, 0.9];
        assert_eq!(sets(4, &chain, 0.5), [vec![0, 2, 3], vec![1]]);
        assert_eq!(sets(4, &chain, 0.0), [vec![0, 1, 2, 3]]);
        assert_eq!(sets(4, &chain, 0.2), [vec![0, 1, 2, 3]]);
        assert_eq!(sets(4, &[0.0; 6], 0.5).len(), 4);
        assert_eq!(sets(1, &[], 0.5), [vec![0]]);
    }
}
