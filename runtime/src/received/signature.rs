//! Explains a refused signature: compares what the service has signed with what this client has.
//!
//! The service's message holds its string to sign, and for V3 its canonical request as well, in brackets or not, behind a
//! few words that differ from gateway to gateway. Where both have signed the same text, it is the secret that is wrong.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

use super::secrets::Secrets;
use crate::error::one_line;
use crate::masking::{is_pair_value, masked_text, says_secret};
use crate::sign::Signature;

/// The words in front of a text that the service has signed, in lower case.
const MARKS: [&str; 4] = ["string to sign is", "stringtosign is", "canonical request is", "canonicalrequest is"];

/// An explained refusal.
pub(super) struct Explained {
    /// The message up to where it quotes the request.
    pub(super) message: String,
    pub(super) hint: String,
}

/// Compares what a message quotes with what was signed; `None` where it quotes nothing that can be compared. The message
/// is the one that was received: in a masked one, texts that differ may look the same.
pub(super) fn explain(message: &str, signature: &Signature, secrets: &Secrets) -> Option<Explained> {
    let echoes = echoes(message);
    let begins = echoes.first()?.begins;
    let finding = match signature {
        Signature::V1(ours) => {
            let theirs = &echoes.iter().find(|echo| parts_of_v1(&echo.text).is_some())?.text;
            compare(&ours.string_to_sign, theirs, parts_of_v1, secrets)
        }
        Signature::V3(ours) => {
            let find = |wanted: &dyn Fn(&str) -> bool| echoes.iter().map(|echo| &echo.text).find(|text| wanted(text));
            let string_to_sign = find(&|text| text.starts_with(ours.algorithm.name()));
            let canonical = find(&|text| same(&ours.canonical_request, text) || parts_of_v3(text).is_some());
            match (canonical, string_to_sign) {
                (_, Some(theirs)) if same(&ours.string_to_sign, theirs) => Finding::Same,
                (Some(theirs), _) => compare(&ours.canonical_request, theirs, parts_of_v3, secrets),
                (None, Some(_)) => Finding::Unclear,
                (None, None) => return None,
            }
        }
    };
    Some(Explained { message: format!("{} …", message.get(..begins)?.trim_end()), hint: finding.advice() })
}

/// The date of the request, which it was signed with.
pub(super) fn signed_at(signature: &Signature) -> Option<String> {
    let parts = match signature {
        Signature::V1(signature) => parts_of_v1(&signature.string_to_sign),
        Signature::V3(signature) => parts_of_v3(&signature.canonical_request),
    };
    let date = [Part::parameter("Timestamp"), Part::header("x-acs-date")];
    parts?.into_iter().find(|(part, _)| date.contains(part)).map(|(_, value)| value)
}

/// A text that the service has signed.
struct Echo {
    /// Where it begins in the message, its bracket included.
    begins: usize,
    text: String,
}

fn echoes(message: &str) -> Vec<Echo> {
    // Lower case in ASCII alone, so that places stay the same.
    let plain = message.to_ascii_lowercase();
    let mut marks: Vec<_> = MARKS
        .iter()
        .flat_map(|mark| plain.match_indices(mark))
        .map(|(start, mark)| (start, start + mark.len()))
        .collect();
    marks.sort_unstable();
    let ends = marks.iter().skip(1).map(|(start, _)| *start).chain([message.len()]);
    let echoes = marks.iter().zip(ends).filter_map(|((_, begins), end)| {
        let text = message.get(*begins..end)?.trim_start_matches(':').trim();
        let text = match text.strip_prefix('[') {
            Some(inner) => inner.rsplit_once(']').map_or(inner, |(inner, _)| inner),
            None => text,
        };
        // Some gateways escape line breaks a second time.
        let text = if text.contains('\n') { text.to_owned() } else { text.replace("\\n", "\n") };
        Some(Echo { begins: *begins, text })
    });
    echoes.collect()
}

/// Whether both are one text except for white space, which not every gateway keeps, and for words behind it.
fn same(ours: &str, theirs: &str) -> bool {
    let mut theirs = theirs.split_whitespace();
    ours.split_whitespace().all(|word| theirs.next() == Some(word))
}

/// The result of a comparison.
enum Finding {
    Same,
    /// The first part that differs, and how.
    Part(String),
    /// The parts are the same, yet not the text that they make.
    Layout,
    /// Other texts, of which one cannot be read.
    Unclear,
}

impl Finding {
    fn advice(self) -> String {
        let culprit = "A proxy or gateway in between changes requests: go around it, or let it pass them on untouched.";
        match self {
            Finding::Same => "This client and the service have signed the same text, so the secret does not belong to \
                              this access key ID. Copy ID and secret again, together, from where the key was made."
                .to_owned(),
            Finding::Part(what) => {
                format!(
                    "The service has not received what this client has signed; the first difference: {what}. {culprit}"
                )
            }
            Finding::Layout => format!(
                "The service has received what this client has signed, but in another order or encoding. {culprit}"
            ),
            Finding::Unclear => format!("The service has not received what this client has signed. {culprit}"),
        }
    }
}

