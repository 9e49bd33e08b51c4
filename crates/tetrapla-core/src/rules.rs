//! The splitting rules of the languages: plain-text files, one a language, which the build
//! script reads (`rules/parse.rs`) into tables with a perfect hash, so that nothing is parsed
//! or allocated when a program runs. It does not split, and it knows nothing of one language
//! that its file does not say.
//!
//! A new language is its file `segment/rules/CODE.txt`, and its fixture `CODE.fixture.txt` and
//! running texts `CODE.texts.txt` beside it.

mod mark;

#[cfg(test)]
mod parse;

use std::borrow::Cow;

/// What the full stop after a listed abbreviation says; several may hold of one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Abbreviation {
    /// Never ends a sentence inside a paragraph.
    pub never_ends: bool,
    /// Ends one only before a word of `[starters]`.
    pub rarely_ends: bool,
    /// Ends one before any capital letter, not before a digit.
    pub may_end: bool,
    /// Ends none before a number.
    pub before_number: bool,
    /// Ends one before any capital letter where a number stands before it.
    pub unit: bool,
}

/// The rules of one language, with the generic ones below them.
#[derive(Debug)]
pub(crate) struct Rules {
    /// The marks of each word.
    words: phf::Map<&'static str, u16>,
    /// The words marked as attributions.
    attribution: &'static [&'static str],
    /// The endings of words that often open a sentence.
    starter_endings: &'static [&'static str],
    /// There are words of `[after-numerals]` at all.
    pub has_after_numerals: bool,
    /// There are verbs of speaking at all.
    pub has_speech_verbs: bool,
    /// `|` is written for the danda.
    pub pipe_danda: bool,
    /// A number and a full stop before a capital are an ordinal, not an end.
    pub ordinals: bool,
}

impl Rules {
    /// What is known of the word before a full stop.
    pub(crate) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        let marks = self.marks(word);
        (marks & mark::ABBREVIATION != 0).then_some(Abbreviation {
            never_ends: marks & mark::NEVER_ENDS != 0,
            rarely_ends: marks & mark::RARELY_ENDS != 0,
            may_end: marks & mark::MAY_END != 0,
            before_number: marks & mark::BEFORE_NUMBER != 0,
            unit: marks & mark::UNIT != 0,
        })
    }

    /// Whether the word often opens a sentence and is seldom a name.
    pub(crate) fn starts(&self, word: &str) -> bool {
        let word = lower(word);
        self.marks(&word) & mark::STARTER != 0 || self.starts_by_its_ending(&word)
    }

    /// Whether the word has an ending of words that often open a sentence, and is no short name.
    fn starts_by_its_ending(&self, word: &str) -> bool {
        const SHORTEST: usize = 3;
        let stems = self.starter_endings.iter();
        let mut stems = stems.filter_map(|ending| word.strip_suffix(ending));
        stems.any(|stem| stem.len() >= SHORTEST)
    }

    /// Whether the word, as written, goes on after a letter or Roman numeral.
    pub(crate) fn follows_numeral(&self, word: &str) -> bool {
        self.marks(word) & mark::AFTER_NUMERAL != 0
    }

    /// Whether the word after a quotation, even capital, says who spoke.
    pub(crate) fn attributes(&self, word: &str) -> bool {
        self.marks(&lower(word)) & mark::ATTRIBUTION != 0
    }

    /// Whether a run of letters that no space divides begins with such a word.
    pub(crate) fn attributes_glued(&self, run: &str) -> bool {
        self.attribution.iter().any(|word| run.starts_with(word))
    }

    /// Whether the word is a verb of speaking.
    pub(crate) fn speaks(&self, word: &str) -> bool {
        self.marks(&lower(word)) & mark::SPEECH_VERB != 0
    }

    /// Whether the word is a noun that says who spoke if a light verb completes it.
    pub(crate) fn is_speech_noun(&self, word: &str) -> bool {
        self.marks(word) & mark::SPEECH_NOUN != 0
    }

    /// Whether the word completes a verb or noun of speaking.
    pub(crate) fn is_light_verb(&self, word: &str) -> bool {
        self.marks(word) & mark::LIGHT_VERB != 0
    }

    /// Whether the word opens the clause that a verb of speaking reports.
    pub(crate) fn complements(&self, word: &str) -> bool {
        self.marks(word) & mark::COMPLEMENTISER != 0
    }

    /// Whether the word so often closes a sentence that a full stop glued to both sides ends one.
    pub(crate) fn closes(&self, word: &str) -> bool {
        self.marks(word) & mark::CLOSING != 0
    }

    /// Whether the word, as written, opens no sentence.
    pub(crate) fn never_starts(&self, word: &str) -> bool {
        self.marks(word) & mark::NEVER_STARTS != 0
    }

    fn marks(&self, word: &str) -> u16 {
        self.words.get(word).copied().unwrap_or_default()
    }
}

