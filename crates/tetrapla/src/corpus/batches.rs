//! The groups of a corpus in whole batches, read one after the other.

use tetrapla_core::Group;

use super::groups::Corpus;
use crate::error::{Error, Result};

/// Reads the groups of a corpus, in order.
#[derive(Debug)]
pub(super) struct Batches<'c> {
    corpus: &'c Corpus,
    n_read: usize,
}

/// Groups that are aligned together, and those among them that could not be read.
pub(super) struct Batch {
    /// The names of all, with why a group is missing.
    names: Vec<(String, Option<Error>)>,
    /// The groups that were read, in order.
    pub(super) groups: Vec<Group>,
}

impl<'c> Batches<'c> {
    pub(super) fn of(corpus: &'c Corpus) -> Self {
        Self { corpus, n_read: 0 }
    }

    /// How many groups are still to be read.
    pub(super) fn n_left(&self) -> usize {
        self.corpus.n_groups() - self.n_read
    }
}

impl Iterator for Batches<'_> {
    type Item = Batch;

    /// Reads groups until they hold the sentences of a batch.
    fn next(&mut self) -> Option<Batch> {
        let mut batch = Batch {
            names: Vec::new(),
            groups: Vec::new(),
        };
        let mut n_sentences = 0;
        while n_sentences < self.corpus.options.batch_sentences.max(1) {
            let Some(found) = self.corpus.groups.get(self.n_read) else {
                break;
            };
            self.n_read += 1;
            let error = match self.corpus.read(found) {
                Ok(group) => {
                    let documents = group.documents().iter();
                    n_sentences += documents.map(|one| one.n_sentences()).sum::<usize>();
                    batch.groups.push(group);
                    None
                }
                Err(error) => Some(error),
            };
            batch.names.push((found.name.clone(), error));
        }
        (!batch.names.is_empty()).then_some(batch)
    }
}

impl Batch {
    /// Every group's name with what became of it, given what became of those that were read, in
    /// order, or the fault of all of them.
    pub(super) fn results<T>(
        self,
        done: std::result::Result<Vec<T>, impl Clone + Into<Error>>,
    ) -> impl Iterator<Item = (String, Result<T>)> {
        let mut done = done.map(Vec::into_iter);
        self.names.into_iter().filter_map(move |(name, error)| {
            let result = match (error, &mut done) {
                (Some(error), _) => Err(error),
                (None, Ok(done)) => Ok(done.next()?),
                (None, Err(error)) => Err(error.clone().into()),
            };
            Some((name, result))
        })
    }
}
