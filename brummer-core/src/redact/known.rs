//! What looks like a secret wherever it stands: tokens of well-known services, and values that a word before them announces.
//!
//! One search over the text finds all words that announce something; each is then looked at where it stands. Prefixes and
//! lengths are those that the services publish, with shorter lengths, so that a token that was cut off is known too.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::span::Span;
use super::{named, url};

/// What a token is made of behind its prefix.
#[derive(Clone, Copy)]
enum Made {
    Alnum,
    Upper,
    Hex,
    /// Letters, digits, `-`, `_`.
    Word,
    /// These and `.`.
    Dotted,
    /// These and `+`, `/`, `=`.
    Base64,
}

impl Made {
    fn has(self, byte: u8) -> bool {
        let word = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        match self {
            Self::Alnum => byte.is_ascii_alphanumeric(),
            Self::Upper => byte.is_ascii_uppercase() || byte.is_ascii_digit(),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Word => word,
            Self::Dotted => word || byte == b'.',
            Self::Base64 => word || matches!(byte, b'.' | b'+' | b'/' | b'='),
        }
    }
}

/// Tokens of a service.
struct Tokens {
    label: &'static str,
    prefixes: &'static [&'static str],
    made: Made,
    /// How many bytes follow the prefix at least.
    least: usize,
}

const fn tokens(
    label: &'static str,
    prefixes: &'static [&'static str],
    made: Made,
    least: usize,
) -> Tokens {
    Tokens {
        label,
        prefixes,
        made,
        least,
    }
}

/// All that we know. A prefix that ordinary text has too is followed by more.
const TOKENS: &[Tokens] = &[
    tokens(
        "AWS access key",
        &["AKIA", "ASIA", "AGPA", "AROA", "AIDA", "AIPA", "ANPA"],
        Made::Upper,
        14,
    ),
    tokens(
        "GitHub token",
        &["ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_"],
        Made::Dotted,
        16,
    ),
    tokens(
        "GitLab token",
        &[
            "glpat-", "gloas-", "gldt-", "glrt-", "glrtr-", "glcbt-", "glptt-", "glft-", "glimt-",
            "glagent-", "glsoat-", "glffct-", "glwt-",
        ],
        Made::Dotted,
        14,
    ),
    tokens("npm token", &["npm_"], Made::Alnum, 24),
    tokens("PyPI token", &["pypi-"], Made::Word, 40),
    tokens(
        "Slack token",
        &[
            "xoxa-", "xoxb-", "xoxe-", "xoxe.", "xoxo-", "xoxp-", "xoxr-", "xoxs-", "xapp-",
        ],
        Made::Word,
        10,
    ),
    tokens(
        "Slack webhook",
        &["hooks.slack.com/services/", "hooks.slack.com/workflows/"],
        Made::Base64,
        16,
    ),
    tokens(
        "Discord webhook",
        &["discord.com/api/webhooks/", "discordapp.com/api/webhooks/"],
        Made::Base64,
        16,
    ),
    tokens(
        "Stripe key",
        &["sk_live_", "sk_test_", "rk_live_", "rk_test_", "whsec_"],
        Made::Base64,
        10,
    ),
    tokens("Anthropic key", &["sk-ant-"], Made::Word, 14),
    tokens(
        "OpenAI key",
        &["sk-proj-", "sk-svcacct-", "sk-admin-"],
        Made::Word,
        14,
    ),
    tokens("OpenRouter key", &["sk-or-"], Made::Word, 20),
    tokens("API key", &["sk-"], Made::Alnum, 30),
    tokens("Google API key", &["AIza"], Made::Word, 28),
    tokens("Google token", &["ya29."], Made::Word, 20),
    tokens("Google client secret", &["GOCSPX-"], Made::Word, 16),
    tokens("SendGrid key", &["SG."], Made::Dotted, 36),
    tokens("Mailgun key", &["key-"], Made::Hex, 30),
    tokens("Hugging Face token", &["hf_"], Made::Alnum, 26),
    tokens(
        "DigitalOcean token",
        &["dop_v1_", "doo_v1_", "dor_v1_"],
        Made::Hex,
        30,
    ),
    tokens(
        "Doppler token",
        &["dp.pt.", "dp.st.", "dp.sa."],
        Made::Dotted,
        26,
    ),
    tokens(
        "Shopify token",
        &["shpat_", "shpss_", "shpca_", "shppa_"],
        Made::Hex,
        20,
    ),
    tokens("Vault token", &["hvs.", "hvb.", "hvr."], Made::Word, 20),
    tokens("Linear key", &["lin_api_", "lin_oauth_"], Made::Alnum, 20),
    tokens("Figma token", &["figd_"], Made::Word, 20),
    tokens("Supabase key", &["sbp_", "sb_secret_"], Made::Word, 16),
    tokens("Sentry token", &["sntrys_", "sntryu_"], Made::Base64, 20),
    tokens("Grafana token", &["glsa_", "glc_"], Made::Base64, 28),
    tokens("Pulumi token", &["pul-"], Made::Hex, 30),
    tokens("Atlassian token", &["ATATT3", "ATCTT3"], Made::Base64, 24),
    tokens("Notion token", &["ntn_", "secret_"], Made::Alnum, 32),
    tokens("age key", &["AGE-SECRET-KEY-1"], Made::Upper, 20),
    tokens("Groq key", &["gsk_"], Made::Alnum, 30),
    tokens("xAI key", &["xai-"], Made::Alnum, 40),
    tokens("Perplexity key", &["pplx-"], Made::Alnum, 30),
    tokens("Replicate token", &["r8_"], Made::Alnum, 30),
    tokens("NVIDIA key", &["nvapi-"], Made::Word, 30),
    tokens("Databricks token", &["dapi"], Made::Hex, 30),
    tokens("RubyGems key", &["rubygems_"], Made::Hex, 30),
    tokens("1Password token", &["ops_eyJ"], Made::Base64, 40),
    tokens("New Relic key", &["NRAK-"], Made::Upper, 20),
    tokens("Postman key", &["PMAK-"], Made::Word, 30),
];

