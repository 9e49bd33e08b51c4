//! Terminators in a block: finds each, with the marks and closers that belong to it. It does
//! not say which end a sentence. Every byte is looked at a bounded number of times.

use super::chars::{self, Closer, Mark, Start, is_space, word_length};
use crate::rules::Rules;
use crate::span::Span;

/// How a terminator lies to a round bracket that opens inside its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bracket {
    /// There is none.
    Outside,
    /// It is open.
    Inside,
    /// It is closed by the cluster.
    Closed,
}

/// A terminator with all that hangs on it: `?!`, `."`, `.)`, `.[3]`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cluster {
    /// Offset of the first terminator.
    pub start: usize,
    /// Offset after the last closer.
    pub end: usize,
    /// The strongest terminator in it.
    pub mark: Mark,
    /// Whether a closing quotation mark is in it.
    pub quoted: bool,
    /// Whether a closer stands before its last terminator, so that no abbreviation can.
    pub detached: bool,
    /// How it lies to a round bracket.
    pub bracket: Bracket,
}

/// Walks through one block.
pub(super) struct Scanner<'t> {
    /// The text up to the end of the block; offsets are those of the whole text.
    pub text: &'t str,
    /// The rules of the language.
    pub rules: &'static Rules,
    /// Whether the text has dandas, so that a spaced `|` separates columns.
    pub has_danda: bool,
    /// Start of the sentence being read.
    pub sentence_start: usize,
    /// Whether the sentence being read is an item of a list in the line, after the first.
    pub in_list: bool,
    /// Start of the block.
    block_start: usize,
    /// How many round brackets are open, and where the outermost opens.
    brackets: (usize, usize),
    /// Up to where straight quotation marks are counted, and whether their number is odd.
    quotes: (usize, bool),
    /// A stretch without letter or number and what ends it: asked for at most once.
    gap: Option<(usize, usize)>,
    /// A stretch of white space found before.
    spaces: Option<(usize, usize)>,
}

impl<'t> Scanner<'t> {
    /// Stands at the start of a block of the text.
    pub fn new(text: &'t str, block: Span, rules: &'static Rules, has_danda: bool) -> Self {
        Self {
            text: &text[..block.end],
            rules,
            has_danda,
            sentence_start: block.start,
            in_list: false,
            block_start: block.start,
            brackets: (0, block.start),
            quotes: (block.start, false),
            gap: None,
            spaces: None,
        }
    }
}

impl<'t> Scanner<'t> {
    /// The character at an offset, which lies on a boundary.
    pub fn char_at(&self, at: usize) -> Option<char> {
        let byte = *self.text.as_bytes().get(at)?;
        if byte.is_ascii() {
            Some(byte.into())
        } else {
            self.text[at..].chars().next()
        }
    }

    /// The character before an offset, inside the block.
    pub fn char_before(&self, at: usize) -> Option<char> {
        self.text[self.block_start..at].chars().next_back()
    }

    /// Offset of the next terminator, a `|` that stands for a danda among them.
    pub fn next_terminator(&mut self, from: usize) -> Option<usize> {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut at = from;
        loop {
            at = chars::next_candidate(bytes, at)?;
            let found = match bytes[at] {
                b'.' | b'!' | b'?' => true,
                b'(' | b')' => {
                    self.pass_bracket(at, bytes[at] == b'(');
                    false
                }
                0xef if bytes[at + 1] == 0xbc && matches!(bytes[at + 2], 0x88 | 0x89) => {
                    self.pass_bracket(at, bytes[at + 2] == 0x88);
                    false
                }
                b'|' => self.pipe_is_danda(at),
                0xe2 => {
                    bytes[at + 1] != 0x80
                        || bytes[at + 2] == 0xa6
                        || bytes[at + 2] == 0xbc
                        || bytes[at + 2] == 0xbd
                }
                _ => true,
            };
            if found && self.mark_at(at).is_some() {
                return Some(at);
            }
            // A step of one byte would land inside the character.
            at += if bytes[at].is_ascii() {
                1
            } else {
                char_length(bytes[at])
            };
        }
    }

    /// Begins a sentence at an offset; brackets that are open stay behind.
    pub fn begin_sentence(&mut self, at: usize) {
        self.sentence_start = at;
        self.in_list = false;
        self.brackets = (0, at);
    }

    /// Keeps count of a round bracket.
    fn pass_bracket(&mut self, at: usize, opens: bool) {
        let (depth, start) = self.brackets;
        self.brackets = match (opens, depth) {
            (true, 0) => (1, at),
            (true, _) => (depth + 1, start),
            (false, _) => (depth.saturating_sub(1), start),
        };
    }

