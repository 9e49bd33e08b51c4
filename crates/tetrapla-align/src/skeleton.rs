//! Words of two scripts made comparable: consonants of Devanagari and of Latin words.
//!
//! Transcribed names keep their consonants better than their vowels: लाजरुस and Lazarus are both
//! `ljrs`. Acronyms spelt by the names of the letters (एफबीआई for FBI) are read back.

/// Fewest consonants that a skeleton needs to say anything.
pub const MIN_SKELETON: usize = 3;

/// Whether a letter is Devanagari.
#[must_use]
pub fn is_devanagari(c: char) -> bool {
    ('\u{900}'..='\u{97f}').contains(&c)
}

/// The consonants of a word as classes, or nothing where it is in another script.
///
/// The word is taken as casefolded. A repeated consonant counts once.
#[must_use]
pub fn skeleton(word: &str) -> Option<String> {
    let first = word.chars().find(|c| c.is_alphabetic())?;
    let raw = if is_devanagari(first) {
        devanagari(word)
    } else if first.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&first) {
        latin(word)
    } else {
        return None;
    };
    let mut made = String::new();
    for c in raw.chars() {
        if !made.ends_with(c) {
            made.push(c);
        }
    }
    Some(made)
}

fn devanagari(word: &str) -> String {
    let class = |c| {
        Some(match c {
            'क' | 'ख' | '\u{958}' | '\u{959}' => 'k',
            'ग' | 'घ' | '\u{95a}' => 'g',
            'च' | 'छ' => 'c',
            'ज' | 'झ' | '\u{95b}' => 'j',
            'ट' | 'ठ' | 'त' | 'थ' => 't',
            'ड' | 'ढ' | 'द' | 'ध' => 'd',
            'ङ' | 'ञ' | 'ण' | 'न' | 'ं' | 'ँ' => 'n',
            'प' => 'p',
            'फ' | '\u{95e}' => 'f',
            'ब' | 'भ' => 'b',
            'म' => 'm',
            'र' | '\u{95c}' | '\u{95d}' | 'ृ' => 'r',
            'ल' | 'ळ' => 'l',
            'व' => 'v',
            'श' | 'ष' | 'स' => 's',
            _ => return None,
        })
    };
    // A nukta after the letter makes ड a flap; after the others the class stays.
    let mut made = String::new();
    for c in word.chars() {
        if c == '\u{93c}' {
            if made.ends_with('d') {
                made.pop();
                made.push('r');
            }
        } else if let Some(letter) = class(c) {
            made.push(letter);
        }
    }
    made
}

fn latin(word: &str) -> String {
    let plain: Vec<char> = strip_accents(word)
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    let mut made = String::new();
    let mut at = 0;
    while at < plain.len() {
        let next = plain.get(at + 1).copied().unwrap_or(' ');
        let soft = matches!(next, 'e' | 'i' | 'y');
        let (letter, taken) = match (plain[at], next) {
            ('c', 'h') => ("c", 2),
            ('p', 'h') => ("f", 2),
            ('s', 'h') | ('t', 'h') | ('k', 'h') | ('g', 'h') | ('b', 'h') | ('d', 'h') => (
                match plain[at] {
                    's' => "s",
                    't' => "t",
                    'k' => "k",
                    'g' => "g",
                    'b' => "b",
                    _ => "d",
                },
                2,
            ),
            ('c', _) if soft => ("s", 1),
            ('g', _) if soft => ("j", 1),
            ('c' | 'k' | 'q', _) => ("k", 1),
            ('x', _) => ("ks", 1),
            ('g', _) => ("g", 1),
            ('j' | 'z', _) => ("j", 1),
            ('t', _) => ("t", 1),
            ('d', _) => ("d", 1),
            ('n', _) => ("n", 1),
            ('p', _) => ("p", 1),
            ('f', _) => ("f", 1),
            ('b', _) => ("b", 1),
            ('m', _) => ("m", 1),
            ('r', _) => ("r", 1),
            ('l', _) => ("l", 1),
            ('v' | 'w', _) => ("v", 1),
            ('s', _) => ("s", 1),
            _ => ("", 1),
        };
        made.push_str(letter);
        at += taken;
    }
    made
}

/// A word without the accents of Latin, Greek and Cyrillic letters.
#[must_use]
pub fn strip_accents(word: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    word.nfd()
        .filter(|c| !('\u{300}'..='\u{36f}').contains(c))
        .nfc()
        .collect()
}

/// Names of the Latin letters in Devanagari, the longer of two that begin alike first.
const LETTER_NAMES: &[(&str, char)] = &[
    ("डब्ल्यू", 'w'),
    ("डब्लू", 'w'),
    ("क्यू", 'q'),
    ("एक्स", 'x'),
    ("ज़ेड", 'z'),
    ("जेड", 'z'),
    ("एफ", 'f'),
    ("एच", 'h'),
    ("एल", 'l'),
    ("एम", 'm'),
    ("एन", 'n'),
    ("एस", 's'),
    ("वाई", 'y'),
    ("आई", 'i'),
    ("आर", 'r'),
    ("बी", 'b'),
    ("सी", 'c'),
    ("डी", 'd'),
    ("जी", 'g'),
    ("जे", 'j'),
    ("के", 'k'),
    ("पी", 'p'),
    ("टी", 't'),
    ("यू", 'u'),
    ("वी", 'v'),
    ("ए", 'a'),
    ("ई", 'e'),
    ("ओ", 'o'),
];

/// Most letters of a spelt acronym.
const MAX_SPELT: usize = 12;

/// The Latin letters of an acronym spelt by their names in Devanagari: `fbi` of एफबीआई.
#[must_use]
pub fn spelt_acronym(word: &str) -> Option<String> {
    // A name may begin another one (ए of एस), so a wrong choice is taken back.
    fn read(rest: &str, letters: &mut String) -> bool {
        if rest.is_empty() {
            return letters.len() >= 2;
        }
        letters.len() < MAX_SPELT
            && LETTER_NAMES.iter().any(|(name, letter)| {
                let Some(after) = rest.strip_prefix(name) else {
                    return false;
                };
                letters.push(*letter);
                let found = read(after, letters);
                if !found {
                    letters.pop();
                }
                found
            })
    }
    let mut letters = String::new();
    read(word, &mut letters).then_some(letters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_across_scripts() {
        for (hindi, latin) in [
            ("लाजरुस", "lazarus"),
            ("प्योंगयांग", "pyongyang"),
            ("न्यूयॉर्क", "newyork"),
            ("रॉड्रिगेज़", "rodriguez"),
            ("फिलिप", "philip"),
        ] {
            let (a, b) = (skeleton(hindi).unwrap(), skeleton(latin).unwrap());
            assert!(
                strsim::normalized_levenshtein(&a, &b) >= 0.75,
                "{hindi} {a} {latin} {b}"
            );
        }
        assert_eq!(skeleton("Москва"), None);
    }

    #[test]
    fn acronyms_are_read_by_their_letters() {
        assert_eq!(spelt_acronym("एफबीआई").as_deref(), Some("fbi"));
        assert_eq!(spelt_acronym("ओएफएसी").as_deref(), Some("ofac"));
        assert_eq!(spelt_acronym("एएमएल").as_deref(), Some("aml"));
        assert_eq!(spelt_acronym("नाटो"), None);
        assert_eq!(spelt_acronym("ए"), None);
    }
}
