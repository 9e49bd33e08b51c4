//! Of what earlier texts taught: it is heard, it is counted whole, and it stays within bounds.

use super::bounds::Bounds;
use super::*;
use crate::{Aligner, Alignment, Config};
use tetrapla_core::Group;

/// Words that do not look alike, in two languages.
const WORDS: [[&str; 2]; 12] = [
    ["hujan", "pioggia"],
    ["sungai", "fiume"],
    ["pasar", "mercato"],
    ["anak", "bambino"],
    ["buku", "libro"],
    ["malam", "notte"],
    ["rumah", "casa"],
    ["nasi", "riso"],
    ["kucing", "gatto"],
    ["gunung", "monte"],
    ["laut", "onda"],
    ["jalan", "strada"],
];

/// A sentence of three words; which, depends on the number alone.
fn sentence(language: usize, number: usize) -> String {
    let word = |k: usize| WORDS[(7 * number + k * (number % 5 + 1)) % 12][language];
    format!("{} {} {}", word(0), word(1), word(2))
}

/// A group of sentences of these numbers in either language.
fn group(id: impl IntoIterator<Item = usize>, it: impl IntoIterator<Item = usize>) -> Group {
    let id: Vec<String> = id.into_iter().map(|number| sentence(0, number)).collect();
    let it: Vec<String> = it.into_iter().map(|number| sentence(1, number)).collect();
    let builder = Group::builder().sentences("id", &id).unwrap();
    builder.sentences("it", &it).unwrap().build().unwrap()
}

/// Groups with all words in them.
fn many() -> Vec<Group> {
    (0..6)
        .map(|k| group(9 * k..9 * k + 9, 9 * k..9 * k + 9))
        .collect()
}

/// A short text whose translation lacks the third of its sentences.
fn short() -> Vec<Group> {
    vec![group([60, 61, 62, 63], [60, 61, 63])]
}

fn aligner() -> Aligner {
    Aligner::new(Config {
        similarity: false,
        ..Config::default()
    })
}

/// Ranges and probabilities of all beads.
fn beads(alignments: &[Alignment]) -> Vec<crate::Bead> {
    let each = alignments.iter();
    each.flat_map(|one| one.pair("id", "it").unwrap()).collect()
}

#[test]
fn nothing_learned_changes_nothing() {
    let mut learned = Learned::default();
    let with = aligner().align_corpus_with(many(), &mut learned).unwrap();
    assert_eq!(
        beads(&aligner().align_corpus(many()).unwrap()),
        beads(&with)
    );
    assert_eq!(learned.languages().collect::<Vec<_>>(), ["id", "it"]);
    // 54 sentences of three words, twelve keys.
    assert_eq!((learned.n_tokens("id"), learned.n_keys("id")), (162, 12));
    assert_eq!(
        learned.n_word_pairs("it", "id"),
        learned.n_word_pairs("id", "it")
    );
    assert!(learned.n_word_pairs("id", "it") >= 12);
    assert_eq!(learned.n_word_pairs("id", "tl"), 0);
}

#[test]
fn a_word_pair_of_earlier_texts_ties_a_later_one() {
    let mut learned = Learned::default();
    aligner().align_corpus_with(many(), &mut learned).unwrap();
    let alone = beads(&aligner().align_corpus(short()).unwrap());
    let with = beads(&aligner().align_corpus_with(short(), &mut learned).unwrap());
    let probability = |beads: &[crate::Bead], source, target| {
        let mut beads = beads.iter();
        let bead = beads.find(|bead| bead.source == source && bead.target == target);
        bead.map_or(0.0, |bead| bead.probability)
    };
    for (source, target) in [(0..1, 0..1), (1..2, 1..2), (3..4, 2..3)] {
        let (before, after) = (
            probability(&alone, source.clone(), target.clone()),
            probability(&with, source, target),
        );
        assert!(after > 0.9 && before < after, "{before} {after} {with:?}");
    }
}

#[test]
fn threads_and_the_order_of_languages_change_nothing() {
    let run = |n_threads: usize, is_swapped: bool| {
        let turned = |groups: Vec<Group>| -> Vec<Group> {
            let turn = |one: Group| {
                let mut documents = one.documents().to_vec();
                if is_swapped {
                    documents.reverse();
                }
                let builder = documents
                    .into_iter()
                    .fold(Group::builder(), |builder, one| {
                        builder.document(one, "text").unwrap()
                    });
                builder.build().unwrap()
            };
            groups.into_iter().map(turn).collect()
        };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
        pool.build().unwrap().install(|| {
            let mut learned = Learned::default();
            let mut made = Vec::new();
            for groups in [many(), short()] {
                let aligned = aligner().align_corpus_with(turned(groups), &mut learned);
                made.extend(beads(&aligned.unwrap()));
            }
            (learned, made)
        })
    };
    let expected = run(1, false);
    assert_eq!(expected, run(3, false));
    assert_eq!(expected, run(3, true));
}

