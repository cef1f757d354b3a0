//! The tasks that a Rakefile defines by name; those that code makes up are not known.

use crate::project::lines::{Numbered, numbered};

/// A task.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Task<'a> {
    /// Its name with its namespaces: `db:migrate`.
    pub(super) name: String,
    /// The offset of its line.
    pub(super) at: usize,
    /// What `desc` says right before.
    pub(super) description: Option<&'a str>,
}

/// The deepest nesting of blocks.
const MAX_DEPTH: usize = 64;

/// The tasks of a Rakefile.
pub(super) struct Tasks<'a> {
    lines: Numbered<'a>,
    /// The blocks that are open: the namespace of one that is such.
    open: Vec<Option<&'a str>>,
    description: Option<&'a str>,
    /// What ends the text that is being read over: `=end`, or the word of a here-document.
    until: Option<&'a str>,
    is_over: bool,
}

impl<'a> Tasks<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            lines: numbered(text),
            open: Vec::new(),
            description: None,
            until: None,
            is_over: false,
        }
    }

    /// The task that a line defines.
    fn line(&mut self, at: usize, line: &'a str) -> Option<Task<'a>> {
        let code = without_comment(line).trim();
        if let Some(rest) = word(code, "desc") {
            self.description = literal(rest).map(|(text, _)| text);
        }
        let here = code.split_once("<<~").or(code.split_once("<<-"));
        if let Some((_, end)) = here {
            let end = end.trim_start_matches(['"', '\'']);
            let length = end.find(|c: char| !c.is_alphanumeric() && c != '_');
            let end = &end[..length.unwrap_or(end.len())];
            self.until = Some(end).filter(|end| !end.is_empty());
        }
        let defined = defined(code);
        let namespace = word(code, "namespace")
            .and_then(literal)
            .map(|(name, _)| name);
        let task = defined.map(|name| Task {
            name: self.full(name),
            at,
            description: self.description.take(),
        });
        self.blocks(code, namespace);
        task
    }

    /// The name of a task with the namespaces that are open.
    fn full(&self, name: &str) -> String {
        let spaces = self.open.iter().flatten().copied();
        let parts: Vec<_> = spaces.chain([name]).collect();
        parts.join(":")
    }

    /// Notes the blocks that a line opens and closes.
    fn blocks(&mut self, code: &str, namespace: Option<&'a str>) {
        let first = code.split_whitespace().next().unwrap_or_default();
        let first = first.trim_end_matches(|c: char| !c.is_alphanumeric());
        let words = code.split(|c: char| !c.is_alphanumeric() && c != '_');
        let words: Vec<_> = words.filter(|word| !word.is_empty()).collect();
        let is_loop = matches!(first, "while" | "until" | "for");
        let opens_first = is_loop
            || matches!(
                first,
                "if" | "unless" | "case" | "def" | "class" | "module" | "begin"
            );
        let has_value = |word: &str| code.contains(&format!("= {word} "));
        let opens_value = ["if", "case", "unless"].iter().any(|word| has_value(word))
            || code.ends_with("= begin");
        let has_do = words.contains(&"do") && !is_loop;
        let opens_brace = namespace.is_some() && code.ends_with('{');
        // `def x = 1` has no end.
        let is_short = first == "def" && code.contains(" = ");
        let opened = usize::from(opens_first && !is_short)
            + usize::from(opens_value)
            + usize::from(has_do)
            + usize::from(opens_brace);
        let ends = words.iter().filter(|word| **word == "end").count();
        let closed = ends + usize::from(code == "}" && !self.open.is_empty());
        for _ in 0..opened {
            if self.open.len() < MAX_DEPTH {
                self.open.push(namespace);
            }
        }
        for _ in 0..closed {
            self.open.pop();
        }
    }
}

impl<'a> Iterator for Tasks<'a> {
    type Item = Task<'a>;

    fn next(&mut self) -> Option<Task<'a>> {
        while !self.is_over {
            let (at, line) = self.lines.next()?;
            if let Some(end) = self.until {
                if line.trim() == end {
                    self.until = None;
                }
                continue;
            }
            match line.trim_end() {
                "=begin" => self.until = Some("=end"),
                "__END__" => self.is_over = true,
                _ => {
                    if let Some(task) = self.line(at, line) {
                        return Some(task);
                    }
                }
            }
        }
        None
    }
}

