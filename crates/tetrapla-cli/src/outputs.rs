//! The outputs of a call: which file in which format, all of them created before the work
//! begins, and what is said of each in the end.

use std::fs;
use std::path::{Path, PathBuf};

use tetrapla::export::create;
use tetrapla::{Alignment, Format, Summary, WriteOptions, Writer};

use crate::args::Writing;
use crate::fail::Failure;
use crate::inputs;
use crate::messages::say;
use crate::terminal::{self, STANDARD};

/// An output of a call.
#[derive(Clone, Debug, PartialEq)]
pub struct Target {
    /// Its path; `-` is standard output.
    pub path: PathBuf,
    /// Its format.
    pub format: Format,
}

/// Outputs that are open.
#[derive(Default)]
pub struct Outputs {
    open: Vec<(PathBuf, Box<dyn Writer>)>,
}

/// The options that hold for every output of a call, whose texts have these languages.
pub fn options(writing: &Writing, languages: &[String]) -> Result<WriteOptions, Failure> {
    let pair = writing.pair.as_deref();
    let pair = pair.map(|pair| inputs::pair(pair, languages)).transpose()?;
    Ok(WriteOptions {
        min_probability: writing.min_probability,
        complete: writing.complete,
        pair,
        explanations: writing.explanations,
        columns: languages.to_vec(),
        srclang_all: writing.srclang_all,
        created: terminal::created()?,
        width: terminal::width(),
        colour: false,
    })
}

/// The formats that a call names.
pub fn formats(names: &[String]) -> Result<Vec<Format>, Failure> {
    let formats = names.iter().map(|name| name.parse().map_err(Failure::from));
    formats.collect()
}

/// The outputs of a call that writes files only. `--format` is given once for each output, or
/// once for each whose name does not say its format.
pub fn targets(paths: &[PathBuf], formats: &[Format]) -> Result<Vec<Target>, Failure> {
    let target = |(path, format): (&PathBuf, Format)| Target {
        path: path.clone(),
        format,
    };
    if paths.is_empty() {
        let path = PathBuf::from(STANDARD);
        return match formats {
            [] => Ok(vec![target((&path, Format::Table))]),
            [format] => Ok(vec![target((&path, *format))]),
            _ => Err(Failure::usage(
                "several --format without -o; expected an -o for each",
            )),
        };
    }
    if let Some(path) = paths.iter().find(|path| path.is_dir()) {
        return Err(Failure::input(format!(
            "{}: is a folder; expected the name of a file to write",
            path.display()
        )));
    }
    if formats.len() == paths.len() {
        let both = paths.iter().zip(formats.iter().copied());
        return Ok(both.map(target).collect());
    }
    let n_nameless = paths.iter().filter(|path| named_format(path).is_err());
    let n_nameless = n_nameless.count();
    if !formats.is_empty() && formats.len() != n_nameless {
        return Err(Failure::usage(format!(
            "{} --format for {} outputs; expected one for each, or one for each whose name does \
             not end in the extension of a format",
            formats.len(),
            paths.len(),
        )));
    }
    let mut formats = formats.iter().copied();
    let mut made = Vec::with_capacity(paths.len());
    for path in paths {
        let format = match named_format(path) {
            Ok(format) => format,
            Err(failure) => formats.next().ok_or(failure)?,
        };
        made.push(target((path, format)));
    }
    Ok(made)
}

/// The format that the name of an output says.
pub fn named_format(path: &Path) -> Result<Format, Failure> {
    if path == Path::new(STANDARD) {
        return Err(Failure::usage(
            "-o - does not say a format; add --format, as --format jsonl",
        ));
    }
    Ok(Format::from_path(path)?)
}

/// Refuses explanations where no output holds them.
pub fn check_explanations(
    writing: &Writing,
    formats: impl IntoIterator<Item = Format>,
) -> Result<(), Failure> {
    let is_held = formats
        .into_iter()
        .any(|format| format == Format::JsonLines);
    if writing.explanations && !is_held {
        return Err(Failure::usage(
            "--explanations is for JSON Lines; add -o OUT.jsonl or --format jsonl",
        ));
    }
    Ok(())
}

