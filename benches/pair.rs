//! Two languages: source sentences aligned a second, training included.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tetrapla::{Aligner, Config};
use tetrapla_benches as texts;

fn pair(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("pair");
    group.sample_size(10);
    for n_sentences in [35, 300, 1_000] {
        let texts = texts::group(&[1, 2], n_sentences);
        let aligner = Aligner::new(Config::default());
        group.throughput(Throughput::Elements(
            texts.documents()[0].n_sentences() as u64
        ));
        group.bench_function(format!("id-it/{n_sentences}"), |bencher| {
            bencher.iter(|| {
                aligner
                    .align(&texts)
                    .expect("the configuration is right")
                    .units()
                    .len()
            });
        });
    }
    group.finish();
}

criterion_group!(benches, pair);
criterion_main!(benches);
