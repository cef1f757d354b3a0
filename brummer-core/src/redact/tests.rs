//! Texts, and what is left of them.

use std::fmt::Write as _;

use proptest::prelude::*;

use super::*;

/// Knows what this `.env` file says.
fn knowing(env: &str) -> Redactor {
    let mut secrets = Secrets::default();
    secrets.read_env(env);
    Redactor::new(&secrets)
}

#[track_caller]
fn check_env(env: &str, text: &str, expected: &str) {
    assert_eq!(knowing(env).mask(text), expected);
}

/// Texts with what nobody knows of.
#[track_caller]
fn check(text: &str, expected: &str) {
    assert_eq!(Redactor::default().mask(text), expected);
}

#[track_caller]
fn check_ordinary(text: &str) {
    check(text, text);
}

/// A token of a service. It is put together here, so that nothing that looks for secrets finds one in this file.
fn token(prefix: &str, letters: usize) -> String {
    let drawn = "9Qz8Wx7Ec6Rv5Tb4Yn3Um2Ik1Ol0Pa".chars().cycle();
    format!("{prefix}{}", drawn.take(letters).collect::<String>())
}

#[test]
fn values_of_env_files_are_masked_wherever_they_stand() {
    check_env(
        "API_TOKEN=abc-123-def",
        "x abc-123-def y",
        "x [masked: API_TOKEN] y",
    );
    check_env(
        "API_TOKEN=abc-123-def",
        "zabc-123-defz",
        "z[masked: API_TOKEN]z",
    );
    check_env(
        "PASSWORD=pa\"ss/w0rd",
        r#"{"p":"pa\"ss/w0rd"}"#,
        r#"{"p":"[masked: PASSWORD]"}"#,
    );
    check_env(
        "PASSWORD=pa ss/w0rd",
        "?p=pa%20ss%2Fw0rd&x",
        "?p=[masked: PASSWORD]&x",
    );
}

#[test]
fn a_value_that_a_line_break_splits_is_masked_in_both_lines() {
    let env = "API_TOKEN=abc-123-def-456";
    let value = "abc-123-def-456";
    for at in 1..value.len() {
        let (one, two) = value.split_at(at);
        let masked = knowing(env)
            .mask(&format!("web | x {one}\nweb | {two} y"))
            .into_owned();
        assert_eq!(
            masked, "web | x [masked: API_TOKEN]\nweb | [masked: API_TOKEN] y",
            "{at}"
        );
        let masked = knowing(env).mask(&format!("x {one}\n{two}")).into_owned();
        assert_eq!(masked, "x [masked: API_TOKEN]\n[masked: API_TOKEN]", "{at}");
    }
}

#[test]
fn what_is_left_of_a_value_where_a_text_is_cut_is_masked() {
    let env = "API_TOKEN=abc-123-def-456";
    check_env(
        env,
        "got abc-123-de … [512 more bytes]",
        "got [masked: API_TOKEN] … [512 more bytes]",
    );
    check_env(env, "got abc-123-de… and", "got [masked: API_TOKEN]… and");
    check_env(
        env,
        "got abc-123-d [unfinished line]",
        "got [masked: API_TOKEN] [unfinished line]",
    );
    check_env(env, "abc-123-d", "[masked: API_TOKEN]");
    check_env(
        env,
        "23-def-456 is the end",
        "[masked: API_TOKEN] is the end",
    );
    // Words that happen to begin a value are words.
    check_env(
        "DB_PASSWORD=production-database-of-1",
        "in production\nx",
        "in production\nx",
    );
    check_env(env, "abc-123-de, and more", "abc-123-de, and more");
}

#[test]
fn a_password_that_is_a_word_is_masked_behind_its_name_only() {
    let env = "DB_PASSWORD=storefront";
    check_env(
        env,
        "storefront ready, password=storefront",
        "storefront ready, password=[masked: password]",
    );
}

