//! Reading a table key by key, so that what nobody asked for in the end is known to be unknown.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use super::diagnostic::{ConfigErrors, Diagnostic, Place};
use super::origin::{Origin, Resolved};
use super::source::Source;
use super::tui::Named;
use super::value::{Value, Wrong, described, key_as_toml, shown_name};
use crate::error::Error;
use crate::near::near;

/// Keys that have another name now, with that name; either is read.
const RENAMED: [(&str, &str); 1] = [("preferred_package_manager", "package_manager")];

/// A key and its value, with their places.
type Entry<'a> = (&'a Spanned<DeString<'a>>, &'a Spanned<DeValue<'a>>);

/// Something that says values for keys: a table of a file, or the environment.
pub(super) trait Layer {
    /// What it says for this key; what is wrong with it is reported, and counts as nothing.
    fn take<T: Value>(&mut self, name: &'static str) -> Option<Resolved<T>>;

    /// Puts what it says for this key over what weaker layers said.
    fn key<T: Value>(&mut self, name: &'static str, slot: &mut Option<Resolved<T>>) {
        if let Some(value) = self.take(name) {
            *slot = Some(value);
        }
    }
}

/// A table of a file.
pub(super) struct Table<'a> {
    source: &'a Source,
    /// As in a header; empty at the top level.
    name: String,
    /// Where the name stands.
    header: Range<usize>,
    entries: &'a DeTable<'a>,
    /// The keys that were asked for so far, in the order of asking.
    known: Vec<&'static str>,
    /// Whether somebody looks at all keys.
    is_taken: bool,
    errors: &'a mut ConfigErrors,
}

impl<'a> Table<'a> {
    /// The top level of a file.
    pub(super) fn top(
        source: &'a Source,
        entries: &'a DeTable<'a>,
        errors: &'a mut ConfigErrors,
    ) -> Self {
        Self {
            source,
            name: String::new(),
            header: 0..0,
            entries,
            known: Vec::new(),
            is_taken: false,
            errors,
        }
    }

    /// Where its name stands.
    pub(super) fn origin(&self) -> Origin {
        self.source.origin(&self.header)
    }

    /// Where its name stands, in the text of the file.
    pub(super) fn header(&self) -> Range<usize> {
        self.header.clone()
    }

    /// All of it, for those who look at the keys themselves: none counts as unknown.
    pub(super) fn whole(&mut self) -> &'a DeTable<'a> {
        self.is_taken = true;
        self.entries
    }

    /// The line that a value stands in.
    pub(super) fn origin_of(&self, span: &Range<usize>) -> Origin {
        self.source.origin(span)
    }

    /// A part of the file, as an error shows it.
    pub(super) fn place(&self, span: Range<usize>) -> Place {
        self.source.place(span)
    }

    /// Where the value of a key stands, as an error shows it.
    pub(super) fn value_place(&self, name: &str) -> Option<Place> {
        self.entries
            .get(name)
            .map(|value| self.source.place(value.span()))
    }

