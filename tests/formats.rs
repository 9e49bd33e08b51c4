//! The formats on a real alignment, that of `data/summit`: TMX checked against its
//! specification, columns of TSV, and beads of all pairs.
//!
//! The rules for TMX are written from "TMX 1.4b Specification" (LISA/OSCAR, 26 April 2005): the
//! content models of its elements, their attributes, and what the text asks of the values.

use std::fs;
use std::sync::LazyLock;

use roxmltree::{Document as Xml, Node};
use tetrapla::export::{CreationDate, read_beads};
use tetrapla::{Aligner, Alignment, BeadsWriter, TmxWriter, TsvWriter, WriteOptions};
use tetrapla_tests::{CODES, partition, summit};

static SUMMIT: LazyLock<Alignment> = LazyLock::new(|| {
    let group = summit().expect("data/summit is readable").group;
    let aligner = Aligner::default();
    aligner.align(&group).expect("the default configuration")
});

/// How often an element may stand among its siblings.
#[derive(Clone, Copy, PartialEq)]
enum Times {
    One,
    Any,
    AtLeastOne,
}

/// What TMX says of an element.
struct Rule {
    name: &'static str,
    /// Its children in order; those of one entry may be mixed.
    children: &'static [(&'static [&'static str], Times)],
    /// Whether it holds text, inline elements among it allowed where they are its children.
    text: bool,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

const RULES: &[Rule] = &[
    Rule {
        name: "tmx",
        children: &[(&["header"], Times::One), (&["body"], Times::One)],
        text: false,
        required: &["version"],
        optional: &[],
    },
    Rule {
        name: "header",
        children: &[(&["note", "prop", "ude"], Times::Any)],
        text: false,
        required: &[
            "creationtool",
            "creationtoolversion",
            "segtype",
            "o-tmf",
            "adminlang",
            "srclang",
            "datatype",
        ],
        optional: &[
            "o-encoding",
            "creationdate",
            "creationid",
            "changedate",
            "changeid",
        ],
    },
    Rule {
        name: "body",
        children: &[(&["tu"], Times::Any)],
        text: false,
        required: &[],
        optional: &[],
    },
    Rule {
        name: "tu",
        children: &[
            (&["note", "prop"], Times::Any),
            (&["tuv"], Times::AtLeastOne),
        ],
        text: false,
        required: &[],
        optional: &[
            "tuid",
            "o-encoding",
            "datatype",
            "usagecount",
            "lastusagedate",
            "creationtool",
            "creationtoolversion",
            "creationdate",
            "creationid",
            "changedate",
            "segtype",
            "changeid",
            "o-tmf",
            "srclang",
        ],
    },
    Rule {
        name: "tuv",
        children: &[(&["note", "prop"], Times::Any), (&["seg"], Times::One)],
        text: false,
        required: &["xml:lang"],
        optional: &[
            "o-encoding",
            "datatype",
            "usagecount",
            "lastusagedate",
            "creationtool",
            "creationtoolversion",
            "creationdate",
            "creationid",
            "changedate",
            "changeid",
            "o-tmf",
        ],
    },
    Rule {
        name: "seg",
        children: &[(&["bpt", "ept", "ph", "it", "hi", "ut"], Times::Any)],
        text: true,
        required: &[],
        optional: &[],
    },
    Rule {
        name: "prop",
        children: &[],
        text: true,
        required: &["type"],
        optional: &["xml:lang", "o-encoding"],
    },
    Rule {
        name: "note",
        children: &[],
        text: true,
        required: &[],
        optional: &["xml:lang", "o-encoding"],
    },
];

/// Says where a text is no TMX 1.4b as we write it: by the specification, and with two
/// languages or more in every unit, each once, under an identifier of its own.
fn fault_of_tmx(text: &str) -> Option<String> {
    let xml = match Xml::parse(text) {
        Ok(xml) => xml,
        Err(error) => return Some(error.to_string()),
    };
    let root = xml.root_element();
    if !root.has_tag_name("tmx") {
        return Some(format!("the root is {:?}", root.tag_name()));
    }
    let elements = root.descendants().filter(Node::is_element);
    elements
        .clone()
        .find_map(fault_of_element)
        .or_else(|| fault_of_units(root))
}

/// The attributes of an element under their names as they are written.
fn attributes<'a>(node: Node<'a, '_>) -> Vec<(String, &'a str)> {
    const XML: &str = "http://www.w3.org/XML/1998/namespace";
    let name = |attribute: &roxmltree::Attribute<'_, '_>| match attribute.namespace() {
        Some(XML) => format!("xml:{}", attribute.name()),
        Some(other) => format!("{{{other}}}{}", attribute.name()),
        None => attribute.name().to_owned(),
    };
    let attributes = node.attributes();
    attributes.map(|one| (name(&one), one.value())).collect()
}

fn fault_of_element(node: Node<'_, '_>) -> Option<String> {
    let name = node.tag_name().name();
    let Some(rule) = RULES.iter().find(|rule| rule.name == name) else {
        return Some(format!("an element <{name}>"));
    };
    let attributes = attributes(node);
    let given = |wanted: &str| attributes.iter().find(|(known, _)| known == wanted);
    if let Some(missing) = rule.required.iter().find(|one| given(one).is_none()) {
        return Some(format!("<{name}> without {missing}"));
    }
    for (attribute, value) in &attributes {
        let known = |one: &&str| one == attribute;
        if !rule.required.iter().chain(rule.optional).any(known) {
            return Some(format!("<{name}> with {attribute}"));
        }
        let fits = match attribute.as_str() {
            "version" => *value == "1.4",
            "segtype" => ["block", "paragraph", "sentence", "phrase"].contains(value),
            "creationdate" | "changedate" | "lastusagedate" => is_date(value),
            "usagecount" => value.bytes().all(|byte| byte.is_ascii_digit()),
            "srclang" => *value == "*all*" || is_language(value),
            "adminlang" | "xml:lang" => is_language(value),
            "tuid" => !value.is_empty() && !value.contains(char::is_whitespace),
            _ => !value.is_empty(),
        };
        if !fits {
            return Some(format!("<{name}> with {attribute}=\"{value}\""));
        }
    }
    let is_text = |child: &Node<'_, '_>| {
        child.is_text() && !child.text().unwrap_or_default().trim().is_empty()
    };
    if !rule.text && node.children().any(|child| is_text(&child)) {
        return Some(format!("text in <{name}>"));
    }
    let mut children = node
        .children()
        .filter(Node::is_element)
        .map(|child| child.tag_name().name())
        .peekable();
    for (names, times) in rule.children {
        let mut n_found = 0;
        while children.next_if(|child| names.contains(child)).is_some() {
            n_found += 1;
        }
        let fits = match times {
            Times::One => n_found == 1,
            Times::Any => true,
            Times::AtLeastOne => n_found > 0,
        };
        if !fits {
            return Some(format!("{n_found} of {names:?} in <{name}>"));
        }
    }
    children
        .next()
        .map(|child| format!("<{child}> out of its place in <{name}>"))
}

/// What the specification says in words, and what we ask besides.
fn fault_of_units(root: Node<'_, '_>) -> Option<String> {
    let header = root.children().find(|node| node.has_tag_name("header"))?;
    let mut ids = Vec::new();
    for unit in root.descendants().filter(|node| node.has_tag_name("tu")) {
        let Some(id) = unit.attribute("tuid") else {
            return Some("a <tu> without tuid".to_owned());
        };
        if ids.contains(&id) {
            return Some(format!("{id} twice"));
        }
        ids.push(id);
        let variants = variants(unit);
        let mut codes: Vec<String> = variants
            .iter()
            .map(|(code, _)| code.to_lowercase())
            .collect();
        let source = unit
            .attribute("srclang")
            .or(header.attribute("srclang"))?
            .to_lowercase();
        if source != "*all*" && !codes.contains(&source) {
            return Some(format!("{id} without its source language {source}"));
        }
        if variants.iter().any(|(_, text)| text.trim().is_empty()) {
            return Some(format!("{id} with an empty segment"));
        }
        codes.sort_unstable();
        codes.dedup();
        if codes.len() < 2 || codes.len() < variants.len() {
            return Some(format!("{id} with the languages {codes:?}"));
        }
    }
    None
}

/// Language and text of each variant of a unit.
fn variants<'a>(unit: Node<'a, '_>) -> Vec<(&'a str, String)> {
    let of = |variant: Node<'a, '_>| {
        let attributes = attributes(variant);
        let code = attributes.iter().find(|(name, _)| name == "xml:lang");
        let segments = variant.children().filter(|node| node.has_tag_name("seg"));
        let texts = segments.flat_map(|segment| {
            segment
                .descendants()
                .filter_map(|node| node.is_text().then(|| node.text()).flatten())
        });
        (code.map_or("", |(_, value)| value), texts.collect())
    };
    let variants = unit.children().filter(|node| node.has_tag_name("tuv"));
    variants.map(of).collect()
}

