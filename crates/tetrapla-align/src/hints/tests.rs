//! Hints: what is read, what is refused, and which keys they tie.

use proptest::prelude::*;

use super::*;

fn vocabulary(code: &str, text: &str) -> (Language, Vocabulary) {
    let language = Language::new(code).unwrap();
    let document =
        tetrapla_core::Document::split(language.clone(), text, tetrapla_core::LineBreaks::Never);
    let mut vocabulary = Vocabulary::default();
    let _ = Features::of(&document, &mut vocabulary);
    (language, vocabulary)
}

/// The ties by the keys' texts, sorted, weights in hundredths.
fn tied(hints: &Hints, source: (&str, &str), target: (&str, &str)) -> Vec<(String, String, u32)> {
    let (x, source) = vocabulary(source.0, source.1);
    let (y, target) = vocabulary(target.0, target.1);
    let ties = hints.ties([&x, &y], [&source, &target]);
    let text = |vocabulary: &Vocabulary, id: u32| vocabulary.keys()[id as usize].text.to_string();
    let mut made: Vec<_> = ties
        .pairs
        .iter()
        .map(|&(s, t, w)| {
            (
                text(&source, s),
                text(&target, t),
                (w * 100.0).round() as u32,
            )
        })
        .collect();
    made.sort();
    made
}

fn tie(s: &str, t: &str, w: u32) -> (String, String, u32) {
    (s.to_owned(), t.to_owned(), w)
}

fn lexicon(text: &str) -> HintResult<Hints> {
    Hints::default().lexicon(text, Path::new("words.tsv"))
}

fn anchors(text: &str) -> HintResult<Hints> {
    Hints::default().anchors(text, Path::new("names.txt"))
}

#[test]
fn a_pair_ties_the_keys_of_its_words_in_either_order() {
    let hints = lexicon("it\tospedali\tid\tRumah\t.5\r\n\r\nid\tsakit\tit\tmalato\n").unwrap();
    assert_eq!(hints.n_pairs(), 2);
    let (id, it) = ("Rumah itu sakit.", "L'ospedale. Il malato.");
    assert_eq!(
        tied(&hints, ("id", id), ("it", it)),
        [tie("rumah", "ospeda", 50), tie("sakit", "malato", 95)]
    );
    assert_eq!(
        tied(&hints, ("it", it), ("id", id)),
        [tie("malato", "sakit", 95), tie("ospeda", "rumah", 50)]
    );
    assert_eq!(tied(&hints, ("id", id), ("de", it)), []);
    assert_eq!(tied(&hints, ("id", "Sakit."), ("it", "Ospedale.")), []);
}

#[test]
fn several_words_tie_through_their_content_words_at_less_weight() {
    let hints =
        lexicon("\u{feff}id\trumah sakit\tit\tospedale\nid\tPBB\tit\tle Nazioni Unite\t1").unwrap();
    let (id, it) = ("Rumah sakit PBB.", "Le Nazioni Unite, un ospedale.");
    assert_eq!(
        tied(&hints, ("id", id), ("it", it)),
        [
            tie("pbb", "nazion", 50),
            tie("pbb", "unite", 50),
            tie("rumah", "ospeda", 48),
            tie("sakit", "ospeda", 48),
        ]
    );
    // A form is met as a whole or not at all.
    assert_eq!(tied(&hints, ("id", "Rumah kami."), ("it", it)), []);
}

#[test]
fn every_two_forms_of_an_anchor_tie_across_any_two_languages() {
    let hints = anchors("Lazarus\tलाजरुस\t\n  \nBrezza R2").unwrap();
    assert_eq!(hints.n_anchors(), 2);
    assert_eq!(
        tied(
            &hints,
            ("hi", "लाजरुस या Lazarus।"),
            ("it", "Lazarus, Lazarusiano.")
        ),
        [tie("lazaru", "lazaru", 95), tie("लाजरुस", "lazaru", 95)]
    );
    // Word by word.
    assert_eq!(
        tied(&hints, ("id", "Router Brezza R2."), ("it", "Il Brezza R2.")),
        [tie("brezza", "brezza", 76), tie("r2", "r2", 76)]
    );
    // Another form of the same key is no anchor.
    assert_eq!(tied(&hints, ("id", "Lazarus."), ("it", "Lazarusiano.")), []);
}

#[test]
fn an_anchor_that_one_language_lacks_is_alone() {
    let hints = anchors("Lazarus\nNew York").unwrap();
    let (x, source) = vocabulary("hi", "लाजरुस न्यूयॉर्क में।");
    let (y, target) = vocabulary("it", "Lazarus a New York.");
    let ties = hints.ties([&x, &y], [&source, &target]);
    assert_eq!(ties.pairs, []);
    assert!(ties.alone[0].is_empty());
    let lazarus = target.find(TokenKind::Word, "lazarus").unwrap();
    assert_eq!(ties.alone[1].iter().collect::<Vec<_>>(), [&lazarus]);
    assert!(hints.anchor_keys(&target).contains(&lazarus));
    assert_eq!(hints.anchor_keys(&target).len(), 3);
}

#[test]
fn a_code_without_region_stands_for_any() {
    let language = |code| Language::new(code).unwrap();
    let fit = |hint, code| fits(&language(hint), &language(code));
    assert!(fit("pt", "pt-BR") && fit("PT-br", "pt-BR") && fit("fil", "tl") && fit("tl", "fil"));
    assert!(!fit("pt-BR", "pt") && !fit("pt-BR", "pt-PT") && !fit("it", "id"));
}

