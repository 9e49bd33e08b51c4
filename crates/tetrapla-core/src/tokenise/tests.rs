//! What the kinds of tokens are, shown on examples; offsets are tested by slicing.

use super::*;

fn kinds(text: &str) -> Vec<(&str, TokenKind)> {
    tokenise(text)
        .iter()
        .map(|token| (token.span.of(text), token.kind))
        .collect()
}

fn slices(text: &str) -> Vec<&str> {
    tokenise(text)
        .iter()
        .map(|token| token.span.of(text))
        .collect()
}

#[test]
fn words_keep_marks_and_joiners_and_part_at_apostrophe_and_hyphen() {
    assert_eq!(slices("l'incontro"), ["l", "'", "incontro"]);
    assert_eq!(slices("bilyon-bilyong"), ["bilyon", "-", "bilyong"]);
    assert_eq!(slices("राष्ट्रीय रणनीतियाँ।"), ["राष्ट्रीय", "रणनीतियाँ", "।"]);
    assert_eq!(slices("क्\u{200d}ष है\u{200c}"), ["क्\u{200d}ष", "है"]);
    assert_eq!(slices("e\u{301}te"), ["e\u{301}te"]);
    assert_eq!(
        slices("東京タワーに行く"),
        ["東", "京", "タワー", "に", "行", "く"]
    );
}

#[test]
fn the_shortcut_for_devanagari_agrees_with_unicode() {
    for c in '\u{900}'..='\u{97f}' {
        assert_eq!(
            is_mark(c),
            unicode_normalization::char::is_combining_mark(c),
            "{c:?}"
        );
        assert_eq!(is_letter(c), c.is_alphabetic() && !is_mark(c), "{c:?}");
    }
}

#[test]
fn numbers_of_any_script_have_a_value() {
    for (text, value) in [
        ("३८.५", "385"),
        ("1,234.5", "12345"),
        ("٣٫٥", "35"),
        ("２０", "20"),
    ] {
        assert_eq!(kinds(text), [(text, TokenKind::Number)]);
        assert_eq!(digits(text), value);
    }
    assert_eq!(slices("17:30, 5."), ["17", ":", "30", ",", "5", "."]);
    assert_eq!(slices("1..2 10km"), ["1", ".", ".", "2", "10", "km"]);
}

#[test]
fn acronyms_are_capitals() {
    for acronym in ["OFAC", "COVID19", "G20", "B2B", "5G", "2FA", "ЦРУ", "ÖBB"] {
        assert_eq!(kinds(acronym), [(acronym, TokenKind::Acronym)], "{acronym}");
    }
    assert_eq!(kinds("I")[0].1, TokenKind::Word);
    assert_eq!(kinds("AMs"), [("AMs", TokenKind::Word)]);
    assert_eq!(slices("Covid19"), ["Covid", "19"]);
    assert_eq!(slices("S.p.A."), ["S", ".", "p", ".", "A", "."]);
}

#[test]
fn addresses_are_one_token() {
    use TokenKind::{Punctuation, Url, Word};
    assert_eq!(
        kinds("(https://a.example/b?c=d). info@x.example.org, www.y.it!"),
        [
            ("(", Punctuation),
            ("https://a.example/b?c=d", Url),
            (")", Punctuation),
            (".", Punctuation),
            ("info@x.example.org", Url),
            (",", Punctuation),
            ("www.y.it", Url),
            ("!", Punctuation),
        ]
    );
    assert_eq!(kinds("देखेंwww.y.it")[0].1, Word);
    assert_eq!(kinds("site.com."), [("site.com", Url), (".", Punctuation)]);
    assert!(
        kinds("a@b @x :// www. http://")
            .iter()
            .all(|(_, kind)| *kind != Url)
    );
}

#[test]
fn what_cannot_be_seen_is_no_token() {
    assert_eq!(slices("\u{feff}a\0\u{200b} b\u{200d}"), ["a", "b"]);
    assert_eq!(slices("🙂!"), ["🙂", "!"]);
}