/// `YYYYMMDDThhmmssZ`, as the specification asks.
fn is_date(value: &str) -> bool {
    value.len() == 16
        && value.bytes().enumerate().all(|(place, byte)| match place {
            8 => byte == b'T',
            15 => byte == b'Z',
            _ => byte.is_ascii_digit(),
        })
}

/// The form of RFC 3066, to which the specification refers.
fn is_language(value: &str) -> bool {
    let mut subtags = value.split('-');
    let fits = |subtag: &str| (1..=8).contains(&subtag.len());
    let letters = |subtag: &str| subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
    let others = |subtag: &str| subtag.bytes().all(|byte| byte.is_ascii_alphanumeric());
    subtags
        .next()
        .is_some_and(|first| fits(first) && letters(first))
        && subtags.all(|subtag| fits(subtag) && others(subtag))
}

fn tmx(options: WriteOptions) -> String {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let path = folder.path().join("summit.tmx");
    let writer = TmxWriter::with_options(&path, options);
    let summary = writer.and_then(|writer| writer.write(&SUMMIT)?.finish());
    summary.expect("written");
    fs::read_to_string(path).expect("UTF-8")
}

fn tsv(options: WriteOptions) -> Vec<Vec<String>> {
    let folder = tempfile::tempdir().expect("a folder for a while");
    let path = folder.path().join("summit.tsv");
    let writer = TsvWriter::with_options(&path, options);
    let summary = writer.and_then(|writer| writer.write(&SUMMIT)?.finish());
    summary.expect("written");
    let text = fs::read_to_string(path).expect("UTF-8");
    assert!(text.ends_with('\n'));
    let cells = |line: &str| line.split('\t').map(str::to_owned).collect();
    text.lines().map(cells).collect()
}

