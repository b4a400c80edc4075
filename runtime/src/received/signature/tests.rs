//! Messages of gateways about a refused signature, and how they are explained.

use super::*;
use crate::credentials::Credentials;
use crate::sign::v3;
use crate::sign::{Keys, SigningParameters, UnsignedRequest, v1};

const PARAMETERS: SigningParameters<'_> = SigningParameters { date: "2024-01-02T03:04:05Z", nonce: "nonce" };
const TOKEN: &str = "CAISsecurity+token/with=reserved";

fn keys() -> Keys<'static> {
    Keys { security_token: Some(TOKEN), ..Keys::new("LTAIid", "wJalrXUtnFEMI/K7MDENG") }
}

fn request() -> UnsignedRequest {
    UnsignedRequest {
        method: "POST".into(),
        host: "ice.cn-shanghai.aliyuncs.com".into(),
        action: "AddCategory".into(),
        version: "2020-11-09".into(),
        query: vec![("CateName".into(), "a b/ü".into()), ("ParentId".into(), "-1".into())],
        ..Default::default()
    }
}

fn v1_signature() -> Signature {
    v1::sign_request(&request(), &keys(), &PARAMETERS).signature.unwrap()
}

fn v3_signature() -> Signature {
    v3::sign_request(v3::Algorithm::default(), &request(), &keys(), &PARAMETERS).signature.unwrap()
}

fn canonical_request(signature: &Signature) -> &str {
    match signature {
        Signature::V1(_) => "",
        Signature::V3(signature) => &signature.canonical_request,
    }
}

