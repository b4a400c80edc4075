//! Up to three attempts for requests that did not arrive, timed out, or got a status of 500 or more; one for all
//! others.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use alibabacloud_runtime::http::Request;
use alibabacloud_runtime::transport::TransportErrorKind;
use alibabacloud_runtime::{
    AssumeRole, AssumeRoleWithOidc, CredentialProvider, Credentials, CredentialsUri, EcsMetadata, Environment,
};

use crate::script::{Answer, Script, failure, response};
use crate::world::{World, keys, session};

type Failing = fn() -> Answer;

/// Failures that are retried.
const PASSING: [Failing; 6] = [
    || failure(TransportErrorKind::Connect),
    || failure(TransportErrorKind::Timeout),
    || failure(TransportErrorKind::Other),
    || response(500, r#"{"Code":"InternalError"}"#),
    || response(503, ""),
    || response(502, "<html>"),
];

/// Failures that are not: the response would be the same, or the request must not be repeated.
const LASTING: [Failing; 7] = [
    || response(400, r#"{"Code":"InvalidParameter"}"#),
    || response(403, r#"{"Code":"NoPermission"}"#),
    || response(404, ""),
    || response(429, ""),
    || response(400, r#"{"Code":"Throttling.User"}"#),
    || response(503, r#"{"Code":"Throttling"}"#),
    || response(302, ""),
];

/// The sources that fetch a set of keys by one request, each with its name.
fn source(name: &str, world: &World, environment: &Environment) -> Box<dyn CredentialProvider> {
    match name {
        "AssumeRole" => Box::new(AssumeRole::new(Credentials::new("id", "secret"), "role").environment(environment)),
        "OIDC" => {
            Box::new(AssumeRoleWithOidc::new("role", "provider", world.file("token", "ey")).environment(environment))
        }
        _ => Box::new(CredentialsUri::new("https://keys.example.com/k").environment(environment)),
    }
}

const SOURCES: [&str; 3] = ["AssumeRole", "OIDC", "URI"];

fn counted(environment: Environment) -> Environment {
    let count = Arc::new(AtomicUsize::new(0));
    environment.nonces(move || format!("nonce{}", count.fetch_add(1, Ordering::SeqCst)))
}

fn good(name: &str, world: &World) -> Answer {
    let expiration = world.in_seconds(3600);
    response(200, if name == "URI" { keys("k", &expiration) } else { session("k", &expiration) })
}

#[tokio::test]
async fn what_may_pass_is_attempted_up_to_three_times() {
    for name in SOURCES {
        for failing in PASSING {
            let world = World::new();
            let there = world.clone();
            let script = Script::new(move |number, _| {
                there.advance(1);
                if number < 2 { failing() } else { good(name, &there) }
            });
            let environment = counted(world.environment(script.clone()));
            source(name, &world, &environment).credentials().await.unwrap();
            assert_eq!(script.requests().len(), 3, "{name}");

            let script = Script::new(move |_, _| failing());
            let environment = counted(world.environment(script.clone()));
            source(name, &world, &environment).credentials().await.unwrap_err();
            assert_eq!(script.requests().len(), 3, "{name}");
        }
    }
}

#[tokio::test]
async fn what_is_refused_is_asked_once() {
    for name in SOURCES {
        for failing in LASTING {
            let world = World::new();
            let script = Script::new(move |_, _| failing());
            let environment = counted(world.environment(script.clone()));
            let error = source(name, &world, &environment).credentials().await.unwrap_err();
            assert_eq!(script.requests().len(), 1, "{name}: {error}");
        }
    }
}

#[tokio::test]
async fn every_attempt_is_dated_anew_with_a_nonce_and_a_signature_of_its_own() {
    let world = World::new();
    let there = world.clone();
    let script = Script::new(move |number, _| {
        there.advance(1);
        if number < 2 { failure(TransportErrorKind::Other) } else { good("AssumeRole", &there) }
    });
    let environment = counted(world.environment(script.clone()));
    source("AssumeRole", &world, &environment).credentials().await.unwrap();
    let all = |of: &dyn Fn(&Request<_>) -> String| script.requests().iter().map(of).collect::<BTreeSet<_>>();
    for header in ["x-acs-date", "x-acs-signature-nonce", "authorization"] {
        assert_eq!(all(&|request| request.headers()[header].to_str().unwrap().to_owned()).len(), 3, "{header}");
    }

    let there = world.clone();
    let script = Script::new(move |number, _| {
        there.advance(1);
        if number < 2 { response(500, "") } else { good("OIDC", &there) }
    });
    let environment = counted(world.environment(script.clone()));
    source("OIDC", &world, &environment).credentials().await.unwrap();
    let part = |request: &Request<_>, name: &str| {
        let query = request.uri().query().unwrap().to_owned();
        query.split('&').find(|pair| pair.starts_with(name)).unwrap().to_owned()
    };
    for name in ["Timestamp=", "SignatureNonce="] {
        let all: BTreeSet<_> = script.requests().iter().map(|request| part(request, name)).collect();
        assert_eq!(all.len(), 3, "{name}");
    }
}

#[tokio::test]
async fn each_step_of_metadata_has_three_attempts() {
    for failing in PASSING {
        let world = World::new();
        let there = world.clone();
        let script = Script::new(move |number, request| {
            let body = match request.uri().path() {
                _ if number % 3 < 2 => return failing(),
                "/latest/api/token" => "metadata-token".to_owned(),
                path if path.ends_with('/') => "web".to_owned(),
                _ => keys("ecs", &there.in_seconds(3600)).replacen('{', r#"{"Code":"Success","#, 1),
            };
            response(200, body)
        });
        let metadata = EcsMetadata::new().environment(&world.environment(script.clone()));
        metadata.credentials().await.unwrap();
        assert_eq!(script.requests().len(), 9);
    }
}