fn pair(source: &str, target: &str) -> Option<(String, String)> {
    Some((source.to_owned(), target.to_owned()))
}

#[test]
fn tmx_conforms_to_its_specification() {
    let mut asked = vec![
        WriteOptions::default(),
        WriteOptions {
            srclang_all: true,
            ..WriteOptions::default()
        },
        WriteOptions {
            complete: true,
            ..WriteOptions::default()
        },
        WriteOptions {
            min_probability: 0.9,
            ..WriteOptions::default()
        },
        WriteOptions {
            created: CreationDate::from_unix_seconds(1_758_551_696),
            ..WriteOptions::default()
        },
    ];
    for source in CODES {
        for target in CODES.iter().filter(|target| **target != source) {
            let pair = pair(source, target);
            asked.push(WriteOptions {
                pair,
                ..WriteOptions::default()
            });
        }
    }
    for options in asked {
        let text = tmx(options.clone());
        assert_eq!(fault_of_tmx(&text), None, "{options:?}");
        assert!(text.matches("<tu ").count() > 10, "{options:?}\n{text}");
    }
}

#[test]
fn tmx_holds_the_texts_of_all_units_of_two_languages() {
    let text = tmx(WriteOptions::default());
    let xml = Xml::parse(&text).unwrap();
    let found: Vec<Vec<(&str, String)>> = xml
        .descendants()
        .filter(|node| node.has_tag_name("tu"))
        .map(variants)
        .collect();
    let expected: Vec<Vec<(&str, String)>> = SUMMIT
        .units()
        .filter(|unit| unit.n_languages() > 1)
        .map(|unit| {
            let present = CODES.iter().filter(|code| !unit.sentences(code).is_empty());
            present.map(|code| (*code, unit.text(code))).collect()
        })
        .collect();
    assert_eq!(found, expected);
    let n_complete = expected.iter().filter(|unit| unit.len() == 4).count();
    assert!(
        n_complete > 20,
        "only {n_complete} units with four languages"
    );
    assert!(!text.contains("date="), "a date that nobody gave");
}

