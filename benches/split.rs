//! Splitting: bytes of running text a second, for each of the four languages.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tetrapla::{Document, Language, LineBreaks};
use tetrapla_benches as texts;

fn split(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("split");
    for place in 0..4 {
        let (code, text) = texts::running(place, 1 << 20);
        let language = Language::new(code).expect("the code is right");
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(code, |bencher| {
            bencher.iter(|| {
                Document::split(language.clone(), text.as_str(), LineBreaks::Auto).n_sentences()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, split);
criterion_main!(benches);
