//! Aligns cases under one configuration and scores what comes out.

use std::fs;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use rayon::prelude::*;
use tetrapla::export::Report;
use tetrapla::export::score::Counts;
use tetrapla::{Aligner, Alignment, Config, Group, Learned};

use crate::cases::Case;
use crate::table::{seconds, share};

/// The time that this process takes: of all its threads on Linux, where other programs do not
/// count, else by the clock on the wall.
struct Clock {
    wall: Instant,
    cpu: Option<Duration>,
}

impl Clock {
    fn start() -> Self {
        Self {
            wall: Instant::now(),
            cpu: cpu_time(),
        }
    }

    fn elapsed(&self) -> Duration {
        let cpu = cpu_time().zip(self.cpu);
        cpu.map_or_else(
            || self.wall.elapsed(),
            |(now, then)| now.saturating_sub(then),
        )
    }
}

/// Milliseconds of the unit in which Linux tells programs their time, on every processor.
const TICK: u64 = 10;

/// Processor time of this process so far, user and system; `None` where it is not told.
fn cpu_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The name of the program, in brackets, may hold anything; the times are the 12th and 13th
    // of the fields after it.
    let (_, fields) = stat.rsplit_once(')')?;
    let times = fields.split_whitespace().skip(11).take(2);
    let ticks: Option<Vec<u64>> = times.map(|field| field.parse().ok()).collect();
    Some(Duration::from_millis(
        TICK * ticks?.into_iter().sum::<u64>(),
    ))
}

/// How cases were aligned whose answer is known.
pub struct Known {
    /// Beads of all pairs.
    pairs: Report,
    /// Whole units.
    units: Report,
    took: Duration,
}

/// What was linked in texts that have nothing in common.
pub struct Strangers {
    n_pairs: usize,
    n_sentences: usize,
    n_linked: usize,
    took: Duration,
}

/// Which cases learn from each other.
#[derive(Clone, Copy)]
pub enum Run {
    /// All of them.
    Whole,
    /// None.
    Alone,
    /// So many at a time.
    Batches {
        /// At least one, at most so many.
        n_cases: NonZeroUsize,
        /// Whether what a batch teaches is lost to the next.
        forgets: bool,
    },
}

/// Aligns the cases and scores them.
pub fn known(cases: &[Case], config: Config, run: Run) -> Result<Known, String> {
    let aligner = Aligner::new(config);
    let clock = Clock::start();
    let groups = |cases: &[Case]| cases.iter().map(|case| case.group.clone()).collect();
    let aligned: Result<Vec<Alignment>, _> = match run {
        Run::Whole => aligner.align_corpus(groups(cases)),
        Run::Alone => {
            let cases = cases.par_iter();
            cases.map(|case| aligner.align(&case.group)).collect()
        }
        Run::Batches { n_cases, forgets } => {
            let mut learned = Learned::default();
            let batches = cases.chunks(n_cases.get()).map(|batch| {
                if forgets {
                    learned = Learned::default();
                }
                aligner.align_corpus_with(groups(batch), &mut learned)
            });
            let batches: Result<Vec<_>, _> = batches.collect();
            batches.map(|batches| batches.into_iter().flatten().collect())
        }
    };
    let took = clock.elapsed();
    let aligned = aligned.map_err(|error| error.to_string())?;
    // Counted apart, because units of two languages and beads of a pair go by the same name.
    let mut pairs = Report::with_calibration();
    let mut units = Report::with_calibration();
    for (case, alignment) in cases.iter().zip(&aligned) {
        add(case, alignment, &mut pairs, &mut units)
            .map_err(|error| format!("{}: {error}", case.group.name()))?;
    }
    Ok(Known { pairs, units, took })
}

