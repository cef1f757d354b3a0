//! `brummer send NAME [TEXT]`: types into a process.

use std::io::Read;
use std::process::ExitCode;

use crate::args::{Common, Send};
use crate::client::{Client, named};
use crate::report::Failure;
use crate::runtime;

/// The most that is read of stdin, in bytes.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

pub(crate) fn run(common: &Common, args: &Send) -> Result<ExitCode, Failure> {
    runtime::single()?.block_on(async {
        let client = Client::connect(common).await?;
        // One that is not there is said before stdin is waited for.
        let names = std::slice::from_ref(&args.name);
        named(&client.supervisor.snapshot(), names)?;
        let bytes = bytes(args)?;
        client.supervisor.write_stdin(&args.name, bytes).await?;
        Ok(ExitCode::SUCCESS)
    })
}

fn bytes(args: &Send) -> Result<Vec<u8>, Failure> {
    if let Some(text) = &args.text {
        let end = if args.no_newline { "" } else { "\n" };
        return Ok(format!("{text}{end}").into_bytes());
    }
    let mut bytes = Vec::new();
    let stdin = std::io::stdin().lock();
    stdin
        .take(MAX_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|source| Failure::System {
            what: "cannot read stdin",
            source,
        })?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Failure::Usage(format!(
            "stdin has more than {MAX_BYTES} bytes, the most that is sent at once"
        )));
    }
    Ok(bytes)
}
