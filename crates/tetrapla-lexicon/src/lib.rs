//! What words mean, known before the first sentence: some thousand concepts, each with its forms
//! in Hindi, Indonesian, Italian, Tagalog and English.
//!
//! The rows are those of `data/lexicon`, written for this project. They are compiled into one
//! automaton a language, which answers out of the program's own bytes: there is nothing to load.
//!
//! ```
//! let italian = tetrapla_lexicon::of("it").expect("a language of the lexicon");
//! let indonesian = tetrapla_lexicon::of("id").expect("a language of the lexicon");
//! let casa: Vec<u16> = italian.concepts("casa").collect();
//! assert!(indonesian.concepts("rumah").any(|concept| casa.contains(&concept)));
//! assert!(tetrapla_lexicon::of("fi").is_none());
//! ```

pub mod check;
pub mod rows;

use fst::{IntoStreamer, Map, Streamer};

use rows::{LANGUAGES, SEVERAL};

include!(concat!(env!("OUT_DIR"), "/n_concepts.rs"));

static POSTINGS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/postings"));

static AUTOMATA: [&[u8]; 5] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/hi.fst")),
    include_bytes!(concat!(env!("OUT_DIR"), "/id.fst")),
    include_bytes!(concat!(env!("OUT_DIR"), "/it.fst")),
    include_bytes!(concat!(env!("OUT_DIR"), "/tl.fst")),
    include_bytes!(concat!(env!("OUT_DIR"), "/en.fst")),
];

/// Code points from which on a word is met by its beginning.
const BEGINNING: usize = 6;

/// What may be written at the end of a word without changing what it means: the linker of Tagalog,
/// the particles and possessives of Indonesian.
const ENDINGS: [&[&str]; 5] = [
    &[],
    &["nya", "lah", "kah", "pun", "ku", "mu"],
    &[],
    &["ng", "g"],
    &[],
];

/// The forms of one language.
#[derive(Clone, Debug)]
pub struct Forms {
    map: Map<&'static [u8]>,
    endings: &'static [&'static str],
}

/// The forms of a language by its code without region; `None` where the lexicon has none.
#[must_use]
pub fn of(code: &str) -> Option<Forms> {
    let code = if code == "fil" { "tl" } else { code };
    let place = LANGUAGES.iter().position(|language| *language == code)?;
    let map = Map::new(AUTOMATA[place]).ok()?;
    let endings = ENDINGS[place];
    Some(Forms { map, endings })
}

impl Forms {
    /// How many forms there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.map.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.map.is_empty()
    }

    /// The concepts that a folded word stands for, ascending.
    pub fn concepts(&self, word: &str) -> impl Iterator<Item = u16> + use<> {
        self.map.get(word).into_iter().flat_map(list)
    }

    /// What a folded word of a text stands for, with how sure that is, up to 1: the concepts of the
    /// very form, or of the form without its ending, else those of the forms that begin as the
    /// word does for the longest, at least for six code points.
    pub fn meanings(&self, word: &str) -> impl Iterator<Item = (u16, f32)> + use<> {
        let mut met: Vec<(u16, f32)> = self.concepts(word).map(|concept| (concept, 1.0)).collect();
        if met.is_empty() {
            let stems = self
                .endings
                .iter()
                .filter_map(|ending| word.strip_suffix(ending));
            let stems = stems.filter(|stem| stem.chars().nth(1).is_some());
            met.extend(
                stems
                    .flat_map(|stem| self.concepts(stem))
                    .map(|concept| (concept, 1.0)),
            );
        }
        if met.is_empty()
            && let Some((at, last)) = word.char_indices().nth(BEGINNING - 1)
        {
            let n = word.chars().count();
            let mut longest = 0;
            self.beginning(&word[..at + last.len_utf8()], |form, concepts| {
                let both = word.chars().zip(form.chars());
                let n_common = both.take_while(|(a, b)| a == b).count();
                if n_common > longest {
                    longest = n_common;
                    met.clear();
                }
                if n_common == longest {
                    let share = n_common as f32 / n.max(form.chars().count()) as f32;
                    met.extend(concepts.map(|concept| (concept, share)));
                }
            });
        }
        met.into_iter()
    }

    /// Calls `see` with each form of one word that begins so, in order, and its concepts.
    pub fn beginning(&self, with: &str, mut see: impl FnMut(&str, &mut dyn Iterator<Item = u16>)) {
        let mut forms = self.map.range().ge(with).into_stream();
        while let Some((form, at)) = forms.next() {
            match std::str::from_utf8(form) {
                Ok(form) if form.starts_with(with) => see(form, &mut list(at)),
                _ => return,
            }
        }
    }

    /// Calls `see` with the words of each form of several words, and its concepts.
    pub fn several(&self, mut see: impl FnMut(&[&str], &mut dyn Iterator<Item = u16>)) {
        let mut mark = [0; 4];
        self.beginning(SEVERAL.encode_utf8(&mut mark), |form, concepts| {
            let words: Vec<&str> = form[SEVERAL.len_utf8()..].split(' ').collect();
            see(&words, concepts);
        });
    }
}

/// The concepts of the list at a place.
fn list(at: u64) -> impl Iterator<Item = u16> {
    let number = |at: usize| u16::from_le_bytes([POSTINGS[2 * at], POSTINGS[2 * at + 1]]);
    let at = at as usize;
    (at + 1..=at + usize::from(number(at))).map(number)
}
