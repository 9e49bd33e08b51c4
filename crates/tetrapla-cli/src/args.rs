//! The arguments of the command: their names, help and bounds. It does not act on them.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::error::ErrorKind;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use tetrapla::{Format, LineBreaks};

use crate::fail::Failure;

/// Aligns the sentences of two, three, four or more translations of the same text.
#[derive(Debug, Parser)]
#[command(name = "tetrapla", version, styles = STYLES, after_help = OVERVIEW)]
#[command(disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    Align(AlignArguments),
    Corpus(CorpusArguments),
    Train(TrainArguments),
    Split(SplitArguments),
    Score(ScoreArguments),
}

/// Aligns the translations of one text, a file a language.
///
/// With no -o, a readable table goes to standard output.
#[derive(Debug, Args)]
#[command(after_help = align_help())]
pub struct AlignArguments {
    /// A text and its language, two or more, as hi=hindi.txt; plain, gzip or zstd, UTF-8 or
    /// UTF-16 with a byte-order mark; - is standard input
    #[arg(value_name = "LANG=FILE", required = true)]
    pub texts: Vec<String>,
    /// Write to OUT, in the format of its extension, compressed if it ends in .gz or .zst; may
    /// be given several times; - is standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Vec<PathBuf>,
    /// Show why the unit of this number (as in JSON Lines, from 0) is one: nats by evidence, the
    /// words and anchors that tie it, the runner-up; may be given several times. Without -o it
    /// takes the place of the table; it goes to standard error where an output is standard output
    #[arg(long, value_name = "UNIT", conflicts_with = "pair")]
    pub explain: Vec<usize>,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub knowledge: Knowledge,
    #[command(flatten)]
    pub writing: Writing,
    #[command(flatten)]
    pub running: Running,
}

/// Aligns all groups of translations in a folder, an archive or a table of files.
///
/// A group is the texts DIR/NAME.LANG.txt or DIR/LANG/NAME.txt, each also with .gz or .zst, of
/// two languages or more. A .tar, .tar.gz or .tar.zst of such a folder is read as it is. A .tsv is
/// a manifest: a line `group` and a language code a column, parted by tabs, then a line a group,
/// its name and a file a language, looked for from where the manifest is. Groups that are read together learn from each other. A group that
/// fails is reported and left out, and the exit status is 1.
#[derive(Debug, Args)]
#[command(after_help = corpus_help())]
pub struct CorpusArguments {
    /// The folder that holds the groups, an archive of it, or a manifest
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Write to one file for all groups (with the extension of a format), or to a folder, made
    /// if missing, one file a group for each --format; may be given several times; - is
    /// standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Vec<PathBuf>,
    /// Stop at the first group that fails; files for all groups are then not written
    #[arg(long)]
    pub strict: bool,
    /// Take up a run of the same call that was stopped, where it stopped; what it had done is kept
    /// beside the first output until a run ends
    #[arg(long)]
    pub resume: bool,
    /// Learn from N groups first, spread over the corpus, and align all groups alike with what
    /// they taught [default: each batch of groups learns from those before it]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub learn_from: Option<u32>,
    #[command(flatten)]
    pub batches: Batches,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub knowledge: Knowledge,
    #[command(flatten)]
    pub writing: Writing,
    #[command(flatten)]
    pub running: Running,
}

/// Learns from all groups of a folder, and keeps what was learned as a model.
///
/// The folder is as for `corpus`. The model holds what words translate each other, how lengths
/// and paragraphs go together and how often sentences are joined, split or left out; `align`
/// and `corpus` start from it with --model. With --model here, learning goes on from that one.
#[derive(Debug, Args)]
#[command(after_help = TRAIN_EXAMPLES)]
pub struct TrainArguments {
    /// The folder that holds the groups, an archive of it, or a manifest
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// Write the model to MODEL; it appears when it is complete
    #[arg(short, long, value_name = "MODEL", required = true)]
    pub output: PathBuf,
    /// Stop at the first group that fails; nothing is then written
    #[arg(long)]
    pub strict: bool,
    #[command(flatten)]
    pub batches: Batches,
    #[command(flatten)]
    pub reading: Reading,
    #[command(flatten)]
    pub knowledge: Knowledge,
    #[command(flatten)]
    pub settings: Settings,
}

