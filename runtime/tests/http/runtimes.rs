//! One client and several Tokio runtimes.

use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use alibabacloud_runtime::Client;
use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::runtime::{Builder, Runtime};

use crate::client::{OPERATIONS, client};
use crate::server::{Server, read_head};

/// A server on a runtime of its own that keeps its connections open.
struct KeepAlive {
    server: Server,
    _runtime: Runtime,
}

static CONNECTIONS: &str = "a new connection";

impl KeepAlive {
    fn start() -> Self {
        let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let server = runtime.block_on(Server::serving(|mut stream, seen| async move {
            seen.add(CONNECTIONS.to_owned());
            while let Some(head) = read_head(&mut stream).await {
                seen.add(head);
                stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}").await.unwrap();
            }
        }));
        Self { server, _runtime: runtime }
    }

    fn connections(&self) -> usize {
        self.server.heads().iter().filter(|head| *head == CONNECTIONS).count()
    }
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

async fn call(client: &Client) {
    client.call_by_name(&OPERATIONS, "CreateThing", Value::Null).await.unwrap();
}

/// Eight threads, and on each one runtime after another that makes three calls and ends.
fn side_by_side(client: &Client, rounds: usize) {
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..rounds {
                    runtime().block_on(async {
                        for _ in 0..3 {
                            call(client).await;
                        }
                    });
                }
            });
        }
    });
}

#[test]
fn a_client_in_a_static_serves_tests_side_by_side() {
    static CLIENT: OnceLock<Client> = OnceLock::new();
    let server = KeepAlive::start();
    side_by_side(CLIENT.get_or_init(|| client(&server.server.url()).build().unwrap()), 4);
    assert_eq!(server.connections(), 8 * 4, "each runtime has one of its own and keeps it");
    // Many more rounds, without reading the system's certificates in each.
    let quick = client(&server.server.url()).configure_http(|builder| builder.tls_certs_only([])).build().unwrap();
    side_by_side(&quick, 50);
    assert_eq!(server.connections(), 8 * 54);
}

#[test]
fn a_runtime_that_is_no_longer_polled_holds_nobody_up() {
    let server = KeepAlive::start();
    let client = client(&server.server.url()).attempt_timeout(Duration::from_secs(5)).build().unwrap();
    let (still, other) = (runtime(), runtime());
    still.block_on(call(&client));
    for _ in 0..3 {
        other.block_on(call(&client));
    }
    // Its own connection is there, and works again.
    still.block_on(call(&client));
    assert_eq!(server.connections(), 2);
}

#[test]
fn threads_of_one_runtime_share_their_connections() {
    let server = KeepAlive::start();
    let client = client(&server.server.url()).build().unwrap();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for _ in 0..20 {
        let client = client.clone();
        runtime.block_on(runtime.spawn(async move { call(&client).await })).unwrap();
    }
    assert_eq!(server.connections(), 1);
}
