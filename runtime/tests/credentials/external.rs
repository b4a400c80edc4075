//! Profiles of mode External: a command that prints keys.
#![cfg(unix)]

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use alibabacloud_runtime::{CliProfile, CredentialProvider, Credentials, Error};
use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::transports::Unplugged;
use crate::world::{START, World, parts};

fn config(world: &World, command: &str) -> PathBuf {
    let profile = json!({ "name": "p", "mode": "External", "process_command": command, "extra": 1 });
    world.file(".aliyun/config.json", &json!({ "current": "p", "profiles": [profile] }).to_string())
}

fn profile(world: &World) -> CliProfile {
    CliProfile::new().environment(&world.environment(Unplugged))
}

async fn run(world: &World, command: &str) -> Result<Credentials, Error> {
    config(world, command);
    profile(world).credentials().await
}

/// A command that prints this, and counts how often it is run.
fn printing(world: &World, text: &str) -> String {
    let folder = world.file("printed", text).parent().unwrap().to_owned();
    world.file("script", &format!("echo x >> '{0}/runs'; cat '{0}/printed'", folder.display()));
    format!("sh '{}/script'", folder.display())
}

fn runs(world: &World) -> usize {
    let path = world.file("touched", "").with_file_name("runs");
    fs::read_to_string(path).map_or(0, |runs| runs.lines().count())
}

#[tokio::test]
async fn what_the_command_prints_is_used_and_written_back_until_it_expires() {
    let world = World::new();
    let printed = json!({
        "mode": "StsToken", "access_key_id": "STS.1", "access_key_secret": "secret-1", "sts_token": "token-1",
        "expiration": world.in_seconds(3600),
    });
    let path = config(&world, &printing(&world, &printed.to_string()));
    let profile = profile(&world);
    for _ in 0..2 {
        assert_eq!(parts(&profile.credentials().await.unwrap()), ["STS.1", "secret-1", "token-1"]);
    }
    assert_eq!(profile.name(), "cli_profile/external");
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let mut expected = json!({
        "access_key_id": "STS.1", "access_key_secret": "secret-1", "sts_token": "token-1",
        "sts_expiration": START.as_secs() + 3600, "name": "p", "mode": "External", "extra": 1,
    });
    expected["process_command"] = file["profiles"][0]["process_command"].clone();
    assert_eq!(file["profiles"][0], expected);
    // Another process takes what is there.
    let next = CliProfile::new().environment(&world.environment(Unplugged));
    assert_eq!(parts(&next.credentials().await.unwrap()), ["STS.1", "secret-1", "token-1"]);
    assert_eq!(runs(&world), 1);
    world.advance(3601);
    profile.credentials().await.unwrap();
    assert_eq!(runs(&world), 2);
}

#[tokio::test]
async fn keys_without_expiration_are_asked_for_again_but_not_for_every_call() {
    let world = World::new();
    let printed = json!({ "mode": "AK", "access_key_id": "LTAI1", "access_key_secret": "secret-1", "sts_token": "" });
    config(&world, &printing(&world, &printed.to_string()));
    let profile = profile(&world);
    for expected in [1, 1, 2] {
        assert_eq!(parts(&profile.credentials().await.unwrap()), ["LTAI1", "secret-1", ""]);
        assert_eq!(runs(&world), expected);
        world.advance(3);
    }
}

#[tokio::test]
async fn an_expiration_may_be_a_number_of_seconds() {
    let world = World::new();
    let expires = START.as_secs() + 3600;
    let printed = json!({ "access_key_id": "id", "access_key_secret": "secret", "expiration": expires });
    let credentials = run(&world, &printing(&world, &printed.to_string())).await.unwrap();
    assert_eq!(credentials.expires_at(), Some(world.now() + Duration::from_secs(3600)));
}

#[tokio::test]
async fn a_process_that_the_command_leaves_behind_is_not_waited_for() {
    let world = World::new();
    // It ends by itself after a minute: longer than the command may take.
    let left = r#"sh -c 'sleep 61 & echo "{\"mode\":\"AK\",\"access_key_id\":\"id\",\"access_key_secret\":\"$!\"}"'"#;
    let credentials = run(&world, left).await.unwrap();
    assert_eq!(credentials.access_key_id(), "id");
    let left_behind = credentials.access_key_secret().expose();
    assert!(std::process::Command::new("kill").arg(left_behind).status().unwrap().success(), "it is still there");
}

