//! Why a unit is one, for people to read: its texts, a table of nats by evidence and pair of
//! languages, the words and anchors that tie it, and what it could have been instead.

use std::io::{self, Write};

use tetrapla_align::{Anchor, Explanation, Nats, PairExplanation, ScoredBead, Unit};
use tetrapla_core::Group;
use unicode_width::UnicodeWidthStr;

use crate::explanation::words;
use crate::options::WriteOptions;
use crate::round::round;
use crate::select::{Part, Row};
use crate::table::{DEFAULT_WIDTH, MARGIN, NARROWEST, Paint, printable, wrap, write_row};

/// Cells of a figure in the table, with the space before it.
const FIGURE: usize = 9;
/// Cells of the evidence's name.
const NAME: usize = 13;

/// Writes a unit, its explanation and its anchors for a terminal of that many columns (0 stands
/// for 80). Sentences have the numbers that JSON Lines and beads files give them.
///
/// # Errors
///
/// Where `out` refuses bytes.
pub fn write_explanation(
    unit: &Unit<'_>,
    width: usize,
    out: &mut impl Write,
    colour: bool,
) -> io::Result<()> {
    let group = unit.group();
    let ranges = unit.ranges().iter().cloned().enumerate();
    let parts: Vec<Part> = ranges.map(|(place, range)| Part { place, range }).collect();
    let anchors: Vec<&Anchor> = unit.anchors().iter().collect();
    let row = Row {
        group,
        index: unit.index(),
        probability: round(unit.probability()),
        parts: &parts,
        anchors: &anchors,
        explanation: unit.explanation(),
    };
    let options = WriteOptions {
        width,
        colour,
        ..WriteOptions::default()
    };
    let codes = group.languages().map(|language| language.as_str().width());
    write_row(&row, codes.max().unwrap_or_default(), &options, out)?;
    let page = Page {
        group,
        width: if width == 0 { DEFAULT_WIDTH } else { width },
        paint: Paint::new(colour),
    };
    if let Some(explanation) = unit.explanation() {
        page.nats(explanation, out)?;
        page.links(explanation, out)?;
    }
    page.anchors(unit.anchors(), out)?;
    if let Some(explanation) = unit.explanation() {
        page.rivals(explanation, out)?;
    }
    Ok(())
}

/// Where an explanation goes and how wide it is.
struct Page<'g> {
    group: &'g Group,
    width: usize,
    paint: Paint,
}

