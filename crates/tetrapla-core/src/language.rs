//! Language codes. It holds no rules of splitting; it only asks which languages have some.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::rules;

/// A BCP 47 language code, kept as it was given.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Language(Arc<str>);

impl Language {
    /// Reads a code.
    ///
    /// # Errors
    ///
    /// [`Error::MalformedLanguage`] where it has not the form of BCP 47.
    pub fn new(code: &str) -> Result<Self> {
        let primary = code.split('-').next().unwrap_or_default();
        let well_formed = (2..=8).contains(&primary.len())
            && primary.chars().all(|c| c.is_ascii_alphabetic())
            && code.split('-').all(|subtag| {
                (1..=8).contains(&subtag.len()) && subtag.chars().all(|c| c.is_ascii_alphanumeric())
            });
        if well_formed {
            Ok(Self(code.into()))
        } else {
            Err(Error::MalformedLanguage {
                code: code.to_owned(),
            })
        }
    }

    /// Reads a code of a language that has rules, or any well-formed code if `any_language`.
    ///
    /// # Errors
    ///
    /// As [`Language::new`]; [`Error::UnknownLanguage`].
    pub fn accept(code: &str, any_language: bool) -> Result<Self> {
        let language = Self::new(code)?;
        if any_language || language.has_rules() {
            return Ok(language);
        }
        Err(Error::UnknownLanguage {
            code: code.to_owned(),
            known: Self::known().collect::<Vec<_>>().join(" "),
        })
    }

    /// The code as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The codes with rules of their own.
    pub fn known() -> impl Iterator<Item = &'static str> {
        rules::codes()
    }

    /// Whether the splitter has rules for it.
    #[must_use]
    pub fn has_rules(&self) -> bool {
        let primary = self.primary();
        rules::codes().any(|code| code == primary)
    }

    /// The primary subtag in lower case: `pt` of `pt-BR`.
    #[must_use]
    pub fn primary(&self) -> String {
        self.0
            .split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    }

    /// Whether words and sentences are separated by spaces.
    #[must_use]
    pub fn writes_spaces(&self) -> bool {
        !matches!(
            self.primary().as_str(),
            "zh" | "ja" | "th" | "lo" | "km" | "my" | "yue"
        )
    }
}

impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for Language {
    type Error = Error;

    fn try_from(code: String) -> Result<Self> {
        Self::new(&code)
    }
}

impl From<Language> for String {
    fn from(language: Language) -> Self {
        language.0.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes;

    #[test]
    fn a_code_without_rules_is_accepted_only_on_request() {
        assert_eq!(Language::accept("pt-BR", false).unwrap().as_str(), "pt-BR");
        assert!(matches!(
            Language::accept("xx", false),
            Err(Error::UnknownLanguage { .. })
        ));
        assert_eq!(Language::accept("xx", true).unwrap().as_str(), "xx");
        assert!(matches!(
            Language::accept("x!", true),
            Err(Error::MalformedLanguage { .. })
        ));
    }

    #[test]
    fn a_code_of_three_letters_is_answered_with_that_of_two() {
        let said = |code| Language::accept(code, false).unwrap_err().to_string();
        assert!(said("ita").contains("`ita`; give it as `it`"));
        assert!(said("TGL-PH").contains("as `tl`"));
        assert!(!said("xxx").contains("give it as"));
        for &(three, two) in codes::OF_THREE_LETTERS {
            assert!(Language::known().any(|known| known == two), "{three}");
        }
        for code in Language::known().filter(|code| code.len() == 2) {
            assert!(
                codes::OF_THREE_LETTERS.iter().any(|&(_, two)| two == code),
                "{code}"
            );
        }
    }
}
