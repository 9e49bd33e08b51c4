//! What words mean before anything is learned: the concepts of the embedded lexicon that the
//! keys of a vocabulary stand for. Two keys that stand for the same concept are tied:
//!
//! ```text
//! w(s,t) = .65 max over concepts c of  h_s(c) / sqrt(max(1, sum_c' h_s(c'))) times the same of t
//! ```
//!
//! with h how sure it is that the key stands for the concept: 1 where a form of it is the
//! lexicon's very form, less where it only begins as one does (`tetrapla-lexicon` has it), one
//! part in n for each of the n words that a form of several words has. So a word of many meanings
//! says less of each. What is tied enters as words that look alike do
//! ([`crate::similarity`]): as a prior, which the texts overrule.

use tetrapla_core::Language;

use crate::features::Vocabulary;

/// Weight of two words that stand for the same concept and for no other.
const WEIGHT: f32 = 0.65;

/// The concepts that the keys of a vocabulary stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Ascending by concept, then key.
    words: Vec<Word>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Word {
    concept: u16,
    key: u32,
    /// How much of the concept the key says, and it of the key; at most 1.
    share: f32,
}

impl Known {
    /// What is known of a vocabulary; nothing in a language that the lexicon has not, or without
    /// the feature `lexicon`.
    #[must_use]
    #[cfg(feature = "lexicon")]
    pub fn of(language: &Language, vocabulary: &Vocabulary) -> Self {
        tetrapla_lexicon::of(&language.primary())
            .map(|forms| lookup::known(&forms, vocabulary))
            .unwrap_or_default()
    }

    /// Nothing is known.
    #[must_use]
    #[cfg(not(feature = "lexicon"))]
    pub fn of(_language: &Language, _vocabulary: &Vocabulary) -> Self {
        Self::default()
    }

    /// `(source key, target key, weight)` of the keys of two languages that stand for the same
    /// concept, in any order with repeats.
    #[must_use]
    pub fn ties(&self, target: &Self) -> Vec<(u32, u32, f32)> {
        let by_concept = |a: &Word, b: &Word| a.concept == b.concept;
        let mut targets = target.words.chunk_by(by_concept).peekable();
        let mut made = Vec::new();
        for sources in self.words.chunk_by(by_concept) {
            let concept = sources[0].concept;
            while targets.next_if(|of| of[0].concept < concept).is_some() {}
            let Some(targets) = targets.next_if(|of| of[0].concept == concept) else {
                continue;
            };
            for s in sources {
                let tie = |t: &Word| (s.key, t.key, WEIGHT * s.share * t.share);
                made.extend(targets.iter().map(tie));
            }
        }
        made
    }
}

#[cfg(feature = "lexicon")]
mod lookup {
    use rustc_hash::FxHashMap;
    use tetrapla_core::TokenKind;
    use tetrapla_lexicon::Forms;

    use super::{Known, Word};
    use crate::features::Vocabulary;

    pub fn known(forms: &Forms, vocabulary: &Vocabulary) -> Known {
        let mut shares: FxHashMap<(u16, u32), f32> = FxHashMap::default();
        for (id, key) in vocabulary.keys().iter().enumerate() {
            if !matches!(key.kind, TokenKind::Word | TokenKind::Acronym) {
                continue;
            }
            for form in &key.forms {
                for (concept, share) in forms.meanings(form) {
                    let most = shares.entry((concept, id as u32)).or_default();
                    *most = most.max(share);
                }
            }
        }
        forms.several(|words, concepts| {
            let longest = words.iter().map(|word| word.chars().count()).max();
            let is_content = |word: &&&str| 2 * word.chars().count() > longest.unwrap_or(0);
            let keys: Option<Vec<u32>> = (words.iter())
                .filter(is_content)
                .map(|word| vocabulary.find_form(TokenKind::Word, word))
                .collect();
            let Some(keys) = keys else { return };
            for concept in concepts {
                for &key in &keys {
                    let most = shares.entry((concept, key)).or_default();
                    *most = most.max(1.0 / keys.len() as f32);
                }
            }
        });
        let word = |((concept, key), share)| Word {
            concept,
            key,
            share,
        };
        let mut words: Vec<Word> = shares.into_iter().map(word).collect();
        // In order before anything is added up, so that the sums are the same everywhere.
        words.sort_unstable_by_key(|word| (word.concept, word.key));
        let mut n_concepts = vec![0.0f32; vocabulary.len()];
        for word in &words {
            n_concepts[word.key as usize] += word.share;
        }
        for word in &mut words {
            word.share /= n_concepts[word.key as usize].max(1.0).sqrt();
        }
        Known { words }
    }
}

#[cfg(all(test, feature = "lexicon"))]
mod tests {
    use tetrapla_core::{Document, Language, TokenKind};

    use super::*;
    use crate::features::Features;

    fn known(code: &str, text: &str) -> (Vocabulary, Known) {
        let language = Language::new(code).expect("a code");
        let mut vocabulary = Vocabulary::default();
        let _ = Features::of(
            &Document::segmented(language.clone(), text),
            &mut vocabulary,
        );
        let known = Known::of(&language, &vocabulary);
        (vocabulary, known)
    }

    /// The greatest weight by which two words are tied, 0 where they are not.
    fn weight(source: (&str, &str), target: (&str, &str)) -> f32 {
        let ((x, one), (y, other)) = (known(source.0, source.1), known(target.0, target.1));
        let find = |words: &Vocabulary, text: &str| {
            let first = text.split(' ').next().unwrap_or_default();
            words.find(TokenKind::Word, first).expect("a word of it")
        };
        let (s, t) = (find(&x, source.1), find(&y, target.1));
        let ties = one.ties(&other).into_iter();
        let of_both = ties.filter(|&(a, b, _)| (a, b) == (s, t));
        of_both.map(|(_, _, weight)| weight).fold(0.0, f32::max)
    }

    #[test]
    fn words_of_one_concept_are_tied_and_no_others() {
        for (source, target) in [
            ("it", "gatto"),
            ("id", "kucing"),
            ("tl", "pusa"),
            ("hi", "बिल्ली"),
        ]
        .into_iter()
        .flat_map(|x| [("it", "gatto"), ("en", "cat")].map(|y| (x, y)))
        {
            assert!(weight(source, target) > 0.0, "{source:?} {target:?}");
        }
        assert_eq!(weight(("id", "kucing"), ("it", "cane")), 0.0);
        assert_eq!(weight(("fi", "kissa"), ("it", "gatto")), 0.0);
    }

    #[test]
    fn a_tie_weighs_at_most_what_one_concept_does_and_is_the_same_both_ways() {
        for words in [
            ("gatto", "kucing"),
            ("governo", "pemerintah"),
            ("che", "yang"),
        ] {
            let there = weight(("it", words.0), ("id", words.1));
            let back = weight(("id", words.1), ("it", words.0));
            assert!(
                there > 0.0 && there <= WEIGHT && there == back,
                "{words:?} {there} {back}"
            );
        }
        // A word of many concepts says less of each.
        assert!(weight(("it", "che"), ("id", "bahwa")) < weight(("it", "gatto"), ("id", "kucing")));
    }
}
