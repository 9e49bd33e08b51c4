//! The shape of the house: crates import downward only, no modules import each other in a ring,
//! every file says what it is for, and the map in `ARCHITECTURE.md` names what exists.
//!
//! A ring is looked for twice: among the files of a crate, and among its top-level modules with
//! all that is inside them. A `pub use` is a signpost and no dependency of the module that it
//! stands in; who follows it depends on where it leads.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, ItemUse, UseTree, Visibility};
use tetrapla_tests::root;

/// The crates from the ground up.
const FLOORS: [&str; 6] = [
    "tetrapla-core",
    "tetrapla-lexicon",
    "tetrapla-align",
    "tetrapla-export",
    "tetrapla",
    "tetrapla-cli",
];

/// The packages beside the house, which may depend on any floor.
const BESIDE: [&str; 3] = ["benches", "examples", "tests"];

#[test]
fn every_crate_has_its_floor() {
    let mut found: Vec<String> = entries(&root().join("crates"))
        .into_iter()
        .filter(|path| path.is_dir())
        .map(|path| name_of(&path))
        .collect();
    let mut expected = FLOORS.map(str::to_owned);
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected, "folders of crates/ and the floors");
}

#[test]
fn crates_depend_downward_only() {
    for (floor, name) in FLOORS.iter().enumerate() {
        let path = root().join("crates").join(name).join("Cargo.toml");
        let manifest = manifest(&path);
        assert_eq!(manifest["package"]["name"].as_str(), Some(*name));
        for dependency in own_dependencies(&manifest) {
            let below = FLOORS[..floor].contains(&dependency.as_str());
            assert!(below, "{name} depends on {dependency}, which is not below");
        }
    }
}

#[test]
fn an_upward_dependency_is_seen() {
    let manifest: toml::Table = "[target.'cfg(unix)'.build-dependencies]
        rand = '1'
        short = { package = 'tetrapla-cli', path = '../tetrapla-cli' }
        [dev-dependencies]
        tetrapla.workspace = true"
        .parse()
        .unwrap();
    let found: Vec<String> = own_dependencies(&manifest).into_iter().collect();
    assert_eq!(
        found,
        ["tetrapla-cli"],
        "only dev-dependencies may point up"
    );
}

#[test]
fn no_modules_import_each_other_in_a_ring() {
    let mut rings = Vec::new();
    for name in FLOORS {
        let modules = Modules::of(&root().join("crates").join(name).join("src"));
        let files = modules.dependencies();
        rings.extend(ring(&files).map(|ring| format!("{name}, files: {}", show(&ring))));
        let mut rooms: BTreeMap<ModulePath, BTreeSet<ModulePath>> = BTreeMap::new();
        for (from, tos) in &files {
            let room = |path: &ModulePath| path.iter().take(1).cloned().collect::<Vec<_>>();
            let to = tos.iter().map(room).filter(|to| *to != room(from));
            rooms.entry(room(from)).or_default().extend(to);
        }
        rings.extend(ring(&rooms).map(|ring| format!("{name}, modules: {}", show(&ring))));
    }
    assert!(rings.is_empty(), "{rings:#?}");
}

#[test]
fn a_ring_is_seen() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write("lib.rs", "mod a; mod b; mod c; pub use c::inner::Deep;");
    write("a.rs", "use crate::b::{self, Thing};");
    write("b.rs", "fn f() { print!(\"{}\", crate::Deep::new()); }");
    write(
        "c/mod.rs",
        "mod inner; #[cfg(test)] mod tests { use crate::a; }",
    );
    write("c/inner.rs", "// use crate::b;\npub(super) struct Deep;");
    let modules = Modules::of(folder.path());
    assert_eq!(ring(&modules.dependencies()), None);
    write("c/inner.rs", "use super::super::a::Thing;");
    let modules = Modules::of(folder.path());
    let ring = ring(&modules.dependencies()).unwrap();
    assert_eq!(show(&ring), "a -> b -> c::inner -> a");
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let mut files = Vec::new();
    for folder in ["crates"].iter().chain(&BESIDE) {
        rust_files(&root().join(folder), &mut files);
    }
    assert!(files.len() > 50, "only {} files found", files.len());
    let silent: Vec<&PathBuf> = files
        .iter()
        .filter(|path| !read(path).starts_with("//!"))
        .collect();
    assert!(silent.is_empty(), "files without a first `//!`: {silent:?}");
}

#[test]
fn every_path_on_the_map_exists() {
    let map = read(&root().join("ARCHITECTURE.md"));
    let sources: Vec<PathBuf> = FLOORS
        .iter()
        .map(|name| root().join("crates").join(name).join("src"))
        .collect();
    let is_there = |path: &&String| {
        let mut bases = std::iter::once(root()).chain(sources.iter().map(PathBuf::as_path));
        bases.any(|base| base.join(path).exists())
    };
    let named = paths_in(&map);
    assert!(!named.is_empty(), "ARCHITECTURE.md names no path");
    let gone: Vec<&String> = named.iter().filter(|path| !is_there(path)).collect();
    assert!(
        gone.is_empty(),
        "ARCHITECTURE.md names paths that are neither in the project nor in the `src` of a \
         crate: {gone:?}"
    );
}

