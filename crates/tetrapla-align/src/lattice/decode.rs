//! One path out of many: of maximum expected accuracy, or of maximum score.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::GapCosts;
use super::forward_backward::{PosteriorBead, Posteriors};
use super::region::Region;
use super::table::{BEAD_TYPES, BeadTable};

/// One step of a path: a matching bead, or one unaligned sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Source sentences.
    pub source: Range<usize>,
    /// Target sentences.
    pub target: Range<usize>,
    /// Posterior of the step; for Viterbi, 1.
    pub posterior: f64,
}

/// The path that maximises the sum of its beads' posteriors plus the posteriors of its
/// unaligned sentences, each counted once.
///
/// `best(i,j) = max(best(i-a,j-b) + P(bead), best(i-1,j) + P(i-1 unaligned), best(i,j-1) +
/// P(j-1 unaligned))`; time and memory are linear in the cells. (Durbin et al. 1998, section
/// 4.4; Do et al. 2005, doi 10.1101/gr.2821705.)
#[must_use]
pub fn maximum_expected_accuracy(region: &Region, posteriors: &Posteriors) -> Vec<Step> {
    let mut by_end: Vec<Vec<&PosteriorBead>> = vec![Vec::new(); region.n_source() + 1];
    for bead in &posteriors.beads {
        by_end[(bead.i + u32::from(bead.a)) as usize].push(bead);
    }
    let mut best = vec![f64::NEG_INFINITY; region.n_cells()];
    let mut came = vec![Came::Start; region.n_cells()];
    for i in 0..=region.n_source() {
        by_end[i].sort_by_key(|bead| bead.j + u32::from(bead.b));
        let mut ending = by_end[i].iter().peekable();
        for j in region.row(i) {
            let cell = region.offset(i) + j - region.row(i).start;
            let (mut value, mut from) = if (i, j) == (0, 0) {
                (0.0, Came::Start)
            } else {
                (f64::NEG_INFINITY, Came::Start)
            };
            if let Some(left) = j.checked_sub(1).and_then(|before| region.cell(i, before)) {
                let candidate = best[left] + posteriors.target_null[j - 1];
                if candidate > value {
                    (value, from) = (candidate, Came::TargetNull);
                }
            }
            if let Some(up) = i.checked_sub(1).and_then(|above| region.cell(above, j)) {
                let candidate = best[up] + posteriors.source_null[i - 1];
                if candidate > value {
                    (value, from) = (candidate, Came::SourceNull);
                }
            }
            while let Some(bead) = ending.next_if(|bead| (bead.j + u32::from(bead.b)) as usize <= j)
            {
                if (bead.j + u32::from(bead.b)) as usize != j {
                    continue;
                }
                if let Some(start) = region.cell(bead.i as usize, bead.j as usize) {
                    let candidate = best[start] + f64::from(bead.posterior);
                    if candidate >= value {
                        (value, from) = (candidate, Came::Match(bead.a, bead.b, bead.posterior));
                    }
                }
            }
            best[cell] = value;
            came[cell] = from;
        }
    }
    let mut steps = trace(region, &came, |from, i, j| match from {
        Came::SourceNull => posteriors.source_null[i],
        Came::TargetNull => posteriors.target_null[j],
        Came::Match(_, _, posterior) => f64::from(posterior),
        Came::Start => 1.0,
    });
    let is_null = |step: &Step| step.source.is_empty() || step.target.is_empty();
    for run in steps.chunk_by_mut(|a, b| is_null(a) && is_null(b)) {
        source_first(run);
    }
    steps
}

/// Puts unaligned sentences that follow each other in the order of the lattice, those of the
/// source first: where a region is narrow, a path may have had to mix them.
fn source_first(run: &mut [Step]) {
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return;
    };
    let (before, after) = (first.target.start, last.source.end);
    run.sort_by_key(|step| step.source.is_empty());
    for step in run {
        if step.source.is_empty() {
            step.source = after..after;
        } else if step.target.is_empty() {
            step.target = before..before;
        }
    }
}

