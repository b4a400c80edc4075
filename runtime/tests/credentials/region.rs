//! Where a client finds its region: the builder, the environment, a CLI profile.

use std::sync::{Arc, Mutex};
use std::thread::{self, ThreadId};
use std::time::Duration;

use alibabacloud_runtime::http::Request;
use alibabacloud_runtime::{
    AssumeRole, CliProfile, Client, ClientBuilder, CredentialProvider, Credentials, DefaultCredentials, Environment,
    Error, ErrorKind, OperationInfo, Operations, Product, operation::ApiStyle, operation::Endpoint,
};
use insta::assert_snapshot;
use serde_json::{Value, json};
use trace_recorder::TraceRecorder;

use crate::script::{Script, response};
use crate::transports::Unplugged;
use crate::world::World;

const CONFIG: &str = ".aliyun/config.json";
const REGION: &str = "ALIBABA_CLOUD_REGION_ID";

static PRODUCT: Product = Product::new(
    "ICE",
    "2020-11-09",
    ApiStyle::Rpc,
    "ice",
    &[Endpoint::new("cn-shanghai", "ice.cn-shanghai.aliyuncs.com", None)],
);
static INFOS: [OperationInfo; 1] = [OperationInfo::new(&PRODUCT, "things", "GetThing")];
static OPERATIONS: Operations = Operations::new(&[&INFOS], &[("things", &["GetThing"])]);

fn profiles() -> Value {
    let profile = |name: &str, region: &str| {
        json!({
            "name": name, "mode": "AK", "access_key_id": "LTAI1", "access_key_secret": "hush", "region_id": region
        })
    };
    json!({
        "current": "dev",
        "profiles": [profile("dev", "cn-beijing"), profile("prod", " us-west-1 "), profile("bare", "")]
    })
}

/// A transport that responds to everything.
fn script() -> Script {
    Script::new(|_, _: &Request<_>| response(200, "{}"))
}

/// A client without endpoint or region, but with keys.
fn client(world: &World) -> ClientBuilder {
    Client::builder()
        .environment(&world.environment(Unplugged))
        .credentials(Credentials::new("test-key-id", "test-key-secret"))
}

/// The host that a call goes to.
async fn host(client: ClientBuilder) -> Result<String, Error> {
    let script = script();
    let client = client.transport(script.clone()).build().unwrap();
    client.call_by_name(&OPERATIONS, "GetThing", Value::Null).await?;
    Ok(script.requests()[0].uri().host().unwrap().to_owned())
}

#[tokio::test]
async fn the_builder_comes_before_the_variable_and_the_variable_before_the_profile() {
    let world = World::new();
    world.file(CONFIG, &profiles().to_string());
    assert_eq!(host(client(&world)).await.unwrap(), "ice.cn-beijing.aliyuncs.com");
    world.set(REGION, " cn-shenzhen\n");
    assert_eq!(host(client(&world)).await.unwrap(), "ice.cn-shenzhen.aliyuncs.com");
    assert_eq!(host(client(&world).region("cn-shanghai")).await.unwrap(), "ice.cn-shanghai.aliyuncs.com");
    assert_eq!(host(client(&world).endpoint("ice.example.com")).await.unwrap(), "ice.example.com");
    world.set(REGION, " ");
    assert_eq!(host(client(&world)).await.unwrap(), "ice.cn-beijing.aliyuncs.com");
}

#[tokio::test]
async fn the_profile_is_the_one_that_credentials_come_from() {
    let world = World::new();
    world.file(CONFIG, &profiles().to_string());
    let prod = || CliProfile::new().profile("prod").environment(&world.environment(Unplugged));
    assert_eq!(host(client(&world).credentials(prod())).await.unwrap(), "ice.us-west-1.aliyuncs.com");
    let role = AssumeRole::new(prod(), "acs:ram::1:role/r").environment(&world.environment(Unplugged));
    let client_of_role = client(&world).credentials(role).transport(script()).build().unwrap();
    let refused = client_of_role.call_by_name(&OPERATIONS, "GetThing", Value::Null).await;
    // STS cannot be reached; by then the region is known.
    assert_eq!(refused.unwrap_err().host(), Some("ice.us-west-1.aliyuncs.com"));
    world.set("ALIBABA_CLOUD_PROFILE", "prod");
    assert_eq!(host(client(&world)).await.unwrap(), "ice.us-west-1.aliyuncs.com");
    let chain = Client::builder().environment(&world.environment(Unplugged));
    assert_eq!(host(chain).await.unwrap(), "ice.us-west-1.aliyuncs.com");
    world.set(
        "ALIBABA_CLOUD_CONFIG_FILE",
        world.file(
            "other.json",
            &json!({
                "profiles": [{ "name": "prod", "region_id": "eu-central-1" }]
            })
            .to_string(),
        ),
    );
    assert_eq!(host(client(&world)).await.unwrap(), "ice.eu-central-1.aliyuncs.com");
}

#[tokio::test]
async fn a_profile_whose_credentials_were_read_has_the_region_too_whatever_is_current_by_then() {
    async fn hosts(world: &World, provider: impl CredentialProvider + Clone + 'static) -> [String; 2] {
        let mut profiles = profiles();
        world.file(CONFIG, &profiles.to_string());
        let before = host(client(world).credentials(provider.clone())).await.unwrap();
        profiles["current"] = "prod".into();
        world.file(CONFIG, &profiles.to_string());
        [before, host(client(world).credentials(provider)).await.unwrap()]
    }
    let world = World::new();
    let environment = world.environment(Unplugged);
    let expected = ["ice.cn-beijing.aliyuncs.com"; 2];
    assert_eq!(hosts(&world, CliProfile::new().environment(&environment)).await, expected);
    assert_eq!(hosts(&world, DefaultCredentials::new().environment(&environment)).await, expected);
}