#[test]
fn weights_stay_where_shares_can_be_taken_of_them() {
    let hints = lexicon("id\ta\tit\tb\t1e-300\nid\tc\tit\td\t1").unwrap();
    let (x, source) = vocabulary("id", "a c");
    let (y, target) = vocabulary("it", "b d");
    let ties = hints.ties([&x, &y], [&source, &target]);
    let weights: Vec<f32> = ties.pairs.iter().map(|&(_, _, w)| w).collect();
    assert_eq!(weights, BOUNDS);
}

#[test]
fn what_is_no_hint_is_named_with_its_line() {
    let of_lexicon = |text: &str| lexicon(text).unwrap_err().to_string();
    let good = "id\trumah\tit\tcasa\n";
    for (line, parts) in [
        (
            "id rumah it casa",
            [
                "four or five columns parted by tabs",
                "1 column: `id rumah it casa`",
            ],
        ),
        ("id\ta\tit\tb\t1\tc", ["four or five columns", "6 columns"]),
        ("id\ta\ti\tb", ["a language code", "`i`"]),
        ("id\ta\tid\tb", ["two languages", "`id` twice"]),
        ("id\t\tit\tb", ["a word", "got nothing"]),
        ("id\ta\tit\tb\theavy", ["at most 1, as 0.8", "`heavy`"]),
        ("id\ta\tit\tb\t0", ["above 0", "got 0"]),
        ("id\ta\tit\tb\t1.01", ["at most 1", "got 1.01"]),
        ("id\ta\tit\tb\tNaN", ["above 0", "got NaN"]),
    ] {
        let said = of_lexicon(&format!("{good}\n{line}\n"));
        assert!(said.starts_with("words.tsv: line 3: expected "), "{said}");
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
    let said = anchors("a\n\u{200b}\n").unwrap_err().to_string();
    assert!(
        said.starts_with("names.txt: line 2: expected a word"),
        "{said}"
    );
    let many: Vec<String> = (0..=MAX_FORMS).map(|n| n.to_string()).collect();
    let said = anchors(&many.join("\t")).unwrap_err().to_string();
    assert!(said.contains("more than 100 forms"), "{said}");
    let said = Hints::default()
        .with_anchor([""; 0])
        .unwrap_err()
        .to_string();
    assert!(said.contains("got no form"), "{said}");
    let wrong = Hints::default().with_pair(("id", "a"), ("it", "b"), -1.0);
    assert!(matches!(wrong, Err(HintError::Wrong { .. })));
    let wrong = Hints::default().read_lexicon("no such file.tsv");
    assert!(matches!(wrong, Err(HintError::Text(_))));
}

#[test]
fn what_is_met_is_counted_by_group() {
    let group = Group::builder()
        .text("id", "Rumah sakit PBB.")
        .and_then(|group| group.text("it", "Un ospedale."))
        .and_then(|group| group.build())
        .unwrap();
    let hints = lexicon("it\tospedale\tid\trumah sakit\nid\tPBB\tit\tONU\n")
        .and_then(|hints| hints.anchors("ONU\tPBB\nNATO\n", Path::new("names.txt")))
        .unwrap();
    let met = hints.met(&group);
    assert_eq!(met.pairs, BTreeSet::from([0]));
    assert_eq!(met.anchors, BTreeSet::from([0]));
}

proptest! {
    #[test]
    fn any_text_is_hints_or_an_error_that_names_a_line(text in "(?s)([a-z]{2}\t|[\t\n]|1|.){0,40}") {
        for read in [lexicon(&text), anchors(&text)] {
            match read {
                Ok(hints) => prop_assert_eq!(
                    hints.n_pairs() + hints.n_anchors(),
                    lines(&text).count()
                ),
                Err(HintError::Malformed { line, .. }) => {
                    prop_assert!(lines(&text).any(|(number, _)| number == line));
                }
                Err(other) => prop_assert!(false, "{}", other),
            }
        }
    }

    #[test]
    fn the_other_order_of_languages_gives_the_same_ties_turned(
        entries in prop::collection::vec((0usize..5, 0usize..5, 0.001..1.0f64, any::<bool>()), 0..6)
    ) {
        const WORDS: [[&str; 5]; 2] = [
            ["rumah", "rumah sakit", "PBB", "17", "tidak ada"],
            ["casa", "ospedale di casa", "ONU", "casa", "niente"],
        ];
        let (id, it) = (("id", "Rumah sakit PBB 17."), ("it", "Casa, ospedale, ONU, PBB."));
        let mut hints = Hints::default();
        for (x, y, weight, is_turned) in entries {
            let (source, target) = (("id", WORDS[0][x]), ("it", WORDS[1][y]));
            let (one, other) = if is_turned { (target, source) } else { (source, target) };
            hints = hints.with_pair(one, other, weight).unwrap();
            hints = hints.with_anchor([WORDS[0][x], WORDS[1][y]]).unwrap();
        }
        let there = tied(&hints, id, it);
        let mut back = tied(&hints, it, id);
        for (s, t, _) in &mut back {
            std::mem::swap(s, t);
        }
        back.sort();
        prop_assert_eq!(there, back);
    }
}
