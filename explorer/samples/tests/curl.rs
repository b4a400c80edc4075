//! The script that signs and calls `curl`, run by a shell and sent to a server that verifies signatures.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

use alibabacloud_fake::Fake;
use explorer_samples::{Call, Extent, Samples};
use serde_json::{Map, Value, json};

const HOST: &str = "ice.cn-shanghai.aliyuncs.com";

/// Whether the programs are there that the script needs.
fn has_programs() -> bool {
    let has = |program: &str| Command::new(program).arg("version").output().is_ok();
    has("curl") && has("openssl")
}

/// Runs the script of a call with this server in place of the cloud, and returns what it prints.
fn run(fake: &Fake, samples: &Samples, operation: &str, parameters: &Map<String, Value>) -> String {
    let call = Call { product: "ICE", version: "2020-11-09", region: "cn-shanghai", operation, parameters };
    let made = samples.all(&call).unwrap();
    let script = &made.iter().find(|sample| sample.title == "curl").unwrap().text;
    assert!(!script.contains(fake.access_key_secret()));
    let address = fake.endpoint().trim_start_matches("http://").trim_end_matches('/').to_owned();
    assert_eq!(script.matches(HOST).count(), 1, "{script}");
    let script = script.replace("https://", "http://").replace(HOST, &address);
    let output = Command::new("sh")
        .args(["-euc", &script])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap())
        .env("ALIBABA_CLOUD_ACCESS_KEY_ID", fake.access_key_id())
        .env("ALIBABA_CLOUD_ACCESS_KEY_SECRET", fake.access_key_secret())
        .output()
        .unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{operation}: {}{printed}", String::from_utf8_lossy(&output.stderr));
    printed
}

#[test]
fn a_shell_signs_and_sends_what_the_form_says() {
    if !has_programs() {
        println!("skipped: there is no curl or no openssl");
        return;
    }
    let fake = Fake::builder().stateless().open_values().start_blocking().unwrap();
    let samples = Samples::ice().unwrap();
    let all: Vec<&str> = samples.operations().collect();
    // Every kind: with a form, anonymous, with GET, with flattened lists; and a tenth of the others.
    let kinds = ["SubmitMediaProducingJob", "ListAllPublicMediaTags", "GetTemplateParams", "DeleteLiveRecordFiles"];
    let kinds = kinds.into_iter().map(|operation| (operation, Extent::All));
    let tenth = all.iter().step_by(10).map(|operation| (*operation, Extent::Required));
    for (operation, extent) in kinds.chain(tenth) {
        let parameters = samples.example(operation, extent).unwrap();
        let printed = run(&fake, &samples, operation, &parameters);
        let journal = fake.journal();
        let entry = journal.last().unwrap();
        assert_eq!(entry.action, operation, "{printed}");
        assert_eq!(entry.status, 200, "{operation}: {printed}");
        let expected = samples.as_sent(operation, &parameters).unwrap();
        assert_eq!(entry.parameters, Value::Object(expected), "{operation}");
    }
}

#[test]
fn whatever_a_shell_could_take_for_its_own_is_sent_as_it_is() {
    if !has_programs() {
        println!("skipped: there is no curl or no openssl");
        return;
    }
    let fake = Fake::builder().stateless().start_blocking().unwrap();
    let samples = Samples::ice().unwrap();
    let text = "it's \"$HOME\" `id` $(id) \\ ! {a,b} [1-3] %41 @file ü\n";
    let parameters = json!({"OutputMediaConfig": {"a": text}, "Timeline": {"b": text}, "ProjectId": text});
    let parameters = parameters.as_object().unwrap();
    run(&fake, &samples, "SubmitMediaProducingJob", parameters);
    let expected = samples.as_sent("SubmitMediaProducingJob", parameters).unwrap();
    fake.journal().assert_called_with("SubmitMediaProducingJob", &Value::Object(expected));
    fake.journal().assert_all_accepted();
}
