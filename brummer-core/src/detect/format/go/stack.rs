//! Stacks as Go prints them: a line with the function, and one with its place.

use crate::detect::{Frame, Place};

/// Frames, as far as they are read.
#[derive(Default)]
pub(super) struct Stack {
    frames: Vec<Frame>,
    function: Option<String>,
}

impl Stack {
    /// Takes a line of a stack: `main.main()` or `\t/app/main.go:20 +0x4bc`.
    pub(super) fn line(&mut self, line: &str) {
        let text = line.trim();
        match place(text) {
            Some(place) => self.push(place),
            None => self.function = Some(text.to_owned()),
        }
    }

    fn push(&mut self, place: Place) {
        let mut frame = Frame::new(self.function.take().as_deref(), Some(place));
        // The main of a test is made for it.
        let is_made = |place: &Place| place.file.ends_with("_testmain.go");
        frame.is_own &= !frame.place.as_ref().is_some_and(is_made);
        self.frames.push(frame);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.frames.is_empty()
    }

    /// The frames, the innermost first.
    pub(super) fn into_frames(self) -> Vec<Frame> {
        self.frames
    }
}

/// `/app/main.go:20 +0x4bc`, `/app/main.go:14`
fn place(text: &str) -> Option<Place> {
    let text = text.split(" +0x").next()?;
    let place = Place::parse(text)?;
    place.has_extension(&["go", "s"]).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_have_a_function_and_a_place() {
        let mut stack = Stack::default();
        stack.line("main.main()");
        stack.line("\t/app/main.go:20 +0x4bc");
        stack.line("main.main()");
        stack.line("\t_testmain.go:47 +0x1aa");
        let frames = stack.into_frames();
        assert_eq!(frames[0].function.as_deref(), Some("main.main()"));
        assert_eq!(frames[0].place, Some(Place::line("/app/main.go", 20)));
        assert!(frames[0].is_own && !frames[1].is_own);
    }
}
