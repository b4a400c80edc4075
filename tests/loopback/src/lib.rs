//! An HTTP/1.1 server for tests. It sends scripted responses, however broken, and records the requests that it receives.
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//!
//! use loopback::{MockResponse, Server};
//!
//! # fn main() -> std::io::Result<()> {
//! let server = Server::start(MockResponse::json(200, "{}"));
//! let mut stream = TcpStream::connect(server.address())?;
//! stream.write_all(b"POST /jobs?page=1 HTTP/1.1\r\nhost: localhost\r\ncontent-length: 2\r\n\r\nhi")?;
//! let mut response = String::new();
//! stream.read_to_string(&mut response)?;
//! assert!(response.ends_with("{}"));
//!
//! let request = &server.requests()[0];
//! assert_eq!((request.path.as_str(), request.query.as_str()), ("/jobs", "page=1"));
//! assert_eq!(request.text(), "hi");
//! # Ok(()) }
//! ```
//!
//! Servers run on one background runtime of the process, so they serve blocking callers, several runtimes, and runtimes
//! that are not polled. Do not pause Tokio's clock in a test with a server: paused time jumps to the next timeout while a
//! response is on its way.
//!
//! Every server listens on 127.0.0.1 and a free port, and is bounded: in the size of a request ([`MAX_REQUEST`]), the
//! number of connections ([`MAX_CONNECTIONS`]) and the time that a connection may last ([`MAX_DURATION`]).

#![allow(clippy::unwrap_used, reason = "it is for tests, which fail by panicking")]

mod connection;
mod request;
mod response;
mod server;
mod tls;

pub use connection::{Connection, Stream};
pub use request::RecordedRequest;
pub use response::{End, MockResponse};
pub use server::{MAX_CONNECTIONS, MAX_DURATION, MAX_REQUEST, Server, closed_port};
