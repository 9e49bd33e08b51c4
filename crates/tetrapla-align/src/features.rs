//! Sentences to numbers: interned tokens and lengths, computed once and shared by all pairs.
//!
//! A token becomes a key: a word casefolded and cut to its first code points, a number its
//! digits, a punctuation mark its plain form. What two keys have in common is not known here.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tetrapla_core::tokenise::fold;
use tetrapla_core::{Document, TokenKind, tokenise};

/// Code points of a word that its key keeps; a longer ending is inflection more often than not.
pub const KEY_LENGTH: usize = 6;
/// Most tokens of a sentence that are looked at: what is longer is no sentence, and word links
/// cost the product of both sides.
const MAX_TOKENS: usize = 400;
/// Most full forms that are remembered for a key.
const MAX_FORMS: usize = 8;

/// A key of one language: what the lexicon counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key itself.
    pub text: Box<str>,
    /// The kind of its tokens.
    pub kind: TokenKind,
    /// How often it stands in the texts of the run.
    pub n_tokens: u32,
    /// Its full forms, casefolded, in the order met, at most eight.
    pub forms: Vec<Box<str>>,
}

/// The keys of one language over all texts of a run.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary {
    ids: FxHashMap<Box<str>, u32>,
    keys: Vec<Key>,
    n_tokens: u64,
    earlier: EarlierTokens,
}

/// Tokens of earlier texts, which count as the run's own do where shares of tokens are asked for.
#[derive(Clone, Debug, Default)]
pub struct EarlierTokens {
    /// Of each key of the run, by id; empty where there were no earlier texts.
    pub by_key: Vec<u64>,
    /// Of all keys, those included that the run lacks.
    pub n_tokens: u64,
    /// How many keys the run lacks.
    pub n_absent: u64,
}

impl Vocabulary {
    /// The keys; a key's id is its place.
    #[must_use]
    pub fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// How many keys there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The smoothed share of a key among the tokens: `(n + .5) / (N + .5 V)`, over the texts of
    /// the run and those before.
    #[must_use]
    pub fn unigram(&self, id: u32) -> f64 {
        let earlier = &self.earlier;
        let n = u64::from(self.keys[id as usize].n_tokens)
            + earlier.by_key.get(id as usize).copied().unwrap_or(0);
        let n_tokens = self.n_tokens + earlier.n_tokens;
        let n_keys = self.keys.len() as u64 + earlier.n_absent;
        (n as f64 + 0.5) / (n_tokens as f64 + 0.5 * n_keys as f64)
    }

    /// Takes the tokens of earlier texts into account, in place of those given before.
    pub fn set_earlier(&mut self, earlier: EarlierTokens) {
        self.earlier = earlier;
    }

    /// The id of the key that a folded token would have, where the texts have it.
    #[must_use]
    pub fn find(&self, kind: TokenKind, folded: &str) -> Option<u32> {
        self.ids.get(cut(kind, folded)).copied()
    }

    /// The same, where the very form stands in the texts (or the key has more forms than are
    /// remembered).
    #[must_use]
    pub fn find_form(&self, kind: TokenKind, folded: &str) -> Option<u32> {
        self.find(kind, folded).filter(|&id| {
            let forms = &self.keys[id as usize].forms;
            forms.len() == MAX_FORMS || forms.iter().any(|form| **form == *folded)
        })
    }

    /// The id of the key of a token.
    fn intern(&mut self, kind: TokenKind, token: &str) -> u32 {
        let form = fold(kind, token);
        let key = cut(kind, &form);
        self.n_tokens += 1;
        let id = match self.ids.get(key) {
            Some(&id) => id,
            None => {
                let id = self.keys.len() as u32;
                self.ids.insert(key.into(), id);
                self.keys.push(Key {
                    text: key.into(),
                    kind,
                    n_tokens: 0,
                    forms: Vec::new(),
                });
                id
            }
        };
        let entry = &mut self.keys[id as usize];
        entry.n_tokens += 1;
        if entry.forms.len() < MAX_FORMS && !entry.forms.iter().any(|known| **known == *form) {
            entry.forms.push(form.into());
        }
        id
    }
}

/// The key of a folded token.
fn cut(kind: TokenKind, folded: &str) -> &str {
    match kind {
        TokenKind::Word | TokenKind::Acronym => {
            let cut = folded.char_indices().nth(KEY_LENGTH);
            &folded[..cut.map_or(folded.len(), |(at, _)| at)]
        }
        _ => folded,
    }
}

/// One document as numbers.
#[derive(Clone, Debug, Default)]
pub struct Features {
    tokens: Vec<u32>,
    starts: Vec<u32>,
    lengths: Vec<f64>,
    openings: Vec<bool>,
    /// Pieces up to the start of each sentence.
    pieces: Vec<u32>,
}

impl Features {
    /// Reads a document into the vocabulary of its language.
    #[must_use]
    pub fn of(document: &Document, vocabulary: &mut Vocabulary) -> Self {
        let mut made = Self {
            starts: vec![0],
            pieces: vec![0],
            ..Self::default()
        };
        for sentence in document.sentences() {
            let tokens = tokenise(sentence);
            let n_pieces = made.pieces.last().copied().unwrap_or(0)
                + tetrapla_core::segment::count(sentence, document.language()) as u32;
            made.pieces.push(n_pieces);
            for token in tokens.into_iter().take(MAX_TOKENS) {
                made.tokens
                    .push(vocabulary.intern(token.kind, token.span.of(sentence)));
            }
            made.starts.push(made.tokens.len() as u32);
            let length = sentence.chars().filter(|c| !c.is_whitespace()).count();
            made.lengths.push(length as f64);
        }
        made.openings = vec![false; made.lengths.len()];
        for &sentence in document.paragraph_starts() {
            made.openings[sentence] = true;
        }
        made
    }

    /// How many sentences there are.
    #[must_use]
    pub fn n_sentences(&self) -> usize {
        self.lengths.len()
    }

    /// The key ids of consecutive sentences, of each at most its first 400.
    #[must_use]
    pub fn tokens(&self, sentences: Range<usize>) -> &[u32] {
        &self.tokens[self.starts[sentences.start] as usize..self.starts[sentences.end] as usize]
    }

    /// Where the tokens of a sentence begin among those of the document.
    #[must_use]
    pub fn token_start(&self, sentence: usize) -> usize {
        self.starts[sentence] as usize
    }

    /// Whether a sentence opens a paragraph.
    #[must_use]
    pub fn opens_paragraph(&self, sentence: usize) -> bool {
        self.openings[sentence]
    }

    /// How many pieces consecutive sentences are: sentences by the rules of their language, however
    /// the document was cut.
    #[must_use]
    pub fn n_pieces(&self, sentences: Range<usize>) -> usize {
        (self.pieces[sentences.end] - self.pieces[sentences.start]) as usize
    }

    /// Code points without white space, of each sentence.
    #[must_use]
    pub fn lengths(&self) -> &[f64] {
        &self.lengths
    }
}
