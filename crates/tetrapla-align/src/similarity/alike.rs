//! Forms that are alike without being the same: cognates, and names across Devanagari and Latin.
//! Candidates come from an index of the n-grams, the rarer ones first.

use rustc_hash::FxHashMap;
use tetrapla_core::TokenKind;

use crate::features::{Key, Vocabulary};
use crate::skeleton::{MIN_SKELETON, is_devanagari, skeleton, strip_accents};

const FUZZY: f32 = 0.8;
/// Dice from which two forms count as alike.
const FROM: f32 = 0.5;
/// Normalised edit similarity that two forms need besides, so that their letters come in order.
const IN_ORDER: f64 = 0.4;
/// Fewest letters of a cognate.
const MIN_COGNATE: usize = 4;
/// An n-gram in more forms than this is no help in finding candidates.
const MAX_POSTINGS: usize = 2_000;

/// In what two forms may be alike.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Likeness {
    /// In their letters, within a script.
    Cognate,
    /// In their consonants, across Devanagari and Latin.
    Skeleton,
}

impl Likeness {
    fn grams(self, form: &str) -> Option<Grams> {
        match self {
            Self::Cognate => cognate_grams(form),
            Self::Skeleton => skeleton_grams(form),
        }
    }
}

/// The n-grams by which two forms are compared, sorted; whether the form is Devanagari (skeletons
/// are compared only across the scripts); and the letters compared.
type Grams = (Vec<[char; 3]>, bool, String);

fn cognate_grams(form: &str) -> Option<Grams> {
    let plain = strip_accents(form);
    let marked: Vec<char> = std::iter::once('^')
        .chain(plain.chars())
        .chain(std::iter::once('$'))
        .collect();
    if marked.len() < MIN_COGNATE + 2 || !plain.chars().any(char::is_alphabetic) {
        return None;
    }
    let mut grams: Vec<[char; 3]> = marked.windows(3).map(|w| [w[0], w[1], w[2]]).collect();
    grams.extend(marked.windows(2).map(|w| [w[0], w[1], ' ']));
    grams.sort_unstable();
    grams.dedup();
    Some((grams, false, plain))
}

fn skeleton_grams(form: &str) -> Option<Grams> {
    let bones: Vec<char> = skeleton(form)?.chars().collect();
    if bones.len() < MIN_SKELETON {
        return None;
    }
    let marked: Vec<char> = std::iter::once('^')
        .chain(bones.iter().copied())
        .chain(std::iter::once('$'))
        .collect();
    let mut grams: Vec<[char; 3]> = marked.windows(2).map(|w| [w[0], w[1], ' ']).collect();
    grams.extend(bones.iter().map(|&c| [c, ' ', ' ']));
    grams.sort_unstable();
    grams.dedup();
    let bones: String = bones.into_iter().collect();
    Some((grams, form.chars().any(is_devanagari), bones))
}

/// A form of a key of the target.
struct Form {
    key: u32,
    is_devanagari: bool,
    letters: String,
    /// Numbers of its n-grams, ascending.
    grams: Vec<u32>,
}

/// `w(s,t)` of the forms of two vocabularies that are alike.
pub(super) fn fuzzy(
    source: &Vocabulary,
    target: &Vocabulary,
    likeness: Likeness,
) -> Vec<(u32, u32, f32)> {
    let across = likeness == Likeness::Skeleton;
    let mut numbers: FxHashMap<[char; 3], u32> = FxHashMap::default();
    let mut postings: Vec<Vec<u32>> = Vec::new();
    let mut forms: Vec<Form> = Vec::new();
    for (id, key) in target.keys().iter().enumerate() {
        for (grams, is_devanagari, letters) in forms_alike(key, likeness) {
            let mut own = Vec::with_capacity(grams.len());
            for gram in grams {
                let number = *numbers.entry(gram).or_insert(postings.len() as u32);
                if number as usize == postings.len() {
                    postings.push(Vec::new());
                }
                postings[number as usize].push(forms.len() as u32);
                own.push(number);
            }
            own.sort_unstable();
            forms.push(Form {
                key: id as u32,
                is_devanagari,
                letters,
                grams: own,
            });
        }
    }
    let helps = |number: u32| across || postings[number as usize].len() <= MAX_POSTINGS;
    let mut made = Vec::new();
    let mut n_common = vec![0u32; forms.len()];
    let mut touched = Vec::new();
    for (id, key) in source.keys().iter().enumerate() {
        for (grams, is_devanagari, letters) in forms_alike(key, likeness) {
            let known = grams.iter().filter_map(|gram| numbers.get(gram).copied());
            let mut known: Vec<u32> = known.filter(|&number| helps(number)).collect();
            known.sort_unstable_by_key(|&number| (postings[number as usize].len(), number));
            // Two forms whose Dice is above a half share more than a third of the n-grams of
            // either, so that one of the rarer ones is among them: the others are counted only for
            // the forms that these find.
            let n_shared = grams.len() / 3 + 1;
            let (rare, common) = known.split_at((known.len() + 1).saturating_sub(n_shared));
            for &number in rare {
                for &form in &postings[number as usize] {
                    if n_common[form as usize] == 0 {
                        touched.push(form);
                    }
                    n_common[form as usize] += 1;
                }
            }
            for at in touched.drain(..) {
                let form = &forms[at as usize];
                let mut n = std::mem::take(&mut n_common[at as usize]);
                if across && is_devanagari == form.is_devanagari {
                    continue;
                }
                let n_both = grams.len() + form.grams.len();
                let dice = |n: u32| 2.0 * n as f32 / n_both as f32;
                if dice(n + common.len() as u32) <= FROM {
                    continue;
                }
                let others = common.iter();
                n += others
                    .filter(|number| form.grams.binary_search(number).is_ok())
                    .count() as u32;
                let dice = dice(n);
                // The same n-grams in another order are another word.
                let alike = dice > FROM
                    && strsim::normalized_levenshtein(&letters, &form.letters) >= IN_ORDER;
                if alike {
                    made.push((id as u32, form.key, FUZZY * (dice - FROM) / (1.0 - FROM)));
                }
            }
        }
    }
    made
}

/// What of the forms of a key may be alike, where it is a word.
fn forms_alike(key: &Key, likeness: Likeness) -> impl Iterator<Item = Grams> + '_ {
    let forms = if is_word(key) { &key.forms[..] } else { &[] };
    forms.iter().filter_map(move |form| likeness.grams(form))
}

fn is_word(key: &Key) -> bool {
    matches!(key.kind, TokenKind::Word | TokenKind::Acronym)
}
