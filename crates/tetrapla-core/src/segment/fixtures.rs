//! What the languages expect of the splitter: the cases of `rules/CODE.fixture.txt` and the
//! running texts of `rules/CODE.texts.txt`. A malformed file fails, as a wrong result does.
//!
//! A **case** is its sentences, a line each, and is set apart from others by a blank line. The
//! sentences are joined by a space, or by nothing in scripts that write none between them. A line that begins
//! with `# ` is a comment. A case that is split wrongly today ends with `# FIXME: why` and a line
//! `#= sentence` for each sentence that comes out: exactly that is then asserted, so that the
//! entry must go when the splitter gets better.
//!
//! **Running texts** are set apart by a line `====`. Again a sentence is a line; a blank line ends
//! a paragraph. Sentences are joined as above, paragraphs by a blank line. What is split wrongly
//! today stands between `# FIXME: why` and `# END`, inside one paragraph: `#= ` lines for what
//! comes out, and the right lines.

use super::*;
use crate::rules::EXPECTED;

/// What a text is split into: the right sentences, and where a FIXME says so the wrong ones.
#[derive(Debug, Default, PartialEq)]
struct Sentences<'t> {
    right: Vec<&'t str>,
    today: Vec<&'t str>,
}

/// A FIXME being read: the right and the wrong sentences, and its line.
struct Fixme<'t> {
    sentences: Sentences<'t>,
    line: usize,
}

impl<'t> Fixme<'t> {
    /// Checks it against the right sentences, which the text is made of.
    fn checked(self) -> Result<Sentences<'t>, String> {
        let Sentences { right, today } = &self.sentences;
        let fault = |what| Err(format!("line {}: a FIXME {what}", self.line));
        if today.is_empty() {
            return fault("without `#= ` lines");
        }
        if right.is_empty() {
            return fault("without right sentences");
        }
        if right == today {
            return fault("whose wrong result equals the right one");
        }
        if bare(right) != bare(today) {
            return fault("whose wrong result is not the text of the right one");
        }
        Ok(self.sentences)
    }
}

/// The sentences as one string without white space.
fn bare(sentences: &[&str]) -> String {
    let parts = sentences.iter().flat_map(|part| part.split_whitespace());
    parts.collect()
}

/// Reads the cases of a fixture.
fn cases(data: &str) -> Result<Vec<Sentences<'_>>, String> {
    let mut cases = Vec::new();
    let mut sentences = Sentences::default();
    let mut fixme = None;
    let mut was_blank = true;
    for (number, line) in data.lines().chain([""]).enumerate() {
        let number = number + 1;
        if let Some(wrong) = line.strip_prefix("#= ") {
            if fixme.is_none() {
                return Err(format!("line {number}: `#= ` without a FIXME"));
            }
            sentences.today.push(wrong);
        } else if line.starts_with("# FIXME: ") {
            if fixme.replace(number).is_some() {
                return Err(format!("line {number}: a second FIXME of one case"));
            }
        } else if line.is_empty() {
            let case = std::mem::take(&mut sentences);
            if was_blank && number <= data.lines().count() {
                return Err(format!("line {number}: an empty case"));
            }
            if let Some(line) = fixme.take() {
                let sentences = case;
                cases.push(Fixme { sentences, line }.checked()?);
            } else if !case.right.is_empty() {
                let today = case.right.clone();
                cases.push(Sentences { today, ..case });
            }
        } else if line == "#" || line.starts_with("# ") {
            // A comment.
        } else if line.trim() != line {
            return Err(format!("line {number}: white space around a sentence"));
        } else if fixme.is_some() {
            return Err(format!("line {number}: a sentence after the FIXME"));
        } else {
            sentences.right.push(line);
        }
        was_blank = line.is_empty();
    }
    if cases.is_empty() {
        return Err("no case".to_owned());
    }
    Ok(cases)
}

/// Reads running texts: each is its paragraphs.
fn texts(data: &str) -> Result<Vec<Vec<Sentences<'_>>>, String> {
    let mut texts = vec![Vec::new()];
    let mut paragraph = Sentences::default();
    let mut fixme: Option<Fixme<'_>> = None;
    for (number, line) in data.lines().chain(["===="]).enumerate() {
        let number = number + 1;
        let fault = |what: &str| Err(format!("line {number}: {what}"));
        if line.is_empty() || line == "====" {
            if fixme.is_some() {
                return fault("the paragraph ends inside a FIXME");
            }
            let paragraph = std::mem::take(&mut paragraph);
            let text = texts.last_mut().ok_or("no text")?;
            if !paragraph.right.is_empty() {
                text.push(paragraph);
            }
            if line == "====" {
                if text.is_empty() {
                    return fault("an empty text");
                }
                texts.push(Vec::new());
            }
        } else if let Some(wrong) = line.strip_prefix("#= ") {
            match &mut fixme {
                Some(open) => open.sentences.today.push(wrong),
                None => return fault("`#= ` without a FIXME"),
            }
        } else if line.starts_with("# FIXME: ") {
            if fixme.is_some() {
                return fault("a FIXME inside another");
            }
            let (sentences, line) = (Sentences::default(), number);
            fixme = Some(Fixme { sentences, line });
        } else if line == "# END" {
            let Some(closed) = fixme.take() else {
                return fault("END without a FIXME");
            };
            let Sentences { right, today } = closed.checked()?;
            paragraph.right.extend(right);
            paragraph.today.extend(today);
        } else if line == "#" || line.starts_with("# ") {
            // A comment.
        } else if line.trim() != line {
            return fault("white space around a sentence");
        } else if let Some(open) = &mut fixme {
            open.sentences.right.push(line);
        } else {
            paragraph.right.push(line);
            paragraph.today.push(line);
        }
    }
    texts.pop();
    Ok(texts)
}