#[test]
fn paths_are_told_from_other_words() {
    let text = "See `crates/tetrapla-core/`, `joint/mod.rs` and `README.md`, not `Group`, \
        `a::b`, `cargo test --workspace` or 1/2.\n```\n`no/path.rs`\n```\n`data/*/hi.txt`";
    let expected = [
        "README.md",
        "crates/tetrapla-core/",
        "data/",
        "joint/mod.rs",
    ];
    assert_eq!(paths_in(text).into_iter().collect::<Vec<_>>(), expected);
}

/// What a text in Markdown names in backticks and looks like a path; of one with a `*` what
/// precedes it. Blocks of code are passed over.
fn paths_in(text: &str) -> BTreeSet<String> {
    let mut outside = String::new();
    for (number, part) in text.split("```").enumerate() {
        if number % 2 == 0 {
            outside.push_str(part);
        }
    }
    let quoted = outside.split('`').skip(1).step_by(2);
    let is_path = |word: &&str| {
        let ends = [".rs", ".md", ".toml"];
        (word.contains('/') || ends.iter().any(|end| word.ends_with(end)))
            && !word.contains(char::is_whitespace)
            && !word.contains("://")
    };
    let existing = |word: &str| match word.find('*') {
        Some(star) => word[..star]
            .rfind('/')
            .map_or("", |end| &word[..=end])
            .to_owned(),
        None => word.to_owned(),
    };
    quoted.filter(is_path).map(existing).collect()
}

/// A module by the names that lead to it from the root of its crate, which has none.
type ModulePath = Vec<String>;

/// A path in the source, split at `::`.
type Segments = Vec<String>;

/// The modules of a crate that have a file of their own, modules inside a file counted to it.
struct Modules(BTreeMap<ModulePath, Names>);

/// What a file names of the rest of its crate.
#[derive(Default)]
struct Names {
    /// What it imports or names in passing.
    used: BTreeSet<Segments>,
    /// What it hands on by `pub use`, under the new name.
    handed_on: BTreeMap<String, Segments>,
}

impl Modules {
    /// Reads the sources of a crate, without its tests.
    fn of(source: &Path) -> Self {
        let mut files = Vec::new();
        rust_files(source, &mut files);
        let mut modules = BTreeMap::new();
        let mut tests = Vec::new();
        for file in files {
            let relative = file.strip_prefix(source).expect("found below it");
            let mut path: ModulePath = relative
                .with_extension("")
                .iter()
                .map(|part| part.to_string_lossy().into_owned())
                .collect();
            path.pop_if(|last| matches!(last.as_str(), "mod" | "lib" | "main"));
            let parsed = syn::parse_file(&read(&file));
            let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", file.display()));
            let mut names = Names::default();
            for item in &parsed.items {
                if let Item::Mod(module) = item
                    && is_test(&module.attrs)
                {
                    let mut path = path.clone();
                    path.push(module.ident.to_string());
                    tests.push(path);
                }
            }
            names.visit_file(&parsed);
            modules.insert(path, names);
        }
        modules.retain(|path, _| !tests.iter().any(|test| path.starts_with(test)));
        Self(modules)
    }

    /// For each file those that it depends on.
    fn dependencies(&self) -> BTreeMap<ModulePath, BTreeSet<ModulePath>> {
        let of = |(path, names): (&ModulePath, &Names)| {
            let used = names.used.iter();
            let to = used.filter_map(|segments| self.resolve(path, segments, 0));
            (path.clone(), to.filter(|to| to != path).collect())
        };
        self.0.iter().map(of).collect()
    }

    /// The file that defines what `segments` name in the module `from`; `None` for what is of
    /// another crate.
    fn resolve(&self, from: &ModulePath, segments: &[String], depth: usize) -> Option<ModulePath> {
        assert!(depth < 20, "names that lead to each other: {segments:?}");
        let mut at = from.clone();
        let mut rest = segments;
        let handed_on = |at: &ModulePath, name: &String| self.0[at].handed_on.get(name).cloned();
        match segments[0].as_str() {
            "crate" => {
                at.clear();
                rest = &rest[1..];
            }
            "self" => rest = &rest[1..],
            "super" => {
                while rest.first().is_some_and(|segment| segment == "super") {
                    at.pop();
                    rest = &rest[1..];
                }
            }
            _ if self.child(from, &segments[0]).is_some() => {}
            _ => handed_on(from, &segments[0]).map(drop)?,
        }
        while let Some((name, after)) = rest.split_first() {
            if let Some(child) = self.child(&at, name) {
                (at, rest) = (child, after);
            } else if let Some(path) = handed_on(&at, name) {
                // The rest of what follows a re-exported item is inside that item.
                return self.resolve(&at, &path, depth + 1);
            } else {
                break;
            }
        }
        Some(at)
    }

    fn child(&self, of: &ModulePath, name: &str) -> Option<ModulePath> {
        let mut path = of.clone();
        path.push(name.to_owned());
        self.0.contains_key(&path).then_some(path)
    }
}

