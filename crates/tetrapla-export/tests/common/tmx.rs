//! TMX 1.4b as the tests of all crates judge it.
//!
//! The rules are written from "TMX 1.4b Specification" (LISA/OSCAR, 26 April 2005): the content
//! models of its elements, their attributes, and what the text asks of the values.

#![allow(dead_code, reason = "no test uses all of it")]

use roxmltree::{Document as Xml, Node};

/// A translation unit as it was read.
#[derive(Debug, PartialEq)]
pub struct Tu {
    pub id: String,
    pub source_language: Option<String>,
    /// Type and value.
    pub properties: Vec<(String, String)>,
    /// Language and text.
    pub variants: Vec<(String, String)>,
}

/// A whole file.
#[derive(Debug, PartialEq)]
pub struct Tmx {
    pub source_language: String,
    pub units: Vec<Tu>,
}

/// Reads a file.
///
/// # Panics
///
/// Where it does not conform, with the reason.
pub fn read(text: &str) -> Tmx {
    assert_eq!(fault(text), None, "{text}");
    let xml = Xml::parse(text).expect("checked");
    let named = |name: &'static str| {
        xml.descendants()
            .filter(move |node| node.has_tag_name(name))
    };
    let unit = |node: Node<'_, '_>| Tu {
        id: node.attribute("tuid").unwrap_or_default().to_owned(),
        source_language: node.attribute("srclang").map(str::to_owned),
        properties: node
            .children()
            .filter(|child| child.has_tag_name("prop"))
            .map(|child| {
                let kind = child.attribute("type").unwrap_or_default();
                (kind.to_owned(), child.text().unwrap_or_default().to_owned())
            })
            .collect(),
        variants: variants(node),
    };
    let language = named("header").find_map(|header| header.attribute("srclang"));
    Tmx {
        source_language: language.unwrap_or_default().to_owned(),
        units: named("tu").map(unit).collect(),
    }
}

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
/// languages or more in every unit, each once.
pub fn fault(text: &str) -> Option<String> {
    if !text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {
        return Some("no declaration".to_owned());
    }
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
    for unit in root.descendants().filter(|node| node.has_tag_name("tu")) {
        let Some(id) = unit.attribute("tuid") else {
            return Some("a <tu> without tuid".to_owned());
        };
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
fn variants(unit: Node<'_, '_>) -> Vec<(String, String)> {
    let of = |variant: Node<'_, '_>| {
        let attributes = attributes(variant);
        let code = attributes.iter().find(|(name, _)| name == "xml:lang");
        let segments = variant.children().filter(|node| node.has_tag_name("seg"));
        let texts = segments.flat_map(|segment| {
            segment
                .descendants()
                .filter_map(|node| node.is_text().then(|| node.text()).flatten())
        });
        let code = code.map_or("", |(_, value)| value);
        (code.to_owned(), texts.collect())
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
