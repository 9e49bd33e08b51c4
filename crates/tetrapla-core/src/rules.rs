//! The splitting rules of the languages as data: one plain-text file a language, parsed once.
//! It does not split, and it knows nothing of one language that its file does not say.
//!
//! A file is a list of sections; `#` opens a comment that runs to the end of the line, and the
//! entries of a section are separated by white space or line breaks. `generic.txt` says what
//! each section means. A new language is its file `CODE.txt` and its fixture
//! `CODE.fixture.txt` beside it; `build.rs` finds them.

use std::sync::OnceLock;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::error::{Error, Result};

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
}

/// The rules of one language, with the generic ones below them.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    abbreviations: FxHashMap<String, Abbreviation>,
    starters: FxHashSet<String>,
    attribution: FxHashSet<String>,
    speech_verbs: FxHashSet<String>,
    complementisers: FxHashSet<String>,
    closing_words: FxHashSet<String>,
    never_starts: FxHashSet<String>,
    /// `|` is written for the danda.
    pub pipe_danda: bool,
    /// A number and a full stop before a capital are an ordinal, not an end.
    pub ordinals: bool,
}

impl Rules {
    /// Reads the text of a rule file; `name` stands for it in an error.
    pub(crate) fn parse(name: &str, data: &str) -> Result<Self> {
        let mut rules = Self::default();
        rules.read(name, data)?;
        Ok(rules)
    }

    fn read(&mut self, name: &str, data: &str) -> Result<()> {
        let mut section = "";
        for (number, line) in data.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            if let Some(title) = line
                .strip_prefix('[')
                .and_then(|rest| rest.strip_suffix(']'))
            {
                section = title;
                continue;
            }
            for entry in line.split_whitespace() {
                self.enter(section, entry)
                    .map_err(|expected| Error::Rules {
                        name: name.to_owned(),
                        line: number + 1,
                        entry: entry.to_owned(),
                        expected,
                    })?;
            }
        }
        Ok(())
    }

    /// These rules under those of a language, whose abbreviations count instead of those here.
    fn below(mut self, own: Self) -> Self {
        self.abbreviations.extend(own.abbreviations);
        self.starters.extend(own.starters);
        self.attribution.extend(own.attribution);
        self.speech_verbs.extend(own.speech_verbs);
        self.complementisers.extend(own.complementisers);
        self.closing_words.extend(own.closing_words);
        self.never_starts.extend(own.never_starts);
        self.pipe_danda |= own.pipe_danda;
        self.ordinals |= own.ordinals;
        self
    }

    /// Files one entry; the error says what was expected.
    fn enter(&mut self, section: &str, entry: &str) -> std::result::Result<(), &'static str> {
        let mark: fn(&mut Abbreviation) = match section {
            "never-ends" => |abbreviation| abbreviation.never_ends = true,
            "rarely-ends" => |abbreviation| abbreviation.rarely_ends = true,
            "may-end" => |abbreviation| abbreviation.may_end = true,
            "before-number" => |abbreviation| abbreviation.before_number = true,
            "starters" => return Self::word(&mut self.starters, entry),
            "attribution" => return Self::word(&mut self.attribution, entry),
            "speech-verbs" => return Self::word(&mut self.speech_verbs, entry),
            "complementisers" => return Self::word(&mut self.complementisers, entry),
            "closing-words" => return Self::word(&mut self.closing_words, entry),
            "never-starts" => {
                self.never_starts.insert(entry.to_owned());
                return Ok(());
            }
            "settings" => {
                match entry {
                    "pipe-danda" => self.pipe_danda = true,
                    "ordinals" => self.ordinals = true,
                    _ => return Err("`pipe-danda` or `ordinals`"),
                }
                return Ok(());
            }
            _ => return Err("an entry under one of the section titles of generic.txt"),
        };
        let Some(stem) = entry.strip_suffix('.').filter(|stem| !stem.is_empty()) else {
            return Err("an abbreviation with its full stop");
        };
        for form in forms(stem) {
            mark(self.abbreviations.entry(form).or_default());
        }
        Ok(())
    }

    fn word(list: &mut FxHashSet<String>, entry: &str) -> std::result::Result<(), &'static str> {
        if entry.ends_with('.') {
            return Err("a word without a full stop");
        }
        list.insert(entry.to_lowercase());
        Ok(())
    }

    /// What is known of the word before a full stop.
    pub(crate) fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        self.abbreviations.get(word).copied()
    }

    /// Whether the word often opens a sentence and is seldom a name.
    pub(crate) fn starts(&self, word: &str) -> bool {
        self.starters.contains(&word.to_lowercase())
    }

    /// Whether the word after a quotation, even capital, says who spoke.
    pub(crate) fn attributes(&self, word: &str) -> bool {
        self.attribution.contains(&word.to_lowercase())
    }

    /// Whether a run of letters that no space divides begins with such a word.
    pub(crate) fn attributes_glued(&self, run: &str) -> bool {
        self.attribution
            .iter()
            .any(|word| run.starts_with(word.as_str()))
    }

    /// Whether the word is a verb of speaking.
    pub(crate) fn speaks(&self, word: &str) -> bool {
        self.speech_verbs.contains(&word.to_lowercase())
    }

    /// Whether the word opens the clause that a verb of speaking reports.
    pub(crate) fn complements(&self, word: &str) -> bool {
        self.complementisers.contains(word)
    }

    /// Whether the word so often closes a sentence that a full stop glued to both sides ends one.
    pub(crate) fn closes(&self, word: &str) -> bool {
        self.closing_words.contains(word)
    }

    /// Whether the word, as written, opens no sentence.
    pub(crate) fn never_starts(&self, word: &str) -> bool {
        self.never_starts.contains(word)
    }

    /// Whether there are verbs of speaking at all.
    pub(crate) fn has_speech_verbs(&self) -> bool {
        !self.speech_verbs.is_empty()
    }
}

