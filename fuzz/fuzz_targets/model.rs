//! Reads any bytes as what a model file holds, behind its frame; what is taken for a model aligns a
//! small group and is written again. Run it with `cargo fuzz run -s none model` (no nightly is
//! needed).

#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use tetrapla_align::{Aligner, Config, Learned};
use tetrapla_core::Group;

fuzz_target!(|data: &[u8]| {
    let mut file = b"tetrapla model\n\x01\0\0\0".to_vec();
    file.extend(zstd::encode_all(data, 1).expect("a vector takes everything"));
    let Ok(learned) = Learned::parse(&file, Path::new("model")) else {
        return;
    };
    let group = Group::builder().text("id", "Hujan turun. Mira pulang.");
    let group = group.and_then(|group| group.text("it", "Piove. Mira torna a casa."));
    let group = group.and_then(|group| group.build()).expect("a group");
    let aligner = Aligner::new(Config::default()).with_model(learned);
    let alignment = aligner.align(&group).expect("a configuration within bounds");
    for unit in alignment.units() {
        assert!((0.0..=1.0).contains(&unit.probability()));
    }
    let mut written = Vec::new();
    aligner.model().write(&mut written).expect("a vector takes everything");
    let again = Learned::parse(&written, Path::new("model")).expect("what was written");
    assert!(&again == aligner.model());
});
