//! What third languages know of a pair: evidence from posteriors alone.
//!
//! `P_xy(i,j)` is the posterior that sentences i of x and j of y share a bead. For a third
//! language z, `E = min(1, P_xz P_zy)` is where z would put sentence i; of it, `inside(i)` falls
//! into the bead's other side, `outside(i)` elsewhere, and `silent(i) = 1 - sum_k P_xz(i,k)` is
//! what z says nothing of, half for and half against, so that a silent z adds nothing:
//!
//! ```text
//! null(i) = 1 - inside(i) - outside(i) - silent(i) / 2
//! nats    = sum over i of both sides  g(inside(i) + silent(i) / 2) - g(null(i)) + g(1 - outside(i) - silent(i) / 2)
//! g(m)    = ln( (m (1 - 2 d) + d) / .5 ),   d = .05
//! ```
//!
//! averaged over z and doubled (the consistency transformation of ProbCons, Do et al. 2005,
//! doi 10.1101/gr.2821705, here as evidence for beads).

use crate::lattice::PosteriorBead;

/// How far a certainty from another pair is believed.
const DOUBT: f64 = 0.05;

/// For each sentence of one language, the sentences of another that share a bead with it.
#[derive(Clone, Debug, Default)]
pub struct Sharing {
    rows: Vec<Vec<(u32, f64)>>,
}

impl Sharing {
    /// Both directions of a pair's posteriors.
    #[must_use]
    pub fn of(beads: &[PosteriorBead], n_source: usize, n_target: usize) -> [Self; 2] {
        let mut made = [
            Self {
                rows: vec![Vec::new(); n_source],
            },
            Self {
                rows: vec![Vec::new(); n_target],
            },
        ];
        for bead in beads {
            for i in bead.i..bead.i + u32::from(bead.a) {
                for j in bead.j..bead.j + u32::from(bead.b) {
                    made[0].rows[i as usize].push((j, f64::from(bead.posterior)));
                    made[1].rows[j as usize].push((i, f64::from(bead.posterior)));
                }
            }
        }
        for row in made.iter_mut().flat_map(|side| &mut side.rows) {
            sum_up(row);
        }
        made
    }

    /// `min(1, self * next)`, and for each row what `self` says nothing of.
    fn through(&self, next: &Self) -> (Self, Vec<f64>) {
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut silent = Vec::with_capacity(self.rows.len());
        for row in &self.rows {
            let mut reached = Vec::new();
            for &(k, p) in row {
                reached.extend(next.rows[k as usize].iter().map(|&(j, q)| (j, p * q)));
            }
            sum_up(&mut reached);
            rows.push(reached);
            silent.push((1.0 - row.iter().map(|&(_, p)| p).sum::<f64>()).max(0.0));
        }
        (Self { rows }, silent)
    }
}

fn sum_up(row: &mut Vec<(u32, f64)>) {
    row.sort_by_key(|&(k, _)| k);
    row.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    for (_, p) in row {
        *p = p.min(1.0);
    }
}

/// What one third language says of a pair.
#[derive(Clone, Debug)]
pub struct Witness {
    sides: [(Sharing, Vec<f64>); 2],
}

impl Witness {
    /// The word of z on the pair (x, y), from `P_xz` and `P_yz`, each in both directions
    /// (towards z first).
    #[must_use]
    pub fn new(x_to_z: &Sharing, z_to_x: &Sharing, y_to_z: &Sharing, z_to_y: &Sharing) -> Self {
        Self {
            sides: [x_to_z.through(z_to_y), y_to_z.through(z_to_x)],
        }
    }

    /// Nats for a bead.
    #[must_use]
    pub fn nats(&self, bead: &PosteriorBead) -> f64 {
        let sides = [
            (
                bead.i..bead.i + u32::from(bead.a),
                bead.j..bead.j + u32::from(bead.b),
            ),
            (
                bead.j..bead.j + u32::from(bead.b),
                bead.i..bead.i + u32::from(bead.a),
            ),
        ];
        let mut nats = 0.0;
        for ((sharing, silent), (own, other)) in self.sides.iter().zip(sides) {
            for i in own {
                let (mut inside, mut outside) = (0.0, 0.0);
                for &(j, p) in &sharing.rows[i as usize] {
                    if other.contains(&j) {
                        inside += p;
                    } else {
                        outside += p;
                    }
                }
                let (inside, outside) = (f64::min(inside, 1.0), f64::min(outside, 1.0));
                let half = silent[i as usize] / 2.0;
                let null = (1.0 - inside - outside - half).max(0.0);
                let elsewhere = belief((1.0 - outside - half).max(0.0));
                nats += belief((inside + half).min(1.0)) - belief(null) + elsewhere;
            }
        }
        nats
    }
}

