//! What the user's lexicon and anchors do to an alignment.

use std::path::Path;

use tetrapla::export::records;
use tetrapla::{Aligner, Alignment, Config, Group, Hints};
use tetrapla_tests::json_lines;

/// Sentences of each text, all of one length.
const N: usize = 12;
/// Sentences of the second text before the translation of the first one begins.
const SHIFT: usize = 2;

/// A word of six letters that is made of those letters and stands nowhere else.
fn word(consonants: &str, vowels: &str, number: usize) -> String {
    let (consonants, vowels) = (consonants.as_bytes(), vowels.as_bytes());
    let mut rest = number;
    let mut letter = |from: &[u8]| {
        let letter = from[rest % from.len()];
        rest /= from.len();
        char::from(letter)
    };
    let mut made = String::new();
    for _ in 0..3 {
        made.push(letter(consonants));
        made.push(letter(vowels));
    }
    assert_eq!(rest, 0, "no word has the number {number}");
    made
}

/// Six words a sentence; two texts have no letter in common.
fn sentences(letters: (&str, &str)) -> Vec<Vec<String>> {
    let words = |sentence: usize| (0..6).map(move |n| 7 * (6 * sentence + n) + 3);
    (0..N)
        .map(|sentence| {
            words(sentence)
                .map(|number| word(letters.0, letters.1, number))
                .collect()
        })
        .collect()
}

fn texts() -> [Vec<Vec<String>>; 2] {
    [sentences(("bdgkp", "aiu")), sentences(("flmnrstv", "eo"))]
}

fn group(codes: [&str; 2]) -> Group {
    let [x, y] = texts();
    let lines = |text: Vec<Vec<String>>| text.into_iter().map(|words| words.join(" ") + ".");
    let texts = [("id", lines(x)), ("it", lines(y))];
    let mut builder = Group::builder();
    for code in codes {
        let (_, lines) = texts
            .iter()
            .find(|(own, _)| *own == code)
            .expect("a text in it");
        builder = builder.sentences(code, lines.clone()).expect("sentences");
    }
    builder.build().expect("two languages")
}

/// The words of the first text at a place of each sentence, and their translations.
fn translations(places: std::ops::Range<usize>) -> Vec<(String, String)> {
    let [x, y] = texts();
    let mut made = Vec::new();
    for sentence in 0..N - SHIFT {
        for place in places.clone() {
            // The order of words is another one.
            let there = &y[sentence + SHIFT][5 - place];
            made.push((x[sentence][place].clone(), there.clone()));
        }
    }
    made
}

fn lexicon(is_swapped: bool) -> Hints {
    let line = |(id, it): &(String, String)| match is_swapped {
        false => format!("id\t{id}\tit\t{it}\n"),
        true => format!("it\t{it}\tid\t{id}\n"),
    };
    let text: String = translations(1..4).iter().map(line).collect();
    let path = Path::new("words.tsv");
    Hints::default().lexicon(&text, path).expect("a lexicon")
}

fn align(group: &Group, hints: Hints) -> Alignment {
    let aligner = Aligner::new(Config::default()).with_hints(hints);
    aligner.align(group).expect("the configuration is right")
}

/// How many sentences of the first text stand with their translation, alone.
fn n_right(alignment: &Alignment) -> usize {
    let right = |unit: &tetrapla::Unit<'_>| {
        let (id, it) = (unit.sentences("id"), unit.sentences("it"));
        id.len() == 1 && it == (id.start + SHIFT..id.end + SHIFT)
    };
    alignment.units().filter(right).count()
}

#[test]
fn texts_with_nothing_in_common_are_aligned_by_a_lexicon() {
    let group = group(["id", "it"]);
    assert_eq!(n_right(&align(&group, Hints::default())), 0);
    assert_eq!(n_right(&align(&group, lexicon(false))), N - SHIFT);
}

