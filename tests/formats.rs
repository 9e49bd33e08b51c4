//! The formats of a real run, held against their own rules by readers that are not ours.

use std::collections::BTreeSet;

use tetrapla::{Aligner, Alignment, BeadsWriter, Config, TmxWriter, TsvWriter};
use tetrapla_tests::{CODES, partition, summit};

fn alignment() -> Alignment {
    let group = summit().expect("the texts of data/summit").group;
    Aligner::new(Config::default())
        .align(&group)
        .expect("the defaults hold")
}

/// TMX 1.4b: the root, the header's seven required attributes, the order of a unit's elements.
#[test]
fn a_tmx_conforms() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("summit.tmx");
    let alignment = alignment();
    let written = TmxWriter::create(&path).and_then(|writer| writer.write(&alignment)?.finish());
    let written = written.expect("it can be written");
    let text = std::fs::read_to_string(path).expect("the file is there");
    let tree = roxmltree::Document::parse(&text).expect("it is well-formed");

    let root = tree.root_element();
    assert_eq!(
        (root.tag_name().name(), root.attribute("version")),
        ("tmx", Some("1.4"))
    );
    let parts: Vec<_> = root
        .children()
        .filter(roxmltree::Node::is_element)
        .collect();
    let names: Vec<_> = parts.iter().map(|part| part.tag_name().name()).collect();
    assert_eq!(names, ["header", "body"]);
    for required in [
        "creationtool",
        "creationtoolversion",
        "segtype",
        "o-tmf",
        "adminlang",
        "srclang",
        "datatype",
    ] {
        assert!(
            parts[0].has_attribute(required),
            "the header lacks {required}"
        );
    }
    assert_eq!(parts[0].attribute("segtype"), Some("sentence"));

    let mut ids = BTreeSet::new();
    let mut n_units = 0;
    for unit in parts[1].children().filter(roxmltree::Node::is_element) {
        n_units += 1;
        assert_eq!(unit.tag_name().name(), "tu");
        assert!(
            ids.insert(
                unit.attribute("tuid")
                    .expect("every unit has an id")
                    .to_owned()
            )
        );
        let inside: Vec<_> = unit
            .children()
            .filter(roxmltree::Node::is_element)
            .collect();
        let first_text = inside
            .iter()
            .position(|node| node.has_tag_name("tuv"))
            .expect("texts");
        assert!(
            inside[..first_text]
                .iter()
                .all(|node| node.has_tag_name("prop") || node.has_tag_name("note"))
        );
        assert!(
            inside[first_text..]
                .iter()
                .all(|node| node.has_tag_name("tuv"))
        );
        let mut languages = BTreeSet::new();
        for text in &inside[first_text..] {
            let language = text.attribute(("http://www.w3.org/XML/1998/namespace", "lang"));
            assert!(languages.insert(language.expect("every text names its language")));
            let inside: Vec<_> = text
                .children()
                .filter(roxmltree::Node::is_element)
                .collect();
            assert!(inside.len() == 1 && inside[0].has_tag_name("seg"));
            assert!(inside[0].text().is_some_and(|text| !text.trim().is_empty()));
        }
        assert!(languages.len() >= 2);
        assert!(languages.iter().all(|language| CODES.contains(language)));
    }
    assert_eq!(n_units, written.n_written);
    assert!(n_units >= 25);
}

#[test]
fn a_tsv_has_its_columns_in_every_line() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("summit.tsv");
    let alignment = alignment();
    let written = TsvWriter::create(&path).and_then(|writer| writer.write(&alignment)?.finish());
    written.expect("it can be written");
    let text = std::fs::read_to_string(path).expect("the file is there");
    let mut lines = text.lines();
    assert_eq!(
        lines.next(),
        Some("group\tunit\tprobability\thi\tid\tit\ttl")
    );
    let cells: Vec<Vec<&str>> = lines.map(|line| line.split('\t').collect()).collect();
    assert_eq!(cells.len(), alignment.units().len());
    assert!(cells.iter().all(|cells| cells.len() == 7));
}

#[test]
fn beads_of_every_pair_partition_both_sides() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let alignment = alignment();
    let written = BeadsWriter::create(folder.path().join("summit.beads"))
        .and_then(|writer| writer.write(&alignment)?.finish());
    assert_eq!(written.expect("they can be written").files.len(), 6);
    for (x, source) in CODES.iter().enumerate() {
        for target in &CODES[x + 1..] {
            let path = folder
                .path()
                .join(format!("summit.{source}-{target}.beads"));
            let beads = tetrapla::export::read_beads(&path).expect("the file reads back");
            let range = |side: &[usize]| match side {
                [] => 0..0,
                [first, .., last] => *first..last + 1,
                [only] => *only..only + 1,
            };
            let n = |code: &str| {
                alignment
                    .group()
                    .document(code)
                    .map_or(0, |one| one.n_sentences())
            };
            let sources = beads.iter().map(|bead| range(&bead.source));
            partition(sources, n(source)).expect("the source is whole");
            let targets = beads.iter().map(|bead| range(&bead.target));
            partition(targets, n(target)).expect("the target is whole");
        }
    }
}
