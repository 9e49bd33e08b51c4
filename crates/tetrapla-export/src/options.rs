//! What is asked of a writer and what it reports in the end.

use std::fmt;
use std::path::PathBuf;

/// What to write and how; the default writes everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct WriteOptions {
    /// Units of two languages or more with a probability below this, rounded to four
    /// decimals, are left out.
    pub min_probability: f64,
    /// Only units in which every language has a part.
    pub complete: bool,
    /// Instead of whole units the beads of these two languages, source and target.
    pub pair: Option<(String, String)>,
    /// In JSON Lines, why each unit is one, where the alignment knows
    /// ([`tetrapla_align::Config::explain`]); beads of a pair have no explanation.
    pub explanations: bool,
    /// The columns of a TSV; where there are none, the languages of the first alignment.
    pub columns: Vec<String>,
    /// Name `*all*` as the source language of a TMX, instead of the first language.
    pub srclang_all: bool,
    /// The date that a TMX states; none is stated without it.
    pub created: Option<CreationDate>,
    /// Columns of the terminal for the table; 0 stands for 80.
    pub width: usize,
    /// Colours in the table.
    pub colour: bool,
}

/// A moment in UTC, shown as TMX writes it: `yyyyMMddTHHmmssZ`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CreationDate(u64);

impl CreationDate {
    /// The moment so many seconds after 1970 began, as `SOURCE_DATE_EPOCH` gives it; `None`
    /// after the year 9999.
    #[must_use]
    pub fn from_unix_seconds(seconds: u64) -> Option<Self> {
        const YEAR_10000: u64 = 253_402_300_800;
        (seconds < YEAR_10000).then_some(Self(seconds))
    }
}

impl fmt::Display for CreationDate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, second) = (self.0 / 86_400, self.0 % 86_400);
        // Days are counted from 1 March of year 0, so that a leap day ends its year; 400 years
        // have 146,097 days.
        let days = days + 719_468;
        let (era, day_of_era) = (days / 146_097, days % 146_097);
        let year_of_era =
            (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
        let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let from_march = (5 * day_of_year + 2) / 153;
        let day = day_of_year - (153 * from_march + 2) / 5 + 1;
        let month = if from_march < 10 {
            from_march + 3
        } else {
            from_march - 9
        };
        let year = era * 400 + year_of_era + u64::from(month <= 2);
        let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
        write!(
            formatter,
            "{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z"
        )
    }
}

/// What was written and what was not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Summary {
    /// Units, or beads of a pair, that were written.
    pub n_written: usize,
    /// Left out, because the format needs two languages and there was one.
    pub n_single: usize,
    /// Left out, because a language is missing and only complete units were asked for.
    pub n_incomplete: usize,
    /// Left out, because of a probability below the one asked for.
    pub n_improbable: usize,
    /// Characters removed, because XML cannot carry them.
    pub n_removed: usize,
    /// Places where tabs or line breaks inside a text became a space.
    pub n_flattened: usize,
    /// The files, in the order written; empty for standard output.
    pub files: Vec<PathBuf>,
}

impl Summary {
    /// How many units were left out for any reason.
    #[must_use]
    pub fn n_left_out(&self) -> usize {
        self.n_single + self.n_incomplete + self.n_improbable
    }
}

/// One line, as `23 written, 4 left out (3 of one language, 1 improbable)`.
impl fmt::Display for Summary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} written", self.n_written)?;
        let reasons = [
            (self.n_single, "of one language"),
            (self.n_incomplete, "incomplete"),
            (self.n_improbable, "improbable"),
        ];
        let reasons = reasons.iter().filter(|(n, _)| *n > 0);
        let reasons: Vec<String> = reasons.map(|(n, why)| format!("{n} {why}")).collect();
        if !reasons.is_empty() {
            write!(
                formatter,
                ", {} left out ({})",
                self.n_left_out(),
                reasons.join(", ")
            )?;
        }
        if self.n_removed > 0 {
            let noun = if self.n_removed == 1 {
                "character"
            } else {
                "characters"
            };
            write!(
                formatter,
                ", {} {noun} removed that XML cannot carry",
                self.n_removed
            )?;
        }
        if self.n_flattened > 0 {
            write!(
                formatter,
                ", tabs or line breaks made a space {} times",
                self.n_flattened
            )?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (seconds, expected) in [
            (0, "19700101T000000Z"),
            (951_782_400, "20000229T000000Z"),
            (1_758_551_696, "20250922T143456Z"),
            (1_735_689_599, "20241231T235959Z"),
            (4_107_542_400, "21000301T000000Z"),
            (253_402_300_799, "99991231T235959Z"),
        ] {
            assert_eq!(
                CreationDate::from_unix_seconds(seconds)
                    .unwrap()
                    .to_string(),
                expected
            );
        }
        assert_eq!(CreationDate::from_unix_seconds(253_402_300_800), None);
    }

    #[test]
    fn a_summary_is_one_line() {
        let plain = Summary {
            n_written: 3,
            ..Summary::default()
        };
        assert_eq!(plain.to_string(), "3 written");
        let summary = Summary {
            n_written: 23,
            n_single: 3,
            n_improbable: 1,
            n_removed: 1,
            n_flattened: 2,
            ..Summary::default()
        };
        assert_eq!(
            summary.to_string(),
            "23 written, 4 left out (3 of one language, 1 improbable), 1 character removed \
             that XML cannot carry, tabs or line breaks made a space 2 times"
        );
    }
}
