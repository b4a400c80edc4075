//! Properties of reading and sending, checked on random JSON and text.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use crate::support::random::Random;
use crate::support::v3;
use alibabacloud_runtime::model::{Mode, from_json};
use alibabacloud_runtime::transport::TransportError;
use alibabacloud_runtime::{BoxFuture, Client, Credentials, Model, Operation, Transport};
use bytes::Bytes;
use loopback::RecordedRequest;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use specimen::requests::send_styles::{Flat, Form, FormList};
use specimen::requests::{PutWidget, SendNested, SendScalars, SendStyles};
use specimen::responses::{
    GetEnumsOutput, GetListsOutput, GetMapsOutput, GetScalarsOutput, GetTextOutput, ListTextsOutput,
};
use specimen::shared::GetTreeOutput;

/// Reads a document as its user would get it, and what was read once more, strictly; a copy is as good. Whether it could be
/// read.
fn comes_back_equal<T>(document: &str) -> bool
where
    T: Model + Clone + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let Ok(decoded) = from_json::<T>(document.as_bytes(), Mode::Lenient) else {
        return false;
    };
    let written = serde_json::to_vec(&decoded.value).unwrap();
    let again = from_json::<T>(&written, Mode::Strict)
        .unwrap_or_else(|error| panic!("{error}\n{document}\n{}", String::from_utf8_lossy(&written)));
    assert_eq!(again.value, decoded.value, "{document}");
    let copy = decoded.value.clone();
    assert_eq!(copy, decoded.value, "{document}");
    assert_eq!(serde_json::to_vec(&copy).unwrap(), written, "{document}");
    assert!(again.drift.is_empty() && again.unknown.is_empty(), "{document}");
    assert_eq!(serde_json::from_slice::<T>(&written).unwrap(), decoded.value, "{document}");
    true
}

/// The wire names of everything that is read here.
const KEYS: &[&str] = &[
    "Anything",
    "Big",
    "Count",
    "Duration",
    "Enabled",
    "Free",
    "Oddity",
    "Ratio",
    "Text",
    "Time",
    "Texts",
    "Numbers",
    "Times",
    "Kinds",
    "Rows",
    "Tag.1.Key",
    "Cells",
    "Value",
    "Bare",
    "Items",
    "Item",
    "Lists",
    "Objects",
    "Nested",
    "Name",
    "Status",
    "Titled",
    "Boolish",
    "Numeric",
    "Level",
    "Flag",
    "Prose",
    "Empty",
    "Elements",
    "Employee",
    "Manager",
    "Team",
    "Lead",
    "Members",
    "Root",
    "Children",
    "Named",
    "Parent",
    "Color",
    "Config",
    "Rules",
    "Title",
    "Kind",
    "Note",
    "Clips",
    "MediaId",
    "Effects",
    "Type",
    "Matrix",
    "Labels",
    "Extra",
    "",
];

#[test]
fn whatever_can_be_read_leniently_is_written_so_that_it_reads_strictly_as_the_same() {
    let mut read = [0; 8];
    for seed in 0..4000 {
        let mut random = Random::new(seed);
        // Few keys at a time, or hardly any would meet the type that has them.
        let start = random.below(KEYS.len() - 10);
        let keys = if seed % 4 == 0 { KEYS } else { &KEYS[start..start + 10] };
        let mut document = random.object(keys, 6);
        if seed % 2 == 0 {
            // What is required of a request, so that more than its first check is tried.
            let config = document.entry("Config").or_insert_with(|| random.object(keys, 5).into());
            if let Value::Object(config) = config {
                config.insert("Kind".to_owned(), random.text().into());
                config.insert("Title".to_owned(), random.text().into());
            }
        }
        let document = if seed % 16 == 1 { random.json(keys, 6) } else { document.into() }.to_string();
        let outcomes = [
            comes_back_equal::<GetScalarsOutput>(&document),
            comes_back_equal::<GetListsOutput>(&document),
            comes_back_equal::<GetMapsOutput>(&document),
            comes_back_equal::<GetEnumsOutput>(&document),
            comes_back_equal::<GetTreeOutput>(&document),
            comes_back_equal::<GetTextOutput>(&document),
            comes_back_equal::<ListTextsOutput>(&document),
            comes_back_equal::<SendNested>(&document),
        ];
        for (count, outcome) in read.iter_mut().zip(outcomes) {
            *count += usize::from(outcome);
        }
    }
    assert!(read.iter().all(|count| *count > 50), "too few could be read to prove anything: {read:?}");
}