impl<'ast> Visit<'ast> for Names {
    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if !is_test(&module.attrs) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        let mut leaves = Vec::new();
        use_leaves(&item.tree, Vec::new(), &mut leaves);
        for (path, name) in leaves {
            if matches!(item.vis, Visibility::Inherited) {
                self.used.insert(path);
            } else {
                self.handed_on.insert(name, path);
            }
        }
    }

    /// `pub(super)` is no use of what is above.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter();
        self.used
            .insert(segments.map(|segment| segment.ident.to_string()).collect());
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        paths_of(called.tokens.clone(), &mut self.used);
        visit::visit_macro(self, called);
    }
}

/// The paths that a `use` imports, with the names that they get.
fn use_leaves(tree: &UseTree, before: Segments, leaves: &mut Vec<(Segments, String)>) {
    let with = |name: &syn::Ident| [&before[..], &[name.to_string()]].concat();
    match tree {
        UseTree::Path(path) => use_leaves(&path.tree, with(&path.ident), leaves),
        UseTree::Name(name) if name.ident == "self" => {
            let known_as = before.last().cloned().unwrap_or_default();
            leaves.push((before, known_as));
        }
        UseTree::Name(name) => leaves.push((with(&name.ident), name.ident.to_string())),
        UseTree::Rename(rename) => {
            leaves.push((with(&rename.ident), rename.rename.to_string()));
        }
        UseTree::Glob(_) => leaves.push((before, "*".to_owned())),
        UseTree::Group(group) => {
            for tree in &group.items {
                use_leaves(tree, before.clone(), leaves);
            }
        }
    }
}

/// The paths among the tokens of a macro's call: names with `::` between them.
fn paths_of(tokens: TokenStream, found: &mut BTreeSet<Segments>) {
    let mut path: Segments = Vec::new();
    let mut n_colons = 0;
    for token in tokens {
        match token {
            TokenTree::Ident(name) => {
                if n_colons != 2 {
                    found.extend((!path.is_empty()).then(|| std::mem::take(&mut path)));
                }
                path.push(name.to_string());
                n_colons = 0;
            }
            TokenTree::Punct(mark) if mark.as_char() == ':' => n_colons += 1,
            other => {
                found.extend((!path.is_empty()).then(|| std::mem::take(&mut path)));
                n_colons = 0;
                if let TokenTree::Group(group) = other {
                    paths_of(group.stream(), found);
                }
            }
        }
    }
    found.extend((!path.is_empty()).then_some(path));
}

/// Whether an item is compiled for tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("cfg")
            && attribute
                .parse_args::<syn::Path>()
                .is_ok_and(|condition| condition.is_ident("test"))
    })
}

/// Modules that depend on each other in a ring, the first repeated at the end.
fn ring(graph: &BTreeMap<ModulePath, BTreeSet<ModulePath>>) -> Option<Vec<ModulePath>> {
    fn visit<'g>(
        at: &'g ModulePath,
        graph: &'g BTreeMap<ModulePath, BTreeSet<ModulePath>>,
        way: &mut Vec<&'g ModulePath>,
        done: &mut BTreeSet<&'g ModulePath>,
    ) -> Option<Vec<ModulePath>> {
        if let Some(start) = way.iter().position(|passed| *passed == at) {
            let ring = way[start..].iter().chain([&at]);
            return Some(ring.map(|path| (*path).clone()).collect());
        }
        if !done.insert(at) {
            return None;
        }
        way.push(at);
        let found = graph[at].iter().find_map(|to| visit(to, graph, way, done));
        way.pop();
        found
    }
    let mut done = BTreeSet::new();
    graph
        .keys()
        .find_map(|start| visit(start, graph, &mut Vec::new(), &mut done))
}

fn show(ring: &[ModulePath]) -> String {
    let name = |path: &ModulePath| {
        if path.is_empty() {
            "crate".to_owned()
        } else {
            path.join("::")
        }
    };
    ring.iter().map(name).collect::<Vec<_>>().join(" -> ")
}

/// The crates of this project that a manifest needs other than for its tests.
fn own_dependencies(manifest: &toml::Table) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let targets = manifest.get("target").and_then(toml::Value::as_table);
    let targets = targets.into_iter().flatten();
    let targets = targets.filter_map(|(_, target)| target.as_table());
    for table in targets.chain([manifest]) {
        for kind in ["dependencies", "build-dependencies"] {
            let entries = table.get(kind).and_then(toml::Value::as_table);
            for (key, entry) in entries.into_iter().flatten() {
                let name = entry.get("package").and_then(toml::Value::as_str);
                let name = name.unwrap_or(key);
                if name.starts_with("tetrapla") {
                    found.insert(name.to_owned());
                }
            }
        }
    }
    found
}

fn manifest(path: &Path) -> toml::Table {
    let parsed = read(path).parse();
    parsed.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let listed = listed.unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> = listed.into_iter().map(|entry| entry.path()).collect();
    paths.sort_unstable();
    paths
}

/// The Rust files of a folder and the folders in it.
fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for path in entries(folder) {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}