fn add(
    case: &Case,
    alignment: &Alignment,
    pairs: &mut Report,
    units: &mut Report,
) -> tetrapla::export::Result<()> {
    for gold in &case.golds {
        if let Some((source, target)) = &gold.pair {
            pairs.add_pair(&gold.answer, alignment, (source, target))?;
            continue;
        }
        units.add_units(&gold.answer, alignment)?;
        let mut codes = gold.answer.languages().unwrap_or_default();
        codes.retain(|code| case.group.position(code).is_some());
        codes.sort_unstable();
        for (place, source) in codes.iter().enumerate() {
            for target in &codes[place + 1..] {
                pairs.add_pair(&gold.answer, alignment, (source, target))?;
            }
        }
    }
    Ok(())
}

impl Known {
    /// The cells of its row; a dash where nothing was known.
    pub fn cells(&self) -> Vec<String> {
        let pairs = self.pairs.get("all pairs").copied().unwrap_or_default();
        // Cases may differ in their languages.
        let mut units = Counts::default();
        self.units.lines().for_each(|(_, counts)| units += *counts);
        let f1 = |n_gold: usize, f1: f64| share((n_gold > 0).then_some(f1));
        let error = |of: Option<&tetrapla::export::Calibration>| {
            share(of.filter(|of| of.n() > 0).map(|of| of.ece()))
        };
        vec![
            f1(pairs.n_gold, pairs.strict().f1),
            f1(pairs.n_gold, pairs.lax().f1),
            f1(units.n_gold, units.strict().f1),
            error(self.pairs.of_beads()),
            error(self.units.of_units()),
            seconds(self.took),
        ]
    }
}

/// Aligns the first language of each case with every other of the next, the last with the
/// first, each pair of texts alone.
pub fn strangers(cases: &[Case], config: Config) -> Result<Strangers, String> {
    let mut groups = Vec::new();
    for (place, case) in cases.iter().enumerate() {
        let next = &cases[(place + 1) % cases.len()];
        let first = &case.group.documents()[0];
        let others = next.group.documents().iter();
        for other in others.filter(|other| other.language() != first.language()) {
            let made = Group::builder()
                .document(first.clone(), case.group.name())
                .and_then(|builder| builder.document(other.clone(), next.group.name()))
                .and_then(|builder| builder.build());
            groups.push(made.map_err(|error| format!("{}: {error}", case.group.name()))?);
        }
    }
    let aligner = Aligner::new(config);
    let clock = Clock::start();
    let counts: Result<Vec<[usize; 2]>, _> = groups
        .par_iter()
        .map(|group| aligner.align(group).map(|alignment| linked(&alignment)))
        .collect();
    let took = clock.elapsed();
    let counts = counts.map_err(|error| error.to_string())?;
    Ok(Strangers {
        n_pairs: counts.len(),
        n_linked: counts.iter().map(|[linked, _]| linked).sum(),
        n_sentences: counts.iter().map(|[_, all]| all).sum(),
        took,
    })
}

/// How many sentences share a unit with some of another language, and how many there are.
fn linked(alignment: &Alignment) -> [usize; 2] {
    let mut counts = [0, 0];
    for unit in alignment.units() {
        let n: usize = unit.ranges().iter().map(ExactSizeIterator::len).sum();
        counts[0] += if unit.n_languages() > 1 { n } else { 0 };
        counts[1] += n;
    }
    counts
}

impl Strangers {
    /// The cells of its row.
    pub fn cells(&self) -> Vec<String> {
        let linked = self.n_linked as f64 / self.n_sentences.max(1) as f64;
        vec![
            self.n_pairs.to_string(),
            self.n_sentences.to_string(),
            share((self.n_sentences > 0).then_some(linked)),
            seconds(self.took),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_takes_time() {
        let clock = Clock::start();
        let mut sum = 0_u64;
        // Far more than a tick; the clock on the wall is the bound where threads do not count.
        while clock.wall.elapsed() < Duration::from_secs(30) && clock.elapsed().is_zero() {
            sum = (0..1_000_000).fold(sum, |sum, n| std::hint::black_box(sum ^ n));
        }
        assert!(!clock.elapsed().is_zero(), "{sum}");
        assert!(clock.elapsed() <= clock.wall.elapsed() + Duration::from_secs(5));
    }
}
