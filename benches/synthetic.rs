//! Translations that never were: texts in made-up languages whose alignment and lexicon are known,
//! of any size, the same for the same seed. No file is read.
//!
//! A text is a sequence of lines, each a sequence of concepts that fall by Zipf's law. Every
//! language has a word of its own for a concept (or two), function words between them, an order of
//! its own, and leaves some concepts out; names and numbers are shared, and some words look alike.
//! Then every language joins some lines, drops some, and adds some that no other has.

use std::fmt::Write as _;

use tetrapla::{Document, Group, Language};

/// How large a text is, and how far its translations are from each other.
#[derive(Clone, Copy, Debug)]
pub struct Shape {
    /// Lines before any is joined or dropped.
    pub n_lines: usize,
    /// Concepts of a line, on average.
    pub n_concepts: usize,
    /// Concepts there are.
    pub n_words: usize,
    /// Share of the lines that a language drops.
    pub dropped: f64,
    /// Share of the lines that a language joins to the next.
    pub joined: f64,
    /// Share of the lines after which a language adds one of its own.
    pub added: f64,
}

impl Shape {
    /// A novel of so many lines.
    #[must_use]
    pub fn novel(n_lines: usize) -> Self {
        Self {
            n_lines,
            n_concepts: 9,
            n_words: 20_000,
            dropped: 0.02,
            joined: 0.06,
            added: 0.01,
        }
    }
}

/// One language's version of a text.
#[derive(Clone, Debug, Default)]
pub struct Version {
    /// A sentence a line.
    pub text: String,
    /// The lines that each sentence covers; none where no other language has it.
    pub covers: Vec<Vec<usize>>,
}

/// Numbers without end (SplitMix64: Steele, Lea and Flood 2014, doi 10.1145/2660193.2660195).
#[derive(Clone, Debug)]
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From 0 to 1, 1 left out.
    fn share(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.share() * n as f64) as usize
    }

    /// A rank from 0 to below `n`, each about as probable as its inverse.
    fn rank(&mut self, n: usize) -> usize {
        let ln = self.share() * ((n + 1) as f64).ln();
        (ln.exp() as usize).saturating_sub(1).min(n - 1)
    }
}

/// A random number for a thing, not for a place in a sequence.
fn random_of(seed: u64, parts: &[u64]) -> Random {
    let mut random = Random(seed);
    for part in parts {
        random.0 = random.next() ^ part;
    }
    random
}

const ONSETS: [&str; 14] = [
    "b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z",
];
const VOWELS: [&str; 5] = ["a", "e", "i", "o", "u"];

/// A word of some syllables.
fn word(random: &mut Random) -> String {
    let n = 2 + random.below(3);
    let mut made = String::new();
    for _ in 0..n {
        made.push_str(ONSETS[random.below(ONSETS.len())]);
        made.push_str(VOWELS[random.below(VOWELS.len())]);
    }
    if random.share() < 0.3 {
        made.push_str(["n", "s", "r", "m"][random.below(4)]);
    }
    made
}

/// What a language calls a concept.
fn term(seed: u64, language: u64, concept: usize, variant: u64) -> String {
    let mut shared = random_of(seed, &[1, concept as u64]);
    let kind = shared.share();
    if kind < 0.01 {
        return (10 + shared.below(2_000)).to_string();
    }
    if kind < 0.04 {
        let mut name = word(&mut shared);
        name[..1].make_ascii_uppercase();
        return name;
    }
    let mut own = random_of(seed, &[2, language, concept as u64, variant]);
    if kind < 0.12 {
        // A cognate: the same stem, an ending of the language.
        return word(&mut shared) + VOWELS[own.below(VOWELS.len())];
    }
    word(&mut own)
}

/// The concepts of each line.
fn lines(seed: u64, shape: &Shape) -> impl Iterator<Item = Vec<usize>> {
    let mut random = random_of(seed, &[3]);
    let shape = *shape;
    (0..shape.n_lines).map(move |_| {
        // From a third of the average to nearly three times as much, short ones more often.
        let n = shape.n_concepts as f64 * (1.1 * (random.share() + random.share() - 1.0)).exp();
        (0..(n as usize).max(1))
            .map(|_| random.rank(shape.n_words))
            .collect()
    })
}

