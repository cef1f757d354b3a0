//! The `brummer` program.

fn main() -> std::process::ExitCode {
    brummer_cli::main()
}
