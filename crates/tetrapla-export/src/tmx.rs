//! TMX 1.4b (LISA/OSCAR, 2005): a `<tu>` a unit, with a `<tuv>` a language present. It does not
//! read TMX.
//!
//! The header holds the seven attributes that the standard requires and a date only where one
//! was given. A `<tu>` holds `<prop>`s, then `<tuv>`s, in this order as the standard has it. A
//! unit without the source language of the header names its own first language in `srclang`.
//! No document type is declared: a reader that follows one would look for a file that is not
//! there.

use std::borrow::Cow;
use std::io::{self, Write};

use quick_xml::Writer as XmlWriter;
use quick_xml::escape::partial_escape;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};
use tetrapla_align::Alignment;

use crate::options::{Summary, WriteOptions};
use crate::select::{Part, Row, Singles, for_each_row};
use crate::writer::{FileWriter, Layout};

/// Writes TMX 1.4b.
pub type TmxWriter = FileWriter<Tmx>;

/// The layout of TMX 1.4b.
#[derive(Debug, Default)]
pub struct Tmx {
    /// What the header says, once it is written.
    source_language: Option<String>,
}

/// The source language of a file whose units name no one language as theirs.
const ALL_LANGUAGES: &str = "*all*";

impl Layout for Tmx {
    fn write(
        &mut self,
        alignment: &Alignment,
        options: &WriteOptions,
        out: &mut dyn Write,
        summary: &mut Summary,
    ) -> io::Result<()> {
        let mut xml = XmlWriter::new(out);
        let source_language = match &self.source_language {
            Some(known) => known.clone(),
            None => {
                let language = source_language(alignment, options);
                header(&mut xml, &language, options)?;
                self.source_language = Some(language.clone());
                language
            }
        };
        // The parts are looked at once more here, since a text may hold nothing that XML can
        // carry.
        for_each_row(
            alignment,
            options,
            Singles::LeaveOut,
            summary,
            |row, summary| translation_unit(&mut xml, row, &source_language, summary),
        )
    }

    fn end(&mut self, options: &WriteOptions, out: &mut dyn Write) -> io::Result<()> {
        let mut xml = XmlWriter::new(out);
        if self.source_language.is_none() {
            header(&mut xml, ALL_LANGUAGES, options)?;
        }
        line(&mut xml, 1, Event::End(BytesEnd::new("body")))?;
        line(&mut xml, 0, Event::End(BytesEnd::new("tmx")))?;
        text(&mut xml, "\n")
    }
}

/// The first language given, or every one on request.
fn source_language(alignment: &Alignment, options: &WriteOptions) -> String {
    if options.srclang_all {
        return ALL_LANGUAGES.to_owned();
    }
    match &options.pair {
        Some((source, _)) => source.clone(),
        None => alignment.group().documents()[0].language().to_string(),
    }
}

fn header<W: Write>(
    xml: &mut XmlWriter<W>,
    source_language: &str,
    options: &WriteOptions,
) -> io::Result<()> {
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let tmx = BytesStart::new("tmx").with_attributes([("version", "1.4")]);
    line(xml, 0, Event::Start(tmx))?;
    let mut header = BytesStart::new("header").with_attributes([
        ("creationtool", "tetrapla"),
        ("creationtoolversion", env!("CARGO_PKG_VERSION")),
        ("segtype", "sentence"),
        ("o-tmf", "tetrapla"),
        ("adminlang", "en"),
        ("srclang", source_language),
        ("datatype", "plaintext"),
    ]);
    if let Some(created) = options.created {
        header.push_attribute(("creationdate", created.to_string().as_str()));
    }
    line(xml, 1, Event::Empty(header))?;
    line(xml, 1, Event::Start(BytesStart::new("body")))
}

