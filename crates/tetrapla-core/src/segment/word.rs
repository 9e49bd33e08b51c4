//! The word before a terminator and the one after it: what its letters alone say. It asks the
//! lists of the language, and decides nothing.

use super::chars::{self, Mark, Start, in_word, word_length};
use super::scan::{Cluster, Scanner};

/// The run of word characters at an offset.
pub(super) fn word_at<'t>(scanner: &Scanner<'t>, at: usize) -> &'t str {
    let rest = &scanner.text[at..];
    &rest[..word_length(rest)]
}

/// Whether a word is a Roman numeral in capitals.
pub(super) fn is_roman(word: &str) -> bool {
    !word.is_empty() && word.bytes().all(|byte| b"IVXLCDM".contains(&byte))
}

/// Whether the word at an offset is the number or letter of what a word such as `fig.` names:
/// a Roman numeral or one capital letter, which may be a word of its own.
pub(super) fn is_label(scanner: &Scanner<'_>, at: usize, word: &str) -> bool {
    let roman = is_roman(word);
    let starts_upper = word.chars().next().is_some_and(char::is_uppercase);
    if roman && word.len() > 1 || word.chars().count() != 1 || !starts_upper {
        return roman;
    }
    let rest = &scanner.text[at + word.len()..];
    let mut chars = rest.chars();
    let (sign, next) = (chars.next(), chars.next());
    let small_follows = next.is_some_and(char::is_lowercase);
    match sign {
        Some('\'' | '’') => false,
        Some('-') => !small_follows,
        // An initial, unless a sentence begins.
        Some('.') => {
            roman
                || match next {
                    Some(' ') => scanner.rules.starts(word_after(&rest[1..])),
                    _ => next.is_none_or(|next| chars::closer(next).is_some()),
                }
        }
        Some(' ') if !scanner.rules.has_after_numerals => roman,
        Some(' ') if scanner.rules.starts(word) => {
            let numbers = scanner.rules.follows_numeral(word_after(rest));
            // After other vowels, all of them words of some language, anything may follow.
            (roman || word == "A") && numbers || roman && !small_follows
        }
        _ => true,
    }
}

/// The word after a space that opens a text.
fn word_after(text: &str) -> &str {
    let text = text.strip_prefix(' ').unwrap_or(text);
    &text[..word_length(text)]
}

/// The number that opens a text, with a full stop and white space behind it.
pub(super) fn listed_number(text: &str) -> Option<u32> {
    const LONGEST: usize = 3;
    let mut chars = text.chars();
    let mut number = digit(chars.next()?)?;
    for _ in 0..LONGEST {
        let c = chars.next()?;
        if let Some(digit) = digit(c) {
            number = number * 10 + digit;
        } else {
            let spaced = chars.next().is_some_and(chars::is_space);
            return (c == '.' && spaced).then_some(number);
        }
    }
    None
}

/// The value of a digit, European or of Devanagari.
fn digit(c: char) -> Option<u32> {
    match c {
        '०'..='९' => Some(u32::from(c) - u32::from('०')),
        _ => c.to_digit(10),
    }
}

/// The word before a terminator, with full stops inside it (`S.p.A`).
pub(super) struct Word<'t> {
    /// The word.
    pub text: &'t str,
    /// Where it stands.
    pub start: usize,
    /// Its characters, full stops before it among them.
    pub n_chars: usize,
}

