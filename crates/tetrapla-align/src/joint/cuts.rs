//! Cuts of which all pairs are sure: there a group can be taken apart.

use super::Pairs;

/// Posterior from which a pair is sure of a cut.
const SURE: f64 = 0.999;

/// Tuples of boundaries, one a language, rising, from the beginning to the end of all texts.
#[must_use]
pub fn sure(n_sentences: &[usize], pairs: &Pairs<'_>) -> Vec<Vec<u32>> {
    let n = n_sentences.len();
    // For each language, the boundary that the first one is sure to meet at each of its own.
    let mut partners = vec![vec![None; n_sentences[0] + 1]; n];
    for (y, partner) in partners.iter_mut().enumerate().skip(1) {
        for ((i, j), posterior) in pairs.of(0, y).0.ends() {
            if posterior >= SURE {
                partner[i as usize] = Some(j);
            }
        }
    }
    let mut made = vec![vec![0; n]];
    let end: Vec<u32> = n_sentences.iter().map(|&n| n as u32).collect();
    for i in 1..=n_sentences[0] {
        let mut tuple = vec![i as u32];
        tuple.extend(partners[1..].iter().map_while(|partner| partner[i]));
        let sure = tuple.len() == n
            && (1..n).all(|y| (y + 1..n).all(|z| pairs.of(y, z).0.ending((tuple[y], tuple[z])) >= SURE));
        if sure && tuple != end {
            made.push(tuple);
        }
    }
    made.push(end);
    made
}
