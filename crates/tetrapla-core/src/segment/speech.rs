//! Whether a sentence goes on after a quotation that it holds: what follows says who spoke, or
//! the quotation is a word of the sentence like others. It does not look for sentences inside
//! the quotation. All look-ups reach a bounded way.

use super::chars::{self, Mark, Start, in_word, word_length};
use super::scan::{Cluster, Scanner};
use super::word::word_at;

/// How many words a clause may have up to its verb of speaking.
const LONGEST_CLAUSE: usize = 8;

/// The same after a quotation that was a whole sentence.
const LONGEST_AFTER_STOP: usize = 6;

/// How many words a speaker's name may have.
const LONGEST_NAME: usize = 3;

/// How far back, in bytes, the start of a quotation is looked for.
const LONGEST_QUOTATION: usize = 400;

/// Whether the sentence goes on at `at` after the quotation that the cluster closes; `place` is
/// what follows the cluster.
pub(super) fn goes_on(
    scanner: &Scanner<'_>,
    cluster: &Cluster,
    place: usize,
    at: usize,
    start: Start,
) -> bool {
    if !cluster.quoted {
        return is_between_dashes(scanner, place) && is_attributed(scanner, cluster, at, start);
    }
    is_attributed(scanner, cluster, at, start) || is_embedded(scanner, cluster, at, start)
}

/// Whether a dash stands at an offset and another opens the sentence: what was said stands
/// between them.
fn is_between_dashes(scanner: &Scanner<'_>, at: usize) -> bool {
    let is_dash = |c| matches!(c, Some('—' | '–' | '-'));
    is_dash(scanner.char_at(at)) && is_dash(scanner.char_at(scanner.sentence_start))
}

/// Whether what follows a quotation says who spoke.
fn is_attributed(scanner: &Scanner<'_>, cluster: &Cluster, at: usize, start: Start) -> bool {
    // After a full stop the quotation was a sentence, and a capital opens another.
    let ended = matches!(cluster.mark, Mark::Stop | Mark::Final);
    if cluster.mark != Mark::Stop || start == Start::Caseless {
        let word = word_at(scanner, at);
        let is_whole = scanner.char_at(at + word.len()) != Some('-');
        let glued = start == Start::Caseless && at == cluster.end;
        if is_whole && scanner.rules.attributes(word)
            || glued && scanner.rules.attributes_glued(word)
        {
            return true;
        }
    }
    if !scanner.rules.has_speech_verbs {
        return false;
    }
    match start {
        Start::Caseless => speaks_within(scanner, at, ended),
        Start::Upper if !ended => is_named(scanner, at),
        _ => false,
    }
}

/// Whether a short clause with a verb of speaking follows: without capitals nothing else tells.
/// After a quotation that was a whole sentence the verb must close the clause.
fn speaks_within(scanner: &Scanner<'_>, at: usize, closing: bool) -> bool {
    let mut clause = &scanner.text[at..];
    for _ in 0..(if closing {
        LONGEST_AFTER_STOP
    } else {
        LONGEST_CLAUSE
    }) {
        let (word, rest) = clause.split_at(word_length(clause));
        let next = rest
            .strip_prefix(' ')
            .filter(|next| next.starts_with(in_word));
        if scanner.rules.is_speech_noun(word) {
            let verb = next.map_or("", |next| &next[..word_length(next)]);
            if scanner.rules.is_light_verb(verb) {
                return !closing || closes(scanner, rest);
            }
        }
        if scanner.rules.speaks(word) {
            // A clause of its own after the verb, or a quotation, is what was said; the
            // quotation before it was not.
            return match next {
                _ if closing => closes(scanner, rest),
                Some(next) => !scanner.rules.complements(&next[..word_length(next)]),
                None => !rest.trim_start_matches(' ').starts_with([':', '：']),
            };
        }
        let Some(next) = next else { return false };
        clause = next;
    }
    false
}

/// Whether a clause ends with its verb, perhaps with others that complete it.
fn closes(scanner: &Scanner<'_>, rest: &str) -> bool {
    const LONGEST: usize = 3;
    let mut rest = rest.trim_start_matches(' ');
    for _ in 0..LONGEST {
        let word = &rest[..word_length(rest)];
        if !scanner.rules.is_light_verb(word) {
            break;
        }
        rest = rest[word.len()..].trim_start_matches(' ');
    }
    let next = rest.chars().next();
    next.is_none_or(|c| chars::terminator(c).is_some())
}

/// Whether a name and a verb of speaking follow, as in `Maria asked`.
fn is_named(scanner: &Scanner<'_>, at: usize) -> bool {
    let mut clause = &scanner.text[at..];
    for place in 0..=LONGEST_NAME {
        let (word, rest) = clause.split_at(word_length(clause));
        if place > 0 && scanner.rules.speaks(word) {
            let next = rest.trim_start_matches(' ');
            return !introduces(rest) && !scanner.rules.complements(&next[..word_length(next)]);
        }
        let is_name = word.chars().next().and_then(chars::start) == Some(Start::Upper);
        if !is_name || scanner.rules.starts(word) {
            return false;
        }
        let Some(next) = rest.strip_prefix(' ') else {
            return false;
        };
        clause = next;
    }
    false
}

/// Whether a colon, or a mark before another quotation, opens the rest of a clause.
fn introduces(rest: &str) -> bool {
    let mut chars = rest.chars().skip_while(|&c| c == ' ');
    match chars.next() {
        Some(':' | '：') => true,
        Some(',' | '،' | '，') => chars.find(|&c| c != ' ').is_some_and(chars::opener),
        _ => false,
    }
}

/// Whether the quotation is a word of its sentence, in a script without capitals: a word that is
/// no verb of speaking stands right before it.
fn is_embedded(scanner: &Scanner<'_>, cluster: &Cluster, at: usize, start: Start) -> bool {
    if start != Start::Caseless
        || at == cluster.end
        || cluster.mark != Mark::Strong
        || !scanner.rules.has_speech_verbs
    {
        return false;
    }
    let from = cluster.start.saturating_sub(LONGEST_QUOTATION);
    let mut from = from.max(scanner.sentence_start);
    while !scanner.text.is_char_boundary(from) {
        from += 1;
    }
    let before = &scanner.text[from..cluster.start];
    let Some(open) = before.rfind(['“', '«', '‘', '"']) else {
        return false;
    };
    let Some(lead) = before[..open].strip_suffix(' ') else {
        return false;
    };
    let length: usize = lead
        .chars()
        .rev()
        .take_while(|&c| in_word(c))
        .map(char::len_utf8)
        .sum();
    let word = &lead[lead.len() - length..];
    !word.is_empty() && !scanner.rules.speaks(word)
}
