//! Banners of development servers, and lines with addresses that are none of ours.

use proptest::prelude::*;

use super::*;

/// Each address as it is shown: the URL, from where, and the label.
fn shown(line: &str) -> Vec<String> {
    urls(line)
        .map(|found| {
            let reach = match found.reach {
                Reach::Local => "local",
                Reach::Network => "network",
            };
            format!("{} {reach} {}", found.url, found.label.unwrap_or("-"))
        })
        .collect()
}

#[track_caller]
fn check(line: &str, expected: &[&str]) {
    assert_eq!(shown(line), expected, "{line}");
}

#[test]
fn banners_of_front_end_servers_give_their_addresses() {
    // Vite, Next.js, Nuxt, Astro, SvelteKit, Create React App, webpack-dev-server, Angular, Parcel
    check(
        "  ➜  Local:   http://localhost:5173/",
        &["http://localhost:5173/ local Local"],
    );
    check(
        "  ➜  Network: http://192.168.1.7:5173/",
        &["http://192.168.1.7:5173/ network Network"],
    );
    check(
        "- Local:         http://localhost:3000",
        &["http://localhost:3000/ local Local"],
    );
    check(
        "   - Network:      http://10.0.0.4:3000",
        &["http://10.0.0.4:3000/ network Network"],
    );
    check(
        "┃ Local    http://localhost:4321/",
        &["http://localhost:4321/ local Local"],
    );
    check(
        "  On Your Network:  http://192.168.1.7:3000",
        &["http://192.168.1.7:3000/ network Network"],
    );
    check(
        "<i> [webpack-dev-server] Loopback: http://localhost:8080/, http://[::1]:8080/",
        &["http://localhost:8080/ local Local"],
    );
    check(
        "** Angular Live Development Server is listening on localhost:4200, open your browser on http://localhost:4200/ **",
        &["http://localhost:4200/ local -"],
    );
    check(
        "Server running at http://localhost:1234",
        &["http://localhost:1234/ local -"],
    );
}

#[test]
fn banners_of_python_servers_give_their_addresses() {
    // Django, Flask, uvicorn, gunicorn, http.server, Jupyter
    check(
        "Starting development server at http://127.0.0.1:8000/",
        &["http://127.0.0.1:8000/ local -"],
    );
    check(
        " * Running on http://127.0.0.1:5000",
        &["http://127.0.0.1:5000/ local -"],
    );
    check(" * Running on all addresses (0.0.0.0)", &[]);
    check(
        "INFO:     Uvicorn running on http://0.0.0.0:8000 (Press CTRL+C to quit)",
        &["http://localhost:8000/ local -"],
    );
    check(
        "[2026-11-23 12:46:56 +0000] [24401] [INFO] Listening at: http://127.0.0.1:28394 (24401)",
        &["http://127.0.0.1:28394/ local -"],
    );
    check(
        "Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...",
        &["http://localhost:8000/ local -"],
    );
    check(
        "        http://localhost:8888/tree?token=abc123",
        &["http://localhost:8888/tree?token=abc123 local -"],
    );
}

#[test]
fn banners_of_ruby_elixir_and_php_servers_give_their_addresses() {
    // Rails, Phoenix, Laravel, PHP
    check(
        "* Listening on http://[::1]:3000",
        &["http://localhost:3000/ local -"],
    );
    check(
        "[info] Running DemoWeb.Endpoint with Bandit 1.5.7 at 127.0.0.1:4000 (http)",
        &["http://127.0.0.1:4000/ local -"],
    );
    check(
        "[info] Access DemoWeb.Endpoint at http://localhost:4000",
        &["http://localhost:4000/ local -"],
    );
    check(
        "   INFO  Server running on [http://127.0.0.1:8000].",
        &["http://127.0.0.1:8000/ local -"],
    );
    check(
        "[Mon Nov 23 12:00:00 2026] PHP 8.2.1 Development Server (http://localhost:8000) started",
        &["http://localhost:8000/ local -"],
    );
}

#[test]
fn banners_of_java_go_rust_and_node_servers_give_their_addresses() {
    // Spring Boot, Go, Rust, Express, Fastify, Apollo, Storybook, Wrangler
    check(
        "Tomcat started on port 8080 (http) with context path '/'",
        &["http://localhost:8080/ local -"],
    );
    check(
        "[GIN-debug] Listening and serving HTTP on :8080",
        &["http://localhost:8080/ local -"],
    );
    check(
        "⇨ http server started on [::]:1323",
        &["http://localhost:1323/ local -"],
    );
    check(
        "Rocket has launched from http://127.0.0.1:8000",
        &["http://127.0.0.1:8000/ local -"],
    );
    check(
        "Example app listening on port 3000",
        &["http://localhost:3000/ local -"],
    );
    check(
        "🚀  Server ready at: http://localhost:4000/graphql",
        &["http://localhost:4000/graphql local GraphQL"],
    );
    check(
        "Storybook ready! Local: http://localhost:6006/",
        &["http://localhost:6006/ local Local"],
    );
    check(
        "[wrangler:info] Ready on http://localhost:8787",
        &["http://localhost:8787/ local -"],
    );
    check(
        "Debugger listening on ws://127.0.0.1:9229/0a1b-2c",
        &["ws://127.0.0.1:9229/0a1b-2c local Inspector"],
    );
}

