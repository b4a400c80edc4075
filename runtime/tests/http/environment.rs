//! Proxies of the environment. Each case runs in a process of its own, because the environment is a whole process's.

use std::env;
use std::process::Command;

use alibabacloud_runtime::{
    AssumeRole, Client, ClientBuilder, CredentialProvider, Credentials, ErrorKind, RetryPolicy,
};
use insta::assert_snapshot;

use crate::certificates;
use crate::client::{call, client, plain, shown};
use crate::proxies::unspecified;

/// Runs this very test in a process with these variables, and checks that it passes there.
async fn again(test: &str, variables: &[(&str, String)]) {
    let mut child = Command::new(env::current_exe().unwrap());
    child.args(["--exact", &format!("environment::{test}")]).env("IN_CHILD", "1");
    for name in
        ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD", "SSL_CERT_FILE", "SSL_CERT_DIR"]
    {
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

/// The settings of a client beside its endpoint.
type Settings = fn(ClientBuilder) -> ClientBuilder;

/// What the process with the variables does: a call to the endpoint in each of these variables.
async fn call_each(clients: &[(&str, Settings)]) {
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
    let (proxy, server) = (plain(), plain());
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
    assert_eq!(proxy.paths(), ["POST http://service.test/", &other].repeat(4));
    assert_eq!(server.paths(), ["POST /"; 8]);
}

#[tokio::test]
async fn exceptions_of_the_environment_hold_for_every_proxy() {
    if is_child() {
        let given = |client: ClientBuilder| client.proxy(env::var("GIVEN").unwrap());
        return call_each(&[("OTHER", |client| client), ("OTHER", given), ("SERVICE", given)]).await;
    }
    let (proxy, given, server) = (plain(), plain(), plain());
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
    assert_eq!(proxy.connections(), 0);
    assert_eq!(given.paths(), ["POST http://service.test/"; 2]);
    assert_eq!(server.paths(), ["POST /"; 4]);
}

#[tokio::test]
async fn a_star_before_a_name_excepts_everything_below_it() {
    if is_child() {
        let here = |client: ClientBuilder| {
            let server = env::var("SERVER").unwrap().parse().unwrap();
            client.configure_http(move |builder| builder.resolve("ice.cn-shanghai.aliyuncs.com", server))
        };
        let given: Settings = |client| client.proxy(env::var("HTTP_PROXY").unwrap()).no_proxy("*.AliyunCS.com");
        call_each(&[("SERVICE", here)]).await;
        return call(given(here(client(&env::var("SERVICE").unwrap())))).await.map(|_| ()).unwrap();
    }
    let (proxy, server) = (plain(), plain());
    for (variable, list) in [("NO_PROXY", "*.aliyuncs.com"), ("no_proxy", "a.test, *.aliyuncs.com:80")] {
        let variables = [
            ("HTTP_PROXY", proxy.url()),
            (variable, list.replace("80", &server.address().port().to_string())),
            ("SERVER", server.address().to_string()),
            ("SERVICE", format!("http://ice.cn-shanghai.aliyuncs.com:{}", server.address().port())),
        ];
        again("a_star_before_a_name_excepts_everything_below_it", &variables).await;
    }
    assert_eq!(proxy.connections(), 0);
    assert_eq!(server.paths(), ["POST /"; 4]);
}

#[tokio::test]
async fn a_proxy_with_a_password_that_is_not_encoded_is_an_error_that_shows_nothing_of_it() {
    if is_child() {
        let error = Client::builder().region("cn-shanghai").build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Config);
        let shown = format!("{error} {error:?} {error:#?}");
        assert!(shown.contains(&env::var("VARIABLE").unwrap()) && !shown.contains("hu"), "{shown}");
        // It does not apply to these.
        Client::builder().region("cn-shanghai").no_proxy("*").build().unwrap();
        Client::builder().region("cn-shanghai").proxy("proxy.test").build().unwrap();
        return call_each(&[("LOOPBACK", |client| client)]).await;
    }
    let server = plain();
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
        for value in ["http://user:hu@sh@proxy.test:3128", "http://user:hu#sh@proxy.test:3128", "hus://proxy.test"] {
            let variables =
                [(variable, value.to_owned()), ("VARIABLE", variable.to_owned()), ("LOOPBACK", server.url())];
            again("a_proxy_with_a_password_that_is_not_encoded_is_an_error_that_shows_nothing_of_it", &variables).await;
        }
    }
    assert_eq!(server.requests().len(), 12);
}

#[tokio::test]
async fn a_source_of_credentials_says_what_to_do_about_a_proxy_as_a_client_does() {
    if is_child() {
        let role = AssumeRole::new(Credentials::new("id", "secret"), "acs:ram::1:role/r");
        let error = role.credentials().await.unwrap_err();
        assert!(error.message().ends_with("HTTPS_PROXY does not hold the URL of a proxy"), "{error}");
        let of_client = Client::builder().region("cn-shanghai").build().unwrap_err();
        assert_eq!(error.hint(), of_client.hint());
        return;
    }
    let variables = [("HTTPS_PROXY", "http://user:hu@sh@proxy.test:3128".to_owned())];
    again("a_source_of_credentials_says_what_to_do_about_a_proxy_as_a_client_does", &variables).await;
}

#[tokio::test]
async fn without_any_root_certificate_plain_http_works_and_https_says_what_to_do() {
    if is_child() {
        call_each(&[("LOOPBACK", |client| client), ("LOOPBACK", |client| client.configure_http(|http| http))]).await;
        call_each(&[("TLS", |client| client.root_certificates(env::var("AUTHORITY").unwrap()))]).await;
        let tls = env::var("TLS").unwrap();
        for builder in [client(&tls), client(&tls).configure_http(|http| http)] {
            let error = call(builder.retry(RetryPolicy::standard())).await.unwrap_err();
            assert_eq!(error.attempts(), 1);
            insta::allow_duplicates! {
                assert_snapshot!(shown(&error), @r"
                CreateThing failed: HTTP cannot be set up: there are no root certificates to check the server's with (unexpected error: No CA certificates were loaded from the system) [host HOST]
                  hint: Install the system's CA certificates (the package is mostly called `ca-certificates`), check the file or folder in SSL_CERT_FILE or SSL_CERT_DIR where one is set, or give certificates to ClientBuilder::root_certificates.
                ");
            }
        }
        return;
    }
    let server = plain();
    let (tls, authority) = certificates::server(&["127.0.0.1"]);
    let empty = tempfile::NamedTempFile::new().unwrap();
    for file in [empty.path(), &empty.path().join("absent")] {
        let variables = [
            ("SSL_CERT_FILE", file.display().to_string()),
            ("LOOPBACK", server.url()),
            ("TLS", tls.url()),
            ("AUTHORITY", authority.clone()),
        ];
        again("without_any_root_certificate_plain_http_works_and_https_says_what_to_do", &variables).await;
    }
    assert_eq!((server.requests().len(), tls.requests().len()), (4, 2));
}