fn explained(message: &str, signature: &Signature) -> Option<(String, String)> {
    let secrets = Secrets::of(&Credentials::new("id", "wJalrXUtnFEMI/K7MDENG").with_security_token(TOKEN));
    let Explained { message, hint } = explain(message, signature, &secrets)?;
    for text in [&message, &hint] {
        for secret in ["security+token", "token/with", "security%2Btoken", "with=reserved", "with%3Dreserved", "wJalr"]
        {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
    Some((message, hint))
}

fn hint(message: &str, signature: &Signature) -> String {
    explained(message, signature).unwrap().1
}

/// The first difference that is found, where there is one.
fn difference(message: &str, signature: &Signature) -> String {
    let hint = hint(message, signature);
    let (_, rest) = hint.split_once("the first difference: ").unwrap_or(("", &hint));
    rest.split_once(". A proxy").unwrap_or((rest, "")).0.to_owned()
}

#[test]
fn the_same_text_means_a_wrong_secret() {
    let (v1, v3) = (v1_signature(), v3_signature());
    let canonical = canonical_request(&v3);
    let flat: Vec<_> = canonical.split_whitespace().collect();
    for (message, signature) in [
        (format!("not matched. server string to sign is:{}", v1.string_to_sign()), &v1),
        (format!("does not match. server StringToSign is [{}]", v1.string_to_sign()), &v1),
        (format!("Not matched. server string to sign is:{}", v3.string_to_sign()), &v3),
        (format!("server StringToSign is [{}] server CanonicalRequest is [{canonical}]", v3.string_to_sign()), &v3),
        (format!("server StringToSign is [{}]", v3.string_to_sign().replace('\n', "\\n")), &v3),
        (format!("server string to sign is:{canonical}"), &v3),
        (format!("server CanonicalRequest is [{}]", flat.join(" ")), &v3),
    ] {
        let hint = hint(&message, signature);
        assert!(hint.contains("so the secret does not belong to this access key ID"), "{message}\n{hint}");
    }
}

#[test]
fn the_message_loses_the_echo_and_nothing_else() {
    let signature = v1_signature();
    let message = format!("Not matched. server string to sign is:{}", signature.string_to_sign());
    assert_eq!(explained(&message, &signature).unwrap().0, "Not matched. server string to sign is …");
}

#[test]
fn the_first_parameter_that_differs_is_shown_decoded() {
    let signature = v1_signature();
    let ours = signature.string_to_sign();
    let echo = |from: &str, to: &str| {
        assert!(ours.contains(from), "{ours}");
        format!("server string to sign is:{}", ours.replace(from, to))
    };
    assert_eq!(
        difference(&echo("a%2520b%252F%25C3%25BC", "a%252Bb%252F%25C3%25BC"), &signature),
        "parameter `CateName` was sent as `a b/ü` and has arrived as `a+b/ü`"
    );
    assert_eq!(
        difference(&echo("POST&", "GET&"), &signature),
        "the method was sent as `POST` and has arrived as `GET`"
    );
    assert_eq!(
        difference(&echo("%26ParentId%3D-1", ""), &signature),
        "parameter `ParentId` was sent and has not arrived"
    );
    assert_eq!(
        difference(&echo("%26ParentId", "%26Extra%3D1%26ParentId"), &signature),
        "parameter `Extra` has arrived and was not sent"
    );
}

#[test]
fn parts_of_a_canonical_request_have_names() {
    let signature = v3_signature();
    let ours = canonical_request(&signature);
    let echo = |from: &str, to: &str| {
        assert!(ours.contains(from), "{ours}");
        let theirs = ours.replace(from, to);
        format!("server StringToSign is [ACS3-HMAC-SHA256\n00ff] server CanonicalRequest is [{theirs}]")
    };
    for (from, to, expected) in [
        (
            "host:ice.cn-shanghai.aliyuncs.com",
            "host:[::1]:8080",
            "header `host` was sent as `ice.cn-shanghai.aliyuncs.com` and has arrived as `[::1]:8080`",
        ),
        ("POST\n/\n", "POST\n/proxied\n", "the path was sent as `/` and has arrived as `/proxied`"),
        ("x-acs-signature-nonce:nonce\n", "", "header `x-acs-signature-nonce` was sent and has not arrived"),
        ("x-acs-version:", "x-acs-trace:1\nx-acs-version:", "header `x-acs-trace` has arrived and was not sent"),
        (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "00",
            "header `x-acs-content-sha256` was sent as \
             `e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852…` and has arrived as `00`",
        ),
    ] {
        assert_eq!(difference(&echo(from, to), &signature), expected);
    }
    let reordered = echo("CateName=a%20b%2F%C3%BC&ParentId=-1", "ParentId=-1&CateName=a%20b%2F%C3%BC");
    assert!(hint(&reordered, &signature).contains("in another order or encoding"));
}

#[test]
fn long_values_are_shown_from_where_they_part_ways() {
    let long = "x".repeat(100);
    let mut request = request();
    request.query = vec![("Text".into(), format!("{long}yes"))];
    let signature = v1::sign_request(&request, &keys(), &PARAMETERS).signature.unwrap();
    let message = format!("string to sign is: {}", signature.string_to_sign().replace("yes", "no"));
    assert_eq!(
        difference(&message, &signature),
        "parameter `Text` was sent as `…xxxxxxxxxxxxxxxyes` and has arrived as `…xxxxxxxxxxxxxxxno`"
    );
}

#[test]
fn a_token_that_was_changed_on_its_way_is_not_shown() {
    let v1 = v1_signature();
    let message =
        format!("string to sign is: {}", v1.string_to_sign().replace("security%252Btoken", "security%2520token"));
    assert_eq!(difference(&message, &v1), "parameter `SecurityToken` has arrived with another value");
    let v3 = v3_signature();
    let message =
        format!("CanonicalRequest is [{}]", canonical_request(&v3).replace("security+token", "security token"));
    assert_eq!(difference(&message, &v3), "header `x-acs-security-token` has arrived with another value");
}

#[test]
fn a_hash_alone_shows_that_something_was_changed() {
    let hint = hint("server string to sign is:ACS3-HMAC-SHA256\n00ff", &v3_signature());
    assert!(hint.starts_with("The service has not received what this client has signed. A proxy"), "{hint}");
}

#[test]
fn what_cannot_be_compared_is_left_to_the_general_advice() {
    for message in [
        "Specified signature is not matched with our calculation.",
        "server string to sign is:",
        "server string to sign is:*********",
        "server CanonicalRequest is [",
        "server string to sign is: \u{130}\u{fffd}",
    ] {
        assert!(explained(message, &v1_signature()).is_none(), "{message}");
        assert!(explained(message, &v3_signature()).is_none(), "{message}");
    }
}

#[test]
fn a_signature_has_its_date() {
    assert_eq!(signed_at(&v1_signature()).as_deref(), Some(PARAMETERS.date));
    assert_eq!(signed_at(&v3_signature()).as_deref(), Some(PARAMETERS.date));
}

/// A request with secrets in its parameters, of which the service has received others.
#[test]
fn a_parameter_that_is_named_like_a_secret_is_not_quoted_when_it_has_changed() {
    let names = ["AuthKey", "SrtPassphrase", "UploadAuth", "CipherBase64ed", "Config.1.Token", "SecurityToken2"];
    for (name, value) in names.iter().map(|name| (*name, "canary/7Xq")).chain([
        ("UserData", r#"{"Password":"canary/7Xq"}"#),
        ("Callbacks", r#"[{"Free":"canary/7Xq"}]"#),
        ("Url", "https://host/?Signature=canary/7Xq&a=1"),
    ]) {
        let request = UnsignedRequest { query: vec![(name.into(), value.into())], ..request() };
        let own: [Signature; 2] = [
            v1::sign_request(&request, &keys(), &PARAMETERS).signature.unwrap(),
            v3::sign_request(v3::Algorithm::default(), &request, &keys(), &PARAMETERS).signature.unwrap(),
        ];
        for signature in own {
            let ours = match &signature {
                Signature::V1(signature) => &signature.string_to_sign,
                Signature::V3(signature) => &signature.canonical_request,
            };
            assert!(ours.contains("canary"), "{ours}");
            let message = format!("server CanonicalRequest is [{}]", ours.replace("canary", "canarx"));
            let message = message.replace(
                "CanonicalRequest",
                if ours.starts_with("POST&") { "StringToSign" } else { "CanonicalRequest" },
            );
            let secrets = Secrets::default().and_names(&["CipherBase64ed"]);
            let hint = explain(&message, &signature, &secrets).unwrap().hint;
            assert!(hint.contains(&format!("parameter `{name}` has arrived with another value")), "{hint}");
            assert!(!hint.contains("canar") && !hint.contains("7Xq"), "{hint}");
        }
    }
}
