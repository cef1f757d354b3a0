//! What a person runs with Maven: the usual phases, and the goals of plugins that serve.

use roxmltree::{Document, Node};

use crate::process::spec::Command;
use crate::project::found::Found;
use crate::project::kind::ScriptKind;
use crate::project::look::Look;
use crate::project::recipe;
use crate::project::text::Text;

/// The most modules of one project.
const MAX_MODULES: usize = 500;

/// Looks at a directory with a `pom.xml`.
pub(super) fn look(look: &mut Look<'_>) {
    let Some(text) = look.read("pom.xml") else {
        return;
    };
    let program = if look.has("mvnw") {
        "./mvnw"
    } else {
        look.needs("mvn", "from https://maven.apache.org/download.cgi");
        "mvn"
    };
    let Some(document) = look.or_warn(text.xml()) else {
        return;
    };
    let project = Project::read(&document);
    let origin = text.origin(project.at);
    for (goal, kind) in [
        ("compile", ScriptKind::Build),
        ("test", ScriptKind::Test),
        ("package", ScriptKind::Build),
        ("verify", ScriptKind::Test),
    ] {
        look.add(Found {
            kind: Some(kind),
            ..Found::new(goal, Command::program(program, [goal]), origin.clone())
        });
    }
    goals(&project, &text, program, None, look);
    modules(&project, program, look);
}

/// Adds the goals of the modules, run for each from where the project is.
fn modules(project: &Project<'_>, program: &str, look: &mut Look<'_>) {
    let root = look.dir().to_owned();
    for module in &project.modules {
        let dir = root.join(module);
        let is_below = dir.components().all(|part| part.as_os_str() != "..");
        if !is_below || !look.claim(&dir) {
            continue;
        }
        let mut look = look.at(dir);
        let Some(text) = look.read("pom.xml") else {
            continue;
        };
        let Some(document) = look.or_warn(text.xml()) else {
            continue;
        };
        let inner = Project::read(&document);
        goals(&inner, &text, program, Some((module, &root)), &mut look);
        // Those of a module are named from there on.
        for module in &inner.modules {
            look.claim(&text.path().with_file_name(module));
        }
    }
}

/// Adds the goals of plugins that run the program.
fn goals(
    project: &Project<'_>,
    text: &Text,
    program: &str,
    module: Option<(&str, &std::path::Path)>,
    look: &mut Look<'_>,
) {
    for (goal, at) in &project.goals {
        let mut args = Vec::new();
        if let Some((module, _)) = module {
            args.extend(["-pl", module]);
        }
        args.push(goal);
        let name = project.name.filter(|_| module.is_some());
        look.add(Found {
            kind: Some(ScriptKind::Dev),
            package: name.map(Into::into),
            dir: module.map(|(_, root)| root.to_owned()),
            description: project.description.and_then(recipe::first_line),
            ..Found::new(*goal, Command::program(program, args), text.origin(*at))
        });
    }
}

/// What is of use in a `pom.xml`.
struct Project<'a> {
    /// The offset of the project.
    at: usize,
    name: Option<&'a str>,
    description: Option<&'a str>,
    /// Goals that run the program, with the offsets of their plugins.
    goals: Vec<(&'static str, usize)>,
    modules: Vec<&'a str>,
}

/// Plugins that run the program, with the goal that does so.
const PLUGINS: [(&str, &str); 7] = [
    ("spring-boot-maven-plugin", "spring-boot:run"),
    ("quarkus-maven-plugin", "quarkus:dev"),
    ("micronaut-maven-plugin", "mn:run"),
    ("jetty-maven-plugin", "jetty:run"),
    ("jetty-ee10-maven-plugin", "jetty:run"),
    ("exec-maven-plugin", "exec:java"),
    ("javafx-maven-plugin", "javafx:run"),
];

impl<'a> Project<'a> {
    fn read(document: &'a Document<'_>) -> Self {
        let root = document.root_element();
        let child = |name: &str| {
            root.children()
                .find(|node| node.has_tag_name(tag(root, name)))
        };
        let text = |name: &str| child(name)?.text().map(str::trim);
        let mut project = Self {
            at: root.range().start,
            name: text("artifactId"),
            description: text("description"),
            goals: Vec::new(),
            modules: Vec::new(),
        };
        for node in root.descendants().filter(Node::is_element) {
            let value = node.text().map(str::trim).unwrap_or_default();
            match node.tag_name().name() {
                "module" if !value.is_empty() && project.modules.len() < MAX_MODULES => {
                    project.modules.push(value);
                }
                "artifactId" => {
                    let is_plugin = node
                        .parent()
                        .is_some_and(|parent| parent.tag_name().name() == "plugin");
                    let plugin = PLUGINS
                        .iter()
                        .find(|(plugin, _)| *plugin == value && is_plugin);
                    if let Some((_, goal)) = plugin
                        && project.goals.iter().all(|(known, _)| known != goal)
                    {
                        project.goals.push((*goal, node.range().start));
                    }
                }
                _ => {}
            }
        }
        project
    }
}

/// A name in the name space of the project.
fn tag<'a>(root: Node<'a, '_>, name: &'a str) -> roxmltree::ExpandedName<'a, 'a> {
    match root.tag_name().namespace() {
        Some(space) => (space, name).into(),
        None => name.into(),
    }
}
