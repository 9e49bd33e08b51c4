//! Lines to blocks: where a line break ends a sentence. It looks at the shape of the lines,
//! not at what a full stop means.
//!
//! A text is either written a paragraph, heading or list item a line, or hard-wrapped: broken
//! where the next word would not have fitted. The test is that very thing: in hard-wrapped
//! text nearly every break inside a paragraph is forced, most cut a sentence, and in scripts
//! with case many are followed by a small letter.

use serde::{Deserialize, Serialize};

use super::chars::{self, Start, bullet, in_word, is_space};
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

/// A stretch in which no line break ends a sentence by itself, trimmed of white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Block {
    /// Where it lies in the text.
    pub span: Span,
    /// Whether it opens a paragraph.
    pub opens: bool,
}

/// A line that is not blank, trimmed.
struct Line {
    span: Span,
    /// White space and characters from the start of the line to the end of its text.
    width: usize,
    /// Whether a blank line, or the start of the text, stands before it.
    after_blank: bool,
}

/// Cuts a text into blocks.
pub(super) fn blocks(text: &str, line_breaks: LineBreaks) -> Vec<Block> {
    let lines = lines(text);
    let wrap = match line_breaks {
        LineBreaks::Always => Wrap::None,
        LineBreaks::Never => Wrap::All,
        LineBreaks::Auto => hard_wrap(text, &lines).map_or(Wrap::None, Wrap::At),
    };
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    let mut lone_marker = false;
    for (index, line) in lines.iter().enumerate() {
        let joins = !line.after_blank
            && index > 0
            && (lone_marker || wrap.joins(text, &lines[index - 1], line));
        match blocks.last_mut() {
            Some(block) if joins => block.span.end = line.span.end,
            _ => {
                let opens = line.after_blank || matches!(wrap, Wrap::None);
                blocks.push(Block {
                    span: line.span,
                    opens,
                });
            }
        }
        lone_marker = !matches!(line_breaks, LineBreaks::Always)
            && marker_length(line.span.of(text)) == Some(line.span.len());
    }
    blocks
}

/// Which single line breaks are spaces.
enum Wrap {
    /// None: each ends a sentence.
    None,
    /// All of them.
    All,
    /// Those of text wrapped at that width, except around list items and headings.
    At(usize),
}

impl Wrap {
    fn joins(&self, text: &str, line: &Line, next: &Line) -> bool {
        let &Self::At(width) = self else {
            return matches!(self, Self::All);
        };
        let (this, following) = (line.span.of(text), next.span.of(text));
        let short = line.width + 1 + first_word_width(following) <= width * 3 / 4;
        let ended = this
            .chars()
            .next_back()
            .is_some_and(|c| !in_word(c) && c != ',' && c != '-');
        if marker_length(following).is_some() && (short || ended) {
            return false;
        }
        let goes_on = following
            .chars()
            .find_map(chars::start)
            .is_some_and(|start| start == Start::Lower);
        !short || goes_on
    }
}

/// The lines that are not blank. Breaks are LF, CR, CRLF, VT, FF, NEL, U+2028 and U+2029; the
/// last and a form feed end a paragraph.
fn lines(text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut after_blank = true;
    let mut start = 0;
    let mut at = 0;
    while start < bytes.len() {
        let mut length = 0;
        let mut paragraph = false;
        loop {
            let Some(found) = chars::next_break(bytes, at) else {
                at = bytes.len();
                break;
            };
            at = found;
            (length, paragraph) = match (bytes[at], &bytes[at + 1..]) {
                (b'\r', [b'\n', ..]) => (2, false),
                (0x0a | 0x0b | 0x0d, _) => (1, false),
                (0x0c, _) => (1, true),
                (0xc2, [0x85, ..]) => (2, false),
                (0xe2, [0x80, 0xa8, ..]) => (3, false),
                (0xe2, [0x80, 0xa9, ..]) => (3, true),
                _ => (0, false),
            };
            if length > 0 {
                break;
            }
            at += 1;
        }
        let line = &text[start..at];
        let trimmed = line.trim_start_matches(is_space);
        let indent = line.len() - trimmed.len();
        let trimmed = trimmed.trim_end_matches(is_space);
        if trimmed.is_empty() {
            after_blank = true;
        } else {
            let from = start + indent;
            let span = Span::new(from, from + trimmed.len());
            let width = line[..indent + trimmed.len()].chars().count();
            lines.push(Line {
                span,
                width,
                after_blank,
            });
            after_blank = paragraph;
        }
        at += length;
        start = at;
    }
    lines
}