    /// Whether a round bracket is open that does not open the sentence itself.
    fn in_bracket(&self) -> bool {
        const LEAD: usize = 16;
        let (depth, start) = self.brackets;
        let lead = &self.text[self.sentence_start..start.max(self.sentence_start)];
        depth > 0 && lead.chars().take(LEAD).any(|c| chars::start(c).is_some())
    }

    /// Whether a round bracket closes not far behind an offset.
    pub fn closes_soon(&self, at: usize) -> bool {
        const REACH: usize = 600;
        let rest = &self.text.as_bytes()[at..];
        let rest = &rest[..rest.len().min(REACH)];
        rest.contains(&b')') || rest.windows(3).any(|three| three == "）".as_bytes())
    }

    /// The kind of terminator at an offset.
    fn mark_at(&self, at: usize) -> Option<Mark> {
        let c = self.char_at(at)?;
        if c == '|' && self.pipe_is_danda(at) || c == '፡' && self.divider_is_doubled(at) {
            Some(Mark::Final)
        } else {
            chars::terminator(c)
        }
    }

    /// Whether a `|` is written for a danda: after a letter of a script without case, and not
    /// as a column's rule with a space on both sides in a text that knows the danda.
    fn pipe_is_danda(&self, at: usize) -> bool {
        if !self.rules.pipe_danda {
            return false;
        }
        let doubled = at > self.block_start && self.text.as_bytes()[at - 1] == b'|';
        let before = self.text[self.block_start..if doubled { at - 1 } else { at }]
            .trim_end_matches([' ', '\u{a0}']);
        let spaced = before.len() + self.block_start + usize::from(doubled) < at;
        let letter = before
            .chars()
            .next_back()
            .is_some_and(|c| !c.is_ascii() && chars::in_word(c) || chars::closer(c).is_some());
        letter && !(spaced && self.has_danda)
    }

    /// Whether the Ethiopic word divider at an offset has another beside it: two are typed for
    /// the full stop.
    fn divider_is_doubled(&self, at: usize) -> bool {
        self.text[at + '፡'.len_utf8()..].starts_with('፡')
            || self.text[self.block_start..at].ends_with('፡')
    }

    /// Gathers the cluster whose first terminator is at `start`.
    pub fn cluster(&mut self, start: usize) -> Cluster {
        let mut cluster = Cluster {
            start,
            end: start,
            mark: Mark::Stop,
            quoted: false,
            detached: false,
            bracket: Bracket::Outside,
        };
        let in_bracket = self.in_bracket();
        let mut n_stops = 0_usize;
        let mut closed = false;
        loop {
            if let Some(mark) = self.mark_at(cluster.end) {
                n_stops = if mark == Mark::Stop { n_stops + 1 } else { 0 };
                let mark = if n_stops > 1 && !closed {
                    Mark::Ellipsis
                } else {
                    mark
                };
                if closed || rank(mark) > rank(cluster.mark) {
                    cluster.mark = if closed && mark == Mark::Stop {
                        cluster.mark
                    } else {
                        mark
                    };
                }
                cluster.detached |= closed;
                cluster.end += self.char_at(cluster.end).map_or(1, char::len_utf8);
            } else if let Some((end, quote)) = self.closer_at(cluster.end) {
                if matches!(self.char_before(end), Some(')' | '）')) {
                    self.pass_bracket(end, false);
                }
                cluster.end = end;
                cluster.quoted |= quote;
                closed = true;
            } else {
                break;
            }
        }
        if in_bracket {
            let is_open = self.brackets.0 > 0;
            cluster.bracket = if is_open {
                Bracket::Inside
            } else {
                Bracket::Closed
            };
        }
        cluster
    }

    /// End of the closer that stands at an offset, perhaps after a space, and whether it is a
    /// quotation mark.
    fn closer_at(&mut self, at: usize) -> Option<(usize, bool)> {
        let place = self.skip_space(at);
        let spaced = place > at;
        let c = self.char_at(place)?;
        if !spaced && (c == '[' || chars::is_superscript(c)) {
            return self.reference(at).map(|end| (end, false));
        }
        let kind = chars::closer(c)?;
        let end = place + c.len_utf8();
        if kind == Closer::Bracket {
            return Some((end, chars::closes_quote(c)));
        }
        let next = self.char_at(end);
        let in_air = next.is_none_or(|next| is_space(next) || chars::start(next).is_none());
        let opening = next.is_some_and(chars::opener) && spaced;
        let closes = match (spaced, kind) {
            (true, Closer::Straight) => in_air && !opening && self.in_quotes(place),
            (true, _) => in_air && !opening && matches!(c, '»' | '”' | '›'),
            (false, Closer::Straight) => in_air || self.in_quotes(place),
            (false, _) => {
                // `’` before a letter is an elision in scripts with case alone.
                in_air
                    || matches!(c, '”' | '»')
                    || c == '’' && next.and_then(chars::start) == Some(Start::Caseless)
            }
        };
        closes.then_some((end, true))
    }