/// The code that a file's name stands for; the generic rules are those of any unknown one.
fn language(code: &str) -> Language {
    Language::new(if code == "generic" { "xx" } else { code }).unwrap()
}

/// What is wrong about one running text of those paragraphs, if anything is.
fn judged(code: &str, paragraphs: &[Sentences<'_>]) -> Option<String> {
    let language = language(code);
    // Thai and Burmese divide no words, but they set sentences apart.
    let spaced = language.writes_spaces() || matches!(code, "th" | "my");
    let joint = if spaced { " " } else { "" };
    let joined: Vec<String> = paragraphs
        .iter()
        .map(|part| part.right.join(joint))
        .collect();
    let text = joined.join("\n\n");
    let made = split(&text, &language, LineBreaks::Auto);
    let got: Vec<&str> = made.sentences.iter().map(|span| span.of(&text)).collect();
    let (mut expected, mut starts) = (Vec::new(), Vec::new());
    for paragraph in paragraphs {
        starts.push(expected.len());
        expected.extend_from_slice(&paragraph.today);
    }
    if got == expected && made.paragraph_starts == starts {
        return None;
    }
    let same = got
        .iter()
        .zip(&expected)
        .take_while(|(one, two)| one == two);
    let same = same.count().saturating_sub(1);
    let shown = |list: &[&str]| {
        let lines = list.iter().skip(same).take(6);
        lines
            .map(|line| format!("\n    {line}"))
            .collect::<String>()
    };
    Some(format!(
        "{code}:\n  expected{}\n  got{}",
        shown(&expected),
        shown(&got)
    ))
}

#[test]
fn every_language_splits_its_fixture() {
    let mut wrong = Vec::new();
    for &(code, fixture, _) in EXPECTED {
        match fixture.map(cases) {
            None => wrong.push(format!("{code}: no {code}.fixture.txt")),
            Some(Err(fault)) => wrong.push(format!("{code}.fixture.txt: {fault}")),
            Some(Ok(cases)) => {
                wrong.extend(
                    cases
                        .iter()
                        .filter_map(|case| judged(code, std::slice::from_ref(case))),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_language_splits_its_running_texts() {
    let mut wrong = Vec::new();
    for &(code, _, data) in EXPECTED {
        match data.map(texts) {
            None => {}
            Some(Err(fault)) => wrong.push(format!("{code}.texts.txt: {fault}")),
            Some(Ok(texts)) => wrong.extend(texts.iter().filter_map(|text| judged(code, text))),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fixture_is_read() {
    let data = "# All of it.\n\n# One.\nOne.\nTwo.\n\n#3 is a sentence.\nYes.\n# FIXME: why\n#= #3 is a sentence. Yes.\n";
    let (right, today) = (
        vec!["#3 is a sentence.", "Yes."],
        vec!["#3 is a sentence. Yes."],
    );
    let plain = || vec!["One.", "Two."];
    let first = Sentences {
        right: plain(),
        today: plain(),
    };
    assert_eq!(cases(data).unwrap(), [first, Sentences { right, today }]);
}

#[test]
fn a_malformed_fixture_is_refused() {
    for (data, said) in [
        ("", "no case"),
        ("# Only this.\n", "no case"),
        ("One.\n\n\nTwo.\n", "line 3: an empty case"),
        ("\nOne.\n", "line 1: an empty case"),
        (" One.\n", "white space"),
        ("One.\n#= One.\n", "without a FIXME"),
        ("One.\n# FIXME: x\n", "without `#= ` lines"),
        ("# FIXME: x\n#= One.\n", "without right"),
        ("One.\n# FIXME: x\n#= One.\n", "equals the right one"),
        ("One.\n# FIXME: x\n#= Two.\n", "not the text"),
        (
            "One. Two.\n# FIXME: x\n#= One.\n#= Two.\nThree.\n",
            "after the FIXME",
        ),
    ] {
        let fault = cases(data).unwrap_err();
        assert!(fault.contains(said), "{data:?}: {fault}");
    }
}

#[test]
fn running_texts_are_read() {
    let data = "# x\nOne.\nTwo.\n\nThree.\n====\n# FIXME: why\n#= A. B.\nA.\nB.\n# END\nC.\n";
    let read = texts(data).unwrap();
    let plain = |list: &[&'static str]| Sentences {
        right: list.to_vec(),
        today: list.to_vec(),
    };
    assert_eq!(read[0], [plain(&["One.", "Two."]), plain(&["Three."])]);
    let (right, today) = (vec!["A.", "B.", "C."], vec!["A. B.", "C."]);
    assert_eq!(read[1], [Sentences { right, today }]);
    for (data, said) in [
        ("", "an empty text"),
        ("A.\n====\n====\nB.\n", "an empty text"),
        ("A.\n#= A.\n", "without a FIXME"),
        ("A.\n# END\n", "END without"),
        ("# FIXME: x\nA.\n\nB.\n# END\n", "ends inside a FIXME"),
        ("# FIXME: x\n# FIXME: y\n", "inside another"),
        ("# FIXME: x\nA.\n# END\n", "without `#= ` lines"),
        ("# FIXME: x\n#= A.\nA.\n# END\n", "equals the right one"),
        ("\tA.\n", "white space"),
    ] {
        let fault = texts(data).unwrap_err();
        assert!(fault.contains(said), "{data:?}: {fault}");
    }
}
