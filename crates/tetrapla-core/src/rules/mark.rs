//! What the rule files say of a word, a bit each. The build script writes them, and
//! [`Rules`](super::Rules) reads them.

/// An abbreviation that never ends a sentence inside a paragraph.
pub(crate) const NEVER_ENDS: u16 = 1;
/// An abbreviation that ends one only before a word of `[starters]`.
pub(crate) const RARELY_ENDS: u16 = 1 << 1;
/// An abbreviation that ends one before any capital letter, not before a digit.
pub(crate) const MAY_END: u16 = 1 << 2;
/// An abbreviation that ends none before a number.
pub(crate) const BEFORE_NUMBER: u16 = 1 << 3;
/// A word that often opens a sentence and is seldom a name.
pub(crate) const STARTER: u16 = 1 << 4;
/// A word that after a quotation, even capital, says who spoke.
pub(crate) const ATTRIBUTION: u16 = 1 << 5;
/// A verb of speaking.
pub(crate) const SPEECH_VERB: u16 = 1 << 6;
/// A word that opens the clause which a verb of speaking reports.
pub(crate) const COMPLEMENTISER: u16 = 1 << 7;
/// A word that so often closes a sentence that a full stop glued to both sides ends one.
pub(crate) const CLOSING: u16 = 1 << 8;
/// A word that, as written, opens no sentence.
pub(crate) const NEVER_STARTS: u16 = 1 << 9;
/// A word that goes on after a letter or Roman numeral, where that alone would be a word.
pub(crate) const AFTER_NUMERAL: u16 = 1 << 10;
/// A noun that says who spoke if a word of `[light-verbs]` completes it.
pub(crate) const SPEECH_NOUN: u16 = 1 << 11;
/// A verb that completes a verb or noun of speaking.
pub(crate) const LIGHT_VERB: u16 = 1 << 12;
/// An abbreviation that ends a sentence before any capital letter where a number precedes it.
pub(crate) const UNIT: u16 = 1 << 13;

/// All that is said of an abbreviation.
pub(crate) const ABBREVIATION: u16 = NEVER_ENDS | RARELY_ENDS | MAY_END | BEFORE_NUMBER | UNIT;
