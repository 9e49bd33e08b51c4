//! What two keys have in common before anything is learned: anchors as translation priors.
//!
//! `w(s,t)` is .9 for the same number, the same word or the same acronym in two scripts; up to
//! .8 for cognates (Dice over 2- and 3-grams, four letters or more) and for names across
//! Devanagari and Latin (Dice over 1- and 2-grams of consonant skeletons, three or more), both
//! scaled from .5 upwards; .6 for the same punctuation mark; and what a user's hints say where
//! that is more. The targets of one s share:
//!
//! ```text
//! kappa(s,t) = max_t' w(s,t') * w(s,t)^2 / sum_t' w(s,t')^2
//! ```
//!
//! No two vocabularies are compared word by word (`alike`).

mod alike;

use rustc_hash::FxHashMap;
use tetrapla_core::TokenKind;

use crate::features::{Key, Vocabulary};
use crate::hints::{HINT_WEIGHT, Ties};
use crate::skeleton::{is_devanagari, spelt_acronym};
use alike::{Likeness, fuzzy};

const SAME: f32 = 0.9;
const SAME_PUNCTUATION: f32 = 0.6;
/// Similarity from which a word may stand for a user's anchor that its language does not hold.
const STANDS_FOR: f32 = 0.3;

/// Sparse non-negative values by row, columns ascending.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    starts: Vec<usize>,
    entries: Vec<(u32, f32)>,
}

impl Rows {
    /// Rows from `(row, column, value)`, of which the largest value of a place counts.
    #[must_use]
    pub fn from_triples(n_rows: usize, mut triples: Vec<(u32, u32, f32)>) -> Self {
        triples.sort_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
        triples.dedup_by_key(|(row, column, _)| (*row, *column));
        let mut starts = vec![0; n_rows + 1];
        for &(row, _, _) in &triples {
            starts[row as usize + 1] += 1;
        }
        for row in 0..n_rows {
            starts[row + 1] += starts[row];
        }
        Self {
            starts,
            entries: triples
                .into_iter()
                .map(|(_, column, value)| (column, value))
                .collect(),
        }
    }

    /// These rows and more `(row, column, value)`, of which the largest value of a place counts.
    #[must_use]
    pub fn with(&self, more: &[(u32, u32, f32)]) -> Self {
        let n_rows = self.starts.len().saturating_sub(1);
        Self::from_triples(n_rows, self.triples().chain(more.iter().copied()).collect())
    }

    /// The entries of a row.
    #[must_use]
    pub fn row(&self, row: u32) -> &[(u32, f32)] {
        &self.entries[self.starts[row as usize]..self.starts[row as usize + 1]]
    }

    /// The value of a place, 0 where none is stored.
    #[must_use]
    pub fn get(&self, row: u32, column: u32) -> f32 {
        let entries = self.row(row);
        entries
            .binary_search_by_key(&column, |&(at, _)| at)
            .map_or(0.0, |at| entries[at].1)
    }

    /// All `(row, column, value)`.
    pub fn triples(&self) -> impl Iterator<Item = (u32, u32, f32)> + '_ {
        (0..self.starts.len().saturating_sub(1) as u32).flat_map(move |row| {
            self.row(row)
                .iter()
                .map(move |&(column, value)| (row, column, value))
        })
    }
}

/// `w(s,t)` of two languages, by source key, without hints.
#[must_use]
pub fn weights(source: &Vocabulary, target: &Vocabulary) -> Rows {
    weights_with(source, target, &Ties::default())
}

/// `w(s,t)` of two languages, by source key, with what hints tie.
#[must_use]
pub fn weights_with(source: &Vocabulary, target: &Vocabulary, ties: &Ties) -> Rows {
    let mut triples = identical(source, target);
    triples.extend(fuzzy(source, target, Likeness::Cognate));
    let devanagari = |vocabulary: &Vocabulary| {
        vocabulary
            .keys()
            .iter()
            .any(|key| key.text.chars().any(is_devanagari))
    };
    if devanagari(source) || devanagari(target) {
        triples.extend(fuzzy(source, target, Likeness::Skeleton));
    }
    let stand_ins = stand_ins(&triples, ties);
    triples.extend(stand_ins);
    triples.extend(&ties.pairs);
    Rows::from_triples(source.len(), triples)
}

/// What hints alone tie, by source key.
#[must_use]
pub fn tied(source: &Vocabulary, ties: &Ties) -> Rows {
    Rows::from_triples(source.len(), ties.pairs.clone())
}