/// Words that announce a value behind them.
const NAMES: &[&str] = &[
    "accountkey",
    "access-key",
    "access_key",
    "accesskey",
    "api-key",
    "api_key",
    "apikey",
    "authorization",
    "credential",
    "encryption_key",
    "encryptionkey",
    "jwt",
    "passphrase",
    "passw",
    "private_key",
    "privatekey",
    "pwd",
    "secret",
    "sig=",
    "signature",
    "signing_key",
    "signingkey",
    "token",
    "_auth",
    "-auth",
];

/// What a found word begins.
#[derive(Clone, Copy)]
enum Trigger {
    Token(&'static Tokens),
    Jwt,
    Url,
    Bearer,
    Name,
}

static TRIGGERS: LazyLock<(AhoCorasick, Vec<Trigger>)> = LazyLock::new(|| {
    let of_service = |tokens: &'static Tokens| {
        tokens
            .prefixes
            .iter()
            .map(move |prefix| (*prefix, Trigger::Token(tokens)))
    };
    let mut words: Vec<(&str, Trigger)> = TOKENS.iter().flat_map(of_service).collect();
    words.extend([
        ("eyJ", Trigger::Jwt),
        ("://", Trigger::Url),
        ("bearer ", Trigger::Bearer),
    ]);
    words.extend(NAMES.iter().map(|name| (*name, Trigger::Name)));
    let search = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(words.iter().map(|(word, _)| word))
        .expect("the words are few and short");
    (
        search,
        words.into_iter().map(|(_, trigger)| trigger).collect(),
    )
});

/// Finds what looks like a secret. `is_weak` knows values that are secret only behind a name.
pub(super) fn find<'a>(text: &'a str, is_weak: &dyn Fn(&str) -> bool, spans: &mut Vec<Span<'a>>) {
    let (search, triggers) = &*TRIGGERS;
    // What was looked at as one value is not looked at again from its middle; so the time is linear in the text.
    let (mut tokens, mut jwts, mut values) = (0, 0, 0);
    for found in search.find_overlapping_iter(text) {
        let start = found.start();
        match triggers[found.pattern().as_usize()] {
            Trigger::Token(kind) if start >= tokens && begins(text, start) => {
                if let Some(end) = token(text, start, found.end(), kind) {
                    tokens = end;
                    spans.push(Span::new(start..end, kind.label));
                }
            }
            Trigger::Jwt
                if start >= jwts && begins(text, start) && text[start..].starts_with("eyJ") =>
            {
                let (end, is_one) = jwt(text, start);
                jwts = end;
                if is_one {
                    spans.push(Span::new(start..end, "JWT"));
                }
            }
            Trigger::Url => {
                let password = url::password(text, start);
                spans.extend(password.map(|range| Span::new(range, "password")));
            }
            Trigger::Bearer if found.end() >= values => {
                let (value, is_one) = named::bearer(text, found.end());
                values = value.end;
                if is_one {
                    spans.push(Span::new(value, "bearer token"));
                }
            }
            Trigger::Name if start >= values => {
                if let Some(value) = named::value(text, found.range()) {
                    values = value.range.end;
                    if value.is_secret(is_weak) {
                        spans.push(Span::new(value.range, value.name));
                    }
                }
            }
            Trigger::Token(_) | Trigger::Jwt | Trigger::Bearer | Trigger::Name => {}
        }
    }
}

/// Whether a word may begin here: not in the middle of another one.
fn begins(text: &str, at: usize) -> bool {
    let before = &text.as_bytes()[..at];
    match before {
        // The last is `\n` in a text that was written as JSON.
        [] | [.., b'\\', b'n' | b'r' | b't'] => true,
        [.., last] => !last.is_ascii_alphanumeric() && *last != b'_',
    }
}

/// Where the token ends that begins at `start`, if it is one; its prefix ends at `behind`.
fn token(text: &str, start: usize, behind: usize, kind: &Tokens) -> Option<usize> {
    if !kind.prefixes.contains(&&text[start..behind]) {
        return None;
    }
    let body = run(text, behind, kind.made)
        .trim_end_matches(['.', '='])
        .len();
    (body >= kind.least).then_some(behind + body)
}

/// Where a JSON Web Token would end that begins at `start`, and whether it is one: two parts at least, of which the last may be cut.
fn jwt(text: &str, start: usize) -> (usize, bool) {
    let mut end = start + run(text, start, Made::Word).len();
    let first = end - start;
    let mut parts = 1;
    while parts < 5 && text[end..].starts_with('.') {
        let part = run(text, end + 1, Made::Word).len();
        if part == 0 {
            break;
        }
        end += 1 + part;
        parts += 1;
    }
    (end, first >= 10 && parts >= 2 && end - start >= 30)
}

fn run(text: &str, from: usize, made: Made) -> &str {
    let rest = &text[from..];
    let end = rest.bytes().position(|byte| !made.has(byte));
    &rest[..end.unwrap_or(rest.len())]
}