/// c(s) of all keys of one direction, by key text.
fn totals(learned: &Learned, side: usize) -> BTreeMap<Box<str>, f64> {
    let pair = &learned.pairs[&["id".to_owned(), "it".to_owned()]];
    let words = &learned.words[["id", "it"][side]];
    let mut totals = pair.dropped[side].clone();
    for pair in &pair.words {
        totals[[pair.source, pair.target][side] as usize] += f64::from(pair.counts[side]);
    }
    words.keys.iter().cloned().zip(totals).collect()
}

#[test]
fn bounds_hold_and_totals_stay() {
    let mut learned = Learned::default();
    aligner().align_corpus_with(many(), &mut learned).unwrap();
    let before = [totals(&learned, 0), totals(&learned, 1)];
    let mut bounded = learned.clone();
    let bounds = Bounds {
        min_count: 0.05,
        max_word_pairs: 5,
        max_keys: 8,
    };
    bounded.keep_within(&bounds);
    assert_eq!(bounded.n_word_pairs("id", "it"), 5);
    for (side, code) in ["id", "it"].into_iter().enumerate() {
        assert_eq!(bounded.n_keys(code), 8);
        assert_eq!(bounded.n_tokens(code), learned.n_tokens(code));
        let words = &bounded.words[code];
        for (id, key) in words.keys.iter().enumerate() {
            assert_eq!(words.ids[key], id as u32);
        }
        for (key, total) in totals(&bounded, side) {
            assert!((total - before[side][&key]).abs() < 1e-5, "{key}");
        }
    }
    // Those of the greatest counts are left.
    let counts = |learned: &Learned| {
        let pair = &learned.pairs[&["id".to_owned(), "it".to_owned()]];
        let counts = pair
            .words
            .iter()
            .map(|pair| pair.counts[0].max(pair.counts[1]));
        counts.collect::<Vec<f32>>()
    };
    let least = counts(&bounded).into_iter().fold(f32::INFINITY, f32::min);
    let mut keys = learned.clone();
    keys.keep_within(&Bounds {
        max_word_pairs: 1 << 20,
        ..bounds
    });
    assert!(counts(&keys).iter().filter(|&&count| count > least).count() < 5);
    let mut again = bounded.clone();
    again.keep_within(&bounds);
    assert_eq!(again, bounded);
    let mut twice = learned.clone();
    twice.keep_within(&bounds);
    assert_eq!(twice, bounded);
    // What is left can be gone on with.
    let with = aligner().align_corpus_with(short(), &mut bounded).unwrap();
    assert_eq!(with.len(), 1);
}

#[test]
fn a_run_hears_what_was_counted() {
    let mut learned = Learned::default();
    aligner().align_corpus_with(many(), &mut learned).unwrap();
    // A run of three words, one of them new.
    let mut vocabularies = [Vocabulary::default(), Vocabulary::default()];
    let texts = [("id", "hujan sungai teh"), ("it", "fiume pioggia tazza")];
    for ((code, text), vocabulary) in texts.iter().zip(&mut vocabularies) {
        let code = tetrapla_core::Language::new(code).unwrap();
        let document = tetrapla_core::Document::segmented(code, *text);
        let _ = crate::features::Features::of(&document, vocabulary);
    }
    let tokens = learned.tokens("id", &vocabularies[0]);
    assert_eq!((tokens.n_tokens, tokens.n_absent), (162, 10));
    assert_eq!(tokens.by_key[2], 0);
    let n_rain = tokens.by_key[0];
    vocabularies[0].set_earlier(tokens);
    let unigram = (n_rain as f64 + 1.5) / (165.0 + 0.5 * 13.0);
    assert!((vocabularies[0].unigram(0) - unigram).abs() < 1e-12);
    let [source, target] = &vocabularies;
    let earlier = learned.earlier(["id", "it"], [source, target]);
    assert!(earlier.sums.is_some());
    // c(s) is whole: pairs of the run, pairs of words that it lacks, and what was dropped.
    let all = totals(&learned, 0);
    for (s, key) in (0..).zip(["hujan", "sungai"]) {
        let pairs = earlier.counts.pairs.iter().filter(|pair| pair.0 >> 32 == s);
        let absent = earlier.counts.absent[0]
            .iter()
            .filter(|one| u64::from(one.0) == s);
        let sum: f64 = pairs.map(|pair| f64::from(pair.1)).sum::<f64>()
            + absent.map(|one| f64::from(one.1)).sum::<f64>()
            + earlier.counts.dropped[0][s as usize];
        assert!((sum - all[key]).abs() < 1e-5, "{key}: {sum}");
    }
    let rain = earlier.counts.pairs.iter().find(|pair| pair.0 == 1);
    assert!(rain.is_some_and(|pair| pair.1 > 3.0), "{rain:?}");
}