/// Ties of anchors that one language alone holds, to what is most like them in the other.
fn stand_ins(alike: &[(u32, u32, f32)], ties: &Ties) -> Vec<(u32, u32, f32)> {
    let mut most: [FxHashMap<u32, f32>; 2] = [FxHashMap::default(), FxHashMap::default()];
    for &(s, t, w) in alike {
        for (side, key) in [s, t].into_iter().enumerate() {
            if w >= STANDS_FOR && ties.alone[side].contains(&key) {
                let most = most[side].entry(key).or_default();
                *most = most.max(w);
            }
        }
    }
    let is_most = |side: usize, key: u32, w: f32| most[side].get(&key) == Some(&w);
    alike
        .iter()
        .filter(|&&(s, t, w)| is_most(0, s, w) || is_most(1, t, w))
        .map(|&(s, t, _)| (s, t, HINT_WEIGHT as f32))
        .collect()
}

/// `kappa(s,t)` in both directions, by source key and by target key.
#[must_use]
pub fn shared(weights: &Rows, n_source: usize, n_target: usize) -> [Rows; 2] {
    let flip = |(s, t, w)| (t, s, w);
    let backward = Rows::from_triples(n_target, weights.triples().map(flip).collect());
    [share(weights, n_source), share(&backward, n_target)]
}

fn share(weights: &Rows, n_rows: usize) -> Rows {
    let mut made = weights.clone();
    for row in 0..n_rows {
        let entries = &mut made.entries[weights.starts[row]..weights.starts[row + 1]];
        let max = entries.iter().map(|&(_, w)| w).fold(0.0, f32::max);
        let squares: f32 = entries.iter().map(|&(_, w)| w * w).sum();
        for (_, w) in entries {
            *w = max * *w * *w / squares;
        }
    }
    made
}

fn identical(source: &Vocabulary, target: &Vocabulary) -> Vec<(u32, u32, f32)> {
    let mut by_form: FxHashMap<String, Vec<u32>> = FxHashMap::default();
    for (id, key) in target.keys().iter().enumerate() {
        for form in forms_to_meet(key) {
            by_form.entry(form).or_default().push(id as u32);
        }
    }
    let mut made = Vec::new();
    for (id, key) in source.keys().iter().enumerate() {
        for form in forms_to_meet(key) {
            for &other in by_form.get(&form).into_iter().flatten() {
                let weight = match (key.kind, target.keys()[other as usize].kind) {
                    (TokenKind::Punctuation, TokenKind::Punctuation) => SAME_PUNCTUATION,
                    (TokenKind::Punctuation, _) | (_, TokenKind::Punctuation) => continue,
                    _ => SAME,
                };
                made.push((id as u32, other, weight));
            }
        }
    }
    made
}

