//! YAML: the first document of a file, with aliases and merge keys resolved.

use rustc_hash::{FxHashMap, FxHashSet};
use saphyr_parser::{Event, Parser, ScalarStyle, ScanError, Span};

use super::{Key, Node, Text, Value};
use crate::config::Warning;

/// How deep collections may be nested.
const MAX_DEPTH: usize = 128;

/// The most values of one file, those that aliases repeat included: a few lines of aliases can mean billions.
const MAX_VALUES: usize = 200_000;

impl Text {
    /// The first document of the file as YAML 1.2, with null for an empty one.
    pub(in crate::project) fn yaml(&self) -> Result<Node, Warning> {
        let mut offsets = Offsets::new(self.as_str());
        let mut building = Building::default();
        for event in Parser::new_from_str(self.as_str()) {
            let (event, at) = match event {
                Ok((event, Span { start, .. })) => (event, offsets.byte(start.index())),
                Err(error) => return Err(self.not_yaml(&mut offsets, &error)),
            };
            match building.take(event, at) {
                Ok(None) => {}
                Ok(Some(node)) => return Ok(node),
                Err(what) => return Err(self.warning(at, format!("not read as YAML: {what}"))),
            }
        }
        Ok(Node {
            at: 0,
            value: Value::Null,
        })
    }

    fn not_yaml(&self, offsets: &mut Offsets<'_>, error: &ScanError) -> Warning {
        let at = offsets.byte(error.marker().index());
        self.warning(at, format!("not valid YAML: {}", error.info()))
    }
}

/// Offsets in bytes for those that the parser counts in characters, in mostly ascending order.
struct Offsets<'a> {
    text: &'a str,
    chars: usize,
    bytes: usize,
}

impl<'a> Offsets<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            chars: 0,
            bytes: 0,
        }
    }

    fn byte(&mut self, chars: usize) -> usize {
        if chars < self.chars {
            (self.chars, self.bytes) = (0, 0);
        }
        let rest = &self.text[self.bytes..];
        let skipped = chars - self.chars;
        let next = rest.char_indices().nth(skipped);
        self.bytes += next.map_or(rest.len(), |(at, _)| at);
        self.chars = chars;
        self.bytes
    }
}

/// A document that is being put together.
#[derive(Default)]
struct Building {
    /// The collections that are open, the innermost last.
    open: Vec<Open>,
    /// What has an anchor, by the parser's number for it.
    anchors: FxHashMap<usize, Counted>,
    /// How many values there are so far, with the copies that anchors and aliases make.
    values: usize,
}

/// A collection that is open.
struct Open {
    at: usize,
    /// The number of its anchor; 0 for none.
    anchor: usize,
    /// How many values there were before it.
    before: usize,
    /// How deep the deepest of its items is so far.
    height: usize,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    /// The entries, and a key that has no value yet.
    Map(Vec<(Key, Node)>, Option<Key>),
}

/// A value, how many there are in it with itself, and how deep they are nested.
#[derive(Clone)]
struct Counted {
    node: Node,
    values: usize,
    height: usize,
}

impl Building {
    /// Takes an event; gives the document when it is whole, or says why it cannot be read.
    fn take(&mut self, event: Event<'_>, at: usize) -> Result<Option<Node>, &'static str> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let value = scalar(text.into_owned(), style);
                let node = Node { at, value };
                self.count(1)?;
                self.add(node, anchor, 1, 0)
            }
            Event::Alias(anchor) => {
                // Inside of itself an anchor is not known yet: a cycle.
                let Some(named) = self.anchors.get(&anchor) else {
                    return Err("an alias stands inside of what it names");
                };
                let (values, height) = (named.values, named.height);
                if self.values + values > MAX_VALUES {
                    return Err("aliases repeat too much");
                }
                let value = named.node.value.clone();
                self.count(values)?;
                self.add(Node { at, value }, 0, values, height)
            }
            Event::SequenceStart(anchor, _) => self.begin(at, anchor, Items::List(Vec::new())),
            Event::MappingStart(anchor, _) => self.begin(at, anchor, Items::Map(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => Ok(None),
        }
    }

    fn count(&mut self, values: usize) -> Result<(), &'static str> {
        self.values += values;
        if self.values > MAX_VALUES {
            return Err("it has too many values");
        }
        Ok(())
    }

    fn begin(
        &mut self,
        at: usize,
        anchor: usize,
        items: Items,
    ) -> Result<Option<Node>, &'static str> {
        if self.open.len() == MAX_DEPTH {
            return Err("it is nested too deep");
        }
        self.open.push(Open {
            at,
            anchor,
            before: self.values,
            height: 0,
            items,
        });
        Ok(None)
    }

    fn end(&mut self) -> Result<Option<Node>, &'static str> {
        let Some(open) = self.open.pop() else {
            return Ok(None);
        };
        self.count(1)?;
        let value = match open.items {
            Items::List(items) => Value::List(items),
            Items::Map(entries, _) => Value::Map(merged(entries)),
        };
        let node = Node { at: open.at, value };
        let values = self.values - open.before;
        self.add(node, open.anchor, values, open.height + 1)
    }

    /// Puts a value where it belongs.
    fn add(
        &mut self,
        node: Node,
        anchor: usize,
        values: usize,
        height: usize,
    ) -> Result<Option<Node>, &'static str> {
        if self.open.len() + height > MAX_DEPTH {
            return Err("it is nested too deep");
        }
        if anchor != 0 {
            self.count(values)?;
            let node = node.clone();
            let named = Counted {
                node,
                values,
                height,
            };
            self.anchors.insert(anchor, named);
        }
        let Some(open) = self.open.last_mut() else {
            return Ok(Some(node));
        };
        open.height = open.height.max(height);
        match &mut open.items {
            Items::List(items) => items.push(node),
            Items::Map(entries, key) => {
                if let Some(key) = key.take() {
                    entries.push((key, node));
                } else {
                    let name = node.as_scalar().unwrap_or_default().to_owned();
                    *key = Some(Key { at: node.at, name });
                }
            }
        }
        Ok(None)
    }
}

