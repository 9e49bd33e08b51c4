//! Tab-separated values: a row a unit and a column a language, or the two-language layout of
//! bitextor for a pair. It does not read them.
//!
//! There is no quoting, so that a row is a line to any tool: white space that holds a tab or a
//! line break becomes one space, and the places are counted.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::Path;

use csv::{QuoteStyle, WriterBuilder};
use tetrapla_align::Alignment;

use crate::error::{Error, Result};
use crate::options::{Summary, WriteOptions};
use crate::select::{Singles, for_each_row};
use crate::writer::{FileWriter, Layout};

/// Writes tab-separated values.
pub type TsvWriter = FileWriter<Tsv>;

/// The layout of tab-separated values.
#[derive(Debug, Default)]
pub struct Tsv {
    /// The columns that hold languages, once the header line is written.
    columns: Option<Vec<String>>,
}

/// What precedes the columns of the languages.
const FIRST_COLUMNS: [&str; 3] = ["group", "unit", "probability"];

/// The layout that bitextor writes and bicleaner reads.
const PAIR_COLUMNS: [&str; 5] = [
    "src_url",
    "trg_url",
    "src_text",
    "trg_text",
    "aligner_score",
];

impl Layout for Tsv {
    fn check(&self, alignment: &Alignment, options: &WriteOptions, path: &Path) -> Result<()> {
        if options.pair.is_some() {
            return Ok(());
        }
        let declared = (!options.columns.is_empty()).then_some(&options.columns);
        let Some(columns) = self.columns.as_ref().or(declared) else {
            return Ok(());
        };
        let group = alignment.group();
        let outside = |code: &&str| !columns.iter().any(|column| column == code);
        match group
            .languages()
            .map(|language| language.as_str())
            .find(outside)
        {
            Some(code) => Err(Error::OutsideColumns {
                path: path.to_owned(),
                group: group.name().to_owned(),
                code: code.to_owned(),
                columns: columns.join(" "),
            }),
            None => Ok(()),
        }
    }

    fn write(
        &mut self,
        alignment: &Alignment,
        options: &WriteOptions,
        out: &mut dyn Write,
        summary: &mut Summary,
    ) -> io::Result<()> {
        let mut rows = tab_separated(out);
        if self.columns.is_none() {
            let first = alignment.group().languages().map(ToString::to_string);
            let columns = if options.columns.is_empty() {
                first.collect()
            } else {
                options.columns.clone()
            };
            header(&mut rows, &columns, options)?;
            self.columns = Some(columns);
        }
        if options.pair.is_some() {
            return write_pair(&mut rows, alignment, options, summary);
        }
        let columns = self.columns.as_deref().unwrap_or_default();
        let places: Vec<Option<usize>> = columns
            .iter()
            .map(|code| alignment.group().position(code))
            .collect();
        let name = flat(alignment.group().name(), &mut 0).into_owned();
        for_each_row(
            alignment,
            options,
            Singles::Keep,
            summary,
            |row, summary| {
                let mut cells = vec![
                    name.clone(),
                    row.index.to_string(),
                    format!("{:.4}", row.probability),
                ];
                for place in &places {
                    let part = row.parts.iter().find(|part| Some(part.place) == *place);
                    let text = part.map(|part| row.text(part)).unwrap_or_default();
                    cells.push(flat(&text, &mut summary.n_flattened).into_owned());
                }
                Ok(rows.write_record(&cells)?)
            },
        )?;
        rows.flush()
    }

    fn end(&mut self, options: &WriteOptions, out: &mut dyn Write) -> io::Result<()> {
        if self.columns.is_none() {
            let mut rows = tab_separated(out);
            header(&mut rows, &options.columns, options)?;
            rows.flush()?;
        }
        Ok(())
    }
}

fn tab_separated(out: &mut dyn Write) -> csv::Writer<&mut dyn Write> {
    WriterBuilder::new()
        .delimiter(b'\t')
        .quote_style(QuoteStyle::Never)
        .from_writer(out)
}

fn header(
    rows: &mut csv::Writer<&mut dyn Write>,
    columns: &[String],
    options: &WriteOptions,
) -> io::Result<()> {
    if options.pair.is_some() {
        return Ok(rows.write_record(PAIR_COLUMNS)?);
    }
    Ok(rows.write_record(
        FIRST_COLUMNS
            .into_iter()
            .chain(columns.iter().map(String::as_str)),
    )?)
}

/// The beads of the pair that hold both languages; the name of the group stands for both
/// addresses.
fn write_pair(
    rows: &mut csv::Writer<&mut dyn Write>,
    alignment: &Alignment,
    options: &WriteOptions,
    summary: &mut Summary,
) -> io::Result<()> {
    let name = flat(alignment.group().name(), &mut 0).into_owned();
    for_each_row(
        alignment,
        options,
        Singles::LeaveOut,
        summary,
        |row, summary| {
            let [source, target] = row.parts else {
                return Ok(());
            };
            let (source, target) = (row.text(source), row.text(target));
            let source = flat(&source, &mut summary.n_flattened);
            let target = flat(&target, &mut summary.n_flattened);
            let score = format!("{:.4}", row.probability);
            Ok(rows.write_record([name.as_str(), &name, &source, &target, &score])?)
        },
    )?;
    rows.flush()
}

/// The text on one line: white space that holds a tab or a line break becomes one space.
fn flat<'t>(text: &'t str, n_flattened: &mut usize) -> Cow<'t, str> {
    if !text.contains(is_break) {
        return Cow::Borrowed(text);
    }
    let mut made = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(char::is_whitespace) {
        let (before, space) = rest.split_at(start);
        let end = space
            .find(|c: char| !c.is_whitespace())
            .unwrap_or(space.len());
        let (space, after) = space.split_at(end);
        made.push_str(before);
        if space.contains(is_break) {
            *n_flattened += 1;
            made.push(' ');
        } else {
            made.push_str(space);
        }
        rest = after;
    }
    made.push_str(rest);
    Cow::Owned(made)
}

/// A tab, or what some reader takes for the end of a line.
fn is_break(c: char) -> bool {
    matches!(
        c,
        '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_with_a_break_becomes_one_space() {
        for (text, expected, n_expected) in [
            ("plain  text", "plain  text", 0),
            ("a\tb\r\nc", "a b c", 2),
            ("a \n\n b  c", "a b  c", 1),
            ("ends\u{2028}", "ends ", 1),
            ("\t", " ", 1),
            ("", "", 0),
        ] {
            let mut n_flattened = 0;
            assert_eq!(flat(text, &mut n_flattened), expected);
            assert_eq!(n_flattened, n_expected, "{text:?}");
        }
    }
}
