//! The groups of a corpus: which there are, how many, and one read at a time.

use std::collections::BTreeSet;
use std::path::Path;

use tetrapla_align::Aligner;
use tetrapla_core::{Document, Group, Language, LineBreaks};

use super::journal;
use super::search::Search;
use super::text::Text;
use crate::error::{Error, Result};

/// How the texts of a folder are found and read.
#[derive(Clone, Debug)]
pub struct CorpusOptions {
    /// Only these language codes; empty for all that are found.
    pub languages: Vec<String>,
    /// Any well-formed code counts as a language, not only those with rules.
    pub any_language: bool,
    /// The texts hold one sentence a line.
    pub segmented: bool,
    /// How line breaks in running text are taken.
    pub line_breaks: LineBreaks,
    /// A batch is closed once it holds so many sentences, all languages together; at least one
    /// group is in it.
    pub batch_sentences: usize,
    /// Align all groups alike with what so many of them, spread over the corpus, taught; without
    /// it each batch is aligned with what those before it taught.
    pub learn_from: Option<usize>,
}

impl Default for CorpusOptions {
    fn default() -> Self {
        Self {
            languages: Vec::new(),
            any_language: false,
            segmented: false,
            line_breaks: LineBreaks::default(),
            batch_sentences: 20_000,
            learn_from: None,
        }
    }
}

/// The groups of a folder, by name; none of them is read yet.
#[derive(Debug)]
pub struct Corpus {
    pub(super) groups: Vec<Found>,
    languages: Vec<String>,
    passed_over: Vec<String>,
    pub(super) options: CorpusOptions,
}

/// One group of files.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) name: String,
    /// Ascending by code.
    texts: Vec<(String, Text)>,
}

impl Corpus {
    /// Finds the groups of a folder: `NAME.LANG.txt` and `LANG/NAME.txt`, each also with `.gz`
    /// or `.zst`. The name of a group may hold dots. Other files and hidden ones are passed
    /// over. A `.tar`, `.tar.gz` or `.tar.zst` holds the same, below whatever folders; a `.tsv`
    /// is a manifest: under a header `group` and a language code a column, a group a line, its
    /// name and its files.
    ///
    /// # Errors
    ///
    /// [`Error::MissingFolder`], [`Error::NotAFolder`], [`Error::List`], [`Error::NoGroups`],
    /// [`Error::Manifest`], [`Error::Text`] for an archive or manifest that cannot be read,
    /// [`Error::LanguageNotFound`] for one of [`CorpusOptions::languages`].
    pub fn find(folder: impl AsRef<Path>, options: CorpusOptions) -> Result<Self> {
        let folder = folder.as_ref();
        let search = Search::of(folder, options.any_language)?;
        let path = folder.to_owned();
        let passed_over: Vec<String> = search.unknown.into_iter().collect();
        if search.groups.is_empty() {
            let unknown = passed_over;
            return Err(Error::NoGroups { path, unknown });
        }
        let texts = search.groups.values().flatten();
        let found: BTreeSet<&str> = texts.map(|(code, _)| code.as_str()).collect();
        let wanted = &options.languages;
        if let Some(code) = wanted.iter().find(|code| !found.contains(code.as_str())) {
            let found: Vec<&str> = found.into_iter().collect();
            let (code, found) = (code.clone(), found.join(" "));
            return Err(Error::LanguageNotFound { path, code, found });
        }
        let is_wanted = |code: &&str| wanted.is_empty() || wanted.iter().any(|one| one == code);
        let languages = found.into_iter().filter(is_wanted);
        let languages = languages.map(str::to_owned).collect();
        let groups = search.groups.into_iter();
        let groups = groups.map(|(name, mut texts)| {
            texts.sort_unstable();
            Found { name, texts }
        });
        Ok(Self {
            groups: groups.collect(),
            languages,
            passed_over,
            options,
        })
    }

    /// How many groups there are, those included that will fail.
    #[must_use]
    pub fn n_groups(&self) -> usize {
        self.groups.len()
    }

    /// The names of the groups, ascending.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> + '_ {
        self.groups.iter().map(|group| group.name.as_str())
    }

    /// The codes of all languages found, or of those asked for, ascending.
    #[must_use]
    pub fn languages(&self) -> &[String] {
        &self.languages
    }

    /// Codes that look like languages and were passed over, because no rules are known for
    /// them; ascending.
    #[must_use]
    pub fn passed_over(&self) -> &[String] {
        &self.passed_over
    }

    /// All files that belong to a group.
    pub fn files(&self) -> impl Iterator<Item = &Path> + '_ {
        let texts = self.groups.iter().flat_map(|group| &group.texts);
        texts.map(|(_, text)| text.source())
    }

    /// So many of the groups, spread evenly over all of them; all where there are no more.
    #[must_use]
    pub fn sample(&self, n_groups: usize) -> Self {
        let n_all = self.groups.len();
        let n = n_groups.min(n_all);
        let places = (0..n).map(|place| (2 * place + 1) * n_all / (2 * n));
        Self {
            groups: places.map(|place| self.groups[place].clone()).collect(),
            languages: self.languages.clone(),
            passed_over: self.passed_over.clone(),
            options: self.options.clone(),
        }
    }

    /// What the outcomes depend on: the files as they are now, the options and the aligner.
    pub(super) fn fingerprint(&self, aligner: &Aligner) -> u64 {
        let files = self.groups.iter().flat_map(|group| {
            let texts = group.texts.iter();
            texts.map(move |(code, text)| {
                let metadata = std::fs::metadata(text.source()).ok();
                let length = metadata.as_ref().map(std::fs::Metadata::len);
                let changed = metadata.and_then(|metadata| metadata.modified().ok());
                format!("{} {code} {text:?} {length:?} {changed:?}", group.name)
            })
        });
        let version = env!("CARGO_PKG_VERSION").to_owned();
        let call = format!("{:?} {:?} {aligner:?}", self.options, self.languages);
        let texts = [version, call, format!("{:?}", aligner.hints())];
        let texts = texts.into_iter().chain(files).map(String::into_bytes);
        let mut model = Vec::new();
        // A vector takes everything.
        let _never_fails = aligner.model().write(&mut model);
        journal::fingerprint(texts.chain([model]))
    }

    /// Reads one group.
    pub(super) fn read(&self, found: &Found) -> Result<Group> {
        let wanted = |code: &String| self.languages.contains(code);
        let texts = found.texts.iter().filter(|(code, _)| wanted(code));
        let texts: Vec<&(String, Text)> = texts.collect();
        if let Some(same) = texts.windows(2).find(|two| two[0].0 == two[1].0) {
            return Err(Error::TwoTexts {
                code: same[0].0.clone(),
                first: same[0].1.path().to_owned(),
                second: same[1].1.path().to_owned(),
            });
        }
        match texts[..] {
            [] => {
                let codes: Vec<&str> = found.texts.iter().map(|(code, _)| code.as_str()).collect();
                let found = codes.join(" ");
                return Err(Error::NoLanguage { found });
            }
            [(code, text)] => {
                let (code, path) = (code.clone(), text.path().to_owned());
                return Err(Error::OneLanguage { code, path });
            }
            _ => {}
        }
        let mut builder = Group::builder().name(&found.name);
        for (code, text) in texts {
            let language = Language::accept(code, self.options.any_language)?;
            let read = text.read()?;
            let document = if self.options.segmented {
                Document::segmented(language, read)
            } else {
                Document::split(language, read, self.options.line_breaks)
            };
            builder = builder.document(document, &text.path().display().to_string())?;
        }
        Ok(builder.build()?)
    }
}