/// Splits texts into sentences and prints them, one a line.
///
/// As text and TSV, line breaks and tabs inside a sentence become a space. JSON Lines and TSV say
/// language, file, number of the sentence and of its paragraph (both from 0 in each file), byte
/// offsets and sentence.
#[derive(Debug, Args)]
#[command(after_help = SPLIT_EXAMPLES)]
pub struct SplitArguments {
    /// A text and its language, as hi=hindi.txt; several are printed one after the other; plain,
    /// gzip or zstd; - is standard input
    #[arg(value_name = "LANG=FILE", required = true)]
    pub texts: Vec<String>,
    /// Write to OUT, compressed if it ends in .gz or .zst; it appears when it is complete; - is
    /// standard output
    #[arg(short, long, value_name = "OUT")]
    pub output: Option<PathBuf>,
    /// What to write [default: by the name of OUT, else text]
    #[arg(long, value_name = "FORMAT", value_enum)]
    pub format: Option<Sentences>,
    /// Before each sentence of --format text print START and END, parted by tabs: byte offsets
    /// into the text as UTF-8, END excluded
    #[arg(long)]
    pub spans: bool,
    /// Between paragraphs of --format text print a blank line, as --segmented reads it
    #[arg(long)]
    pub paragraphs: bool,
    /// Whether a line break ends a sentence
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub line_breaks: Breaks,
    /// Accept any well-formed language code; those without rules get the generic ones
    #[arg(long)]
    pub any_language: bool,
    /// No progress on standard error; errors remain
    #[arg(short, long)]
    pub quiet: bool,
}

/// What sentences are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Sentences {
    /// The sentence alone
    Text,
    /// JSON Lines, an object a sentence
    Jsonl,
    /// Columns parted by tabs, under a header
    Tsv,
}

/// Scores alignments against known ones and prints precision, recall and F1.
///
/// Strict: a unit counts where the other file has the very same one. Lax: it also counts where
/// it shares a sentence in two languages or more with one of the other. Figures are from 0 to
/// 1, summed over the files given; a line for each set of languages compared.
#[derive(Debug, Args)]
#[command(after_help = SCORE_EXAMPLES)]
pub struct ScoreArguments {
    /// A known alignment and the one to be scored, and more such pairs: .jsonl (units), .json
    /// (units or covers), or beads, whose name ends in .SRC-TGT.beads
    #[arg(value_name = "GOLD HYP", required = true)]
    pub files: Vec<PathBuf>,
    /// Also say how honest the probabilities of what is scored are: how many are right of those
    /// given .9 to 1, and so on; expected calibration error, Brier score; precision and recall
    /// where units below a probability are left out
    #[arg(long)]
    pub calibration: bool,
}

/// How many groups are held at once.
#[derive(Debug, Args)]
pub struct Batches {
    /// Read groups until they hold so many sentences, all languages together, and let them learn
    /// from each other; fewer take less memory, more learn more
    #[arg(long, value_name = "SENTENCES", default_value_t = 20_000)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub batch: u32,
}

/// How texts are read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub struct Reading {
    /// The texts hold one sentence a line; a blank line ends a paragraph
    #[arg(long)]
    pub segmented: bool,
    /// Whether a line break ends a sentence, where texts are not --segmented
    #[arg(long, value_name = "WHEN", value_enum, default_value_t)]
    pub line_breaks: Breaks,
    /// Only these languages of those given or found, as hi,it [default: all]
    #[arg(long, value_name = "LANG,LANG", value_delimiter = ',')]
    pub languages: Vec<String>,
    /// Accept any well-formed language code; those without rules get the generic ones
    #[arg(long)]
    pub any_language: bool,
}

