//! Frames of Elixir.

use crate::detect::{Frame, Place};

/// `(shop 0.1.0) lib/shop.ex:4: Shop.price/1`, `test/shop_test.exs:8: (test)`
pub(super) fn frame(text: &str) -> Option<Frame> {
    let text = text.trim();
    let (application, rest) = match text.strip_prefix('(') {
        Some(text) => {
            let (application, rest) = text.split_once(") ")?;
            (
                Some(application.split(' ').next().unwrap_or(application)),
                rest,
            )
        }
        None => (None, text),
    };
    let (place, function) = place(rest)?;
    let mut frame = Frame::new(function.strip_prefix(": "), Some(place));
    frame.is_own &= application.is_none_or(|application| !is_library(application));
    Some(frame)
}

/// The start of a text, as `lib/shop.ex:4` or `lib/shop.ex:4:7`, with what comes behind it.
pub(super) fn place(text: &str) -> Option<(Place, &str)> {
    let (place, rest) = Place::leading(text)?;
    let is_source = place.has_extension(&["ex", "exs", "erl", "eex", "heex", "leex"]);
    (is_source && !place.file.contains(' ')).then_some((place, rest))
}

/// Whether an application comes with the language, or is a library that most projects use.
///
/// The paths of dependencies are relative to their own directory, so that only the name tells them from the project.
fn is_library(application: &str) -> bool {
    const NAMES: [&str; 30] = [
        "elixir",
        "stdlib",
        "kernel",
        "mix",
        "ex_unit",
        "iex",
        "logger",
        "eex",
        "compiler",
        "ecto",
        "db_connection",
        "postgrex",
        "myxql",
        "bandit",
        "thousand_island",
        "ranch",
        "telemetry",
        "jason",
        "absinthe",
        "oban",
        "broadway",
        "finch",
        "mint",
        "tesla",
        "req",
        "swoosh",
        "gettext",
        "nimble_pool",
        "gen_stage",
        "hackney",
    ];
    const FAMILIES: [&str; 4] = ["phoenix", "plug", "ecto_", "cowboy"];
    NAMES.contains(&application)
        || FAMILIES
            .iter()
            .any(|family| application.starts_with(family))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn applications_tell_whose_code_it_is() {
        let check =
            |text, expected| assert_eq!(frame(text).map(|frame| frame.is_own), expected, "{text}");
        check("    (shop 0.1.0) lib/shop.ex:4: Shop.price/1", Some(true));
        check(
            "    (phoenix 1.7.18) lib/phoenix/router.ex:484: Phoenix.Router.__call__/5",
            Some(false),
        );
        check(
            "    (stdlib 4.2) erl_eval.erl:744: :erl_eval.do_apply/7",
            Some(false),
        );
        check("       test/shop_test.exs:8: (test)", Some(true));
        check("    (shop 0.1.0) Shop.totl([1])", None);
        check("    :erlang.binary_to_integer(\"x\")", None);
    }
}
