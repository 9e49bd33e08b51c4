//! A sentence to tokens with their kinds. It neither folds case nor stems: what a token means
//! is for evidence to say. One pass, linear in the text, without regular expressions.

use unicode_normalization::UnicodeNormalization;

use crate::span::Span;

mod links;

#[cfg(test)]
mod tests;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// A run of letters and marks of one script; an ideograph stands alone. Apostrophes and
    /// hyphens separate.
    Word,
    /// Letters that are all capital, two or more or together with digits: OFAC, COVID19, G20,
    /// B2B, 5G.
    Acronym,
    /// A run of digits of any script with inner `.` and `,`; [`digits`] gives its value.
    Number,
    /// One punctuation mark or symbol.
    Punctuation,
    /// A web or e-mail address.
    Url,
}

/// A token, with its place in the text that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Byte offsets into the text that was given.
    pub span: Span,
}

/// The tokens of a text in order; white space, control and format characters are left out.
///
/// ```
/// use tetrapla_core::{TokenKind, tokenise};
/// let text = "L'OFAC, ३८.५ %";
/// let tokens = tokenise(text);
/// let slices: Vec<&str> = tokens.iter().map(|token| token.span.of(text)).collect();
/// assert_eq!(slices, ["L", "'", "OFAC", ",", "३८.५", "%"]);
/// assert_eq!(tokens[2].kind, TokenKind::Acronym);
/// ```
#[must_use]
pub fn tokenise(text: &str) -> Vec<Token> {
    tokens(text).collect()
}

/// The tokens of a text, one by one; see [`tokenise`].
pub fn tokens(text: &str) -> Tokens<'_> {
    Tokens {
        text,
        at: 0,
        chunk_end: 0,
        link: None,
    }
}

/// The plain form of a token: NFKC, casefolded; digits of any script mapped; quotes, dashes
/// and full stops of all scripts each made one.
#[must_use]
pub fn fold(kind: TokenKind, token: &str) -> String {
    match kind {
        TokenKind::Number => digits(token),
        TokenKind::Punctuation => {
            let c = token.chars().next().unwrap_or(' ');
            let plain = match c {
                '«' | '»' | '“' | '”' | '„' | '‟' | '‘' | '’' | '‚' | '‛' | '\'' | '`' | '´'
                | '「' | '」' | '『' | '』' | '‹' | '›' => '"',
                '–' | '—' | '‒' | '―' | '−' | '‐' | '‑' => '-',
                '।' | '॥' | '。' | '|' | '۔' | '．' | '።' | '။' => '.',
                '、' | '，' | '،' => ',',
                '؟' | '？' => '?',
                '！' => '!',
                '；' | '؛' => ';',
                '：' => ':',
                other => other,
            };
            plain.to_string()
        }
        _ => token
            .nfkc()
            .flat_map(char::to_lowercase)
            .filter(|c| !matches!(c, '\u{200c}' | '\u{200d}'))
            .collect(),
    }
}

/// Iterator over the tokens of a text.
#[derive(Clone, Debug)]
pub struct Tokens<'t> {
    text: &'t str,
    at: usize,
    /// End of the run without white space in which addresses were looked for.
    chunk_end: usize,
    /// The next address in it.
    link: Option<Span>,
}

impl Iterator for Tokens<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let first = self.text[self.at..].chars().next()?;
            if is_space(first) {
                self.at += first.len_utf8();
                continue;
            }
            if self.at >= self.chunk_end {
                let rest = &self.text[self.at..];
                let length = rest.find(is_space).unwrap_or(rest.len());
                self.chunk_end = self.at + length;
                self.link = links::next(self.text, Span::new(self.at, self.chunk_end));
            }
            if let Some(link) = self.link.filter(|link| link.start <= self.at) {
                self.at = link.end;
                self.link = links::next(self.text, Span::new(self.at, self.chunk_end));
                return Some(Token {
                    kind: TokenKind::Url,
                    span: link,
                });
            }
            let start = self.at;
            let (kind, length) = self.token(first);
            self.at += length;
            if let Some(kind) = kind {
                return Some(Token {
                    kind,
                    span: Span::new(start, self.at),
                });
            }
        }
    }
}

impl Tokens<'_> {
    /// Kind and length of what begins here with `first`; no kind where it is left out.
    fn token(&self, first: char) -> (Option<TokenKind>, usize) {
        let end = self.link.map_or(self.chunk_end, |link| link.start);
        let rest = &self.text[self.at..end];
        if digit_value(first).is_some() {
            let length = number_length(rest);
            // A digit and capitals: 5G, 3D, 2FA.
            if length == 1 {
                let letters = &rest[1..];
                let n_capitals = letters
                    .bytes()
                    .take(4)
                    .take_while(u8::is_ascii_uppercase)
                    .count();
                let ends = !letters[n_capitals..].starts_with(|c| is_letter(c) || c.is_numeric());
                if (1..=3).contains(&n_capitals) && ends {
                    return (Some(TokenKind::Acronym), 1 + n_capitals);
                }
            }
            return (Some(TokenKind::Number), length);
        }
        if is_letter(first) {
            if first.is_uppercase()
                && let Some(length) = acronym_length(rest)
            {
                return (Some(TokenKind::Acronym), length);
            }
            return (Some(TokenKind::Word), word_length(rest, first));
        }
        let kind = if is_left_out(first) {
            None
        } else {
            Some(TokenKind::Punctuation)
        };
        (kind, first.len_utf8())
    }
}

