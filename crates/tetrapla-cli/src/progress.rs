//! How far a run over many groups or texts is: a bar on a terminal, and for groups plain lines
//! elsewhere.

use std::io::{self, IsTerminal};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::messages::say;

/// How far a run is.
pub struct Progress {
    shown: Shown,
    n_done: usize,
    n_all: usize,
    n_sentences: usize,
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
            Shown::Bar(bar(n_all, "{bar:32} {pos} of {len} groups, {elapsed}"))
        } else {
            Shown::Lines(0)
        };
        Self {
            shown,
            n_done: 0,
            n_all,
            n_sentences: 0,
        }
    }

    /// Progress over so many texts, told in sentences, too. Off a terminal nothing is shown: who
    /// splits in a pipeline wants no lines.
    pub fn of_texts(n_all: usize, quiet: bool) -> Self {
        let shown = if quiet || !io::stderr().is_terminal() || io::stdout().is_terminal() {
            Shown::Nothing
        } else {
            Shown::Bar(bar(
                n_all,
                "{bar:32} {pos} of {len} texts, {msg} sentences, {elapsed}",
            ))
        };
        Self {
            shown,
            n_done: 0,
            n_all,
            n_sentences: 0,
        }
    }

    /// So many more sentences are done.
    pub fn sentences(&mut self, n_more: usize) {
        self.n_sentences += n_more;
        if let Shown::Bar(bar) = &self.shown {
            bar.set_message(self.n_sentences.to_string());
        }
    }

    /// One more group or text is done. Groups come in bursts, a batch at a time; a plain line is said
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

fn bar(n_all: usize, style: &str) -> ProgressBar {
    let n_all = u64::try_from(n_all).unwrap_or(u64::MAX);
    let bar = ProgressBar::with_draw_target(Some(n_all), ProgressDrawTarget::stderr());
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.set_message("0");
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
