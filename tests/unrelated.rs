//! Texts, and stretches of them, that have nothing to do with each other: they stay unaligned,
//! and no translation is taken for one of them.
//!
//! The texts are those of `data/gold`, one text against another.

use tetrapla::export::read_records;
use tetrapla::{Aligner, Alignment, Config, Document, Group};
use tetrapla_tests::{CODES, gold, json_lines};

/// The largest share of the sentences of unrelated texts that may be linked.
const MOST_LINKED: f64 = 0.03;
/// The same of an unrelated stretch of related texts.
const MOST_LINKED_OF_STRETCH: f64 = 0.15;

fn groups() -> Vec<Group> {
    let samples = gold().expect("data/gold is readable");
    samples.into_iter().map(|sample| sample.group).collect()
}

fn group(documents: &[(&Document, &str)]) -> Group {
    let mut builder = Group::builder();
    for &(document, name) in documents {
        builder = builder.document(document.clone(), name).expect("a text");
    }
    builder.build().expect("two languages or more")
}

fn align(group: &Group) -> Alignment {
    let aligned = Aligner::default().align(group);
    aligned.expect("the default configuration")
}

/// How many sentences share a unit with some of another language, and how many there are.
fn linked(alignment: &Alignment) -> [usize; 2] {
    let mut counts = [0, 0];
    for unit in alignment.units() {
        let n: usize = unit.ranges().iter().map(ExactSizeIterator::len).sum();
        counts[0] += if unit.n_languages() > 1 { n } else { 0 };
        counts[1] += n;
    }
    counts
}

fn share([some, all]: [usize; 2]) -> f64 {
    some as f64 / all as f64
}

fn unrelated(alignment: &Alignment) -> Vec<[&str; 2]> {
    let pairs = alignment.unrelated();
    pairs.map(|pair| pair.map(|one| one.as_str())).collect()
}

/// The first language of each text with every other of each other text.
fn strangers(groups: &[Group]) -> Vec<Group> {
    let mut made = Vec::new();
    for one in groups {
        for other in groups.iter().filter(|other| other.name() != one.name()) {
            for document in &other.documents()[1..] {
                made.push(group(&[
                    (&one.documents()[0], one.name()),
                    (document, other.name()),
                ]));
            }
        }
    }
    made
}

#[test]
fn unrelated_texts_stay_unaligned() {
    let groups = strangers(&groups());
    let mut all = [0, 0];
    let mut n_refused = 0;
    for group in &groups {
        let alignment = align(group);
        let counts = linked(&alignment);
        if counts[0] > 0 {
            println!("{group:?}: {counts:?}");
        }
        // A pair that is refused is not linked at all.
        let is_refused = alignment.unrelated().len() == 1;
        assert!(!is_refused || counts[0] == 0, "{counts:?}");
        n_refused += usize::from(is_refused);
        all = [all[0] + counts[0], all[1] + counts[1]];
    }
    let (linked, n) = (share(all), groups.len());
    println!("{n_refused} of {n} pairs refused, {linked:.4} of the sentences linked");
    assert!(linked <= MOST_LINKED, "{linked:.4} linked");
}

#[test]
fn no_translation_is_refused() {
    for whole in groups() {
        let name = whole.name();
        let alignment = align(&whole);
        assert_eq!(unrelated(&alignment), [[""; 2]; 0], "{name}");
        for (x, one) in whole.documents().iter().enumerate() {
            for other in &whole.documents()[x + 1..] {
                let alignment = align(&group(&[(one, name), (other, name)]));
                let refused = unrelated(&alignment);
                assert_eq!(refused, [[""; 2]; 0], "{name}");
                let linked = share(linked(&alignment));
                assert!(linked > 0.5, "{name}: {linked:.3} linked");
            }
        }
    }
}

#[test]
fn no_few_sentences_of_a_translation_are_refused() {
    let mut n_pairs = 0;
    for sample in gold().expect("data/gold is readable") {
        let records = read_records(&sample.gold).expect("the gold is there");
        let units: Vec<_> = records.map(|record| record.expect("a unit")).collect();
        for excerpt in [1, 3, 8]
            .map(|n_units| units.chunks(n_units))
            .into_iter()
            .flatten()
        {
            let texts = CODES.map(|code| {
                let places = excerpt.iter().filter_map(|unit| unit.sentences.get(code));
                let document = sample.group.document(code).expect("a text");
                let sentences: Vec<&str> = document.sentences().collect();
                let places = places.flatten();
                places.map(|&place| sentences[place]).collect::<Vec<_>>()
            });
            let there = (0..CODES.len()).filter(|&x| !texts[x].is_empty());
            let there: Vec<usize> = there.collect();
            for (place, &x) in there.iter().enumerate() {
                for &y in &there[place + 1..] {
                    let built = Group::builder()
                        .sentences(CODES[x], texts[x].iter())
                        .and_then(|builder| builder.sentences(CODES[y], texts[y].iter()))
                        .and_then(|builder| builder.build());
                    let alignment = align(&built.expect("two languages"));
                    assert_eq!(
                        unrelated(&alignment),
                        [[""; 2]; 0],
                        "{:?}",
                        [&texts[x], &texts[y]]
                    );
                    n_pairs += 1;
                }
            }
        }
    }
    println!("{n_pairs} pairs of excerpts");
    assert!(n_pairs > 1000);
}

