//! `brummer config show|check`.

use std::process::ExitCode;

use super::tui;
use crate::args::{Common, Config, ConfigAction};
use crate::open;
use crate::report::{self, Failure};

pub(crate) fn run(common: &Common, args: &Config) -> Result<ExitCode, Failure> {
    let config = open::config(common)?;
    report::warn(&config.warnings);
    tui::check(&config)?;
    match args.action {
        ConfigAction::Show { json: false } => report::answer(&config.to_string()),
        ConfigAction::Show { json: true } => {
            let json = serde_json::to_string_pretty(&config)
                .expect("a configuration is made of strings and numbers");
            report::answer(&json)
        }
        ConfigAction::Check => {
            let files = config
                .files
                .iter()
                .map(|file| format!("{}: ok", file.display()));
            match files.collect::<Vec<_>>().join("\n").as_str() {
                "" => report::answer("no configuration files"),
                files => report::answer(files),
            }
        }
    }
}
