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

/// Whether a byte may begin a terminator, a `|` or a round bracket; the others are passed over
/// at speed.
pub(super) const CANDIDATE: [bool; 256] = {
    let mut table = [false; 256];
    let leads = [
        b'.', b'!', b'?', b'|', b'(', b')', 0xd6, 0xd8, 0xdb, 0xdc, 0xe0, 0xe1, 0xe2, 0xe3, 0xea,
        0xef,
    ];
    let mut index = 0;
    while index < leads.len() {
        table[leads[index] as usize] = true;
        index += 1;
    }
    table
};

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
    c.is_alphanumeric()
        || matches!(c, '\u{200c}' | '\u{200d}' | '\u{ad}')
        || unicode_normalization::char::is_combining_mark(c)
}

/// Whether it is white space or a byte-order mark.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_terminator_is_found_by_its_first_byte() {
        for c in (0..=0x10ffff).filter_map(char::from_u32) {
            if terminator(c).is_some() {
                let mut buffer = [0; 4];
                let lead = c.encode_utf8(&mut buffer).as_bytes()[0];
                assert!(CANDIDATE[usize::from(lead)], "{c}");
            }
        }
    }
}
