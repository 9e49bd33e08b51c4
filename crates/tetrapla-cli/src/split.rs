//! `tetrapla split`: sentences, one a line.

use std::io::{self, BufWriter, Write};

use tetrapla::core::source::read_text;
use tetrapla::{Document, Language};

use crate::args::SplitArguments;
use crate::fail::Failure;
use crate::inputs::{self, Text};

/// Reads each text and prints its sentences.
pub fn run(arguments: &SplitArguments) -> Result<(), Failure> {
    let texts = inputs::texts(&arguments.texts, arguments.any_language)?;
    let mut out = BufWriter::new(io::stdout().lock());
    for Text { code, path } in texts {
        let language = Language::accept(&code, arguments.any_language)?;
        let text = read_text(&path)?;
        let document = Document::split(language, text, arguments.line_breaks.into());
        if document.n_sentences() == 0 {
            let (name, language) = (path.display().to_string(), code);
            return Err(tetrapla::core::Error::EmptyDocument { name, language }.into());
        }
        print(&document, arguments.spans, &mut out)
            .map_err(|error| Failure::of_standard_output(&error))?;
    }
    out.flush()
        .map_err(|error| Failure::of_standard_output(&error))
}

fn print(document: &Document, spans: bool, out: &mut impl Write) -> io::Result<()> {
    for (span, sentence) in document.spans().iter().zip(document.sentences()) {
        if spans {
            write!(out, "{}\t{}\t", span.start, span.end)?;
        }
        writeln!(out, "{}", flat(sentence))?;
    }
    Ok(())
}

/// The sentence on one line: white space that holds a tab or a line break becomes one space.
fn flat(sentence: &str) -> String {
    let is_break = |c: char| {
        matches!(
            c,
            '\t' | '\n' | '\u{b}' | '\u{c}' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}'
        )
    };
    let mut made = String::with_capacity(sentence.len());
    let mut rest = sentence;
    while let Some(start) = rest.find(char::is_whitespace) {
        let (before, space) = rest.split_at(start);
        let end = space.find(|c: char| !c.is_whitespace());
        let (space, after) = space.split_at(end.unwrap_or(space.len()));
        made.push_str(before);
        made.push_str(if space.contains(is_break) { " " } else { space });
        rest = after;
    }
    made + rest
}

#[cfg(test)]
mod tests {
    use super::flat;

    #[test]
    fn a_sentence_takes_one_line() {
        assert_eq!(flat("a \r\n b\tc  d\u{2028}e"), "a b c  d e");
    }
}
