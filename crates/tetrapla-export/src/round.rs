//! Figures as they are written: to four decimals.

/// A figure to four decimals, never a negative zero.
pub(crate) fn round(figure: f64) -> f64 {
    (figure * 1e4).round() / 1e4 + 0.0
}
