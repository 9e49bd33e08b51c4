//! Splits any text in any language: sentences are slices, in order and disjoint, trimmed, and
//! leave out nothing but white space. The first byte chooses the language, the second how line
//! breaks are taken. Run it with `cargo fuzz run -s none split` (no nightly is needed).

#![no_main]

use libfuzzer_sys::fuzz_target;
use tetrapla_core::{Language, LineBreaks, segment};

fuzz_target!(|data: &[u8]| {
    let [code, choice, text @ ..] = data else {
        return;
    };
    let text = String::from_utf8_lossy(text);
    let codes: Vec<&str> = Language::known().chain(["xx"]).collect();
    let code = codes[usize::from(*code) % codes.len()];
    let language = Language::new(code).expect("a code");
    let breaks = [LineBreaks::Auto, LineBreaks::Always, LineBreaks::Never];
    let breaks = breaks[usize::from(*choice) % 3];
    let made = segment::split(&text, &language, breaks);
    let is_space = |c: char| c.is_whitespace() || c == '\u{feff}';
    let mut end = 0;
    for span in &made.sentences {
        assert!(span.start >= end && span.end > span.start);
        assert!(text[end..span.start].chars().all(is_space));
        let sentence = span.of(&text);
        assert!(!sentence.starts_with(is_space) && !sentence.ends_with(is_space));
        end = span.end;
    }
    assert!(text[end..].chars().all(is_space));
    let starts = &made.paragraph_starts;
    assert!(starts.is_sorted_by(|one, two| one < two));
    assert_eq!(
        starts.first().copied(),
        (!made.sentences.is_empty()).then_some(0)
    );
    assert!(starts.iter().all(|&start| start < made.sentences.len()));
});
