//! What single characters mean for the end of a sentence, in any script. It looks at no
//! context and at no language.

/// The kind of a terminator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// `.`: an end only if what stands around it agrees.
    Stop,
    /// `...` or the like: an end only before what looks like a start.
    Ellipsis,
    /// `!` or `?`: an end unless the sentence visibly goes on.
    Strong,
    /// A danda or the like: an end.
    Final,
}

/// The kind of terminator that a character is.
pub(super) fn terminator(c: char) -> Option<Mark> {
    Some(match c {
        '.' | '．' => Mark::Stop,
        '…' => Mark::Ellipsis,
        '!' | '?' | '؟' | '‼' | '⁇' | '⁈' | '⁉' | '‽' | '！' | '？' | '﹖' | '﹗' | '⸮' => {
            Mark::Strong
        }
        '।' | '॥' | '。' | '｡' | '۔' | '։' | '።' | '፧' | '፨' | '။' | '។' | '៕' | '᠃' | '᠉'
        | '᱾' | '᱿' | '꯫' | '܂' => Mark::Final,
        _ => return None,
    })
}

/// How many bytes are looked at together where most are passed over.
const CHUNK: usize = 32;

/// Whether a terminator, a `|` or a round bracket may begin at a byte; `next` is the byte after
/// it. Of the characters that begin with 0xe0, among them those of the scripts of India, only
/// the dandas are wanted, and they are known by their second byte.
const fn candidate(byte: u8, next: u8) -> bool {
    // Without branches, so that a chunk is looked at by vector instructions.
    (byte == b'.')
        | (byte == b'!')
        | (byte == b'?')
        | (byte == b'|')
        | (byte == b'(')
        | (byte == b')')
        | ((byte >= 0xd6) & (byte != 0xe0))
        | ((byte == 0xa5) & ((next == 0xa4) | (next == 0xa5)))
}

/// The first offset from `from`, a boundary of characters, where a character begins that may be
/// wanted.
pub(super) fn next_candidate(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    let found = |offset: usize| offset - usize::from(bytes[offset] == 0xa5);
    while let (Some(here), Some(next)) =
        (bytes.get(at..at + CHUNK), bytes.get(at + 1..at + CHUNK + 1))
    {
        let pairs = || here.iter().zip(next);
        if pairs().fold(false, |any, (&byte, &next)| any | candidate(byte, next)) {
            let place = pairs().position(|(&byte, &next)| candidate(byte, next));
            return place.map(|place| found(at + place));
        }
        at += CHUNK;
    }
    let next = |offset: usize| bytes.get(offset + 1).copied().unwrap_or_default();
    let rest = at..bytes.len();
    rest.into_iter()
        .find(|&offset| candidate(bytes[offset], next(offset)))
        .map(found)
}

/// The first offset from `from` of a byte that a line break may begin with.
pub(super) fn next_break(bytes: &[u8], from: usize) -> Option<usize> {
    let wanted = |byte: u8| (byte.wrapping_sub(0x0a) < 4) | (byte == 0xc2) | (byte == 0xe2);
    let mut at = from;
    while let Some(chunk) = bytes.get(at..at + CHUNK) {
        if chunk.iter().fold(false, |any, &byte| any | wanted(byte)) {
            break;
        }
        at += CHUNK;
    }
    let rest = bytes.get(at..)?;
    rest.iter()
        .position(|&byte| wanted(byte))
        .map(|place| at + place)
}

/// The class of a quotation mark or bracket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closer {
    /// Closes and never opens.
    Bracket,
    /// A quotation mark that closes in some language; its place must tell.
    Quote,
    /// `"`, the same at both ends.
    Straight,
}

/// What a character may close.
pub(super) fn closer(c: char) -> Option<Closer> {
    Some(match c {
        ')' | ']' | '}' | '）' | '］' | '｝' | '」' | '』' | '】' | '〉' | '》' | '〕' | '｣' => {
            Closer::Bracket
        }
        '”' | '’' | '»' | '›' | '“' | '‘' | '«' | '‹' | '\'' | '＂' | '″' => {
            Closer::Quote
        }
        '"' => Closer::Straight,
        _ => return None,
    })
}

/// Whether the closer ends a quotation, not a bracket.
pub(super) fn closes_quote(c: char) -> bool {
    matches!(c, '」' | '』' | '》' | '〉') || closer(c).is_some_and(|kind| kind != Closer::Bracket)
}

/// Whether a character may open what follows: a quotation, a bracket, an inverted mark.
pub(super) fn opener(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '（'
            | '［'
            | '「'
            | '『'
            | '【'
            | '〈'
            | '《'
            | '〔'
            | '¿'
            | '¡'
            | '„'
            | '‚'
            | '‟'
            | '“'
            | '‘'
            | '«'
            | '‹'
            | '»'
            | '›'
            | '"'
            | '\''
            | '”'
            | '’'
    )
}

/// Whether the sentence goes on where this follows its terminator.
pub(super) fn continues(c: char) -> bool {
    matches!(
        c,
        ',' | ';' | ':' | '،' | '؛' | '、' | '，' | '；' | '：' | '၊' | '፣' | '፤' | '፥' | '፦'
    )
}

/// How what follows a terminator begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Start {
    /// A small letter.
    Lower,
    /// A capital letter.
    Upper,
    /// A letter of a script without case.
    Caseless,
    /// A digit or other number.
    Number,
}

