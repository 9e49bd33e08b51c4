//! Several languages at once: sentences of one language aligned a second.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use tetrapla::{Aligner, Config, Document, Group, Language};
use tetrapla_benches as texts;

/// Eight languages: the four texts, each under two codes.
fn eight(n_sentences: usize) -> Group {
    let four = texts::group(&[0, 1, 2, 3], n_sentences);
    let mut builder = Group::builder();
    for (document, codes) in
        four.documents()
            .iter()
            .zip([["hi", "mr"], ["id", "ms"], ["it", "es"], ["tl", "fil"]])
    {
        for code in codes {
            let language = Language::new(code).expect("the codes are right");
            let lines: String = document
                .sentences()
                .map(|sentence| format!("{sentence}\n"))
                .collect();
            builder = builder
                .document(Document::segmented(language, lines), code)
                .expect("eight codes");
        }
    }
    builder.build().expect("eight languages")
}

fn joint(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("joint");
    group.sample_size(10);
    let aligner = Aligner::new(Config::default());
    for (name, texts) in [
        ("4-languages/100", texts::group(&[0, 1, 2, 3], 100)),
        ("8-languages/100", eight(100)),
    ] {
        group.throughput(Throughput::Elements(
            texts.documents()[0].n_sentences() as u64
        ));
        group.bench_function(name, |bencher| {
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

criterion_group!(benches, joint);
criterion_main!(benches);
