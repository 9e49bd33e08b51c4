//! Beads files: the sentence indices of two languages, `[0, 1]:[0]:0.9931` a line, written and
//! read back.
//!
//! Indices are from 0, an empty side is `[]`, unaligned sentences have a line each. A file holds
//! one pair of one group, and its name says which: `NAME.hi-it.beads`. Files of Vecalign and
//! Bertalign have the same form.

use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use tetrapla_align::{Alignment, Bead};
use tetrapla_core::Group;

use crate::error::{Error, Result, excerpt};
use crate::format::Compression;
use crate::input::Lines;
use crate::options::{Summary, WriteOptions};
use crate::output::Output;
use crate::select::{Singles, for_each_row, pair_places};
use crate::writer::Writer;

/// What a line should hold.
const EXPECTED: &str = "a bead such as [0, 1]:[0] or [0, 1]:[0]:0.9931";

/// One line of a beads file.
#[derive(Clone, Debug, PartialEq)]
pub struct BeadLine {
    /// Indices of source sentences, from 0, as they stand in the file.
    pub source: Vec<usize>,
    /// Indices of target sentences, from 0, as they stand in the file.
    pub target: Vec<usize>,
    /// The number after the second colon, where there is one: a probability in our own files,
    /// a cost in Vecalign's.
    pub score: Option<f64>,
}

/// Reads a beads file, plain, gzip or zstd. Blank lines are passed over, and so is whatever
/// follows a second colon and is no number.
///
/// # Errors
///
/// A file that cannot be read; a line that is no bead.
pub fn read_beads(path: impl AsRef<Path>) -> Result<Vec<BeadLine>> {
    let mut lines = Lines::open(path)?;
    let mut beads = Vec::new();
    while let Some((_, line)) = lines.next_line()? {
        match bead_line(line) {
            Some(bead) => beads.push(bead),
            None => {
                let got = excerpt(line);
                return Err(lines.malformed(EXPECTED, got));
            }
        }
    }
    Ok(beads)
}

fn bead_line(line: &str) -> Option<BeadLine> {
    let mut fields = line.split(':');
    let (source, target) = (indices(fields.next()?)?, indices(fields.next()?)?);
    let score = fields.next().and_then(|field| field.trim().parse().ok());
    Some(BeadLine {
        source,
        target,
        score,
    })
}

/// Reads `[0, 1]`; round brackets and a last comma are tolerated.
fn indices(text: &str) -> Option<Vec<usize>> {
    let text = text.trim();
    let square = text
        .strip_prefix('[')
        .and_then(|text| text.strip_suffix(']'));
    let round = || {
        text.strip_prefix('(')
            .and_then(|text| text.strip_suffix(')'))
    };
    let inner = square.or_else(round)?.trim();
    let inner = inner.strip_suffix(',').unwrap_or(inner);
    if inner.trim().is_empty() {
        return Some(Vec::new());
    }
    inner
        .split(',')
        .map(|index| index.trim().parse().ok())
        .collect()
}

/// Writes beads files.
///
/// `NAME.beads` becomes `NAME.SRC-TGT.beads` for every pair of the group, in the group's order,
/// or for the pair of the options; a name that ends in the pair itself is taken as it is.
pub struct BeadsWriter {
    path: PathBuf,
    options: WriteOptions,
    written: Vec<Output>,
    summary: Summary,
    broken: bool,
}

impl BeadsWriter {
    /// Starts beads files with the default options; `-` is standard output.
    ///
    /// # Errors
    ///
    /// As [`Output::create`].
    pub fn create(path: impl AsRef<Path>) -> Result<Self> {
        Self::with_options(path, WriteOptions::default())
    }

