//! Proxies of the environment. Each case runs in a process of its own, because the environment is a whole process's.

use std::env;
use std::process::Command;

use alibabacloud_runtime::ClientBuilder;

use crate::client::{call, client};
use crate::proxies::unspecified;
use crate::server::Server;

/// Runs this very test in a process with these variables, and checks that it passes there.
async fn again(test: &str, variables: &[(&str, String)]) {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", &format!("environment::{test}")]).env("IN_CHILD", "1");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    child.envs(variables.iter().map(|(name, value)| (name, value)));
    let output = tokio::task::spawn_blocking(move || child.output().unwrap()).await.unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn is_child() -> bool {
    env::var_os("IN_CHILD").is_some()
}

/// What else a client is told than its endpoint.
type Told = fn(ClientBuilder) -> ClientBuilder;

/// What the process with the variables does: a call to the endpoint in each of these variables.
async fn call_each(clients: &[(&str, Told)]) {
    for (variable, set) in clients {
        let endpoint = env::var(variable).unwrap();
        call(set(client(&endpoint))).await.unwrap();
    }
}

#[tokio::test]
async fn a_proxy_of_the_environment_is_used_but_for_this_machine() {
    if is_child() {
        let as_it_is = |client| client;
        call_each(&[("SERVICE", as_it_is), ("OTHER", as_it_is), ("LOOPBACK", as_it_is)]).await;
        return call_each(&[("OTHER", |client| client.no_proxy("*"))]).await;
    }
    let (proxy, server) = (Server::plain().await, Server::plain().await);
    for variable in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        let variables = [
            (variable, proxy.url()),
            ("SERVICE", "http://service.test".to_owned()),
            ("OTHER", unspecified(&server)),
            ("LOOPBACK", server.url()),
        ];
        again("a_proxy_of_the_environment_is_used_but_for_this_machine", &variables).await;
    }
    let other = format!("POST {}/", unspecified(&server));
    assert_eq!(proxy.asked(), ["POST http://service.test/", &other].repeat(4));
    assert_eq!(server.asked(), ["POST /"; 8]);
}

#[tokio::test]
async fn exceptions_of_the_environment_hold_for_every_proxy() {
    if is_child() {
        let given = |client: ClientBuilder| client.proxy(env::var("GIVEN").unwrap());
        return call_each(&[("OTHER", |client| client), ("OTHER", given), ("SERVICE", given)]).await;
    }
    let (proxy, given, server) = (Server::plain().await, Server::plain().await, Server::plain().await);
    for variable in ["NO_PROXY", "no_proxy"] {
        let variables = [
            ("HTTP_PROXY", proxy.url()),
            (variable, "example.test, 0.0.0.0".to_owned()),
            ("GIVEN", given.url()),
            ("SERVICE", "http://service.test".to_owned()),
            ("OTHER", unspecified(&server)),
        ];
        again("exceptions_of_the_environment_hold_for_every_proxy", &variables).await;
    }
    assert!(proxy.heads().is_empty());
    assert_eq!(given.asked(), ["POST http://service.test/"; 2]);
    assert_eq!(server.asked(), ["POST /"; 4]);
}
