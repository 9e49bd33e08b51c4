//! What holds of every alignment, whatever the texts: tried on small groups made at random, on
//! strings of any characters and on texts at the edge of what a text can be.
//!
//! The engine's own invariants (fast and plain lattice agree, alternatives sum to 1) are tested
//! where the lattice is.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::ops::Range;

use proptest::prelude::*;
use proptest::sample::Index;
use tetrapla::export::{Output, UnitRecord, create, read_records, records, write_explanation};
use tetrapla::{
    Aligner, Alignment, BeadsWriter, Config, Document, Format, Group, JsonLinesWriter, Language,
    LineBreaks, TableWriter, TmxWriter, TsvWriter, WriteOptions,
};
use tetrapla_tests::{CODES, json_lines, partition, summit};

/// A vocabulary: what a word is in each language of [`CODES`].
const WORDS: [[&str; 4]; 16] = [
    ["बारिश", "hujan", "pioggia", "ulan"],
    ["नदी", "sungai", "fiume", "ilog"],
    ["बाज़ार", "pasar", "mercato", "palengke"],
    ["बच्चा", "anak", "bambino", "bata"],
    ["किताब", "buku", "libro", "aklat"],
    ["रात", "malam", "notte", "gabi"],
    ["घर", "rumah", "casa", "bahay"],
    ["चावल", "nasi", "riso", "kanin"],
    ["और", "dan", "e", "at"],
    ["लाजरुस", "Lazarus", "Lazarus", "Lazarus"],
    ["मीरा", "Mira", "Mira", "Mira"],
    ["2025", "2025", "2025", "2025"],
    ["१७", "17", "17", "17"],
    ["FBI", "FBI", "FBI", "FBI"],
    ["3.5", "3,5", "3,5", "3.5"],
    ["a@b.example", "a@b.example", "a@b.example", "a@b.example"],
];

/// What a translator did with a sentence.
#[derive(Clone, Copy, Debug)]
enum Rendering {
    Kept,
    Omitted,
    JoinedToNext,
    Cut,
    WithOneMoreBefore,
}

