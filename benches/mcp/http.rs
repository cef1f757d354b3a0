//! Over HTTP, on a connection that stays open.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::Value;

use crate::client::{self, Client};

/// A connection.
struct Connection {
    address: String,
    stream: BufReader<TcpStream>,
    line: String,
    body: Vec<u8>,
    session: Option<String>,
}

/// How the end of a body is told.
enum Length {
    Known(usize),
    Chunked,
}

impl Connection {
    fn open(address: &str) -> io::Result<Self> {
        Ok(Self {
            address: address.to_owned(),
            stream: connect(address)?,
            line: String::new(),
            body: Vec::new(),
            session: None,
        })
    }

    /// The same with another stream; a session goes on.
    fn connect(&mut self) -> io::Result<()> {
        self.stream = connect(&self.address)?;
        Ok(())
    }

    fn exchange(&mut self, request: &[u8]) -> io::Result<&str> {
        self.stream.get_mut().write_all(request)?;
        let mut length = Length::Known(0);
        loop {
            self.read_line()?;
            let line = self.line.trim_end().to_ascii_lowercase();
            if let Some(known) = line.strip_prefix("content-length: ") {
                length = Length::Known(known.parse().map_err(io::Error::other)?);
            } else if line == "transfer-encoding: chunked" {
                length = Length::Chunked;
            } else if let Some(session) = line.strip_prefix("mcp-session-id: ") {
                self.session = Some(session.to_owned());
            } else if line.is_empty() {
                break;
            }
        }
        self.body.clear();
        match length {
            Length::Known(length) => self.read(length)?,
            Length::Chunked => loop {
                self.read_line()?;
                let size = usize::from_str_radix(self.line.trim_end(), 16);
                let size = size.map_err(io::Error::other)?;
                self.read(size)?;
                self.read_line()?;
                if size == 0 {
                    break;
                }
            },
        }
        std::str::from_utf8(&self.body).map_err(io::Error::other)
    }

    fn read_line(&mut self) -> io::Result<()> {
        self.line.clear();
        match self.stream.read_line(&mut self.line)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            _ => Ok(()),
        }
    }

    fn read(&mut self, size: usize) -> io::Result<()> {
        let from = self.body.len();
        self.body.resize(from + size, 0);
        self.stream.read_exact(&mut self.body[from..])
    }
}

fn connect(address: &str) -> io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect(address)?;
    stream.set_nodelay(true)?;
    Ok(BufReader::new(stream))
}

fn post(headers: &str, message: &Value) -> Vec<u8> {
    let message = message.to_string();
    let length = message.len();
    format!(
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
         Accept: application/json, text/event-stream\r\n{headers}Content-Length: {length}\r\n\r\n{message}"
    )
    .into_bytes()
}

/// A server that answers anything with the same.
pub(crate) struct Echo {
    connection: Connection,
    request: Vec<u8>,
}

impl Echo {
    pub(crate) fn open(address: &str) -> io::Result<Self> {
        Ok(Self {
            connection: Connection::open(address)?,
            request: post("", &client::whole_call()),
        })
    }
}

impl Client for Echo {
    fn call(&mut self) -> io::Result<()> {
        self.connection.exchange(&self.request).map(|_| ())
    }

    fn connect(&mut self) -> io::Result<()> {
        self.connection.connect()
    }
}

/// Calls of a client without a session.
pub(crate) struct Calls {
    connection: Connection,
    request: Vec<u8>,
}

impl Calls {
    pub(crate) fn open(address: &str) -> io::Result<Self> {
        let headers = "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: scripts_status\r\n";
        Ok(Self {
            connection: Connection::open(address)?,
            request: post(headers, &client::whole_call()),
        })
    }
}

impl Client for Calls {
    fn call(&mut self) -> io::Result<()> {
        client::check(self.connection.exchange(&self.request)?)
    }

    fn connect(&mut self) -> io::Result<()> {
        self.connection.connect()
    }
}

/// Calls of a client with a session, which are answered as streams.
pub(crate) struct Session {
    connection: Connection,
    request: Vec<u8>,
}

impl Session {
    pub(crate) fn open(address: &str) -> io::Result<Self> {
        let mut connection = Connection::open(address)?;
        connection.exchange(&post("", &client::initialize()))?;
        let session = connection.session.clone().unwrap_or_default();
        let headers = format!("Mcp-Session-Id: {session}\r\nMCP-Protocol-Version: 2025-11-25\r\n");
        connection.exchange(&post(&headers, &client::initialized()))?;
        Ok(Self {
            connection,
            request: post(&headers, &client::call()),
        })
    }
}

impl Client for Session {
    fn call(&mut self) -> io::Result<()> {
        client::check(self.connection.exchange(&self.request)?)
    }

    fn connect(&mut self) -> io::Result<()> {
        self.connection.connect()
    }
}