/// What a scalar means. Only plain ones are anything else than text.
fn scalar(text: String, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text);
    }
    let is_number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'))
        && text.parse::<f64>().is_ok();
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ if is_number => Value::Number(text),
        _ => Value::String(text),
    }
}

/// The entries with those of merge keys (`<<: *base`) put before them, unless they say the same key themselves.
fn merged(entries: Vec<(Key, Node)>) -> Vec<(Key, Node)> {
    if entries.iter().all(|(key, _)| key.name != "<<") {
        return entries;
    }
    let (merges, own): (Vec<_>, Vec<_>) =
        entries.into_iter().partition(|(key, _)| key.name == "<<");
    let mut known: FxHashSet<String> = own.iter().map(|(key, _)| key.name.clone()).collect();
    let mut all = Vec::new();
    for (_, merge) in merges {
        let maps = match merge.value {
            Value::List(maps) => maps,
            value => vec![Node {
                at: merge.at,
                value,
            }],
        };
        for map in maps {
            if let Value::Map(entries) = map.value {
                // The first of several that are merged counts.
                all.extend(
                    entries
                        .into_iter()
                        .filter(|(key, _)| known.insert(key.name.clone())),
                );
            }
        }
    }
    all.extend(own);
    all
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;
    use std::path::Path;

    use super::*;

    fn read(text: &str) -> Result<Node, String> {
        let text = Text::new(Path::new("f"), text.to_owned());
        text.yaml().map_err(|warning| warning.to_string())
    }

    #[test]
    fn values_know_their_places_in_bytes() {
        let node = read("é: ü\nlist:\n- 1\n- yes\n").unwrap();
        let places: Vec<_> = node
            .entries()
            .iter()
            .map(|(key, value)| (key.at, value.at))
            .collect();
        assert_eq!(places, [(0, 4), (7, 15)]);
    }

    #[test]
    fn plain_words_are_values_and_quoted_ones_are_text() {
        let node = read("[null, true, 1.5, yes, 'true', \"1\", -x, .]").unwrap();
        let kinds: Vec<_> = node.items().iter().map(Node::kind).collect();
        assert_eq!(kinds[..3], ["null", "a boolean", "a number"]);
        assert!(
            kinds[3..].iter().all(|kind| *kind == "a string"),
            "{kinds:?}"
        );
    }

    #[test]
    fn merge_keys_give_what_is_not_said() {
        let node = read("base: &b {x: 1, y: 2}\nall:\n  <<: *b\n  y: 3\n").unwrap();
        let all = node.get("all").unwrap();
        let values = ["x", "y"].map(|key| all.get(key).unwrap().as_scalar().unwrap());
        assert_eq!(values, ["1", "3"]);
        assert_eq!(all.entries().len(), 2);
    }

    #[test]
    fn what_is_broken_has_a_line_and_a_column() {
        let said = read("a: 1\nb: [1\n").unwrap_err();
        assert!(said.starts_with("f:3:1: not valid YAML: "), "{said}");
    }

    #[test]
    fn an_empty_file_is_null() {
        assert_eq!(read("").unwrap().value, Value::Null);
        assert_eq!(read("# nothing\n").unwrap().value, Value::Null);
    }

    #[test]
    fn aliases_cannot_mean_more_than_a_file_may_hold() {
        let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..12 {
            let list = vec![format!("*a{}", n - 1); 10].join(", ");
            writeln!(laughs, "a{n}: &a{n} [{list}]").unwrap();
        }
        let said = read(&laughs).unwrap_err();
        assert!(
            said.contains("too many values") || said.contains("repeat too much"),
            "{said}"
        );
    }

    #[test]
    fn an_alias_inside_of_what_it_names_is_refused() {
        let said = read("a: &a [1, *a]").unwrap_err();
        assert!(said.contains("inside of what it names"), "{said}");
    }

    #[test]
    fn nesting_is_bounded_also_through_aliases() {
        assert!(read(&"[".repeat(100_000)).is_err());
        let mut deep = format!("a0: &a0 {}{}\n", "[".repeat(100), "]".repeat(100));
        for n in 1..50 {
            let (open, close) = ("[".repeat(100), "]".repeat(100));
            writeln!(deep, "a{n}: &a{n} {open}*a{}{close}", n - 1).unwrap();
        }
        assert!(read(&deep).unwrap_err().contains("too deep"));
    }
}
