//! What holds of splitting in every language; what each language expects is in `fixtures`.

use super::*;

fn cut<'t>(code: &str, text: &'t str) -> Vec<&'t str> {
    let language = Language::new(code).unwrap();
    let made = split(text, &language, LineBreaks::Auto);
    made.sentences.iter().map(|span| span.of(text)).collect()
}

#[test]
fn a_missing_space_is_mended_between_words_alone() {
    assert_eq!(
        cut("it", "La riunione è finita.Nessuno ha parlato."),
        ["La riunione è finita.", "Nessuno ha parlato."]
    );
    assert_eq!(
        cut("hi", "वह गया।फिर आया॥अंत है.बस"),
        ["वह गया।", "फिर आया॥", "अंत है.", "बस"]
    );
    for whole in [
        "Scrivi a.B o Sig.Rossi",
        "see www.site.org/page.Name now",
        "amazon.Com sells",
        "ver 3.5",
    ] {
        assert_eq!(cut("it", whole), [whole]);
    }
}

#[test]
fn pipes_are_dandas_only_as_such() {
    assert_eq!(
        cut("hi", "वह गया | फिर आया || अंत|"),
        ["वह गया |", "फिर आया ||", "अंत|"]
    );
    assert_eq!(
        cut("hi", "होम | समाचार | खेल\nवह गया।"),
        ["होम | समाचार | खेल", "वह गया।"]
    );
    assert_eq!(cut("it", "Casa | Notizie"), ["Casa | Notizie"]);
}

#[test]
fn quotation_marks_and_references_stay_with_their_sentence() {
    assert_eq!(
        cut(
            "en",
            "\"One.\" \"Two.\" He left.[3] (Really.) So. \" Fine. \" Yes."
        ),
        [
            "\"One.\"",
            "\"Two.\"",
            "He left.[3]",
            "(Really.)",
            "So.",
            "\" Fine. \"",
            "Yes."
        ]
    );
    assert_eq!(
        cut(
            "en",
            "He said \"Go.\", and went. (See etc.). Then [...] Nothing."
        ),
        [
            "He said \"Go.\", and went.",
            "(See etc.).",
            "Then [...] Nothing."
        ]
    );
}

#[test]
fn paragraphs_open_at_lines_or_at_blank_lines() {
    let starts = |text: &str, line_breaks| {
        split(text, &Language::new("en").unwrap(), line_breaks).paragraph_starts
    };
    assert_eq!(
        starts("One. Two.\nThree.\n\nFour.", LineBreaks::Auto),
        [0, 2, 3]
    );
    assert_eq!(
        starts("One. Two.\nThree.\n\nFour.", LineBreaks::Never),
        [0, 3]
    );
    assert_eq!(starts(" \n\u{feff}\n", LineBreaks::Auto), [0_usize; 0]);
}

#[test]
fn an_abbreviation_at_the_end_of_a_paragraph_ends_it() {
    assert_eq!(
        cut("id", "Ia bertemu dr.\n\nSiti pulang."),
        ["Ia bertemu dr.", "Siti pulang."]
    );
}
