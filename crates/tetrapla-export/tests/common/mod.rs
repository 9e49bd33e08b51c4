//! What the tests share: a small alignment with every kind of unit, arbitrary alignments, and
//! folders to write in.

#![allow(dead_code, reason = "no test uses all of it")]
#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::ops::Range;
use std::sync::Arc;

use proptest::prelude::*;
use tetrapla_align::{Alignment, Anchor, Bead, UnitData};
use tetrapla_core::{Document, Group, Language, Span};

pub const CODES: [&str; 4] = ["hi", "id", "it", "tl"];

/// Six units of four languages: one of all, one of Tagalog alone, one with two Italian
/// sentences, one without Indonesian and Tagalog, one without Hindi, one full of markup.
pub fn sample() -> Alignment {
    let group = Group::builder()
        .name("summit")
        .sentences(
            "hi",
            [
                "लाजरुस 2025 में लौटा।",
                "बैठक खत्म हुई।",
                "केवल यहाँ।",
                "<b>अ & ब</b>",
            ],
        )
        .unwrap()
        .sentences(
            "id",
            [
                "Lazarus kembali pada 2025.",
                "Rapat usai.",
                "Tanpa Hindi.",
                "A & B",
            ],
        )
        .unwrap()
        .sentences(
            "it",
            [
                "Lazarus torna nel 2025.",
                "La riunione è finita.",
                "Tutti a casa.",
                "Solo qui.",
                "Senza hindi.",
                "«A»\t& \"B\" ]]> \u{1}fine",
            ],
        )
        .unwrap()
        .sentences(
            "tl",
            [
                "Bumalik ang Lazarus noong 2025.",
                "Ni Juan Cruz",
                "Tapos na ang pulong.",
                "Walang Hindi.",
                "A & B",
            ],
        )
        .unwrap()
        .build()
        .unwrap();
    let unit = |ranges: [Range<usize>; 4], probability| UnitData {
        ranges: ranges.to_vec(),
        probability,
        anchors: Vec::new(),
    };
    let mut units = vec![
        unit([0..1, 0..1, 0..1, 0..1], 0.993_14),
        unit([1..1, 1..1, 1..1, 1..2], 0.97),
        unit([1..2, 1..2, 1..3, 2..3], 0.876_55),
        unit([2..3, 2..2, 3..4, 3..3], 0.42),
        unit([3..3, 2..3, 4..5, 3..4], 0.5),
        unit([3..4, 3..4, 5..6, 4..5], 1.0),
    ];
    units[0].anchors = vec![anchor(&group, ["लाजरुस", "Lazarus", "Lazarus", "Lazarus"])];
    units[0]
        .anchors
        .push(anchor(&group, ["2025", "2025", "2025", ""]));
    let mut pairs = projected(&units, 4);
    // What four languages join, Hindi and Italian keep apart.
    let fine = [
        (0..1, 0..1, 0.9912),
        (1..2, 1..2, 0.9),
        (2..2, 2..3, 0.66),
        (2..3, 3..4, 0.42),
    ];
    let rest = [(3..3, 4..5, 0.7), (3..4, 5..6, 1.0)];
    let bead = |(source, target, probability)| Bead {
        source,
        target,
        probability,
    };
    pairs[1] = fine.into_iter().chain(rest).map(bead).collect();
    Alignment::new(Arc::new(group), units, pairs)
}

/// The first place of each form in its language; an empty form is absent.
fn anchor(group: &Group, forms: [&str; 4]) -> Anchor {
    let place = |(document, form): (&Document, &str)| {
        let start = document.text().find(form)?;
        (!form.is_empty()).then(|| Span::new(start, start + form.len()))
    };
    Anchor {
        spans: group.documents().iter().zip(forms).map(place).collect(),
    }
}

/// The beads of all pairs as the units imply them.
pub fn projected(units: &[UnitData], n_languages: usize) -> Vec<Vec<Bead>> {
    let mut pairs = Vec::new();
    for a in 0..n_languages {
        for b in a + 1..n_languages {
            let beads = units.iter().map(|unit| Bead {
                source: unit.ranges[a].clone(),
                target: unit.ranges[b].clone(),
                probability: unit.probability,
            });
            pairs.push(
                beads
                    .filter(|b| !b.source.is_empty() || !b.target.is_empty())
                    .collect(),
            );
        }
    }
    pairs
}

/// Sentences of any characters, control characters and markup among them, but for line feeds.
fn sentence() -> impl Strategy<Value = String> {
    let odd = prop_oneof![
        any::<char>(),
        (0_u32..128).prop_map(|c| char::from_u32(c).unwrap_or(' ')),
        prop::sample::select(vec![
            '<', '>', '&', '"', '\'', ']', '\r', '\t', '\u{0}', '\u{fffe}', '\u{feff}',
        ]),
    ];
    prop::collection::vec(odd, 1..12)
        .prop_map(|chars| format!("x{}", String::from_iter(chars).replace('\n', " ")))
}

/// A group of two to four languages, cut into units anywhere.
pub fn alignment() -> impl Strategy<Value = Alignment> {
    let document = (
        prop::collection::vec(sentence(), 1..6),
        prop::collection::vec(0_usize..7, 3),
    );
    let units = prop::collection::vec(0.0..=1.0_f64, 4);
    (".{0,5}", prop::collection::vec(document, 2..=4), units).prop_map(
        |(name, documents, probabilities)| {
            let mut builder = Group::builder().name(name);
            let mut bounds = Vec::new();
            for (code, (sentences, cuts)) in CODES.iter().zip(documents) {
                let language = Language::new(code).unwrap();
                let document = Document::segmented(language, sentences.join("\n"));
                let n_sentences = document.n_sentences();
                let mut cuts: Vec<usize> =
                    cuts.into_iter().map(|cut| cut.min(n_sentences)).collect();
                cuts.extend([0, n_sentences]);
                cuts.sort_unstable();
                bounds.push(cuts);
                builder = builder.document(document, code).unwrap();
            }
            let unit = |(step, probability): (usize, f64)| UnitData {
                ranges: bounds
                    .iter()
                    .map(|cuts| cuts[step]..cuts[step + 1])
                    .collect(),
                probability,
                anchors: Vec::new(),
            };
            let units: Vec<UnitData> = probabilities.into_iter().enumerate().map(unit).collect();
            let pairs = projected(&units, bounds.len());
            Alignment::new(Arc::new(builder.build().unwrap()), units, pairs)
        },
    )
}

/// A folder that is removed in the end.
pub fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// The names in a folder, ascending.
pub fn names(folder: &tempfile::TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let mut names: Vec<String> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort_unstable();
    names
}