/// What the posteriors would be if this path were the only one; the candidates stay.
pub fn harden(posteriors: &mut Posteriors, path: &[Step]) {
    let taken: FxHashSet<(Range<usize>, Range<usize>)> = path
        .iter()
        .map(|step| (step.source.clone(), step.target.clone()))
        .collect();
    for bead in &mut posteriors.beads {
        bead.posterior = f32::from(u8::from(taken.contains(&bead.ranges())));
    }
    let nulls = [&mut posteriors.source_null, &mut posteriors.target_null];
    let opens = [&mut posteriors.source_opens, &mut posteriors.target_opens];
    for null in nulls.into_iter().chain(opens) {
        null.fill(0.0);
    }
    let (mut n_matches, mut n_opened, mut n_extended) = (0.0, 0.0, 0.0);
    let mut before = [false; 2];
    for step in path {
        let gap = [step.target.is_empty(), step.source.is_empty()];
        let side = usize::from(gap[1]);
        if gap == [false; 2] {
            n_matches += 1.0;
        } else {
            let at = [step.source.start, step.target.start][side];
            let opens = f64::from(u8::from(!before[side]));
            n_opened += opens;
            n_extended += 1.0 - opens;
            [&mut posteriors.source_null, &mut posteriors.target_null][side][at] = 1.0;
            [&mut posteriors.source_opens, &mut posteriors.target_opens][side][at] = opens;
        }
        before = gap;
    }
    (posteriors.n_matches, posteriors.n_opened) = (n_matches, n_opened);
    posteriors.n_extended = n_extended;
}

#[derive(Clone, Copy, Debug)]
enum Came {
    Start,
    SourceNull,
    TargetNull,
    Match(u8, u8, f32),
}

fn trace(
    region: &Region,
    came: &[Came],
    posterior: impl Fn(Came, usize, usize) -> f64,
) -> Vec<Step> {
    let (mut i, mut j) = (region.n_source(), region.n_target());
    let mut steps = Vec::new();
    while (i, j) != (0, 0) {
        let Some(cell) = region.cell(i, j) else { break };
        let from = came[cell];
        let (a, b) = match from {
            Came::Start => break,
            Came::SourceNull => (1, 0),
            Came::TargetNull => (0, 1),
            Came::Match(a, b, _) => (usize::from(a), usize::from(b)),
        };
        let (source, target) = (i - a..i, j - b..j);
        (i, j) = (i - a, j - b);
        steps.push(Step {
            source,
            target,
            posterior: posterior(from, i, j),
        });
    }
    steps.reverse();
    steps
}