impl Page<'_> {
    fn pair(&self, pair: &PairExplanation) -> String {
        let code = |place: usize| self.group.documents()[place].language().as_str();
        format!("{}-{}", code(pair.source), code(pair.target))
    }

    /// A column for each pair that ties the unit, as many side by side as fit.
    fn nats<W: Write>(&self, explanation: &Explanation, out: &mut W) -> io::Result<()> {
        let pairs = explanation.pairs.iter();
        let ties: Vec<&PairExplanation> = pairs.filter(|pair| !pair.beads.is_empty()).collect();
        let widest = ties.iter().map(|pair| self.pair(pair).width() + 2).max();
        let column = widest.unwrap_or_default().max(FIGURE);
        let n_columns = (self.width.saturating_sub(MARGIN + NAME) / column).max(1);
        let is_silent =
            |evidence: usize| ties.iter().all(|pair| pair.nats.parts()[evidence].1 == 0.0);
        for ties in ties.chunks(n_columns) {
            self.heading("nats", ties.iter().map(|pair| self.pair(pair)), column, out)?;
            for (evidence, (name, _)) in Nats::default().parts().into_iter().enumerate() {
                if !is_silent(evidence) {
                    let figures = ties.iter().map(|pair| pair.nats.parts()[evidence].1);
                    line(name, figures.map(signed), column, out)?;
                }
            }
            line(
                "together",
                ties.iter().map(|pair| signed(pair.nats.total())),
                column,
                out,
            )?;
            // Of several beads the least probable one.
            let least = |pair: &&PairExplanation| {
                let beads = pair.beads.iter().map(|one| one.bead.probability);
                format!("{:.4}", beads.fold(1.0, f64::min))
            };
            line("posterior", ties.iter().map(least), column, out)?;
            writeln!(out)?;
        }
        Ok(())
    }

    fn links<W: Write>(&self, explanation: &Explanation, out: &mut W) -> io::Result<()> {
        let mut entries = Vec::new();
        for pair in explanation
            .pairs
            .iter()
            .filter(|pair| !pair.links.is_empty())
        {
            let link = |link| {
                let (source, target) = words(self.group, pair, link);
                format!(
                    "{} ~ {} {:.2}",
                    printable(source),
                    printable(target),
                    link.nats
                )
            };
            let links: Vec<String> = pair.links.iter().map(link).collect();
            entries.push((self.pair(pair), links.join(", ")));
        }
        self.list("words, with the nats of their link", &entries, out)
    }

    fn anchors<W: Write>(&self, anchors: &[Anchor], out: &mut W) -> io::Result<()> {
        let forms = |anchor: &Anchor| {
            let spans = anchor.spans.iter().zip(self.group.documents());
            let forms = spans.filter_map(|(span, document)| {
                let span = (*span)?;
                Some(printable(document.text().get(span.start..span.end)?))
            });
            forms.collect::<Vec<_>>().join(" ~ ")
        };
        let all: Vec<String> = anchors.iter().map(forms).collect();
        let entries = [(String::new(), all.join(", "))];
        self.list("anchors", &entries[..usize::from(!all.is_empty())], out)
    }

    fn rivals<W: Write>(&self, explanation: &Explanation, out: &mut W) -> io::Result<()> {
        let rival = |ScoredBead { bead, nats }: &ScoredBead| {
            let indices = |range: &std::ops::Range<usize>| {
                let indices: Vec<String> = range.clone().map(|index| index.to_string()).collect();
                format!("[{}]", indices.join(", "))
            };
            format!(
                "{:.4}  {}:{}  {} nats",
                bead.probability,
                indices(&bead.source),
                indices(&bead.target),
                signed(nats.total())
            )
        };
        let pairs = explanation.pairs.iter();
        let entries: Vec<(String, String)> = pairs
            .filter_map(|pair| Some((self.pair(pair), rival(pair.rival.as_ref()?))))
            .collect();
        self.list("runner-up, with its posterior and sentences", &entries, out)
    }

    fn heading<W: Write>(
        &self,
        name: &str,
        figures: impl Iterator<Item = String>,
        column: usize,
        out: &mut W,
    ) -> io::Result<()> {
        let Paint { bold, reset, .. } = self.paint;
        write!(out, "{:MARGIN$}{bold}{name:NAME$}", "")?;
        for figure in figures {
            write!(out, "{figure:>column$}")?;
        }
        writeln!(out, "{reset}")
    }

    /// A heading with labelled entries under it; nothing where there are none.
    fn list<W: Write>(
        &self,
        name: &str,
        entries: &[(String, String)],
        out: &mut W,
    ) -> io::Result<()> {
        if entries.is_empty() {
            return Ok(());
        }
        let Paint {
            bold, cyan, reset, ..
        } = self.paint;
        writeln!(out, "{:MARGIN$}{bold}{name}{reset}", "")?;
        let widest = entries.iter().map(|(label, _)| label.width()).max();
        let label_width = widest.unwrap_or_default();
        let indent = MARGIN + 2 + if label_width == 0 { 0 } else { label_width + 2 };
        let room = self.width.saturating_sub(indent).max(NARROWEST);
        for (label, text) in entries {
            for (place, line) in wrap(text, room).iter().enumerate() {
                let label = if place == 0 { label.as_str() } else { "" };
                let space = indent - MARGIN - 2 - label.width();
                let inset = MARGIN + 2;
                write!(out, "{:inset$}{cyan}{label}{reset}", "")?;
                writeln!(out, "{:space$}{line}", "")?;
            }
        }
        writeln!(out)
    }
}

/// A line of the table of nats.
fn line<W: Write>(
    name: &str,
    figures: impl Iterator<Item = String>,
    column: usize,
    out: &mut W,
) -> io::Result<()> {
    write!(out, "{:MARGIN$}{name:NAME$}", "")?;
    for figure in figures {
        write!(out, "{figure:>column$}")?;
    }
    writeln!(out)
}

/// Nats as they are shown, to two decimals and with their sign.
fn signed(nats: f64) -> String {
    let rounded = (nats * 100.0).round() / 100.0 + 0.0;
    format!("{rounded:+.2}")
}