/// The width at which a text is hard-wrapped, or `None` where each line is a paragraph.
fn hard_wrap(text: &str, lines: &[Line]) -> Option<usize> {
    const NARROWEST: usize = 30;
    const WIDEST: usize = 200;
    let mut widths: Vec<usize> = lines.iter().map(|line| line.width).collect();
    widths.sort_unstable();
    // One line in twenty may stick out: a long address, a table.
    let limit = *widths.get(widths.len().checked_sub(1 + widths.len() / 20)?)?;
    if !(NARROWEST..=WIDEST).contains(&limit) {
        return None;
    }
    let (mut n_breaks, mut n_forced, mut n_cut) = (0_usize, 0_usize, 0_usize);
    let (mut n_cased, mut n_lower) = (0_usize, 0_usize);
    for pair in lines.windows(2) {
        let [line, next] = pair else { continue };
        if next.after_blank {
            continue;
        }
        let (this, following) = (line.span.of(text), next.span.of(text));
        n_breaks += 1;
        n_forced += usize::from(line.width + 1 + first_word_width(following) > limit);
        let end = this.chars().rev().find(|&c| chars::closer(c).is_none());
        n_cut += usize::from(end.is_some_and(|c| chars::terminator(c).is_none()));
        match following.chars().find_map(chars::start) {
            Some(Start::Lower) => {
                n_cased += 1;
                n_lower += 1;
            }
            Some(Start::Upper) => n_cased += 1,
            _ => {}
        }
    }
    let has_case = 2 * n_cased >= n_breaks;
    let wrapped = n_breaks > 0
        && 10 * n_forced >= 7 * n_breaks
        && 2 * n_cut >= n_breaks
        && if has_case {
            3 * n_lower >= n_cased
        } else {
            n_breaks >= 3 && 5 * n_cut >= 3 * n_breaks
        };
    wrapped.then_some(limit)
}

/// Width of what stands before the first space. At most 64 characters are looked at.
fn first_word_width(line: &str) -> usize {
    line.chars().take(64).take_while(|&c| !is_space(c)).count()
}

/// Length in bytes of the list marker that opens a line, without the space after it: a bullet,
/// `1.`, `2)`, `(3)`, `a)`, `IV.`
fn marker_length(line: &str) -> Option<usize> {
    let first = line.chars().next()?;
    let after_marker = |length: usize| {
        let rest = &line[length..];
        (rest.is_empty() || rest.starts_with(is_space)).then_some(length)
    };
    if bullet(first) {
        return after_marker(first.len_utf8());
    }
    let opened = first == '(';
    let body = &line[usize::from(opened)..];
    let mut n_chars = 0;
    let length: usize = body
        .chars()
        .take(6)
        .take_while(|&c| in_word(c))
        .inspect(|_| n_chars += 1)
        .map(char::len_utf8)
        .sum();
    let label = &body[..length];
    let sign = body[length..].chars().next()?;
    let numbered = n_chars <= 3 && label.chars().all(char::is_numeric);
    let lettered = n_chars == 1 || is_roman(label);
    let signed = sign == ')' || (!opened && sign == '.' && (numbered || label.len() > 1));
    if n_chars > 0 && (numbered || lettered) && signed {
        after_marker(usize::from(opened) + length + sign.len_utf8())
    } else {
        None
    }
}

/// Whether a label is a small Roman numeral.
fn is_roman(label: &str) -> bool {
    label.bytes().all(|byte| b"ivx".contains(&byte))
        || label.bytes().all(|byte| b"IVX".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, line_breaks: LineBreaks) -> Vec<&str> {
        blocks(text, line_breaks)
            .iter()
            .map(|block| block.span.of(text))
            .collect()
    }

    #[test]
    fn hard_wrapped_text_is_told_from_a_paragraph_a_line() {
        let wrapped = "Long ago there lived by the sea a woman who mended\n\
                       nets for all the fishermen of the bay, and who had\n\
                       never once been seen to take a coin for her trouble.\n\
                       Nobody knew why.\n\n\
                       - a list item that is so long that it must go on in\n  the next line of it\n\
                       - another item\n";
        assert_eq!(cut(wrapped, LineBreaks::Auto).len(), 3);
        let lines = "A heading of the page\nThis is one sentence. And here is another one of it.\n\
                     Next heading\nA further paragraph, longer than the others are.";
        assert_eq!(cut(lines, LineBreaks::Auto).len(), 4);
        let items = "flour\nsalt\ntwo eggs\nwater";
        assert_eq!(cut(items, LineBreaks::Auto).len(), 4);
    }

    #[test]
    fn the_caller_may_decide() {
        let text = "one\ntwo\r\nthree\r\rfour\u{2029}five";
        assert_eq!(
            cut(text, LineBreaks::Always),
            ["one", "two", "three", "four", "five"]
        );
        assert_eq!(
            cut(text, LineBreaks::Never),
            ["one\ntwo\r\nthree", "four", "five"]
        );
    }

    #[test]
    fn a_marker_alone_stays_with_its_item() {
        assert_eq!(
            cut("•\nItem\n1.\nNext\n\n*\n\nX", LineBreaks::Auto),
            ["•\nItem", "1.\nNext", "*", "X"]
        );
    }

    #[test]
    fn markers() {
        for marked in [
            "• x", "1. x", "12) x", "(3) x", "a) x", "IV. x", "- x", "१. x", "•",
        ] {
            assert!(marker_length(marked).is_some(), "{marked}");
        }
        for plain in [
            "2010. x", "-x", "a. x", "I am", "", "(", "(a", "1.5 x", "Vivi. x",
        ] {
            assert!(marker_length(plain).is_none(), "{plain}");
        }
    }
}
