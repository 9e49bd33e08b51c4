//! Reads a rule file. The build script does it, so that a malformed file fails the build and no
//! program parses anything; the tests of the crate do it to show what is refused.
//!
//! A file is a list of sections; `#` opens a comment that runs to the end of the line, and the
//! entries of a section are separated by white space or line breaks. `generic.txt` says what
//! each section means.

use std::collections::{BTreeMap, BTreeSet};

use super::mark;

/// What a rule file says.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    /// The marks of each word, in the form in which it is looked up.
    pub words: BTreeMap<String, u16>,
    /// Endings of words that often open a sentence.
    pub starter_endings: BTreeSet<String>,
    /// `|` is written for the danda.
    pub pipe_danda: bool,
    /// A number and a full stop before a capital are an ordinal, not an end.
    pub ordinals: bool,
}

/// An entry that is not what its section lists, or stands in none.
#[derive(Debug)]
pub(crate) struct Malformed {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it, and what was expected.
    pub message: String,
}

impl Parsed {
    /// Reads the text of a rule file.
    pub(crate) fn read(data: &str) -> Result<Self, Malformed> {
        let mut parsed = Self::default();
        let mut section = "";
        for (number, line) in data.lines().enumerate() {
            let line = line.split('#').next().unwrap_or_default().trim();
            let title = line.strip_prefix('[');
            if let Some(title) = title.and_then(|rest| rest.strip_suffix(']')) {
                section = title;
                continue;
            }
            for entry in line.split_whitespace() {
                let filed = parsed.enter(section, entry);
                filed.map_err(|expected| Malformed {
                    line: number + 1,
                    message: format!("`{entry}`: expected {expected}"),
                })?;
            }
        }
        Ok(parsed)
    }

    /// These rules under those of a language, whose abbreviations count instead of those here.
    pub(crate) fn below(mut self, own: &Self) -> Self {
        for (word, &marks) in &own.words {
            let here = self.words.entry(word.clone()).or_default();
            if marks & mark::ABBREVIATION != 0 {
                *here &= !mark::ABBREVIATION;
            }
            *here |= marks;
        }
        self.starter_endings
            .extend(own.starter_endings.iter().cloned());
        self.pipe_danda |= own.pipe_danda;
        self.ordinals |= own.ordinals;
        self
    }

    /// Files one entry; the error says what was expected.
    fn enter(&mut self, section: &str, entry: &str) -> Result<(), &'static str> {
        let abbreviation = match section {
            "never-ends" => mark::NEVER_ENDS,
            "rarely-ends" => mark::RARELY_ENDS,
            "may-end" => mark::MAY_END,
            "before-number" => mark::BEFORE_NUMBER,
            "units" => mark::UNIT,
            "settings" => return self.set(entry),
            _ => return self.word(section, entry),
        };
        let Some(stem) = entry.strip_suffix('.').filter(|stem| !stem.is_empty()) else {
            return Err("an abbreviation with its full stop");
        };
        for form in forms(stem) {
            *self.words.entry(form).or_default() |= abbreviation;
        }
        Ok(())
    }

    fn set(&mut self, entry: &str) -> Result<(), &'static str> {
        match entry {
            "pipe-danda" => self.pipe_danda = true,
            "ordinals" => self.ordinals = true,
            _ => return Err("`pipe-danda` or `ordinals`"),
        }
        Ok(())
    }

    fn word(&mut self, section: &str, entry: &str) -> Result<(), &'static str> {
        let word = match section {
            "starters" => mark::STARTER,
            "attribution" => mark::ATTRIBUTION,
            "speech-verbs" => mark::SPEECH_VERB,
            "complementisers" => mark::COMPLEMENTISER,
            "closing-words" => mark::CLOSING,
            "never-starts" => mark::NEVER_STARTS,
            "after-numerals" => mark::AFTER_NUMERAL,
            "speech-nouns" => mark::SPEECH_NOUN,
            "light-verbs" => mark::LIGHT_VERB,
            _ => return Err("an entry under one of the section titles of generic.txt"),
        };
        if entry.ends_with('.') {
            return Err("a word without a full stop");
        }
        if let Some(ending) = entry.strip_prefix('-').filter(|_| word == mark::STARTER) {
            self.starter_endings.insert(ending.to_lowercase());
            return Ok(());
        }
        let form = match word {
            mark::NEVER_STARTS => entry.to_owned(),
            _ => entry.to_lowercase(),
        };
        *self.words.entry(form).or_default() |= word;
        Ok(())
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
    forms
}
