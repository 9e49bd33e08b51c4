//! Codes of languages by three letters, for those who give one where two are wanted.

/// The codes of three letters, of ISO 639-2, of the languages that have rules under two.
pub(crate) const OF_THREE_LETTERS: &[(&str, &str)] = &[
    ("amh", "am"),
    ("ara", "ar"),
    ("ben", "bn"),
    ("bur", "my"),
    ("ces", "cs"),
    ("chi", "zh"),
    ("cze", "cs"),
    ("deu", "de"),
    ("dut", "nl"),
    ("eng", "en"),
    ("fas", "fa"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("ger", "de"),
    ("hin", "hi"),
    ("hun", "hu"),
    ("ind", "id"),
    ("ita", "it"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("mar", "mr"),
    ("may", "ms"),
    ("msa", "ms"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("per", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rum", "ro"),
    ("rus", "ru"),
    ("spa", "es"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("vie", "vi"),
    ("zho", "zh"),
];

/// The code of two letters, with rules, of a language whose code has three: `it` for `ita`.
#[must_use]
pub fn of_two_letters(code: &str) -> Option<&'static str> {
    let primary = code.split('-').next().unwrap_or_default();
    let mut pairs = OF_THREE_LETTERS.iter();
    pairs
        .find(|(three, _)| three.eq_ignore_ascii_case(primary))
        .map(|&(_, two)| two)
}
