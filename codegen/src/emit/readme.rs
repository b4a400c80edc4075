//! The README of a crate: how to use it, how to test with it, and of one that stands alone, what it lacks.

use std::collections::BTreeMap;

use super::template::fill;
use super::{crate_files, example, markdown};
use crate::left_out::LeftOut;
use crate::model::Service;
use crate::names::Names;

/// `README.md`. What a crate that stands alone lacks is given; a member of this workspace is published.
pub(super) fn readme(service: &Service, names: &Names, left_out: Option<&BTreeMap<String, LeftOut>>) -> String {
    let Service { crate_name, families, example, .. } = service;
    let rows = families.iter().map(|family| {
        format!("| `{}` | {} | {} |", family.name, family.operations.len(), markdown::cell(&family.docs))
    });
    // Lines that rustdoc hides are for it alone.
    let beginning = crate_files::beginning(service, names);
    let beginning: Vec<_> = beginning.iter().filter(|line| !line.starts_with("# ")).map(String::as_str).collect();
    let beginning = beginning.join("\n").replace("```no_run", "```rust");
    let [first, input] = example::first(service, names);
    let [dependency, offline, end] = match left_out {
        None => [format!("```sh\ncargo add {crate_name}\n```"), OFFLINE.to_owned(), LICENSE.to_owned()],
        Some(left_out) => [
            format!("```toml\n[dependencies]\n{crate_name} = {{ path = \"{crate_name}\" }}\n```"),
            fill(
                OFFLINE_ALONE,
                &[
                    ("__CRATE__", crate_name),
                    ("__EXAMPLE__", example),
                    ("__OPERATION__", &first),
                    ("__INPUT__", &input),
                ],
            ),
            format!("## Left out\n\n{}", reasons(left_out)),
        ],
    };
    let values = [
        ("__CRATE__", crate_name.as_str()),
        ("__ABOUT__", &markdown::cell(&crate_files::about(service))),
        ("__DEPENDENCY__", &dependency),
        ("__BEGINNING__", beginning.trim_start()),
        ("__FAMILIES__", &rows.collect::<Vec<_>>().join("\n")),
        ("__EXAMPLE__", example),
        ("__OPERATION__", &first),
        ("__INPUT__", &input),
        ("__REGION__", &service.region),
        ("__OFFLINE__", &offline),
        ("__END__", &end),
    ];
    let template = if service.operations.is_empty() { EMPTY } else { include_str!("templates/readme.md") };
    fill(template, &values)
}

/// The README of a crate without operations.
const EMPTY: &str = "\
# __CRATE__

Alibaba Cloud __ABOUT__, generated from published metadata. Unofficial. It has no operations, because none can be called.

__END__
";

/// How to do without the cloud.
const OFFLINE: &str = "\
## Test without the cloud

The crate `alibabacloud-fake` is a local server that behaves like the service: it checks signatures and parameters, keeps jobs
and resources, and fails as a test plans it. Your code runs against it unchanged.";

/// The same of a crate whose data the fake does not have.
const OFFLINE_ALONE: &str = "\
Or without the cloud, to its fake, which the first line starts in the folder of the generator:

```sh
cargo xtask fake --data path/to/__CRATE__/fake.json --port 8080
printf '%s' '__INPUT__' | cargo run --example __EXAMPLE__ -- __OPERATION__ --endpoint http://127.0.0.1:8080
```";

const LICENSE: &str = "\
## License

MIT or Apache-2.0, at your choice.";

/// The operations that are left out, counted and listed by the kind of problem.
fn reasons(left_out: &BTreeMap<String, LeftOut>) -> String {
    let mut kinds: BTreeMap<&str, Vec<(&String, &LeftOut)>> = BTreeMap::new();
    for (operation, why) in left_out {
        kinds.entry(why.code.name()).or_default().push((operation, why));
    }
    if kinds.is_empty() {
        return "Nothing: every operation of the document can be called.".to_owned();
    }
    let rows = kinds.iter().map(|(code, operations)| {
        let names: Vec<String> = operations.iter().map(|(name, _)| markdown::code_cell(name)).collect();
        let reason = operations.first().map_or_else(String::new, |(_, why)| markdown::cell(&why.reason));
        format!("| `{code}` | {} | {reason} | {} |", operations.len(), names.join(", "))
    });
    let head = "`cargo xtask explain CODE` says more of each reason.\n\n| Code | Operations | For example | |\n|---|---|---|---|";
    format!("{head}\n{}", rows.collect::<Vec<_>>().join("\n"))
}