/// The word in small letters; most are so already.
fn lower(word: &str) -> Cow<'_, str> {
    match word.chars().any(char::is_uppercase) {
        false => Cow::Borrowed(word),
        true => Cow::Owned(word.to_lowercase()),
    }
}

/// What `build.rs` makes of the folder `segment/rules`.
mod tables {
    use super::Rules;

    include!(concat!(env!("OUT_DIR"), "/rule_tables.rs"));
}

#[cfg(test)]
pub(crate) use tables::EXPECTED;
use tables::{GENERIC, LANGUAGES};

/// Codes of languages that have the rules of another code.
const ALIASES: &[(&str, &str)] = &[("fil", "tl")];

/// The primary subtags that have rules, each alias after its language.
pub(crate) fn codes() -> impl Iterator<Item = &'static str> {
    LANGUAGES.iter().flat_map(|&(code, _)| {
        let aliases = ALIASES.iter().filter(move |&&(_, of)| of == code);
        std::iter::once(code).chain(aliases.map(|&(alias, _)| alias))
    })
}

/// The rules of a primary subtag, the generic ones where it has no file.
pub(crate) fn of(primary: &str) -> &'static Rules {
    let alias = ALIASES.iter().find(|&&(alias, _)| alias == primary);
    let primary = alias.map_or(primary, |&(_, code)| code);
    match LANGUAGES.binary_search_by_key(&primary, |&(code, _)| code) {
        Ok(place) => LANGUAGES[place].1,
        Err(_) => &GENERIC,
    }
}

#[cfg(test)]
mod tests {
    use super::parse::Parsed;
    use super::*;

    #[test]
    fn wrong_entries_are_named_with_their_line() {
        let said = |data| {
            let wrong = Parsed::read(data).unwrap_err();
            format!("{}: {}", wrong.line, wrong.message)
        };
        assert!(said("# x\n[may-end]\netc").contains("3: `etc`: expected an abbreviation"));
        assert!(said("stray").starts_with("1: `stray`"));
        assert!(said("[starters]\nthe.").contains("without a full stop"));
        assert!(said("[settings]\nfast").contains("pipe-danda"));
    }

    #[test]
    fn lower_case_entries_hold_capitalised_too() {
        let parsed = Parsed::read("[never-ends]\ndott. Ir.").unwrap();
        let words: Vec<&str> = parsed.words.keys().map(String::as_str).collect();
        assert_eq!(words, ["DOTT", "Dott", "IR", "Ir", "dott"]);
    }

    #[test]
    fn a_language_overrules_the_generic_abbreviations_and_adds_to_the_rest() {
        let generic = Parsed::read("[may-end]\nno.\n[starters]\nno").unwrap();
        let own = Parsed::read("[never-ends]\nno.\n[settings]\nordinals").unwrap();
        let both = generic.below(&own);
        assert_eq!(both.words["no"], mark::NEVER_ENDS | mark::STARTER);
        assert!(both.ordinals && !both.pipe_danda);
    }

    #[test]
    fn a_starter_may_be_listed_by_its_ending() {
        let parsed = Parsed::read("[starters]\nia -nya").unwrap();
        assert!(parsed.words.contains_key("ia") && parsed.starter_endings.contains("nya"));
        assert!(of("id").starts("Harganya") && !of("id").starts("Tanya"));
    }

    #[test]
    fn tables_are_found_by_code_alias_and_by_default() {
        assert!(
            of("it")
                .abbreviation("dott")
                .is_some_and(|it| it.never_ends)
        );
        assert!(of("it").starts("Quando") && of("it").starts("quando"));
        assert!(std::ptr::eq(of("fil"), of("tl")));
        assert!(of("xx").abbreviation("Mr").is_some());
        assert!(of("xx").abbreviation("dott").is_none());
        assert!(codes().any(|code| code == "fil"));
        assert!(of("hi").pipe_danda && of("hi").has_speech_verbs);
    }
}
