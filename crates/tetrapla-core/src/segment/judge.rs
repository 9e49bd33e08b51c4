//! Whether a terminator ends its sentence: the rules that hold of every language, fed by the
//! lists of one. It looks a bounded way back and forth, so that splitting stays linear.

use super::chars::{self, Mark, Start, in_word};
use super::scan::{Cluster, Scanner};

/// How far, in bytes, a word or an address is followed to either side.
const REACH: usize = 192;

/// Top-level domains that are written with a capital or after a word often enough to be taken
/// for the start of a sentence.
const DOMAINS: &[&str] = &[
    "com", "net", "org", "gov", "edu", "info", "io", "js", "it", "id", "ph", "in",
];

/// Whether the sentence ends at the end of the cluster. The end of the block is not asked for:
/// there it always ends.
pub(super) fn ends(scanner: &mut Scanner<'_>, cluster: &Cluster) -> bool {
    let place = scanner.skip_space(cluster.end);
    let spaced = place > cluster.end;
    let Some(follows) = scanner.char_at(place) else {
        return false;
    };
    if chars::continues(follows) || (spaced && chars::terminator(follows).is_some()) {
        return false;
    }
    let Some((at, start)) = scanner.next_start(place) else {
        return false;
    };
    let word = Word::before(scanner, cluster);
    if word.is_list_marker(scanner, cluster) {
        return false;
    }
    if cluster.quoted && is_attributed(scanner, cluster, at, start) {
        return false;
    }
    if cluster.mark == Mark::Final {
        return true;
    }
    if !spaced {
        return ends_glued(scanner, cluster, &word, place, at, start);
    }
    if start == Start::Lower {
        // A small letter goes on, but not after a script that has none.
        return cluster.mark == Mark::Strong && word.is_caseless();
    }
    match cluster.mark {
        Mark::Final | Mark::Strong => true,
        Mark::Ellipsis => ends_ellipsis(scanner, cluster, start),
        Mark::Stop => cluster.detached || ends_stop(scanner, &word, at, start),
    }
}

/// An ellipsis ends a sentence before a capital, unless it opens one or stands for what was
/// left out, as `[...]` does.
fn ends_ellipsis(scanner: &Scanner<'_>, cluster: &Cluster, start: Start) -> bool {
    let opens = cluster.start == scanner.sentence_start
        || matches!(
            scanner.char_before(cluster.start),
            Some('[' | '(' | '“' | '"' | '«')
        );
    start != Start::Number && !opens
}

/// A single full stop with white space and a start after it.
fn ends_stop(scanner: &Scanner<'_>, word: &Word<'_>, at: usize, start: Start) -> bool {
    let next = word_at(scanner, at);
    let starter = || scanner.rules.starts(next);
    let stem = word.text;
    if let Some(known) = word.known(scanner) {
        if known.before_number && (start == Start::Number || is_roman(next)) {
            return false;
        }
        if known.may_end {
            return start == Start::Upper;
        }
        if known.rarely_ends {
            return starter();
        }
        if known.never_ends {
            return false;
        }
    }
    if word.is_number() {
        let short = word.n_chars <= 2;
        return match start {
            Start::Number => !(short && scanner.rules.ordinals),
            Start::Upper => !(short && scanner.rules.ordinals) || starter(),
            _ => true,
        };
    }
    if start == Start::Number {
        return !word.is_initial();
    }
    if word.is_initial() || word.is_dotted() || word.has_no_vowel() {
        let initial_follows =
            next.chars().count() == 1 && scanner.char_at(at + next.len()) == Some('.');
        return starter() && !initial_follows;
    }
    // One small letter abbreviates; a vowel with an accent may be a word.
    !(stem.len() == 1 && stem.as_bytes()[0].is_ascii_lowercase()) || starter()
}

/// A terminator with no white space after it: an end only between a word in small letters and
/// a capitalised one (`fine.Inizio`), outside of addresses and file names.
fn ends_glued(
    scanner: &Scanner<'_>,
    cluster: &Cluster,
    word: &Word<'_>,
    place: usize,
    at: usize,
    start: Start,
) -> bool {
    if !scanner.text[place..at].chars().all(chars::opener) {
        return false;
    }
    let next = word_at(scanner, at);
    if start == Start::Caseless {
        return word.is_caseless()
            && match cluster.mark {
                Mark::Stop => cluster.detached || scanner.rules.closes(word.text),
                Mark::Ellipsis => false,
                _ => true,
            };
    }
    let capitalised = start == Start::Upper
        && next.chars().nth(1).is_some_and(char::is_lowercase)
        && !DOMAINS.contains(&next.to_ascii_lowercase().as_str());
    let after_word = word
        .text
        .chars()
        .rev()
        .take(3)
        .filter(|c| c.is_lowercase())
        .count()
        == 3
        || (cluster.detached || word.text.is_empty()) && cluster.quoted;
    capitalised
        && after_word
        && word.known(scanner).is_none()
        && !in_address(scanner, cluster.start)
}

/// Whether the run without white space around an offset looks like an address or a path.
fn in_address(scanner: &Scanner<'_>, at: usize) -> bool {
    let bytes = scanner.text.as_bytes();
    let back = bytes[scanner.block_start()..at].iter().rev().take(REACH);
    let before = back.take_while(|byte| !byte.is_ascii_whitespace());
    let after = bytes[at..]
        .iter()
        .take(REACH)
        .take_while(|byte| !byte.is_ascii_whitespace());
    let mut n_slashes = 0;
    for byte in before.chain(after) {
        match byte {
            b'@' | b'_' | b'=' | b'\\' | b'#' | b'%' => return true,
            b'/' => n_slashes += 1,
            _ => {}
        }
    }
    n_slashes > 0
}

