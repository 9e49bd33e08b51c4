//! Evidence of coverage: a sentence of which the other side says nothing is no part of a bead.
//!
//! The sums of [`super::positional`] are dominated by the words that are linked, so a sentence
//! that has nothing to do with the rest costs a bead little. Here each sentence of a bead is
//! asked how much of it the other side explains:
//!
//! ```text
//! v_k = (sum over the words of sentence k  lr + agreement) / n_k
//! ```
//!
//! nats a word, judged as [`super::contrast`] has it and summed over the sentences. The right
//! ones are the run's own beads by their posteriors, the wrong ones sentences half a text away
//! from their place; both are learned anew each round. What a neighbour repeats is explained
//! too: [`super::need`] looks at that.

use super::PairView;
use crate::lattice::PosteriorBead;

/// Pairs of sentences that stand half a text apart, one for each source sentence.
#[must_use]
pub fn strangers(view: &PairView<'_>) -> Vec<PosteriorBead> {
    let (n, m) = (view.source.n_sentences(), view.target.n_sentences());
    if n < 4 || m < 4 {
        return Vec::new();
    }
    (0..n)
        .map(|i| {
            let j = (i * m / n + m / 2) % m;
            PosteriorBead {
                i: i as u32,
                j: j as u32,
                a: 1,
                b: 1,
                score: 0.0,
                posterior: 0.0,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::case;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn strangers_do_not_stand_where_they_belong(case in case()) {
            let view = case.view();
            let (n, m) = (view.source.n_sentences(), view.target.n_sentences());
            let made = strangers(&view);
            prop_assert_eq!(made.is_empty(), n < 4 || m < 4);
            for bead in made {
                let (i, j) = bead.ranges();
                prop_assert!((i.len(), j.len()) == (1, 1) && i.end <= n && j.end <= m);
                let (x, y) = (i.start as f64 / n as f64, j.start as f64 / m as f64);
                prop_assert!((x - y).abs() * m as f64 >= 1.0 - 1e-9, "{x} {y}");
            }
        }
    }
}
