//! A reader of TMX that follows the specification of TMX 1.4b (LISA/OSCAR, 26 April 2005) and
//! refuses what does not conform: element order, required and allowed attributes, their values.
//! Elements inside segments are not known to it, since we write none.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// A translation unit as it was read.
#[derive(Debug, Default, PartialEq)]
pub struct Tu {
    pub id: String,
    pub source_language: Option<String>,
    /// Type and value.
    pub properties: Vec<(String, String)>,
    /// Language and text.
    pub variants: Vec<(String, String)>,
}

/// A whole file.
#[derive(Debug, Default, PartialEq)]
pub struct Tmx {
    pub header: Vec<(String, String)>,
    pub units: Vec<Tu>,
}

/// Attributes of an element: those it must have, then those that it may have.
fn attributes_of(element: &str) -> (&'static [&'static str], &'static [&'static str]) {
    match element {
        "tmx" => (&["version"], &[]),
        "header" => (
            &[
                "creationtool",
                "creationtoolversion",
                "segtype",
                "o-tmf",
                "adminlang",
                "srclang",
                "datatype",
            ],
            &[
                "o-encoding",
                "creationdate",
                "creationid",
                "changedate",
                "changeid",
            ],
        ),
        "body" | "seg" => (&[], &[]),
        "tu" => (
            &[],
            &[
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
        ),
        "tuv" => (
            &["xml:lang"],
            &[
                "o-encoding",
                "datatype",
                "usagecount",
                "lastusagedate",
                "creationtool",
                "creationtoolversion",
                "creationdate",
                "creationid",
                "changedate",
                "o-tmf",
                "changeid",
            ],
        ),
        "prop" => (&["type"], &["xml:lang", "o-encoding"]),
        "note" => (&[], &["xml:lang", "o-encoding"]),
        other => panic!("<{other}> is no element of TMX"),
    }
}

/// Whether `child` may follow `before` inside `parent`; an empty `before` is the start, an
/// empty `child` the end.
fn may_follow(parent: &str, before: &str, child: &str) -> bool {
    let is_meta = |name: &str| matches!(name, "note" | "prop");
    match parent {
        "" => matches!((before, child), ("", "tmx") | ("tmx", "")),
        "tmx" => matches!(
            (before, child),
            ("", "header") | ("header", "body") | ("body", "")
        ),
        "header" => child.is_empty() || is_meta(child) || child == "ude",
        "body" => matches!(child, "tu" | ""),
        "tu" => match child {
            "tuv" => true,
            "" => before == "tuv",
            _ => is_meta(child) && before != "tuv",
        },
        "tuv" => match child {
            "seg" => before != "seg",
            "" => before == "seg",
            _ => is_meta(child) && before != "seg",
        },
        _ => child.is_empty(),
    }
}

fn holds_text(element: &str) -> bool {
    matches!(element, "seg" | "prop" | "note")
}

fn is_xml_char(c: char) -> bool {
    matches!(u32::from(c), 9 | 10 | 13 | 0x20..=0xd7ff | 0xe000..=0xfffd | 0x1_0000..=0x10_ffff)
}

fn attributes(start: &BytesStart<'_>) -> Vec<(String, String)> {
    let name = start.name().as_ref().to_owned();
    let mut found: Vec<(String, String)> = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute.expect("a well-formed attribute");
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .expect("a value");
        found.push((attribute.key.as_ref().to_owned(), value.into_owned()));
    }
    let (required, allowed) = attributes_of(&name);
    for key in required {
        assert!(
            found.iter().any(|(known, _)| known == key),
            "<{name}> lacks {key}"
        );
    }
    for (key, value) in &found {
        let known = required.contains(&key.as_str()) || allowed.contains(&key.as_str());
        assert!(known, "<{name}> has {key}");
        assert!(value.chars().all(is_xml_char));
        match (name.as_str(), key.as_str()) {
            ("tmx", _) => assert_eq!(value, "1.4"),
            (_, "segtype") => {
                assert!(["block", "paragraph", "sentence", "phrase"].contains(&value.as_str()));
            }
            (_, "tuid") => {
                assert!(
                    !value.is_empty() && !value.contains(char::is_whitespace),
                    "{value:?}"
                );
            }
            (_, "creationdate") => {
                let form = value.bytes().enumerate().all(|(at, byte)| match at {
                    8 => byte == b'T',
                    15 => byte == b'Z',
                    _ => byte.is_ascii_digit(),
                });
                assert!(form && value.len() == 16, "{value}");
            }
            _ => assert!(!value.is_empty(), "<{name}> has an empty {key}"),
        }
    }
    found
}