#[test]
fn no_bytes_make_the_decoder_panic() {
    for seed in 0..4000 {
        let mut random = Random::new(seed);
        let mut document = Value::Object(random.object(KEYS, 6)).to_string().into_bytes();
        for _ in 0..=random.below(3) {
            let place = random.below(document.len());
            match random.below(3) {
                0 => document[place] = random.below(256) as u8,
                1 => document.truncate(place.max(1)),
                _ => document.insert(place, b"{}[]\",:0-e\\"[random.below(11)]),
            }
        }
        for mode in [Mode::Lenient, Mode::Strict] {
            let _ = from_json::<GetScalarsOutput>(&document, mode);
            let _ = from_json::<GetListsOutput>(&document, mode);
            let _ = from_json::<SendNested>(&document, mode);
        }
    }
}

/// Keeps the request instead of sending it.
#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Vec<RecordedRequest>>>);

impl Transport for Recorder {
    fn send(&self, request: http::Request<Bytes>) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.0.lock().unwrap().push(RecordedRequest::from(&request));
        Box::pin(async { Ok(http::Response::new("{}".into())) })
    }
}

/// What goes out, once an independent check has found its signature right.
async fn sent<O: Operation>(operation: O) -> RecordedRequest {
    let recorder = Recorder::default();
    let client = Client::builder()
        .endpoint("ice.example.com")
        .credentials(Credentials::new("test-key-id", "test-key-secret"))
        .transport(recorder.clone())
        .build()
        .unwrap();
    client.send(operation).await.unwrap();
    let request = recorder.0.lock().unwrap().pop().unwrap();
    v3::verify(&request, "test-key-id", "test-key-secret").unwrap();
    request
}

/// The pairs of a query or form, of which every receiver must decode the same.
fn pairs(encoded: &str) -> Vec<(String, String)> {
    assert!(encoded.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%=&".contains(&byte)), "{encoded}");
    v3::decoded_pairs(encoded).unwrap()
}

/// The pairs that an operation should make, in the order in which they are sent.
fn expected(pairs: impl IntoIterator<Item = (String, String)>) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = pairs.into_iter().collect();
    pairs.sort();
    pairs
}

fn numbered(name: &str, texts: &[String]) -> Vec<(String, String)> {
    (1..).zip(texts).map(|(index, text)| (format!("{name}.{index}"), text.clone())).collect()
}

#[tokio::test]
async fn any_text_is_signed_in_query_and_form_as_it_is_sent() {
    for seed in 0..1000 {
        let mut random = Random::new(seed);
        let (plain, json, space) = (random.texts(), random.texts(), random.texts());
        let (key, form_key, form_list) = (random.text(), random.text(), random.texts());
        let operation = SendStyles::new()
            .plain(plain.clone())
            .json(json.clone())
            .space(space.clone())
            .flat(Flat::new().key(key.clone()))
            .form(Form::new().key(form_key.clone()))
            .form_list(form_list.iter().map(|key| FormList::new().key(key.clone())));
        let request = sent(operation).await;

        let one = |name: &str, text: String| (name.to_owned(), text);
        let mut query = numbered("Plain", &plain);
        query.push(one("Json", serde_json::to_string(&json).unwrap()));
        query.push(one("Space", space.join(" ")));
        query.push(one("Flat.Key", key));
        assert_eq!(pairs(&request.query), expected(query), "seed {seed}");

        let mut form = numbered("FormList", &form_list);
        form.iter_mut().for_each(|(name, _)| name.push_str(".Key"));
        form.push(one("Form", serde_json::json!({ "Key": form_key }).to_string()));
        assert_eq!(pairs(str::from_utf8(&request.body).unwrap()), expected(form), "seed {seed}");
    }
}

#[tokio::test]
async fn any_number_and_free_json_is_signed_as_it_is_sent() {
    for seed in 0..1000 {
        let mut random = Random::new(seed);
        let (count, ratio, text) = (random.integer(), random.float(), random.text());
        let anything = Value::Object(random.object(&["a", "é", ""], 3));
        let operation = SendScalars::new(count, text.clone()).ratio(ratio).anything(anything.clone());
        let pairs = pairs(&sent(operation).await.query);
        let value = |name| pairs.iter().find(|(given, _)| given == name).unwrap().1.as_str();
        assert_eq!((value("Count").parse(), value("Text")), (Ok(count), text.as_str()), "seed {seed}");
        assert_eq!(value("Ratio").parse::<f64>().unwrap().to_bits(), ratio.to_bits(), "seed {seed}");
        assert_eq!(value("Anything"), anything.to_string(), "seed {seed}");
    }
}

#[tokio::test]
async fn any_text_in_a_path_stays_in_its_segment_and_is_signed() {
    for seed in 0..1000 {
        let text = Random::new(seed).text();
        if matches!(text.as_str(), "" | "." | "..") {
            continue;
        }
        let request = sent(PutWidget::new(text.clone(), 7)).await;
        let segments: Vec<_> = request.path.split('/').collect();
        let [_, "widgets", widget, "parts", "7"] = segments[..] else { panic!("seed {seed}: {}", request.path) };
        assert_eq!(v3::decoded_pairs(&format!("x={widget}")).unwrap()[0].1, text, "seed {seed}");
    }
}
