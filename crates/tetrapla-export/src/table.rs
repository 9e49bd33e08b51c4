//! The readable table of the terminal: a block a unit, a wrapped line a language. It is for eyes
//! and is not read back.
//!
//! Widths are those of terminal cells (Unicode Standard Annex 11), and a cluster of characters
//! that is seen as one (Annex 29) is never broken. Control characters are shown as the
//! replacement character, so that a text cannot steer the terminal.

use std::io::{self, Write};

use tetrapla_align::Alignment;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use crate::options::{Summary, WriteOptions};
use crate::select::{Row, Singles, for_each_row};
use crate::writer::{FileWriter, Layout};

/// Writes the table.
pub type TableWriter = FileWriter<Table>;

/// The layout of the table.
#[derive(Debug, Default)]
pub struct Table;

/// The width taken where none is given.
pub(crate) const DEFAULT_WIDTH: usize = 80;

/// Cells that the text gets even on the narrowest terminal.
pub(crate) const NARROWEST: usize = 16;

/// Cells before a language code: room for a mark and its space.
pub(crate) const MARGIN: usize = 6;

/// The codes that colour a text, all empty where there is no colour.
#[derive(Clone, Copy, Default)]
pub(crate) struct Paint {
    pub(crate) bold: &'static str,
    pub(crate) dim: &'static str,
    pub(crate) cyan: &'static str,
    pub(crate) reset: &'static str,
}

impl Paint {
    /// The codes for a terminal, or none.
    pub(crate) fn new(colour: bool) -> Self {
        if colour {
            Self {
                bold: "\u{1b}[1m",
                dim: "\u{1b}[2m",
                cyan: "\u{1b}[36m",
                reset: "\u{1b}[0m",
            }
        } else {
            Self::default()
        }
    }
}

/// Writes the table of an alignment for a terminal of that many columns (0 stands for 80).
///
/// Every unit has a line with its number, its probability and the number of sentences in each
/// language (`1-1-2-1`), and under it a line a language. Sentences of one language alone are
/// marked with `~` and the word `unaligned`.
///
/// # Errors
///
/// Where `out` refuses bytes.
pub fn write_table(
    alignment: &Alignment,
    width: usize,
    out: &mut impl Write,
    colour: bool,
) -> io::Result<()> {
    let options = WriteOptions {
        width,
        colour,
        ..WriteOptions::default()
    };
    write_rows(alignment, &options, out, &mut Summary::default())
}

impl Layout for Table {
    fn write(
        &mut self,
        alignment: &Alignment,
        options: &WriteOptions,
        out: &mut dyn Write,
        summary: &mut Summary,
    ) -> io::Result<()> {
        write_rows(alignment, options, out, summary)
    }
}

fn write_rows<W: Write + ?Sized>(
    alignment: &Alignment,
    options: &WriteOptions,
    out: &mut W,
    summary: &mut Summary,
) -> io::Result<()> {
    let group = alignment.group();
    let languages: Vec<&str> = match &options.pair {
        Some((source, target)) => vec![source, target],
        None => group
            .languages()
            .map(|language| language.as_str())
            .collect(),
    };
    let name = printable(group.name());
    let colon = if name.is_empty() { "" } else { ": " };
    let Paint { bold, reset, .. } = Paint::new(options.colour);
    writeln!(out, "{bold}{name}{colon}{}{reset}\n", languages.join("-"))?;
    let code_width = languages
        .iter()
        .map(|code| code.width())
        .max()
        .unwrap_or_default();
    for_each_row(alignment, options, Singles::Keep, summary, |row, _| {
        write_row(row, code_width, options, out)
    })
}

pub(crate) fn write_row<W: Write + ?Sized>(
    row: &Row<'_>,
    code_width: usize,
    options: &WriteOptions,
    out: &mut W,
) -> io::Result<()> {
    let Paint {
        bold,
        dim,
        cyan,
        reset,
    } = Paint::new(options.colour);
    let kind: Vec<String> = row
        .parts
        .iter()
        .map(|part| part.range.len().to_string())
        .collect();
    let kind = kind.join("-");
    let aligned = row.n_languages() > 1;
    let (index, probability) = (row.index, row.probability);
    if aligned {
        writeln!(out, "{bold}{index:>4}{reset}  {probability:.4}  {kind}")?;
    } else {
        writeln!(
            out,
            "{dim}{index:>4}  {probability:.4}  {kind}  unaligned{reset}"
        )?;
    }
    let indent = MARGIN + code_width + 2;
    let width = if options.width == 0 {
        DEFAULT_WIDTH
    } else {
        options.width
    };
    let room = width.saturating_sub(indent).max(NARROWEST);
    for part in row.parts.iter().filter(|part| !part.range.is_empty()) {
        let code = row.code(part);
        let lines = wrap(&printable(&row.text(part)), room);
        for (place, line) in lines.iter().enumerate() {
            let label = if place == 0 { code } else { "" };
            if aligned {
                writeln!(
                    out,
                    "{:MARGIN$}{cyan}{label:code_width$}{reset}  {line}",
                    ""
                )?;
            } else {
                let mark = if place == 0 { "~ " } else { "  " };
                writeln!(
                    out,
                    "{dim}{mark:>MARGIN$}{label:code_width$}  {line}{reset}"
                )?;
            }
        }
    }
    writeln!(out)
}

/// The text with each control character shown as the replacement character; white space stays,
/// for it only parts words.
pub(crate) fn printable(text: &str) -> String {
    let shown = |c: char| {
        if c.is_control() && !c.is_whitespace() {
            '\u{fffd}'
        } else {
            c
        }
    };
    let text: String = text.chars().map(shown).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Cuts a text of words with single spaces into lines of at most `room` cells, between words
/// where that is possible. There is always one line.
pub(crate) fn wrap(text: &str, room: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split(' ') {
        let width = word.width();
        if used > 0 && used + 1 + width <= room {
            used += 1 + width;
            if let Some(line) = lines.last_mut() {
                line.push(' ');
                line.push_str(word);
            }
            continue;
        }
        if used > 0 {
            lines.push(String::new());
            used = 0;
        }
        for cluster in word.graphemes(true) {
            let width = cluster.width();
            if used > 0 && used + width > room {
                lines.push(String::new());
                used = 0;
            }
            used += width;
            if let Some(line) = lines.last_mut() {
                line.push_str(cluster);
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_words_and_fit() {
        assert_eq!(wrap("one two three", 8), ["one two", "three"]);
        assert_eq!(wrap("", 8), [""]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
    }

    #[test]
    fn wide_characters_count_two_cells_and_clusters_stay_whole() {
        assert_eq!(wrap("日本語の文", 4), ["日本", "語の", "文"]);
        let hindi = "क्षेत्रीय";
        for line in wrap(hindi, 2) {
            let starts = hindi.grapheme_indices(true).map(|(at, _)| &hindi[at..]);
            assert!(
                starts.into_iter().any(|rest| rest.starts_with(&line)),
                "{line}"
            );
        }
        assert_eq!(wrap(hindi, 2).concat(), hindi);
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        assert_eq!(
            printable("a\u{1b}[2Jb\tc\r\n d\u{7}"),
            "a\u{fffd}[2Jb c d\u{fffd}"
        );
    }
}
