//! What becomes of the groups of a corpus, batch by batch: alignments, or lessons alone.

use std::collections::VecDeque;
use std::path::Path;

use tetrapla_align::{Aligner, Alignment, Learned};
use tetrapla_core::Group;

use super::batches::Batches;
use super::groups::Corpus;
use super::journal::{Journal, Stale};
use crate::error::{Error, Result};

/// What became of one group.
#[derive(Debug)]
pub struct Outcome {
    /// The name of the group.
    pub name: String,
    /// Its alignment, or why there is none.
    pub alignment: Result<Alignment>,
}

/// What became of one group that was learned from.
#[derive(Debug)]
pub struct Lesson {
    /// The name of the group.
    pub name: String,
    /// How many sentences it has, all languages together, or why nothing was learned from it.
    pub n_sentences: Result<usize>,
}

/// The outcomes of a [`Corpus`], in order.
#[derive(Debug)]
pub struct Outcomes<'c> {
    corpus: &'c Corpus,
    batches: Batches<'c>,
    aligner: Aligner,
    ready: VecDeque<Outcome>,
    learned: Learned,
    /// Whether the groups to learn from are still to be learned from.
    learns_first: bool,
    journal: Option<Journal>,
    fault: Option<Error>,
}

/// Why a whole batch has no alignments.
#[derive(Clone)]
enum Fault {
    Engine(tetrapla_align::Error),
    Stale(Stale),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Engine(error) => error.into(),
            Fault::Stale(stale) => stale.into(),
        }
    }
}

/// The lessons of a [`Corpus`], in order.
#[derive(Debug)]
pub struct Lessons<'c> {
    batches: Batches<'c>,
    aligner: &'c Aligner,
    ready: VecDeque<Lesson>,
    learned: Learned,
}

impl Corpus {
    /// Reads and aligns the groups, each batch with what those before it taught, the first with the
    /// aligner's model. The outcomes come one by one, in the order of the names; a group that fails
    /// is an outcome like any other.
    #[must_use]
    pub fn align<'c>(&'c self, aligner: &'c Aligner) -> Outcomes<'c> {
        Outcomes::new(self, aligner)
    }

    /// As [`Corpus::align`], keeping in a folder what was done, so that after a kill at any moment
    /// another run may take it up and end with the same outcomes: those of batches that were done
    /// come from there, the others are aligned. Without `resume`, or where there is nothing to be
    /// taken up, the run begins anew. [`Outcomes::finish`] removes the folder.
    ///
    /// # Errors
    ///
    /// [`Error::Journal`], and [`Error::OtherRun`] where what is there was done with other files,
    /// options or another version.
    pub fn align_keeping<'c>(
        &'c self,
        aligner: &'c Aligner,
        folder: &Path,
        resume: bool,
    ) -> Result<Outcomes<'c>> {
        Outcomes::keeping(self, aligner, folder, resume)
    }

    /// Reads the groups and learns from them, batch by batch, without aligning them to the end.
    /// What becomes of them comes one by one, as with [`Corpus::align`].
    #[must_use]
    pub fn learn<'c>(&'c self, aligner: &'c Aligner) -> Lessons<'c> {
        Lessons::new(self, aligner)
    }
}

impl<'c> Outcomes<'c> {
    pub(super) fn new(corpus: &'c Corpus, aligner: &'c Aligner) -> Self {
        Self {
            corpus,
            batches: Batches::of(corpus),
            aligner: aligner.clone(),
            ready: VecDeque::new(),
            learned: aligner.model().clone(),
            learns_first: corpus.options.learn_from.is_some(),
            journal: None,
            fault: None,
        }
    }

    pub(super) fn keeping(
        corpus: &'c Corpus,
        aligner: &'c Aligner,
        folder: &Path,
        resume: bool,
    ) -> Result<Self> {
        let fingerprint = corpus.fingerprint(aligner);
        let opened = if resume {
            Journal::open(folder, fingerprint)?
        } else {
            None
        };
        let mut outcomes = Self::new(corpus, aligner);
        outcomes.journal = Some(match opened {
            Some((journal, learned)) => {
                if let Some(learned) = learned {
                    outcomes.learned = learned;
                    outcomes.learns_first = false;
                }
                journal
            }
            None => Journal::create(folder, fingerprint)?,
        });
        Ok(outcomes)
    }

