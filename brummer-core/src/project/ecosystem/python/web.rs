//! The servers of Django, Flask and `FastAPI`.

use super::Python;
use crate::config::Origin;
use crate::project::env_file;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::lines::numbered;
use crate::project::look::Look;
use crate::project::text::Text;

/// The files in which `FastAPI`'s own command looks for an application, then others that people write.
const APPLICATIONS: [&str; 9] = [
    "main.py",
    "app.py",
    "api.py",
    "wsgi.py",
    "asgi.py",
    "server.py",
    "app/main.py",
    "app/app.py",
    "app/api.py",
];

/// Adds the servers.
pub(super) fn look(python: &Python<'_>, look: &mut Look<'_>) {
    if let Some(text) = look
        .read("manage.py")
        .filter(|text| text.as_str().contains("django"))
    {
        django(python, &text, look);
        return;
    }
    let dir = look.dir().to_owned();
    let is_package = look.has("app");
    for file in APPLICATIONS {
        let text = match file.split_once('/') {
            Some(_) if is_package => look.read_path(&dir.join(file)),
            Some(_) => None,
            None => look.read(file),
        };
        let Some(text) = text else {
            continue;
        };
        if let Some(application) = Application::find(text.as_str()) {
            if file.contains('/') {
                look.claim(&dir.join("app"));
            }
            add(python, &application, file, &text, look);
            return;
        }
    }
    let text = look.read_first(&[".flaskenv"]);
    let Some(text) =
        text.filter(|text| env_file::variables(text.as_str()).contains_key("FLASK_APP"))
    else {
        return;
    };
    add_server(
        python,
        &["flask", "run", "--debug"],
        text.origin(0),
        "flask",
        look,
    );
}

fn django(python: &Python<'_>, text: &Text, look: &mut Look<'_>) {
    let interpreter = python.interpreter(look);
    for (verb, kind) in [
        ("runserver", ScriptKind::Dev),
        ("test", ScriptKind::Test),
        ("migrate", ScriptKind::Other),
        ("makemigrations", ScriptKind::Other),
    ] {
        let command = python.command(&[interpreter, "manage.py", verb], look);
        look.add(Found {
            source: Some("django"),
            kind: Some(kind),
            ..Found::new(verb, command, text.origin(0))
        });
    }
}

/// A framework for the web.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framework {
    Flask,
    FastApi,
}

/// An application of a framework.
#[derive(Debug, PartialEq, Eq)]
struct Application<'a> {
    framework: Framework,
    /// The variable that holds it; none for a function that makes it.
    name: Option<&'a str>,
    /// The offset of the line that makes it.
    at: usize,
}

impl<'a> Application<'a> {
    /// The first application that a file makes.
    fn find(text: &'a str) -> Option<Self> {
        let frameworks = [
            (Framework::Flask, "Flask("),
            (Framework::FastApi, "FastAPI("),
        ];
        numbered(text).find_map(|(at, line)| {
            let code = line.split('#').next().unwrap_or_default();
            let (left, right) = code.split_once('=')?;
            let right = right.trim_start();
            let made = right.rsplit_once('.').map_or(right, |(_, made)| made);
            let (framework, _) = frameworks
                .into_iter()
                .find(|(_, call)| right.starts_with(call) || made.starts_with(call))?;
            let name = left.split(':').next().unwrap_or_default();
            let is_variable = !name.starts_with([' ', '\t']);
            let name = Some(name.trim()).filter(|_| is_variable);
            Some(Self {
                framework,
                name,
                at,
            })
        })
    }
}

fn add(
    python: &Python<'_>,
    application: &Application<'_>,
    file: &str,
    text: &Text,
    look: &mut Look<'_>,
) {
    let module = file.trim_end_matches(".py").replace('/', ".");
    let origin = text.origin(application.at);
    match application.framework {
        Framework::Flask if matches!(file, "app.py" | "wsgi.py") => {
            add_server(python, &["flask", "run", "--debug"], origin, "flask", look);
        }
        Framework::Flask => {
            let words = ["flask", "--app", module.as_str(), "run", "--debug"];
            add_server(python, &words, origin, "flask", look);
        }
        Framework::FastApi if has_fastapi_command(python, look) => {
            add_server(python, &["fastapi", "dev", file], origin, "fastapi", look);
        }
        Framework::FastApi => {
            let target = format!("{module}:{}", application.name.unwrap_or("app"));
            let words = ["uvicorn", target.as_str(), "--reload"];
            add_server(python, &words, origin, "uvicorn", look);
        }
    }
}

/// Whether the command of `FastAPI` is installed with it.
fn has_fastapi_command(python: &Python<'_>, look: &mut Look<'_>) -> bool {
    let names = |text: &str| text.contains("fastapi[standard]") || text.contains("fastapi-cli");
    let pyproject = python
        .pyproject
        .is_some_and(|(text, _)| names(text.as_str()));
    let mut requirements = || look.read("requirements.txt");
    pyproject || requirements().is_some_and(|text| names(text.as_str()))
}

fn add_server(
    python: &Python<'_>,
    words: &[&str],
    origin: Origin,
    source: &'static str,
    look: &mut Look<'_>,
) {
    let command = python.command(words, look);
    look.add(Found {
        source: Some(source),
        kind: Some(ScriptKind::Dev),
        ..Found::new("dev", command, origin)
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: Option<(Framework, Option<&str>)>) {
        let found = Application::find(text).map(|found| (found.framework, found.name));
        assert_eq!(found, expected);
    }

    #[test]
    fn an_application_is_a_variable_or_made_in_a_function() {
        check(
            "app = Flask(__name__)",
            Some((Framework::Flask, Some("app"))),
        );
        check(
            "x\napi: FastAPI = fastapi.FastAPI()\n",
            Some((Framework::FastApi, Some("api"))),
        );
        check(
            "def create_app():\n    app = Flask(__name__)",
            Some((Framework::Flask, None)),
        );
        check("# app = Flask()\nx = FlaskLike()", None);
    }
}
