//! What must hold of any text: sentences and tokens are slices of it, in order, and leave out
//! nothing but white space; and no text takes time out of proportion to its size.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::time::{Duration, Instant};

use proptest::prelude::*;
use tetrapla_core::{Language, LineBreaks, Span, segment, tokenise};

fn is_space(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Strings in which the signs that the splitter looks at are frequent.
fn texts() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        ".",
        "!",
        "?",
        "…",
        "...",
        "।",
        "॥",
        "|",
        "\"",
        "'",
        "”",
        "“",
        "«",
        "»",
        ")",
        "(",
        "（",
        "）",
        "۔",
        "？",
        "‘",
        "’",
        "'s ",
        "iPhone",
        "Maria asked",
        "ET",
        "file.Txt",
        "[",
        "]",
        "[3]",
        "😊",
        "❤\u{fe0f}",
        "1. ",
        "2. ",
        "3. ",
        "१. ",
        "२. ",
        "— ",
        "(Ps. 1)",
        " °C",
        "no. I ",
        "fig. A",
        "Rm. 8:28",
        " ",
        " ",
        "  ",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "\u{2028}",
        "\u{2029}",
        "\u{feff}",
        "\0",
        "\t",
        "\u{a0}",
        "\u{85}",
        "\u{c}",
        "a",
        "word",
        "Word",
        "Dr",
        "S.p.A",
        "a.m",
        "U.S",
        "5",
        "3,5",
        "१",
        "कहा",
        "है",
        "उसने",
        "डॉ",
        "ecc",
        "No",
        "•",
        "- ",
        "1. ",
        "a) ",
        "IV.",
        "@",
        "x@y.org",
        "https://a.b/c?d",
        "www.",
        ".com",
        "，",
        "。",
        "「",
        "」",
        "と",
        "è",
        "\u{301}",
        "\u{200d}",
        "🙂",
        "¹",
        "É",
        "ß",
        "ǅ",
        ",",
        ":",
        "—",
        "-",
    ]);
    prop_oneof![
        prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat()),
        any::<String>(),
    ]
}

fn hold(text: &str, spans: &[Span], left_out: impl Fn(char) -> bool) -> Result<(), TestCaseError> {
    let mut end = 0;
    for span in spans {
        prop_assert!(
            span.start >= end && span.start < span.end,
            "{span:?} after {end}"
        );
        prop_assert!(
            text.get(span.start..span.end).is_some(),
            "{span:?} cuts a character"
        );
        prop_assert!(text[end..span.start].chars().all(&left_out));
        let of = span.of(text);
        prop_assert!(
            !of.starts_with(is_space) && !of.ends_with(is_space),
            "{of:?}"
        );
        end = span.end;
    }
    prop_assert!(text[end..].chars().all(&left_out));
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sentences_are_ordered_trimmed_slices_that_leave_out_white_space(
        text in texts(),
        code in prop::sample::select(Language::known().collect::<Vec<_>>()),
        line_breaks in prop::sample::select(vec![LineBreaks::Auto, LineBreaks::Always, LineBreaks::Never]),
    ) {
        let language = Language::new(code).unwrap();
        let made = segment::split(&text, &language, line_breaks);
        hold(&text, &made.sentences, is_space)?;
        prop_assert!(made.paragraph_starts.is_sorted_by(|one, two| one < two));
        prop_assert_eq!(made.paragraph_starts.first().copied(), (!made.sentences.is_empty()).then_some(0));
        prop_assert!(made.paragraph_starts.iter().all(|&start| start < made.sentences.len()));
        hold(&text, &segment::lines(&text).sentences, is_space)?;
        let is_break = |c| matches!(c, '\n'..='\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
        let breaks_end = line_breaks == LineBreaks::Always;
        let mut sentences = made.sentences.iter().map(|span| span.of(&text));
        prop_assert!(!breaks_end || !sentences.any(|sentence| sentence.contains(is_break)));
        // What is split depends on the text alone, and joining what is a sentence already
        // finds its ends again at the ends of paragraphs.
        let paragraphs: Vec<&str> = made.sentences.iter().map(|span| span.of(&text)).collect();
        let joined = paragraphs.join("\n\n");
        let again = segment::split(&joined, &language, LineBreaks::Never);
        let ends: Vec<usize> = again.sentences.iter().map(|span| span.end).collect();
        let mut end = 0;
        for paragraph in paragraphs {
            end += paragraph.len();
            prop_assert!(ends.binary_search(&end).is_ok(), "{joined:?} at {end}");
            end += 2;
        }
    }

    #[test]
    fn tokens_are_ordered_slices_that_leave_out_no_letter_digit_or_mark(text in texts()) {
        let spans: Vec<Span> = tokenise(&text).iter().map(|token| token.span).collect();
        hold(&text, &spans, |c| !c.is_alphanumeric() && (!c.is_ascii() || c == ' ' || c.is_control()))?;
    }
}

#[test]
fn time_grows_with_the_text_and_no_faster() {
    let patterns = [
        ".",
        "\"",
        ")",
        "(",
        "?\"",
        ". ",
        " .",
        "a.A",
        "...\" ",
        "।",
        "|",
        "| ",
        "'",
        "”. ",
        "[1].",
        ".[",
        "1. ",
        "a@",
        "://",
        "www.",
        "http://",
        ".com",
        "\r",
        "\n\n",
        "• \n",
        "\0",
        "A. ",
        "कहा?\" ",
        "?” क ",
        "aaa.Baa",
        "x.y/",
        ".\u{a0}",
        "\u{301}",
        "(a. ",
        "(A. b) ",
        "(",
        "“क?” ",
        "a “क?” ",
        "?” A ",
        "॥ १",
        "iP. ",
        "! 😊 ",
        "😊",
        "1. a 2. ",
        "a 2. ",
        "?\" (Ps. 1 ",
        "no. I ",
        "— क? — ",
        "1 °C. ",
    ];
    for pattern in patterns {
        let text = pattern.repeat(400_000 / pattern.len());
        for code in ["en", "hi"] {
            let language = Language::new(code).unwrap();
            let begun = Instant::now();
            let made = segment::split(&text, &language, LineBreaks::Auto);
            let n_tokens = tokenise(&text).len();
            let taken = begun.elapsed();
            // Quadratic time would be minutes.
            assert!(taken < Duration::from_secs(5), "{pattern:?}: {taken:?}");
            assert!(made.sentences.len() <= text.len() && n_tokens <= text.len());
        }
    }
}
