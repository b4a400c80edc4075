//! A client's network reaches its sources of credentials, but for the metadata service.

use std::borrow::Cow;

use alibabacloud_runtime::operation::{ApiStyle, OperationInfo, Product};
use alibabacloud_runtime::transport::Network;
use alibabacloud_runtime::{
    AssumeRole, AssumeRoleWithOidc, BoxFuture, Cached, CliProfile, Client, ClientBuilder, CredentialProvider,
    Credentials, CredentialsUri, DefaultCredentials, EcsMetadata, Environment, Error, IniProfile, Method, Operations,
};
use loopback::{MockResponse, Server};
use serde_json::Value;

use crate::script::{Script, response};
use crate::world::{World, keys, session};

static PRODUCT: Product = Product::new("ICE", "2020-11-09", ApiStyle::Rpc, "ice", &[]);
static INFOS: [OperationInfo; 1] = [{
    let mut info = OperationInfo::new(&PRODUCT, "things", "GetThing");
    info.methods = &[Method::Post];
    info
}];
pub static OPERATIONS: Operations = Operations::new(&[&INFOS], &[("things", &["GetThing"])]);

const ROLE: &str = "acs:ram::1:role/r";

async fn call(client: ClientBuilder) -> Result<Value, Error> {
    let client = client.region("cn-shanghai").build().unwrap();
    Ok(client.call_by_name(&OPERATIONS, "GetThing", Value::Null).await?.output)
}

/// The transport of a client: STS, an address with keys, and the service.
fn everything(world: &World) -> Script {
    let world = world.clone();
    Script::new(move |_, request| match request.uri().host().unwrap() {
        "sts.aliyuncs.com" => response(200, session("sts", &world.in_seconds(3600))),
        "keys.example.com" => response(200, keys("uri", &world.in_seconds(3600))),
        _ => response(200, "{}"),
    })
}

fn hosts(script: &Script) -> Vec<String> {
    script.requests().iter().map(|request| request.uri().host().unwrap().to_owned()).collect()
}

const SERVICE: &str = "ice.cn-shanghai.aliyuncs.com";

/// Variables and time of the world, and no transport.
fn environment(world: &World) -> Environment {
    world.environment_without_transport()
}

