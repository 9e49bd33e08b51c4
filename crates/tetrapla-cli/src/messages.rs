//! Lines on standard error.

use std::io::{self, Write};

/// Says a line on standard error. Where that is closed, nobody wants to hear it.
pub fn say(line: &str) {
    // A file name may hold a line break; a message never does.
    let shown = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let line: String = line.chars().map(shown).collect();
    drop(writeln!(io::stderr(), "tetrapla: {line}"));
}

/// Shows lines on standard error that belong together and speak for themselves.
pub fn show(lines: &[String]) {
    let mut err = io::stderr().lock();
    for line in lines {
        drop(writeln!(err, "{line}"));
    }
}
