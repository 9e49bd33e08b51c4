//! What the user knows before anything is learned: word pairs of a lexicon, and anchors of the
//! user's own. It says which keys of two vocabularies they tie; it learns nothing.
//!
//! A pair of single words ties at its weight (.95 where none is given), a form of several words
//! through its content words, those longer than half of its longest one, each of them with each
//! of the other form at the weight divided by the number of content words. Words of a lexicon
//! are met by key, so that inflected forms are met as well; those of an anchor by the very form.

use std::collections::BTreeSet;
use std::path::Path;

use rustc_hash::FxHashSet;
use tetrapla_core::{Group, Language, TokenKind, source, tokenise};

use crate::error::{HintError, HintResult};
use crate::features::{Features, Vocabulary};

#[cfg(test)]
mod tests;

/// Weight of an anchor, and of a word pair that is given none: a little more than that of the
/// same word in both languages.
pub const HINT_WEIGHT: f64 = 0.95;
/// Least and most that a tie weighs, so that its square is more than nothing, and a word keeps
/// something for others.
const BOUNDS: [f32; 2] = [1e-3, 0.99];
/// Weight, next to a single word's, of anchors of several words taken word by word: names keep
/// the order of their words more often than not.
const WORD_BY_WORD: f32 = 0.8;
/// Most words of a form that are looked at: what is longer is no word of a lexicon.
const MAX_WORDS: usize = 8;
/// Most forms of an anchor, every two of which are tied.
const MAX_FORMS: usize = 100;

/// A hint's form as it is looked up.
#[derive(Clone, Debug, PartialEq)]
struct Form {
    words: Vec<Word>,
}

#[derive(Clone, Debug, PartialEq)]
struct Word {
    kind: TokenKind,
    folded: Box<str>,
    is_content: bool,
}

impl Form {
    /// Reads a form; `None` where it holds no token.
    fn of(text: &str) -> Option<Self> {
        let mut tokens = tokenise(text);
        let is_mark = |kind| kind == TokenKind::Punctuation;
        if tokens.iter().any(|token| !is_mark(token.kind)) {
            tokens.retain(|token| !is_mark(token.kind));
        }
        let mut words: Vec<Word> = tokens
            .into_iter()
            .take(MAX_WORDS)
            .map(|token| Word {
                kind: token.kind,
                folded: tokenise::fold(token.kind, token.span.of(text)).into(),
                is_content: token.kind != TokenKind::Word,
            })
            .collect();
        let length = |word: &Word| word.folded.chars().count();
        let longest = words.iter().map(length).max()?;
        for word in &mut words {
            word.is_content |= 2 * length(word) > longest;
        }
        Some(Self { words })
    }

    fn content(&self) -> impl Iterator<Item = &Word> + '_ {
        self.words.iter().filter(|word| word.is_content)
    }

    /// The keys of its content words, where the vocabulary has them all.
    fn keys(&self, vocabulary: &Vocabulary) -> Option<Vec<u32>> {
        self.content()
            .map(|word| vocabulary.find(word.kind, &word.folded))
            .collect()
    }

    /// The same, where the very forms of the words stand in the texts.
    fn exact_keys(&self, vocabulary: &Vocabulary) -> Option<Vec<u32>> {
        self.content()
            .map(|word| vocabulary.find_form(word.kind, &word.folded))
            .collect()
    }
}

/// A word of one language and its translation into another.
#[derive(Clone, Debug, PartialEq)]
struct HintPair {
    languages: [Language; 2],
    forms: [Form; 2],
    weight: f32,
}

/// Word pairs and anchors that the user gives.
///
/// ```
/// use tetrapla_align::hints::{HINT_WEIGHT, Hints};
/// # fn main() -> Result<(), tetrapla_align::HintError> {
/// let hints = Hints::default()
///     .with_pair(("id", "rumah sakit"), ("it", "ospedale"), HINT_WEIGHT)?
///     .with_anchor(["Lazarus", "लाजरुस"])?;
/// assert_eq!((hints.n_pairs(), hints.n_anchors()), (1, 1));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Hints {
    pairs: Vec<HintPair>,
    anchors: Vec<Vec<Form>>,
}

