//! What the tests of the command share: running it, and the texts it is run on.

#![allow(dead_code, reason = "no test uses all of it")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

pub const CODES: [&str; 4] = ["hi", "id", "it", "tl"];

/// What a run left on its streams.
pub struct Ran {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// The command, in that folder and without what the environment could change.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tetrapla"));
    command.current_dir(folder);
    for variable in ["SOURCE_DATE_EPOCH", "COLUMNS", "NO_COLOR"] {
        command.env_remove(variable);
    }
    command
}

pub fn ran(output: Output) -> Ran {
    let text = |bytes| String::from_utf8(bytes).expect("streams are UTF-8");
    Ran {
        status: output.status.code().expect("the command ends by itself"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}

/// Runs the command in a folder.
pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    let stdin = Stdio::null();
    ran(command(folder)
        .args(arguments)
        .stdin(stdin)
        .output()
        .unwrap())
}

/// Runs the command with that on standard input.
pub fn run_with_input(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let mut child = command(folder)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    ran(child.wait_with_output().unwrap())
}

impl Ran {
    /// The run went well.
    pub fn good(self) -> Self {
        assert_eq!(self.status, 0, "{}", self.err);
        self
    }
}

/// A folder of the project's data.
pub fn data(name: &str) -> PathBuf {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    fs::canonicalize(data.join(name)).unwrap()
}

/// A folder with the sample article, `hi.txt` to `tl.txt`.
pub fn summit() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for code in CODES {
        let name = format!("{code}.txt");
        fs::copy(data("summit").join(&name), folder.path().join(&name)).unwrap();
    }
    folder
}

/// What is in a folder, by name.
pub fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// The lines of a JSON Lines file.
pub fn records(path: &Path) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(path).unwrap();
    let lines = text.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.collect()
}