#[tokio::test]
async fn a_byte_order_mark_before_what_the_command_prints_is_no_part_of_it() {
    let world = World::new();
    let printed = "\u{feff}{\"mode\":\"AK\",\"access_key_id\":\"id\",\"access_key_secret\":\"secret\"}\r\n";
    let credentials = run(&world, &printing(&world, printed)).await.unwrap();
    assert_eq!(parts(&credentials), ["id", "secret", ""]);
}

#[tokio::test]
async fn the_command_is_split_into_words_as_a_shell_does_and_no_shell_runs_it() {
    let world = World::new();
    world.file("script", r#"printf '{"mode":"AK","access_key_id":"%s","access_key_secret":"%s"}' "$#" "$1$2$3""#);
    let script = world.file("touched", "").with_file_name("script").display().to_string();
    for (arguments, count, joined) in [
        ("a b  c", "3", "abc"),
        (r#""a"'b' c\d"#, "2", "abcd"),
        ("$HOME `x` ;", "3", "$HOME`x`;"),
        ("'a' '' b", "3", "ab"),
        ("a|b && c>d", "3", "a|b&&c>d"),
        ("--account #7 b", "3", "--account#7b"),
    ] {
        let credentials = run(&world, &format!("sh {script} {arguments}")).await.unwrap();
        assert_eq!(parts(&credentials), [count, joined, ""], "{arguments}");
    }
}

#[tokio::test]
async fn a_command_for_a_shell_is_told_that_none_runs_it() {
    let world = World::new();
    let script = world.file("not-executable", "");
    for command in ["~/bin/keys", "$HOME/bin/keys", "PROFILE=a keys", "(keys)", &script.display().to_string()] {
        let error = run(&world, command).await.unwrap_err();
        assert!(error.message().contains(" that cannot be started: "), "{error}");
        assert!(error.hint().unwrap().starts_with("No shell runs it: "), "{error:?}");
    }
}

#[tokio::test]
async fn a_command_that_prints_no_keys_is_told_without_what_it_prints() {
    let world = World::new();
    let mut told = String::new();
    let error = async |command: &str| {
        let error = run(&world, command).await.unwrap_err();
        assert!(!format!("{error} {error:?} {error:#?}").contains("hush"), "{error:#?}");
        let shown = world.show(&error);
        shown.lines().next().unwrap().replace("profile `p` of ~/.aliyun/config.json has a `process_command` that ", "")
    };
    for command in [
        "",
        "   ",
        "echo 'hush",
        "/absent/hush",
        "sh -c 'echo hush; echo hush >&2; exit 3'",
        "echo hush",
        "echo [\"hush\"]",
        "echo '{\"access_key_id\":\"hush\"} {}'",
        r#"echo '{"mode":"hush"}'"#,
        r#"echo '{"mode":"AK","access_key_id":"id","access_key_secret":""}'"#,
        r#"echo '{"mode":"AK","access_key_id":7}'"#,
        r#"echo '{"mode":"AK","access_key_id":"id","access_key_secret":"hush "}'"#,
        r#"echo '{"mode":"AK","access_key_id":"\"hush\"","access_key_secret":"s"}'"#,
        r#"echo '{"mode":"StsToken","access_key_id":"id","access_key_secret":"hush"}'"#,
        r#"echo '{"mode":"AK","access_key_id":"id","access_key_secret":"s","expiration":"hush"}'"#,
        "sh -c 'head -c 1100000 /dev/zero'",
        "sh -c 'kill -9 $$'",
    ] {
        told.push_str(&format!("{}\n", error(command).await));
    }
    assert_snapshot!(told, @r"
    profile `p` of ~/.aliyun/config.json has no `process_command`
    has no words
    ends within quotation marks or after a backslash
    cannot be started: No such file or directory (os error 2)
    fails: exit status: 3
    does not print one JSON object
    does not print one JSON object
    does not print one JSON object
    prints a mode that is neither AK nor StsToken
    prints no access_key_secret
    prints no text as access_key_id
    prints what is no key: the access key secret has white space around it
    prints what is no key: the access key ID has quotation marks around it
    prints no sts_token
    prints an expiration that is no time
    prints more than 1 MiB
    fails: signal: 9 (SIGKILL)
    ");
}
