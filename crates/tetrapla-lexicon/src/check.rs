//! What is wrong with the rows of the lexicon, and how much of a text it knows. It changes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use tetrapla_core::tokenise::{TokenKind, fold, tokenise};

use crate::rows::{LANGUAGES, Row, key};

/// Most concepts that a form may stand for.
pub const MOST_CONCEPTS: usize = 6;
/// Code points of the key by which words of a text are met: forms of one cell that share it say
/// the same.
const KEY_LENGTH: usize = 6;
/// Most words of a form.
const MOST_WORDS: usize = 6;

/// A fault, where it stands and what it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The file.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}: {}", self.file, self.line, self.message)
    }
}

/// All faults of the rows of several files, in order.
#[must_use]
pub fn faults(files: &[(String, Vec<Row>)]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (file, rows) in files {
        for row in rows {
            let mut say = |message| {
                let (file, line) = (file.clone(), row.line);
                faults.push(Fault {
                    file,
                    line,
                    message,
                });
            };
            for (language, forms) in LANGUAGES.iter().zip(&row.forms) {
                cell(language, forms, &row.part, &mut say);
            }
        }
    }
    let all = || {
        files
            .iter()
            .flat_map(|(file, rows)| rows.iter().map(move |row| (file, row)))
    };
    let mut by_concept: BTreeMap<(&str, &str), Vec<(&String, &Row)>> = BTreeMap::new();
    for (file, row) in all() {
        let english = row.forms[4][0].as_str();
        let same = by_concept.entry((english, &row.part)).or_default();
        if let Some((other_file, other)) = same.iter().find(|(_, other)| is_same(other, row)) {
            faults.push(Fault {
                file: file.clone(),
                line: row.line,
                message: format!("`{english}` is the concept of {other_file}:{}", other.line),
            });
        }
        same.push((file, row));
    }
    for (place, language) in LANGUAGES.iter().enumerate() {
        let mut rows: BTreeMap<String, Vec<(&String, usize)>> = BTreeMap::new();
        for (file, row) in all() {
            let keys: BTreeSet<String> = row.forms[place].iter().map(|form| key(form)).collect();
            for key in keys {
                rows.entry(key).or_default().push((file, row.line));
            }
        }
        for (form, rows) in rows
            .into_iter()
            .filter(|(_, rows)| rows.len() > MOST_CONCEPTS)
        {
            let (file, line) = rows[MOST_CONCEPTS];
            faults.push(Fault {
                file: file.clone(),
                line,
                message: format!("{language} `{form}` stands for {} concepts", rows.len()),
            });
        }
    }
    faults.sort();
    faults
}

/// Whether two rows of one English lemma and part of speech are one concept: the lemmas of two
/// other languages are the same, too.
fn is_same(one: &Row, other: &Row) -> bool {
    let same = |place: &usize| one.forms[*place][0] == other.forms[*place][0];
    (0..4).filter(same).count() >= 2
}

fn cell(language: &str, forms: &[String], part: &str, say: &mut impl FnMut(String)) {
    let mut seen: BTreeMap<String, &String> = BTreeMap::new();
    for form in forms {
        if form.trim() != form || form.contains("  ") || form.chars().any(char::is_control) {
            say(format!("{language} `{form}`: stray white space"));
        }
        if !is_composed(form) {
            say(format!("{language} `{form}`: not in normal form C"));
        }
        if form.split(' ').count() > MOST_WORDS {
            say(format!("{language} `{form}`: more than {MOST_WORDS} words"));
        }
        let is_devanagari = |c: char| ('\u{900}'..='\u{97f}').contains(&c);
        let is_latin = |c: char| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c);
        let may_be_latin = matches!(part, "abbr" | "name" | "num");
        let is_wrong = |c: char| match language {
            "hi" => c.is_alphabetic() && !is_devanagari(c) && !(may_be_latin && is_latin(c)),
            _ => c.is_alphabetic() && !is_latin(c),
        };
        if let Some(c) = form.chars().find(|c| is_wrong(*c)) {
            say(format!("{language} `{form}`: `{c}` is of another script"));
        }
        let is_mark = |c: char| !c.is_alphanumeric() && !is_devanagari(c) && !" -'’.&+".contains(c);
        if let Some(c) = form.chars().find(|c| is_mark(*c)) {
            say(format!("{language} `{form}`: a stray `{c}`"));
        }
        let key = key(form);
        let met: String = match key.contains(' ') {
            true => key,
            false => key.chars().take(KEY_LENGTH).collect(),
        };
        if let Some(other) = seen.insert(met, form) {
            say(format!("{language} `{form}`: says no more than `{other}`"));
        }
    }
}