#[test]
fn tokens_of_services_are_known() {
    for (prefix, letters, label) in [
        ("ghp_", 36, "GitHub token"),
        ("github_pat_", 60, "GitHub token"),
        ("glpat-", 20, "GitLab token"),
        ("npm_", 36, "npm token"),
        ("xoxb-", 40, "Slack token"),
        ("sk_live_", 24, "Stripe key"),
        ("sk-ant-", 60, "Anthropic key"),
        ("sk-proj-", 60, "OpenAI key"),
        ("sk-", 48, "API key"),
        ("AIza", 35, "Google API key"),
        ("hf_", 34, "Hugging Face token"),
    ] {
        let token = token(prefix, letters);
        check(
            &format!("with {token}."),
            &format!("with [masked: {label}]."),
        );
        check(
            &format!("{{\"a\":\"x\\n{token}\"}}"),
            &format!("{{\"a\":\"x\\n[masked: {label}]\"}}"),
        );
    }
    check(
        &format!("AKI{}", "AQ4ZX7WM2PLD9KTRB"),
        "[masked: AWS access key]",
    );
    check(
        &format!("https://hooks.slack.com/services/T0/B0/{}", token("", 24)),
        "https://[masked: Slack webhook]",
    );
}

#[test]
fn json_web_tokens_are_known_also_in_part() {
    let head = "eyJhbGciOiJIUzI1NiJ9";
    check(
        &format!("t={head}.eyJzdWIiOiIxIn0.c2lnbmF0dXJl;"),
        "t=[masked: JWT];",
    );
    check(&format!("{head}.eyJzdWIiOiIxIn0…"), "[masked: JWT]…");
}

#[test]
fn headers_and_assignments_are_known() {
    check(
        "Authorization: Bearer abcDEF123456",
        "Authorization: Bearer [masked: Authorization]",
    );
    check(
        "authorization: 'Basic dXNlcjpwYXNz'",
        "authorization: 'Basic [masked: authorization]'",
    );
    check(
        "used bearer a1b2c3d4e5f6a7b8c9",
        "used bearer [masked: bearer token]",
    );
    check(
        r#"{"apiKey":"a1b2c3d4e5","n":1}"#,
        r#"{"apiKey":"[masked: apiKey]","n":1}"#,
    );
    check("DB_PASSWORD=hunter2!x", "DB_PASSWORD=[masked: DB_PASSWORD]");
    check("?token=a1b2c3d4e5&x=1", "?token=[masked: token]&x=1");
    check("secret => 'Zx81-sp3ctr'", "secret => '[masked: secret]'");
}

#[test]
fn passwords_in_addresses_are_masked() {
    check(
        "at postgres://app:hunter2@db:5432/x",
        "at postgres://app:[masked: password]@db:5432/x",
    );
}

/// The lines of a key that nobody has.
fn key() -> Vec<String> {
    let line = |n: usize| {
        let drawn = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
            .chars()
            .cycle();
        drawn.skip(n).take(64).collect::<String>()
    };
    let mut lines = vec!["-----BEGIN PRIVATE KEY-----".to_owned()];
    lines.extend((0..6).map(line));
    lines.extend(["q1W2=".to_owned(), "-----END PRIVATE KEY-----".to_owned()]);
    lines
}

#[test]
fn a_private_key_is_masked_whatever_part_of_it_is_there() {
    let lines = key();
    for prefix in ["", "web | "] {
        for from in 0..lines.len() {
            for to in from + 1..=lines.len() {
                // One short line alone could be anything.
                if lines[from..to] == ["q1W2="] {
                    continue;
                }
                let text = lines[from..to]
                    .iter()
                    .fold(String::new(), |mut text, line| {
                        let _ = writeln!(text, "{prefix}{line}");
                        text
                    });
                let masked = Redactor::default().mask(&text).into_owned();
                assert_eq!(masked.lines().count(), to - from);
                for body in &lines[1..8] {
                    assert!(!masked.contains(body.as_str()), "{text}{masked}");
                }
            }
        }
    }
}

