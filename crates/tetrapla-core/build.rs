//! Lists the rule files of the languages, so that a language is added by adding its files. It
//! does not read what stands in them.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

const FOLDER: &str = "src/segment/rules";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed={FOLDER}");
    println!("cargo::rerun-if-changed=build.rs");
    let folder = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(FOLDER);
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(&folder)? {
        names.insert(entry?.file_name().to_string_lossy().into_owned());
    }
    let mut table = String::from(
        "/// Primary subtag and rule file of each language.\n\
         pub(super) const FILES: &[(&str, &str)] = &[\n",
    );
    for code in codes(&names) {
        let file = included(&folder, &format!("{code}.txt"));
        push(&mut table, format_args!("    ({code:?}, {file}),\n"));
    }
    table.push_str(
        "];\n\n/// Code, fixture and running texts of each language, where there are any.\n\
         #[cfg(test)]\n\
         pub(crate) const EXPECTED: &[(&str, Option<&str>, Option<&str>)] = &[\n",
    );
    for code in codes(&names).chain(["generic"]) {
        let optional = |kind: &str| {
            let name = format!("{code}.{kind}.txt");
            match names.contains(&name) {
                true => format!("Some({})", included(&folder, &name)),
                false => "None".to_owned(),
            }
        };
        let (fixture, texts) = (optional("fixture"), optional("texts"));
        push(
            &mut table,
            format_args!("    ({code:?}, {fixture}, {texts}),\n"),
        );
    }
    table.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("rule_files.rs"), table)
}

/// The codes that have a rule file, in order.
fn codes(names: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    let stems = names.iter().filter_map(|name| name.strip_suffix(".txt"));
    stems.filter(|stem| !stem.contains('.') && *stem != "generic")
}

/// The expression that holds the text of a file.
fn included(folder: &Path, name: &str) -> String {
    format!(
        "include_str!({:?})",
        folder.join(name).display().to_string()
    )
}

fn push(table: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _never_fails = table.write_fmt(line);
}