/// A line in a language.
fn line(seed: u64, language: u64, concepts: &[usize], random: &mut Random) -> String {
    let mut order: Vec<usize> = Vec::with_capacity(concepts.len());
    for &concept in concepts {
        if random.share() < 0.9 {
            order.push(concept);
        }
    }
    if order.is_empty() {
        order.push(concepts[0]);
    }
    // Each language turns round pieces of its own length.
    for piece in order.chunks_mut(2 + language as usize % 3) {
        piece.reverse();
    }
    let mut made = String::new();
    for (place, &concept) in order.iter().enumerate() {
        if random.share() < 0.35 {
            let function = random.rank(12);
            let article = term(seed, language, 1_000_000 + function, 0);
            let _never_fails = write!(made, "{} ", &article[..article.len().min(3)]);
        }
        let variant = u64::from(random.share() < 0.12);
        made.push_str(&term(seed, language, concept, variant));
        let comma = place + 1 < order.len() && random.share() < 0.06;
        made.push_str(if comma { ", " } else { " " });
    }
    made.pop();
    made.push('.');
    made
}

/// The text of a number in so many languages; those of one seed share their words.
#[must_use]
pub fn versions(seed: u64, number: u64, shape: &Shape, n_languages: usize) -> Vec<Version> {
    let text = random_of(seed, &[number]).next();
    (0..n_languages as u64)
        .map(|language| {
            let mut random = random_of(text, &[4, language]);
            let mut made = Version::default();
            let mut is_open = false;
            for (number, concepts) in lines(text, shape).enumerate() {
                if random.share() < shape.dropped {
                    continue;
                }
                let text = line(seed, language, &concepts, &mut random);
                match made.covers.last_mut() {
                    Some(last) if is_open => {
                        made.text.pop();
                        made.text.push(' ');
                        last.push(number);
                    }
                    _ => made.covers.push(vec![number]),
                }
                made.text.push_str(&text);
                made.text.push('\n');
                is_open = random.share() < shape.joined;
                if !is_open && random.share() < shape.added {
                    let own: Vec<usize> = (0..shape.n_concepts)
                        .map(|_| random.rank(shape.n_words))
                        .collect();
                    made.text.push_str(&line(seed, language, &own, &mut random));
                    made.text.push('\n');
                    made.covers.push(Vec::new());
                }
            }
            made
        })
        .collect()
}

/// The versions as a group, under codes that only name them.
///
/// # Panics
///
/// Where a code is none, or the same as another.
#[must_use]
pub fn group(versions: &[Version], codes: &[&str]) -> Group {
    let mut builder = Group::builder().name("synthetic");
    for (version, code) in versions.iter().zip(codes) {
        let language = Language::new(code).expect("a code");
        let document = Document::segmented(language, version.text.as_str());
        builder = builder.document(document, code).expect("a text");
    }
    builder.build().expect("two languages or more")
}

#[cfg(test)]
mod tests {
    use super::*;
    use tetrapla::Aligner;

    #[test]
    fn a_seed_gives_one_text_and_another_seed_another() {
        let made = |seed| versions(seed, 0, &Shape::novel(40), 3);
        let texts = |made: Vec<Version>| made.into_iter().map(|one| one.text).collect::<Vec<_>>();
        assert_eq!(texts(made(1)), texts(made(1)));
        assert_ne!(texts(made(1)), texts(made(2)));
        for version in made(1) {
            assert_eq!(version.text.lines().count(), version.covers.len());
            let lines: Vec<usize> = version.covers.concat();
            assert!(lines.is_sorted_by(|one, next| one < next));
            assert!(lines.len() > 30 && lines.iter().all(|&line| line < 40));
        }
    }

    #[test]
    fn the_engine_finds_what_belongs_together() {
        let made = versions(1, 0, &Shape::novel(300), 2);
        let group = group(&made, &["id", "it"]);
        let alignment = Aligner::default().align(&group).expect("an alignment");
        let covered =
            |side: usize, range: std::ops::Range<usize>| made[side].covers[range].concat();
        let (mut n_both, mut n_same) = (0, 0);
        for bead in alignment.pair("id", "it").expect("the pair") {
            if bead.source.is_empty() || bead.target.is_empty() {
                continue;
            }
            n_both += 1;
            let (x, y) = (
                covered(0, bead.source.clone()),
                covered(1, bead.target.clone()),
            );
            n_same += usize::from(x.iter().any(|line| y.contains(line)));
        }
        assert!(n_both > 230, "{n_both}");
        assert!(n_same * 100 >= n_both * 97, "{n_same} of {n_both}");
    }
}
