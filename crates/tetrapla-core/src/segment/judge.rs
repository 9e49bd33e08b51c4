//! Whether a terminator ends its sentence: the rules that hold of every language, fed by the
//! lists of one. It looks a bounded way back and forth, so that splitting stays linear.

use super::chars::{self, Mark, REACH, Start, word_length};
use super::scan::{Bracket, Cluster, Scanner};
use super::speech;
use super::word::{Word, is_label, listed_number, word_at};

/// Top-level domains that are written with a capital or after a word often enough to be taken
/// for the start of a sentence.
const DOMAINS: &[&str] = &[
    "com", "net", "org", "gov", "edu", "info", "io", "js", "it", "id", "ph", "in",
];

/// Where a sentence ends at a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// It goes on.
    None,
    /// After the cluster and what belongs to it, at that offset.
    After(usize),
    /// Before the number at that offset, of the next item of a list in the line.
    Before(usize),
}

/// Whether the sentence ends at the cluster. The end of the block is not asked for: there it
/// always ends.
pub(super) fn end(scanner: &mut Scanner<'_>, cluster: &Cluster) -> End {
    if let Some(item) = next_item(scanner, cluster) {
        return item;
    }
    let tail = scanner.past_tail(cluster);
    if ends(scanner, cluster, tail) {
        End::After(tail)
    } else {
        End::None
    }
}

/// Where the sentence ends if the cluster closes the number of the next item of a list in the
/// line (`1. One 2. Two 3. Three`): before the number, or, if only two numbers tell of a list,
/// nowhere near.
fn next_item(scanner: &Scanner<'_>, cluster: &Cluster) -> Option<End> {
    if cluster.mark != Mark::Stop {
        return None;
    }
    let text = scanner.text;
    let number = listed_number(&text[scanner.sentence_start..])?;
    let word = Word::before(scanner, cluster);
    if listed_number(&text[word.start..]) != Some(number + 1) {
        return None;
    }
    // Behind an abbreviation it is the number of a page or the like.
    let lead = text[..word.start].trim_end_matches(chars::is_space);
    if lead.len() == word.start || lead.ends_with('.') {
        return None;
    }
    if scanner.in_list || is_listed_behind(&text[cluster.end..], number + 2) {
        Some(End::Before(word.start))
    } else {
        Some(End::None)
    }
}

/// Whether a number with a full stop stands not far behind the start of a text.
fn is_listed_behind(text: &str, number: u32) -> bool {
    const REACH: usize = 400;
    let chars = text.char_indices().take(REACH);
    let mut stops = chars.filter(|&(_, c)| c == '.');
    stops.any(|(stop, _)| {
        let lead = text[..stop].trim_end_matches(char::is_numeric);
        lead.ends_with(chars::is_space) && listed_number(&text[lead.len()..]) == Some(number)
    })
}