/// The digits of a number in ASCII, without the marks inside: `३८.५` and `38,5` give `385`.
/// What is no decimal digit is dropped.
#[must_use]
pub fn digits(token: &str) -> String {
    token
        .chars()
        .filter_map(digit_value)
        .map(|value| char::from(b'0' + value))
        .collect()
}

/// Value of a decimal digit of any script.
fn digit_value(c: char) -> Option<u8> {
    /// The zeros of Unicode's decimal digits (category Nd); each is followed by its nine.
    const ZEROS: &[u32] = &[
        0x0660, 0x06f0, 0x07c0, 0x0966, 0x09e6, 0x0a66, 0x0ae6, 0x0b66, 0x0be6, 0x0c66, 0x0ce6,
        0x0d66, 0x0de6, 0x0e50, 0x0ed0, 0x0f20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0,
        0x1a80, 0x1a90, 0x1b50, 0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0,
        0xaa50, 0xabf0, 0xff10, 0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
        0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0,
        0x16a60, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950,
    ];
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    if !c.is_numeric() {
        return None;
    }
    let code = c as u32;
    let zero = ZEROS[..ZEROS.partition_point(|&zero| zero <= code)].last()?;
    u8::try_from(code - zero).ok().filter(|&value| value < 10)
}

/// Length of the number that opens a text: digits, and `.` or `,` between digits.
fn number_length(text: &str) -> usize {
    let mut length = 0;
    let mut inner = false;
    for (offset, c) in text.char_indices() {
        if digit_value(c).is_some() {
            length = offset + c.len_utf8();
            inner = false;
        } else if inner || !matches!(c, '.' | ',' | '\u{66b}' | '\u{66c}') {
            break;
        } else {
            inner = true;
        }
    }
    length
}

/// Length of the acronym that opens a text: capitals and digits up to the next character that
/// is neither letter nor digit, with two capitals or a digit.
fn acronym_length(text: &str) -> Option<usize> {
    let mut length = 0;
    let mut n_chars = 0_usize;
    for (offset, c) in text.char_indices() {
        if c.is_uppercase() || digit_value(c).is_some() {
            length = offset + c.len_utf8();
            n_chars += 1;
        } else if is_letter(c) || is_mark(c) {
            return None;
        } else {
            break;
        }
    }
    (n_chars > 1).then_some(length)
}

/// Length of the word that opens a text with the letter `first`.
fn word_length(text: &str, first: char) -> usize {
    let script = Script::of(first);
    let mut length = 0;
    for (offset, c) in text.char_indices() {
        let end = offset + c.len_utf8();
        if c.is_ascii_alphabetic() || is_mark(c) {
            if c.is_ascii_alphabetic() && script != Script::Spaced {
                break;
            }
            length = end;
        } else if is_letter(c) {
            let alone = script == Script::Ideographs && offset > 0;
            if alone || Script::of(c) != script {
                break;
            }
            length = end;
        } else if !is_joiner(c) {
            break;
        }
    }
    length
}

/// Scripts whose words no space divides, as far as tokens need to know.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Spaced,
    Ideographs,
    Hiragana,
    Katakana,
}

impl Script {
    fn of(c: char) -> Self {
        match c {
            '\u{3041}'..='\u{309f}' => Self::Hiragana,
            '\u{30a1}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9f}' => {
                Self::Katakana
            }
            '\u{3005}'..='\u{3007}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{3ffff}' => Self::Ideographs,
            _ => Self::Spaced,
        }
    }
}

/// Whether it is white space or a byte-order mark.
fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Whether a word may begin with it.
fn is_letter(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphabetic(),
        // Devanagari by its block, as the tables of all scripts are slow: the rest are marks,
        // digits and dandas.
        '\u{900}'..='\u{97f}' => matches!(
            c,
            '\u{904}'..='\u{939}' | '\u{93d}' | '\u{950}' | '\u{958}'..='\u{961}' | '\u{971}'..='\u{97f}'
        ),
        _ => c.is_alphabetic(),
    }
}

/// Whether it is a mark that belongs to the letter before it.
fn is_mark(c: char) -> bool {
    match c {
        '\0'..='\u{2ff}' => false,
        '\u{900}'..='\u{97f}' => matches!(
            c,
            '\u{900}'..='\u{903}' | '\u{93a}'..='\u{93c}' | '\u{93e}'..='\u{94f}' | '\u{951}'..='\u{957}'
                | '\u{962}' | '\u{963}'
        ),
        _ => unicode_normalization::char::is_combining_mark(c),
    }
}

/// Whether it joins or parts letters inside one word without being seen.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}')
}

/// Whether it is a control or format character that is no token.
fn is_left_out(c: char) -> bool {
    c.is_control()
        || is_joiner(c)
        || matches!(
            c,
            '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        )
        || matches!(c, '\u{2061}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}')
}
