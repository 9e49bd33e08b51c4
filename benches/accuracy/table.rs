//! A table in Markdown, line by line, and how its figures are written.

use std::time::Duration;

/// The columns of a table, the first for names.
pub struct Table {
    first: usize,
    columns: Vec<&'static str>,
}

/// Over the names.
const FIRST: &str = "configuration";

impl Table {
    /// A table whose names have at most so many characters.
    pub fn new(longest_name: usize, columns: &[&'static str]) -> Self {
        Self {
            first: longest_name.max(FIRST.len()),
            columns: columns.to_vec(),
        }
    }

    /// The two lines over the rows.
    pub fn head(&self) -> String {
        let titles: Vec<String> = self.columns.iter().map(|&title| title.to_owned()).collect();
        let rules = self.columns.iter().map(|title| "-".repeat(title.len() - 1));
        // The colon sets figures to the right.
        let rules: Vec<String> = rules.map(|rule| rule + ":").collect();
        let rule = "-".repeat(self.first);
        [self.row(FIRST, &titles), self.row(&rule, &rules)].join("\n")
    }

    /// One row.
    pub fn row(&self, name: &str, cells: &[String]) -> String {
        let mut row = format!("| {name:<width$} |", width = self.first);
        for (cell, title) in cells.iter().zip(&self.columns) {
            row += &format!(" {cell:>width$} |", width = title.len());
        }
        row
    }
}

/// A share as `.9819`, `1.0000`, or a dash where there is none.
pub fn share(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| {
        let text = format!("{share:.4}");
        text.strip_prefix('0').map(str::to_owned).unwrap_or(text)
    })
}

/// Seconds with one decimal.
pub fn seconds(took: Duration) -> String {
    format!("{:.1}", took.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_their_titles() {
        let table = Table::new(3, &["pairs F1", "seconds"]);
        let row = table.row(
            "all",
            &[share(Some(0.98194)), seconds(Duration::from_millis(1_250))],
        );
        assert_eq!(
            format!("{}\n{row}", table.head()),
            "| configuration | pairs F1 | seconds |\n\
             | ------------- | -------: | ------: |\n\
             | all           |    .9819 |     1.2 |"
        );
        assert_eq!([Some(1.0), None].map(share), ["1.0000", "-"]);
    }
}