/// Whether the sentence ends after the cluster and its tail, which ends at an offset.
fn ends(scanner: &mut Scanner<'_>, cluster: &Cluster, tail: usize) -> bool {
    let place = scanner.skip_space(tail);
    let spaced = place > cluster.end;
    let Some(follows) = scanner.char_at(place) else {
        return false;
    };
    if chars::continues(follows) || (spaced && chars::terminator(follows).is_some()) {
        return false;
    }
    let Some((at, mut start)) = scanner.next_start(place) else {
        return false;
    };
    let word = Word::before(scanner, cluster);
    if word.is_list_marker(scanner, cluster) {
        return false;
    }
    match cluster.bracket {
        Bracket::Inside if scanner.closes_soon(cluster.end) => return false,
        // A bracket inside a sentence holds what it holds, and the sentence goes on after it.
        Bracket::Closed if !cluster.detached => {
            return start == Start::Upper && scanner.rules.starts(word_at(scanner, at));
        }
        _ => {}
    }
    if speech::goes_on(scanner, cluster, place, at, start) {
        return false;
    }
    let mark = scanner.char_at(cluster.start);
    if cluster.mark == Mark::Final {
        // A verse has its number between two double dandas; in Urdu the full stop of a sentence is
        // that of decimals, too.
        let is_verse_number = mark == Some('॥')
            && scanner.text[at..]
                .trim_start_matches(char::is_numeric)
                .trim_start_matches(' ')
                .starts_with('॥');
        let is_decimal = mark == Some('۔') && !spaced && start == Start::Number && word.is_number();
        return !is_verse_number && !is_decimal;
    }
    if cluster.mark == Mark::Strong && matches!(mark, Some('！' | '？')) {
        return true;
    }
    if spaced && start == Start::Lower && opens_small(scanner, place, at) {
        start = Start::Upper;
    }
    if !spaced {
        return ends_glued(scanner, cluster, &word, place, at, start);
    }
    if start == Start::Lower {
        // A small letter goes on, but not after a script that has none.
        return cluster.mark == Mark::Strong && word.is_caseless();
    }
    match cluster.mark {
        // A year in brackets belongs to the title before it.
        Mark::Strong => !(start == Start::Number && follows == '('),
        Mark::Final => true,
        Mark::Ellipsis => ends_ellipsis(scanner, cluster, start),
        Mark::Stop => cluster.detached || ends_stop(scanner, cluster, &word, at, start),
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
    // Without capitals a single short word before it is one that falters.
    const SHORT: usize = 12;
    let opening = cluster.start - scanner.sentence_start;
    let falters = start == Start::Caseless
        && !cluster.quoted
        && opening <= SHORT
        && word_length(&scanner.text[scanner.sentence_start..]) == opening;
    start != Start::Number && !opens && !falters
}

/// Whether a small letter opens a sentence all the same: `iPhones`, `'s Avonds`, or the next
/// item of a list in the line (`a) One. b) Two.`).
fn opens_small(scanner: &Scanner<'_>, place: usize, at: usize) -> bool {
    let bytes = scanner.text.as_bytes();
    let (Some(&letter), Some(&sign)) = (bytes.get(at), bytes.get(at + 1)) else {
        return false;
    };
    if !letter.is_ascii() || !sign.is_ascii() {
        return false;
    }
    if sign.is_ascii_uppercase() {
        return true;
    }
    if bytes
        .get(at + 2)
        .is_some_and(|byte| *byte != b' ' && sign != b' ')
    {
        return false;
    }
    if at > place {
        let clitic = matches!(&scanner.text[place..at], "'" | "’");
        let next = scanner.text[at + 1..].strip_prefix(' ');
        let next = next.and_then(|next| chars::start(next.chars().next()?));
        return clitic && sign == b' ' && next == Some(Start::Upper);
    }
    let first = &bytes[scanner.sentence_start..];
    matches!(sign, b')' | b'.')
        && bytes.get(at + 2) == Some(&b' ')
        && matches!(first, [label, mark, b' ', ..] if label.checked_add(1) == Some(letter) && *mark == sign)
}

/// A single full stop with white space and a start after it.
fn ends_stop(
    scanner: &Scanner<'_>,
    cluster: &Cluster,
    word: &Word<'_>,
    at: usize,
    start: Start,
) -> bool {
    let next = word_at(scanner, at);
    let starter = || scanner.rules.starts(next);
    let stem = word.text;
    if scanner.rules.never_starts(next) {
        return false;
    }
    if word.is_degree(scanner) {
        return true;
    }
    if let Some(known) = word.known(scanner) {
        if known.before_number && (start == Start::Number || is_label(scanner, at, next)) {
            return false;
        }
        if known.may_end || known.unit && word.follows_number(scanner) {
            return start == Start::Upper;
        }
        // A title that is a word as well; the name after it may open like a sentence.
        if known.rarely_ends && known.never_ends {
            return starter() && goes_on_small(scanner, at + next.len(), start);
        }
        if known.rarely_ends {
            return starter();
        }
        if known.never_ends {
            // No closing quotation mark parts a title from its name.
            return cluster.quoted && start == Start::Upper;
        }
    }
    if word.is_number() {
        let short = word.n_chars <= 2 && !word.is_part_of_number(scanner);
        return match start {
            Start::Number => !(short && scanner.rules.ordinals),
            Start::Upper => !(short && scanner.rules.ordinals) || starter(),
            _ => true,
        };
    }
    let abbreviates = word.is_initial() || word.is_dotted() || word.has_no_vowel();
    if start == Start::Number {
        return !abbreviates && !word.cites_verse(scanner, at);
    }
    // The letter of `Gwyneth's` is no word of its own.
    if word.n_chars == 1 && start == Start::Upper && word.is_clitic(scanner) {
        return true;
    }
    // One small letter abbreviates; a vowel with an accent may be a word.
    let is_letter = stem.len() == 1 && stem.as_bytes()[0].is_ascii_lowercase();
    if abbreviates || is_letter {
        let initial_follows =
            next.chars().count() == 1 && scanner.char_at(at + next.len()) == Some('.');
        return starter() && !initial_follows;
    }
    true
}

/// Whether a small letter follows the word that ends at an offset, after a space, a comma or an
/// apostrophe; a script without case has none to ask for.
fn goes_on_small(scanner: &Scanner<'_>, at: usize, start: Start) -> bool {
    let mut rest = scanner.text[at..].chars();
    start == Start::Caseless
        || rest
            .by_ref()
            .find(|c| !matches!(c, ' ' | ',' | '\'' | '’'))
            .is_some_and(char::is_lowercase)
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
                Mark::Stop => {
                    let closes =
                        || scanner.rules.closes(word.text) && !goes_dotted(scanner, next, at);
                    cluster.detached || closes()
                }
                Mark::Ellipsis => cluster.quoted,
                _ => true,
            };
    }
    // `Final.docx`: the name of a file, not a sentence.
    let ending = scanner.text[at + next.len()..].strip_prefix('.');
    if ending.is_some_and(|ending| ending.starts_with(|c: char| c.is_lowercase() || c.is_numeric()))
    {
        return false;
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

/// Whether the word at an offset is a further part of an abbreviation: `ए` of `आई.ए.एस.`
fn goes_dotted(scanner: &Scanner<'_>, word: &str, at: usize) -> bool {
    const LONGEST: usize = 2;
    let is_part = || word.chars().count() <= LONGEST || scanner.rules.abbreviation(word).is_some();
    scanner.char_at(at + word.len()) == Some('.') && is_part()
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
