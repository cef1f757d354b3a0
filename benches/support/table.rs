//! Markdown tables on stdout.

/// Prints a table under a title. The first column is text, all others are figures.
#[expect(clippy::print_stdout, reason = "figures are what a benchmark is for")]
pub(crate) fn print(title: &str, columns: &[&str], rows: &[Vec<String>]) {
    println!("\n{title}\n");
    println!("| {} |", columns.join(" | "));
    println!("|---{}|", "|---:".repeat(columns.len() - 1));
    for row in rows {
        println!("| {} |", row.join(" | "));
    }
}
