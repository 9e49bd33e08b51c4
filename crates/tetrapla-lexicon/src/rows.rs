//! The rows of a lexicon's file: a concept a line, its forms in five languages. The build reads
//! them to make the tables, the checker to judge them.

use tetrapla_core::tokenise::{TokenKind, fold, tokenise};

/// The languages of the columns, in order.
pub const LANGUAGES: [&str; 5] = ["hi", "id", "it", "tl", "en"];

/// The first line of a file.
pub const HEADER: &str = "hi\tid\tit\ttl\ten\tpos\tnote";

/// Parts of speech.
pub const PARTS: [&str; 13] = [
    "noun", "verb", "adj", "adv", "pron", "det", "prep", "conj", "part", "num", "name", "abbr",
    "phrase",
];

/// What stands before the words of a form of several words in its key, so that they are apart.
pub const SEVERAL: char = '\u{1}';

/// A concept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of the file, from 1.
    pub line: usize,
    /// The forms of each language, in the order of [`LANGUAGES`]; the first is the lemma.
    pub forms: [Vec<String>; 5],
    /// Part of speech.
    pub part: String,
    /// What a reader of the file should know.
    pub note: String,
}

/// What is wrong with a file of rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong and what was expected.
    pub message: String,
}

/// Reads the rows of a file.
///
/// # Errors
///
/// The first line that is no row.
pub fn read(text: &str) -> Result<Vec<Row>, Wrong> {
    let mut lines = text.lines().zip(1..);
    match lines.next() {
        Some((HEADER, _)) => {}
        other => {
            let got = other.map_or("", |(line, _)| line);
            let message = format!("expected the header {HEADER:?}, found {got:?}");
            return Err(Wrong { line: 1, message });
        }
    }
    let row = |(line, number)| {
        row(line, number).map_err(|message| Wrong {
            line: number,
            message,
        })
    };
    lines.map(row).collect()
}

fn row(line: &str, number: usize) -> Result<Row, String> {
    let columns: Vec<&str> = line.split('\t').collect();
    let [hi, id, it, tl, en, part, note] = columns[..] else {
        return Err(format!(
            "expected 7 columns parted by tabs, found {}",
            columns.len()
        ));
    };
    if !PARTS.contains(&part) {
        return Err(format!(
            "expected a part of speech, one of {PARTS:?}, found {part:?}"
        ));
    }
    let forms = [hi, id, it, tl, en].map(|cell| cell.split('|').map(str::to_owned).collect());
    for (language, of_language) in LANGUAGES.iter().zip(&forms) {
        let of_language: &Vec<String> = of_language;
        if let Some(form) = of_language.iter().find(|form| key(form).is_empty()) {
            return Err(format!(
                "expected a word in each place of {language}, found {form:?}"
            ));
        }
    }
    let (part, note) = (part.to_owned(), note.to_owned());
    Ok(Row {
        line: number,
        forms,
        part,
        note,
    })
}

/// What a form is found by: its folded word, or its folded words behind a mark.
#[must_use]
pub fn key(form: &str) -> String {
    let tokens = tokenise(form).into_iter();
    let words = tokens.filter(|token| token.kind != TokenKind::Punctuation);
    let mut words: Vec<String> = words
        .map(|token| fold(token.kind, token.span.of(form)))
        .collect();
    // A word said twice (anak-anak) is that word.
    words.dedup();
    match words.len() {
        1 => words.remove(0),
        0 => String::new(),
        _ => format!("{SEVERAL}{}", words.join(" ")),
    }
}
