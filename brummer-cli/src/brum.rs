//! The `brummer` program under its short name.

fn main() -> std::process::ExitCode {
    brummer_cli::main()
}
