//! Sums over all paths of the lattice: posteriors of beads and of unaligned sentences.
//!
//! Three states at each boundary `(i, j)`: `M` after a match or at the start, `S` after an
//! unaligned source sentence, `T` after an unaligned target sentence.
//!
//! ```text
//! M(i,j) = sum over (a,b)  enter(i-a, j-b) * bead(i-a..i, j-b..j)
//! S(i,j) = M(i-1,j) open + S(i-1,j) extend
//! T(i,j) = M(i,j-1) open + S(i,j-1) open + T(i,j-1) extend
//! enter(i,j) = M(i,j) stay + (S(i,j) + T(i,j)) leave
//! ```
//!
//! in log space; the backward pass mirrors it. Time is 19 additions of logarithms a cell and
//! pass, memory 7 numbers a cell. (Affine gaps: Gotoh 1982, doi 10.1016/0022-2836(82)90398-9.
//! Posteriors of alignments: Durbin et al. 1998, Biological Sequence Analysis, chapter 4.)

use std::ops::Range;

use super::table::{BeadTable, N_BEAD_TYPES};
use super::{GapCosts, log_sum};

/// A matching bead with its posterior.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PosteriorBead {
    /// First source sentence.
    pub i: u32,
    /// First target sentence.
    pub j: u32,
    /// Number of source sentences.
    pub a: u8,
    /// Number of target sentences.
    pub b: u8,
    /// The score that it had in the table, in nats, before tempering.
    pub score: f32,
    /// Its posterior, in `[0, 1]`.
    pub posterior: f32,
}

impl PosteriorBead {
    /// Its source and its target sentences.
    #[must_use]
    pub fn ranges(&self) -> (Range<usize>, Range<usize>) {
        let (i, j) = (self.i as usize, self.j as usize);
        (i..i + usize::from(self.a), j..j + usize::from(self.b))
    }
}

/// What the sum over all paths tells.
#[derive(Clone, Debug, Default)]
pub struct Posteriors {
    /// Logarithm of the sum over all paths, in nats.
    pub log_z: f64,
    /// Matching beads at or above the threshold, by start cell, then type.
    pub beads: Vec<PosteriorBead>,
    /// Posterior that a source sentence is unaligned.
    pub source_null: Vec<f64>,
    /// Posterior that a target sentence is unaligned.
    pub target_null: Vec<f64>,
    /// Of that, where the sentence opens a gap rather than goes on with one.
    pub source_opens: Vec<f64>,
    /// The same of the target.
    pub target_opens: Vec<f64>,
    /// Expected number of matching beads.
    pub n_matches: f64,
    /// Expected number of gaps opened on either side.
    pub n_opened: f64,
    /// Expected number of sentences by which gaps went on.
    pub n_extended: f64,
    /// For each source boundary the target boundaries between which paths go through with a
    /// probability of a millionth or more; empty where none does.
    pub reached: Vec<Range<usize>>,
}

/// Probability from which a cell is reached.
const REACHED: f64 = 1e-6;

const NONE: f64 = f64::NEG_INFINITY;

struct Tables {
    matched: Vec<f64>,
    source_gap: Vec<f64>,
    target_gap: Vec<f64>,
    /// Forward: ready to start a bead here. Backward: all beads that start here.
    through: Vec<f64>,
}

impl Tables {
    fn new(n_cells: usize) -> Self {
        let none = || vec![NONE; n_cells];
        Self {
            matched: none(),
            source_gap: none(),
            target_gap: none(),
            through: none(),
        }
    }
}

/// Sums over all paths. `temper` multiplies the table's scores (the costs are tempered
/// already); beads of a posterior below `threshold` are left out of the result.
#[must_use]
pub fn run(table: &BeadTable, costs: &GapCosts, temper: f64, threshold: f64) -> Posteriors {
    let (forward, backward) = rayon::join(
        || forward(table, costs, temper),
        || backward(table, costs, temper),
    );
    collect(table, costs, temper, threshold, &forward, &backward)
}

fn forward(table: &BeadTable, costs: &GapCosts, temper: f64) -> Tables {
    let region = table.region();
    let mut made = Tables::new(region.n_cells());
    let mut incoming = Vec::with_capacity(N_BEAD_TYPES);
    for i in 0..=region.n_source() {
        for j in region.row(i) {
            let cell = region.offset(i) + j - region.row(i).start;
            incoming.clear();
            if (i, j) == (0, 0) {
                incoming.push(0.0);
            }
            for (kind, (a, b)) in table.types() {
                if a > i || b > j {
                    continue;
                }
                if let Some(start) = region.cell(i - a, j - b) {
                    let score = f64::from(table.from_cell(start)[kind]);
                    if score > NONE {
                        incoming.push(made.through[start] + temper * score);
                    }
                }
            }
            made.matched[cell] = log_sum(&incoming);
            if let Some(up) = i.checked_sub(1).and_then(|above| region.cell(above, j)) {
                made.source_gap[cell] = log_sum(&[
                    made.matched[up] + costs.open,
                    made.source_gap[up] + costs.extend,
                ]);
            }
            if let Some(left) = j.checked_sub(1).and_then(|before| region.cell(i, before)) {
                made.target_gap[cell] = log_sum(&[
                    made.matched[left] + costs.open,
                    made.source_gap[left] + costs.open,
                    made.target_gap[left] + costs.extend,
                ]);
            }
            made.through[cell] = log_sum(&[
                made.matched[cell] + costs.stay,
                made.source_gap[cell] + costs.leave,
                made.target_gap[cell] + costs.leave,
            ]);
        }
    }
    made
}