/// The class of a letter or number; `None` for anything else.
pub(super) fn start(c: char) -> Option<Start> {
    if c.is_ascii() {
        return match c {
            'a'..='z' => Some(Start::Lower),
            'A'..='Z' => Some(Start::Upper),
            '0'..='9' => Some(Start::Number),
            _ => None,
        };
    }
    // By its block, as the tables of all scripts are slow; a test proves that they agree.
    if matches!(c, '\u{900}'..='\u{97f}') {
        return match c {
            '\u{966}'..='\u{96f}' => Some(Start::Number),
            '\u{93c}' | '\u{94d}' | '\u{951}'..='\u{954}' | '\u{964}' | '\u{965}' | '\u{970}' => {
                None
            }
            _ => Some(Start::Caseless),
        };
    }
    // Georgian has capitals in Unicode, but its sentences do not begin with them.
    if matches!(c, '\u{10d0}'..='\u{10ff}') {
        Some(Start::Caseless)
    } else if c.is_lowercase() {
        Some(Start::Lower)
    } else if c.is_uppercase() {
        Some(Start::Upper)
    } else if c.is_alphabetic() {
        Some(Start::Caseless)
    } else if c.is_numeric() && !is_superscript(c) {
        Some(Start::Number)
    } else {
        None
    }
}

/// Whether it is a raised digit, as of a footnote.
pub(super) fn is_superscript(c: char) -> bool {
    matches!(c, '¹' | '²' | '³' | '⁰' | '⁴'..='⁹')
}

/// Whether a character belongs to a word: a letter, a number, a mark, or a joiner.
pub(super) fn in_word(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    if matches!(c, '\u{900}'..='\u{97f}') {
        return !matches!(c, '\u{964}' | '\u{965}' | '\u{970}');
    }
    c.is_alphanumeric()
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}')
        || unicode_normalization::char::is_combining_mark(c)
}

/// Whether it is white space or a byte-order mark.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Whether it is an emoji of mood, which is set after what it is said of: a face, a hand, a
/// heart. One that points, or stands before an item, is none.
pub(super) fn is_mood(c: char) -> bool {
    matches!(
        c,
        '\u{1f600}'..='\u{1f64f}'
            | '\u{1f910}'..='\u{1f917}'
            | '\u{1f91d}'..='\u{1f92f}'
            | '\u{1f970}'..='\u{1f97a}'
            | '\u{1f44b}'..='\u{1f450}'
            | '\u{1f493}'..='\u{1f49f}'
            | '\u{1f90d}'..='\u{1f90f}'
            | '💋' | '💪' | '🧡' | '❤' | '♥' | '☹' | '☺' | '🎉' | '🎊' | '✨' | '🔥'
    )
}

/// Whether it shapes the emoji before it: its skin, its sex, its style.
pub(super) fn shapes_emoji(c: char) -> bool {
    matches!(
        c,
        '\u{1f3fb}'..='\u{1f3ff}' | '\u{200d}' | '\u{fe0f}' | '♀' | '♂'
    )
}

/// Whether it is a bullet that opens a list item.
pub(super) fn bullet(c: char) -> bool {
    matches!(
        c,
        '•' | '‣'
            | '◦'
            | '▪'
            | '▫'
            | '●'
            | '○'
            | '■'
            | '□'
            | '·'
            | '∙'
            | '⁃'
            | '➢'
            | '►'
            | '✓'
            | '✔'
            | '➤'
            | '▶'
            | '–'
            | '—'
            | '-'
            | '*'
            | '+'
    )
}

/// How far, in bytes, a word or an address is followed to either side.
pub(super) const REACH: usize = 192;

/// Length of the run of word characters that opens a text, at most [`REACH`].
pub(super) fn word_length(text: &str) -> usize {
    text.char_indices()
        .take_while(|&(offset, c)| offset < REACH && in_word(c))
        .last()
        .map_or(0, |(offset, c)| offset + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_terminator_is_found_wherever_it_stands() {
        let wanted = |c| terminator(c).is_some() || matches!(c, '|' | '(' | ')' | '（' | '）');
        for c in (0..=0x10ffff)
            .filter_map(char::from_u32)
            .filter(|&c| wanted(c))
        {
            for lead in ["", "एक ", "ab ", "é"] {
                for n_leads in [0, 1, 7, 11, 40] {
                    let before = lead.repeat(n_leads);
                    for after in ["", "å", "क", "x. and so on, for more than a chunk of it"] {
                        let text = format!("{before}{c}{after}");
                        let mut at = next_candidate(text.as_bytes(), 0).unwrap();
                        while at < before.len() {
                            let next = at + text[at..].chars().next().unwrap().len_utf8();
                            at = next_candidate(text.as_bytes(), next).unwrap();
                        }
                        assert_eq!(at, before.len(), "{text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn every_line_break_is_found() {
        for c in [
            "\n", "\r", "\u{b}", "\u{c}", "\u{85}", "\u{2028}", "\u{2029}",
        ] {
            for n_before in [0, 1, 31, 32, 100] {
                let text = "x".repeat(n_before) + c + "y";
                assert_eq!(next_break(text.as_bytes(), 0), Some(n_before), "{text:?}");
            }
        }
        assert_eq!(next_break("x".repeat(99).as_bytes(), 3), None);
        assert_eq!(next_break(b"", 0), None);
    }

    #[test]
    fn the_shortcut_for_devanagari_agrees_with_unicode() {
        for c in '\u{900}'..='\u{97f}' {
            let expected = match c {
                _ if c.is_alphabetic() => Some(Start::Caseless),
                _ if c.is_numeric() => Some(Start::Number),
                _ => None,
            };
            assert_eq!(start(c), expected, "{c}");
            let mark = unicode_normalization::char::is_combining_mark(c);
            assert_eq!(in_word(c), c.is_alphanumeric() || mark, "{c}");
        }
    }
}
