//! The one gate through which everything leaves that holds text of the project.
//!
//! Each method of the handler returns what this lets pass, so that a tool, a resource or a prompt need not know of secrets, and cannot
//! forget them. Notifications do not come by here: they hold nothing but addresses that the client named itself, which a test
//! over the sources checks.

use std::borrow::Cow;
use std::path::PathBuf;
use std::sync::Arc;

use brummer_core::redact::Redactor;
use rmcp::ErrorData;
use rmcp::model::{CallToolResult, ContentBlock, JsonObject};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::server::Server;

impl Server {
    /// The answer without secrets, unless the configuration says that they may leave.
    pub(crate) fn outgoing<T: Serialize + DeserializeOwned>(
        &self,
        answer: Result<T, ErrorData>,
    ) -> Result<T, ErrorData> {
        let Some(redactor) = self.redactor() else {
            return answer;
        };
        match answer {
            Ok(answer) => masked(&redactor, answer),
            Err(error) => Err(masked(&redactor, error)?),
        }
    }

    /// The same for the answer of a tool, which mostly holds no secret, and is then looked at as it is.
    pub(crate) fn outgoing_call(
        &self,
        answer: CallToolResult,
    ) -> Result<CallToolResult, ErrorData> {
        match self.redactor() {
            Some(redactor) if !is_clean(&redactor, &answer) => masked(&redactor, answer),
            Some(_) | None => Ok(answer),
        }
    }

    /// The same for what has no text of its own but its error.
    pub(crate) fn outgoing_error<T>(&self, answer: Result<T, ErrorData>) -> Result<T, ErrorData> {
        match answer {
            Ok(answer) => Ok(answer),
            Err(error) => match self.redactor() {
                Some(redactor) => Err(masked(&redactor, error)?),
                None => Err(error),
            },
        }
    }

    /// What masks the secrets that the project has now; none if they may leave.
    fn redactor(&self) -> Option<Arc<Redactor>> {
        let Some(hosted) = self.host.hosted() else {
            // Without a project there is still what looks like a secret.
            return Some(Arc::default());
        };
        if !hosted.scripts.access().redact.value {
            return None;
        }
        let project = hosted.supervisor.snapshot();
        let directory: PathBuf = hosted.scripts.directory();
        let dirs = project.processes().iter().map(|process| process.dir());
        Some(
            self.secrets
                .redactor(dirs.chain(std::iter::once(directory.as_path()))),
        )
    }
}

/// Whether an answer is certainly without secrets: one of nothing but texts and data, none of which would be masked.
fn is_clean(redactor: &Redactor, answer: &CallToolResult) -> bool {
    let is_clean = |text: &str| matches!(redactor.mask(text), Cow::Borrowed(_));
    let texts = answer.content.iter().map(|block| match block {
        ContentBlock::Text(text) if text.meta.is_none() => Some(&*text.text),
        _ => None,
    });
    let data = answer.structured_content.iter();
    answer.meta.is_none()
        && texts.into_iter().all(|text| text.is_some_and(is_clean))
        && data.into_iter().all(|data| is_clean_data(&is_clean, data))
}

fn is_clean_data(is_clean: &impl Fn(&str) -> bool, value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => true,
        Value::String(text) => is_clean(text),
        Value::Array(values) => values.iter().all(|value| is_clean_data(is_clean, value)),
        Value::Object(object) => object
            .iter()
            .all(|(key, value)| is_clean(key) && is_clean_data(is_clean, value)),
    }
}

/// The same, with every text in it masked.
fn masked<T: Serialize + DeserializeOwned>(redactor: &Redactor, answer: T) -> Result<T, ErrorData> {
    // What cannot be looked at does not leave.
    let refused =
        |_| ErrorData::internal_error("the answer could not be freed of secrets: a bug", None);
    let mut value = serde_json::to_value(&answer).map_err(refused)?;
    if !mask(redactor, &mut value) {
        return Ok(answer);
    }
    serde_json::from_value(value).map_err(refused)
}