impl Hints {
    /// Adds a word, or several, of a language and its translation into another, each given as
    /// language code and word; the weight is above 0 and at most 1. Order is of no matter. A
    /// code without region stands for the language of any (`pt` for `pt-BR`); `fil` and `tl`
    /// are one.
    ///
    /// # Errors
    ///
    /// [`HintError::Wrong`]: a malformed code, the same language twice, a form without a word,
    /// or a weight out of bounds.
    pub fn with_pair(
        mut self,
        source: (&str, &str),
        target: (&str, &str),
        weight: f64,
    ) -> HintResult<Self> {
        let pair = pair(source, target, weight).map_err(HintError::from)?;
        self.pairs.push(pair);
        Ok(self)
    }

    /// Adds an anchor: a word that survives translation, in the forms that it has. Each form
    /// may stand in any language, and every two of them, a form with itself included, tie
    /// across any two languages. Where one of two languages holds none of the forms, the word
    /// in it most like one ties instead, if there is one much alike.
    ///
    /// # Errors
    ///
    /// [`HintError::Wrong`]: no form, a form without a word, or more than 100 forms.
    pub fn with_anchor(
        mut self,
        forms: impl IntoIterator<Item = impl AsRef<str>>,
    ) -> HintResult<Self> {
        let forms: Vec<_> = forms.into_iter().collect();
        let anchor = anchor(forms.iter().map(AsRef::as_ref)).map_err(HintError::from)?;
        self.anchors.push(anchor);
        Ok(self)
    }

    /// Adds the word pairs of a file: a pair a line, `LANG WORD LANG WORD` and perhaps a
    /// weight, parted by tabs; plain, gzip or zstd. `-` is standard input.
    ///
    /// # Errors
    ///
    /// [`HintError::Text`], [`HintError::Malformed`] with the line.
    pub fn read_lexicon(self, path: impl AsRef<Path>) -> HintResult<Self> {
        let path = path.as_ref();
        self.lexicon(&source::read_text(path)?, path)
    }

    /// Adds the anchors of a file: an anchor a line, its forms parted by tabs; plain, gzip or
    /// zstd. `-` is standard input.
    ///
    /// # Errors
    ///
    /// [`HintError::Text`], [`HintError::Malformed`] with the line.
    pub fn read_anchors(self, path: impl AsRef<Path>) -> HintResult<Self> {
        let path = path.as_ref();
        self.anchors(&source::read_text(path)?, path)
    }

    /// As [`Hints::read_lexicon`], from text; `path` is named in an error.
    ///
    /// # Errors
    ///
    /// [`HintError::Malformed`].
    pub fn lexicon(mut self, text: &str, path: &Path) -> HintResult<Self> {
        for (number, line) in lines(text) {
            let pair = lexicon_line(line).map_err(|wrong| wrong.at(path, number))?;
            self.pairs.push(pair);
        }
        Ok(self)
    }

    /// As [`Hints::read_anchors`], from text; `path` is named in an error.
    ///
    /// # Errors
    ///
    /// [`HintError::Malformed`].
    pub fn anchors(mut self, text: &str, path: &Path) -> HintResult<Self> {
        for (number, line) in lines(text) {
            // A table with a column a language may have holes.
            let forms = line.split('\t').filter(|form| !form.trim().is_empty());
            let anchor = anchor(forms).map_err(|wrong| wrong.at(path, number))?;
            self.anchors.push(anchor);
        }
        Ok(self)
    }

    /// How many word pairs there are.
    #[must_use]
    pub fn n_pairs(&self) -> usize {
        self.pairs.len()
    }

    /// How many anchors there are.
    #[must_use]
    pub fn n_anchors(&self) -> usize {
        self.anchors.len()
    }

