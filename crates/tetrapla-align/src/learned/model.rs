//! A model file: what texts taught, kept for texts to come.
//!
//! A line that says what the file is, the version of its form as four bytes, then one zstd frame
//! with a checksum that holds everything in the wire format of postcard. What was learned is
//! looked through after reading, so that no file can lead the engine astray.

use std::io::{self, Read, Write};
use std::path::Path;

use tetrapla_core::source;

use super::{Learned, PairCounts, Words};
use crate::error::{ModelError, ModelResult};

/// What a model file begins with.
const MAGIC: &[u8] = b"tetrapla model\n";
/// The form of what follows.
const VERSION: u32 = 1;
/// Level of compression: higher ones save little of what is mostly counts.
const LEVEL: i32 = 3;
/// Most bytes of a model: some twenty times what is remembered of eight languages.
const MOST_BYTES: u64 = 1 << 35;

impl Learned {
    /// Writes it as a model file.
    ///
    /// # Errors
    ///
    /// What the writer says.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        out.write_all(MAGIC)?;
        out.write_all(&VERSION.to_le_bytes())?;
        let mut encoder = zstd::Encoder::new(out, LEVEL)?;
        encoder.include_checksum(true)?;
        let encoder = postcard::to_io(self, encoder).map_err(io::Error::other)?;
        encoder.finish()?.flush()
    }

    /// Reads a model file, also one that was compressed once more. `-` is standard input.
    ///
    /// # Errors
    ///
    /// [`ModelError`]: no such file, one that is no model, of another version, or damaged.
    pub fn read(path: impl AsRef<Path>) -> ModelResult<Self> {
        let path = path.as_ref();
        Self::parse(&source::read_bytes(path)?, path)
    }

    /// As [`Learned::read`], from bytes; `path` is named in an error.
    ///
    /// # Errors
    ///
    /// [`ModelError`].
    pub fn parse(bytes: &[u8], path: &Path) -> ModelResult<Self> {
        let named = || path.to_owned();
        let damaged = |what: &str| ModelError::Damaged {
            path: named(),
            what: what.to_owned(),
        };
        let Some(rest) = bytes.strip_prefix(MAGIC) else {
            return Err(ModelError::NoModel { path: named() });
        };
        let Some((version, frame)) = rest.split_first_chunk() else {
            return Err(damaged("it ends after its first line"));
        };
        let version = u32::from_le_bytes(*version);
        if version != VERSION {
            return Err(ModelError::Version {
                path: named(),
                version,
                expected: VERSION,
            });
        }
        let decoder = zstd::Decoder::new(frame).map_err(|error| damaged(&error.to_string()))?;
        let mut bytes = Vec::new();
        let read = decoder.take(MOST_BYTES).read_to_end(&mut bytes);
        read.map_err(|error| damaged(&error.to_string()))?;
        let mut learned: Self = match postcard::take_from_bytes(&bytes) {
            Ok((learned, [])) => learned,
            Ok(_) => return Err(damaged("something follows its end")),
            Err(error) => return Err(damaged(&error.to_string())),
        };
        learned.settle().map_err(damaged)?;
        Ok(learned)
    }

    /// Looks through what was read, and builds what is not written.
    fn settle(&mut self) -> Result<(), &'static str> {
        self.words.values_mut().try_for_each(Words::settle)?;
        for ([source, target], pair) in &self.pairs {
            let n_keys = [source, target].map(|code| self.n_keys(code));
            if source >= target || n_keys.contains(&0) && !pair.words.is_empty() {
                return Err("a pair of languages out of order, or without words");
            }
            pair.check(n_keys)?;
        }
        Ok(())
    }
}

impl Words {
    fn settle(&mut self) -> Result<(), &'static str> {
        self.ids = self.keys.iter().cloned().zip(0..).collect();
        let n_known: u64 = self
            .n_tokens
            .iter()
            .fold(0, |sum, n| sum.saturating_add(*n));
        if self.ids.len() != self.keys.len()
            || self.n_tokens.len() != self.keys.len()
            || n_known > self.n_all
        {
            return Err("words that do not match their counts");
        }
        Ok(())
    }
}

