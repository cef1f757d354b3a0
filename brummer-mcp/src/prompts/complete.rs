//! Values that an argument of a prompt, or a part of an address, may have.

use rmcp::ErrorData;
use rmcp::model::{CompleteRequestParams, CompleteResult, CompletionInfo, Reference};

use crate::resources;
use crate::server::Server;

/// What values there are for.
#[derive(Clone, Copy)]
enum Kind {
    Process,
    Problem,
    File,
    Script,
}

impl Server {
    /// What the text of an argument may go on to be.
    pub(crate) async fn completed(
        &self,
        request: &CompleteRequestParams,
    ) -> Result<CompleteResult, ErrorData> {
        let argument = request.argument.name.as_str();
        let kind = kind(&request.r#ref, argument)?;
        let values = match kind {
            Kind::Process => self.readable_processes(),
            Kind::Script => self
                .scripts
                .list()
                .into_iter()
                .map(|script| script.name)
                .collect(),
            Kind::File => self.files().await?,
            Kind::Problem => {
                let numbers = 1..=self.current_problems().await?.len();
                numbers
                    .map(|number| number.to_string())
                    .chain(self.files().await?)
                    .collect()
            }
        };
        Ok(CompleteResult::new(matching(
            values,
            &request.argument.value,
        )))
    }

    /// The files that have problems.
    async fn files(&self) -> Result<Vec<String>, ErrorData> {
        let mut files = Vec::new();
        for problem in self.current_problems().await? {
            let file = problem
                .finding
                .place
                .as_ref()
                .map(|place| place.file.clone());
            files.extend(file.filter(|file| !files.contains(file)));
        }
        Ok(files)
    }
}

fn kind(reference: &Reference, argument: &str) -> Result<Kind, ErrorData> {
    let unknown = |what: String| ErrorData::invalid_params(what, None);
    match reference {
        Reference::Prompt(prompt) => {
            let arguments = super::arguments(&prompt.name);
            let arguments = arguments
                .ok_or_else(|| unknown(format!("there is no prompt `{}`", prompt.name)))?;
            let has = arguments.iter().any(|(name, _)| *name == argument);
            match argument {
                "process" if has => Ok(Kind::Process),
                "problem" if has => Ok(Kind::Problem),
                "file" if has => Ok(Kind::File),
                "script" if has => Ok(Kind::Script),
                _ => Err(unknown(format!(
                    "{} has no argument `{argument}`",
                    prompt.name
                ))),
            }
        }
        Reference::Resource(resource)
            if resources::is_template(&resource.uri) && argument == "name" =>
        {
            Ok(Kind::Process)
        }
        Reference::Resource(resource) => Err(unknown(format!(
            "there is no template `{}` with `{argument}` in it",
            resource.uri
        ))),
        // What later revisions refer to.
        _ => Err(unknown("there is nothing to complete".to_owned())),
    }
}

/// The values with the text in them, those that begin with it first; as many as the protocol has room for.
fn matching(values: Vec<String>, text: &str) -> CompletionInfo {
    let text = text.to_lowercase();
    let (mut found, within): (Vec<_>, Vec<_>) = values
        .into_iter()
        .filter(|value| value.to_lowercase().contains(&text))
        .partition(|value| value.to_lowercase().starts_with(&text));
    found.extend(within);
    let total = found.len();
    found.truncate(CompletionInfo::MAX_VALUES);
    let mut info = CompletionInfo::default();
    info.has_more = Some(total > found.len());
    info.total = u32::try_from(total).ok();
    info.values = found;
    info
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_begins_with_the_text_comes_first_and_the_rest_is_counted() {
        let values = |values: &[&str]| values.iter().map(|value| (*value).to_owned()).collect();
        assert_eq!(
            matching(values(&["web:api", "db", "api"]), "AP").values,
            ["api", "web:api"]
        );
        let many = (0..150).map(|n| n.to_string()).collect();
        let info = matching(many, "");
        assert_eq!(
            (info.values.len(), info.total, info.has_more),
            (100, Some(150), Some(true))
        );
    }
}