    /// Starts beads files; `-` is standard output.
    ///
    /// # Errors
    ///
    /// As [`Output::create`].
    pub fn with_options(path: impl AsRef<Path>, options: WriteOptions) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let is_folder = fs::metadata(&path).is_ok_and(|metadata| metadata.is_dir());
        if is_folder || !is_special(&path) {
            Output::check(&path)?;
        }
        let summary = Summary::default();
        Ok(Self {
            path,
            options,
            written: Vec::new(),
            summary,
            broken: false,
        })
    }

    /// Writes the one alignment that the files can hold and gives the writer back.
    ///
    /// # Errors
    ///
    /// As [`Writer::write`]; [`Error::OneGroup`] for a second alignment.
    pub fn write(mut self, alignment: &Alignment) -> Result<Self> {
        self.add(alignment)?;
        Ok(self)
    }

    /// Completes the files, all or none of them unless the system fails in between, and says
    /// what was written.
    ///
    /// # Errors
    ///
    /// As [`Writer::finish`].
    pub fn finish(mut self) -> Result<Summary> {
        if self.broken {
            return Err(Error::Incomplete { path: self.path });
        }
        let mut sealed = Vec::with_capacity(self.written.len());
        for output in self.written {
            if !output.is_standard_output() {
                self.summary.files.push(output.path().to_owned());
            }
            sealed.push(output.seal()?);
        }
        for output in sealed {
            output.put_in_place()?;
        }
        Ok(self.summary)
    }

    fn add(&mut self, alignment: &Alignment) -> Result<()> {
        if !self.written.is_empty() || self.broken {
            return Err(Error::OneGroup {
                path: self.path.clone(),
            });
        }
        let mut outputs = Vec::new();
        for (path, pair) in self.files(alignment.group())? {
            outputs.push((Output::create(path)?, pair));
        }
        for (mut output, pair) in outputs {
            let options = WriteOptions {
                pair: Some(pair),
                ..self.options.clone()
            };
            if let Err(source) = write_pair(alignment, &options, &mut output, &mut self.summary) {
                self.broken = true;
                return Err(output.failure(source));
            }
            self.written.push(output);
        }
        Ok(())
    }

    /// The files of a group, each with its pair.
    fn files(&self, group: &Group) -> Result<Vec<(PathBuf, (String, String))>> {
        if let Some((source, target)) = &self.options.pair {
            pair_places(group, (source, target))?;
        }
        let languages: Vec<&str> = group
            .languages()
            .map(|language| language.as_str())
            .collect();
        if is_special(&self.path) {
            let pair = match (&self.options.pair, &languages[..]) {
                (Some(pair), _) => pair.clone(),
                (None, [source, target]) => ((*source).to_owned(), (*target).to_owned()),
                (None, _) => {
                    return Err(Error::PairNeeded {
                        path: self.path.clone(),
                    });
                }
            };
            return Ok(vec![(self.path.clone(), pair)]);
        }
        let known = |code: &str| languages.contains(&code);
        if let Some((source, target)) = pair_of_name(&self.path, known) {
            let named = (source, target);
            if let Some(asked) = self.options.pair.as_ref().filter(|asked| **asked != named) {
                let show = |(source, target): &(String, String)| format!("{source}-{target}");
                return Err(Error::PairMismatch {
                    path: self.path.clone(),
                    named: show(&named),
                    asked: show(asked),
                });
            }
            pair_places(group, (&named.0, &named.1))?;
            return Ok(vec![(self.path.clone(), named)]);
        }
        if let Some(pair) = &self.options.pair {
            return Ok(vec![(path_of_pair(&self.path, pair), pair.clone())]);
        }
        let mut files = Vec::new();
        for (place, source) in languages.iter().enumerate() {
            for target in &languages[place + 1..] {
                let pair = ((*source).to_owned(), (*target).to_owned());
                files.push((path_of_pair(&self.path, &pair), pair));
            }
        }
        Ok(files)
    }
}

impl Writer for BeadsWriter {
    fn write(&mut self, alignment: &Alignment) -> Result<()> {
        self.add(alignment)
    }

    fn finish(self: Box<Self>) -> Result<Summary> {
        (*self).finish()
    }
}

/// The pair that the name of a beads file says, where both halves of its last part satisfy
/// `known`: `hi` and `it` for `summit.hi-it.beads.gz`.
pub(crate) fn pair_of_name(path: &Path, known: impl Fn(&str) -> bool) -> Option<(String, String)> {
    let (bare, _) = Compression::split(path);
    let name = bare.file_name()?.to_str()?.strip_suffix(".beads")?;
    let (_, pair) = name.rsplit_once('.')?;
    // A language code may hold hyphens of its own.
    let mut halves = pair
        .match_indices('-')
        .map(|(at, _)| (&pair[..at], &pair[at + 1..]));
    let (source, target) = halves.find(|(source, target)| known(source) && known(target))?;
    Some((source.to_owned(), target.to_owned()))
}