/// What the user knows beforehand.
#[derive(Debug, Args)]
#[command(next_help_heading = "Knowledge")]
pub struct Knowledge {
    /// Words that translate each other, a pair a line, parted by tabs: LANG WORD LANG WORD and
    /// perhaps a weight above 0 and at most 1 [default: 0.95]; a WORD may be of several words;
    /// may be given several times
    #[arg(long, value_name = "FILE")]
    pub lexicon: Vec<PathBuf>,
    /// Names and terms that survive translation, an anchor a line, or the forms that it has in
    /// different languages, parted by tabs; may be given several times
    #[arg(long, value_name = "FILE")]
    pub anchors: Vec<PathBuf>,
    /// Start from a model that `tetrapla train` has written
    #[arg(long, value_name = "MODEL")]
    pub model: Option<PathBuf>,
    /// Do without the lexicon of Hindi, Indonesian, Italian, Tagalog and English that the program
    /// carries
    #[arg(long)]
    pub no_lexicon: bool,
}

impl Knowledge {
    /// All files of it.
    pub fn files(&self) -> impl Iterator<Item = &Path> {
        let files = self.lexicon.iter().chain(&self.anchors).chain(&self.model);
        files.map(PathBuf::as_path)
    }
}

/// What is written and how.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub struct Writing {
    /// The format of an output, instead of its extension; see below
    #[arg(long, value_name = "FORMAT")]
    pub format: Vec<String>,
    /// Instead of whole units, the beads of these two languages, as hi-it [default: units, and
    /// in beads files every pair]
    #[arg(long, value_name = "SRC-TGT")]
    pub pair: Option<String>,
    /// Leave out units of two languages or more with a probability below this, from 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub min_probability: f64,
    /// Leave out units in which a language has no part
    #[arg(long)]
    pub complete: bool,
    /// Add to each record of JSON Lines why its unit is one, as `explanation`
    #[arg(long, conflicts_with = "pair")]
    pub explanations: bool,
    /// Name *all* as the source language of a TMX, instead of the first language
    #[arg(long)]
    pub srclang_all: bool,
}

/// How the work is done.
#[derive(Debug, Args)]
#[command(next_help_heading = "Running")]
pub struct Running {
    /// Say on standard error what was aligned: units by type, mean probability, unaligned
    /// sentences of each language, anchors, and how much of --lexicon and --anchors was met
    #[arg(long)]
    pub report: bool,
    #[command(flatten)]
    pub settings: Settings,
}

/// Settings of a run.
#[derive(Debug, Args)]
#[command(next_help_heading = "Running")]
pub struct Settings {
    /// Settings of the engine, as TOML [default: the measured ones]
    #[arg(long, value_name = "FILE.toml")]
    pub config: Option<PathBuf>,
    /// Threads; 0 is one a core; the result is the same for any number
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = jobs)]
    pub jobs: usize,
    /// No progress and no summary on standard error; errors remain
    #[arg(short, long)]
    pub quiet: bool,
}

/// Whether a line break ends a sentence.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub enum Breaks {
    /// Judge each text by its line lengths
    #[default]
    Auto,
    /// It does
    Always,
    /// It does not, but for blank lines
    Never,
}

impl From<Breaks> for LineBreaks {
    fn from(breaks: Breaks) -> Self {
        match breaks {
            Breaks::Auto => Self::Auto,
            Breaks::Always => Self::Always,
            Breaks::Never => Self::Never,
        }
    }
}

/// Most threads that may be asked for.
const MOST_JOBS: usize = 1024;

fn jobs(value: &str) -> Result<usize, String> {
    let number = value.parse().ok().filter(|number| *number <= MOST_JOBS);
    number.ok_or_else(|| format!("expected a whole number from 0 to {MOST_JOBS}"))
}

fn probability(value: &str) -> Result<f64, String> {
    let number = value.parse().ok();
    let number = number.filter(|number| (0.0..=1.0).contains(number));
    number.ok_or_else(|| "expected a number from 0 to 1".to_owned())
}

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default())
    .placeholder(AnsiColor::Cyan.on_default().dimmed());

const OVERVIEW: &str = "\
Start here:
  tetrapla align hi=hi.txt id=id.txt it=it.txt tl=tl.txt -o out.tmx
  tetrapla COMMAND --help    options and examples of a command

Exit status: 0 done, 1 a fault of input or output, 2 a wrong call.";

const SPLIT_EXAMPLES: &str = "\
Examples:
  tetrapla split it=it.txt > it.sentences
  tetrapla split hi=hi.txt.gz --spans | head
  tetrapla split hi=hi.txt it=it.txt -o sentences.jsonl.gz
  tetrapla split it=it.txt --paragraphs -o it.segmented.txt
  curl -s URL | tetrapla split en=- --format tsv";

