//! What an address is called by its line or its path.

/// Words and the label that they stand for; those that say more first.
const WORDS: [(&str, &str); 24] = [
    ("graphql", "GraphQL"),
    ("graphiql", "GraphQL"),
    ("swagger", "Docs"),
    ("redoc", "Docs"),
    ("documentation", "Docs"),
    ("docs", "Docs"),
    ("inspector", "Inspector"),
    ("debugger", "Inspector"),
    ("devtools", "Inspector"),
    ("dashboard", "Dashboard"),
    ("storybook", "Storybook"),
    ("studio", "Studio"),
    ("admin", "Admin"),
    ("websocket", "WebSocket"),
    ("hmr", "WebSocket"),
    ("livereload", "WebSocket"),
    ("preview", "Preview"),
    ("proxy", "Proxy"),
    ("metrics", "Metrics"),
    ("api", "API"),
    ("network", "Network"),
    ("external", "Network"),
    ("loopback", "Local"),
    ("local", "Local"),
];

/// The label of an address, from what stands before it in the line and from its path.
pub(super) fn of(before: &str, path: &str) -> Option<&'static str> {
    // What stands right before it, as in `Network: http://…`, outweighs the rest.
    let direct = before
        .trim_end()
        .strip_suffix([':', '→', '➜', '>', '-', '=']);
    let direct = direct.map(|text| {
        let from = text.char_indices().rev().nth(23).map_or(0, |(at, _)| at);
        &text[from..]
    });
    direct
        .and_then(|text| last_word(text.rsplit([':', ',', '(', '|']).next().unwrap_or(text)))
        .or_else(|| first_part(path))
        .or_else(|| last_word(before))
}

/// The label of the last word of a text that has one.
fn last_word(text: &str) -> Option<&'static str> {
    let words = text.rsplit(|c: char| !c.is_ascii_alphanumeric());
    words.take(32).find_map(known)
}

/// The label of a part of the path.
fn first_part(path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    path.split('/').take(4).find_map(known)
}

fn known(word: &str) -> Option<&'static str> {
    let mut words = WORDS.iter();
    words
        .find(|(known, _)| known.eq_ignore_ascii_case(word))
        .map(|(_, label)| *label)
}
