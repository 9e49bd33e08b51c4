//! Of the lexicon: tau is a distribution, with earlier counts, too, and without own ones.

use super::own::{Tally, WithoutOwn};
use super::*;
use crate::evidence::word_pairs::NO_PAIR;
use crate::features::Features;
use crate::similarity;
use tetrapla_core::{Document, Language};

fn vocabulary(code: &str, text: &str) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    let document = Document::segmented(Language::new(code).unwrap(), text);
    let _ = Features::of(&document, &mut vocabulary);
    vocabulary
}

/// Counts of the run's own over all of these pairs, both directions alike, and their places.
fn counted(
    lexicon: &Lexicon,
    n_keys: [usize; 2],
    pairs: &[u64],
    count: impl Fn(usize) -> f64,
) -> (Vec<u32>, Counted) {
    let index = PairIndex::new(n_keys[0], pairs);
    let counts: Vec<f64> = (0..pairs.len()).map(count).collect();
    let asked = lexicon.beforehand().iter();
    let asked = asked.map(|&pair| index.find((pair >> 32) as u32, pair as u32));
    let made = Counted {
        asked: asked.collect(),
        counts: [counts.clone(), counts],
        others: n_keys.map(|n| vec![[0.0; 2]; n]),
        places: Vec::new(),
        index,
    };
    ((0..pairs.len() as u32).collect(), made)
}

#[test]
fn tau_sums_to_one_and_leaving_out_is_recounting() {
    let source = vocabulary("it", "il nucleare costa 2025 euro\nla casa costa poco");
    let target = vocabulary("id", "nuklir itu 2025 mahal\nrumah itu murah");
    let weights = similarity::weights(&source, &target);
    let priors = similarity::shared(&weights, source.len(), target.len());
    let all: Vec<u64> = (0..source.len() as u32)
        .flat_map(|s| (0..target.len() as u32).map(move |t| PairIndex::key(s, t)))
        .collect();
    let earlier = EarlierCounts::default();
    let mut lexicon = Lexicon::start([&source, &target], &priors, &earlier, 0.3);
    let (places, counted) = counted(&lexicon, [source.len(), target.len()], &all, |place| {
        (place % 5) as f64 * 0.4
    });
    lexicon.take(counted, 0.3);
    assert_eq!(places.len(), lexicon.index.len());
    for s in 0..source.len() as u32 {
        let sum: f64 = (0..target.len() as u32)
            .map(|t| lexicon.forward.tau(lexicon.index.find(s, t)))
            .sum();
        assert!((sum - 1.0).abs() < 1e-6, "{sum}");
        let beyond: f64 = lexicon
            .forward
            .beyond_unigram(s)
            .iter()
            .map(|&(t, value)| f64::from(value) * lexicon.forward.unigram(t))
            .sum();
        assert!((beyond + lexicon.forward.rest(s) - 1.0).abs() < 1e-6);
    }
    // Taking own counts out equals settling without them.
    let counts = [(1, 0.4f32), (2, 0.3), (8, 1.0)];
    let mut tally = Tally::default();
    for &(place, count) in counts.iter().chain(&counts) {
        let key = lexicon.index.pair(place).0;
        tally.add(key, [(place, count / 2.0)].into_iter());
    }
    let own = tally.take(&lexicon.forward);
    let without = WithoutOwn::of(&lexicon.forward, &own);
    let mut recounted = lexicon.forward.clone();
    for &(place, count) in &counts {
        recounted.counts[place as usize] -= f64::from(count);
    }
    recounted.settle();
    for place in 0..lexicon.index.len() as u32 {
        let (s, t) = lexicon.index.pair(place);
        let ratio = f64::from(without.given(s).ratio(place));
        let plain = recounted.tau(place) / recounted.unigram(t);
        assert!((ratio - plain).abs() < 1e-5 * plain, "{place}");
    }
    // Nothing is left of one sentence for the next.
    assert!(tally.take(&lexicon.forward).totals().next().is_none());
}

#[test]
fn earlier_counts_are_part_of_all_sums() {
    let source = vocabulary("it", "casa nuova\ncasa rossa");
    let target = vocabulary("id", "rumah baru\nrumah merah");
    let vocabularies = [&source, &target];
    let priors = [2, 1].map(|_| Rows::from_triples(3, Vec::new()));
    let (discount, absent) = (0.3, [(0, 4.0f32), (0, 0.2), (2, 0.7)]);
    let dropped = [0.6, 0.0, 0.1];
    let earlier = EarlierCounts {
        pairs: vec![
            (PairIndex::key(0, 0), 5.0, 6.0),
            (PairIndex::key(1, 2), 0.1, 0.0),
        ],
        absent: [absent.to_vec(), Vec::new()],
        dropped: [dropped.to_vec(), Vec::new()],
    };
    let mut lexicon = Lexicon::start(vocabularies, &priors, &earlier, discount);
    assert_eq!(lexicon.index.len(), 2, "no place for what the run lacks");
    let there = lexicon.index.find(0, 0) as usize;
    assert_eq!(lexicon.forward.counts[there], 5.0);
    let all = [(0, 0), (0, 1), (1, 2), (2, 2)].map(|(s, t)| PairIndex::key(s, t));
    for _ in 0..2 {
        let (_, counted) = counted(&lexicon, [3, 3], &all, |place| {
            [2.0, 0.5][usize::from(place > 0)]
        });
        lexicon.take(counted, discount);
    }
    let there = lexicon.index.find(0, 0) as usize;
    assert_eq!(
        lexicon.forward.counts[there], 7.0,
        "earlier counts are added once"
    );
    // What is left for the words of earlier texts that the run lacks.
    for s in 0..3u32 {
        let here: f64 = (0..3)
            .map(|t| match lexicon.index.find(s, t) {
                NO_PAIR => lexicon.forward.rest(s) * lexicon.forward.unigram(t),
                place => lexicon.forward.tau(place),
            })
            .sum();
        let of_s = absent.iter().filter(|&&(of, _)| of == s);
        let bound: f64 = of_s
            .map(|&(_, count)| (f64::from(count) - discount).max(0.0))
            .sum();
        let elsewhere = bound / (lexicon.forward.total[s as usize] + BETA);
        assert!(
            (here + elsewhere - 1.0).abs() < 1e-9,
            "{s}: {here} {elsewhere}"
        );
    }
    let total = 7.0 + 0.5 + 4.0 + 0.2 + 0.6;
    assert!((lexicon.forward.total[0] - total).abs() < 1e-6);
}