fn compare(
    ours: &str,
    theirs: &str,
    parts: impl Fn(&str) -> Option<Vec<(Part, String)>>,
    secrets: &Secrets,
) -> Finding {
    if same(ours, theirs) {
        return Finding::Same;
    }
    let (Some(ours), Some(theirs)) = (parts(ours), parts(theirs)) else {
        return Finding::Unclear;
    };
    for (part, sent) in &ours {
        match theirs.iter().find(|(their, _)| their == part) {
            Some((_, received)) if sent == received => {}
            Some((_, received)) => return Finding::Part(part.changed(sent, received, secrets)),
            None => return Finding::Part(format!("{} was sent and has not arrived", part.name())),
        }
    }
    let added = theirs.iter().find(|(their, _)| ours.iter().all(|(part, _)| part != their));
    added.map_or(Finding::Layout, |(part, _)| {
        Finding::Part(format!("{} has arrived and was not sent", secrets.mask(&part.name())))
    })
}

/// The name of the part that may have secrets as parameters in it.
const PATH: &str = "the path";
/// Characters of a value that are shown.
const LONGEST_VALUE: usize = 60;

/// A part of what is signed.
#[derive(PartialEq)]
enum Part {
    /// One of those that every request has, for example `the path`.
    Fixed(&'static str),
    Parameter(String),
    Header(String),
}

impl Part {
    fn parameter(name: &str) -> Self {
        Part::Parameter(name.to_owned())
    }

    fn header(name: &str) -> Self {
        Part::Header(name.to_owned())
    }

    fn name(&self) -> String {
        match self {
            Part::Fixed(name) => (*name).to_owned(),
            Part::Parameter(name) => format!("parameter `{}`", one_line(name, LONGEST_VALUE)),
            Part::Header(name) => format!("header `{}`", one_line(name, LONGEST_VALUE)),
        }
    }

    /// Both values from shortly before they differ, unless they are secret.
    fn changed(&self, sent: &str, received: &str, secrets: &Secrets) -> String {
        let name = self.name();
        // A secret that was changed on its way is not recognised as one.
        if [sent, received].into_iter().any(|value| self.is_confidential(value, secrets)) {
            return format!("{name} has arrived with another value");
        }
        let (sent, received) = (secrets.mask(sent), secrets.mask(received));
        let shared = sent.chars().zip(received.chars()).take_while(|(sent, received)| sent == received).count();
        let skipped = if shared > LONGEST_VALUE / 2 { shared - LONGEST_VALUE / 4 } else { 0 };
        let shown = |value: &str| {
            let rest: String = value.chars().skip(skipped).collect();
            format!("`{}{}`", if skipped > 0 { "…" } else { "" }, one_line(&rest, LONGEST_VALUE))
        };
        format!("{name} was sent as {} and has arrived as {}", shown(&sent), shown(&received))
    }

    /// Whether it has the name of a secret, contains a secret, may be one by the name beside it, or is JSON, in which a name may
    /// have changed as well.
    fn is_confidential(&self, value: &str, secrets: &Secrets) -> bool {
        let also = secrets.names;
        let (named, json) = match self {
            Part::Fixed(name) => (*name == PATH && secrets.has_path(), false),
            Part::Parameter(name) => {
                (says_secret(name, also) || is_pair_value(name), value.trim_start().starts_with(['{', '[']))
            }
            Part::Header(name) => (says_secret(name, also), false),
        };
        named || json || matches!(masked_text(value, also), Cow::Owned(_))
    }
}

/// Method, path and parameters of a V1 string to sign, whose parameters are encoded twice.
fn parts_of_v1(text: &str) -> Option<Vec<(Part, String)>> {
    let (method, rest) = text.split_once('&')?;
    let (path, parameters) = rest.split_once('&')?;
    let mut parts = vec![(Part::Fixed("the method"), method.to_owned()), (Part::Fixed(PATH), decoded(path))];
    parts.extend(parameters_of(&decoded(parameters)));
    Some(parts)
}

/// The parts of a V3 canonical request, which has a line for each, an empty one behind the headers.
fn parts_of_v3(text: &str) -> Option<Vec<(Part, String)>> {
    let mut lines = text.lines().map(str::trim);
    let mut fixed = |name| Some((Part::Fixed(name), lines.next()?.to_owned()));
    let mut parts = vec![fixed("the method")?, fixed(PATH)?];
    parts.extend(parameters_of(lines.next()?));
    for line in lines.by_ref().take_while(|line| !line.is_empty()) {
        let (name, value) = line.split_once(':')?;
        parts.push((Part::header(name), value.to_owned()));
    }
    parts.push((Part::Fixed("the list of signed headers"), lines.next()?.to_owned()));
    parts.push((Part::Fixed("the hash of the body"), lines.next()?.to_owned()));
    Some(parts)
}

fn parameters_of(query: &str) -> impl Iterator<Item = (Part, String)> {
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (Part::Parameter(decoded(name)), decoded(value))
    })
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests;