    /// Whether there is neither.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty() && self.anchors.is_empty()
    }

    /// Which hints the texts of a group meet: word pairs of which both forms stand in them,
    /// anchors of which a form stands in one of them.
    #[must_use]
    pub fn met(&self, group: &Group) -> MetHints {
        let mut met = MetHints::default();
        if self.is_empty() {
            return met;
        }
        let documents = group.documents().iter();
        let texts: Vec<(&Language, Vocabulary)> = documents
            .map(|document| {
                let mut vocabulary = Vocabulary::default();
                let _ = Features::of(document, &mut vocabulary);
                (document.language(), vocabulary)
            })
            .collect();
        for (index, pair) in self.pairs.iter().enumerate() {
            let stands = |side: usize, (language, vocabulary): &(&Language, Vocabulary)| {
                fits(&pair.languages[side], language) && pair.forms[side].keys(vocabulary).is_some()
            };
            let is_met = (0..texts.len()).any(|x| {
                stands(0, &texts[x]) && (0..texts.len()).any(|y| x != y && stands(1, &texts[y]))
            });
            if is_met {
                met.pairs.insert(index);
            }
        }
        for (index, forms) in self.anchors.iter().enumerate() {
            let stands = |form: &Form| {
                texts
                    .iter()
                    .any(|(_, vocabulary)| form.exact_keys(vocabulary).is_some())
            };
            if forms.iter().any(stands) {
                met.anchors.insert(index);
            }
        }
        met
    }

    /// What the hints tie in two languages.
    #[must_use]
    pub fn ties(&self, languages: [&Language; 2], vocabularies: [&Vocabulary; 2]) -> Ties {
        let mut ties = Ties::default();
        for pair in &self.pairs {
            for [a, b] in [[0, 1], [1, 0]] {
                if fits(&pair.languages[a], languages[0])
                    && fits(&pair.languages[b], languages[1])
                    && let (Some(sources), Some(targets)) = (
                        pair.forms[a].keys(vocabularies[0]),
                        pair.forms[b].keys(vocabularies[1]),
                    )
                {
                    ties.cross(&sources, &targets, pair.weight);
                }
            }
        }
        for forms in &self.anchors {
            ties.anchor(forms, vocabularies);
        }
        ties
    }

    /// The keys of a vocabulary that are words of an anchor.
    #[must_use]
    pub fn anchor_keys(&self, vocabulary: &Vocabulary) -> FxHashSet<u32> {
        let forms = self.anchors.iter().flatten();
        forms
            .filter_map(|form| form.exact_keys(vocabulary))
            .flatten()
            .collect()
    }
}

/// Which hints were met, by their places among those given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MetHints {
    /// Word pairs.
    pub pairs: BTreeSet<usize>,
    /// Anchors.
    pub anchors: BTreeSet<usize>,
}

/// What hints tie in two vocabularies.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ties {
    /// `(source key, target key, weight)`, in any order with repeats.
    pub pairs: Vec<(u32, u32, f32)>,
    /// Source keys, and target keys, that are an anchor of which the other language holds no
    /// form: what is most like them there is tied to them.
    pub alone: [FxHashSet<u32>; 2],
}

impl Ties {
    /// Ties each with each, at less weight where they are several.
    fn cross(&mut self, sources: &[u32], targets: &[u32], weight: f32) {
        let n_words = sources.len().max(targets.len());
        let weight = (weight / n_words as f32).clamp(BOUNDS[0], BOUNDS[1]);
        for &s in sources {
            self.pairs.extend(targets.iter().map(|&t| (s, t, weight)));
        }
    }

    fn anchor(&mut self, forms: &[Form], vocabularies: [&Vocabulary; 2]) {
        let met = vocabularies.map(|vocabulary| {
            let keys = |form| Some((form, Form::exact_keys(form, vocabulary)?));
            forms.iter().filter_map(keys).collect::<Vec<_>>()
        });
        let weight = HINT_WEIGHT as f32;
        for (source, s_keys) in &met[0] {
            for (target, t_keys) in &met[1] {
                let n_words = source.words.len();
                if n_words > 1 && n_words == target.words.len() {
                    let (mut s_keys, mut t_keys) = (s_keys.iter(), t_keys.iter());
                    for (s, t) in source.words.iter().zip(&target.words) {
                        // Every content word has its key, in order.
                        let s = s.is_content.then(|| s_keys.next()).flatten();
                        let t = t.is_content.then(|| t_keys.next()).flatten();
                        if let (Some(&s), Some(&t)) = (s, t) {
                            self.pairs.push((s, t, WORD_BY_WORD * weight));
                        }
                    }
                } else {
                    self.cross(s_keys, t_keys, weight);
                }
            }
        }
        for (side, other) in [(0, 1), (1, 0)] {
            if met[other].is_empty() {
                let single = met[side].iter().filter(|(form, _)| form.words.len() == 1);
                self.alone[side].extend(single.flat_map(|(_, keys)| keys));
            }
        }
    }
}