const TRAIN_EXAMPLES: &str = "\
Examples:
  tetrapla train texts -o news.model
  tetrapla align hi=hi.txt it=it.txt --model news.model -o out.tmx
  tetrapla train more --model news.model -o both.model";

const SCORE_EXAMPLES: &str = "\
Examples:
  tetrapla score gold.jsonl out.jsonl
  tetrapla score gold.jsonl out.hi-it.beads gold.jsonl out.id-tl.beads
  tetrapla score gold.jsonl out.jsonl --calibration";

/// What follows the options of `align`.
fn align_help() -> String {
    format!(
        "Formats:\n{}\n
Examples:
  tetrapla align hi=hi.txt id=id.txt it=it.txt tl=tl.txt
  tetrapla align hi=hi.txt it=it.txt -o out.tmx -o out.tsv.gz --report
  tetrapla align hi=hi.txt it=it.txt tl=tl.txt --pair hi-it -o hi-it.tmx
  tetrapla align hi=hi.txt it=it.txt --lexicon words.tsv --anchors names.txt -o out.tmx
  tetrapla align hi=hi.txt it=it.txt --explain 5
  tetrapla align en=- it=it.txt --format jsonl -o - < en.txt | head
  tetrapla align en=en.txt it=it.txt --segmented --complete --min-probability 0.8 -o out.tsv",
        formats()
    )
}

/// What follows the options of `corpus`.
fn corpus_help() -> String {
    format!(
        "Formats:\n{}\n
Examples:
  tetrapla corpus texts -o all.tmx
  tetrapla corpus texts -o aligned --format jsonl --format beads
  tetrapla corpus texts --segmented --languages hi,it -o all.tsv.zst --report
  tetrapla corpus texts.tar.zst --learn-from 500 -o all.tmx --resume
  tetrapla corpus groups.tsv --model news.model -o all.jsonl.gz
  tetrapla corpus texts --pair hi-it --complete -o hi-it.tsv",
        formats()
    )
}

/// The formats, indented.
fn formats() -> String {
    let lines: Vec<String> = Format::help()
        .lines()
        .map(|line| format!("  {line}"))
        .collect();
    lines.join("\n")
}

/// Reads the command line; help and version are printed, and a wrong call is said in one line.
pub fn parse() -> Result<Arguments, ExitCode> {
    Arguments::try_parse().map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            drop(error.print());
            ExitCode::SUCCESS
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            drop(error.print());
            ExitCode::from(2)
        }
        _ => {
            let command = std::env::args().nth(1).unwrap_or_default();
            Failure::usage(one_line(&error.to_string(), &command)).report()
        }
    })
}

/// The message of a wrong call on one line, with the page of help that tells more instead of
/// the usage.
fn one_line(message: &str, command: &str) -> String {
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let lines = message.lines().map(str::trim);
    let said = lines.take_while(|line| {
        let is_end = ["Usage: ", "For more information", "tip: to pass "];
        !is_end.iter().any(|end| line.starts_with(end))
    });
    let said: Vec<&str> = said.filter(|line| !line.is_empty()).collect();
    let said = said.join(" ").replace(" tip: ", "; ");
    let is_known = Arguments::command().find_subcommand(command).is_some();
    let command = if is_known {
        format!(" {command}")
    } else {
        String::new()
    };
    format!("{said}; see `tetrapla{command} --help`")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn a_wrong_call_is_said_in_one_line() {
        let said = |arguments: &[&str]| {
            let error = Arguments::try_parse_from(arguments).unwrap_err();
            one_line(&error.to_string(), arguments[1])
        };
        assert_eq!(
            said(&["tetrapla", "align", "a=b", "--modle", "x"]),
            "unexpected argument '--modle' found; a similar argument exists: '--model'; see \
             `tetrapla align --help`"
        );
        assert_eq!(
            said(&["tetrapla", "align", "a=b", "--min-probability", "2"]),
            "invalid value '2' for '--min-probability <P>': expected a number from 0 to 1; see \
             `tetrapla align --help`"
        );
        let said = said(&["tetrapla", "score"]);
        assert!(said.contains("required") && !said.contains('\n'), "{said}");
    }
}
