//! `tetrapla corpus`: all groups of a folder, into files for all of them or a file a group.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use tetrapla::corpus::Outcomes;
use tetrapla::export::output::{remove_parts, remove_parts_where};
use tetrapla::{Aligner, Alignment, Format, WriteOptions};

use crate::args::CorpusArguments;
use crate::fail::Failure;
use crate::inputs;
use crate::jobs::with_jobs;
use crate::messages::{say, show};
use crate::outputs::{self, Outputs, Target};
use crate::progress::Progress;
use crate::report::Report;
use crate::terminal::STANDARD;
use crate::unrelated;

/// Where the groups go.
#[derive(Debug, Default)]
struct Plan {
    /// Outputs that take all groups.
    whole: Vec<Target>,
    /// Folders that take a file a group and format.
    folders: Vec<PathBuf>,
    /// The formats of those files.
    formats: Vec<Format>,
}

/// Checks the call, finds the groups, creates the outputs, then aligns and writes group by
/// group.
pub fn run(arguments: &CorpusArguments) -> Result<(), Failure> {
    let plan = Plan::new(
        &arguments.output,
        &outputs::formats(&arguments.writing.format)?,
    )?;
    let whole = plan.whole.iter().map(|target| target.format);
    let formats = whole.chain(plan.formats.iter().copied());
    outputs::check_explanations(&arguments.writing, formats)?;
    let reading = &arguments.reading;
    let quiet = arguments.running.settings.quiet;
    inputs::check_languages(&reading.languages)?;
    let mut config = inputs::config(arguments.running.settings.config.as_deref())?;
    config.explain |= arguments.writing.explanations;
    let aligner = inputs::aligner(config, &arguments.knowledge, &[])?;
    let corpus = inputs::corpus(
        &arguments.folder,
        reading,
        &arguments.batches,
        arguments.learn_from,
        quiet,
    )?;
    let options = outputs::options(&arguments.writing, corpus.languages())?;
    let read = corpus.files().chain(arguments.knowledge.files());
    outputs::check_paths(&plan.whole, read)?;
    let journal = plan.journal();
    if arguments.resume && journal.is_none() {
        return Err(Failure::usage(
            "--resume needs a file or a folder as output, beside which what was done is kept",
        ));
    }
    let was_stopped = journal.as_deref().is_some_and(Path::exists);
    if was_stopped {
        plan.remove_parts();
    }
    let whole = Outputs::create(&plan.whole, &options)?;
    let made = plan.make_folders()?;
    let run = Run {
        plan: &plan,
        options,
        strict: arguments.strict,
        whole,
        n_written: 0,
        report: Report::default(),
        progress: Progress::new(corpus.n_groups(), quiet),
        failed: Vec::new(),
    };
    let done = with_jobs(arguments.running.settings.jobs, || {
        let outcomes = match &journal {
            Some(folder) => corpus.align_keeping(&aligner, folder, arguments.resume)?,
            None => corpus.align(&aligner),
        };
        if !quiet {
            match (arguments.resume, outcomes.n_kept()) {
                (true, 0) => say("there is nothing to take up; the run begins anew"),
                (true, n) => say(&format!(
                    "takes up a run that had done {n} batches of groups"
                )),
                (false, _) if was_stopped => {
                    say("an earlier run was stopped; --resume would have taken it up");
                }
                _ => {}
            }
        }
        run.all(outcomes, &aligner, quiet, arguments.running.report)
    });
    // Folders that were made for nothing go again; one that holds a file stays.
    for folder in made.iter().filter(|_| done.is_err()) {
        drop(fs::remove_dir(folder));
    }
    done
}