#[test]
fn the_rules_of_tmx_refuse_what_does_not_conform() {
    let good = tmx(WriteOptions::default());
    for (from, to, expected) in [
        ("<tmx version=\"1.4\"", "<tmx version=\"1.3\"", "version"),
        ("<tmx version=\"1.4\"", "<tmx", "without version"),
        (" segtype=\"sentence\"", "", "without segtype"),
        ("segtype=\"sentence\"", "segtype=\"verse\"", "verse"),
        (" adminlang=\"en\"", "", "without adminlang"),
        (
            "datatype=\"plaintext\"",
            "datatype=\"plaintext\" creationdate=\"2025-09-22\"",
            "creationdate",
        ),
        ("<body>", "<body><note>a</note>", "out of its place"),
        (
            "<tuv xml:lang=\"id\">",
            "<tuv lang=\"id\">",
            "without xml:lang",
        ),
        (
            "<tuv xml:lang=\"id\">",
            "<tuv xml:lang=\"hi\">",
            "languages",
        ),
        ("<seg>", "<seg></seg><seg>", "2 of [\"seg\"]"),
        ("<seg>", "<seg><b>x</b>", "<b>"),
        (
            "</tuv>",
            "</tuv><prop type=\"x-late\">1</prop>",
            "out of its place",
        ),
        ("<prop type=\"x-probability\">", "<prop>", "without type"),
        ("tuid=\"summit-0\"", "tuid=\"summit 0\"", "tuid"),
        ("tuid=\"summit-0\"", "id=\"summit-0\"", "with id"),
        ("srclang=\"hi\"", "srclang=\"xx\"", "source language"),
        ("</tmx>", "", "closed"),
        ("<seg>", "<seg>\u{1}", "character"),
    ] {
        assert!(good.contains(from), "{from}");
        let fault = fault_of_tmx(&good.replacen(from, to, 1)).unwrap_or_default();
        let said = fault.to_lowercase().contains(&expected.to_lowercase());
        assert!(said, "{from} -> {to}: {fault:?} does not say {expected:?}");
    }
}

#[test]
fn tsv_has_a_column_for_each_language() {
    let rows = tsv(WriteOptions::default());
    assert_eq!(
        rows[0],
        ["group", "unit", "probability", "hi", "id", "it", "tl"]
    );
    assert_eq!(rows.len(), 1 + SUMMIT.units().len());
    for (row, unit) in rows[1..].iter().zip(SUMMIT.units()) {
        assert_eq!(row.len(), 7, "{row:?}");
        assert_eq!(row[0], "summit");
        assert_eq!(row[1], unit.index().to_string());
        assert_eq!(row[2], format!("{:.4}", unit.probability()));
        for (cell, code) in row[3..].iter().zip(CODES) {
            assert_eq!(cell.is_empty(), unit.sentences(code).is_empty(), "{row:?}");
            let words = |text: &str| {
                text.split_whitespace()
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            assert_eq!(words(cell), words(&unit.text(code)));
        }
    }
}

#[test]
fn tsv_of_a_pair_has_the_columns_of_bitextor() {
    let pair = pair("tl", "hi");
    let rows = tsv(WriteOptions {
        pair,
        ..WriteOptions::default()
    });
    assert_eq!(
        rows[0],
        [
            "src_url",
            "trg_url",
            "src_text",
            "trg_text",
            "aligner_score"
        ]
    );
    let beads = SUMMIT.pair("tl", "hi").unwrap();
    let both = beads
        .iter()
        .filter(|bead| !bead.source.is_empty() && !bead.target.is_empty());
    assert_eq!(rows.len(), 1 + both.count());
    for row in &rows[1..] {
        assert_eq!(row.len(), 5, "{row:?}");
        assert!(row.iter().all(|cell| !cell.is_empty()), "{row:?}");
        assert!(
            (0.0..=1.0).contains(&row[4].parse::<f64>().unwrap()),
            "{row:?}"
        );
    }
}

#[test]
fn beads_of_all_pairs_partition_both_sides() {
    let folder = tempfile::tempdir().unwrap();
    let writer = BeadsWriter::create(folder.path().join("summit.beads")).unwrap();
    let files = writer.write(&SUMMIT).unwrap().finish().unwrap().files;
    let names: Vec<String> = files
        .iter()
        .map(|path| path.file_name().unwrap().to_string_lossy().into_owned())
        .collect();
    let pairs = ["hi-id", "hi-it", "hi-tl", "id-it", "id-tl", "it-tl"];
    assert_eq!(names, pairs.map(|pair| format!("summit.{pair}.beads")));
    for (file, pair) in files.iter().zip(pairs) {
        let beads = read_beads(file).unwrap();
        let (source, target) = pair.split_once('-').unwrap();
        for (code, side) in [(source, 0), (target, 1)] {
            let ranges = beads.iter().map(|bead| {
                let indices = if side == 0 {
                    &bead.source
                } else {
                    &bead.target
                };
                let start = indices.first().copied().unwrap_or_default();
                assert!(
                    indices.iter().copied().eq(start..start + indices.len()),
                    "{indices:?}"
                );
                start..start + indices.len()
            });
            let n_sentences = SUMMIT.group().document(code).unwrap().n_sentences();
            assert_eq!(partition(ranges, n_sentences), Ok(()), "{pair}, {code}");
        }
        for bead in &beads {
            let n = bead.source.len().min(bead.target.len());
            assert!(
                n > 0 || bead.source.len() + bead.target.len() == 1,
                "{bead:?}"
            );
            assert!((0.0..=1.0).contains(&bead.score.unwrap()), "{bead:?}");
        }
    }
}