fn forms_to_meet(key: &Key) -> Vec<String> {
    let mut forms: Vec<String> = key.forms.iter().map(|form| form.to_string()).collect();
    forms.extend(key.forms.iter().filter_map(|form| spelt_acronym(form)));
    forms
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::Features;
    use crate::skeleton::{skeleton, strip_accents};
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use tetrapla_core::{Document, Language};

    fn vocabulary(code: &str, words: &[String]) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        let document = Document::segmented(Language::new(code).unwrap(), words.join(" "));
        let _ = Features::of(&document, &mut vocabulary);
        vocabulary
    }

    /// Words that are often alike, and whatever else a key may be.
    fn words() -> impl Strategy<Value = Vec<String>> {
        let known = [
            "2025",
            "३८",
            "\"",
            "«",
            "।",
            ".",
            "OFAC",
            "G20",
            "e",
            "è",
            "perché",
            "perche",
            "Lazarus",
            "लाजरुस",
            "Modi",
            "मोदी",
            "Delhi",
            "दिल्ली",
            "Bharat",
            "भारत",
            "यूएन",
            "UN",
            "bybit.com",
            "presidente",
            "presiden",
        ];
        let known = prop::sample::select(known.map(str::to_owned).to_vec());
        prop::collection::vec(prop_oneof!["[abr]{3,9}", known], 1..25)
    }

    fn plain_grams(letters: &str, n: usize) -> BTreeSet<String> {
        let letters: Vec<char> = letters.chars().collect();
        (letters.windows(n).map(String::from_iter)).collect()
    }

    /// Single edits between two words.
    fn plain_distance(a: &str, b: &str) -> usize {
        let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
        let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in 0..=a.len() {
            for j in 0..=b.len() {
                rows[i][j] = if i == 0 || j == 0 {
                    i + j
                } else {
                    let swap = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
                    swap.min(rows[i - 1][j] + 1).min(rows[i][j - 1] + 1)
                };
            }
        }
        rows[a.len()][b.len()]
    }

    /// .8 for two words that are the same, falling to 0 at a Dice of .5.
    fn plain_fuzzy(a: &str, b: &str, [of_a, of_b]: [BTreeSet<String>; 2]) -> f64 {
        let n_common = of_a.intersection(&of_b).count() as f64;
        let dice = 2.0 * n_common / (of_a.len() + of_b.len()) as f64;
        let longer = a.chars().count().max(b.chars().count());
        let in_order = 1.0 - plain_distance(a, b) as f64 / longer as f64;
        if in_order < 0.4 {
            return 0.0;
        }
        (0.8 * (dice - 0.5) / 0.5).max(0.0)
    }

    fn plain_cognate(a: &str, b: &str) -> f64 {
        let [a, b] = [a, b].map(strip_accents);
        let long = |word: &str| word.chars().count() >= 4 && word.chars().any(char::is_alphabetic);
        if !long(&a) || !long(&b) {
            return 0.0;
        }
        let grams = [&a, &b].map(|word| {
            let marked = format!("^{word}$");
            &plain_grams(&marked, 2) | &plain_grams(&marked, 3)
        });
        plain_fuzzy(&a, &b, grams)
    }

    fn plain_skeleton(a: &str, b: &str) -> f64 {
        let devanagari = |word: &str| word.chars().any(is_devanagari);
        let (Some(bones_a), Some(bones_b)) = (skeleton(a), skeleton(b)) else {
            return 0.0;
        };
        let short = |bones: &str| bones.chars().count() < 3;
        if devanagari(a) == devanagari(b) || short(&bones_a) || short(&bones_b) {
            return 0.0;
        }
        let grams = [&bones_a, &bones_b]
            .map(|bones| &plain_grams(bones, 1) | &plain_grams(&format!("^{bones}$"), 2));
        plain_fuzzy(&bones_a, &bones_b, grams)
    }

    /// w(s,t) of two keys.
    fn plain_weight(a: &Key, b: &Key) -> f64 {
        let all = |key: &Key| -> BTreeSet<String> {
            let forms = key.forms.iter().map(ToString::to_string);
            forms
                .chain(key.forms.iter().filter_map(|form| spelt_acronym(form)))
                .collect()
        };
        let n_marks = [a, b]
            .iter()
            .filter(|key| key.kind == TokenKind::Punctuation)
            .count();
        let same = match n_marks {
            _ if all(a).is_disjoint(&all(b)) => 0.0,
            0 => 0.9,
            1 => 0.0,
            _ => 0.6,
        };
        let mut weight: f64 = same;
        let word = |key: &Key| matches!(key.kind, TokenKind::Word | TokenKind::Acronym);
        if word(a) && word(b) {
            for (x, y) in a
                .forms
                .iter()
                .flat_map(|x| b.forms.iter().map(move |y| (x, y)))
            {
                weight = weight.max(plain_cognate(x, y)).max(plain_skeleton(x, y));
            }
        }
        weight
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn the_index_finds_what_comparing_all_with_all_does(a in words(), b in words()) {
            let (source, target) = (vocabulary("hi", &a), vocabulary("it", &b));
            let found = weights(&source, &target);
            for (s, a) in source.keys().iter().enumerate() {
                for (t, b) in target.keys().iter().enumerate() {
                    let weight = f64::from(found.get(s as u32, t as u32));
                    let plain = plain_weight(a, b);
                    prop_assert!((weight - plain).abs() < 1e-6, "{a:?} {b:?} {weight} {plain}");
                }
            }
        }

        #[test]
        fn swapping_the_languages_changes_nothing(a in words(), b in words()) {
            let (source, target) = (vocabulary("hi", &a), vocabulary("it", &b));
            let (there, back) = (weights(&source, &target), weights(&target, &source));
            let mut swapped: Vec<_> = back.triples().map(|(t, s, w)| (s, t, w)).collect();
            swapped.sort_by_key(|&(s, t, _)| (s, t));
            prop_assert_eq!(there.triples().collect::<Vec<_>>(), swapped);
            let [forward, backward] = shared(&there, source.len(), target.len());
            let [backward_too, forward_too] = shared(&back, target.len(), source.len());
            prop_assert!(forward.triples().eq(forward_too.triples()));
            prop_assert!(backward.triples().eq(backward_too.triples()));
        }

        #[test]
        fn the_targets_of_a_word_share_the_weight_of_the_best(a in words(), b in words()) {
            let (source, target) = (vocabulary("hi", &a), vocabulary("it", &b));
            let weights = weights(&source, &target);
            let [forward, backward] = shared(&weights, source.len(), target.len());
            let mut sums = [vec![0.0; source.len()], vec![0.0; target.len()]];
            let mut best = sums.clone();
            for (s, t, w) in weights.triples() {
                prop_assert!(w > 0.0 && w <= SAME);
                let (s_at, t_at, w) = (s as usize, t as usize, f64::from(w));
                let all: f64 = weights.row(s).iter().map(|&(_, w)| f64::from(w).powi(2)).sum();
                let max = weights.row(s).iter().map(|&(_, w)| f64::from(w)).fold(0.0, f64::max);
                let kappa = f64::from(forward.get(s, t));
                prop_assert!((kappa - max * w * w / all).abs() < 1e-5);
                sums[0][s_at] += kappa;
                sums[1][t_at] += f64::from(backward.get(t, s));
                best[0][s_at] = w.max(best[0][s_at]);
                best[1][t_at] = w.max(best[1][t_at]);
            }
            for (sum, best) in sums.iter().flatten().zip(best.iter().flatten()) {
                prop_assert!((sum - best).abs() < 1e-5, "{sum} {best}");
            }
        }
    }
}

