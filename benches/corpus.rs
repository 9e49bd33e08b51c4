//! How fast a corpus of 1,000 groups of 20 sentences in four made-up languages is aligned, in groups
//! a second, from reading the files on.

use std::fs;

use criterion::{Criterion, Throughput};
use tetrapla::{Aligner, Corpus, CorpusOptions};
use tetrapla_benches::synthetic::{Shape, versions};

const N_GROUPS: usize = 1_000;
const CODES: [&str; 4] = ["hi", "id", "it", "tl"];

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    let mut corpus = criterion.benchmark_group("corpus");
    corpus.sample_size(10);
    let folder = tempfile::tempdir().expect("a folder for a while");
    for number in 0..N_GROUPS {
        let made = versions(1, number as u64, &Shape::novel(20), CODES.len());
        for (code, version) in CODES.iter().zip(&made) {
            let path = folder.path().join(format!("g{number:04}.{code}.txt"));
            fs::write(path, &version.text).expect("room for small texts");
        }
    }
    let options = CorpusOptions {
        segmented: true,
        ..CorpusOptions::default()
    };
    let found = Corpus::find(folder.path(), options).expect("what was written");
    let aligner = Aligner::default();
    corpus.throughput(Throughput::Elements(N_GROUPS as u64));
    corpus.bench_function("four_languages", |bencher| {
        bencher.iter(|| {
            let outcomes = found.align(&aligner);
            outcomes.filter(|outcome| outcome.alignment.is_ok()).count()
        });
    });
    corpus.finish();
    criterion.final_summary();
}
