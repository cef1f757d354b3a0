//! What an agent does, as it would: with how many calls, and for how many tokens (of three bytes each, arguments and answers together).

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};

use serde_json::{Value, json};

use crate::support::client::{Client, Era};
use crate::support::project::{Project, process};
use crate::support::tool;

/// An agent that counts what it says and hears.
struct Agent {
    client: Client,
    name: &'static str,
    calls: u32,
    bytes: usize,
}

impl Agent {
    #[track_caller]
    fn of(name: &'static str, project: &Project) -> Self {
        Self {
            client: Client::open(project, Era::Discover),
            name,
            calls: 0,
            bytes: 0,
        }
    }

    #[track_caller]
    fn text(&mut self, tool: &str, arguments: &Value) -> String {
        let text = self.client.text(tool, arguments);
        self.count(tool, arguments, &text);
        text
    }

    #[track_caller]
    fn call(&mut self, tool: &str, arguments: &Value) -> Value {
        let answer = self.client.call(tool, arguments);
        self.count(tool, arguments, &answer.to_string());
        answer
    }

    fn count(&mut self, tool: &str, arguments: &Value, answer: &str) {
        self.calls += 1;
        self.bytes += tool.len() + arguments.to_string().len() + answer.len();
    }

    /// Tells what it took, and that it took no more than that many calls and tokens.
    #[track_caller]
    #[expect(clippy::print_stderr, reason = "whoever runs the tests is to see it")]
    fn done(self, calls: u32, most: usize) {
        let tokens = self.bytes.div_ceil(3);
        eprintln!("{}: {} calls, {tokens} tokens", self.name, self.calls);
        assert_eq!(self.calls, calls);
        assert!(tokens <= most, "{tokens} tokens");
        self.client.close().check(0);
    }
}

/// The cursor in the last line of an answer.
#[track_caller]
fn cursor(text: &str) -> String {
    let last = text.lines().last().unwrap();
    let cursor = last.strip_prefix("cursor: ").unwrap();
    cursor.split(' ').next().unwrap().to_owned()
}

#[test]
fn an_agent_breaks_a_page_is_told_mends_it_and_is_told() {
    let (Some(vite), Some(esbuild)) = (tool::node("vite"), tool::node("esbuild")) else {
        return;
    };
    let dev = format!("node {} --host 127.0.0.1 --port 0", vite.display());
    let watch = format!(
        "{} main.js --bundle --watch=forever --outfile=dist/main.js",
        esbuild.display()
    );
    let project = Project::new(&[
        (
            ".brum.toml",
            &(process("dev", &dev) + &process("build", &watch)),
        ),
        (
            "index.html",
            "<script type=\"module\" src=\"/main.js\"></script>\n",
        ),
        ("main.js", "console.log('hello')\n"),
    ]);
    let mut agent = Agent::of("break and mend a page", &project);
    let dev = agent.call("scripts_run", &json!({"name": "dev"}));
    let url = dev["urls"][0].as_str().unwrap_or_default();
    assert!(url.starts_with("http://127.0.0.1:"), "{dev}");
    assert_eq!(
        dev["readiness"].as_str().map(|text| &text[..5]),
        Some("ready"),
        "{dev}"
    );
    let build = agent.call("scripts_run", &json!({"name": "build"}));
    assert_eq!(build["status"], "running", "{build}");

    fs::write(project.path("main.js"), "console.log('hello'\n").unwrap();
    let told = agent.text("wait_for", &json!({"until": ["cycle"]}));
    assert!(told.starts_with("met after "), "{told}");
    assert!(
        told.contains("build: esbuild failed with 1 error"),
        "{told}"
    );
    assert!(told.contains("main.js changed "), "{told}");
    assert!(
        told.contains("main.js:2:0: error: Expected \")\"") || told.contains("main.js:"),
        "{told}"
    );

    fs::write(project.path("main.js"), "console.log('mended')\n").unwrap();
    let told = agent.text("wait_for", &json!({"until": ["cycle"]}));
    assert!(told.contains("build: esbuild clean"), "{told}");
    assert!(told.contains("no problems\n"), "{told}");
    agent.done(4, 800);
    project.mark.wait_until_gone();
}

