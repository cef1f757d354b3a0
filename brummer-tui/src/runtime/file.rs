//! Files: code around a problem, the file that a line names, and saved logs.

use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use brummer_core::{LogRange, Problem, ProblemQuery, Resolved, Supervisor};

use crate::model::CodeFrame;
use crate::update::{FileHint, Saved};

/// How many lines are shown before and after the line of a problem.
const AROUND: u32 = 4;

/// How much of a file is looked at, in bytes; a problem further down has no code shown.
const MAX_BYTES: u64 = 8 * 1024 * 1024;

/// The longest line that is shown, in bytes.
const MAX_LINE: u64 = 1_000;

/// How many lines are saved at a time.
const PAGE: usize = 5_000;

/// The lines of a file around one of them; none if it cannot be read as text.
pub(super) fn frame(path: PathBuf, line: u32) -> CodeFrame {
    let lines = lines_around(&path, line).unwrap_or_default();
    CodeFrame {
        at: (path, line),
        lines,
    }
}

fn lines_around(path: &Path, line: u32) -> Option<Vec<(u32, String)>> {
    // A pipe or a device could be waited for, for ever.
    if !std::fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let file = std::fs::File::open(path).ok()?;
    let mut file = BufReader::new(file.take(MAX_BYTES));
    let (from, to) = (
        line.saturating_sub(AROUND).max(1),
        line.saturating_add(AROUND),
    );
    let mut found = Vec::new();
    for number in 1..=to {
        let mut bytes = Vec::new();
        if file
            .by_ref()
            .take(MAX_LINE)
            .read_until(b'\n', &mut bytes)
            .ok()?
            == 0
        {
            break;
        }
        if bytes.last() != Some(&b'\n') {
            file.skip_until(b'\n').ok()?;
        }
        if number >= from {
            let text = String::from_utf8_lossy(&bytes).replace('\t', "    ");
            let text: String = text.chars().filter(|c| !c.is_control()).collect();
            found.push((number, text));
        }
    }
    (found.last()?.0 >= line).then_some(found)
}

/// The problems that a line may be a part of; none if they cannot be read.
pub(super) async fn problems(supervisor: &Supervisor, hint: &FileHint) -> Vec<Arc<Problem>> {
    let query = ProblemQuery {
        processes: vec![hint.process.clone()],
        resolved: Resolved::With,
        limit: 1_000,
        ..ProblemQuery::default()
    };
    let page = supervisor.problems(&query).await;
    page.map_or_else(|_| Vec::new(), |page| page.problems)
}

/// The file that a line of a log names, and the line in it: that of the problem which the line is a part of, or else the first name of a
/// file that is there.
pub(super) fn named(problems: &[Arc<Problem>], hint: &FileHint) -> Option<(PathBuf, u32)> {
    let in_text = places(&hint.text).find_map(|(file, line)| {
        let path = hint.dir.join(file);
        path.is_file().then_some((path, line))
    });
    let of_problem = || {
        let says = |lines: (u64, u64)| (lines.0..=lines.1).contains(&hint.line);
        let mut problems = problems.iter();
        let problem = problems.find(|problem| says(problem.finding.lines))?;
        let place = problem.finding.place.as_ref()?;
        let path = hint.dir.join(&place.file);
        path.is_file().then_some((path, place.line.unwrap_or(1)))
    };
    in_text.or_else(of_problem)
}

/// What may be names of files in a text, with the numbers of lines behind them: `a.ts:3:7`, `a.ts(3,7)`, `"a.py", line 3`, `a.rs`.
fn places(text: &str) -> impl Iterator<Item = (&str, u32)> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | '<' | '>' | ',');
    let words = text.split(ends).filter(|word| !word.is_empty());
    words.filter_map(move |word| {
        let word = word
            .trim_start_matches(['(', '['])
            .trim_end_matches([')', ']', '.', ':']);
        let word = word.strip_prefix("file://").unwrap_or(word);
        let end = word.find([':', '(']).unwrap_or(word.len());
        let (file, rest) = word.split_at(end);
        let digits = |text: &str| {
            let digits = text.trim_start_matches([':', '(']);
            let end = digits
                .find(|c: char| !c.is_ascii_digit())
                .unwrap_or(digits.len());
            digits[..end].parse::<u32>().ok().filter(|line| *line > 0)
        };
        let is_name = file.contains(['/', '.']) && file.chars().any(char::is_alphanumeric);
        let line = digits(rest).or_else(|| {
            let (_, behind) = text.split_once(word)?;
            let behind = behind.trim_start_matches(['"', '\'', ',', ' ']);
            digits(behind.strip_prefix("line ")?)
        });
        is_name.then_some((file, line.unwrap_or(1)))
    })
}

/// Writes what a query finds to a new file, without colours; answers with the number of lines.
pub(super) async fn save(
    supervisor: &Supervisor,
    path: &Path,
    query: Saved,
) -> Result<u64, String> {
    let said = |error: std::io::Error| error.to_string();
    let path = match path.strip_prefix("~").ok().zip(std::env::home_dir()) {
        Some((below, home)) => home.join(below),
        None => path.to_owned(),
    };
    let file = std::fs::File::create_new(&path).map_err(said)?;
    let mut file = BufWriter::new(file);
    let mut query = *query.0;
    query.limit = PAGE;
    let has_names = query.processes.len() != 1;
    let mut count = 0;
    loop {
        let page = supervisor
            .logs(query.clone())
            .await
            .map_err(|error| error.to_string())?;
        for line in &page.lines {
            if has_names {
                write!(file, "{} | ", line.process).map_err(said)?;
            }
            writeln!(file, "{}", line.text()).map_err(said)?;
            count += 1;
        }
        if !page.more {
            break;
        }
        query.range = LogRange::After(page.next);
    }
    file.flush().map_err(said)?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(&str, u32)]) {
        assert_eq!(places(text).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn files_are_found_as_tools_write_them() {
        check("src/a.ts:3:7: error", &[("src/a.ts", 3)]);
        check("src/a.ts(3,7): error", &[("src/a.ts", 3)]);
        check("  File \"a/b.py\", line 12, in f", &[("a/b.py", 12)]);
        check("    at f (/app/x.js:42:19)", &[("/app/x.js", 42)]);
        check("  --> src/main.rs:2:5", &[("src/main.rs", 2)]);
        check("nothing here", &[]);
    }

    #[test]
    fn the_code_around_a_line_has_its_numbers() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.ts");
        let text: String = "line\t1\u{1b}[31m\n".repeat(20);
        std::fs::write(&path, text).unwrap();
        let found = frame(path.clone(), 3).lines;
        assert_eq!((found[0].0, found.last().unwrap().0), (1, 7));
        assert_eq!(found[2].1, "line    1[31m");
        assert!(frame(path, 21).lines.is_empty());
        assert!(frame(dir.path().join("b"), 1).lines.is_empty());
    }
}
