//! `tetrapla split`: the sentences of texts, one a line, as text, JSON Lines or TSV.

use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;
use tetrapla::core::source::read_text;
use tetrapla::export::Output;
use tetrapla::{Document, Language};

use crate::args::{Sentences, SplitArguments};
use crate::fail::Failure;
use crate::inputs::{self, Text};
use crate::outputs;
use crate::progress::Progress;
use crate::terminal::STANDARD;

/// After how many sentences the progress is told of them.
const STEP: usize = 1 << 14;

/// A sentence with all that is known of it; its names are those of the columns, too.
#[derive(Serialize)]
struct Record<'t> {
    /// The code as it was given.
    language: &'t str,
    /// The file as it was given; `-` is standard input.
    file: &'t str,
    /// Its number in the text, from 0.
    sentence: usize,
    /// The number of its paragraph, from 0.
    paragraph: usize,
    /// Byte offset of its start in the text as UTF-8.
    start: usize,
    /// Byte offset after its end.
    end: usize,
    /// The sentence itself, line breaks and all.
    text: &'t str,
}

/// The columns of a TSV file.
const COLUMNS: &str = "language\tfile\tsentence\tparagraph\tstart\tend\ttext";

/// Reads each text and writes its sentences, one text after the other.
pub fn run(arguments: &SplitArguments) -> Result<(), Failure> {
    let texts = inputs::texts(&arguments.texts, arguments.any_language)?;
    let path = arguments.output.clone().unwrap_or_else(|| STANDARD.into());
    let layout = layout(arguments, &path);
    if arguments.paragraphs && layout != Sentences::Text {
        return Err(Failure::usage(
            "--paragraphs is for --format text; the other formats number the paragraphs",
        ));
    }
    let inputs = texts.iter().map(|text| text.path.as_path());
    outputs::check_distinct(&path, inputs)?;
    let mut out = Output::create(&path)?;
    let mut progress = Progress::of_texts(texts.len(), arguments.quiet);
    let written = write(arguments, &texts, layout, &mut out, &mut progress);
    progress.finish();
    written.and_then(|()| Ok(out.finish()?))
}

/// What the sentences are written as: what the call says, else what the file's name says.
fn layout(arguments: &SplitArguments, path: &Path) -> Sentences {
    arguments.format.unwrap_or_else(|| {
        let name = path.to_string_lossy();
        let bare = [".gz", ".zst"]
            .iter()
            .find_map(|ending| name.strip_suffix(ending));
        let bare = bare.unwrap_or(&name);
        if bare.ends_with(".jsonl") {
            Sentences::Jsonl
        } else if bare.ends_with(".tsv") {
            Sentences::Tsv
        } else {
            Sentences::Text
        }
    })
}

fn write(
    arguments: &SplitArguments,
    texts: &[Text],
    layout: Sentences,
    out: &mut Output,
    progress: &mut Progress,
) -> Result<(), Failure> {
    let failed = |error: io::Error| failure(&arguments.output, &error);
    if layout == Sentences::Tsv {
        writeln!(out, "{COLUMNS}").map_err(failed)?;
    }
    let mut is_first = true;
    for Text { code, path } in texts {
        let language = Language::accept(code, arguments.any_language)?;
        let text = read_text(path)?;
        let document = Document::split(language, text, arguments.line_breaks.into());
        // A text without a sentence is none to part from others.
        if !is_first && arguments.paragraphs && document.n_sentences() > 0 {
            writeln!(out).map_err(failed)?;
        }
        is_first &= document.n_sentences() == 0;
        let mut printer = Printer {
            arguments,
            layout,
            out: &mut *out,
            buffer: String::new(),
        };
        printer
            .print(&document, &path.to_string_lossy(), progress)
            .map_err(failed)?;
        // Who reads along gets each text as soon as it is split.
        out.flush().map_err(failed)?;
        progress.step(true);
    }
    Ok(())
}

/// What the system said about the output.
fn failure(path: &Option<PathBuf>, error: &io::Error) -> Failure {
    match path.as_deref().filter(|path| *path != Path::new(STANDARD)) {
        Some(path) if error.kind() != ErrorKind::BrokenPipe => {
            Failure::input(format!("{}: cannot be written: {error}", path.display()))
        }
        _ => Failure::of_standard_output(error),
    }
}

/// Writes the sentences of one text.
struct Printer<'a> {
    arguments: &'a SplitArguments,
    layout: Sentences,
    out: &'a mut Output,
    /// A line that is being put together.
    buffer: String,
}

impl Printer<'_> {
    fn print(
        &mut self,
        document: &Document,
        file: &str,
        progress: &mut Progress,
    ) -> io::Result<()> {
        let language = document.language().as_str().to_owned();
        let mut starts = document.paragraph_starts().iter().copied().peekable();
        let mut n_opened = 0_usize;
        let sentences = document.spans().iter().zip(document.sentences());
        for (sentence, (span, text)) in sentences.enumerate() {
            let opens = starts.next_if_eq(&sentence).is_some();
            n_opened += usize::from(opens);
            let record = Record {
                language: &language,
                file,
                sentence,
                paragraph: n_opened.saturating_sub(1),
                start: span.start,
                end: span.end,
                text,
            };
            if opens && sentence > 0 && self.arguments.paragraphs {
                writeln!(self.out)?;
            }
            self.line(&record)?;
            if (sentence + 1) % STEP == 0 {
                progress.sentences(STEP);
            }
        }
        progress.sentences(document.n_sentences() % STEP);
        Ok(())
    }

    fn line(&mut self, record: &Record<'_>) -> io::Result<()> {
        self.buffer.clear();
        match self.layout {
            Sentences::Text => {
                if self.arguments.spans {
                    // Writing to a string cannot fail.
                    let _never_fails = write!(self.buffer, "{}\t{}\t", record.start, record.end);
                }
                flatten(record.text, &mut self.buffer);
            }
            Sentences::Tsv => {
                let Record {
                    language,
                    sentence,
                    paragraph,
                    start,
                    end,
                    ..
                } = record;
                let _never_fails = write!(self.buffer, "{language}\t");
                flatten(record.file, &mut self.buffer);
                let _never_fails =
                    write!(self.buffer, "\t{sentence}\t{paragraph}\t{start}\t{end}\t");
                flatten(record.text, &mut self.buffer);
            }
            Sentences::Jsonl => serde_json::to_writer(&mut self.out, record)?,
        }
        self.buffer.push('\n');
        self.out.write_all(self.buffer.as_bytes())
    }
}

/// Appends a sentence as one line: white space that holds a tab or a line break becomes one
/// space.
fn flatten(sentence: &str, made: &mut String) {
    let is_break = |c: char| {
        matches!(
            c,
            '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let mut rest = sentence;
    while let Some(start) = rest.find(is_break) {
        let before = rest[..start].trim_end();
        made.push_str(before);
        made.push(' ');
        rest = rest[start..].trim_start();
    }
    made.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::flatten;

    #[test]
    fn a_sentence_takes_one_line() {
        let mut made = String::new();
        flatten("a \r\n b\tc  d\u{2028}e", &mut made);
        assert_eq!(made, "a b c  d e");
    }
}
