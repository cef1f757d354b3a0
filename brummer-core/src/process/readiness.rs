//! When a running process is taken for ready, and how often one looks.
//!
//! A program that says so is ready. Otherwise it is when its tree listens on a port: one that it printed as a URL, or one that servers are
//! given, as opposed to those that the system hands out to whoever asks. A printed URL counts for itself if its port is not found for a
//! while, since a container or another machine may listen for the process.

use std::time::Duration;

use crate::detect::ServerUrl;

/// Ports that debuggers listen on before the program does anything (Node, Deno and Bun; Java; Python's debugpy).
const DEBUGGERS: [u16; 5] = [9229, 9230, 6499, 5005, 5678];

/// The first port that systems hand out to whoever asks (Linux: `ip_local_port_range`).
const EPHEMERAL: u16 = 32768;

/// How many looks a URL waits for its port to be found.
const LOOKS_FOR_URL: u32 = 3;

/// What tells that a process is ready; none if nothing does.
pub(crate) fn reason(
    listening: &[u16],
    urls: &[ServerUrl],
    looks_since_url: u32,
) -> Option<String> {
    let is_printed = |port: u16| urls.iter().any(|url| url.port == port);
    let server =
        |port: &&u16| is_printed(**port) || **port < EPHEMERAL && !DEBUGGERS.contains(port);
    let printed = listening.iter().find(|port| is_printed(**port));
    if let Some(port) = printed.or_else(|| listening.iter().find(server)) {
        return Some(format!("port {port}"));
    }
    let url = urls.first().filter(|_| looks_since_url >= LOOKS_FOR_URL)?;
    Some(format!("printed {}", url.url))
}

/// When to take look number `looks`, counted from 0 and from the start of the run; none if nobody looks any more. Moments are given as the age of
/// the program at them. All runs look at moments of one grid, which is as wide as half of their pause: so those that were started together are looked at
/// together, and wake the program once.
pub(crate) fn next_look(now: Duration, looks: u32) -> Option<Duration> {
    const FIRST: Duration = Duration::from_millis(100);
    /// Together about a minute.
    const LOOKS: u32 = 9;
    if looks >= LOOKS {
        return None;
    }
    let pause = FIRST * (1 << looks);
    let grid = pause.as_millis() / 2;
    let at = (now + pause).as_millis().div_ceil(grid) * grid;
    // A program of half a billion years would look at once.
    Some(Duration::from_millis(u64::try_from(at).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::Reach;

    fn url(port: u16) -> ServerUrl {
        ServerUrl {
            url: format!("http://localhost:{port}/"),
            label: None,
            reach: Reach::Local,
            port,
        }
    }

    #[track_caller]
    fn check(listening: &[u16], urls: &[ServerUrl], looks: u32, expected: Option<&str>) {
        assert_eq!(reason(listening, urls, looks).as_deref(), expected);
    }

    #[test]
    fn a_port_of_a_server_makes_ready() {
        check(&[5173], &[], 0, Some("port 5173"));
        check(&[], &[], 9, None);
    }

    #[test]
    fn debuggers_and_ports_of_chance_do_not() {
        check(&[9229, 40123], &[], 9, None);
        check(&[9229, 3000], &[], 0, Some("port 3000"));
    }

    #[test]
    fn a_printed_port_does_whatever_its_number() {
        check(&[3000, 40123], &[url(40123)], 0, Some("port 40123"));
    }

    #[test]
    fn a_url_whose_port_is_not_found_counts_after_a_while() {
        check(&[], &[url(8080)], 0, None);
        check(
            &[],
            &[url(8080)],
            LOOKS_FOR_URL,
            Some("printed http://localhost:8080/"),
        );
    }

    #[test]
    fn looks_grow_rare_and_end() {
        let mut moments = vec![Duration::ZERO];
        let mut looks = 0;
        while let Some(next) = next_look(moments[moments.len() - 1], looks) {
            moments.push(next);
            looks += 1;
        }
        let pauses: Vec<_> = moments
            .windows(2)
            .map(|two| two[1].abs_diff(two[0]))
            .collect();
        assert!(pauses.is_sorted(), "{pauses:?}");
        let sum = moments[moments.len() - 1];
        assert!(
            sum > Duration::from_secs(50) && sum < Duration::from_secs(90),
            "{sum:?}"
        );
    }

    #[test]
    fn runs_that_began_at_about_the_same_time_are_looked_at_together() {
        let began = [10_000, 10_150, 10_390].map(Duration::from_millis);
        let late = began.map(|began| next_look(began, 4));
        assert_eq!(late, [Some(Duration::from_secs(12)); 3]);
    }
}
