//! What is said of texts that have nothing to do with each other, so that nothing of them was
//! aligned.

use tetrapla::Alignment;

/// What to do about such texts.
pub const REMEDY: &str = "check that texts which do not match are translations of each other; \
                          min_relatedness = 0 in a --config file aligns them all the same";

/// Says which texts of a group, by the names given in the group's order, do not match; `None`
/// where all do.
pub fn line<S: AsRef<str>>(alignment: &Alignment, names: &[S]) -> Option<String> {
    let codes: Vec<&str> = alignment
        .group()
        .languages()
        .map(|one| one.as_str())
        .collect();
    let place = |code: &str| codes.iter().position(|one| *one == code);
    let pairs = alignment.unrelated();
    let pairs = pairs.filter_map(|[x, y]| Some((place(x.as_str())?, place(y.as_str())?)));
    let sets = sets(codes.len(), &pairs.collect::<Vec<_>>());
    (sets.len() > 1).then(|| sentence(&sets, names))
}

/// The texts by what matches; texts that are no such pair are in one set.
fn sets(n: usize, unrelated: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut made: Vec<Vec<usize>> = Vec::new();
    for text in 0..n {
        let is_own = |set: &&mut Vec<usize>| !unrelated.contains(&(set[0], text));
        match made.iter_mut().find(is_own) {
            Some(set) => set.push(text),
            None => made.push(vec![text]),
        }
    }
    made
}

fn sentence<S: AsRef<str>>(sets: &[Vec<usize>], names: &[S]) -> String {
    let listed = |set: &Vec<usize>| {
        let names: Vec<&str> = set.iter().map(|&text| names[text].as_ref()).collect();
        names.join(", ")
    };
    if let [first, second] = sets {
        // The few are more likely to be out of place.
        let (few, many) = if second.len() < first.len() {
            (second, first)
        } else {
            (first, second)
        };
        let (does, was) = if few.len() > 1 {
            ("do", "were")
        } else {
            ("does", "was")
        };
        let them = if many.len() > 1 { "them" } else { "it" };
        let (few, many) = (listed(few), listed(many));
        return format!("{few} {does} not match {many}, and {was} not aligned with {them}");
    }
    let is_any_together = sets.iter().any(|set| set.len() > 1);
    let sets: Vec<String> = sets.iter().map(listed).collect();
    let sets = sets.join(if is_any_together { "; " } else { ", " });
    format!("{sets} do not match, and were not aligned with each other")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_do_not_match_are_told_apart() {
        let said =
            |unrelated: &[(usize, usize)]| sentence(&sets(4, unrelated), &["hi", "id", "it", "tl"]);
        assert_eq!(
            said(&[(0, 1), (1, 2), (1, 3)]),
            "id does not match hi, it, tl, and was not aligned with them"
        );
        assert_eq!(
            said(&[(0, 1), (0, 3), (1, 2), (2, 3)]),
            "hi, it do not match id, tl, and were not aligned with them"
        );
        assert_eq!(
            said(&[(0, 1), (0, 2), (0, 3), (1, 2), (1, 3)]),
            "hi; id; it, tl do not match, and were not aligned with each other"
        );
        assert_eq!(
            said(&[(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]),
            "hi, id, it, tl do not match, and were not aligned with each other"
        );
        assert_eq!(
            sentence(&sets(2, &[(0, 1)]), &["hi=a.txt", "it=b.txt"]),
            "hi=a.txt does not match it=b.txt, and was not aligned with it"
        );
        assert_eq!(sets(4, &[]).len(), 1);
    }
}
