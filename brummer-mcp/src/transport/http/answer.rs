//! From a request to a response.

use std::convert::Infallible;
use std::sync::Arc;

use http_body_util::combinators::BoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Body, Bytes, Incoming};
use hyper::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Method, Request, Response, StatusCode};
use rmcp::ServerHandler;
use rmcp::transport::streamable_http_server::StreamableHttpService;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::Limits;
use super::admit::{Refusal, Rules};
use super::sessions::Sessions;

/// How much of a request that is too large is read all the same, in bytes: a client mostly looks at the answer only
/// when it has sent everything.
const MAX_DISCARDED: usize = 64 * 1024 * 1024;

pub(super) type Answer = Response<BoxBody<Bytes, Infallible>>;

/// Answers requests; cheap to clone.
pub(super) struct Endpoint<H> {
    rules: Arc<Rules>,
    service: StreamableHttpService<H, Sessions>,
    limits: Limits,
}

impl<H> Clone for Endpoint<H> {
    fn clone(&self) -> Self {
        Self {
            rules: Arc::clone(&self.rules),
            service: self.service.clone(),
            limits: self.limits,
        }
    }
}

impl<H: ServerHandler> Endpoint<H> {
    pub(super) fn new(
        rules: Rules,
        service: StreamableHttpService<H, Sessions>,
        limits: Limits,
    ) -> Self {
        Self {
            rules: Arc::new(rules),
            service,
            limits,
        }
    }

    /// The answer to a request. Nothing of its body is read before it is clear that it may ask.
    pub(super) async fn answer(self, request: Request<Incoming>) -> Result<Answer, Infallible> {
        if let Err(refusal) = self.rules.admit(request.uri(), request.headers()) {
            return Ok(refused(refusal));
        }
        let (head, body) = request.into_parts();
        if !matches!(head.method, Method::GET | Method::POST | Method::DELETE) {
            let mut answer = said(StatusCode::METHOD_NOT_ALLOWED, "use POST, GET or DELETE");
            let allowed = HeaderValue::from_static("GET, POST, DELETE");
            answer.headers_mut().insert(ALLOW, allowed);
            return Ok(answer);
        }
        let ends_session = head.method == Method::DELETE;
        let is_json = head
            .headers
            .get(CONTENT_TYPE)
            .is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
        let body = match timeout(self.limits.body_time, collected(body, self.limits.body)).await {
            Ok(Ok(body)) => body,
            Ok(Err(unread)) => return Ok(unread.answer(self.limits.body)),
            Err(_) => return Ok(Unread::Slow.answer(self.limits.body)),
        };
        let request = Request::from_parts(head, Full::new(body.clone()));
        let mut answer = self.service.handle(request).await;
        if ends_session && answer.status() == StatusCode::ACCEPTED {
            // Nothing follows, and some clients complain of a word that says so.
            *answer.status_mut() = StatusCode::NO_CONTENT;
        }
        if is_json && answer.status() == StatusCode::UNSUPPORTED_MEDIA_TYPE {
            return Ok(no_message(&body));
        }
        Ok(answer)
    }
}

/// Why the body of a request is not there.
enum Unread {
    TooLarge,
    Slow,
    /// The client went away, or does not speak HTTP.
    Broken,
}

impl Unread {
    fn answer(&self, limit: usize) -> Answer {
        match self {
            Self::TooLarge => last(said(
                StatusCode::PAYLOAD_TOO_LARGE,
                &format!("a request has at most {limit} bytes"),
            )),
            Self::Slow => last(said(
                StatusCode::REQUEST_TIMEOUT,
                "the request took too long",
            )),
            Self::Broken => last(said(StatusCode::BAD_REQUEST, "the request is not whole")),
        }
    }
}

/// The whole body, if it is not too large.
async fn collected(
    mut body: impl Body<Data = Bytes, Error = hyper::Error> + Unpin,
    limit: usize,
) -> Result<Bytes, Unread> {
    let mut parts = Vec::new();
    let mut size = 0;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame.map_err(|_| Unread::Broken)?.into_data() else {
            continue;
        };
        size += data.len();
        match size {
            size if size > limit.max(MAX_DISCARDED) => break,
            // What is discarded takes no memory.
            size if size > limit => parts.clear(),
            _ => parts.push(data),
        }
    }
    if size > limit {
        return Err(Unread::TooLarge);
    }
    Ok(match <[Bytes; 1]>::try_from(parts) {
        Ok([whole]) => whole,
        Err(parts) => parts.concat().into(),
    })
}

/// What a client is told whose request is not looked at.
fn refused(refusal: Refusal) -> Answer {
    match refusal {
        Refusal::NoHost => said(
            StatusCode::BAD_REQUEST,
            "the header Host is missing or unclear",
        ),
        Refusal::Host => said(
            StatusCode::FORBIDDEN,
            "the header Host names another machine; connect to 127.0.0.1 or localhost",
        ),
        Refusal::Origin => said(
            StatusCode::FORBIDDEN,
            "the header Origin names another server; pages of others are not served",
        ),
        Refusal::Token => {
            let mut answer = said(
                StatusCode::UNAUTHORIZED,
                "a token is needed: send the header `Authorization: Bearer TOKEN`",
            );
            let scheme = HeaderValue::from_static("Bearer");
            answer.headers_mut().insert(WWW_AUTHENTICATE, scheme);
            answer
        }
        Refusal::Path => said(StatusCode::NOT_FOUND, "MCP is served at /mcp"),
    }
}

/// The answer to a connection for which there is no room.
pub(super) async fn too_many(_: Request<Incoming>) -> Result<Answer, Infallible> {
    let mut answer = said(
        StatusCode::SERVICE_UNAVAILABLE,
        "too many connections are open; close some, or try again later",
    );
    let second = HeaderValue::from_static("1");
    answer.headers_mut().insert(RETRY_AFTER, second);
    Ok(last(answer))
}

/// What JSON-RPC has to say of a body that is none of its messages; the library says it as HTTP would.
fn no_message(body: &[u8]) -> Answer {
    let (id, code, message) = match serde_json::from_slice::<Value>(body) {
        Ok(mut value) => {
            let id = value.get_mut("id").map(Value::take);
            let id = id.filter(|id| id.is_string() || id.is_number());
            (id, -32600, "the body is not a JSON-RPC message")
        }
        Err(_) => (None, -32700, "the body is not JSON"),
    };
    let error = json!({"jsonrpc": "2.0", "id": id, "error": {"code": code, "message": message}});
    let mut answer = Response::new(Full::from(error.to_string()).boxed());
    *answer.status_mut() = StatusCode::BAD_REQUEST;
    let json = HeaderValue::from_static("application/json");
    answer.headers_mut().insert(CONTENT_TYPE, json);
    answer
}

/// A response that says something to whoever reads the client's messages.
fn said(status: StatusCode, what: &str) -> Answer {
    let mut answer = Response::new(Full::from(format!("{what}\n")).boxed());
    *answer.status_mut() = status;
    let text = HeaderValue::from_static("text/plain; charset=utf-8");
    answer.headers_mut().insert(CONTENT_TYPE, text);
    answer
}

/// The response is the last one of its connection.
fn last(mut answer: Answer) -> Answer {
    let close = HeaderValue::from_static("close");
    answer.headers_mut().insert(CONNECTION, close);
    answer
}
