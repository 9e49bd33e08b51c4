//! Many groups in one folder: finds them, reads them and has them aligned, batch by batch.
//!
//! A batch is whole groups; those of a batch learn from each other and from all batches before.
//! Memory is that of a batch and of what was learned, which is bounded, however many groups there
//! are. Nothing is written here.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs;
use std::path::{Path, PathBuf};

use tetrapla_align::{Aligner, Alignment, Learned};
use tetrapla_core::{Group, Language, LineBreaks};

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
}

impl Default for CorpusOptions {
    fn default() -> Self {
        Self {
            languages: Vec::new(),
            any_language: false,
            segmented: false,
            line_breaks: LineBreaks::default(),
            batch_sentences: 20_000,
        }
    }
}

/// The groups of a folder, by name; none of them is read yet.
#[derive(Debug)]
pub struct Corpus {
    groups: Vec<Found>,
    languages: Vec<String>,
    passed_over: Vec<String>,
    options: CorpusOptions,
}

/// One group of files.
#[derive(Debug)]
struct Found {
    name: String,
    /// Ascending by code.
    texts: Vec<(String, PathBuf)>,
}

/// What became of one group.
#[derive(Debug)]
pub struct Outcome {
    /// The name of the group.
    pub name: String,
    /// Its alignment, or why there is none.
    pub alignment: Result<Alignment>,
}

impl Corpus {
    /// Finds the groups of a folder: `NAME.LANG.txt` and `LANG/NAME.txt`, each also with `.gz`
    /// or `.zst`. The name of a group may hold dots. Other files and hidden ones are passed
    /// over.
    ///
    /// # Errors
    ///
    /// [`Error::MissingFolder`], [`Error::NotAFolder`], [`Error::List`], [`Error::NoGroups`],
    /// [`Error::LanguageNotFound`] for one of [`CorpusOptions::languages`].
    pub fn find(folder: impl AsRef<Path>, options: CorpusOptions) -> Result<Self> {
        let folder = folder.as_ref();
        let mut search = Search {
            any_language: options.any_language,
            groups: BTreeMap::new(),
            unknown: BTreeSet::new(),
        };
        search.folder(folder)?;
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
        texts.map(|(_, path)| path.as_path())
    }

    /// Reads and aligns the groups, each batch with what those before it taught. The outcomes come
    /// one by one, in the order of the names; a group that fails is an outcome like any other.
    #[must_use]
    pub fn align<'c>(&'c self, aligner: &'c Aligner) -> Outcomes<'c> {
        Outcomes {
            corpus: self,
            aligner,
            n_read: 0,
            ready: VecDeque::new(),
            learned: Learned::default(),
        }
    }

    /// Reads one group.
    fn read(&self, found: &Found) -> Result<Group> {
        let wanted = |code: &String| self.languages.contains(code);
        let texts = found.texts.iter().filter(|(code, _)| wanted(code));
        let texts: Vec<&(String, PathBuf)> = texts.collect();
        if let Some(same) = texts.windows(2).find(|two| two[0].0 == two[1].0) {
            return Err(Error::TwoTexts {
                code: same[0].0.clone(),
                first: same[0].1.clone(),
                second: same[1].1.clone(),
            });
        }
        match texts[..] {
            [] => {
                let codes: Vec<&str> = found.texts.iter().map(|(code, _)| code.as_str()).collect();
                let found = codes.join(" ");
                return Err(Error::NoLanguage { found });
            }
            [(code, path)] => {
                let (code, path) = (code.clone(), path.clone());
                return Err(Error::OneLanguage { code, path });
            }
            _ => {}
        }
        let mut builder = Group::builder()
            .name(&found.name)
            .line_breaks(self.options.line_breaks)
            .any_language(self.options.any_language);
        for (code, path) in texts {
            builder = if self.options.segmented {
                builder.segmented_file(code, path)?
            } else {
                builder.file(code, path)?
            };
        }
        Ok(builder.build()?)
    }
}

/// The outcomes of a [`Corpus`], in order.
#[derive(Debug)]
pub struct Outcomes<'c> {
    corpus: &'c Corpus,
    aligner: &'c Aligner,
    n_read: usize,
    ready: VecDeque<Outcome>,
    learned: Learned,
}

impl Iterator for Outcomes<'_> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        if self.ready.is_empty() {
            self.next_batch();
        }
        self.ready.pop_front()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.corpus.n_groups() - self.n_read + self.ready.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for Outcomes<'_> {}