/// Masks every text, and says whether that changed anything.
fn mask(redactor: &Redactor, value: &mut Value) -> bool {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
        Value::String(text) => {
            let Cow::Owned(masked) = redactor.mask(text) else {
                return false;
            };
            *text = masked;
            true
        }
        Value::Array(values) => values
            .iter_mut()
            .fold(false, |changed, value| mask(redactor, value) | changed),
        Value::Object(object) => mask_object(redactor, object),
    }
}

fn mask_object(redactor: &Redactor, object: &mut JsonObject) -> bool {
    let mut changed = false;
    for value in object.values_mut() {
        changed |= mask(redactor, value);
    }
    let is_secret = |key: &String| matches!(redactor.mask(key), Cow::Owned(_));
    if object.keys().any(is_secret) {
        let named = std::mem::take(object);
        let masked = named
            .into_iter()
            .map(|(key, value)| (redactor.mask(&key).into_owned(), value));
        object.extend(masked);
        changed = true;
    }
    changed
}

#[cfg(test)]
mod tests {
    use brummer_core::redact::Secrets;
    use serde_json::json;

    use super::*;

    fn redactor() -> Redactor {
        let mut secrets = Secrets::default();
        secrets.read_env("API_TOKEN=abc-123-def\n");
        Redactor::new(&secrets)
    }

    #[test]
    fn every_text_of_an_answer_is_masked_also_names() {
        let mut answer = CallToolResult::success(vec![ContentBlock::text("x abc-123-def")]);
        answer.structured_content = Some(json!({"a": ["abc-123-def"], "abc-123-def": 1}));
        let answer = masked(&redactor(), answer).unwrap();
        let text = serde_json::to_string(&answer).unwrap();
        assert!(!text.contains("abc-123-def"), "{text}");
        assert_eq!(text.matches("[masked: API_TOKEN]").count(), 3, "{text}");
    }

    #[test]
    fn an_error_is_masked_as_well() {
        let error =
            ErrorData::invalid_params("no abc-123-def", Some(json!({"uri": "abc-123-def"})));
        let error = masked(&redactor(), error).unwrap();
        assert_eq!(error.message, "no [masked: API_TOKEN]");
        assert_eq!(error.data, Some(json!({"uri": "[masked: API_TOKEN]"})));
    }

    #[test]
    fn an_answer_without_secrets_is_what_it_was() {
        let answer = CallToolResult::success(vec![ContentBlock::text("ready in 12 ms")]);
        assert_eq!(masked(&redactor(), answer.clone()).unwrap(), answer);
    }

    #[test]
    fn an_answer_is_clean_only_if_every_text_in_it_is() {
        let text = |text: &str| CallToolResult::success(vec![ContentBlock::text(text)]);
        assert!(is_clean(&redactor(), &text("ready in 12 ms")));
        assert!(!is_clean(&redactor(), &text("x abc-123-def")));
        let data = |data| {
            let mut answer = text("ready");
            answer.structured_content = Some(data);
            is_clean(&redactor(), &answer)
        };
        assert!(data(json!({"a": ["b", 1, null]})));
        assert!(!data(json!({"a": ["abc-123-def"]})));
        assert!(!data(json!({"a": {"abc-123-def": 1}})));
        let image = CallToolResult::success(vec![ContentBlock::image("", "image/png")]);
        assert!(!is_clean(&redactor(), &image));
    }

    /// What is sent without being asked for passes no gate, so that nothing but addresses and fixed words may be in it.
    #[test]
    fn only_these_files_send_what_nobody_asked_for() {
        fn sources(dir: &std::path::Path, found: &mut Vec<PathBuf>) {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, found);
                } else {
                    found.push(path);
                }
            }
        }
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        let mut files = Vec::new();
        sources(&root, &mut files);
        let sends = |path: &PathBuf| {
            let text = std::fs::read_to_string(path).unwrap_or_default();
            text.contains(concat!(".notify", "_"))
                || text.contains(concat!("send_", "notification"))
        };
        let mut senders: Vec<_> = files
            .iter()
            .filter(|path| {
                sends(path) && !path.components().any(|part| part.as_os_str() == "tests")
            })
            .map(|path| path.strip_prefix(&root).unwrap().to_str().unwrap())
            .collect();
        senders.sort_unstable();
        assert_eq!(senders, ["resources/updates.rs", "tools/wait.rs"]);
    }
}
