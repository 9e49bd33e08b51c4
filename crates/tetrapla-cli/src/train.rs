//! `tetrapla train`: all groups of a folder to a model.

use tetrapla::export::Output;

use crate::args::TrainArguments;
use crate::fail::Failure;
use crate::inputs;
use crate::jobs::with_jobs;
use crate::messages::say;
use crate::outputs;
use crate::progress::Progress;

/// Checks the call, finds the groups, learns from one after the other and writes the model.
pub fn run(arguments: &TrainArguments) -> Result<(), Failure> {
    let (reading, quiet) = (&arguments.reading, arguments.settings.quiet);
    inputs::check_languages(&reading.languages)?;
    let config = inputs::config(arguments.settings.config.as_deref())?;
    let aligner = inputs::aligner(config, &arguments.knowledge, &[])?;
    let corpus = inputs::corpus(&arguments.folder, reading, &arguments.batches, None, quiet)?;
    let read = corpus.files().chain(arguments.knowledge.files());
    outputs::check_distinct(&arguments.output, read)?;
    let mut out = Output::create(&arguments.output)?;
    with_jobs(arguments.settings.jobs, || {
        let mut progress = Progress::new(corpus.n_groups(), quiet);
        let mut failed = Vec::new();
        let mut n_sentences = 0;
        let mut lessons = corpus.learn(&aligner);
        while let Some(lesson) = lessons.next() {
            match lesson.n_sentences {
                Ok(n_more) => n_sentences += n_more,
                Err(error) => {
                    let line = Failure::from(error);
                    progress.say(&format!("{}: {}", lesson.name, line.line()));
                    failed.push(lesson.name);
                    if arguments.strict {
                        break;
                    }
                }
            }
            progress.step(lessons.n_ready() == 0);
        }
        progress.finish();
        if arguments.strict && !failed.is_empty() {
            return Err(Failure::input(format!(
                "stopped at the group {}, since --strict is given",
                failed[0]
            )));
        }
        let (n_failed, n_all) = (failed.len(), corpus.n_groups());
        if n_failed == n_all {
            return Err(Failure::input(format!(
                "{}: nothing was learned, since all of its groups failed",
                arguments.folder.display()
            )));
        }
        let learned = lessons.into_learned();
        learned.write(&mut out).map_err(|error| {
            let shown = arguments.output.display();
            Failure::input(format!("{shown}: cannot be written: {error}"))
        })?;
        out.finish()?;
        if !quiet {
            let codes: Vec<&str> = learned.languages().collect();
            let pairs = (codes.iter().enumerate())
                .flat_map(|(place, x)| codes[place + 1..].iter().map(move |y| (x, y)));
            let n_word_pairs: usize = pairs.map(|(x, y)| learned.n_word_pairs(x, y)).sum();
            say(&format!(
                "{}: {n_word_pairs} word pairs of {}, from {n_sentences} sentences in {} groups",
                arguments.output.display(),
                codes.join(" "),
                n_all - n_failed
            ));
        }
        if n_failed == 0 {
            return Ok(());
        }
        Err(Failure::input(format!(
            "{n_failed} of {n_all} groups failed: {}",
            failed.join(" ")
        )))
    })
}