/// The texts of a group before it is one: code and sentences, with the order of languages.
#[derive(Clone, Debug)]
struct Story {
    texts: Vec<(&'static str, Vec<String>)>,
    /// Whether the sentences are given one by one, or run on in one text to be split.
    segmented: bool,
}

impl Story {
    fn group(&self) -> Group {
        let mut builder = Group::builder().name("story");
        for (code, sentences) in &self.texts {
            builder = if self.segmented {
                builder.sentences(code, sentences).expect("sentences")
            } else {
                // Paragraphs of three sentences.
                let paragraphs: Vec<String> =
                    sentences.chunks(3).map(|chunk| chunk.join(" ")).collect();
                builder
                    .text(code, &paragraphs.join("\n\n"))
                    .expect("sentences")
            };
        }
        builder.build().expect("two languages or more")
    }
}

fn rendering() -> impl Strategy<Value = Rendering> {
    prop_oneof![
        12 => Just(Rendering::Kept),
        1 => Just(Rendering::Omitted),
        1 => Just(Rendering::JoinedToNext),
        1 => Just(Rendering::Cut),
        1 => Just(Rendering::WithOneMoreBefore),
    ]
}

/// Two to four languages in any order, up to `n_most` sentences each.
fn story(n_most: usize) -> impl Strategy<Value = Story> {
    let sentence = (
        prop::collection::vec(any::<Index>(), 1..12),
        prop::array::uniform4(rendering()),
    );
    let sentences = prop::collection::vec(sentence, 1..=n_most);
    let languages = Just([0, 1, 2, 3].to_vec()).prop_shuffle();
    (sentences, languages, 2..=4_usize, any::<bool>()).prop_map(
        |(sentences, languages, n_languages, segmented)| {
            let texts = languages[..n_languages]
                .iter()
                .map(|&language| (CODES[language], tell(&sentences, language)))
                .collect();
            Story { texts, segmented }
        },
    )
}

/// The sentences in one language.
fn tell(sentences: &[(Vec<Index>, [Rendering; 4])], language: usize) -> Vec<String> {
    let stop = if language == 0 { "।" } else { "." };
    let mut told: Vec<String> = Vec::new();
    let mut begun = String::new();
    for (words, renderings) in sentences {
        let words: Vec<&str> = words
            .iter()
            .map(|word| word.get(&WORDS)[language])
            .collect();
        let (first, second) = words.split_at(words.len() / 2);
        match renderings[language] {
            Rendering::Omitted => continue,
            Rendering::JoinedToNext => {
                begun.push_str(&words.join(" "));
                begun.push_str(", ");
                continue;
            }
            Rendering::WithOneMoreBefore => told.push(format!("Z {}{stop}", words[0])),
            Rendering::Cut if !first.is_empty() => {
                told.push(format!("{begun}A {}{stop}", first.join(" ")));
                told.push(format!("B {}{stop}", second.join(" ")));
                begun.clear();
                continue;
            }
            Rendering::Cut | Rendering::Kept => {}
        }
        told.push(format!("{begun}C {}{stop}", words.join(" ")));
        begun.clear();
    }
    if !begun.is_empty() || told.is_empty() {
        told.push(format!("{begun}D{stop}"));
    }
    told
}

/// Aligns and explains; that explaining changes no unit is tested where it is done.
fn align(group: &Group) -> Alignment {
    let config = Config {
        explain: true,
        ..Config::default()
    };
    Aligner::new(config)
        .align(group)
        .expect("a right configuration")
}

/// What an explanation says lies in its unit and is a figure.
fn check_explanation(unit: &tetrapla::Unit<'_>) -> Result<(), TestCaseError> {
    let Some(why) = unit.explanation() else {
        return Ok(());
    };
    let within = |inner: &Range<usize>, outer: &Range<usize>| {
        outer.start <= inner.start && inner.end <= outer.end
    };
    let documents = unit.group().documents();
    for pair in &why.pairs {
        let [source, target] = [pair.source, pair.target].map(|place| &unit.ranges()[place]);
        prop_assert!(pair.source < pair.target && (!source.is_empty() || !target.is_empty()));
        for one in &pair.beads {
            prop_assert!(within(&one.bead.source, source) && within(&one.bead.target, target));
        }
        for one in pair.beads.iter().chain(&pair.rival) {
            prop_assert!((0.0..=1.0).contains(&one.bead.probability), "{:?}", one);
            prop_assert!(
                one.nats.total().is_finite() && one.nats.prior < 0.0,
                "{:?}",
                one
            );
        }
        let total: f64 = pair.beads.iter().map(|one| one.nats.total()).sum();
        prop_assert!((pair.nats.total() - total).abs() < 1e-6);
        for link in &pair.links {
            for (place, range, span) in [
                (pair.source, source, link.source),
                (pair.target, target, link.target),
            ] {
                let sentences = &documents[place].spans()[range.clone()];
                let is_held = sentences.iter().any(|sentence| {
                    within(&(span.start..span.end), &(sentence.start..sentence.end))
                });
                prop_assert!(is_held, "{:?} outside its unit", link);
            }
        }
    }
    Ok(())
}

/// Every invariant that one alignment shows by itself.
fn check(alignment: &Alignment) -> Result<(), TestCaseError> {
    let documents = alignment.group().documents();
    // 1: units and beads partition every document, in order.
    for (place, document) in documents.iter().enumerate() {
        let code = document.language().as_str();
        let ranges = alignment.units().map(|unit| unit.ranges()[place].clone());
        let fault = partition(ranges, document.n_sentences()).err();
        prop_assert_eq!(fault, None, "units in {}", code);
        for other in documents.iter().map(|other| other.language().as_str()) {
            let Some(beads) = alignment.pair(code, other) else {
                prop_assert_eq!(code, other);
                continue;
            };
            let ranges = beads.iter().map(|bead| bead.source.clone());
            let fault = partition(ranges, document.n_sentences()).err();
            prop_assert_eq!(fault, None, "beads of {}-{} in {}", code, other, code);
            let empty = |bead: &&tetrapla::Bead| bead.source.is_empty() && bead.target.is_empty();
            prop_assert!(beads.iter().find(empty).is_none());
            // 3, of beads.
            for bead in &beads {
                prop_assert!((0.0..=1.0).contains(&bead.probability), "{:?}", bead);
            }
        }
    }
    for (number, unit) in alignment.units().enumerate() {
        prop_assert_eq!(unit.index(), number);
        check_explanation(&unit)?;
        prop_assert!(unit.n_languages() > 0, "unit {} is empty", number);
        // 3: probabilities.
        prop_assert!((0.0..=1.0).contains(&unit.probability()), "{:?}", unit);
        // 2: texts are slices of the texts, joined.
        let record = UnitRecord::from_unit(&unit);
        for document in documents {
            let code = document.language().as_str();
            let spans = record.spans.get(code).expect("every language is there");
            let slices: Vec<&str> = spans.iter().map(|span| span.of(document.text())).collect();
            prop_assert_eq!(&unit.text(code), &slices.join(" "));
            prop_assert_eq!(record.translation.get(code), Some(&unit.text(code)));
            let sentences = record.sentences.get(code).expect("every language is there");
            prop_assert_eq!(sentences, &unit.sentences(code).collect::<Vec<_>>());
            let of_document = sentences.iter().map(|index| document.sentence(*index));
            prop_assert!(of_document.eq(slices));
        }
        for anchor in unit.anchors() {
            prop_assert_eq!(anchor.spans.len(), documents.len());
            prop_assert!(anchor.spans.iter().flatten().count() > 1, "{:?}", anchor);
            for (place, span) in anchor.spans.iter().enumerate() {
                let Some(span) = span else { continue };
                let sentences = &documents[place].spans()[unit.ranges()[place].clone()];
                let mut holders = sentences
                    .iter()
                    .filter(|sentence| sentence.start <= span.start && span.end <= sentence.end);
                prop_assert!(holders.next().is_some(), "{:?} outside its unit", span);
            }
        }
    }
    Ok(())
}

/// Writes every format there is, to memory or a folder, and forgets it.
fn write_all(alignment: &Alignment) -> tetrapla::export::Result<()> {
    fn sink() -> Output {
        Output::stream("nowhere", io::sink())
    }
    let options = || WriteOptions {
        explanations: true,
        ..WriteOptions::default()
    };
    for unit in alignment.units() {
        write_explanation(&unit, 60, &mut io::sink(), true).expect("a sink takes all");
    }
    TmxWriter::to_output(sink(), options())
        .write(alignment)?
        .finish()?;
    TsvWriter::to_output(sink(), options())
        .write(alignment)?
        .finish()?;
    JsonLinesWriter::to_output(sink(), options())
        .write(alignment)?
        .finish()?;
    TableWriter::to_output(sink(), options())
        .write(alignment)?
        .finish()?;
    let folder = tempfile::tempdir().expect("a folder for a while");
    BeadsWriter::create(folder.path().join("any.beads"))?
        .write(alignment)?
        .finish()?;
    for format in Format::all().filter(|format| format.extension().is_some()) {
        let path = folder.path().join(format!("any.{format}"));
        let mut writer = create(format, path, options())?;
        writer.write(alignment)?;
        writer.finish()?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn units_partition_the_texts_and_are_slices_of_them(story in story(12)) {
        check(&align(&story.group()))?;
    }

    #[test]
    fn groups_that_learn_from_each_other_keep_to_it_too(
        stories in prop::collection::vec(story(6), 0..5),
    ) {
        let groups: Vec<Group> = stories.iter().map(Story::group).collect();
        let alignments = Aligner::default().align_corpus(groups.clone()).unwrap();
        prop_assert_eq!(alignments.len(), groups.len());
        for (alignment, group) in alignments.iter().zip(&groups) {
            prop_assert_eq!(&**alignment.group(), group);
            check(alignment)?;
        }
    }

    #[test]
    fn the_order_of_languages_permutes_and_changes_nothing(
        story in story(10),
        order in any::<u64>(),
    ) {
        let given = align(&story.group());
        let mut other = story.clone();
        let n = other.texts.len();
        other.texts.rotate_left(order as usize % n);
        if order & (1 << 40) != 0 {
            other.texts.reverse();
        }
        let permuted = align(&other.group());
        same_but_for_order(&given, &permuted)?;
    }

    #[test]
    fn json_lines_read_back_as_they_were_written(story in story(10)) {
        let alignment = align(&story.group());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("story.jsonl");
        let options = WriteOptions { explanations: true, ..WriteOptions::default() };
        let writer = JsonLinesWriter::with_options(&path, options).unwrap();
        writer.write(&alignment).unwrap().finish().unwrap();
        let read: Vec<UnitRecord> = read_records(&path).unwrap().map(Result::unwrap).collect();
        let mut expected: Vec<UnitRecord> = records(&alignment).collect();
        for record in &mut expected {
            record.probability = (record.probability * 1e4).round() / 1e4;
        }
        prop_assert_eq!(&read, &expected);
        let mut again = Vec::new();
        for record in &read {
            tetrapla::export::jsonl::write_record(record, &mut again).unwrap();
        }
        let written = fs::read(&path).unwrap();
        prop_assert_eq!(&again, &written);
        prop_assert_eq!(json_lines(&alignment), written);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_number_of_threads_gives_the_same_bytes(
        stories in prop::collection::vec(story(12), 1..4),
    ) {
        let groups: Vec<Group> = stories.iter().map(Story::group).collect();
        let bytes_of = |n_threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            let made = pool.install(|| Aligner::default().align_corpus(groups.clone())).unwrap();
            let bytes: Vec<u8> = made.iter().flat_map(json_lines).collect();
            let bits: Vec<u64> = made
                .iter()
                .flat_map(|one| one.units().map(|unit| unit.probability().to_bits()).collect::<Vec<_>>())
                .collect();
            (bytes, bits)
        };
        let one = bytes_of(1);
        prop_assert!(bytes_of(2) == one, "2 threads give other bytes than 1");
        prop_assert!(bytes_of(3) == one, "3 threads give other bytes than 1");
    }
}

/// A string of any characters, those that mean something to some part being frequent.
fn any_text() -> impl Strategy<Value = String> {
    let special = prop::sample::select(
        "\n\r\t\0 .!?…:;,-•*#@/\\|\"'“”‘’«»()[]{}<>&।॥0९٣ⅷ½aAzZéÉßİıक़्ाािあ漢한ثש\u{200b}\u{200c}\u{200d}\
         \u{feff}\u{fffe}\u{ffff}\u{85}\u{2028}\u{2029}\u{a0}\u{300}\u{93c}\u{1f}\u{7f}\u{10ffff}😀👩🇮🇹🏽"
            .chars()
            .collect::<Vec<_>>(),
    );
    let piece = prop_oneof![
        4 => special.prop_map(String::from),
        2 => any::<char>().prop_map(String::from),
        2 => prop::sample::select(WORDS.concat()).prop_map(str::to_owned),
        1 => prop::sample::select(vec![". ", "\n\n", "?\" ", "https://a.b/", "Dr. ", "a.m. ", "\r\n", "1. "])
            .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_string_panics(
        texts in prop::array::uniform3(any_text()),
        line_breaks in prop::sample::select(vec![LineBreaks::Auto, LineBreaks::Always, LineBreaks::Never]),
        name in any_text(),
    ) {
        let mut builder = Group::builder().name(name);
        for (text, code) in texts.iter().zip(["it", "hi", "ja"]) {
            let language = Language::new(code).unwrap();
            let document = Document::split(language, text.as_str(), line_breaks);
            if document.n_sentences() == 0 {
                let content = text.trim_start_matches('\u{feff}').trim();
                prop_assert!(content.is_empty(), "{:?} has no sentence", text);
                continue;
            }
            builder = builder.document(document, code).unwrap();
        }
        let Ok(group) = builder.build() else {
            return Ok(());
        };
        let alignment = align(&group);
        for (place, document) in group.documents().iter().enumerate() {
            let ranges = alignment.units().map(|unit| unit.ranges()[place].clone());
            prop_assert_eq!(partition(ranges, document.n_sentences()).err(), None);
        }
        write_all(&alignment).unwrap();
    }
}

/// Units, pair beads and anchors are the same, probabilities to the bit.
fn same_but_for_order(given: &Alignment, permuted: &Alignment) -> Result<(), TestCaseError> {
    let codes: Vec<&str> = given
        .group()
        .languages()
        .map(|language| language.as_str())
        .collect();
    prop_assert_eq!(given.units().len(), permuted.units().len());
    for (one, other) in given.units().zip(permuted.units()) {
        for code in &codes {
            prop_assert_eq!(one.sentences(code), other.sentences(code));
        }
        prop_assert_eq!(one.probability().to_bits(), other.probability().to_bits());
        let anchors = |unit: tetrapla::Unit<'_>| {
            let form = |anchor: &tetrapla::Anchor| {
                let spans = unit.group().languages().zip(&anchor.spans);
                spans
                    .map(|(language, span)| (language.to_string(), *span))
                    .collect::<HashMap<_, _>>()
            };
            unit.anchors().iter().map(form).collect::<Vec<_>>()
        };
        prop_assert_eq!(anchors(one), anchors(other));
    }
    for source in &codes {
        for target in &codes {
            let (one, other) = (given.pair(source, target), permuted.pair(source, target));
            prop_assert_eq!(one.is_some(), source != target);
            for (one, other) in one.iter().flatten().zip(other.iter().flatten()) {
                prop_assert_eq!(one.probability.to_bits(), other.probability.to_bits());
            }
            prop_assert_eq!(one, other);
        }
    }
    Ok(())
}

/// Aligns texts at the edge, checks everything that holds of any alignment, and writes it.
fn survives(texts: &[(&str, String)]) -> Alignment {
    let mut builder = Group::builder().name("edge");
    for (code, text) in texts {
        builder = builder.text(code, text).expect("a sentence");
    }
    let alignment = align(&builder.build().expect("two languages or more"));
    if let Err(fault) = check(&alignment) {
        panic!("{fault}");
    }
    write_all(&alignment).expect("all formats take it");
    alignment
}

fn numbered(n: usize, word: &str) -> String {
    (1..=n).map(|number| format!("{word} {number}. ")).collect()
}

#[test]
fn one_sentence_a_side_is_one_unit() {
    let texts = [
        ("it", "Piove da tre giorni.".to_owned()),
        ("tl", "Tatlong araw nang umuulan.".to_owned()),
        ("hi", "तीन दिन से बारिश हो रही है।".to_owned()),
        ("id", "Sudah tiga hari hujan.".to_owned()),
    ];
    for n_languages in 2..=4 {
        let alignment = survives(&texts[..n_languages]);
        let units: Vec<_> = alignment.units().collect();
        assert_eq!(units.len(), 1, "{units:?}");
        assert!(units[0].is_complete());
    }
}

#[test]
fn one_sentence_against_thirty() {
    let one = || "Solo una frase qui.".to_owned();
    let thirty = || numbered(30, "Ini kalimat");
    let alignment = survives(&[("it", one()), ("id", thirty())]);
    assert_eq!(alignment.group().documents()[1].n_sentences(), 30);
    survives(&[("id", thirty()), ("it", one())]);
    survives(&[
        ("it", one()),
        ("id", thirty()),
        ("tl", numbered(30, "Ito ang pangungusap")),
    ]);
    survives(&[
        ("it", one()),
        ("id", thirty()),
        ("tl", "Isa lamang.".to_owned()),
    ]);
}

#[test]
fn texts_without_letters() {
    let texts = [
        "?!",
        "...",
        "—",
        "1 2 3. 4 5 6!",
        "१२३।",
        "😀 👩‍👩‍👧 🇮🇹",
        "\u{200b}",
        "\u{feff}.",
        "• •\n\n• •",
        "|||",
        "। । ॥",
    ];
    for source in texts {
        for target in texts {
            survives(&[("it", source.to_owned()), ("hi", target.to_owned())]);
        }
        survives(&[
            ("it", source.to_owned()),
            ("hi", "नमस्ते दुनिया। फिर मिलेंगे।".to_owned()),
            ("id", "Halo dunia. Sampai jumpa.".to_owned()),
        ]);
    }
}

#[test]
fn a_sentence_of_five_thousand_words() {
    let long = |language: usize| {
        let words: Vec<&str> = (0..5_000)
            .map(|number: usize| WORDS[number * 7 % 9 + number % 4][language])
            .collect();
        words.join(" ")
    };
    let alignment = survives(&[("it", long(2) + "."), ("id", long(1) + ".")]);
    let words = alignment.group().documents()[0].sentence(0).split(' ');
    assert_eq!(words.count(), 5_000);
    assert_eq!(alignment.units().len(), 1);
    survives(&[("it", long(2) + "."), ("id", numbered(20, "Kalimat"))]);
    survives(&[
        ("it", format!("Prima. {}. Dopo.", long(2))),
        ("hi", format!("पहले। {}। बाद में।", long(0))),
        ("tl", format!("Una. {}. Pagkatapos.", long(3))),
    ]);
}

/// The whole article, without its full stops, is one unit with its translation.
#[test]
fn an_article_in_one_sentence_is_one_unit() {
    let article = summit().unwrap().group;
    let in_one = |code: &str, n_times: usize| {
        let sentences: Vec<&str> = article.document(code).unwrap().sentences().collect();
        let text = sentences.join(", ").replace(['\n', '\r'], " ");
        vec![text; n_times].join(", ")
    };
    for n_times in [1, 14] {
        let builder = Group::builder().sentences("it", [in_one("it", n_times)]);
        let builder = builder.and_then(|builder| builder.sentences("id", [in_one("id", n_times)]));
        let alignment = align(&builder.and_then(|builder| builder.build()).unwrap());
        assert_eq!(alignment.units().len(), 1, "{n_times} times");
    }
}

#[test]
fn no_groups_give_no_alignments() {
    assert!(
        Aligner::default()
            .align_corpus(Vec::new())
            .unwrap()
            .is_empty()
    );
}
