//! The configurations that are compared: each leaves out or changes one part of the engine.

use tetrapla::Config;

/// A change of the engine's settings under a name.
pub struct Configuration {
    /// What the row is called.
    pub name: &'static str,
    /// What is changed, for people.
    pub about: &'static str,
    change: fn(&mut Config),
}

/// All configurations in the order of the table.
pub const CONFIGURATIONS: &[Configuration] = &[
    row("all", "the engine as it is", |_| {}),
    row("without-length", "lengths say nothing", |config| {
        config.length_weight = 0.0;
        take_as_given(config);
    }),
    row("without-paragraphs", "paragraphs say nothing", |config| {
        config.paragraph_weight = 0.0;
    }),
    row(
        "without-pieces",
        "lines that are several sentences say nothing by that",
        |config| {
            config.piece_weight = 0.0;
        },
    ),
    row(
        "stage-one",
        "words wherever they stand, no second stage",
        |config| {
            config.n_positional_rounds = 0;
            take_as_given(config);
        },
    ),
    row(
        "without-agreement",
        "the two directions need not agree",
        |config| {
            config.agreement_weight = 0.0;
        },
    ),
    row(
        "without-coverage",
        "unexplained sentences cost nothing more",
        |config| {
            config.coverage_weight = 0.0;
        },
    ),
    row(
        "without-need",
        "sentences that nothing needs cost nothing more",
        |config| {
            config.need_weight = 0.0;
        },
    ),
    row(
        "without-consistency",
        "third languages do not witness",
        |config| {
            config.consistency_weight = 0.0;
        },
    ),
    row(
        "without-training",
        "one round a stage, one iteration of the lexicon",
        |config| {
            config.n_uniform_rounds = 1;
            config.n_positional_rounds = 1;
            config.n_em_iterations = 1;
            take_as_given(config);
        },
    ),
    row(
        "length-alone",
        "lengths and bead types, nothing else",
        |config| {
            config.uniform_weight = 0.0;
            config.n_positional_rounds = 0;
            config.paragraph_weight = 0.0;
            config.piece_weight = 0.0;
            config.consistency_weight = 0.0;
            take_as_given(config);
        },
    ),
    row(
        "untempered",
        "posteriors as they come, temper 1",
        |config| {
            config.temper = 1.0;
        },
    ),
    row(
        "without-lexicon",
        "no word is known beforehand: as in languages that the lexicon has not",
        |config| {
            config.lexicon = false;
            take_as_given(config);
        },
    ),
    row(
        "without-similarity",
        "no anchors: words that look alike tie nothing",
        |config| {
            config.similarity = false;
            take_as_given(config);
        },
    ),
    row(
        "without-leave-one-out",
        "a sentence is scored with what it taught itself",
        |config| {
            config.leave_one_out = false;
            take_as_given(config);
        },
    ),
    row(
        "fixed-priors",
        "bead types and gap costs as they start",
        |config| {
            config.learn_priors = false;
            take_as_given(config);
        },
    ),
    row(
        "hard-em",
        "the best path alone teaches, not all by their posteriors",
        |config| {
            config.soft = false;
        },
    ),
    row(
        "linear-gaps",
        "every unaligned sentence costs the same",
        |config| {
            config.affine_gaps = false;
        },
    ),
    row(
        "without-stretches",
        "weak beads in a row are not doubted",
        |config| {
            config.doubt_stretches = false;
        },
    ),
    row(
        "without-doubt",
        "neither texts nor stretches are taken for unrelated",
        take_as_given,
    ),
];

/// Takes neither texts nor stretches for unrelated. What tells them was fitted to the scores of
/// all evidence, and refuses translations where whole stages are missing.
fn take_as_given(config: &mut Config) {
    config.min_relatedness = 0.0;
    config.doubt_stretches = false;
}

const fn row(name: &'static str, about: &'static str, change: fn(&mut Config)) -> Configuration {
    Configuration {
        name,
        about,
        change,
    }
}