#[test]
fn a_private_key_in_one_line_is_masked() {
    let text = format!(r#"{{"key":"{}\n","id":7}}"#, key().join("\\n"));
    check(
        &text,
        r#"{"key":"-----BEGIN PRIVATE KEY-----[masked: private key]-----END PRIVATE KEY-----\n","id":7}"#,
    );
}

#[test]
fn ordinary_output_is_left_alone() {
    for text in [
        "VITE v5.4.2  ready in 312 ms\n  ➜  Local:   http://localhost:5173/",
        "src/token.ts:12:3: error TS2322: Type 'string' is not assignable to type 'Token'.",
        "Unexpected token: '}' at 12:3",
        "SyntaxError: Unexpected token < in JSON at position 0",
        "error[E0308]: expected `Secret`, found `&str`",
        "password: must be at least 8 characters",
        "token=undefined secret=null apiKey: process.env.API_KEY",
        "Invalid credentials: user 12 not found",
        "commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "id 0d9a1c52-11f2-4b6c-9a44-1f2e3d4c5b6a took 12 ms",
        "integrity sha512-WFAN9Ob2vWy7FAHmIqz3V9JrFzqFqFq8TmWJYfyPZ0Mz1k3Gr0wQ==",
        "GET /api/users?page=2&sort=name 200 12ms",
        "Author: someone <someone@example.com>",
        "chunk-3QX5LK2M.js  142.11 kB │ gzip: 46.2 kB",
        "task-key: build:web done in 3s",
        "keys: 12, tokens: 4096, token count: 128000",
        "cursor: 5f0e7a31c9d2:1842 (pass as after= to logs_stream to read on)",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "PWD=/home/user/project1 signature: (a: number) => void",
        "ssh git@github.com:org/repo.git; mailto:a@b.c",
        "-----BEGIN CERTIFICATE----- is expected",
    ] {
        check_ordinary(text);
    }
}

#[test]
fn the_time_is_linear_in_hostile_text() {
    let redactor = knowing("A_TOKEN=ababababababababababababc1");
    for piece in [
        "eyJ-",
        "sk-",
        "token=",
        "://a:b",
        "ab",
        "-----BEGIN PRIVATE KEY-----\n",
        "Bearer ",
        "AKIA",
        "://",
        "eyJ.",
        "secret:\"",
        "web | ",
    ] {
        let text = piece.repeat(200_000 / piece.len());
        let start = std::time::Instant::now();
        let _ = redactor.mask(&text);
        assert!(
            start.elapsed().as_secs() < 5,
            "{piece}: {:?}",
            start.elapsed()
        );
    }
}

proptest! {
    #[test]
    fn any_text_keeps_its_lines(text in any::<String>(), env in "[A-Z_]{1,8}(KEY|TOKEN)=[!-~]{1,30}") {
        let masked = knowing(&env).mask(&text).into_owned();
        prop_assert_eq!(masked.matches('\n').count(), text.matches('\n').count());
    }

    #[test]
    fn a_known_value_never_stays(
        value in "[a-z0-9][a-z0-9/+!-]{6,40}[0-9][A-Z]",
        before in "[ -~\n]{0,60}",
        after in "[ -~\n]{0,60}",
    ) {
        let redactor = knowing(&format!("X_TOKEN='{value}'"));
        let masked = redactor.mask(&format!("{before}{value}{after}")).into_owned();
        prop_assert!(!masked.contains(&value), "{}", masked);
    }

    #[test]
    fn what_was_masked_stays_as_it_is(value in "[a-z0-9]{8,40}[0-9]", text in "[ -~\n]{0,200}") {
        let redactor = knowing(&format!("X_TOKEN={value}"));
        let once = redactor.mask(&format!("{text}{value}")).into_owned();
        prop_assert_eq!(redactor.mask(&once), once.as_str());
    }
}
