//! The tokens that tie a unit, for people to see: numbers, acronyms, addresses, names, and the
//! user's own.
//!
//! They are read off the similarities that the lexicon starts from; nothing is decided by them
//! here.

use std::ops::Range;

use rustc_hash::FxHashSet;
use tetrapla_core::{Document, Span, TokenKind, tokenise};

use crate::alignment::Anchor;
use crate::features::Features;
use crate::skeleton::is_devanagari;

/// Similarity from which two tokens count as one anchor.
const FROM: f32 = 0.6;
/// Fewest letters of a name.
const MIN_NAME: usize = 3;

/// One language of a group.
pub struct Side<'a> {
    /// Its place among the languages of the run.
    pub language: usize,
    /// The text.
    pub document: &'a Document,
    /// The text as numbers.
    pub features: &'a Features,
    /// The keys that are anchors of the user's, whatever they look like.
    pub hinted: &'a FxHashSet<u32>,
}

/// The anchors of a unit, by the first language that holds them, then by place.
/// `weight(x, s, y, t)` is the similarity of key s of language x and key t of language y.
#[must_use]
pub fn of(
    ranges: &[Range<usize>],
    sides: &[Side<'_>],
    weight: &(dyn Fn(usize, u32, usize, u32) -> f32 + Sync),
) -> Vec<Anchor> {
    if ranges.iter().filter(|range| !range.is_empty()).count() < 2 {
        return Vec::new();
    }
    let mut tokens: Vec<Vec<Option<(u32, Span)>>> = sides
        .iter()
        .zip(ranges)
        .map(|(side, range)| eligible(side, range.clone()))
        .collect();
    let mut made = Vec::new();
    for first in 0..sides.len() {
        for place in 0..tokens[first].len() {
            let Some((id, span)) = tokens[first][place] else {
                continue;
            };
            let mut spans = vec![None; sides.len()];
            spans[first] = Some(span);
            let mut taken = vec![(first, place)];
            for other in first + 1..sides.len() {
                let mut best = (FROM, None);
                for (at, token) in tokens[other].iter().enumerate() {
                    let Some((key, _)) = token else { continue };
                    let similar = weight(sides[first].language, id, sides[other].language, *key);
                    if similar > best.0 || (similar == FROM && best.1.is_none()) {
                        best = (similar, Some(at));
                    }
                }
                if let Some(at) = best.1 {
                    spans[other] = tokens[other][at].map(|(_, span)| span);
                    taken.push((other, at));
                }
            }
            if taken.len() > 1 {
                for (side, at) in taken {
                    tokens[side][at] = None;
                }
                made.push(Anchor { spans });
            }
        }
    }
    made
}

/// Tokens that may be anchors, with their keys and places in the whole text.
fn eligible(side: &Side<'_>, range: Range<usize>) -> Vec<Option<(u32, Span)>> {
    let mut made = Vec::new();
    for sentence in range {
        let start = side.document.spans()[sentence].start;
        let text = side.document.sentence(sentence);
        let ids = side.features.tokens(sentence..sentence + 1);
        for (token, &id) in tokenise(text).iter().zip(ids) {
            let word = token.span.of(text);
            let fits = match token.kind {
                _ if side.hinted.contains(&id) => true,
                TokenKind::Number | TokenKind::Acronym | TokenKind::Url => true,
                TokenKind::Punctuation => false,
                TokenKind::Word => {
                    let first = word.chars().next();
                    let name = first.is_some_and(|c| c.is_uppercase() || is_devanagari(c));
                    name && word.chars().count() >= MIN_NAME
                }
            };
            if fits {
                made.push(Some((
                    id,
                    Span::new(start + token.span.start, start + token.span.end),
                )));
            }
        }
    }
    made
}