impl Plan {
    /// Sorts the outputs: with the extension of a format a file for all groups, else a folder.
    fn new(paths: &[PathBuf], formats: &[Format]) -> Result<Self, Failure> {
        let is_folder = |path: &PathBuf| path.is_dir() || outputs::named_format(path).is_err();
        let standard = Path::new(STANDARD);
        let nameless: Vec<&PathBuf> = paths.iter().filter(|path| is_folder(path)).collect();
        let mut plan = Self::default();
        if nameless.is_empty() {
            plan.whole = outputs::targets(paths, formats)?;
        } else if formats.is_empty() {
            let path = nameless[0];
            if !path.is_dir() {
                let named = outputs::named_format(path).map(drop);
                named.map_err(|failure| failure.with("; for a folder add --format"))?;
            }
            return Err(Failure::usage(format!(
                "{}: is a folder; say with --format what to write into it, as --format jsonl",
                path.display()
            )));
        } else {
            for path in paths {
                let target = |format| Target {
                    path: path.clone(),
                    format,
                };
                if path == standard {
                    let [format] = formats else {
                        return Err(Failure::usage("-o - takes one --format"));
                    };
                    plan.whole.push(target(*format));
                } else if is_folder(path) {
                    plan.folders.push(path.clone());
                } else {
                    plan.whole.push(target(outputs::named_format(path)?));
                }
            }
        }
        for format in formats {
            if plan.formats.contains(format) {
                return Err(Failure::usage(format!("--format {format} is given twice")));
            }
            if format.extension().is_none() && !plan.folders.is_empty() {
                return Err(Failure::usage(format!(
                    "--format {format} is for standard output; choose another for a folder"
                )));
            }
            plan.formats.push(*format);
        }
        match plan
            .whole
            .iter()
            .find(|target| target.format == Format::Beads)
        {
            Some(target) => Err(Failure::usage(format!(
                "{}: a beads file holds one group; name a folder instead and add --format beads",
                target.path.display()
            ))),
            None => Ok(plan),
        }
    }

    /// Where what was done is kept: beside the first file that holds all groups, or in the first
    /// folder.
    fn journal(&self) -> Option<PathBuf> {
        let is_file = |path: &&PathBuf| {
            path.as_path() != Path::new(STANDARD) && (path.is_file() || !path.exists())
        };
        let file = self.whole.iter().map(|target| &target.path).find(is_file);
        let beside = file.and_then(|path| {
            let mut name = OsString::from(".");
            name.push(path.file_name()?);
            name.push(".resume");
            Some(path.with_file_name(name))
        });
        beside.or_else(|| Some(self.folders.first()?.join(".resume")))
    }

    /// Removes what a run that was stopped left of outputs that were not complete.
    fn remove_parts(&self) {
        for target in &self.whole {
            remove_parts(&target.path);
        }
        let extensions = self.formats.iter().filter_map(|format| format.extension());
        let endings: Vec<String> = extensions
            .map(|extension| format!(".{extension}."))
            .collect();
        for folder in &self.folders {
            remove_parts_where(folder, |name| {
                endings.iter().any(|ending| name.contains(ending))
            });
        }
    }

    /// Makes the folders that are missing, and returns what was made, the innermost first.
    fn make_folders(&self) -> Result<Vec<PathBuf>, Failure> {
        let mut made: Vec<PathBuf> = Vec::new();
        for folder in &self.folders {
            let missing = folder
                .ancestors()
                .take_while(|folder| *folder != Path::new("") && !folder.exists());
            let missing: Vec<PathBuf> = missing.map(Path::to_owned).collect();
            fs::create_dir_all(folder).map_err(|error| {
                let shown = folder.display();
                Failure::input(format!(
                    "{shown}: cannot be made as a folder: {error}; choose another name"
                ))
            })?;
            made.splice(0..0, missing);
        }
        Ok(made)
    }
}

/// Which languages of a group do not match.
fn unrelated_line(alignment: &Alignment) -> Option<String> {
    let languages = alignment.group().languages();
    let codes: Vec<&str> = languages.map(|one| one.as_str()).collect();
    unrelated::line(alignment, &codes)
}