    /// Learns from the groups that all are to be aligned with, where [`CorpusOptions::learn_from`]
    /// asks for it and it is not done yet, and shows what becomes of each. Otherwise the first
    /// outcome does it.
    ///
    /// [`CorpusOptions::learn_from`]: super::groups::CorpusOptions::learn_from
    pub fn learn_first(&mut self, mut show: impl FnMut(&Lesson)) {
        let Some(n_groups) = self.corpus.options.learn_from.filter(|_| self.learns_first) else {
            return;
        };
        self.learns_first = false;
        let sample = self.corpus.sample(n_groups);
        let mut lessons = sample.learn(&self.aligner);
        lessons.by_ref().for_each(|lesson| show(&lesson));
        self.learned = lessons.into_learned();
        if let Some(journal) = &mut self.journal
            && let Err(error) = journal.start_from(&self.learned)
        {
            self.fault = Some(error);
            self.journal = None;
        }
    }

    /// How many batches of an earlier run are still to come.
    #[must_use]
    pub fn n_kept(&self) -> usize {
        self.journal.as_ref().map_or(0, Journal::n_kept)
    }

    /// Why what was done is no longer kept, once; the outcomes are not touched by it.
    pub fn take_fault(&mut self) -> Option<Error> {
        self.fault.take()
    }

    /// Removes what was kept.
    ///
    /// # Errors
    ///
    /// [`Error::Journal`].
    pub fn finish(self) -> Result<()> {
        self.journal.map_or(Ok(()), Journal::finish)
    }

    /// Aligns groups, or takes their alignments from what was kept.
    fn align(&mut self, groups: Vec<Group>) -> std::result::Result<Vec<Alignment>, Fault> {
        if let Some(journal) = &mut self.journal
            && let Some(kept) = journal.next_kept()
        {
            let stale = journal.stale();
            return kept.restore(groups).ok_or(Fault::Stale(stale));
        }
        let learns_on = self.corpus.options.learn_from.is_none();
        let aligned = if learns_on {
            self.aligner.align_corpus_with(groups, &mut self.learned)
        } else {
            self.aligner.align_corpus_from(groups, &self.learned)
        };
        let aligned = aligned.map_err(Fault::Engine)?;
        // The last batch is not kept: nothing comes after it.
        if self.batches.n_left() > 0
            && let Some(journal) = &mut self.journal
        {
            let learned = learns_on.then_some(&self.learned);
            if let Err(error) = journal.add(&aligned, learned) {
                self.fault = Some(error);
                self.journal = None;
            }
        }
        Ok(aligned)
    }

    /// How many outcomes of the batch in hand are still to come; after the last one, the next
    /// takes as long as a batch does.
    #[must_use]
    pub fn n_ready(&self) -> usize {
        self.ready.len()
    }

    /// What the batches aligned so far taught, and the aligner's model.
    #[must_use]
    pub fn learned(&self) -> &Learned {
        &self.learned
    }
}

impl Iterator for Outcomes<'_> {
    type Item = Outcome;

    fn next(&mut self) -> Option<Outcome> {
        self.learn_first(|_| ());
        if self.ready.is_empty()
            && let Some(mut batch) = self.batches.next()
        {
            let groups = std::mem::take(&mut batch.groups);
            let aligned = self.align(groups);
            let outcome = |(name, alignment)| Outcome { name, alignment };
            self.ready.extend(batch.results(aligned).map(outcome));
        }
        self.ready.pop_front()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.batches.n_left() + self.ready.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for Outcomes<'_> {}

impl<'c> Lessons<'c> {
    pub(super) fn new(corpus: &'c Corpus, aligner: &'c Aligner) -> Self {
        Self {
            batches: Batches::of(corpus),
            aligner,
            ready: VecDeque::new(),
            learned: aligner.model().clone(),
        }
    }

    /// How many lessons of the batch in hand are still to come.
    #[must_use]
    pub fn n_ready(&self) -> usize {
        self.ready.len()
    }

    /// What was learned so far, and the aligner's model.
    #[must_use]
    pub fn into_learned(self) -> Learned {
        self.learned
    }
}

impl Iterator for Lessons<'_> {
    type Item = Lesson;

    fn next(&mut self) -> Option<Lesson> {
        if self.ready.is_empty()
            && let Some(mut batch) = self.batches.next()
        {
            let groups = std::mem::take(&mut batch.groups);
            let n_sentences = groups.iter().map(|group| {
                let documents = group.documents().iter();
                documents.map(|document| document.n_sentences()).sum()
            });
            let n_sentences: Vec<usize> = n_sentences.collect();
            let done = self.aligner.learn(groups, &mut self.learned);
            let lesson = |(name, n_sentences)| Lesson { name, n_sentences };
            self.ready
                .extend(batch.results(done.map(|()| n_sentences)).map(lesson));
        }
        self.ready.pop_front()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.batches.n_left() + self.ready.len();
        (left, Some(left))
    }
}

impl ExactSizeIterator for Lessons<'_> {}
