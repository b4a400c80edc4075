//! A server as its clients see it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use loopback::{End, MockResponse, Server, closed_port};

const GET: &str = "GET /a?b=c HTTP/1.1\r\nHost: h\r\n\r\n";

fn connect(server: &Server) -> TcpStream {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    stream
}

/// Sends a request, and reads until the server ends the connection.
fn exchange(server: &Server, request: &str) -> std::io::Result<String> {
    let mut stream = connect(server);
    stream.write_all(request.as_bytes())?;
    let mut response = String::new();
    stream.read_to_string(&mut response)?;
    Ok(response)
}

#[test]
fn a_request_is_recorded_as_it_was_sent() {
    let server = Server::start(MockResponse::new(200, ""));
    exchange(&server, "PUT /a%2Fb?c=%20 HTTP/1.1\r\nX-One: 1 \r\nx-one: 2\r\nContent-Length: 3\r\n\r\nabc").unwrap();
    exchange(&server, "CONNECT a.test:443 HTTP/1.1\r\n\r\n").unwrap();
    let requests = server.requests();
    assert_eq!((requests[0].path.as_str(), requests[0].query.as_str(), requests[0].text()), ("/a%2Fb", "c=%20", "abc"));
    let headers = [("x-one", "1"), ("x-one", "2"), ("content-length", "3")];
    assert_eq!(requests[0].headers, headers.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(requests[0].header("x-one"), Some("1"));
    assert_eq!(server.targets(), ["PUT /a%2Fb?c=%20", "CONNECT a.test:443"]);
    assert_eq!(server.paths(), ["PUT /a%2Fb", "CONNECT a.test:443"]);
}

#[test]
fn a_response_is_sent_as_it_is_scripted() {
    let response = MockResponse::json(404, "{}").header("x-one", "1").missing(5);
    assert_eq!(
        exchange(&Server::start(response), GET).unwrap(),
        "HTTP/1.1 404 Not Found\r\ncontent-length: 7\r\nconnection: close\r\n\
         content-type: application/json;charset=utf-8\r\nx-one: 1\r\n\r\n{}"
    );
    let stated = MockResponse::new(200, "abc").header("content-length", "1");
    assert!(exchange(&Server::start(stated), GET).unwrap().contains("\r\ncontent-length: 1\r\n"));
    let server = Server::start(MockResponse::raw("no HTTP").then_repeat("!", 3));
    assert_eq!(exchange(&server, GET).unwrap(), "no HTTP!!!");
    assert_eq!(server.sent(), 10);
}

#[test]
fn responses_are_chosen_by_number_and_request() {
    let server = Server::respond_with(|number, request| MockResponse::raw(format!("{number} {}", request.target())));
    assert_eq!([exchange(&server, GET).unwrap(), exchange(&server, GET).unwrap()], ["0 /a?b=c", "1 /a?b=c"]);
    let server = Server::json_sequence(["1", "2"]);
    let bodies = [(); 3].map(|()| exchange(&server, GET).unwrap().pop());
    assert_eq!(bodies, [Some('1'), Some('2'), Some('2')]);
}

#[test]
fn a_connection_is_kept_until_a_response_ends_it() {
    let server = Server::respond_with(|number, _| {
        MockResponse::new(200, "").end(if number < 2 { End::KeepAlive } else { End::Close })
    });
    let responses = exchange(&server, &GET.repeat(5)).unwrap();
    assert_eq!((responses.matches("HTTP/1.1 200").count(), responses.matches("connection: close").count()), (3, 1));
    assert_eq!((server.requests().len(), server.connections()), (3, 1));
}

#[test]
fn a_connection_breaks_or_stalls_where_it_is_scripted() {
    let server = Server::start(MockResponse::raw("HTTP/1.1 2").end(End::Reset));
    assert_eq!(exchange(&server, GET).unwrap_err().kind(), ErrorKind::ConnectionReset);
    let server = Server::serve(|connection| connection.end(End::Reset));
    assert!(exchange(&server, GET).is_err());
    assert_eq!((server.requests().len(), server.connections()), (0, 1));

    let server = Server::start(MockResponse::stall());
    let mut stream = connect(&server);
    stream.write_all(GET.as_bytes()).unwrap();
    stream.set_read_timeout(Some(Duration::from_millis(50))).unwrap();
    assert!([ErrorKind::WouldBlock, ErrorKind::TimedOut].contains(&stream.read(&mut [0]).unwrap_err().kind()));
    let delayed = Server::start(MockResponse::new(200, "").delay(Duration::from_millis(50)));
    let started = Instant::now();
    exchange(&delayed, GET).unwrap();
    assert!(started.elapsed() >= Duration::from_millis(50));
}

#[test]
fn a_server_that_was_dropped_leaves_no_connection_open() {
    let server = Server::start(MockResponse::stall());
    let mut stream = connect(&server);
    stream.write_all(GET.as_bytes()).unwrap();
    drop(server);
    assert!(matches!(stream.read(&mut [0]), Ok(0) | Err(_)));
}

#[test]
fn what_is_no_request_is_closed_without_a_response() {
    let server = Server::start(MockResponse::new(200, ""));
    assert_eq!(exchange(&server, "no request at all\r\n\r\n").unwrap(), "");
    assert_eq!(exchange(&server, "GET / HTTP/1.1\r\ncontent-length: many\r\n\r\n").unwrap(), "");
    let long = format!("GET / HTTP/1.1\r\nx: {}", "x".repeat(loopback::MAX_REQUEST));
    assert!(exchange(&server, &long).map_or(true, |response| response.is_empty()));
    assert!(server.requests().is_empty());
}

#[test]
fn nothing_listens_on_a_closed_port() {
    let (one, other) = (closed_port(), closed_port());
    assert_ne!(one, other);
    let address = one.strip_prefix("http://").unwrap();
    assert_eq!(TcpStream::connect(address).unwrap_err().kind(), ErrorKind::ConnectionRefused);
}
