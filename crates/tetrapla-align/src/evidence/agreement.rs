//! Evidence of agreement: links that both directions make are links indeed.
//!
//! ```text
//! agreement = sum_q max(0, lr(q)) min(1, sum_p P(p|q) P(q|p))
//! ```
//!
//! over the words of both sides, with the link posteriors of [`super::links`] and the log-ratios
//! of [`super::positional`] (agreement: Liang et al. 2006, aclanthology N06-1014). It only ever
//! speaks for a bead.

use super::links::Links;

/// Nats of agreement of each target word, of each source word, from their log-ratios.
pub(super) fn nats(links: &Links, log_ratios: &[Vec<f64>; 2]) -> [Vec<f64>; 2] {
    let (n, m) = (links.n_source, links.n_target);
    let mut by_target = vec![0.0f64; m];
    let mut by_source = vec![0.0f64; n];
    for p in 0..n {
        for q in 0..m {
            let at = p * m + q;
            let both = f64::from(links.cells[0][at]) * f64::from(links.cells[1][at]);
            by_target[q] += both;
            by_source[p] += both;
        }
    }
    let each = |log_ratios: &[f64], agreed: &[f64]| {
        let terms = log_ratios.iter().zip(agreed);
        terms
            .map(|(lr, agreed)| lr.max(0.0) * agreed.min(1.0))
            .collect()
    };
    [
        each(&log_ratios[0], &by_target),
        each(&log_ratios[1], &by_source),
    ]
}

#[cfg(test)]
mod tests {
    use super::super::links::{Positions, STEEPNESS};
    use super::super::positional;
    use super::super::testing::{case, near, plain_links, summed};
    use crate::lattice::PosteriorBead;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn agreement_is_that_of_the_formula(case in case()) {
            let taught = case.taught(Positions::Diagonal(STEEPNESS), 2);
            let counts = case.plain_counts(Positions::Diagonal(STEEPNESS), 2);
            let beads: Vec<PosteriorBead> = case.beads.iter().step_by(7).copied().collect();
            let scores = positional::score(&case.view(), &beads, &taught.lexicon, &taught.own);
            for (bead, nats) in beads.iter().zip(&scores) {
                let words = case.words(bead);
                let [there, back] = [0, 1].map(|given| {
                    let ratio = |sentence: usize, s: u32, t: u32| {
                        case.ratio(given, &summed(&counts, given, Some(sentence)), s, t)
                    };
                    plain_links(&words, given, Positions::Diagonal(STEEPNESS), ratio)
                });
                let mut sum = 0.0;
                for (q, lr) in there.0.iter().enumerate() {
                    let both = (0..words[0].len()).map(|p| there.1[q][p] * back.1[p][q]);
                    sum += lr.max(0.0) * both.sum::<f64>().min(1.0);
                }
                for (p, lr) in back.0.iter().enumerate() {
                    let both = (0..words[1].len()).map(|q| there.1[q][p] * back.1[p][q]);
                    sum += lr.max(0.0) * both.sum::<f64>().min(1.0);
                }
                prop_assert!(near(nats.agreement, sum), "{bead:?} {} {sum}", nats.agreement);
                prop_assert!(nats.agreement >= 0.0);
            }
        }
    }
}
