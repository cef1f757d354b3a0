//! What a search through a full log costs, beside `rg` on the same text in a file and beside the floor: `memmem`, or the
//! same regular expression, over the text as one piece.
//!
//! `cargo bench --bench search`. Criterion measures; the table at the end has the ratios. Where `rg` is not installed, its
//! column is empty.

#[path = "search/load.rs"]
mod load;
#[path = "search/ratios.rs"]
mod ratios;

use std::error::Error;
use std::hint::black_box;
use std::process::{Command as Program, Stdio};
use std::time::{Duration, SystemTime};

use brummer_core::{Case, LogPattern, LogQuery};
use criterion::Criterion;

use self::load::{Load, Text};

/// What is searched for.
struct Search {
    name: &'static str,
    pattern: &'static str,
    regex: bool,
    ignore_case: bool,
}

/// One line in a thousand has the needle of the first three; none has that of the last.
const SEARCHES: [Search; 4] = [
    Search {
        name: "literal",
        pattern: "connection refused",
        regex: false,
        ignore_case: false,
    },
    Search {
        name: "literal, any case",
        pattern: "Connection Refused",
        regex: false,
        ignore_case: true,
    },
    Search {
        name: "regex",
        pattern: r"connect\w+ (?:refused|reset) by \d+",
        regex: true,
        ignore_case: false,
    },
    Search {
        name: "nothing found",
        pattern: "no such needle",
        regex: false,
        ignore_case: false,
    },
];

fn main() -> Result<(), Box<dyn Error>> {
    // The load is printed by this program, executed again.
    if load::printed()? {
        return Ok(());
    }
    if !std::env::args().any(|arg| arg == "--bench") {
        return Ok(());
    }
    let began = SystemTime::now();
    let mut criterion = Criterion::default()
        .without_plots()
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2))
        .configure_from_args()
        .output_directory(&ratios::directory());
    for text in Text::ALL {
        let load = Load::store(text)?;
        for search in &SEARCHES {
            compare(&mut criterion, &load, search)?;
        }
    }
    criterion.final_summary();
    ratios::print(began);
    Ok(())
}

fn compare(criterion: &mut Criterion, load: &Load, search: &Search) -> Result<(), Box<dyn Error>> {
    let case = if search.ignore_case {
        Case::Ignore
    } else {
        Case::Exact
    };
    let pattern = if search.regex {
        LogPattern::regex_in(search.pattern, case)?
    } else {
        LogPattern::literal_in(search.pattern, case)?
    };
    let query = LogQuery {
        pattern: Some(pattern),
        limit: LogQuery::MAX_LIMIT,
        ..LogQuery::default()
    };
    let found = load.search(&query)?;
    let mut group = criterion.benchmark_group(ratios::group(load.text, search.name));
    group.bench_function(ratios::OURS, |bencher| {
        bencher.iter(|| black_box(load.search(&query)));
    });
    let floor = floor(search)?;
    group.bench_function(ratios::FLOOR, |bencher| {
        bencher.iter(|| black_box(floor.find_iter(&load.bytes).count()));
    });
    if let Some(counted) = rg(load, search) {
        // Across colours, `rg` finds nothing: it sees the bytes as they are.
        if load.text == Text::Plain && counted != found {
            return Err(format!("`{}`: rg finds {counted}, we {found}", search.name).into());
        }
        group.bench_function(ratios::RG, |bencher| {
            bencher.iter(|| black_box(rg(load, search)));
        });
    }
    group.finish();
    Ok(())
}

/// One pass over all bytes. Without regard to case a literal is a regular expression, too.
fn floor(search: &Search) -> Result<regex::bytes::Regex, Box<dyn Error>> {
    let pattern = if search.regex {
        search.pattern.to_owned()
    } else {
        regex::escape(search.pattern)
    };
    let regex = regex::bytes::RegexBuilder::new(&pattern)
        .case_insensitive(search.ignore_case)
        .build()?;
    Ok(regex)
}

/// How many lines `rg` finds in the file; none if it is not installed.
fn rg(load: &Load, search: &Search) -> Option<usize> {
    let mut rg = Program::new("rg");
    rg.args([
        "--no-config",
        "--no-heading",
        "--no-line-number",
        "--color=never",
        "-a",
        "-j1",
    ]);
    if !search.regex {
        rg.arg("--fixed-strings");
    }
    if search.ignore_case {
        rg.arg("--ignore-case");
    }
    rg.arg("-e").arg(search.pattern).arg(load.file.path());
    let output = rg.stdin(Stdio::null()).output().ok()?;
    Some(memchr::memchr_iter(b'\n', &output.stdout).count())
}