/// A run over the groups.
struct Run<'p> {
    plan: &'p Plan,
    options: WriteOptions,
    strict: bool,
    whole: Outputs,
    n_written: usize,
    report: Report,
    progress: Progress,
    failed: Vec<String>,
}

impl Run<'_> {
    fn all(
        mut self,
        mut outcomes: Outcomes<'_>,
        aligner: &Aligner,
        quiet: bool,
        report: bool,
    ) -> Result<(), Failure> {
        let n_all = outcomes.len();
        outcomes.learn_first(|lesson| {
            if let Err(error) = &lesson.n_sentences {
                self.progress
                    .say(&format!("{}: not learned from: {error}", lesson.name));
            }
        });
        let mut is_any_unrelated = false;
        while let Some(outcome) = outcomes.next() {
            let written = match &outcome.alignment {
                Ok(alignment) => self.write(&outcome.name, alignment),
                Err(_) => Ok(()),
            };
            if let Some(line) = outcome.alignment.as_ref().ok().and_then(unrelated_line) {
                is_any_unrelated = true;
                if !quiet {
                    self.progress.say(&format!("{}: {line}", outcome.name));
                }
            }
            let done = outcome.alignment.map_err(Failure::from);
            let counted = done.map(|alignment| {
                self.report.add(&alignment);
                if report {
                    self.report.add_met(aligner.hints(), &alignment);
                }
            });
            if let Err(failure) = counted.and(written) {
                if failure.ends_run() {
                    self.progress.finish();
                    return Err(failure);
                }
                self.report.add_failed(&outcome.name);
                self.progress
                    .say(&format!("{}: {}", outcome.name, failure.line()));
                self.failed.push(outcome.name);
                if self.strict {
                    break;
                }
            } else {
                self.n_written += 1;
            }
            self.progress.step(outcomes.n_ready() == 0);
            if let Some(error) = outcomes.take_fault() {
                self.progress.say(&format!(
                    "{error}; the run goes on, but it cannot be resumed"
                ));
            }
        }
        self.progress.finish();
        if is_any_unrelated && !quiet {
            say(unrelated::REMEDY);
        }
        let is_stopped = self.strict && !self.failed.is_empty();
        if !is_stopped && self.n_written > 0 {
            self.whole.finish(quiet)?;
        }
        // Only now that every output is in place is what was done no longer needed.
        if let Err(error) = outcomes.finish() {
            say(Failure::from(error).line());
        }
        if !quiet {
            for folder in &self.plan.folders {
                let formats: Vec<&str> = self.plan.formats.iter().map(|one| one.name()).collect();
                let (n_written, formats) = (self.n_written, formats.join(", "));
                say(&format!(
                    "{}: {n_written} groups as {formats}",
                    folder.display()
                ));
            }
        }
        if report {
            show(&self.report.lines(aligner.hints()));
        }
        if self.failed.is_empty() {
            return Ok(());
        }
        let n_failed = self.failed.len();
        Err(Failure::input(if self.strict {
            format!(
                "stopped at the group {}, since --strict is given",
                self.failed[0]
            )
        } else {
            format!(
                "{n_failed} of {n_all} groups failed: {}",
                self.failed.join(" ")
            )
        }))
    }

    /// Writes a group to the outputs of all groups and to files of its own.
    fn write(&mut self, name: &str, alignment: &Alignment) -> Result<(), Failure> {
        self.whole.write(alignment).map_err(Failure::unless_unfit)?;
        for folder in &self.plan.folders {
            let target = |format: &Format| Target {
                path: folder.join(format!("{name}.{}", format.extension().unwrap_or_default())),
                format: *format,
            };
            let targets: Vec<Target> = self.plan.formats.iter().map(target).collect();
            let mut own = Outputs::create(&targets, &self.options)?;
            own.write(alignment)?;
            own.finish(true)?;
        }
        Ok(())
    }
}
