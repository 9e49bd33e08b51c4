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
        "il file Bilancio.Finale.xlsx è pronto",
        "scrivi a nome.Cognome@posta.it oggi",
        "https://esempio.it/Una.Pagina?x=Prima.Seconda qui",
        "Asp.Net e Node.js",
        "C:\\Nuova.Cartella\\file.Txt",
        "la S.p.A.Torino",
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
fn a_quotation_ends_its_sentence_when_it_closes_and_another_begins() {
    for (code, sentences) in [
        (
            "it",
            &[
                "«Dove vai?» chiese il barcaiolo.",
                "«A casa!»",
                "Poi tacque.",
            ][..],
        ),
        ("it", &["«Perché?» Lucia chiese.", "Nessuno rispose."]),
        (
            "it",
            &["Disse: “Non so.”", "Poi: “Forse «mai».”", "Tacque."],
        ),
        (
            "id",
            &[
                "“Mau ke mana?” tanya Sari.",
                "“Pulang!” Rudi menjawab.",
                "“Baik.”",
                "Ia pergi.",
            ],
        ),
        (
            "tl",
            &[
                "“Saan ka pupunta?” tanong niya.",
                "“Uuwi na.”",
                "Umalis siya.",
            ],
        ),
        (
            "en",
            &[
                "“He shouted ‘Fire!’ and ran.”",
                "“Did he?”",
                "(He did.)",
                "So.",
            ],
        ),
        (
            "hi",
            &["“तुम कहाँ थे?” माँ ने पूछा।", "“यहीं।”", "उसने सिर हिलाया।"],
        ),
        ("hi", &["“मैं कल आऊँगा।” राम ने कहा।", "वह चला गया।"]),
        ("hi", &["“यह सच है।”", "उन्होंने बताया, सब ठीक है।"]),
    ] {
        assert_eq!(cut(code, &sentences.join(" ")), sentences, "{code}");
    }
}

/// A mark without its partner costs no sentence beside it.
#[test]
fn mispaired_quotation_marks_and_brackets_swallow_nothing() {
    let parts = [
        "Anna came in.",
        "Nobody spoke.",
        "The door was open.",
        "It was late.",
        "They left.",
    ];
    let marks = [
        "“", "”", "\"", "«", "»", "‘", "’", "(", ")", "[", "]", "„", "'", "“‘", "’”", "(“",
    ];
    for mark in marks {
        for place in 0..parts.len() {
            for after in [false, true] {
                let mut marked = parts.map(str::to_owned);
                if after {
                    marked[place].push_str(mark);
                } else {
                    marked[place].insert_str(0, mark);
                }
                for code in ["en", "it", "id", "tl", "de"] {
                    let text = marked.join(" ");
                    let n_found = cut(code, &text).len();
                    assert!(n_found >= parts.len() - 1, "{code}: {text:?}: {n_found}");
                }
                // In the middle of a word's neighbourhood, too.
                let inside =
                    marked
                        .join(" ")
                        .replacen("Nobody spoke", &format!("Nobody {mark}spoke"), 1);
                assert!(cut("en", &inside).len() >= parts.len() - 2, "{inside:?}");
            }
        }
    }
    // A bracket that never closes holds nothing together, nor does one that closes far away.
    let long = format!(
        "He said (to her. {}) Then he left.",
        "They all sat down again. ".repeat(40)
    );
    assert_eq!(cut("en", &long).len(), 42);
}

#[test]
fn a_bracket_inside_a_sentence_does_not_end_it() {
    for (code, sentences) in [
        (
            "it",
            &["È arrivato (finalmente!) Antonio con le chiavi.", "Bene."][..],
        ),
        (
            "en",
            &[
                "The captain (he had drunk too much. He often did.) went to bed.",
                "He slept.",
            ],
        ),
        (
            "en",
            &[
                "He saw Help! (1965) and slept.",
                "See the notes (etc.).",
                "(It was late.)",
                "Yes (?) Anna said.",
            ],
        ),
        (
            "hi",
            &[
                "वह (क्या नाम था उसका?) कल फिर आया।",
                "(सब चुप थे।)",
                "फिर गया।",
            ],
        ),
        ("zh", &["他昨天（你信吗？）一个人上了山。", "天黑才下来。"]),
    ] {
        let joint = if code == "zh" { "" } else { " " };
        assert_eq!(cut(code, &sentences.join(joint)), sentences, "{code}");
    }
}

#[test]
fn headings_bullets_bylines_and_dates_are_units_of_their_own() {
    let page = "Ang Bagong Tulay\n\nni Maria Santos\n12 Mayo 2024\n\nBinuksan ang tulay. Marami ang \
                dumalo.\n\n• Libre ang tawid\n• Bukas araw-araw\n\nPaalala\nIto ay balita. Hindi ito payo.";
    assert_eq!(
        cut("tl", page),
        [
            "Ang Bagong Tulay",
            "ni Maria Santos",
            "12 Mayo 2024",
            "Binuksan ang tulay.",
            "Marami ang dumalo.",
            "• Libre ang tawid",
            "• Bukas araw-araw",
            "Paalala",
            "Ito ay balita.",
            "Hindi ito payo."
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