fn belief(mass: f64) -> f64 {
    ((mass * (1.0 - 2.0 * DOUBT) + DOUBT) / 0.5).ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn bead(i: u32, j: u32, a: u8, b: u8, posterior: f32) -> PosteriorBead {
        PosteriorBead {
            i,
            j,
            a,
            b,
            score: 0.0,
            posterior,
        }
    }

    #[test]
    fn a_third_language_speaks_for_what_it_joins_and_against_what_it_parts() {
        // x and y, two sentences each, and z: x0-z0-y0, x1-z1-y1.
        let sure = [bead(0, 0, 1, 1, 1.0), bead(1, 1, 1, 1, 1.0)];
        let [to_z, from_z] = Sharing::of(&sure, 2, 2);
        let witness = Witness::new(&to_z, &from_z, &to_z, &from_z);
        let right = witness.nats(&bead(0, 0, 1, 1, 0.5));
        let expected = 2.0 * (2.0 * (0.95f64 / 0.5).ln() - (0.05f64 / 0.5).ln());
        assert!((right - expected).abs() < 1e-9);
        assert!(witness.nats(&bead(0, 1, 1, 1, 0.5)) < -4.0);
        // Of a sentence that z lacks it says nothing.
        let [to_z, from_z] = Sharing::of(&[], 2, 2);
        let silent = Witness::new(&to_z, &from_z, &to_z, &from_z).nats(&bead(0, 0, 1, 1, 0.5));
        assert!(silent.abs() < 1e-9, "{silent}");
    }

    /// Sentences of x, y and z, and beads of (x, z), (y, z) and (x, y), as sides and posterior.
    type Case = ([usize; 3], [Vec<PosteriorBead>; 3]);

    fn case() -> impl Strategy<Value = Case> {
        let n = 1usize..5;
        [n.clone(), n.clone(), n].prop_flat_map(|[n_x, n_y, n_z]| {
            let beads = |n: usize, m: usize| {
                let one = (0..n, 0..m, 1u8..4, 1u8..4, 0.0f32..1.0);
                let fitted = one.prop_map(move |(i, j, a, b, posterior)| {
                    let a = a.min((n - i) as u8);
                    let b = b.min((m - j) as u8);
                    bead(i as u32, j as u32, a, b, posterior)
                });
                prop::collection::vec(fitted, 0..6)
            };
            let beads = [beads(n_x, n_z), beads(n_y, n_z), beads(n_x, n_y)];
            (Just([n_x, n_y, n_z]), beads)
        })
    }

    /// P(i,k) of all sentences.
    fn plain_sharing(beads: &[PosteriorBead], n: usize, m: usize) -> Vec<Vec<f64>> {
        let mut p = vec![vec![0.0; m]; n];
        for (i, row) in p.iter_mut().enumerate() {
            for (k, p) in row.iter_mut().enumerate() {
                for bead in beads {
                    let of_i =
                        (bead.i as usize..bead.i as usize + usize::from(bead.a)).contains(&i);
                    let of_k =
                        (bead.j as usize..bead.j as usize + usize::from(bead.b)).contains(&k);
                    if of_i && of_k {
                        *p += f64::from(bead.posterior);
                    }
                }
                *p = p.min(1.0);
            }
        }
        p
    }

    /// What sentences `own` of one side say of standing with `other`, from the posteriors of
    /// both sides with z.
    fn plain_side(
        with_z: &[Vec<f64>],
        other_with_z: &[Vec<f64>],
        own: std::ops::Range<usize>,
        other: &std::ops::Range<usize>,
    ) -> f64 {
        let g = |mass: f64| ((mass * 0.9 + 0.05) / 0.5).ln();
        let mut nats = 0.0;
        for i in own {
            let (mut inside, mut outside, mut heard) = (0.0, 0.0, 0.0);
            for (j, row) in other_with_z.iter().enumerate() {
                let mut through = 0.0;
                for (k, p) in row.iter().enumerate() {
                    through += with_z[i][k] * p;
                }
                if other.contains(&j) {
                    inside += through.min(1.0);
                } else {
                    outside += through.min(1.0);
                }
            }
            for p in &with_z[i] {
                heard += p;
            }
            let silent = f64::max(1.0 - heard, 0.0);
            let (inside, outside) = (f64::min(inside, 1.0), f64::min(outside, 1.0));
            let null = f64::max(1.0 - inside - outside - silent / 2.0, 0.0);
            nats += g(f64::min(inside + silent / 2.0, 1.0)) - g(null);
            nats += g(f64::max(1.0 - outside - silent / 2.0, 0.0));
        }
        nats
    }

    proptest! {
        #[test]
        fn a_witness_says_what_all_paths_through_it_do(
            ([n_x, n_y, n_z], [x_z, y_z, x_y]) in case(),
        ) {
            let [x_to_z, z_to_x] = Sharing::of(&x_z, n_x, n_z);
            let [y_to_z, z_to_y] = Sharing::of(&y_z, n_y, n_z);
            let witness = Witness::new(&x_to_z, &z_to_x, &y_to_z, &z_to_y);
            let swapped = Witness::new(&y_to_z, &z_to_y, &x_to_z, &z_to_x);
            let plain_x = plain_sharing(&x_z, n_x, n_z);
            let plain_y = plain_sharing(&y_z, n_y, n_z);
            for one in x_y {
                let i = one.i as usize..one.i as usize + usize::from(one.a);
                let j = one.j as usize..one.j as usize + usize::from(one.b);
                let plain = plain_side(&plain_x, &plain_y, i.clone(), &j)
                    + plain_side(&plain_y, &plain_x, j, &i);
                let nats = witness.nats(&one);
                prop_assert!((nats - plain).abs() < 1e-9, "{one:?} {nats} {plain}");
                let other_way = bead(one.j, one.i, one.b, one.a, 0.5);
                prop_assert!((nats - swapped.nats(&other_way)).abs() < 1e-9);
            }
        }
    }
}
