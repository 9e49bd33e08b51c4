//! Running text to sentences: lines to blocks (`layout`), terminators in each block
//! (`scan`), and whether they end a sentence (`judge`), with the lists of the language.
//!
//! The boundaries are those of Unicode's UAX #29 in their main lines, found by a scanner of
//! its own: that of a full stop depends on the lists, a line break on the shape of the text.
//! It never changes the text, and it joins no sentences across a paragraph.

mod chars;

mod layout;

mod scan;

mod word;

mod speech;

mod judge;

#[cfg(test)]
mod fixtures;

#[cfg(test)]
mod tests;

use crate::language::Language;
use crate::rules;
use crate::span::Span;

use judge::End;
pub use layout::LineBreaks;
use scan::Scanner;

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
    let rules = rules::of(&language.primary());
    let has_danda = rules.pipe_danda && text.contains('।');
    let mut made = Segmentation::default();
    for block in layout::blocks(text, line_breaks) {
        if block.opens {
            made.paragraph_starts.push(made.sentences.len());
        }
        let scanner = Scanner::new(text, block.span, rules, has_danda);
        sentences(scanner, block.span, &mut made.sentences);
    }
    made
}

/// How many sentences the rules of a language find in a text without line breaks.
#[must_use]
pub fn count(text: &str, language: &Language) -> usize {
    split(text, language, LineBreaks::Never).sentences.len()
}

/// Appends the sentences of a block, cut where the judge says so.
fn sentences(mut scanner: Scanner<'_>, block: Span, out: &mut Vec<Span>) {
    let (text, mut at) = (scanner.text, block.start);
    while let Some(found) = scanner.next_terminator(at) {
        let cluster = scanner.cluster(found);
        at = cluster.end;
        match judge::end(&mut scanner, &cluster) {
            End::None => {}
            End::After(end) => {
                out.push(Span::new(scanner.sentence_start, end));
                let next = scanner.skip_space(end);
                scanner.begin_sentence(next);
                at = next;
            }
            End::Before(item) => {
                let sentence = text[..item].trim_end_matches(chars::is_space);
                out.push(Span::new(scanner.sentence_start, sentence.len()));
                scanner.begin_sentence(item);
                scanner.in_list = true;
            }
        }
    }
    if scanner.sentence_start < block.end {
        out.push(Span::new(scanner.sentence_start, block.end));
    }
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