#[test]
fn a_language_of_another_text_stands_alone() {
    let groups = groups();
    for (number, whole) in groups.iter().enumerate() {
        let name = whole.name();
        let other = &groups[(number + 1) % groups.len()];
        let stray = number % CODES.len();
        let mut documents = Vec::new();
        let mut others = Vec::new();
        for (place, document) in whole.documents().iter().enumerate() {
            if place == stray {
                documents.push((&other.documents()[place], other.name()));
            } else {
                documents.push((document, name));
                others.push((document, name));
            }
        }
        let alignment = align(&group(&documents));
        let expected: Vec<[&str; 2]> = (0..CODES.len())
            .filter(|&place| place != stray)
            .map(|place| [CODES[place.min(stray)], CODES[place.max(stray)]])
            .collect();
        assert_eq!(unrelated(&alignment), expected, "{name}");
        for unit in alignment.units() {
            let is_alone = unit.n_languages() == 1;
            assert!(unit.ranges()[stray].is_empty() || is_alone, "{name}");
        }
        // The others are aligned as if it were not there.
        let units = |alignment: &Alignment, left_out: Option<usize>| -> Vec<Vec<_>> {
            let units = alignment.units().map(|unit| {
                let ranges = unit.ranges().iter().enumerate();
                let kept = ranges.filter(|&(place, _)| Some(place) != left_out);
                kept.map(|(_, range)| range.clone()).collect::<Vec<_>>()
            });
            let some =
                |ranges: &Vec<std::ops::Range<usize>>| ranges.iter().any(|one| !one.is_empty());
            units.filter(some).collect()
        };
        let three = align(&group(&others));
        let [with, without] = [units(&alignment, Some(stray)), units(&three, None)];
        let same = with.iter().filter(|unit| without.contains(unit)).count();
        println!("{name}: {same} of {} and {}", with.len(), without.len());
        let most = with.len().max(without.len()) as f64;
        assert!(same as f64 >= 0.9 * most, "{name}: {with:?} {without:?}");
    }
}

#[test]
fn the_order_of_unrelated_languages_only_permutes() {
    let groups = groups();
    let documents = |order: [usize; 4]| -> Group {
        // Indonesian is of another text.
        let of = |place: usize| &groups[usize::from(place == 1)];
        let named = order.map(|place| (&of(place).documents()[place], of(place).name()));
        group(&named)
    };
    let order = [2, 1, 3, 0];
    let [given, swapped] = [[0, 1, 2, 3], order].map(|order| align(&documents(order)));
    assert_eq!(given.units().len(), swapped.units().len());
    for (one, other) in given.units().zip(swapped.units()) {
        let back = order.map(|place| one.ranges()[place].clone());
        assert_eq!(back[..], *other.ranges());
        assert_eq!(one.probability().to_bits(), other.probability().to_bits());
    }
    assert_eq!(
        unrelated(&given),
        [["hi", "id"], ["id", "it"], ["id", "tl"]]
    );
    let expected = [["it", "id"], ["id", "tl"], ["id", "hi"]];
    assert_eq!(unrelated(&swapped), expected);
}

#[test]
fn without_doubt_whatever_is_given_is_aligned() {
    let align = |group: &Group, config: &Config| {
        let aligned = Aligner::new(config.clone()).align(group);
        aligned.expect("a configuration within bounds")
    };
    let ungated = Config {
        min_relatedness: 0.0,
        ..Config::default()
    };
    let groups = groups();
    let mut all = [0, 0];
    for group in strangers(&groups).iter().step_by(7) {
        let alignment = align(group, &ungated);
        assert_eq!(alignment.unrelated().len(), 0);
        let counts = linked(&alignment);
        all = [all[0] + counts[0], all[1] + counts[1]];
    }
    let linked = share(all);
    println!("{linked:.4} of the sentences linked");
    assert!(linked >= 0.5, "{linked:.4} linked");
    // What is related is aligned as ever.
    let same = [Config::default(), ungated].map(|config| json_lines(&align(&groups[0], &config)));
    assert_eq!(same[0], same[1]);
}

#[test]
fn an_unrelated_stretch_stays_mostly_unaligned() {
    let groups = groups();
    let n = groups.len();
    let mut all = [0, 0];
    for number in 0..n {
        let text = |place: usize| &groups[(number + place) % n];
        for (x, y) in [(0, 2), (1, 2), (3, 0), (1, 3)] {
            // Beginning and end are of one text, the middle is of two.
            let sentences = |language: usize, middle: &Group| {
                let of = |group: &Group| -> Vec<String> {
                    let sentences = group.documents()[language].sentences();
                    let one_line =
                        |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
                    sentences.map(one_line).collect()
                };
                let (before, middle, after) = (of(text(0)), of(middle), of(text(1)));
                let stretch = before.len()..before.len() + middle.len();
                ([before, middle, after].concat(), stretch)
            };
            let sides = [sentences(x, text(2)), sentences(y, text(3))];
            let built = Group::builder()
                .sentences(CODES[x], sides[0].0.iter())
                .and_then(|builder| builder.sentences(CODES[y], sides[1].0.iter()))
                .and_then(|builder| builder.build());
            let alignment = align(&built.expect("two languages"));
            let what = format!("{} {}-{}", text(2).name(), CODES[x], CODES[y]);
            assert_eq!(alignment.unrelated().len(), 0, "{what}");
            let (mut within, mut around) = ([0, 0], [0, 0]);
            for unit in alignment.units() {
                for (range, (_, stretch)) in unit.ranges().iter().zip(&sides) {
                    for sentence in range.clone() {
                        let counts = if stretch.contains(&sentence) {
                            &mut within
                        } else {
                            &mut around
                        };
                        counts[0] += usize::from(unit.n_languages() > 1);
                        counts[1] += 1;
                    }
                }
            }
            println!("{what}: within {within:?}, around {around:?}");
            assert!(share(around) >= 0.8, "{what}: around it {around:?}");
            all = [all[0] + within[0], all[1] + within[1]];
        }
    }
    let linked = share(all);
    println!("{linked:.4} of the stretches linked");
    assert!(linked <= MOST_LINKED_OF_STRETCH, "{linked:.4} linked");
}
