//! A map from language codes that keeps their order, in memory and in JSON. It is meant for a
//! handful of languages and looks them up one by one.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value for each of some languages, in the order in which they were given.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LanguageMap<T>(Vec<(String, T)>);

impl<T> LanguageMap<T> {
    /// A map without a language.
    #[must_use]
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// How many languages there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of a language code.
    #[must_use]
    pub fn get(&self, code: &str) -> Option<&T> {
        self.0
            .iter()
            .find(|(key, _)| key == code)
            .map(|(_, value)| value)
    }

    /// Sets the value of a language; a new one goes to the end. Gives back the former value.
    pub fn insert(&mut self, code: impl Into<String>, value: T) -> Option<T> {
        let code = code.into();
        if let Some((_, former)) = self.0.iter_mut().find(|(key, _)| *key == code) {
            return Some(std::mem::replace(former, value));
        }
        self.0.push((code, value));
        None
    }

    /// The language codes in order.
    pub fn languages(&self) -> impl ExactSizeIterator<Item = &str> + '_ {
        self.0.iter().map(|(code, _)| code.as_str())
    }

    /// The values in order.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &T> + '_ {
        self.0.iter().map(|(_, value)| value)
    }

    /// Codes and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &T)> + '_ {
        self.0.iter().map(|(code, value)| (code.as_str(), value))
    }
}

impl<T> Default for LanguageMap<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// A code given twice keeps its first place and its last value.
impl<C: Into<String>, T> FromIterator<(C, T)> for LanguageMap<T> {
    fn from_iter<I: IntoIterator<Item = (C, T)>>(entries: I) -> Self {
        let mut map = Self::new();
        for (code, value) in entries {
            map.insert(code, value);
        }
        map
    }
}

impl<T: Serialize> Serialize for LanguageMap<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for LanguageMap<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(InOrder(PhantomData))
    }
}

/// Reads a map in the order of the file and refuses a language given twice.
struct InOrder<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for InOrder<T> {
    type Value = LanguageMap<T>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a map from language codes")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut map = LanguageMap::new();
        while let Some((code, value)) = access.next_entry::<String, T>()? {
            if map.get(&code).is_some() {
                return Err(A::Error::custom(format!(
                    "the language `{code}` stands twice"
                )));
            }
            map.0.push((code, value));
        }
        Ok(map)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_of_the_file_both_ways() {
        let json = r#"{"tl":[1],"hi":[],"it":[2,3]}"#;
        let map: LanguageMap<Vec<usize>> = serde_json::from_str(json).unwrap();
        assert_eq!(map.languages().collect::<Vec<_>>(), ["tl", "hi", "it"]);
        assert_eq!(map.get("it"), Some(&vec![2, 3]));
        assert_eq!(serde_json::to_string(&map).unwrap(), json);
    }

    #[test]
    fn a_language_given_twice_is_an_error_in_json() {
        let error = serde_json::from_str::<LanguageMap<u8>>(r#"{"hi":1,"hi":2}"#).unwrap_err();
        assert!(error.to_string().contains("`hi` stands twice"), "{error}");
    }

    #[test]
    fn insert_replaces_in_place() {
        let mut map: LanguageMap<u8> = [("hi", 1), ("it", 2)].into_iter().collect();
        assert_eq!(map.insert("hi", 3), Some(1));
        assert_eq!(map.iter().collect::<Vec<_>>(), [("hi", &3), ("it", &2)]);
    }
}
