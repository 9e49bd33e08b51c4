//! `tetrapla align`: the translations of one text.

use std::io::{self, Write};
use std::path::Path;

use tetrapla::export::write_explanation;
use tetrapla::{Alignment, Unit};

use crate::args::AlignArguments;
use crate::fail::Failure;
use crate::inputs::{self, Text};
use crate::jobs::with_jobs;
use crate::messages::{say, show};
use crate::outputs::{self, Outputs};
use crate::report::Report;
use crate::terminal::{self, STANDARD};
use crate::unrelated;

/// Checks the call, creates the outputs, then reads, aligns, writes and explains.
pub fn run(arguments: &AlignArguments) -> Result<(), Failure> {
    let texts = inputs::group_texts(&arguments.texts, &arguments.reading)?;
    let languages: Vec<String> = texts.iter().map(|text| text.code.clone()).collect();
    let options = outputs::options(&arguments.writing, &languages)?;
    let formats = outputs::formats(&arguments.writing.format)?;
    let explains = !arguments.explain.is_empty();
    // What was asked of a unit takes the place of the table of all.
    let is_asked_alone = explains && arguments.output.is_empty() && formats.is_empty();
    let targets = if is_asked_alone {
        Vec::new()
    } else {
        outputs::targets(&arguments.output, &formats)?
    };
    outputs::check_explanations(
        &arguments.writing,
        targets.iter().map(|target| target.format),
    )?;
    let inputs = texts.iter().map(|text| text.path.as_path());
    let inputs = inputs.chain(arguments.knowledge.files());
    let config_file = arguments.running.settings.config.as_deref();
    outputs::check_paths(&targets, inputs.chain(config_file.map(Path::new)))?;
    let mut config = inputs::config(config_file)?;
    config.explain |= explains || arguments.writing.explanations;
    let aligner = inputs::aligner(config, &arguments.knowledge, &texts)?;
    let mut outputs = Outputs::create(&targets, &options)?;
    let group = inputs::read_group(&texts, &arguments.reading)?;
    let alignment = with_jobs(arguments.running.settings.jobs, || {
        Ok(aligner.align(&group)?)
    })?;
    if !arguments.running.settings.quiet {
        let name = |text: &Text| format!("{}={}", text.code, text.path.display());
        let names: Vec<String> = texts.iter().map(name).collect();
        if let Some(line) = unrelated::line(&alignment, &names) {
            say(&line);
            say(unrelated::REMEDY);
        }
    }
    let asked = units(&alignment, &arguments.explain)?;
    outputs.write(&alignment)?;
    outputs.finish(arguments.running.settings.quiet)?;
    let is_taken = targets
        .iter()
        .any(|target| target.path == Path::new(STANDARD));
    explain(&asked, is_taken)?;
    if arguments.running.report {
        let mut report = Report::default();
        report.add(&alignment);
        report.add_met(aligner.hints(), &alignment);
        show(&report.lines(aligner.hints()));
    }
    Ok(())
}

/// The units of these numbers.
fn units<'a>(alignment: &'a Alignment, numbers: &[usize]) -> Result<Vec<Unit<'a>>, Failure> {
    let n_units = alignment.units().len();
    let unit = |&number: &usize| {
        alignment.units().nth(number).ok_or_else(|| {
            Failure::input(format!(
                "--explain {number}: there are {n_units} units; expected a number from 0 to {}",
                n_units.saturating_sub(1)
            ))
        })
    };
    numbers.iter().map(unit).collect()
}

/// Explains units on standard output, or on standard error where that is taken.
fn explain(units: &[Unit<'_>], is_taken: bool) -> Result<(), Failure> {
    let colour = !is_taken && terminal::wants_colour();
    let mut shown = Vec::new();
    let width = terminal::width();
    let written = units
        .iter()
        .try_for_each(|unit| write_explanation(unit, width, &mut shown, colour));
    let written = written.and_then(|()| {
        if is_taken {
            drop(io::stderr().write_all(&shown));
            Ok(())
        } else {
            io::stdout().write_all(&shown)
        }
    });
    written.map_err(|error| Failure::of_standard_output(&error))
}
