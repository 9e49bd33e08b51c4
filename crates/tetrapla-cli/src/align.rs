//! `tetrapla align`: the translations of one text.

use std::path::Path;

use tetrapla::Aligner;

use crate::args::AlignArguments;
use crate::fail::Failure;
use crate::inputs;
use crate::jobs::with_jobs;
use crate::messages;
use crate::outputs::{self, Outputs};
use crate::report::Report;

/// Checks the call, creates the outputs, then reads, aligns and writes.
pub fn run(arguments: &AlignArguments) -> Result<(), Failure> {
    let texts = inputs::group_texts(&arguments.texts, &arguments.reading)?;
    let languages: Vec<String> = texts.iter().map(|text| text.code.clone()).collect();
    let options = outputs::options(&arguments.writing, &languages)?;
    let formats = outputs::formats(&arguments.writing.format)?;
    let targets = outputs::targets(&arguments.output, &formats)?;
    let inputs = texts.iter().map(|text| text.path.as_path());
    let inputs = inputs.chain(arguments.knowledge.files());
    let config_file = arguments.running.config.as_deref();
    outputs::check_paths(&targets, inputs.chain(config_file.map(Path::new)))?;
    let config = inputs::config(config_file)?;
    let hints = inputs::hints(&arguments.knowledge, &texts)?;
    let aligner = Aligner::new(config).with_hints(hints);
    let mut outputs = Outputs::create(&targets, &options)?;
    let group = inputs::read_group(&texts, &arguments.reading)?;
    let alignment = with_jobs(arguments.running.jobs, || Ok(aligner.align(&group)?))?;
    outputs.write(&alignment)?;
    outputs.finish(arguments.running.quiet)?;
    if arguments.running.report {
        let mut report = Report::default();
        report.add(&alignment);
        report.add_met(aligner.hints(), &alignment);
        messages::show(&report.lines(aligner.hints()));
    }
    Ok(())
}