    /// End of a reference such as `[12]` or a raised digit.
    fn reference(&self, at: usize) -> Option<usize> {
        let rest = &self.text[at..];
        let Some(inner) = rest.strip_prefix('[') else {
            let raised = rest
                .chars()
                .take(3)
                .take_while(|&c| chars::is_superscript(c));
            return Some(at + raised.map(char::len_utf8).sum::<usize>());
        };
        let n_digits = inner.bytes().take(4).take_while(u8::is_ascii_digit).count();
        (n_digits > 0 && inner[n_digits..].starts_with(']')).then_some(at + n_digits + 2)
    }

    /// Whether a straight quotation is open before an offset; offsets must not fall.
    fn in_quotes(&mut self, at: usize) -> bool {
        let (from, odd) = self.quotes;
        if at > from {
            let n_marks = self.text.as_bytes()[from..at]
                .iter()
                .filter(|&&byte| byte == b'"')
                .count();
            self.quotes = (at, odd ^ (n_marks % 2 == 1));
        }
        self.quotes.1
    }

    /// End of what belongs to the sentence that ends with the cluster and is set after it: emojis,
    /// and behind a quotation its source in brackets. White space stands behind them.
    pub fn past_tail(&mut self, cluster: &Cluster) -> usize {
        let place = self.skip_space(cluster.end);
        let end = match self.char_at(place) {
            Some('(') if cluster.quoted => self.past_source(place),
            Some(c) if !c.is_ascii() && chars::is_mood(c) => self.past_moods(place),
            _ => None,
        };
        end.unwrap_or(cluster.end)
    }

    /// End of the run of emojis at an offset, spaces between them included.
    fn past_moods(&self, at: usize) -> Option<usize> {
        const LONGEST: usize = 32;
        let mut end = at;
        for (offset, c) in self.text[at..].char_indices().take(LONGEST) {
            if chars::is_mood(c) || chars::shapes_emoji(c) {
                end = at + offset + c.len_utf8();
            } else if !is_space(c) {
                break;
            }
        }
        self.char_at(end).is_none_or(is_space).then_some(end)
    }

    /// End of the source in brackets that opens at an offset: an abbreviation first, a number
    /// last, as in `(QS. Al-Baqarah: 153)`.
    fn past_source(&self, at: usize) -> Option<usize> {
        const REACH: usize = 96;
        let inner = &self.text[at + 1..];
        let abbreviation = &inner[..word_length(inner)];
        let named = self.rules.abbreviation(abbreviation).is_some()
            && inner[abbreviation.len()..].starts_with('.');
        let mut bytes = inner.bytes().take(REACH);
        let length = named
            .then(|| bytes.position(|byte| byte == b')'))
            .flatten()?;
        inner[..length]
            .ends_with(char::is_numeric)
            .then_some(at + length + 2)
    }

    /// The first offset from `at` that is not white space.
    pub fn skip_space(&mut self, at: usize) -> usize {
        if let Some((_, end)) = self
            .spaces
            .filter(|&(start, end)| (start..=end).contains(&at))
        {
            return end;
        }
        let rest = &self.text[at..];
        let end = at + rest.len() - rest.trim_start_matches(is_space).len();
        self.spaces = Some((at, end));
        end
    }

    /// Offset and class of the first letter or number from `at`.
    pub fn next_start(&mut self, at: usize) -> Option<(usize, Start)> {
        let place = match self.gap {
            Some((start, end)) if (start..=end).contains(&at) => end,
            _ => {
                let rest = &self.text[at..];
                let gap = rest
                    .find(|c| chars::start(c).is_some())
                    .unwrap_or(rest.len());
                self.gap = Some((at, at + gap));
                at + gap
            }
        };
        Some((place, chars::start(self.char_at(place)?)?))
    }

    /// Start of the block.
    pub fn block_start(&self) -> usize {
        self.block_start
    }
}

/// Order of the marks: the strongest of a cluster rules it.
fn rank(mark: Mark) -> u8 {
    match mark {
        Mark::Stop => 0,
        Mark::Ellipsis => 1,
        Mark::Strong => 2,
        Mark::Final => 3,
    }
}

/// Length of the character with that first byte.
fn char_length(lead: u8) -> usize {
    match lead {
        0xf0.. => 4,
        0xe0.. => 3,
        _ => 2,
    }
}