impl Outcomes<'_> {
    /// How many outcomes of the batch in hand are still to come; after the last one, the next
    /// takes as long as a batch does.
    #[must_use]
    pub fn n_ready(&self) -> usize {
        self.ready.len()
    }

    /// What the batches aligned so far taught.
    #[must_use]
    pub fn learned(&self) -> &Learned {
        &self.learned
    }

    /// Reads groups until they hold the sentences of a batch, and aligns them.
    fn next_batch(&mut self) {
        let mut read = Vec::new();
        let mut n_sentences = 0;
        while n_sentences < self.corpus.options.batch_sentences.max(1) {
            let Some(found) = self.corpus.groups.get(self.n_read) else {
                break;
            };
            self.n_read += 1;
            let group = self.corpus.read(found);
            if let Ok(group) = &group {
                let documents = group.documents().iter();
                n_sentences += documents.map(|one| one.n_sentences()).sum::<usize>();
            }
            read.push((&found.name, group));
        }
        let mut failures = Vec::new();
        let mut groups = Vec::new();
        let mut names = Vec::with_capacity(read.len());
        for (name, group) in read {
            names.push((name, group.is_ok()));
            match group {
                Ok(group) => groups.push(group),
                Err(error) => failures.push(error),
            }
        }
        let mut failures = failures.into_iter();
        let aligned = self.aligner.align_corpus_with(groups, &mut self.learned);
        let mut aligned = aligned.map(Vec::into_iter);
        for (name, is_read) in names {
            let alignment = match &mut aligned {
                _ if !is_read => failures.next().map(Err),
                Ok(alignments) => alignments.next().map(Ok),
                Err(error) => Some(Err(error.clone().into())),
            };
            let name = name.clone();
            self.ready
                .extend(alignment.map(|alignment| Outcome { name, alignment }));
        }
    }
}

/// A search through a folder.
struct Search {
    any_language: bool,
    /// The texts of each group, with their codes.
    groups: BTreeMap<String, Vec<(String, PathBuf)>>,
    /// Codes of the form of a language without rules.
    unknown: BTreeSet<String>,
}

impl Search {
    /// Looks through the folder and those in it that are named as languages are.
    fn folder(&mut self, folder: &Path) -> Result<()> {
        let path = || folder.to_owned();
        match fs::metadata(folder) {
            Ok(metadata) if !metadata.is_dir() => return Err(Error::NotAFolder { path: path() }),
            Ok(_) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(Error::MissingFolder { path: path() });
            }
            Err(source) => {
                let path = path();
                return Err(Error::List { path, source });
            }
        }
        for (name, path) in list(folder)? {
            if path.is_dir() {
                self.language_folder(&name, &path)?;
            } else if let Some((group, code)) = stem(&name).and_then(|stem| stem.rsplit_once('.')) {
                self.text(group, code, path);
            }
        }
        Ok(())
    }

    /// Looks through `LANG/`.
    fn language_folder(&mut self, code: &str, folder: &Path) -> Result<()> {
        if Language::new(code).is_err() {
            return Ok(());
        }
        // A folder of another purpose may have any name, and need not be readable.
        let is_known = self.any_language || is_known(code);
        if !is_known && code.len() > 3 {
            return Ok(());
        }
        for (name, path) in list(folder)? {
            if let Some(group) = stem(&name).filter(|_| !path.is_dir()) {
                self.text(group, code, path);
            }
        }
        Ok(())
    }

    /// Takes a text up, if its code is one of a language.
    fn text(&mut self, group: &str, code: &str, path: PathBuf) {
        if group.is_empty() || Language::new(code).is_err() {
            return;
        }
        if self.any_language || is_known(code) {
            let texts = self.groups.entry(group.to_owned()).or_default();
            texts.push((code.to_owned(), path));
        } else if code.len() <= 3 {
            self.unknown.insert(code.to_owned());
        }
    }
}

fn is_known(code: &str) -> bool {
    Language::new(code).is_ok_and(|language| language.has_rules())
}

/// What is in a folder, by name, without hidden entries and names that are no Unicode.
fn list(folder: &Path) -> Result<Vec<(String, PathBuf)>> {
    let failed = |source| Error::List {
        path: folder.to_owned(),
        source,
    };
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if let Ok(name) = entry.file_name().into_string()
            && !name.starts_with('.')
        {
            entries.push((name, entry.path()));
        }
    }
    entries.sort_unstable();
    Ok(entries)
}

/// The name of a text without `.txt`, `.txt.gz` or `.txt.zst`; `None` for other files.
fn stem(name: &str) -> Option<&str> {
    [".txt", ".txt.gz", ".txt.zst"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
}