/// Whether a hint in one language is meant for another: the same, or the same without region.
fn fits(hint: &Language, language: &Language) -> bool {
    let plain = |code: &str| match code.to_ascii_lowercase().as_str() {
        "fil" => "tl".to_owned(),
        other => other.to_owned(),
    };
    let hint = plain(hint.as_str());
    hint == plain(language.as_str()) || hint == plain(&language.primary())
}

/// What is wrong with a hint, before it is known where it stands.
#[derive(Debug)]
struct Wrong {
    expected: &'static str,
    got: String,
}

impl Wrong {
    fn new(expected: &'static str, got: impl Into<String>) -> Self {
        let got = got.into();
        Self { expected, got }
    }

    fn at(self, path: &Path, line: usize) -> HintError {
        HintError::Malformed {
            path: path.to_owned(),
            line,
            expected: self.expected,
            got: self.got,
        }
    }
}

impl From<Wrong> for HintError {
    fn from(wrong: Wrong) -> Self {
        let Wrong { expected, got } = wrong;
        Self::Wrong { expected, got }
    }
}

/// Lines that are not blank, with their numbers from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let numbered = text.lines().enumerate();
    numbered
        .map(|(index, line)| (index + 1, line))
        .filter(|(_, line)| !line.trim().is_empty())
}

fn lexicon_line(line: &str) -> Result<HintPair, Wrong> {
    let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
    let (weight, words) = match columns[..] {
        // A table may have the column of weights and nothing in it.
        [a, b, c, d] | [a, b, c, d, ""] => (HINT_WEIGHT, [a, b, c, d]),
        [a, b, c, d, weight] => (read_weight(weight)?, [a, b, c, d]),
        _ => {
            return Err(Wrong::new(
                "four or five columns parted by tabs: LANG, WORD, LANG, WORD and perhaps a weight",
                format!("{}: {}", n_columns(columns.len()), excerpt(line)),
            ));
        }
    };
    pair((words[0], words[1]), (words[2], words[3]), weight)
}

fn n_columns(n: usize) -> String {
    let word = if n == 1 { "column" } else { "columns" };
    format!("{n} {word}")
}

const WEIGHT: &str = "a weight above 0 and at most 1, as 0.8, or none";

fn read_weight(text: &str) -> Result<f64, Wrong> {
    text.parse().map_err(|_| Wrong::new(WEIGHT, excerpt(text)))
}

fn pair(source: (&str, &str), target: (&str, &str), weight: f64) -> Result<HintPair, Wrong> {
    let language = |code: &str| {
        let expected = "a language code such as hi, id, it, tl (BCP 47) before each word";
        Language::new(code).map_err(|_| Wrong::new(expected, excerpt(code)))
    };
    let languages = [language(source.0)?, language(target.0)?];
    if languages[0] == languages[1] {
        let got = format!("{} twice", excerpt(source.0));
        return Err(Wrong::new("words of two languages", got));
    }
    let forms = [form(source.1)?, form(target.1)?];
    if !(weight > 0.0 && weight <= 1.0) {
        return Err(Wrong::new(WEIGHT, weight.to_string()));
    }
    Ok(HintPair {
        languages,
        forms,
        weight: weight as f32,
    })
}

fn form(text: &str) -> Result<Form, Wrong> {
    let expected = "a word, or several, in each place";
    Form::of(text).ok_or_else(|| Wrong::new(expected, excerpt(text)))
}

fn anchor<'f>(forms: impl Iterator<Item = &'f str>) -> Result<Vec<Form>, Wrong> {
    let expected = "an anchor: from one to 100 forms of it, parted by tabs";
    let mut read = Vec::new();
    for text in forms {
        if read.len() == MAX_FORMS {
            return Err(Wrong::new(expected, "more than 100 forms"));
        }
        let form = form(text)?;
        if !read.contains(&form) {
            read.push(form);
        }
    }
    if read.is_empty() {
        return Err(Wrong::new(expected, "no form"));
    }
    Ok(read)
}

/// The beginning of a text, for a message.
fn excerpt(text: &str) -> String {
    /// Most characters that are shown.
    const SHOWN: usize = 40;
    let visible = |c: char| if c.is_control() { ' ' } else { c };
    let mut shown: String = text.trim().chars().take(SHOWN).map(visible).collect();
    if shown.is_empty() {
        return "nothing".to_owned();
    }
    if text.trim().chars().count() > SHOWN {
        shown.push('…');
    }
    format!("`{shown}`")
}