fn get(attributes: &[(String, String)], key: &str) -> Option<String> {
    attributes
        .iter()
        .find(|(known, _)| known == key)
        .map(|(_, value)| value.clone())
}

/// Reads a file and panics with the reason where it does not conform.
pub fn read(xml: &str) -> Tmx {
    assert!(
        xml.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"),
        "no declaration"
    );
    assert!(
        xml.chars().all(is_xml_char),
        "a character that XML does not allow"
    );
    let mut reader = Reader::from_str(xml);
    reader.config_mut().enable_all_checks(true);
    reader.config_mut().expand_empty_elements = true;
    let mut tmx = Tmx::default();
    // Open elements, each with the last child that it had.
    let mut open: Vec<(String, String)> = vec![Default::default()];
    let mut text = String::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(start) => {
                let name = start.name().as_ref().to_owned();
                let (parent, before) = open.last_mut().expect("the root is never closed");
                assert!(
                    may_follow(parent, before, &name),
                    "<{name}> after {before:?} in <{parent}>"
                );
                before.clone_from(&name);
                let attributes = attributes(&start);
                match name.as_str() {
                    "header" => tmx.header = attributes,
                    "tu" => tmx.units.push(Tu {
                        id: get(&attributes, "tuid").unwrap_or_default(),
                        source_language: get(&attributes, "srclang"),
                        ..Tu::default()
                    }),
                    "tuv" => {
                        let language = get(&attributes, "xml:lang").expect("checked");
                        tmx.units
                            .last_mut()
                            .expect("inside")
                            .variants
                            .push((language, String::new()));
                    }
                    "prop" => {
                        let kind = get(&attributes, "type").expect("checked");
                        tmx.units
                            .last_mut()
                            .expect("inside")
                            .properties
                            .push((kind, String::new()));
                    }
                    _ => {}
                }
                text.clear();
                open.push((name, String::new()));
            }
            Event::End(_) => {
                let (name, before) = open.pop().expect("checked by the reader");
                assert!(may_follow(&name, &before, ""), "</{name}> after {before:?}");
                let unit = tmx.units.last_mut();
                match (name.as_str(), unit) {
                    ("seg", Some(unit)) => {
                        unit.variants.last_mut().expect("inside").1 = text.clone()
                    }
                    ("prop", Some(unit)) => {
                        unit.properties.last_mut().expect("inside").1 = text.clone()
                    }
                    _ => {}
                }
            }
            Event::Text(content) => {
                let content = content.xml10_content();
                let (parent, _) = open.last().expect("the root is never closed");
                assert!(
                    holds_text(parent) || content.trim().is_empty(),
                    "text in <{parent}>"
                );
                assert!(
                    !content.contains("]]>"),
                    "the end of a CDATA section in text"
                );
                text.push_str(&content);
            }
            Event::GeneralRef(reference) => {
                let (parent, _) = open.last().expect("the root is never closed");
                assert!(holds_text(parent), "a reference in <{parent}>");
                match reference
                    .resolve_char_ref()
                    .expect("a well-formed reference")
                {
                    Some(c) => {
                        assert!(is_xml_char(c));
                        text.push(c);
                    }
                    None => text.push_str(
                        resolve_predefined_entity(&reference.xml10_content())
                            .expect("an entity of XML"),
                    ),
                }
            }
            Event::Decl(_) => {}
            Event::Eof => break,
            other => panic!("{other:?} is not written"),
        }
    }
    assert_eq!(open.len(), 1, "unclosed: {open:?}");
    assert!(may_follow("", &open[0].1, ""), "no <tmx>");
    tmx
}