impl Configuration {
    /// The settings, made from those that all configurations share.
    pub fn of(&self, base: &Config) -> Config {
        let mut config = base.clone();
        (self.change)(&mut config);
        config
    }
}

/// The configurations of these names, in the order of the table; all where none is named.
pub fn chosen(names: &[String]) -> Result<Vec<&'static Configuration>, String> {
    let known = |name: &&String| CONFIGURATIONS.iter().any(|one| one.name == *name);
    if let Some(name) = names.iter().find(|name| !known(name)) {
        let known: Vec<&str> = CONFIGURATIONS.iter().map(|one| one.name).collect();
        let known = known.join(", ");
        return Err(format!(
            "no configuration is called `{name}`; known are {known}"
        ));
    }
    let wanted = |one: &&Configuration| names.is_empty() || names.iter().any(|n| n == one.name);
    Ok(CONFIGURATIONS.iter().filter(wanted).collect())
}

/// Characters of the longest name.
pub fn longest_name<'a>(of: impl IntoIterator<Item = &'a Configuration>) -> usize {
    let lengths = of.into_iter().map(|one| one.name.len());
    lengths.max().unwrap_or_default()
}

/// The default settings with some of them set, `KEY=VALUE` each; a key may be one of a group,
/// as `gaps.open`.
pub fn base(settings: &[String]) -> Result<Config, String> {
    let defaults = toml::Table::try_from(Config::default());
    let mut table = defaults.map_err(|error| format!("the default settings: {error}"))?;
    for setting in settings {
        let wrong = |why: &str| format!("--set {setting}: {why}");
        let (key, value) = setting
            .split_once('=')
            .ok_or_else(|| wrong("expected KEY=VALUE, as temper=0.4"))?;
        let parsed: toml::Table = format!("value = {value}")
            .parse()
            .map_err(|_| wrong("expected a number or true or false as VALUE"))?;
        let mut at = &mut table;
        let (path, last) = key.trim().rsplit_once('.').unwrap_or(("", key.trim()));
        for part in path.split('.').filter(|part| !part.is_empty()) {
            let inner = at.get_mut(part).and_then(toml::Value::as_table_mut);
            at = inner.ok_or_else(|| wrong("no such group of settings"))?;
        }
        if !at.contains_key(last) {
            let known: Vec<&str> = at.keys().map(String::as_str).collect();
            let known = known.join(" ");
            return Err(wrong(&format!("no such setting; known are {known}")));
        }
        at.extend(
            parsed
                .into_iter()
                .map(|(_, value)| (last.to_owned(), value)),
        );
    }
    table
        .try_into()
        .map_err(|error: toml::de::Error| format!("--set: {}", error.message()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_configuration_has_a_name_of_its_own_and_changes_something() {
        let base = Config::default();
        for (place, one) in CONFIGURATIONS.iter().enumerate() {
            let before = &CONFIGURATIONS[..place];
            assert!(
                before.iter().all(|other| other.name != one.name),
                "{}",
                one.name
            );
            assert_eq!(one.of(&base) == base, one.name == "all", "{}", one.name);
            one.of(&base).check().unwrap();
        }
    }

    #[test]
    fn settings_are_set_by_key() {
        let set = |settings: &[&str]| {
            let settings: Vec<String> = settings.iter().map(|one| (*one).to_owned()).collect();
            base(&settings)
        };
        let config = set(&["temper=0.4", "gaps.open = 0.1", "n_em_iterations=2"]).unwrap();
        let mut expected = Config {
            temper: 0.4,
            n_em_iterations: 2,
            ..Config::default()
        };
        expected.gaps.open = 0.1;
        assert_eq!(config, expected);
        for (wrong, said) in [
            ("temper", "KEY=VALUE"),
            ("temper=warm", "number"),
            ("tempre=1", "known are"),
            ("gap.open=1", "no such group"),
            ("n_em_iterations=-2", "--set"),
        ] {
            let error = set(&[wrong]).unwrap_err();
            assert!(error.contains(said), "{error}");
        }
    }
}