/// An instance's metadata service.
fn instance(world: &World) -> Server {
    let world = world.clone();
    Server::respond_with(move |_, request| match request.target().as_str() {
        "/latest/api/token" => MockResponse::new(200, "metadata-token"),
        _ => MockResponse::new(200, keys("ecs", &world.in_seconds(3600)).replacen('{', r#"{"Code":"Success","#, 1)),
    })
}

#[tokio::test]
async fn an_own_transport_of_a_client_reaches_sts_oidc_and_uris_however_they_are_nested() {
    let world = World::new();
    let token = world.file("token", "ey");
    let environment = environment(&world);
    let role = || AssumeRole::new(Credentials::new("id", "secret"), ROLE).environment(&environment);
    let oidc = || AssumeRoleWithOidc::new(ROLE, "provider", &token).environment(&environment);
    let uri = || CredentialsUri::new("https://keys.example.com/k").environment(&environment);
    let sts = "sts.aliyuncs.com";
    let providers: [(Box<dyn CredentialProvider>, &[&str]); 6] = [
        (Box::new(role()), &[sts, SERVICE]),
        (Box::new(oidc()), &[sts, SERVICE]),
        (Box::new(uri()), &["keys.example.com", SERVICE]),
        (Box::new(AssumeRole::new(uri(), ROLE).environment(&environment)), &["keys.example.com", sts, SERVICE]),
        (Box::new(Cached::new(Cached::new(role()))), &[sts, SERVICE]),
        (
            Box::new(
                AssumeRole::new(AssumeRole::new(oidc(), ROLE).environment(&environment), ROLE)
                    .environment(&environment),
            ),
            &[sts, sts, sts, SERVICE],
        ),
    ];
    for (provider, expected) in providers {
        let script = everything(&world);
        call(Client::builder().transport(script.clone()).credentials(Boxed(provider))).await.unwrap();
        assert_eq!(hosts(&script), expected);
    }
}

/// A wrapper of a user's own, which hands everything on.
struct Boxed(Box<dyn CredentialProvider>);

impl CredentialProvider for Boxed {
    fn name(&self) -> Cow<'static, str> {
        self.0.name()
    }
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, Error>> {
        self.0.credentials()
    }
    fn lend_network(&self, network: &Network) {
        self.0.lend_network(network);
    }
}

#[tokio::test]
async fn sources_that_the_default_chain_finds_use_the_clients_transport() {
    let world = World::new();
    let chain = || DefaultCredentials::new().environment(&environment(&world));
    let profile = r#"{"name":"p","mode":"RamRoleArn","access_key_id":"i","access_key_secret":"s","ram_role_arn":"r"}"#;
    let file = world.file(".aliyun/config.json", &format!(r#"{{"current":"p","profiles":[{profile}]}}"#));
    let script = everything(&world);
    call(Client::builder().transport(script.clone()).credentials(chain())).await.unwrap();
    assert_eq!(hosts(&script), ["sts.aliyuncs.com", SERVICE]);

    std::fs::remove_file(file).unwrap();
    let section = "[default]\ntype=ram_role_arn\naccess_key_id=i\naccess_key_secret=s\nrole_arn=r";
    let file = world.file(".alibabacloud/credentials", section);
    let script = everything(&world);
    call(Client::builder().transport(script.clone()).credentials(chain())).await.unwrap();
    assert_eq!(hosts(&script), ["sts.aliyuncs.com", SERVICE]);

    std::fs::remove_file(file).unwrap();
    world.set("ALIBABA_CLOUD_ECS_METADATA_DISABLED", "true");
    world.set("ALIBABA_CLOUD_CREDENTIALS_URI", "https://keys.example.com/k");
    let script = everything(&world);
    call(Client::builder().transport(script.clone()).credentials(chain())).await.unwrap();
    assert_eq!(hosts(&script), ["keys.example.com", SERVICE]);

    world.set("ALIBABA_CLOUD_ROLE_ARN", ROLE);
    world.set("ALIBABA_CLOUD_OIDC_PROVIDER_ARN", "provider");
    world.set("ALIBABA_CLOUD_OIDC_TOKEN_FILE", world.file("token", "ey"));
    let script = everything(&world);
    call(Client::builder().transport(script.clone()).credentials(chain())).await.unwrap();
    assert_eq!(hosts(&script), ["sts.aliyuncs.com", SERVICE]);
}

#[tokio::test]
async fn what_a_clone_of_a_clients_provider_finds_uses_the_clients_transport() {
    let world = World::new();
    // Without the client's transport, STS would be asked through this.
    let proxy = Server::start(MockResponse::new(403, ""));
    world.set("HTTPS_PROXY", proxy.url());
    let profile = r#"{"name":"p","mode":"RamRoleArn","access_key_id":"i","access_key_secret":"s","ram_role_arn":"r"}"#;
    world.file(".aliyun/config.json", &format!(r#"{{"current":"p","profiles":[{profile}]}}"#));
    let section = "[default]\ntype=ram_role_arn\naccess_key_id=i\naccess_key_secret=s\nrole_arn=r";
    world.file(".alibabacloud/credentials", section);
    async fn find(provider: impl CredentialProvider + Clone + 'static, script: Script) {
        let client = Client::builder().transport(script.clone()).credentials(provider.clone());
        let client = client.region("cn-shanghai").build().unwrap();
        provider.credentials().await.unwrap();
        client.call_by_name(&OPERATIONS, "GetThing", Value::Null).await.unwrap();
        assert_eq!(hosts(&script), ["sts.aliyuncs.com", SERVICE]);
    }
    find(DefaultCredentials::new().environment(&environment(&world)), everything(&world)).await;
    find(CliProfile::new().environment(&environment(&world)), everything(&world)).await;
    find(IniProfile::new().environment(&environment(&world)), everything(&world)).await;
    assert!(proxy.targets().is_empty());
}

#[tokio::test]
async fn metadata_is_asked_by_neither_the_clients_transport_nor_its_proxy() {
    let world = World::new();
    let server = instance(&world);
    let metadata = || EcsMetadata::new().endpoint(server.url()).role_name("web").environment(&environment(&world));
    let script = everything(&world);
    let role = AssumeRole::new(metadata(), ROLE).environment(&environment(&world));
    call(Client::builder().transport(script.clone()).credentials(role)).await.unwrap();
    assert_eq!(hosts(&script), ["sts.aliyuncs.com", SERVICE]);
    assert_eq!(server.targets().len(), 2);

    let proxy = Server::start(MockResponse::new(403, ""));
    let role = AssumeRole::new(metadata(), ROLE).environment(&environment(&world));
    call(Client::builder().proxy(proxy.url()).credentials(role)).await.unwrap_err();
    assert_eq!(server.targets().len(), 4);
    assert_eq!(proxy.targets(), ["CONNECT sts.aliyuncs.com:443"; 3]);
}

#[tokio::test]
async fn a_clients_proxy_and_http_settings_reach_its_sources_and_not_what_is_near() {
    let world = World::new();
    let server = Server::respond_with({
        let world = world.clone();
        move |_, _| MockResponse::new(200, keys("uri", &world.in_seconds(3600)))
    });
    let proxy = Server::start(MockResponse::new(403, ""));
    // Near by, there is no proxy.
    let uri = CredentialsUri::new(format!("{}/k", server.url())).environment(&environment(&world));
    call(Client::builder().proxy(proxy.url()).credentials(uri)).await.unwrap_err();
    assert_eq!(server.targets(), ["GET /k"]);
    assert_eq!(proxy.targets()[0], format!("CONNECT {SERVICE}:443"));
    let before = proxy.targets().len();
    let link = CredentialsUri::new("http://169.254.0.1:1/k").environment(&environment(&world));
    let link_local = Client::builder().proxy(proxy.url()).credentials(link).connect_timeout(SHORT);
    call(link_local).await.unwrap_err();
    assert_eq!(proxy.targets().len(), before);
    // Plain http elsewhere has to be allowed, and then goes through the proxy.
    let far = CredentialsUri::new("http://keys.example.com/k").allow_http(true).environment(&environment(&world));
    call(Client::builder().proxy(proxy.url()).credentials(far)).await.unwrap_err();
    assert_eq!(proxy.targets()[before..], ["GET http://keys.example.com/k"]);

    let address = server.url()["http://".len()..].parse().unwrap();
    let configured =
        Client::builder().no_proxy("*").configure_http(move |http| http.resolve("keys.example.com", address));
    let far = CredentialsUri::new("http://keys.example.com/k2").allow_http(true).environment(&environment(&world));
    let client = configured.endpoint("http://127.0.0.1:1").credentials(far);
    assert_eq!(call(client).await.unwrap_err().kind(), alibabacloud_runtime::ErrorKind::Connect);
    assert_eq!(server.targets(), ["GET /k", "GET /k2"]);
}

#[tokio::test]
async fn a_proxy_in_the_variables_that_are_given_reaches_sources_too() {
    let proxy = Server::start(MockResponse::new(403, ""));
    let world = World::new();
    let role = |environment: &Environment| {
        AssumeRole::new(Credentials::new("id", "secret"), ROLE).environment(environment).endpoint("sts.example.com")
    };
    let uri = |environment: &Environment| CredentialsUri::new("https://keys.example.com/k").environment(environment);
    // Of a client, whose sources have others.
    let (ours, without) = (environment(&world), environment(&World::new()));
    world.set("HTTPS_PROXY", proxy.url());
    let client = || Client::builder().environment(&ours);
    call(client().credentials(role(&without))).await.unwrap_err();
    call(client().credentials(uri(&without))).await.unwrap_err();
    // Of sources that no client uses.
    role(&ours).credentials().await.unwrap_err();
    uri(&ours).credentials().await.unwrap_err();
    let attempts = [["CONNECT sts.example.com:443"; 3], ["CONNECT keys.example.com:443"; 3]].concat();
    assert_eq!(proxy.targets(), attempts.repeat(2));
}

const SHORT: std::time::Duration = std::time::Duration::from_millis(50);

#[tokio::test]
async fn a_transport_of_the_environment_comes_before_the_clients() {
    let world = World::new();
    let (own, clients) = (everything(&world), everything(&world));
    let role = AssumeRole::new(Credentials::new("id", "secret"), ROLE).environment(&world.environment(own.clone()));
    call(Client::builder().transport(clients.clone()).credentials(role)).await.unwrap();
    assert_eq!((hosts(&own), hosts(&clients)), (vec!["sts.aliyuncs.com".to_owned()], vec![SERVICE.to_owned()]));
}

#[tokio::test]
async fn a_provider_of_two_clients_keeps_the_network_of_the_first() {
    let world = World::new();
    let role = AssumeRole::new(Credentials::new("id", "secret"), ROLE).environment(&environment(&world));
    let (first, second) = (everything(&world), everything(&world));
    let one = Client::builder().region("cn-shanghai").transport(first.clone()).credentials(role.clone()).build();
    call(Client::builder().transport(second.clone()).credentials(role)).await.unwrap();
    drop(one);
    assert_eq!((hosts(&first), hosts(&second)), (vec!["sts.aliyuncs.com".to_owned()], vec![SERVICE.to_owned()]));
}

#[cfg(feature = "blocking")]
#[test]
fn a_blocking_client_lends_its_network_too() {
    let world = World::new();
    let script = everything(&world);
    let role = AssumeRole::new(Credentials::new("id", "secret"), ROLE).environment(&environment(&world));
    let client = Client::builder().region("cn-shanghai").transport(script.clone()).credentials(role).build().unwrap();
    client.blocking().call_by_name(&OPERATIONS, "GetThing", Value::Null).unwrap();
    assert_eq!(hosts(&script), ["sts.aliyuncs.com", SERVICE]);
}