/// Whether a text is in normal form C.
fn is_composed(text: &str) -> bool {
    use unicode_normalization::UnicodeNormalization;
    text.nfc().eq(text.chars())
}

/// How much of a text the lexicon knows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// Words, and those among them that are met.
    pub tokens: [usize; 2],
    /// Different words, and those among them that are met.
    pub types: [usize; 2],
    /// Words of lines that another text has, too, and those among them of which a translation
    /// stands in that line.
    pub translated: [usize; 2],
}

/// How much of a text in a language `concepts` knows, which gives what a folded word stands for;
/// `other` gives the concepts of the same line of another text.
pub fn coverage<'t>(
    lines: impl Iterator<Item = &'t str>,
    concepts: impl Fn(&str) -> Vec<u16>,
    mut other: impl Iterator<Item = BTreeSet<u16>>,
) -> Coverage {
    let mut made = Coverage::default();
    let mut types: BTreeMap<String, bool> = BTreeMap::new();
    for line in lines {
        let there = other.next();
        for word in words(line) {
            let found = concepts(&word);
            made.tokens[0] += 1;
            made.tokens[1] += usize::from(!found.is_empty());
            if let Some(there) = &there {
                made.translated[0] += 1;
                let is_there = found.iter().any(|concept| there.contains(concept));
                made.translated[1] += usize::from(is_there);
            }
            types.insert(word, !found.is_empty());
        }
    }
    made.types = [
        types.len(),
        types.values().filter(|is_met| **is_met).count(),
    ];
    made
}

/// The folded words of a line.
pub fn words(line: &str) -> impl Iterator<Item = String> + '_ {
    let tokens = tokenise(line).into_iter();
    let tokens = tokens.filter(|token| matches!(token.kind, TokenKind::Word | TokenKind::Acronym));
    tokens.map(|token| fold(token.kind, token.span.of(line)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::{self, HEADER};

    fn said(rows: &[&str]) -> Vec<String> {
        let text = format!("{HEADER}\n{}", rows.join("\n"));
        let rows = rows::read(&text).expect("rows");
        let faults = faults(&[("a.tsv".to_owned(), rows)]);
        faults.iter().map(ToString::to_string).collect()
    }

    const GOOD: &str = "घर|मकान\trumah\tcasa|case\tbahay\thouse\tnoun\t";

    #[test]
    fn good_rows_have_no_fault() {
        assert_eq!(said(&[GOOD]), Vec::<String>::new());
    }

    #[test]
    fn each_fault_is_said_with_its_line() {
        for (row, expected) in [
            (
                "घर\trumah \tcasa\tbahay\thouse\tnoun\t",
                "a.tsv:3: id `rumah `: stray white space",
            ),
            (
                "घर\trumah\tcaffe\u{300}\tbahay\thouse\tnoun\t",
                "not in normal form C",
            ),
            (
                "ghar\trumah\tcasa\tbahay\thouse\tnoun\t",
                "hi `ghar`: `g` is of another script",
            ),
            (
                "घर\trumah\tcasа\tbahay\thouse\tnoun\t",
                "it `casа`: `а` is of another script",
            ),
            ("घर\trumah\tcasa\tbahay\thouse (big)\tnoun\t", "a stray `(`"),
            (
                "घर\trumah\tcasalinga|casalinghe\tbahay\thome\tnoun\t",
                "says no more than",
            ),
            (GOOD, "`house` is the concept of a.tsv:2"),
        ] {
            let said = said(&[GOOD, row]);
            assert!(
                said.iter().any(|line| line.contains(expected)),
                "{said:?} {expected}"
            );
        }
        let many: Vec<String> = (0..7)
            .map(|n| format!("घर\ta{n}\tb{n}\tc{n}\td{n}\tnoun\t"))
            .collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert_eq!(said(&many), ["a.tsv:8: hi `घर` stands for 7 concepts"]);
    }

    #[test]
    fn coverage_counts_words_and_translations() {
        let concepts = |word: &str| match word {
            "casa" => vec![1],
            "gatto" => vec![2],
            _ => Vec::new(),
        };
        let other = [BTreeSet::from([1]), BTreeSet::new()].into_iter();
        let made = coverage(["La casa, il gatto", "casa"].into_iter(), concepts, other);
        assert_eq!(made.tokens, [5, 3]);
        assert_eq!(made.types, [4, 2]);
        assert_eq!(made.translated, [5, 1]);
    }
}
