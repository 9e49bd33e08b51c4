//! Texts to measure with: those of `data/`, repeated with other numbers and names until they
//! have the size asked for. The same call gives the same text, and no file is read.

pub mod synthetic;

use std::sync::Arc;

use tetrapla::align::UnitData;
use tetrapla::{Alignment, Bead, Group, Language};

/// The languages of the texts.
pub const CODES: [&str; 4] = ["hi", "id", "it", "tl"];

macro_rules! article {
    ($before:literal, $after:literal) => {
        [
            include_str!(concat!("../data/", $before, "hi", $after)),
            include_str!(concat!("../data/", $before, "id", $after)),
            include_str!(concat!("../data/", $before, "it", $after)),
            include_str!(concat!("../data/", $before, "tl", $after)),
        ]
    };
}

/// The news article of `data/summit`, in the order of [`CODES`].
pub const SUMMIT: [&str; 4] = article!("summit/", ".txt");

/// The articles of `data/`, each in the order of [`CODES`].
const ARTICLES: [[&str; 4]; 7] = [
    SUMMIT,
    article!("gold/howto.", ".txt"),
    article!("gold/interview.", ".txt"),
    article!("gold/legal.", ".txt"),
    article!("gold/recipe.", ".txt"),
    article!("gold/sport.", ".txt"),
    article!("gold/story.", ".txt"),
];

/// Names in the articles, in Devanagari and in Latin script.
const NAMES: [(&str, &str); 3] = [("लाजरुस", "Lazarus"), ("मीरा", "Mira"), ("सलीम", "Salim")];

/// What stands for them in the copies.
const OTHER_NAMES: [(&str, &str); 5] = [
    ("ओरायन", "Orayan"),
    ("वेगारा", "Vegara"),
    ("तामारिन", "Tamarin"),
    ("दोमिनिक", "Dominik"),
    ("करोलिना", "Karolina"),
];

/// A copy of a text: the original where `copy` is 0, else with other numbers and names, the
/// same ones in every language.
fn varied(text: &str, copy: usize) -> String {
    if copy == 0 {
        return text.to_owned();
    }
    let mut made = text.to_owned();
    for (place, (devanagari, latin)) in NAMES.iter().enumerate() {
        let (for_devanagari, for_latin) = OTHER_NAMES[(place + copy) % OTHER_NAMES.len()];
        made = made
            .replace(devanagari, for_devanagari)
            .replace(latin, for_latin);
    }
    let shifted = |c: char| match c {
        // 1 to 9 go round, so that no number begins with 0 that did not before.
        '1'..='9' => char::from(b'1' + ((c as usize - '1' as usize + copy) % 9) as u8),
        _ => c,
    };
    made.chars().map(shifted).collect()
}

/// The articles and their copies without end, in one language.
fn articles(language: usize) -> impl Iterator<Item = String> {
    (0..).flat_map(move |copy| {
        ARTICLES
            .iter()
            .map(move |texts| varied(texts[language], copy))
    })
}

/// A running text of at least so many bytes, for the language at a place of [`CODES`].
///
/// # Panics
///
/// Where there is no such place.
#[must_use]
pub fn running_text(language: usize, n_bytes: usize) -> Arc<str> {
    let mut text = String::new();
    for article in articles(language) {
        text.push_str(&article);
        text.push_str("\n\n");
        if text.len() >= n_bytes {
            break;
        }
    }
    text.into()
}

/// A group of whole articles with about so many sentences a language: each language is given
/// by its place in [`CODES`] and the code under which it goes. The articles are as many as bring
/// the first language nearest to `n_sentences`, at least one.
///
/// # Panics
///
/// Where a place or a code is wrong.
#[must_use]
pub fn group(languages: &[(usize, &str)], n_sentences: usize) -> Group {
    let of = |n_articles: usize| {
        let mut builder = Group::builder().name("bench").any_language(true);
        for (language, code) in languages {
            let text: Vec<String> = articles(*language).take(n_articles).collect();
            builder = builder
                .text(code, &text.join("\n\n"))
                .expect("a text in a language");
        }
        builder.build().expect("two languages or more")
    };
    let off = |group: &Group| group.documents()[0].n_sentences().abs_diff(n_sentences);
    let mut best = of(1);
    for n_articles in 2.. {
        let next = of(n_articles);
        if off(&next) > off(&best) {
            break;
        }
        best = next;
    }
    best
}

/// An alignment of four languages with so many units, one sentence a language each, without
/// the time that aligning would take.
///
/// # Panics
///
/// Never: all languages have their sentences.
#[must_use]
pub fn big_alignment(n_units: usize) -> Alignment {
    let mut builder = Group::builder().name("bench");
    for (language, code) in CODES.iter().enumerate() {
        let known = Language::new(code).expect("a code");
        let sentences = articles(language).flat_map(|article| {
            let made =
                tetrapla::Document::split(known.clone(), article, tetrapla::LineBreaks::Auto);
            made.sentences().map(str::to_owned).collect::<Vec<_>>()
        });
        builder = builder
            .sentences(code, sentences.take(n_units))
            .expect("sentences");
    }
    let group = builder.build().expect("four languages");
    let probability = |number: usize| 1.0 - (number % 100) as f64 / 1_000.0;
    let unit = |number: usize| UnitData {
        ranges: vec![number..number + 1; CODES.len()],
        probability: probability(number),
        anchors: Vec::new(),
    };
    let bead = |number: usize| Bead {
        source: number..number + 1,
        target: number..number + 1,
        probability: probability(number),
    };
    let n_pairs = CODES.len() * (CODES.len() - 1) / 2;
    let pairs = vec![(0..n_units).map(bead).collect(); n_pairs];
    Alignment::new(group.into(), (0..n_units).map(unit).collect(), pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_the_size_asked_for() {
        for language in 0..CODES.len() {
            assert!(running_text(language, 100_000).len() >= 100_000);
        }
        for n_sentences in [35, 300] {
            let group = group(&[(2, "it"), (3, "tl")], n_sentences);
            let n_found = group.documents()[0].n_sentences();
            assert!(
                n_found.abs_diff(n_sentences) <= 20,
                "{n_found} for {n_sentences}"
            );
        }
        assert_eq!(big_alignment(500).units().len(), 500);
    }

    #[test]
    fn copies_differ_alike_in_all_languages() {
        assert_eq!(varied("Lazarus, 2019 e 62,5", 1), "Vegara, 3021 e 73,6");
        assert_eq!(varied("लाजरुस, 2019 और 62.5", 1), "वेगारा, 3021 और 73.6");
    }
}
