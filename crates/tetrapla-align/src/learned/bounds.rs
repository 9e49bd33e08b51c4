//! Bounds of what is remembered, so that memory does not grow with the texts. It says how much
//! that is, not how it is dropped.

/// How much is remembered.
pub(super) struct Bounds {
    /// Least count, in either direction, of a word pair.
    pub(super) min_count: f32,
    /// Most word pairs of a pair of languages, 16 bytes each.
    pub(super) max_word_pairs: usize,
    /// Most keys of a language.
    pub(super) max_keys: usize,
}

impl Bounds {
    /// Of two words that met once in sentences of twenty, Model 1 starts with a count of .05, so
    /// the least is below: what is chance in one run may be seen to be none over many.
    pub(super) const DEFAULT: Self = Self {
        min_count: 0.01,
        max_word_pairs: 1 << 21,
        max_keys: 1 << 19,
    };

    /// Whether a word pair counts for enough.
    pub(super) fn keeps(&self, counts: [f32; 2]) -> bool {
        weight(counts) >= self.min_count
    }
}

/// By what word pairs are kept: the greater count of both directions.
pub(super) fn weight(counts: [f32; 2]) -> f32 {
    counts[0].max(counts[1])
}