/// The name of the task that a line defines.
fn defined(code: &str) -> Option<&str> {
    if let Some(rest) = word(code, "task").or(word(code, "multitask")) {
        // `task default: [...]`, `task :a, [:x] => :b`
        return key(rest).or_else(|| literal(rest).map(|(name, _)| name));
    }
    // `Rake::TestTask.new(:unit) do |t|`, `RSpec::Core::RakeTask.new`
    let (class, rest) = code.split_once("Task.new")?;
    let is_class = class.chars().all(|c| c.is_alphanumeric() || c == ':');
    let class_name = class
        .rsplit("::")
        .nth(usize::from(class.ends_with("::Rake")));
    if !is_class {
        return None;
    }
    let rest = rest.trim_start_matches(['(', ' ']);
    key(rest)
        .or_else(|| literal(rest).map(|(name, _)| name))
        .or_else(|| {
            Some(match (class.split("::").next()?, class_name?) {
                ("RSpec", _) => "spec",
                ("RuboCop", _) => "rubocop",
                ("Rake" | "Minitest", "Test") => "test",
                ("Cucumber", _) => "cucumber",
                ("YARD", _) => "yard",
                ("RDoc", _) => "rdoc",
                _ => return None,
            })
        })
}

/// What comes after a word that a line begins with.
fn word<'a>(code: &'a str, word: &str) -> Option<&'a str> {
    let rest = code.strip_prefix(word)?;
    rest.starts_with([' ', '\t', '(', '"', '\''])
        .then(|| rest.trim_start_matches([' ', '\t', '(']))
}

/// The name of `name: [...]`.
fn key(text: &str) -> Option<&str> {
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_')?;
    let (name, rest) = text.split_at(end);
    (!name.is_empty() && rest.starts_with(':') && !rest.starts_with("::")).then_some(name)
}

/// The text of `:name`, `"name"` or `'name'`, and what comes after it. One with code in it is none.
fn literal(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next()?;
    let rest = &text[quote.len_utf8()..];
    match quote {
        ':' if rest.starts_with(['"', '\'']) => literal(rest),
        ':' => {
            let end = rest.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '?' | '!'));
            let (name, rest) = rest.split_at(end.unwrap_or(rest.len()));
            (!name.is_empty()).then_some((name, rest))
        }
        '"' | '\'' => {
            let (inside, rest) = rest.split_once(quote)?;
            (!inside.contains("#{") && !inside.is_empty()).then_some((inside, rest))
        }
        _ => None,
    }
}

/// The line up to a comment, as far as that can be told: what stands in quotes is none.
fn without_comment(line: &str) -> &str {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in line.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open && before != '\\' => quote = None,
            (None, '#') if before.is_whitespace() => return &line[..at],
            _ => {}
        }
        before = c;
    }
    line
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str]) {
        let tasks = Tasks::new(text).map(|task| match task.description {
            Some(description) => format!("{} # {description}", task.name),
            None => task.name,
        });
        assert_eq!(tasks.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn a_task_has_a_name_in_one_of_several_ways() {
        check(
            "task :a\ntask 'b' do\nend\ntask c: [:a]\ntask :d, [:x] => :a\ntask(:e) { x }\nmultitask f: %w[a]\ntask \"g-h\" => :a",
            &["a", "b", "c", "d", "e", "f", "g-h"],
        );
    }

    #[test]
    fn a_description_belongs_to_the_next_task() {
        check("desc \"Do a\" # x\ntask :a\ntask :b", &["a # Do a", "b"]);
    }

    #[test]
    fn namespaces_come_before_the_name() {
        check(
            "namespace :db do\n  task :a do\n    if x then\n      y if z\n    end\n    [1].each do |n| end\n  end\n  namespace 'c' do\n task :d do |t, args|\n    x = case y\n    end\n end\n  end\nend\ntask :e",
            &["db:a", "db:c:d", "e"],
        );
    }

    #[test]
    fn what_is_no_code_is_read_over() {
        check(
            "=begin\ntask :a\n=end\nputs <<~TEXT\n  task :b\nTEXT\ntask :c\n__END__\ntask :d",
            &["c"],
        );
    }

    #[test]
    fn classes_define_tasks() {
        check(
            "Rake::TestTask.new do |t|\nend\nRake::TestTask.new(:unit) do |t|\nend\nRSpec::Core::RakeTask.new(:spec)\nRuboCop::RakeTask.new\nMinitest::TestTask.create\nRake::TestTask.new(slow: :a)",
            &["test", "unit", "spec", "rubocop", "slow"],
        );
    }

    #[test]
    fn a_name_that_code_makes_up_is_not_known() {
        check("task name\ntask \"a:#{x}\"\ntask", &[]);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(task |namespace |desc |do|end|Task.new|<<~|::|[a-b:\"'#{}(),é\n ]|.){0,60}") {
            Tasks::new(&text).count();
        }
    }
}
