//! An exception with its stack trace, as everything on the Java virtual machine prints it.

use crate::detect::fact::Finding;
use crate::detect::{Frame, Place};

/// An exception, of which more lines may come.
pub(in crate::detect::format) struct Trace {
    message: String,
    /// The innermost first; those of causes behind those of what they caused.
    frames: Vec<Frame>,
}

impl Trace {
    /// An exception by its first line, which is `Type: message` or `Type`.
    pub(in crate::detect::format) fn new(line: &str) -> Self {
        Self {
            message: line.trim_end().to_owned(),
            frames: Vec::new(),
        }
    }

    /// An exception, if a line looks like the first one of it: it begins with a class in a package.
    pub(in crate::detect::format) fn headed(line: &str) -> Option<Self> {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '$');
        let end = line.find(|c| !is_name(c)).unwrap_or(line.len());
        let (name, rest) = line.split_at(end);
        let (package, class) = name.rsplit_once('.')?;
        let is_class = !package.is_empty() && class.starts_with(char::is_uppercase);
        (is_class && (rest.is_empty() || rest.starts_with(": "))).then(|| Self::new(line))
    }

    /// Takes the next line, if it belongs to the trace.
    pub(in crate::detect::format) fn take(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        if let Some(frame) = line.strip_prefix("at ").and_then(frame) {
            self.frames.push(frame);
            return true;
        }
        let is_omission = line.starts_with("... ");
        let is_other = ["Caused by: ", "Suppressed: ", "[CIRCULAR REFERENCE"];
        is_omission || is_other.iter().any(|start| line.starts_with(start))
    }

    pub(in crate::detect::format) fn has_frames(&self) -> bool {
        !self.frames.is_empty()
    }

    pub(in crate::detect::format) fn message(&self) -> &str {
        &self.message
    }

    /// Adds the stack to a finding.
    pub(in crate::detect::format) fn on(self, finding: Finding) -> Finding {
        finding.frames(self.frames)
    }
}

/// `shop.Till.open(Till.java:9)`, also with a module before it and the archive behind it.
pub(in crate::detect) fn frame(text: &str) -> Option<Frame> {
    let (function, place) = text.split_once('(')?;
    let (place, _) = place.split_once(')')?;
    if function.is_empty() || function.contains(' ') {
        return None;
    }
    let class = function.rsplit('/').next().unwrap_or(function);
    let place = Place::parse(place);
    Some(Frame {
        function: Some(function.to_owned()),
        is_own: place.is_some() && !FOREIGN.iter().any(|package| class.starts_with(package)),
        place,
    })
}

/// Packages of the platform, and of what runs the code of the project or is called by it in most projects.
const FOREIGN: [&str; 44] = [
    "java.",
    "javax.",
    "jdk.",
    "sun.",
    "com.sun.",
    "jakarta.",
    "kotlin.",
    "kotlinx.",
    "scala.",
    "groovy.",
    "clojure.",
    "org.codehaus.",
    "org.junit.",
    "junit.",
    "org.opentest4j.",
    "org.hamcrest.",
    "org.assertj.",
    "org.mockito.",
    "org.testng.",
    "org.apache.",
    "org.springframework.",
    "org.hibernate.",
    "org.gradle.",
    "worker.org.gradle.",
    "org.eclipse.",
    "org.slf4j.",
    "ch.qos.logback.",
    "io.netty.",
    "io.quarkus.",
    "io.micronaut.",
    "io.vertx.",
    "io.ktor.",
    "io.undertow.",
    "reactor.",
    "com.fasterxml.",
    "com.google.",
    "com.zaxxer.",
    "com.mysql.",
    "org.postgresql.",
    "org.h2.",
    "com.intellij.",
    "android.",
    "androidx.",
    "com.android.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_own_by_its_package() {
        let check =
            |text, expected| assert_eq!(frame(text).map(|frame| frame.is_own), expected, "{text}");
        check("shop.Till.open(Till.java:9)", Some(true));
        check(
            "app//shop.Till$1.open(Till.java:9) ~[classes/:na]",
            Some(true),
        );
        check("shop.Till.open(Native Method)", Some(false));
        check(
            "java.base/java.lang.Integer.parseInt(Integer.java:668)",
            Some(false),
        );
        check("javassist.Loader.load(Loader.java:3)", Some(true));
        check("Object.<anonymous> (/app/a.js:3:7)", None);
        check("", None);
    }

    #[test]
    fn an_exception_begins_with_a_class_in_a_package() {
        let check = |line, expected| assert_eq!(Trace::headed(line).is_some(), expected, "{line}");
        check("java.lang.IllegalStateException: x", true);
        check("java.lang.StackOverflowError", true);
        check("ValueError: x", false);
        check("example.com: Error", false);
        check("see java.lang.Error", false);
        check("", false);
    }
}