/// An abbreviation as listed, in capitals, and capitalised.
fn forms(stem: &str) -> Vec<String> {
    let mut forms = vec![stem.to_owned()];
    // One letter says too little: `f.` (following) is not the initial `F.`.
    if stem.chars().count() > 1 {
        let mut chars = stem.chars();
        if let Some(first) = chars.next().filter(|first| first.is_lowercase()) {
            forms.push(first.to_uppercase().chain(chars).collect());
        }
        forms.push(stem.to_uppercase());
    }
    forms.sort_unstable();
    forms.dedup();
    forms
}

/// The tables that `build.rs` makes of the folder `segment/rules`.
mod files {
    include!(concat!(env!("OUT_DIR"), "/rule_files.rs"));
}

#[cfg(test)]
pub(crate) use files::EXPECTED;
use files::FILES;

/// Codes of languages that have the rules of another code.
const ALIASES: &[(&str, &str)] = &[("fil", "tl")];

const GENERIC: &str = include_str!("segment/rules/generic.txt");

/// The primary subtags that have rules, each alias after its language.
pub(crate) fn codes() -> impl Iterator<Item = &'static str> {
    FILES.iter().flat_map(|&(code, _)| {
        let aliases = ALIASES.iter().filter(move |&&(_, of)| of == code);
        std::iter::once(code).chain(aliases.map(|&(alias, _)| alias))
    })
}

/// The rules of a primary subtag, the generic ones where it has no file.
pub(crate) fn of(primary: &str) -> &'static Rules {
    static ALL: [OnceLock<Rules>; FILES.len()] = [const { OnceLock::new() }; FILES.len()];
    static PLAIN: OnceLock<Rules> = OnceLock::new();
    let alias = ALIASES.iter().find(|&&(alias, _)| alias == primary);
    let primary = alias.map_or(primary, |&(_, code)| code);
    match FILES.iter().position(|&(code, _)| code == primary) {
        Some(place) => {
            let (code, data) = FILES[place];
            ALL[place].get_or_init(|| built_in(code, data))
        }
        None => PLAIN.get_or_init(|| built_in("generic", "")),
    }
}

/// Rules of the package itself; a test proves that every file parses.
fn built_in(name: &str, data: &str) -> Rules {
    let rules = Rules::parse("generic", GENERIC).unwrap_or_default();
    rules.below(Rules::parse(name, data).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_parses() {
        Rules::parse("generic", GENERIC).unwrap();
        for (code, data) in FILES {
            let parsed = Rules::parse(code, data);
            assert!(parsed.is_ok(), "{code}: {parsed:?}");
        }
    }

    #[test]
    fn wrong_entries_are_named_with_their_line() {
        let said = |data| Rules::parse("xx", data).unwrap_err().to_string();
        assert!(said("# x\n[may-end]\netc").contains("line 3: `etc`"));
        assert!(said("stray").contains("line 1"));
        assert!(said("[starters]\nthe.").contains("without a full stop"));
        assert!(said("[settings]\nfast").contains("pipe-danda"));
    }

    #[test]
    fn lower_case_entries_hold_capitalised_too() {
        let rules = Rules::parse("xx", "[never-ends]\ndott. Ir.").unwrap();
        for word in ["dott", "Dott", "DOTT", "Ir", "IR"] {
            assert!(rules.abbreviation(word).is_some(), "{word}");
        }
        assert!(rules.abbreviation("ir").is_none());
    }
}
