//! Shows shell commands that are given as `name=command`: `cargo run --example scripts web='npm run dev'`.

use std::error::Error;

use brummer_core::{Command, Spec, Supervisor};
use brummer_tui::{ColorDepth, Options};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let supervisor = Supervisor::builder().build()?;
    let dir = std::env::current_dir()?;
    let mut messages = Vec::new();
    for arg in std::env::args().skip(1) {
        match arg.split_once('=') {
            Some((name, command)) => {
                let spec = Spec::new(name, Command::shell(command), &dir)?;
                supervisor.add(spec).await?;
            }
            None => messages.push(format!("`{arg}` is not of the form name=command")),
        }
    }
    let options = Options {
        colors: ColorDepth::of_environment(|name| std::env::var(name).ok()),
        messages,
        ..Options::new(dir.file_name().unwrap_or_default().to_string_lossy())
    };
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    // Nothing new is told here.
    let (_, news) = tokio::sync::mpsc::channel(1);
    brummer_tui::run(supervisor, options, news, interrupted).await?;
    Ok(())
}
