//! Code that makes the call, to take along.

use explorer_samples::{Call, Sample};
use maud::{Markup, html};
use serde_json::{Map, Value};

use super::layout::Frame;
use super::prose::line;
use super::result::copied;
use crate::catalog::Operation;

/// Code for these parameters; `None` while the form is not valid.
pub(crate) fn code(frame: &Frame<'_>, operation: &Operation<'_>, parameters: Option<&Map<String, Value>>) -> Markup {
    let samples = parameters.map(|parameters| samples(frame, operation, parameters));
    html! {
        section #code aria-labelledby="code-heading" {
            h2 #code-heading { "Take along" }
            @match samples {
                None => { p .muted { "Code for this call is here once the form is valid." } }
                Some(samples) if samples.is_empty() => { p .muted { "There is no code for this operation." } }
                Some(samples) => {
                    @for sample in &samples {
                        details .sample {
                            summary { (sample.title) }
                            @if let Some(note) = &sample.note { p .help { (line(frame.catalog, note)) } }
                            (copied(&format!("code-{}", sample.title.to_lowercase().replace(' ', "-")), &sample.text))
                        }
                    }
                }
            }
        }
    }
}

fn samples(frame: &Frame<'_>, operation: &Operation<'_>, parameters: &Map<String, Value>) -> Vec<Sample> {
    let Some(facts) = operation.facts else { return Vec::new() };
    let documented = facts.product.endpoints.first().map(|endpoint| endpoint.region);
    let region = frame.target.region().or(documented).unwrap_or_default();
    let (product, version) = (frame.catalog.product(), frame.catalog.version());
    let call = Call { product, version, region, operation: operation.name, parameters };
    frame.samples.all(&call).unwrap_or_default()
}