/// Refuses two outputs of one path and an output that is an input.
pub fn check_paths<'p>(
    targets: &[Target],
    inputs: impl IntoIterator<Item = &'p Path>,
) -> Result<(), Failure> {
    let mut seen: Vec<PathBuf> = Vec::with_capacity(targets.len());
    for target in targets {
        let shown = target.path.display();
        let place = place(&target.path);
        if seen.contains(&place) {
            return Err(Failure::usage(format!(
                "{shown}: is given for two outputs; expected a name for each"
            )));
        }
        seen.push(place);
    }
    for input in inputs {
        if input != Path::new(STANDARD) && seen.contains(&place(input)) {
            return Err(Failure::usage(format!(
                "{}: is both an input and an output; choose another name for the output",
                input.display()
            )));
        }
    }
    Ok(())
}

/// Refuses an output that is an input.
pub fn check_distinct<'p>(
    output: &Path,
    inputs: impl IntoIterator<Item = &'p Path>,
) -> Result<(), Failure> {
    let path = output.to_owned();
    // The format does not matter here.
    let format = Format::JsonLines;
    check_paths(&[Target { path, format }], inputs)
}

/// Where a path leads, links followed; the file itself need not be there.
fn place(path: &Path) -> PathBuf {
    if path == Path::new(STANDARD) {
        return path.to_owned();
    }
    if let Ok(place) = fs::canonicalize(path) {
        return place;
    }
    let folder = path.parent().filter(|folder| *folder != Path::new(""));
    let folder = fs::canonicalize(folder.unwrap_or(Path::new(".")));
    match (folder, path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path.to_owned(),
    }
}

impl Outputs {
    /// Creates them all. Nothing stands under their names before they are finished.
    pub fn create(targets: &[Target], options: &WriteOptions) -> Result<Self, Failure> {
        let mut open = Vec::with_capacity(targets.len());
        for Target { path, format } in targets {
            let on_terminal = *format == Format::Table && path == Path::new(STANDARD);
            let options = WriteOptions {
                colour: on_terminal && terminal::wants_colour(),
                ..options.clone()
            };
            open.push((path.clone(), create(*format, path, options)?));
        }
        Ok(Self { open })
    }

    /// Writes one more alignment to each. A standard output that nobody reads any more is let
    /// go; where it was the only output, there is nothing left to do.
    pub fn write(&mut self, alignment: &Alignment) -> Result<(), Failure> {
        let mut unread = None;
        for (place, (_, writer)) in self.open.iter_mut().enumerate() {
            if let Err(error) = writer.write(alignment) {
                let failure = Failure::from(error);
                if !failure.line().is_empty() {
                    return Err(failure);
                }
                unread = Some((place, failure));
            }
        }
        match unread {
            Some((place, failure)) => {
                drop(self.open.remove(place));
                if self.open.is_empty() {
                    return Err(failure);
                }
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Completes them, and says of each file what it holds.
    pub fn finish(self, quiet: bool) -> Result<(), Failure> {
        for (path, writer) in self.open {
            match writer.finish().map_err(Failure::from) {
                Ok(summary) if !quiet && path != Path::new(STANDARD) => {
                    say(&line(&path, &summary));
                }
                Ok(_) => {}
                Err(failure) if failure.line().is_empty() => {}
                Err(failure) => return Err(failure),
            }
        }
        Ok(())
    }
}

/// What is said of an output.
fn line(path: &Path, summary: &Summary) -> String {
    match &summary.files[..] {
        [] => format!("{}: {summary}", path.display()),
        [file] => format!("{}: {summary}", file.display()),
        files => format!(
            "{} and {} more: {summary}",
            files[0].display(),
            files.len() - 1
        ),
    }
}