#[test]
fn a_port_in_words_gives_an_address() {
    check(
        "Server running at :8080",
        &["http://localhost:8080/ local -"],
    );
    check(
        "started on 0.0.0.0:5000",
        &["http://localhost:5000/ local -"],
    );
    check(
        "API server started on port: 4000",
        &["http://localhost:4000/ local API"],
    );
    check(
        "Listening on port 3000!",
        &["http://localhost:3000/ local -"],
    );
    check(
        "app is up and running on port 8081.",
        &["http://localhost:8081/ local -"],
    );
    check("listening on IPv4 address \"127.0.0.1\", port 5432", &[]);
    check("import report 3000", &[]);
    check("transport 3000 listening", &[]);
}

#[test]
fn punctuation_quotes_and_brackets_are_no_part_of_an_address() {
    check(
        "open 'http://localhost:3000/a?b=(c)'.",
        &["http://localhost:3000/a?b=(c) local -"],
    );
    check(
        "(see <http://localhost:3000/docs>)",
        &["http://localhost:3000/docs local Docs"],
    );
    check(
        "ready: http://localhost:3000...",
        &["http://localhost:3000/ local -"],
    );
    check(
        "http://user:secret@localhost:3000/x,",
        &["http://localhost:3000/x local -"],
    );
    check(
        "HTTPS://LOCALHOST:3443",
        &["https://localhost:3443/ local -"],
    );
}

#[test]
fn addresses_that_no_server_of_ours_has_are_left_out() {
    check("see https://nextjs.org/docs/messages/module-not-found", &[]);
    check("postgres://localhost:5432/app", &[]);
    check("For more information visit http://example.com:3000/", &[]);
    check("http://8.8.8.8/", &[]);
    check("http://localhost:PORT/", &[]);
    check("http://localhost.example.com:3000/", &[]);
    check("mylocalhost:3000", &[]);
    check("http://localhost:99999/", &[]);
}

#[test]
fn requests_frames_and_what_cannot_be_reached_are_left_out() {
    check("GET http://localhost:3000/api/users 200", &[]);
    check(
        "127.0.0.1 - - [x] \"GET / HTTP/1.1\" 200 5 \"http://localhost:3000/\" \"curl\"",
        &[],
    );
    check("    at http://localhost:5173/src/main.ts:3:7", &[]);
    check("render@http://localhost:5173/src/main.ts:3:7", &[]);
    check("connect ECONNREFUSED 127.0.0.1:5432", &[]);
    check("Port 3000 is in use, trying another one...", &[]);
    check(
        "⚠ Port 3000 is in use by process 12, using available port 3001 instead.",
        &[],
    );
    check("Connecting to http://localhost:9200", &[]);
    check("Failed to fetch http://localhost:3000/api", &[]);
    check("listen EADDRINUSE: address already in use :::3000", &[]);
    check(
        "Access to fetch at 'http://localhost:4000' from origin 'http://localhost:3000' has been blocked",
        &[],
    );
}

#[test]
fn a_machine_has_names_of_its_own() {
    let names = ["dev".to_owned()];
    let found: Vec<String> = urls_of_machine(
        "ready at http://dev:3000 http://dev.local:3000/ http://prod:3000",
        &names,
    )
    .map(|found| found.url)
    .collect();
    assert_eq!(found, ["http://dev:3000/", "http://dev.local:3000/"]);
}

#[test]
fn a_network_address_that_a_server_names_is_taken_at_its_word() {
    check(
        "- Network:       http://192.0.2.2:3000",
        &["http://192.0.2.2:3000/ network Network"],
    );
    check("ready at http://192.0.2.2:3000", &[]);
}

#[test]
fn a_line_of_ten_megabytes_is_answered() {
    for piece in [
        "http://",
        "localhost:",
        "listening on port ",
        "server ",
        "http://localhost:1234/)",
        "(",
        "0.0.0.0:80 ",
    ] {
        assert!(urls(&piece.repeat(10_000_000 / piece.len())).count() <= MAX_URLS);
    }
}

#[test]
fn a_control_character_ends_an_address() {
    check(
        "http://localhost:3000/a\u{7}b localhost:4000/c\u{8}d",
        &[
            "http://localhost:3000/a local -",
            "http://localhost:4000/c local -",
        ],
    );
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "\\PC*") {
        urls(&text).for_each(drop);
    }

    #[test]
    fn no_mixture_of_pieces_makes_it_panic(
        pieces in proptest::collection::vec(
            prop_oneof![
                Just("http://"), Just("localhost"), Just(":"), Just("3000"), Just("/"), Just("["), Just("]"), Just("::1"),
                Just("@"), Just("%"), Just(" "), Just("…"), Just("listening on port "), Just("Local: "), Just("."), Just("0.0.0.0"),
            ],
            0..40,
        )
    ) {
        urls(&pieces.concat()).for_each(drop);
    }
}
