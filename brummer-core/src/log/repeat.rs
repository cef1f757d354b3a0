//! Repeated lines, for display: the store keeps each of them.

use jiff::Timestamp;

use super::LogLine;

/// A line that a process printed several times with nothing of its own in between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Repeat<'a> {
    /// The first of them.
    pub line: &'a LogLine,
    /// How many there are, at least 1.
    pub count: usize,
    /// When the last of them was read.
    pub last: Timestamp,
}

/// Joins lines that follow one another with the same process, run, stream, level and bytes.
///
/// Lines of other processes in between end a repetition, so that nothing is shown out of its order.
pub fn repeats(lines: &[LogLine]) -> impl Iterator<Item = Repeat<'_>> {
    lines.chunk_by(is_repeated).map(|same| Repeat {
        line: &same[0],
        count: same.len(),
        last: same[same.len() - 1].time,
    })
}

fn is_repeated(one: &LogLine, next: &LogLine) -> bool {
    let LogLine {
        sequence: _,
        time: _,
        process,
        run,
        stream,
        level,
        bytes,
        split,
    } = one;
    // The pieces of a long line are one line.
    !split
        && !next.split
        && (process, run, stream) == (&next.process, &next.run, &next.stream)
        && (level, bytes) == (&next.level, &next.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::{ProcessId, Run};
    use crate::log::Stream;

    /// Process and text of each line, and what is left of them.
    #[track_caller]
    fn check(lines: &[(&str, &str)], expected: &[(&str, usize)]) {
        let lines: Vec<_> = (0_i64..)
            .zip(lines)
            .map(|(second, (process, text))| LogLine {
                sequence: 0,
                time: Timestamp::from_second(second).unwrap(),
                process: ProcessId::new(process).unwrap(),
                run: Run::FIRST,
                stream: Stream::Stdout,
                level: None,
                bytes: text.as_bytes().to_vec().into(),
                split: false,
            })
            .collect();
        let shown: Vec<_> = repeats(&lines)
            .map(|repeat| (repeat.line.text().into_owned(), repeat.count))
            .collect();
        let shown: Vec<_> = shown.iter().map(|(text, n)| (text.as_str(), *n)).collect();
        assert_eq!(shown, expected);
    }

    #[test]
    fn equal_lines_of_one_process_are_joined() {
        let web = |text| ("web", text);
        check(
            &[web("a"), web("a"), web("b"), web("a")],
            &[("a", 2), ("b", 1), ("a", 1)],
        );
        check(&[], &[]);
    }

    #[test]
    fn another_process_in_between_ends_a_repetition() {
        check(
            &[("web", "a"), ("api", "a"), ("web", "a")],
            &[("a", 1), ("a", 1), ("a", 1)],
        );
    }

    #[test]
    fn the_first_line_stands_for_all_and_the_last_time_is_kept() {
        let line = |second| LogLine {
            sequence: 0,
            time: Timestamp::from_second(second).unwrap(),
            process: ProcessId::new("web").unwrap(),
            run: Run::FIRST,
            stream: Stream::Stdout,
            level: None,
            bytes: b"x".to_vec().into(),
            split: false,
        };
        let lines = [line(1), line(9)];
        let repeat = repeats(&lines).next().unwrap();
        assert_eq!((repeat.line, repeat.last), (&lines[0], lines[1].time));
    }
}