/// Whether what follows a closing quotation mark says who spoke.
fn is_attributed(scanner: &Scanner<'_>, cluster: &Cluster, at: usize, start: Start) -> bool {
    // After a full stop the quotation was a sentence, and what follows opens another.
    if cluster.mark != Mark::Stop {
        let word = word_at(scanner, at);
        let glued = start == Start::Caseless && at == cluster.end;
        if scanner.rules.attributes(word) || glued && scanner.rules.attributes_glued(word) {
            return true;
        }
    }
    if cluster.mark != Mark::Strong || start != Start::Caseless || !scanner.rules.has_speech_verbs()
    {
        return false;
    }
    // Without capitals a question in quotation marks tells nothing; a short clause with a verb
    // of speaking before the next mark does.
    let mut clause = &scanner.text[at..];
    for _ in 0..8 {
        let length = word_length(clause);
        let (word, rest) = clause.split_at(length);
        let next = rest
            .strip_prefix(' ')
            .filter(|next| next.starts_with(in_word));
        if scanner.rules.speaks(word) {
            // A clause of its own after the verb is what was said; the quotation was not.
            return !next.is_some_and(|next| scanner.rules.complements(&next[..word_length(next)]));
        }
        let Some(next) = next else { return false };
        clause = next;
    }
    false
}

/// Length of the run of word characters that opens a text, at most [`REACH`].
fn word_length(text: &str) -> usize {
    text.char_indices()
        .take_while(|&(offset, c)| offset < REACH && in_word(c))
        .last()
        .map_or(0, |(offset, c)| offset + c.len_utf8())
}

/// The run of word characters at an offset.
fn word_at<'t>(scanner: &Scanner<'t>, at: usize) -> &'t str {
    let rest = &scanner.text[at..];
    &rest[..word_length(rest)]
}

/// Whether a word is a Roman numeral in capitals.
fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| b"IVXLCDM".contains(&byte))
}

/// The word before a terminator, with full stops inside it (`S.p.A`).
struct Word<'t> {
    text: &'t str,
    start: usize,
    n_chars: usize,
}

impl<'t> Word<'t> {
    fn before(scanner: &Scanner<'t>, cluster: &Cluster) -> Self {
        const LONGEST: usize = 24;
        let reach = &scanner.text[scanner.sentence_start..cluster.start];
        let mut start = cluster.start;
        let mut n_chars = 0;
        for (offset, c) in reach.char_indices().rev().take(LONGEST) {
            if !in_word(c) && c != '.' {
                break;
            }
            start = scanner.sentence_start + offset;
            n_chars += 1;
        }
        let text = scanner.text[start..cluster.start].trim_start_matches('.');
        let start = cluster.start - text.len();
        Self {
            text,
            start,
            n_chars,
        }
    }

    /// What the lists say of it, or of what follows its last full stop in no abbreviation.
    fn known(&self, scanner: &Scanner<'_>) -> Option<crate::rules::Abbreviation> {
        scanner.rules.abbreviation(self.text)
    }

    /// Digits with full stops and commas inside.
    fn is_number(&self) -> bool {
        !self.text.is_empty() && self.text.chars().all(|c| c.is_numeric() || c == '.')
    }

    /// One capital letter.
    fn is_initial(&self) -> bool {
        let mut chars = self
            .text
            .chars()
            .filter(|&c| !unicode_normalization::char::is_combining_mark(c));
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
    }

    /// Letters with full stops between them: `U.S`, `a.m`, `Ph.D`.
    fn is_dotted(&self) -> bool {
        self.text.contains('.')
            && self.text.split('.').all(|part| {
                (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
            })
    }

    /// Up to four Latin letters, none of them a vowel and not all capital: `Sgt`, `ft`.
    fn has_no_vowel(&self) -> bool {
        (1..=4).contains(&self.text.len())
            && self.text.bytes().all(|byte| {
                byte.is_ascii_alphabetic() && !b"aeiouy".contains(&byte.to_ascii_lowercase())
            })
            && self.text.bytes().any(|byte| byte.is_ascii_lowercase())
    }

    /// Whether its last letter is of a script without case.
    fn is_caseless(&self) -> bool {
        let last = self.text.chars().rev().find_map(chars::start);
        last == Some(Start::Caseless)
    }

    /// Whether it is the number or letter of a list item at the start of a sentence.
    fn is_list_marker(&self, scanner: &Scanner<'_>, cluster: &Cluster) -> bool {
        let plain =
            cluster.end == cluster.start + scanner.char_at(cluster.start).map_or(1, char::len_utf8);
        if !plain || !matches!(cluster.mark, Mark::Stop | Mark::Final) || self.text.is_empty() {
            return false;
        }
        let lead = &scanner.text[scanner.sentence_start..self.start];
        if lead.len() > 16 || lead.chars().any(|c| chars::start(c).is_some()) {
            return false;
        }
        let digits = self.text.chars().all(|c| c.is_numeric() || c == '.');
        let letters = self
            .text
            .chars()
            .filter(|&c| chars::start(c).is_some())
            .count();
        let roman = self.text.bytes().all(|byte| b"ivx".contains(&byte))
            || self.text.bytes().all(|byte| b"IVX".contains(&byte));
        (digits && self.n_chars <= 3)
            || letters == 1
            || (roman && self.n_chars <= 4)
            || (digits && self.text.contains('.') && self.n_chars <= 8 && self.text.len() <= 8)
    }
}
