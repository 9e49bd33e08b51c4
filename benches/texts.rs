//! Texts of any size for the benches, made from the project's own: the gold texts in turn, the
//! number of the round before each sentence, so that no two rounds are the same.

use tetrapla::{Document, Group, Language, LineBreaks};

const LANGUAGES: [&str; 4] = ["hi", "id", "it", "tl"];

macro_rules! texts {
    ($($name:literal),*) => {
        [$([
            include_str!(concat!("../data/gold/", $name, ".hi.txt")),
            include_str!(concat!("../data/gold/", $name, ".id.txt")),
            include_str!(concat!("../data/gold/", $name, ".it.txt")),
            include_str!(concat!("../data/gold/", $name, ".tl.txt")),
        ]),*]
    };
}

const TEXTS: [[&str; 4]; 6] = texts!("howto", "interview", "legal", "recipe", "sport", "story");

/// The running text of a language (a place in `hi id it tl`), at least `n_bytes` long.
pub fn running(language: usize, n_bytes: usize) -> (&'static str, String) {
    let mut text = String::new();
    while text.len() < n_bytes {
        for group in &TEXTS {
            text.push_str(group[language]);
            text.push('\n');
        }
    }
    (LANGUAGES[language], text)
}

/// A group of those languages with about `n_sentences` sentences each. Later rounds number their
/// sentences, so that a long text is not one short text over and over.
pub fn group(languages: &[usize], n_sentences: usize) -> Group {
    let mut builder = Group::builder().name("bench");
    for &language in languages {
        let mut sentences = Vec::new();
        let mut round = 0;
        while sentences.len() < n_sentences {
            for texts in &TEXTS {
                let code = Language::new(LANGUAGES[language]).expect("the codes are right");
                let document = Document::split(code, texts[language], LineBreaks::Auto);
                sentences.extend(
                    document
                        .sentences()
                        .map(|sentence| format!("{round} {sentence}")),
                );
                round += 1;
                if sentences.len() >= n_sentences {
                    break;
                }
            }
        }
        builder = builder
            .sentences(LANGUAGES[language], sentences)
            .expect("a text for each language");
    }
    builder.build().expect("two languages or more")
}