fn backward(table: &BeadTable, costs: &GapCosts, temper: f64) -> Tables {
    let region = table.region();
    let (n, m) = (region.n_source(), region.n_target());
    let mut made = Tables::new(region.n_cells());
    let mut outgoing = Vec::with_capacity(N_BEAD_TYPES);
    for i in (0..=n).rev() {
        for j in region.row(i).rev() {
            let cell = region.offset(i) + j - region.row(i).start;
            outgoing.clear();
            for (kind, (a, b)) in table.types() {
                let score = f64::from(table.from_cell(cell)[kind]);
                if score > NONE
                    && let Some(end) = region.cell(i + a, j + b)
                {
                    outgoing.push(made.matched[end] + temper * score);
                }
            }
            made.through[cell] = log_sum(&outgoing);
            let down = region
                .cell(i + 1, j)
                .map_or(NONE, |below| made.source_gap[below]);
            let right = region
                .cell(i, j + 1)
                .map_or(NONE, |after| made.target_gap[after]);
            let end = if (i, j) == (n, m) { 0.0 } else { NONE };
            let through = made.through[cell];
            made.matched[cell] = log_sum(&[
                end,
                through + costs.stay,
                down + costs.open,
                right + costs.open,
            ]);
            made.source_gap[cell] = log_sum(&[
                end,
                through + costs.leave,
                down + costs.extend,
                right + costs.open,
            ]);
            made.target_gap[cell] = log_sum(&[end, through + costs.leave, right + costs.extend]);
        }
    }
    made
}

fn collect(
    table: &BeadTable,
    costs: &GapCosts,
    temper: f64,
    threshold: f64,
    forward: &Tables,
    backward: &Tables,
) -> Posteriors {
    let region = table.region();
    let log_z = backward.matched[0];
    let mut made = Posteriors {
        log_z,
        source_null: vec![0.0; region.n_source()],
        target_null: vec![0.0; region.n_target()],
        source_opens: vec![0.0; region.n_source()],
        target_opens: vec![0.0; region.n_target()],
        ..Posteriors::default()
    };
    let log_threshold = threshold.max(f64::MIN_POSITIVE).ln();
    let log_reached = log_z + REACHED.ln();
    for i in 0..=region.n_source() {
        let mut reached = 0..0;
        for j in region.row(i) {
            let cell = region.offset(i) + j - region.row(i).start;
            let passes = [
                forward.matched[cell] + backward.matched[cell],
                forward.source_gap[cell] + backward.source_gap[cell],
                forward.target_gap[cell] + backward.target_gap[cell],
            ];
            if passes.into_iter().any(|log| log > log_reached) {
                if reached.is_empty() {
                    reached.start = j;
                }
                reached.end = j + 1;
            }
            let through = forward.through[cell] - log_z;
            if through > NONE && through + backward.through[cell] > log_threshold - 3.0 {
                for (kind, (a, b)) in table.types() {
                    let score = table.from_cell(cell)[kind];
                    if score == f32::NEG_INFINITY {
                        continue;
                    }
                    let Some(end) = region.cell(i + a, j + b) else {
                        continue;
                    };
                    let log = through + temper * f64::from(score) + backward.matched[end];
                    if log < log_threshold {
                        continue;
                    }
                    let posterior = log.exp().min(1.0);
                    made.beads.push(PosteriorBead {
                        i: i as u32,
                        j: j as u32,
                        a: a as u8,
                        b: b as u8,
                        score,
                        posterior: posterior as f32,
                    });
                }
            }
            made.n_matches += (through + backward.through[cell]).exp();
            if let Some(down) = region.cell(i + 1, j) {
                let into = backward.source_gap[down] - log_z;
                let opened = (forward.matched[cell] + costs.open + into).exp();
                let extended = (forward.source_gap[cell] + costs.extend + into).exp();
                made.n_opened += opened;
                made.n_extended += extended;
                made.source_null[i] += opened + extended;
                made.source_opens[i] += opened;
            }
            if let Some(right) = region.cell(i, j + 1) {
                let into = backward.target_gap[right] - log_z;
                let opened = (forward.matched[cell] + costs.open + into).exp()
                    + (forward.source_gap[cell] + costs.open + into).exp();
                let extended = (forward.target_gap[cell] + costs.extend + into).exp();
                made.n_opened += opened;
                made.n_extended += extended;
                made.target_null[j] += opened + extended;
                made.target_opens[j] += opened;
            }
        }
        made.reached.push(reached);
    }
    for null in made.source_null.iter_mut().chain(&mut made.target_null) {
        *null = null.min(1.0);
    }
    made
}