/// The path of maximum score, and its score in nats.
#[must_use]
pub fn viterbi(table: &BeadTable, costs: &GapCosts) -> (Vec<Step>, f64) {
    let region = table.region();
    let none = f64::NEG_INFINITY;
    // For each state, the best score and where it came from: a match type, or the state before.
    let mut score = vec![[none; 3]; region.n_cells()];
    let mut from = vec![[(0u8, 0u8); 3]; region.n_cells()];
    for i in 0..=region.n_source() {
        for j in region.row(i) {
            let cell = region.offset(i) + j - region.row(i).start;
            if (i, j) == (0, 0) {
                score[cell][0] = 0.0;
            }
            for (kind, &(a, b)) in BEAD_TYPES.iter().enumerate() {
                if a > i || b > j {
                    continue;
                }
                let Some(start) = region.cell(i - a, j - b) else {
                    continue;
                };
                let bead = f64::from(table.from_cell(start)[kind]);
                for (state, cost) in [costs.stay, costs.leave, costs.leave]
                    .into_iter()
                    .enumerate()
                {
                    let candidate = score[start][state] + cost + bead;
                    if candidate > score[cell][0] {
                        score[cell][0] = candidate;
                        from[cell][0] = (kind as u8, state as u8);
                    }
                }
            }
            if let Some(up) = i.checked_sub(1).and_then(|above| region.cell(above, j)) {
                for (state, cost) in [(0, costs.open), (1, costs.extend)] {
                    let candidate = score[up][state] + cost;
                    if candidate > score[cell][1] {
                        score[cell][1] = candidate;
                        from[cell][1] = (0, state as u8);
                    }
                }
            }
            if let Some(left) = j.checked_sub(1).and_then(|before| region.cell(i, before)) {
                for (state, cost) in [(0, costs.open), (1, costs.open), (2, costs.extend)] {
                    let candidate = score[left][state] + cost;
                    if candidate > score[cell][2] {
                        score[cell][2] = candidate;
                        from[cell][2] = (0, state as u8);
                    }
                }
            }
        }
    }
    let (mut i, mut j) = (region.n_source(), region.n_target());
    let last = region.n_cells() - 1;
    let mut state = (0..3)
        .max_by(|&a, &b| score[last][a].total_cmp(&score[last][b]))
        .unwrap_or(0);
    let total = score[last][state];
    let mut steps = Vec::new();
    while (i, j) != (0, 0) {
        let Some(cell) = region.cell(i, j) else { break };
        let (kind, before) = from[cell][state];
        let (a, b) = match state {
            0 => BEAD_TYPES[usize::from(kind)],
            1 => (1, 0),
            _ => (0, 1),
        };
        steps.push(Step {
            source: i - a..i,
            target: j - b..j,
            posterior: 1.0,
        });
        (i, j, state) = (i - a, j - b, usize::from(before));
    }
    steps.reverse();
    (steps, total)
}

#[cfg(test)]
mod tests {
    use super::super::{GapPriors, run};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_hard_path_is_what_posteriors_become_without_temper(
            (n, m) in (1usize..5, 1usize..5),
            scores in prop::collection::vec(-6.0f64..6.0, 40..80),
        ) {
            let mut table = BeadTable::new(Region::full(n, m));
            let mut next = 0;
            for i in 0..n {
                for j in 0..m {
                    for (a, b) in BEAD_TYPES {
                        if i + a <= n && j + b <= m {
                            table.set((i, j), (a, b), scores[next % scores.len()] + next as f64 * 1e-3);
                            next += 1;
                        }
                    }
                }
            }
            let costs = |temper| GapCosts::new(GapPriors::default(), temper);
            // At so low a temperature the best path is the only one, unless another is as good.
            let cold = run(&table, &costs(3e3), 3e3, 0.0);
            let (path, _) = viterbi(&table, &costs(1.0));
            prop_assume!(cold.beads.iter().all(|bead| !(0.01..0.99).contains(&bead.posterior)));
            let mut hard = run(&table, &costs(1.0), 1.0, 0.0);
            let n_candidates = hard.beads.len();
            harden(&mut hard, &path);
            prop_assert_eq!(hard.beads.len(), n_candidates);
            for bead in &hard.beads {
                let same = cold.beads.iter().find(|one| one.ranges() == bead.ranges());
                let posterior = same.map_or(0.0, |one| one.posterior);
                prop_assert!((bead.posterior - posterior).abs() < 0.02, "{bead:?} {posterior}");
            }
            let near = |one: &[f64], other: &[f64]| {
                one.iter().zip(other).all(|(one, other)| (one - other).abs() < 0.05)
            };
            prop_assert!(near(&hard.source_null, &cold.source_null));
            prop_assert!(near(&hard.target_null, &cold.target_null));
            prop_assert!(near(&hard.source_opens, &cold.source_opens));
            prop_assert!(near(&hard.target_opens, &cold.target_opens));
            let sums = |of: &Posteriors| [of.n_matches, of.n_opened, of.n_extended];
            prop_assert!(near(&sums(&hard), &sums(&cold)), "{:?} {:?}", sums(&hard), sums(&cold));
        }
    }
}