#[test]
fn texts_with_nothing_in_common_are_aligned_by_anchors_of_two_forms() {
    let group = group(["id", "it"]);
    let mut hints = Hints::default();
    for (id, it) in translations(1..4) {
        hints = hints.with_anchor([it, id]).unwrap();
    }
    let alignment = align(&group, hints);
    assert_eq!(n_right(&alignment), N - SHIFT);
    // Lower-case as they are, the user's anchors are shown as such.
    for unit in alignment.units().filter(|unit| unit.is_complete()) {
        assert_eq!(unit.anchors().len(), 3);
    }
    let mut units = records(&alignment);
    let of_first = units
        .find(|unit| unit.sentences.get("id") == Some(&vec![0]))
        .unwrap();
    let (id, it) = &translations(1..4)[0];
    let shown = of_first
        .anchors
        .iter()
        .any(|anchor| anchor.get("id") == Some(id) && anchor.get("it") == Some(it));
    assert!(shown, "{:?}", of_first.anchors);
}

#[test]
fn the_order_of_languages_is_of_no_matter() {
    let given = json_lines(&align(&group(["id", "it"]), lexicon(false)));
    let entries_swapped = json_lines(&align(&group(["id", "it"]), lexicon(true)));
    assert_eq!(given, entries_swapped);
    let swapped = align(&group(["it", "id"]), lexicon(false));
    assert_eq!(n_right(&swapped), N - SHIFT);
    let back = json_lines(&align(&group(["it", "id"]), lexicon(true)));
    assert_eq!(json_lines(&swapped), back);
}

#[test]
fn the_order_of_hints_and_the_number_of_threads_are_of_no_matter() {
    let mut bytes = Vec::new();
    for (n_threads, is_reversed) in [(1, false), (3, false), (2, true)] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
        let mut entries = translations(1..4);
        if is_reversed {
            entries.reverse();
        }
        let mut hints = Hints::default();
        for (id, it) in &entries {
            hints = hints.with_pair(("id", id), ("it", it), 0.7).unwrap();
            hints = hints.with_anchor([id]).unwrap();
        }
        let group = group(["id", "it"]);
        let alignment = pool.build().unwrap().install(|| align(&group, hints));
        bytes.push(json_lines(&alignment));
    }
    assert!(bytes.windows(2).all(|two| two[0] == two[1]));
}

#[test]
fn what_is_not_in_the_texts_changes_nothing() {
    let group = group(["id", "it"]);
    let [x, y] = texts();
    let hints = Hints::default()
        .with_pair(("de", &x[0][0]), ("it", &y[2][0]), 1.0)
        .and_then(|hints| hints.with_pair(("id", "absent"), ("it", &y[2][0]), 1.0))
        .and_then(|hints| hints.with_anchor(["absent", "missing"]))
        .unwrap();
    assert!(hints.met(&group).pairs.is_empty());
    assert!(hints.met(&group).anchors.is_empty());
    let without = json_lines(&align(&group, Hints::default()));
    assert_eq!(json_lines(&align(&group, hints)), without);
}

#[test]
fn a_lone_form_finds_its_like_in_another_script() {
    let group = |name: &str| {
        Group::builder()
            .text("hi", &format!("कल {name} आया। फिर बारिश हुई।"))
            .and_then(|builder| builder.text("it", "Ieri è venuto lazzarus. Poi ha piovuto."))
            .and_then(|builder| builder.build())
            .unwrap()
    };
    let hints = || Hints::default().with_anchor(["lazzarus"]).unwrap();
    let shown = |name: &str, hints: Hints| {
        let alignment = align(&group(name), hints);
        let anchors = alignment.units().map(|unit| unit.anchors().len());
        anchors.sum::<usize>()
    };
    assert_eq!(shown("लाजरुस", Hints::default()), 0, "no capital, no name");
    assert_eq!(shown("लाजरुस", hints()), 1);
    assert_eq!(shown("मोहन", hints()), 0);
}