#[tokio::test]
async fn the_file_is_read_once_for_all_clones_and_again_after_an_error() {
    let world = World::new();
    let script = script();
    let client = client(&world).transport(script.clone()).build().unwrap();
    let call = || client.call_by_name(&OPERATIONS, "GetThing", Value::Null);
    call().await.unwrap_err();
    let path = world.file(CONFIG, &profiles().to_string());
    client.call_by_name(&OPERATIONS, "GetThing", Value::Null).call_timeout(Duration::from_secs(5)).await.unwrap();
    std::fs::remove_file(path).unwrap();
    call().await.unwrap();
    assert_eq!(script.requests().len(), 2);
    assert!(format!("{client:?}").starts_with("Client { region: Some(\"cn-beijing\"), "), "{client:?}");
}

#[tokio::test]
async fn a_missing_region_is_an_error_that_names_all_ways_to_give_one() {
    let world = World::new();
    let shown = async |client: ClientBuilder| {
        let error = host(client).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts(), error.host()), (ErrorKind::Config, 0, None));
        world.show(&error)
    };
    assert_snapshot!(shown(client(&world)).await, @r"
    GetThing failed: no region is set; known regions: cn-shanghai; the CLI profile gives none: the CLI file ~/.aliyun/config.json does not exist
      hint: Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.
    ");
    world.file(CONFIG, &profiles().to_string());
    let bare = CliProfile::new().profile("bare").environment(&world.environment(Unplugged));
    assert_snapshot!(shown(client(&world).credentials(bare)).await, @r"
    GetThing failed: no region is set; known regions: cn-shanghai; the CLI profile gives none: it has no `region_id`
      hint: Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.
    ");
    world.set("ALIBABA_CLOUD_PROFILE", "none");
    assert_snapshot!(shown(client(&world)).await, @r"
    GetThing failed: no region is set; known regions: cn-shanghai; the CLI profile gives none: the CLI file ~/.aliyun/config.json has no profile `none`; it has `dev`, `prod`, `bare`
      hint: Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.
    ");
    world.set("ALIBABA_CLOUD_CLI_PROFILE_DISABLED", "true");
    assert_snapshot!(shown(client(&world)).await, @r"
    GetThing failed: no region is set; known regions: cn-shanghai; the CLI profile gives none: ALIBABA_CLOUD_CLI_PROFILE_DISABLED is set, so the CLI file is not read
      hint: Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.
    ");
    world.set(REGION, "CN Shanghai");
    assert_snapshot!(shown(client(&world)).await, @r"
    GetThing failed: `CN Shanghai` is not a region; known regions: cn-shanghai
      hint: It comes from ALIBABA_CLOUD_REGION_ID. Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.
    ");
}

#[tokio::test]
async fn a_malformed_file_is_an_error_only_where_the_region_is_needed() {
    let world = World::new();
    world.file(CONFIG, r#"{"current": "hush", "profiles": [}"#);
    assert_snapshot!(world.show(&host(client(&world)).await.unwrap_err()), @r"
    GetThing failed: no region is set; known regions: cn-shanghai; the CLI profile gives none: the CLI file ~/.aliyun/config.json is not what `aliyun configure` writes: expected value at line 1 column 34
      hint: Give a region to ClientBuilder::region, in ALIBABA_CLOUD_REGION_ID, or as `region_id` of the CLI profile (`aliyun configure`); or give a host to ClientBuilder::endpoint.
    ");
    host(client(&world).region("cn-shanghai")).await.unwrap();
    host(client(&world).endpoint("ice.example.com")).await.unwrap();
    world.set(REGION, "cn-shanghai");
    host(client(&world)).await.unwrap();
}

#[tokio::test]
async fn spans_know_the_region_of_the_profile() {
    let world = World::new();
    world.file(CONFIG, &profiles().to_string());
    let recorder = TraceRecorder::default();
    let _guard = recorder.record();
    host(client(&world)).await.unwrap();
    let traced = recorder.text();
    assert!(traced.contains(" cloud.region=\"cn-beijing\""), "{traced}");
    assert!(traced.contains(" server.address=\"ice.cn-beijing.aliyuncs.com\""), "{traced}");
    assert!(traced.contains(" server.port=443"), "{traced}");
}

#[tokio::test]
async fn the_file_is_read_beside_the_executor_and_within_the_time_limit_of_the_call() {
    let threads = Arc::<Mutex<Vec<ThreadId>>>::default();
    let (world, seen) = (World::new(), threads.clone());
    let path = world.file(CONFIG, &profiles().to_string());
    let environment = Environment::new().variables(move |name| {
        // Where the file is, is asked right before it is read.
        (name == "ALIBABA_CLOUD_CONFIG_FILE").then(|| {
            seen.lock().unwrap().push(thread::current().id());
            thread::sleep(Duration::from_millis(80));
            path.clone().into()
        })
    });
    let keys = || Credentials::new("test-key-id", "test-key-secret");
    let client = || Client::builder().environment(&environment).credentials(keys());
    assert_eq!(host(client()).await.unwrap(), "ice.cn-beijing.aliyuncs.com");
    let error = host(client().call_timeout(Duration::from_millis(5))).await.unwrap_err();
    assert!(error.message().ends_with("the CLI file was not read within 5ms"), "{error}");
    assert!(!threads.lock().unwrap().contains(&thread::current().id()));
}