#[cfg(test)]
mod tests_with_hints {
    use tetrapla_core::{Document, Language, LineBreaks};

    use super::*;
    use crate::features::Features;
    use crate::hints::Hints;

    fn vocabulary(code: &str, text: &str) -> (Language, Vocabulary) {
        let language = Language::new(code).expect("a code");
        let document = Document::split(language.clone(), text, LineBreaks::Never);
        let mut vocabulary = Vocabulary::default();
        let _ = Features::of(&document, &mut vocabulary);
        (language, vocabulary)
    }

    /// `w` of two words in two texts, without hints and with them.
    fn both(hints: &Hints, texts: [(&str, &str); 2], words: [&str; 2]) -> [f32; 2] {
        let [(x, source), (y, target)] = texts.map(|(code, text)| vocabulary(code, text));
        let ties = hints.ties([&x, &y], [&source, &target]);
        let find = |vocabulary: &Vocabulary, word| vocabulary.find(TokenKind::Word, word);
        let (s, t) = (find(&source, words[0]), find(&target, words[1]));
        let (s, t) = (s.expect("a word of it"), t.expect("a word of it"));
        [
            weights(&source, &target),
            weights_with(&source, &target, &ties),
        ]
        .map(|w| w.get(s, t))
    }

    #[test]
    fn hints_weigh_where_they_say_more() {
        let texts = [("id", "rumah mobil"), ("it", "casa automobile mobil")];
        let pair = |words: [&str; 2], weight| {
            Hints::default()
                .with_pair(("id", words[0]), ("it", words[1]), weight)
                .expect("a hint")
        };
        let words = ["rumah", "casa"];
        assert_eq!(both(&pair(words, 0.5), texts, words), [0.0, 0.5]);
        let words = ["mobil", "mobil"];
        assert_eq!(both(&pair(words, 0.5), texts, words), [SAME, SAME]);
        assert_eq!(both(&pair(words, 0.95), texts, words), [SAME, 0.95]);
    }

    #[test]
    fn what_is_most_like_an_anchor_stands_for_it() {
        let hints = Hints::default().with_anchor(["lazzarus"]).expect("a hint");
        let texts = [("hi", "लाजरुस लाजरु"), ("it", "lazzarus")];
        let [before, after] = both(&hints, texts, ["लाजरुस", "lazzarus"]);
        assert!(before > STANDS_FOR && before < 0.9, "{before}");
        assert_eq!(after, HINT_WEIGHT as f32);
        let [before, after] = both(&hints, texts, ["लाजरु", "lazzarus"]);
        assert!(before > 0.0 && before == after, "{before} {after}");
        // The form itself needs no stand-in.
        let texts = [("hi", "लाजरुस lazzarus"), ("it", "lazzarus")];
        let [before, after] = both(&hints, texts, ["लाजरुस", "lazzarus"]);
        assert_eq!(before, after);
    }

    #[test]
    fn shares_of_hints_are_those_of_the_formula_in_both_directions() {
        let hints = Hints::default()
            .with_pair(("id", "a"), ("it", "c"), 0.8)
            .and_then(|hints| hints.with_pair(("id", "a"), ("it", "d"), 0.4))
            .and_then(|hints| hints.with_pair(("id", "b"), ("it", "d"), 0.2))
            .expect("hints");
        let [(x, source), (y, target)] =
            [("id", "a b"), ("it", "c d")].map(|(code, text)| vocabulary(code, text));
        let ties = hints.ties([&x, &y], [&source, &target]);
        let weights = weights_with(&source, &target, &ties);
        let [there, back] = shared(&weights, source.len(), target.len());
        let near = |is: f32, should: f32| assert!((is - should).abs() < 1e-6, "{is} {should}");
        near(there.get(0, 0), 0.8 * 0.64 / (0.64 + 0.16));
        near(there.get(0, 1), 0.8 * 0.16 / (0.64 + 0.16));
        near(back.get(1, 0), 0.4 * 0.16 / (0.16 + 0.04));
        near(back.get(1, 1), 0.4 * 0.04 / (0.16 + 0.04));
    }
}