fn translation_unit<W: Write>(
    xml: &mut XmlWriter<W>,
    row: &Row<'_>,
    source_language: &str,
    summary: &mut Summary,
) -> io::Result<()> {
    let mut segments: Vec<(&Part, String)> = Vec::with_capacity(row.parts.len());
    let mut n_removed = 0;
    for part in row.parts.iter().filter(|part| !part.range.is_empty()) {
        let segment = clean(&row.text(part), &mut n_removed).trim().to_owned();
        if !segment.is_empty() {
            segments.push((part, segment));
        }
    }
    summary.n_removed += n_removed;
    if segments.len() < 2 {
        summary.n_written -= 1;
        summary.n_single += 1;
        return Ok(());
    }
    let mut n_in_name = 0;
    let group = clean(row.group.name(), &mut n_in_name);
    let id = match group.split_whitespace().collect::<Vec<_>>().join("_") {
        name if name.is_empty() => row.index.to_string(),
        name => format!("{name}-{}", row.index),
    };
    let mut unit = BytesStart::new("tu").with_attributes([("tuid", id.as_str())]);
    let is_source = |(part, _): &(&Part, String)| row.code(part) == source_language;
    if source_language != ALL_LANGUAGES && !segments.iter().any(is_source) {
        unit.push_attribute(("srclang", row.code(segments[0].0)));
    }
    line(xml, 2, Event::Start(unit))?;
    if !group.trim().is_empty() {
        property(xml, "x-group", &group)?;
    }
    property(xml, "x-probability", &format!("{:.4}", row.probability))?;
    for (part, segment) in &segments {
        let variant = BytesStart::new("tuv").with_attributes([("xml:lang", row.code(part))]);
        line(xml, 3, Event::Start(variant))?;
        xml.write_event(Event::Start(BytesStart::new("seg")))?;
        text(xml, segment)?;
        xml.write_event(Event::End(BytesEnd::new("seg")))?;
        xml.write_event(Event::End(BytesEnd::new("tuv")))?;
    }
    line(xml, 2, Event::End(BytesEnd::new("tu")))
}

fn property<W: Write>(xml: &mut XmlWriter<W>, kind: &str, value: &str) -> io::Result<()> {
    line(
        xml,
        3,
        Event::Start(BytesStart::new("prop").with_attributes([("type", kind)])),
    )?;
    text(xml, value)?;
    xml.write_event(Event::End(BytesEnd::new("prop")))
}

/// An event on a line of its own.
fn line<W: Write>(xml: &mut XmlWriter<W>, depth: usize, event: Event<'_>) -> io::Result<()> {
    text(xml, &format!("\n{:1$}", "", 2 * depth))?;
    xml.write_event(event)
}

/// Text with its markup and carriage returns escaped, quotation marks and line ends as they are.
fn text<W: Write>(xml: &mut XmlWriter<W>, content: &str) -> io::Result<()> {
    xml.write_event(Event::Text(BytesText::from_escaped(partial_escape(
        content,
    ))))
}

/// The text without the characters that XML 1.0 does not allow, which are counted.
fn clean<'t>(text: &'t str, n_removed: &mut usize) -> Cow<'t, str> {
    let n_illegal = text.chars().filter(|c| !is_xml_char(*c)).count();
    if n_illegal == 0 {
        return Cow::Borrowed(text);
    }
    *n_removed += n_illegal;
    Cow::Owned(text.chars().filter(|c| is_xml_char(*c)).collect())
}

/// The production `Char` of XML 1.0 (fifth edition, section 2.2); surrogates cannot occur.
fn is_xml_char(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || (c >= ' ' && !matches!(c, '\u{fffe}' | '\u{ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_characters_of_xml_are_kept_and_no_others() {
        let mut n_removed = 0;
        let text =
            "a\u{0}\u{8}\t\n\u{b}\u{c}\r\u{1f} \u{7f}\u{85}\u{fffd}\u{fffe}\u{ffff}\u{10ffff}";
        let kept = clean(text, &mut n_removed);
        assert_eq!(kept, "a\t\n\r \u{7f}\u{85}\u{fffd}\u{10ffff}");
        assert_eq!(n_removed, 7);
    }
}
