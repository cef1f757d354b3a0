//! Vite: its dev server, its builds, and Rolldown, which it is built on. Nuxt, Astro, SvelteKit and React Router print the same.

mod build;
mod dev;
mod rolldown;

pub(super) use self::build::Build;
pub(super) use self::dev::Dev;
pub(super) use self::rolldown::Rolldown;

const TOOL: &str = "vite";

/// `1  |  code`, ` 2 │ code`, `   |   ^`, `> 3 | code`: a line of an excerpt that may stand at the margin.
fn is_excerpt(line: &str) -> bool {
    let rest = line.trim_start_matches('>').trim_start();
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.trim_start();
    rest.starts_with(['|', '│', '╷', '╵', '╭', '╰']) && !line.starts_with('|')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excerpts_have_a_bar_behind_the_number() {
        let check = |line, expected| assert_eq!(is_excerpt(line), expected, "{line}");
        check("1  |  import x", true);
        check("2 │   color: red", true);
        check("  ╷", true);
        check("> 3 | x", true);
        check("12:00:01 PM [vite] page reload", false);
        check("| a | table |", false);
    }
}