impl<'t> Word<'t> {
    pub fn before(scanner: &Scanner<'t>, cluster: &Cluster) -> Self {
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
    pub fn known(&self, scanner: &Scanner<'_>) -> Option<crate::rules::Abbreviation> {
        scanner.rules.abbreviation(self.text)
    }

    /// Digits with full stops and commas inside.
    pub fn is_number(&self) -> bool {
        !self.text.is_empty() && self.text.chars().all(|c| c.is_numeric() || c == '.')
    }

    /// What stands before it in its sentence.
    fn lead<'s>(&self, scanner: &Scanner<'s>) -> &'s str {
        &scanner.text[scanner.sentence_start..self.start]
    }

    /// Whether a number stands before it: `30 min`.
    pub fn follows_number(&self, scanner: &Scanner<'_>) -> bool {
        let lead = self.lead(scanner);
        lead.trim_end_matches(['\u{a0}', ' '])
            .ends_with(char::is_numeric)
    }

    /// Whether it is the letter of a temperature: `180 °C`.
    pub fn is_degree(&self, scanner: &Scanner<'_>) -> bool {
        let lead = self.lead(scanner).trim_end_matches(['\u{a0}', ' ']);
        let number = lead.strip_suffix(['°', 'º']);
        matches!(self.text, "C" | "F")
            && number.is_some_and(|number| {
                let number = number.trim_end_matches(['\u{a0}', ' ']);
                number.ends_with(char::is_numeric)
            })
    }

    /// Whether it abbreviates a book whose chapter and verse stand at an offset: `Eph. 2:8`.
    pub fn cites_verse(&self, scanner: &Scanner<'_>, at: usize) -> bool {
        const LONGEST: usize = 5;
        let number = |text: &str| text.bytes().take(4).take_while(u8::is_ascii_digit).count();
        let chapter = &scanner.text[at..];
        let verse = chapter[number(chapter)..].strip_prefix(':');
        verse.is_some_and(|verse| number(verse) > 0)
            && self.text.chars().take(LONGEST + 1).count() <= LONGEST
            && match self.text.chars().next().and_then(chars::start) {
                Some(Start::Upper) => true,
                Some(Start::Caseless) => !scanner.rules.closes(self.text),
                _ => false,
            }
    }

    /// Whether digits and a comma, a colon or the like stand before it: decimals, a score.
    pub fn is_part_of_number(&self, scanner: &Scanner<'_>) -> bool {
        let mut before = scanner.text[scanner.sentence_start..self.start]
            .chars()
            .rev();
        matches!(before.next(), Some(',' | ':' | '/' | '-' | '–'))
            && before.next().is_some_and(char::is_numeric)
    }

    /// A small letter with an apostrophe and a word before it.
    pub fn is_clitic(&self, scanner: &Scanner<'_>) -> bool {
        let mut before = scanner.text[scanner.sentence_start..self.start]
            .chars()
            .rev();
        self.text.starts_with(char::is_lowercase)
            && matches!(before.next(), Some('\'' | '’'))
            && before.next().is_some_and(in_word)
    }

    /// One capital letter.
    pub fn is_initial(&self) -> bool {
        let mut chars = self
            .text
            .chars()
            .filter(|&c| !unicode_normalization::char::is_combining_mark(c));
        chars.next().is_some_and(char::is_uppercase) && chars.next().is_none()
    }

    /// Letters with full stops between them: `U.S`, `a.m`, `Ph.D`.
    pub fn is_dotted(&self) -> bool {
        self.text.contains('.')
            && self.text.split('.').all(|part| {
                (1..=2).contains(&part.chars().count()) && part.chars().all(char::is_alphabetic)
            })
    }

    /// Up to four Latin letters, none of them a vowel and not all capital: `Sgt`, `ft`.
    pub fn has_no_vowel(&self) -> bool {
        (1..=4).contains(&self.text.len())
            && self.text.bytes().all(|byte| {
                byte.is_ascii_alphabetic() && !b"aeiouy".contains(&byte.to_ascii_lowercase())
            })
            && self.text.bytes().any(|byte| byte.is_ascii_lowercase())
    }

    /// Whether its last letter is of a script without case.
    pub fn is_caseless(&self) -> bool {
        let last = self.text.chars().rev().find_map(chars::start);
        last == Some(Start::Caseless)
    }

    /// Whether it is the number or letter of a list item at the start of a sentence.
    pub fn is_list_marker(&self, scanner: &Scanner<'_>, cluster: &Cluster) -> bool {
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
        // Of a script without case a letter may be a word: a danda or the like ends it then, but
        // for the letters that number items in Burmese, and of Hangul only some number any.
        let is_burmese = self
            .text
            .starts_with(|c| matches!(c, '\u{1000}'..='\u{109f}'));
        let is_label = (cluster.mark == Mark::Stop || is_burmese)
            && self
                .text
                .chars()
                .all(|c| !matches!(c, '가'..='힣') || "가나다라마바사아자차카타파하".contains(c));
        (digits && self.n_chars <= 3)
            || (letters == 1 && is_label)
            || (roman && self.n_chars <= 4)
            || (digits && self.text.contains('.') && self.n_chars <= 8 && self.text.len() <= 8)
    }
}
