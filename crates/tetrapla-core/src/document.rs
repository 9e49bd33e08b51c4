//! One text in one language with its sentences. It does not know how they were found.

use std::ops::Range;
use std::sync::Arc;

use crate::language::Language;
use crate::segment::{self, LineBreaks, Segmentation};
use crate::span::Span;

/// One text in one language, cut into sentences.
///
/// Every sentence is a byte range of the text, trimmed of white space; the ranges are disjoint,
/// in order, and leave out nothing but white space.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    language: Language,
    text: Arc<str>,
    segmentation: Segmentation,
}

impl Document {
    /// Splits a running text by the rules of its language.
    #[must_use]
    pub fn split(language: Language, text: impl Into<Arc<str>>, line_breaks: LineBreaks) -> Self {
        let text = text.into();
        let segmentation = segment::split(&text, &language, line_breaks);
        Self {
            language,
            text,
            segmentation,
        }
    }

    /// Takes each line that is not blank as one sentence; blank lines are paragraph breaks.
    #[must_use]
    pub fn segmented(language: Language, text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let segmentation = segment::lines(&text);
        Self {
            language,
            text,
            segmentation,
        }
    }

    /// The language as it was given.
    #[must_use]
    pub fn language(&self) -> &Language {
        &self.language
    }

    /// The whole text, unchanged.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The sentences, as byte ranges of [`Document::text`].
    #[must_use]
    pub fn spans(&self) -> &[Span] {
        &self.segmentation.sentences
    }

    /// Indices of the sentences that open a paragraph, ascending; the first is 0 unless the
    /// document is empty.
    #[must_use]
    pub fn paragraph_starts(&self) -> &[usize] {
        &self.segmentation.paragraph_starts
    }

    /// How many sentences there are.
    #[must_use]
    pub fn n_sentences(&self) -> usize {
        self.segmentation.sentences.len()
    }

    /// The sentence of that index.
    ///
    /// # Panics
    ///
    /// Where the document has no such sentence.
    #[must_use]
    pub fn sentence(&self, index: usize) -> &str {
        self.segmentation.sentences[index].of(&self.text)
    }

    /// All sentences in order.
    pub fn sentences(&self) -> impl ExactSizeIterator<Item = &str> + '_ {
        self.segmentation
            .sentences
            .iter()
            .map(|span| span.of(&self.text))
    }

    /// The sentences of a range as one string: joined by a space, or by nothing in a script
    /// that writes none.
    ///
    /// # Panics
    ///
    /// Where the range exceeds the document.
    #[must_use]
    pub fn joined(&self, range: Range<usize>) -> String {
        let joint = if self.language.writes_spaces() {
            " "
        } else {
            ""
        };
        let parts: Vec<&str> = range.map(|index| self.sentence(index)).collect();
        parts.join(joint)
    }
}
