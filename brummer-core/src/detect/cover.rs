//! Whose problems a watcher speaks for.

/// Watchers that run the whole program again: whatever it still complains of, it prints again.
const RUNNERS: [&str; 12] = [
    "air",
    "bacon",
    "bun",
    "cargo-watch",
    "deno",
    "django",
    "flask",
    "gradle",
    "node",
    "nodemon",
    "tsx",
    "uvicorn",
];

/// Tools that others run for them, and print the problems of.
const CHECKERS: [&str; 12] = [
    "babel", "css", "esbuild", "eslint", "postcss", "rollup", "rustc", "sass", "svelte", "swc",
    "tsc", "vite",
];

/// Tools that build with the help of [`CHECKERS`].
const BUNDLERS: [&str; 11] = [
    "angular",
    "astro",
    "next",
    "nuxt",
    "parcel",
    "react-router",
    "rollup",
    "sveltekit",
    "turbopack",
    "vite",
    "webpack",
];

/// Whether what this watcher did not print again of that tool is gone.
pub(crate) fn covers(watcher: &str, tool: &str) -> bool {
    watcher == tool
        || RUNNERS.contains(&watcher)
        || BUNDLERS.contains(&watcher) && CHECKERS.contains(&tool)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_watcher_speaks_for_itself_and_for_what_it_runs() {
        assert!(covers("tsc", "tsc") && covers("webpack", "tsc") && covers("nodemon", "node"));
        assert!(!covers("tsc", "eslint") && !covers("webpack", "python"));
    }
}
