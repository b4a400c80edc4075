//! One client and several Tokio runtimes.

use std::sync::OnceLock;
use std::thread;
use std::time::Duration;

use alibabacloud_runtime::Client;
use loopback::{End, MockResponse, Server};
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

use crate::client::{OPERATIONS, client};

fn keep_alive() -> Server {
    Server::start(MockResponse::new(200, "{}").end(End::KeepAlive))
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
    let server = keep_alive();
    side_by_side(CLIENT.get_or_init(|| client(&server.url()).build().unwrap()), 4);
    assert_eq!(server.connections(), 8 * 4, "each runtime has one of its own and keeps it");
    // Many more rounds, without reading the system's certificates in each.
    let quick = client(&server.url()).configure_http(|builder| builder.tls_certs_only([])).build().unwrap();
    side_by_side(&quick, 50);
    assert_eq!(server.connections(), 8 * 54);
}

#[test]
fn a_runtime_that_is_no_longer_polled_holds_nobody_up() {
    let server = keep_alive();
    let client = client(&server.url()).attempt_timeout(Duration::from_secs(5)).build().unwrap();
    let (still, other) = (runtime(), runtime());
    still.block_on(call(&client));
    for _ in 0..3 {
        other.block_on(call(&client));
    }
    // Its own connection still exists, and works again.
    still.block_on(call(&client));
    assert_eq!(server.connections(), 2);
}

#[test]
fn threads_of_one_runtime_share_their_connections() {
    let server = keep_alive();
    let client = client(&server.url()).build().unwrap();
    let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for _ in 0..20 {
        let client = client.clone();
        runtime.block_on(runtime.spawn(async move { call(&client).await })).unwrap();
    }
    assert_eq!(server.connections(), 1);
}