/// `NAME.SRC-TGT.beads` for `NAME.beads`, the extension of compression kept.
fn path_of_pair(path: &Path, (source, target): &(String, String)) -> PathBuf {
    let (bare, compression) = Compression::split(path);
    let mut name = bare.file_stem().unwrap_or_default().to_owned();
    name.push(format!(".{source}-{target}.beads"));
    match compression {
        Compression::None => {}
        Compression::Gzip => name.push(".gz"),
        Compression::Zstd => name.push(".zst"),
    }
    path.with_file_name(name)
}

/// Standard output, or what is there and is no regular file: names are not built from it.
fn is_special(path: &Path) -> bool {
    path.as_os_str() == "-" || fs::metadata(path).is_ok_and(|there| !there.is_file())
}

fn write_pair(
    alignment: &Alignment,
    options: &WriteOptions,
    out: &mut dyn Write,
    summary: &mut Summary,
) -> io::Result<()> {
    for_each_row(
        alignment,
        options,
        Singles::Keep,
        summary,
        |row, summary| {
            let [source, target] = row.parts else {
                return Ok(());
            };
            let bead = Bead {
                source: source.range.clone(),
                target: target.range.clone(),
                probability: row.probability,
            };
            // One unaligned sentence is one bead, so that files compare.
            let parts = one_by_one(bead);
            summary.n_written += parts.len() - 1;
            for bead in parts {
                let (source, target) = (Indices(&bead.source), Indices(&bead.target));
                writeln!(out, "{source}:{target}:{:.4}", bead.probability)?;
            }
            Ok(())
        },
    )
}

/// The bead, or one for each sentence where one side is empty.
fn one_by_one(bead: Bead) -> Vec<Bead> {
    let Bead {
        source,
        target,
        probability,
    } = bead;
    if target.is_empty() && source.len() > 1 {
        let target = &target;
        let single = |at| Bead {
            source: at..at + 1,
            target: target.clone(),
            probability,
        };
        return source.map(single).collect();
    }
    if source.is_empty() && target.len() > 1 {
        let source = &source;
        let single = |at| Bead {
            source: source.clone(),
            target: at..at + 1,
            probability,
        };
        return target.map(single).collect();
    }
    vec![Bead {
        source,
        target,
        probability,
    }]
}

/// Sentence indices as `[0, 1]`.
struct Indices<'a>(&'a Range<usize>);

impl fmt::Display for Indices<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.clone()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_other_tools_are_read_as_they_are() {
        let bead = |source: &[usize], target: &[usize], score| {
            Some(BeadLine {
                source: source.to_vec(),
                target: target.to_vec(),
                score,
            })
        };
        assert_eq!(bead_line("[0]:[0, 1]"), bead(&[0], &[0, 1], None));
        assert_eq!(bead_line("[0]:[0]:0.123"), bead(&[0], &[0], Some(0.123)));
        assert_eq!(
            bead_line(" [ 1,2 ] : [] : 1e-3 "),
            bead(&[1, 2], &[], Some(0.001))
        );
        assert_eq!(bead_line("(3,):[4,5,]:note:x"), bead(&[3], &[4, 5], None));
        for wrong in [
            "",
            "[0]",
            "[0] [1]",
            "0:1",
            "[a]:[1]",
            "[-1]:[0]",
            "[0:[1]",
            "[0,,1]:[2]",
        ] {
            assert_eq!(bead_line(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_name_says_its_pair_where_both_halves_are_known() {
        let known = |code: &str| ["hi", "it", "pt-BR"].contains(&code);
        let pair = |name: &str| pair_of_name(Path::new(name), known);
        let is = |source: &str, target: &str| Some((source.to_owned(), target.to_owned()));
        assert_eq!(pair("a/summit.hi-it.beads"), is("hi", "it"));
        assert_eq!(pair("summit.it-hi.beads.gz"), is("it", "hi"));
        assert_eq!(pair("summit.pt-BR-it.beads"), is("pt-BR", "it"));
        assert_eq!(pair("summit.it-pt-BR.beads"), is("it", "pt-BR"));
        for other in [
            "hi-it.beads",
            "summit.hi-id.beads",
            "summit.beads",
            "summit.hi-it.tsv",
        ] {
            assert_eq!(pair(other), None, "{other}");
        }
        let hi_it = ("hi".to_owned(), "it".to_owned());
        let made = path_of_pair(Path::new("a/b.c.beads.zst"), &hi_it);
        assert_eq!(made, Path::new("a/b.c.hi-it.beads.zst"));
    }
}
