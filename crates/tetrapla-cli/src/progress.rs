//! How far a run over many groups is: a bar on a terminal, plain lines elsewhere.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::messages::say;

/// How far a run is.
pub struct Progress {
    shown: Shown,
    n_done: usize,
    n_all: usize,
}

enum Shown {
    Nothing,
    Bar(ProgressBar),
    /// Plain lines, and the tenth of the way that was said last.
    Lines(usize),
}

impl Progress {
    /// Progress over so many groups; with `quiet` nothing is shown.
    pub fn new(n_all: usize, quiet: bool) -> Self {
        let shown = if quiet {
            Shown::Nothing
        } else if io::stderr().is_terminal() {
            Shown::Bar(bar(n_all))
        } else {
            Shown::Lines(0)
        };
        Self {
            shown,
            n_done: 0,
            n_all,
        }
    }

    /// One more group is done. Groups come in bursts, a batch at a time; a plain line is said
    /// where a burst ends, about every tenth of the way.
    pub fn step(&mut self, ends_burst: bool) {
        self.n_done += 1;
        match &mut self.shown {
            Shown::Nothing => {}
            Shown::Bar(bar) => bar.inc(1),
            Shown::Lines(said_tenth) => {
                let tenth = 10 * self.n_done / self.n_all.max(1);
                if ends_burst && self.n_done < self.n_all && tenth > *said_tenth {
                    *said_tenth = tenth;
                    say(&format!("{} of {} groups done", self.n_done, self.n_all));
                }
            }
        }
    }

    /// Says a line without breaking the bar.
    pub fn say(&self, line: &str) {
        match &self.shown {
            Shown::Bar(bar) => bar.suspend(|| say(line)),
            _ => say(line),
        }
    }

    /// Takes the bar away.
    pub fn finish(self) {
        if let Shown::Bar(bar) = self.shown {
            bar.finish_and_clear();
        }
    }
}

fn bar(n_all: usize) -> ProgressBar {
    let n_all = u64::try_from(n_all).unwrap_or(u64::MAX);
    let bar = ProgressBar::with_draw_target(Some(n_all), ProgressDrawTarget::stderr());
    let style = "{bar:32} {pos} of {len} groups, {elapsed}";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