    /// The text of a part of the file.
    pub(super) fn text(&self, span: &Range<usize>) -> &'a str {
        self.source.text().get(span.clone()).unwrap_or_default()
    }

    /// Reports what is wrong with a part of the file.
    pub(super) fn fault(
        &mut self,
        title: String,
        span: Range<usize>,
        label: String,
        note: Option<String>,
    ) {
        self.report(title, span, label, note);
    }

    /// Where the commands of this file run, unless they say otherwise.
    pub(super) fn run_dir(&self) -> &Path {
        self.source.run_dir()
    }

    /// Reads a table with keys of ours.
    pub(super) fn table(&mut self, name: &'static str, read: impl FnOnce(&mut Table<'_>)) {
        let Some((key, value)) = self.entry(name) else {
            return;
        };
        let DeValue::Table(entries) = value.get_ref() else {
            let title = format!("`{name}` cannot be {}", described(value.get_ref()));
            let expected = format!("expected a table: [{name}]");
            self.report(title, value.span(), expected, None);
            return;
        };
        let mut table = Table {
            source: self.source,
            name: name.to_owned(),
            header: key.span(),
            entries,
            known: Vec::new(),
            is_taken: false,
            errors: self.errors,
        };
        read(&mut table);
        table.finish();
    }

    /// Reads a table that people fill with names of their own, each of which is a table again, in the order of the
    /// file. `read` may refuse a name.
    pub(super) fn each_table(
        &mut self,
        name: &'static str,
        mut read: impl FnMut(&str, &mut Table<'_>) -> Result<(), Error>,
    ) {
        let expected = format!("tables such as [{name}.NAME]");
        for (key, value) in self.named(name, &expected) {
            let DeValue::Table(entries) = value.get_ref() else {
                let title = format!(
                    "{} cannot be {}",
                    dotted(name, key),
                    described(value.get_ref())
                );
                let expected = format!("expected a table such as [{name}.NAME]");
                self.report(title, value.span(), expected, None);
                continue;
            };
            let mut table = Table {
                source: self.source,
                name: format!("{name}.{}", key_as_toml(key.get_ref())),
                header: key.span(),
                entries,
                known: Vec::new(),
                is_taken: false,
                errors: self.errors,
            };
            match read(key.get_ref(), &mut table) {
                Ok(()) => table.finish(),
                Err(error) => self.report(error.to_string(), key.span(), String::new(), None),
            }
        }
    }

    /// Reads a table of environment variables over what weaker layers said.
    pub(super) fn variables(
        &mut self,
        name: &'static str,
        slots: &mut BTreeMap<String, Resolved<String>>,
    ) {
        for (key, value) in self.named(name, "a table of strings") {
            if key.get_ref().is_empty() || key.get_ref().contains(['=', '\0']) {
                let title = format!("{} cannot be a variable", dotted(name, key));
                let label = "expected a name without `=`".to_owned();
                self.report(title, key.span(), label, None);
                continue;
            }
            match String::read(value.get_ref()) {
                Ok(text) => {
                    let text = Resolved {
                        value: text,
                        origin: self.source.origin(&key.span()),
                    };
                    slots.insert(key.get_ref().clone().into_owned(), text);
                }
                Err(wrong) => {
                    let title = dotted(name, key);
                    self.wrong_value::<String>(&title, value, wrong);
                }
            }
        }
    }

    /// Reads a table of values under names that are not known here, over what weaker layers said.
    pub(super) fn each_value<T: Value>(
        &mut self,
        name: &'static str,
        slots: &mut BTreeMap<String, Named<T>>,
    ) {
        for (key, value) in self.named(name, "a table") {
            match T::read(value.get_ref()) {
                Ok(read) => {
                    let named = Named {
                        value: read,
                        origin: self.source.origin(&key.span()),
                        name_place: self.source.place(key.span()),
                        place: self.source.place(value.span()),
                    };
                    slots.insert(key.get_ref().clone().into_owned(), named);
                }
                Err(wrong) => {
                    let title = dotted(name, key);
                    self.wrong_value::<T>(&title, value, wrong);
                }
            }
        }
    }

    /// Reports what nobody asked for.
    pub(super) fn finish(mut self) {
        for key in self.entries.keys() {
            if self.is_taken || self.is_known(key.get_ref()) {
                continue;
            }
            let label = match near(key.get_ref(), self.known.iter().copied()).first() {
                Some(name) => format!("did you mean `{name}`?"),
                None => "there is no such key".to_owned(),
            };
            let place = match self.name.as_str() {
                "" => String::new(),
                name => format!(" in [{name}]"),
            };
            let title = format!("unknown key `{}`{place}", shown_name(key.get_ref()));
            let note = format!("known keys: {}", self.known.join(", "));
            self.report(title, key.span(), label, Some(note));
        }
    }

    fn is_known(&self, key: &str) -> bool {
        let renamed = RENAMED.iter().find(|(old, _)| *old == key);
        let name = renamed.map_or(key, |(_, new)| new);
        self.known.contains(&name)
    }

    /// The entry of a key, under its present or its former name.
    fn entry(&mut self, name: &'static str) -> Option<Entry<'a>> {
        self.known.push(name);
        let present = self.entries.get_key_value(name);
        let former = RENAMED
            .iter()
            .filter(|(_, new)| *new == name)
            .find_map(|(old, _)| self.entries.get_key_value(*old));
        if let (Some(_), Some((key, _))) = (present, former) {
            let title = format!(
                "`{}` is the former name of `{name}`, which is set as well",
                key.get_ref()
            );
            self.report(title, key.span(), "leave this one out".to_owned(), None);
        }
        present.or(former)
    }

    /// The entries of a table below this one, in the order of the file.
    fn named(&mut self, name: &'static str, expected: &str) -> Vec<Entry<'a>> {
        let Some((_, value)) = self.entry(name) else {
            return Vec::new();
        };
        let DeValue::Table(entries) = value.get_ref() else {
            let title = format!("`{name}` cannot be {}", described(value.get_ref()));
            self.report(title, value.span(), format!("expected {expected}"), None);
            return Vec::new();
        };
        let mut entries: Vec<_> = entries.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
    }

    fn wrong_value<T: Value>(&mut self, title: &str, value: &Spanned<DeValue<'_>>, wrong: Wrong) {
        let title = format!("{title} cannot be {}", wrong.is);
        let expected = format!("expected {}", T::expected());
        match wrong.near {
            Some(near) => {
                let label = format!("did you mean {near}?");
                self.report(title, value.span(), label, Some(expected));
            }
            None => self.report(title, value.span(), expected, None),
        }
    }

    fn report(&mut self, title: String, span: Range<usize>, label: String, note: Option<String>) {
        self.errors.push(|| Diagnostic {
            title,
            place: self.source.place(span),
            label,
            notes: note.into_iter().collect(),
        });
    }
}

impl Layer for Table<'_> {
    fn take<T: Value>(&mut self, name: &'static str) -> Option<Resolved<T>> {
        let (key, value) = self.entry(name)?;
        match T::read(value.get_ref()) {
            Ok(read) => Some(Resolved {
                value: read,
                origin: self.source.origin(&key.span()),
            }),
            Err(wrong) => {
                self.wrong_value::<T>(&format!("`{name}`"), value, wrong);
                None
            }
        }
    }
}

/// A key of a table below the top level, as a message names it.
fn dotted(table: &str, key: &Spanned<DeString<'_>>) -> String {
    format!("`{table}.{}`", key_as_toml(key.get_ref()))
}
