//! Lets third languages speak of every pair of a group, by the evidence of
//! [`crate::evidence::consistency`]. It says when and of what, not what is said.

use rayon::prelude::*;

use crate::alignment::pair_index;
use crate::config::Config;
use crate::evidence::consistency::{Sharing, Witness};
use crate::pair::PairLattice;

/// Adds what third languages say to the scores, in rounds: what one said of a pair is heard by
/// the others in the next. `lattices` are those of three languages or more, in the order of
/// [`pair_index`].
pub fn speak(n_sentences: &[usize], lattices: &mut [PairLattice], config: &Config) {
    for round in 0..config.n_consistency_rounds {
        if round > 0 {
            let each = lattices.par_iter_mut();
            each.for_each(|lattice| lattice.renew(config.temper));
        }
        speak_once(n_sentences, lattices, config);
    }
}

fn speak_once(n_sentences: &[usize], lattices: &mut [PairLattice], config: &Config) {
    let n = n_sentences.len();
    let mut sharing: Vec<[Sharing; 2]> = Vec::with_capacity(lattices.len());
    for x in 0..n {
        for y in x + 1..n {
            let beads = &lattices[pair_index(x, y, n)].beads;
            sharing.push(Sharing::of(beads, n_sentences[x], n_sentences[y]));
        }
    }
    let towards = |from: usize, to: usize| {
        let pair = &sharing[pair_index(from.min(to), from.max(to), n)];
        &pair[usize::from(from > to)]
    };
    let weight = config.consistency_weight * 2.0 / (n - 2) as f64;
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