impl PairCounts {
    fn check(&self, n_keys: [usize; 2]) -> Result<(), &'static str> {
        let is_count = |count: &f64| count.is_finite() && *count >= 0.0;
        let is_sorted = self
            .words
            .windows(2)
            .all(|two| two[0].keys() < two[1].keys());
        let are_pairs = self.words.iter().all(|pair| {
            (pair.source as usize) < n_keys[0]
                && (pair.target as usize) < n_keys[1]
                && pair.counts.iter().all(|count| is_count(&f64::from(*count)))
        });
        let are_dropped = [0, 1].iter().all(|&side| {
            self.dropped[side].len() <= n_keys[side] && self.dropped[side].iter().all(is_count)
        });
        if is_sorted && are_pairs && are_dropped && self.sums.are_finite() {
            Ok(())
        } else {
            Err("counts that no texts give")
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tetrapla_core::Group;

    use super::*;
    use crate::{Aligner, Config};

    fn learned() -> Learned {
        let texts = [
            "Hujan turun. Mira pulang ke rumah.",
            "Piove. Mira torna a casa.",
        ];
        let group = Group::builder()
            .text("id", texts[0])
            .and_then(|one| one.text("it", texts[1]));
        let group = group.and_then(|one| one.build()).expect("a group");
        let mut learned = Learned::default();
        let aligner = Aligner::new(Config::default());
        aligner
            .align_corpus_with(vec![group], &mut learned)
            .expect("an alignment");
        learned
    }

    fn written(learned: &Learned) -> Vec<u8> {
        let mut bytes = Vec::new();
        learned
            .write(&mut bytes)
            .expect("a vector takes everything");
        bytes
    }

    fn parsed(bytes: &[u8]) -> ModelResult<Learned> {
        Learned::parse(bytes, Path::new("x.model"))
    }

    #[test]
    fn what_was_learned_comes_back() {
        for learned in [Learned::default(), learned()] {
            assert_eq!(parsed(&written(&learned)).expect("a model"), learned);
        }
    }

    #[test]
    fn what_is_no_model_is_refused_by_name() {
        let bytes = written(&learned());
        let said = |bytes: &[u8]| parsed(bytes).expect_err("no model").to_string();
        assert!(said(b"").contains("x.model: is no model"), "{}", said(b""));
        assert!(said(b"{\"group\":1}\n").contains("is no model"));
        let mut newer = bytes.clone();
        newer[MAGIC.len()] = 9;
        assert!(said(&newer).contains("version 9"), "{}", said(&newer));
        assert!(said(&bytes[..MAGIC.len() + 2]).contains("damaged"));
        assert!(said(&[&bytes[..], &bytes[..]].concat()).contains("damaged"));
    }

    #[test]
    fn counts_that_no_texts_give_are_refused() {
        let spoilt = |spoil: fn(&mut Learned)| {
            let mut learned = learned();
            spoil(&mut learned);
            parsed(&written(&learned)).is_err()
        };
        let first = |learned: &mut Learned| learned.pairs.pop_first().expect("a pair");
        assert!(!spoilt(|_| ()));
        assert!(spoilt(|learned| learned.words.clear()));
        assert!(spoilt(|learned| {
            let words = learned.words.values_mut().next().expect("a language");
            words.keys[0] = words.keys[1].clone();
        }));
        assert!(spoilt(|learned| {
            let pair = learned.pairs.values_mut().next().expect("a pair");
            pair.words[0].counts[0] = f32::NAN;
        }));
        assert!(spoilt(|learned| {
            let pair = learned.pairs.values_mut().next().expect("a pair");
            pair.words[0].target = 1 << 30;
        }));
        assert!(spoilt(|learned| {
            let pair = learned.pairs.values_mut().next().expect("a pair");
            pair.sums.distances[1] = f64::INFINITY;
        }));
        let mut swapped = learned();
        let ([source, target], pair) = first(&mut swapped);
        swapped.pairs.insert([target, source], pair);
        assert!(parsed(&written(&swapped)).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]

        #[test]
        fn a_damaged_model_is_refused_or_the_same(at in any::<prop::sample::Index>(), flip in 1u8..) {
            let whole = learned();
            let mut bytes = written(&whole);
            let at = at.index(bytes.len());
            bytes[at] ^= flip;
            // The frame's header has bits that change nothing of what it holds.
            match parsed(&bytes) {
                Ok(model) => prop_assert_eq!(model, whole),
                Err(error) => prop_assert!(error.to_string().starts_with("x.model: ")),
            }
            prop_assert!(parsed(&bytes[..at]).is_err());
        }
    }
}