/// A server that fails for one path, deep in its code, and logs each request.
const SERVER: &str = r#"
const http = require("node:http");
const log = (level, msg, more) => console.log(JSON.stringify({ level, time: Date.now(), pid: process.pid, hostname: "dev", msg, ...more }));
const pay = (order) => {
  if (order === "13") throw new Error("card declined for order 13");
};
http.createServer((request, response) => {
  let status = 200;
  try {
    pay(request.url.split("/").pop());
  } catch (error) {
    status = 500;
    console.error(error.stack);
  }
  log(status < 500 ? 30 : 50, "request", { method: request.method, url: request.url, status });
  response.writeHead(status).end();
}).listen(0, "127.0.0.1", function () {
  console.log(`listening on http://127.0.0.1:${this.address().port}/`);
});
"#;

/// Asks a server for a path.
fn get(port: u16, path: &str) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\n\r\n").unwrap();
    stream.read_to_end(&mut Vec::new()).unwrap();
}

#[test]
fn an_agent_finds_the_request_that_failed_among_many() {
    if !tool::has("node") {
        return;
    }
    let project = Project::new(&[
        (".brum.toml", &process("api", "node server.js")),
        ("server.js", SERVER),
    ]);
    let mut agent = Agent::of("find the failing request", &project);
    let run = agent.call("scripts_run", &json!({"name": "api"}));
    let url = run["urls"][0].as_str().unwrap_or_default();
    let port = url.trim_end_matches('/').rsplit(':').next().unwrap();
    let port: u16 = port.parse().unwrap_or_else(|_| panic!("{run}"));
    let after = run["cursor"].as_str().unwrap().to_owned();
    for order in 1..=200 {
        get(port, &format!("/orders/{order}"));
    }

    let wait = json!({"name": "api", "until": ["problem"], "after": after});
    let told = agent.text("wait_for", &wait);
    assert!(told.contains("server.js:5:"), "{told}");
    assert!(
        told.contains("error: Error: card declined for order 13"),
        "{told}"
    );
    assert!(told.contains("new lines: api 2"), "{told}");
    let search = json!({"name": "api", "query": "status\":500", "after": after});
    let found = agent.text("logs_search", &search);
    assert!(found.contains("url=/orders/13"), "{found}");
    cursor(&found);
    agent.done(3, 700);
    project.mark.wait_until_gone();
}

#[test]
fn an_agent_learns_who_has_the_port_that_its_server_wants() {
    let Some(vite) = tool::node("vite") else {
        return;
    };
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let dev = format!(
        "node {} --host 127.0.0.1 --port {port} --strictPort",
        vite.display()
    );
    let project = Project::new(&[
        (".brum.toml", &process("dev", &dev)),
        ("index.html", "<p>\n"),
    ]);
    let mut agent = Agent::of("diagnose a taken port", &project);
    let run = agent.call("scripts_run", &json!({"name": "dev"}));
    assert_eq!(run["status"], "failed", "{run}");
    let status = json!({"name": "dev", "explain": true});
    let status = agent.call("scripts_status", &status);
    let explain = &status["processes"][0]["explain"];
    let why = explain["why"].as_str().unwrap();
    let own = std::process::id();
    let dir = std::env::current_dir().unwrap();
    assert!(
        why.starts_with(&format!("port {port} is taken by pid {own} (")),
        "{why}"
    );
    assert!(why.ends_with(&format!(" in {}", dir.display())), "{why}");

    drop(taken);
    let run = agent.call("scripts_run", &json!({"name": "dev"}));
    assert!(
        run["urls"][0].as_str().unwrap().contains(&port.to_string()),
        "{run}"
    );
    agent.done(3, 900);
    project.mark.wait_until_gone();
}
