//! Text of any kind without the values that are named like secrets.
//!
//! The text may be the page of a proxy, JSON with something in front of it, XML, a form or a query, cut anywhere, or one
//! inside another. So it is not parsed: [fields](super::field) are found wherever they are, and so are the password in a URL
//! and a private key in PEM.

use std::borrow::Cow;
use std::ops::Range;

use super::field::{Field, first};
use super::name::{is_pair_name, is_pair_value, parent_and_field, says_secret};
use super::pairs::Pairs;

/// Replaces a secret.
pub(crate) const MASK: &str = "***";

/// Where an object begins and ends.
const OPENING: [&str; 4] = ["{", "%7b", "%257b", "\\u007b"];
const CLOSING: [&str; 4] = ["}", "%7d", "%257d", "\\u007d"];

/// The text with every value masked that has the name of a secret, or one of those in `also`.
pub(crate) fn masked_text<'a>(text: &'a str, also: &[&str]) -> Cow<'a, str> {
    let mut secrets = secrets(text, also);
    secrets.extend(private_keys(text));
    if secrets.is_empty() {
        return Cow::Borrowed(text);
    }
    secrets.sort_unstable_by_key(|secret| secret.start);
    let (mut masked, mut shown) = (String::with_capacity(text.len()), 0);
    for secret in secrets {
        // Otherwise it is within the one before.
        if let Some(before) = text.get(shown..secret.start) {
            masked.push_str(before);
            masked.push_str(MASK);
        }
        shown = shown.max(secret.end);
    }
    masked.push_str(&text[shown..]);
    Cow::Owned(masked)
}

/// Where the secrets of a text are. What is in a secret is not looked at again, so that a text is read once.
fn secrets(text: &str, also: &[&str]) -> Vec<Range<usize>> {
    let (mut secrets, mut pairs) = (Vec::new(), Pairs::default());
    let (mut end, mut from) = (0, 0);
    while let Some(found) = text[from..].find([':', '=', '>', '{', '}', '%', '&', '\\']) {
        let at = from + found;
        from = at + 1;
        let rest = &text[at..];
        if first(rest, &OPENING).is_some() {
            pairs.open();
        } else if first(rest, &CLOSING).is_some() {
            pairs.close();
        }
        let count = secrets.len();
        if let Some(field) = Field::at(text, end, at) {
            let (parent, own) = parent_and_field(field.name);
            if says_secret(field.name, also) || (is_pair_value(own) && pairs.has_secret(parent, field)) {
                secrets.extend(field.value(text));
            } else if is_pair_name(own) && says_secret(field.word(text), also) {
                for before in pairs.add_secret(parent) {
                    if secrets[count..].last().is_none_or(|secret| secret.end <= before.start) {
                        secrets.extend(before.value(text));
                    }
                }
            }
        }
        if secrets.len() == count {
            secrets.extend(password_at(text, at));
        }
        if let Some(secret) = secrets[count..].last() {
            end = end.max(secret.end);
            from = from.max(end);
        }
    }
    secrets
}

/// Where private keys in PEM are, whatever their names. One that was cut goes on to the end of the text.
fn private_keys(text: &str) -> Vec<Range<usize>> {
    const DASHES: &str = "-----";
    let (mut keys, mut from) = (Vec::new(), 0);
    while let Some(found) = text[from..].find("-----BEGIN") {
        let start = from + found;
        from = start + DASHES.len();
        let Some(length) = text[from..].find(DASHES) else { break };
        let label = &text[from..from + length];
        if label.contains("PRIVATE") && label.contains("KEY") {
            let end = text[from..].find("-----END").and_then(|end| {
                let end = from + end + DASHES.len();
                Some(end + text[end..].find(DASHES)? + DASHES.len())
            });
            from = end.unwrap_or(text.len());
            keys.push(start..from);
        }
    }
    keys
}

/// Where the password in front of the host of a URL is, whose scheme ends at `at`.
fn password_at(text: &str, at: usize) -> Option<Range<usize>> {
    let slashes = first(&text[at..], &["://", ":\\/\\/"])?;
    let ends = |character: char| character.is_whitespace() || "/?#\\\"'<>&,".contains(character);
    let authority = text[at + slashes.len()..].split(ends).next()?;
    let (user, _) = authority.rsplit_once('@')?;
    let (name, password) = user.split_once(':')?;
    let start = at + slashes.len() + name.len() + 1;
    (!password.is_empty()).then_some(start..start + password.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::masking::field::SEARCHED;

    #[track_caller]
    fn check(cases: &[(&str, &str)]) {
        for (text, masked) in cases {
            assert_eq!(masked_text(text, &["Own"]), *masked, "{text}");
        }
    }

    #[test]
    fn text_that_begins_like_json_is_masked_too() {
        check(&[
            (r#"{"a":"b","Plaintext" : "c2Vj\"cmV0","n":1"#, r#"{"a":"b","Plaintext" : ***,"n":1"#),
            (r#"{"Plaintext":"c2Vj"#, r#"{"Plaintext":***"#),
            (r#"{"AuthKey":123,"n":1}"#, r#"{"AuthKey":***,"n":1}"#),
            (r#"{"AuthKey":123"#, r#"{"AuthKey":***"#),
            (r#"{"Credentials":{"a":"b"},"n":1}"#, r#"{"Credentials":***"#),
            (r#"{"Data":"{\"Token\":\"c2Vj\",\"n\":1}"}"#, r#"{"Data":"{\"Token\":***,\"n\":1}"}"#),
            ("<html>a: \"b\"</html> é: x", "<html>a: \"b\"</html> é: x"),
            (r#"{"NextToken":"c2Vj"}"#, r#"{"NextToken":"c2Vj"}"#),
            (r#"{"Token":null,"a":1}"#, r#"{"Token":null,"a":1}"#),
        ]);
    }

    #[test]
    fn the_value_of_a_pair_is_masked_by_the_name_beside_it() {
        check(&[
            (
                r#"{"Key":"Password","Value":"c2Vj"},{"Key":"a","Value":"b"}"#,
                r#"{"Key":"Password","Value":***},{"Key":"a","Value":"b"}"#,
            ),
            (
                r#"[{"Value" : "c2Vj", "Name" : "AccessKeySecret"}, {"Value":"b"}"#,
                r#"[{"Value" : ***, "Name" : "AccessKeySecret"}, {"Value":"b"}"#,
            ),
            (r#"{"ParameterKey":"Own","ParameterValue":["c2Vj"]}"#, r#"{"ParameterKey":"Own","ParameterValue":***"#),
            (r#"{"Data":"{\"Key\":\"Token\",\"Value\":\"c2Vj\"}"}"#, r#"{"Data":"{\"Key\":\"Token\",\"Value\":***}"}"#),
            (
                "Tag.1.Key=a&Tag.1.Value=b&Tag.2.Key=Token&Tag.2.Value=c2Vj&n",
                "Tag.1.Key=a&Tag.1.Value=b&Tag.2.Key=Token&Tag.2.Value=***&n",
            ),
            ("T.1.Value=c2%7DVj&T.1.Key=Token", "T.1.Value=***&T.1.Key=Token"),
            ("a%26Tag.1.Value%3Dc2Vj%26Tag.1.Key%3DPassword%26n", "a%26Tag.1.Value%3D***%26Tag.1.Key%3DPassword%26n"),
            (
                "%7B%22Key%22%3A%22Password%22%2C%22Value%22%3A%22c2Vj%22%7D",
                "%7B%22Key%22%3A%22Password%22%2C%22Value%22%3A***%7D",
            ),
            ("<T><Key>Token</Key><Value>c2Vj</Value></T>", "<T><Key>Token</Key><Value>***</Value></T>"),
            ("<T><Value>c2Vj</Value><Key>Token</Key></T>", "<T><Value>***</Value><Key>Token</Key></T>"),
            ("<T Name='Token' Value='c2Vj'/>", "<T Name='Token' Value=***/>"),
            (
                r#"{"Key":"NextToken","Value":"b","Password":true}"#,
                r#"{"Key":"NextToken","Value":"b","Password":true}"#,
            ),
            ("Value=&Key=Token Value", "Value=&Key=Token Value"),
        ]);
    }

    #[test]
    fn a_pair_is_found_however_far_its_words_are_apart_within_an_object() {
        let long = "much to read, ".repeat(100);
        check(&[
            (
                &format!(r#"x {{"Key":"Token","Note":"{long}","Value":"c2Vj"}},{{"Value":"b"}}"#),
                &format!(r#"x {{"Key":"Token","Note":"{long}","Value":***}},{{"Value":"b"}}"#),
            ),
            (
                &format!(r#"{{"Value":"c2Vj","Note":"{long}","Key":"Token""#),
                &format!(r#"{{"Value":***,"Note":"{long}","Key":"Token""#),
            ),
            (
                r#"{"Key":"Token","Of":{"Key":"a","Value":"b"},"Value":"c2Vj""#,
                r#"{"Key":"Token","Of":{"Key":"a","Value":"b"},"Value":***"#,
            ),
            (
                r#"{"Value":"c2Vj","Of":[{"Value":"b"}],"Type":"String","Key":"Token"}"#,
                r#"{"Value":***,"Of":[{"Value":"b"}],"Type":"String","Key":"Token"}"#,
            ),
            ("T.1.Value=c2Vj&T.2.Value=b&T.2.Key=a&T.1.Key=Token", "T.1.Value=***&T.2.Value=b&T.2.Key=a&T.1.Key=Token"),
            ("<Key>Token</Key><Type>a</Type><Value>c2Vj</Value>", "<Key>Token</Key><Type>a</Type><Value>***</Value>"),
            ("Key: Token\nValue: c2Vj\nn: 1", "Key: Token\nValue:***\nn: 1"),
            (r#"{"Value":{"Token":"c2Vj"},"Key":"Token"}"#, r#"{"Value":***"#),
        ]);
    }

    #[test]
    fn json_that_was_escaped_often_and_other_syntax_is_masked() {
        check(&[
            (r#"{\\\"Token\\\":\\\"c2,Vj\\\",\\\"n\\\":1}"#, r#"{\\\"Token\\\":***,\\\"n\\\":1}"#),
            (
                r#"{\\\"Key\\\":\\\"Token\\\",\\\"Value\\\":\\\"c2,Vj\\\"}"#,
                r#"{\\\"Key\\\":\\\"Token\\\",\\\"Value\\\":***}"#,
            ),
            (r#"{\"Token\":\"c2\\\"Vj\",\"n\":1}"#, r#"{\"Token\":***,\"n\":1}"#),
            (r#"\u007b\u0022Token\u0022\u003a\u0022c2Vj\u0022}"#, r#"\u007b\u0022Token\u0022\u003a***}"#),
            (r"Token\u003dc2Vj\u0026n\u003d1", r"Token\u003d***\u0026n\u003d1"),
            (r"\u003cToken\u003ec2Vj\u003c/Token\u003e", r"\u003cToken\u003e***\u003c/Token\u003e"),
            (r#"{"Token"=>"c2Vj", "n"=>1}"#, r#"{"Token"=>***, "n"=>1}"#),
            (r#"'Token' => 'c2Vj', 'n' => 1"#, r#"'Token' => ***, 'n' => 1"#),
        ]);
    }

    #[test]
    fn json_anywhere_in_a_text_is_masked() {
        check(&[
            (r#"OK {"Plaintext":"c2Vj","n":1}"#, r#"OK {"Plaintext":***,"n":1}"#),
            (r#"callback({"Data":{"Own":"c2Vj"}})"#, r#"callback({"Data":{"Own":***}})"#),
            (r#"{"own":"c2Vj","OWN":"c2Vj","owner":"n"}"#, r#"{"own":***,"OWN":***,"owner":"n"}"#),
            (")]}'\n{\"Token\": \"c2Vj\"}", ")]}'\n{\"Token\": ***}"),
            (r#"{Plaintext: "c2Vj", n: 1}"#, r#"{Plaintext: ***, n: 1}"#),
            (r#"{'Plaintext': 'c2Vj', 'n': 1}"#, r#"{'Plaintext': ***, 'n': 1}"#),
            ("<pre>{&quot;Password&quot;:&quot;c2Vj&quot;}</pre>", "<pre>{&quot;Password&quot;:***}</pre>"),
            ("%7B%22Password%22%3A%22c2Vj%22%7D", "%7B%22Password%22%3A***%7D"),
            ("%257B%2522Password%2522%253A%2522c2Vj%2522%257D", "%257B%2522Password%2522%253A***%257D"),
        ]);
    }

    #[test]
    fn json_is_masked_in_forms_and_pages_also_with_spaces_and_as_text_in_json() {
        check(&[
            ("{%22Token%22%3A%20%22c2%20Vj%22%2C%20%22n%22%3A%201}", "{%22Token%22%3A%20***%2C%20%22n%22%3A%201}"),
            ("%22Token%22+%3A+%22c2+Vj%22%2C+%22n%22", "%22Token%22+%3A+***%2C+%22n%22"),
            ("%22AuthKey%22%3A%20123%2C%20%22n%22%3A1", "%22AuthKey%22%3A%20***%2C%20%22n%22%3A1"),
            ("%22Token%22%3A%20%5B%22c2Vj%22%5D", "%22Token%22%3A%20***"),
            ("%5C%22Token%5C%22%3A%5C%22c2%5C%5C%5C%22Vj%5C%22%2C%5C%22n", "%5C%22Token%5C%22%3A***%2C%5C%22n"),
            ("{\\&quot;Token\\&quot;:\\&quot;c2Vj\\&quot;,\\&quot;n", "{\\&quot;Token\\&quot;:***,\\&quot;n"),
            ("it%20is%20no%20token%3A%20it%20is%20old", "it%20is%20no%20token%3A%20it%20is%20old"),
        ]);
    }

    #[test]
    fn lines_are_masked_within_json_and_forms() {
        check(&[
            (r#"{"c":"a:\n- token: c2\\nVj\n  n: 1","m":"n"}"#, r#"{"c":"a:\n- token:***\n  n: 1","m":"n"}"#),
            (r#"{"c":"a\r\nPassword: c2\"Vj","m":"n"}"#, r#"{"c":"a\r\nPassword:***","m":"n"}"#),
            (r#""{\"c\":\"a\\nToken: c2Vj\\nn: 1\"}""#, r#""{\"c\":\"a\\nToken:***\\nn: 1\"}""#),
            ("c=a%0AToken%3A%20c2Vj%0An%3A%201&n=1", "c=a%0AToken%3A***%0An%3A%201&n=1"),
            (r#"{"c":"a\nNextToken: n\n"}"#, r#"{"c":"a\nNextToken: n\n"}"#),
        ]);
    }

    #[test]
    fn elements_of_xml_are_masked() {
        check(&[
            ("<Plaintext>c2Vj</Plaintext><n>1</n>", "<Plaintext>***</Plaintext><n>1</n>"),
            ("<a:Token x='1'>c2Vj<b/></a:Token>", "<a:Token x='1'>***"),
            ("<Credentials><a>c2Vj</a></Credentials>.", "<Credentials>***</Credentials>."),
            ("<Password>c2V", "<Password>***"),
            ("<User Password=\"c2Vj\" Name='a'/>", "<User Password=*** Name='a'/>"),
            ("&lt;Password&gt;c2Vj&lt;/Password&gt;", "&lt;Password&gt;***&lt;/Password&gt;"),
            ("<NextToken>c2Vj</NextToken><Token/>a", "<NextToken>c2Vj</NextToken><Token/>a"),
        ]);
    }

    #[test]
    fn the_password_in_a_url_is_masked() {
        check(&[
            ("cannot fetch https://user:c2Vj@a.test:8443/b", "cannot fetch https://user:***@a.test:8443/b"),
            (r#"{"Url":"rtmp:\/\/user:c2:V%40j@a.test\/b"}"#, r#"{"Url":"rtmp:\/\/user:***@a.test\/b"}"#),
            ("http://:c2Vj@a http://u:c2Vj@b,http://u:c2Vj@c", "http://:***@a http://u:***@b,http://u:***@c"),
            (
                "https://a.test:80/@b https://user@a https://user:@a a:b@c ://",
                "https://a.test:80/@b https://user@a https://user:@a a:b@c ://",
            ),
        ]);
    }

    #[test]
    fn a_long_text_of_values_is_searched_once() {
        const COUNT: usize = 1 << 14;
        for (value, masked) in [
            ("Password=c2Vj\n", "Password=***\n"),
            ("Password=&", "Password=&"),
            ("<Token>c2Vj</Token>", "<Token>***</Token>"),
            ("<Token></Token>", "<Token></Token>"),
            ("https://user:c2Vj@a.test,", "https://user:***@a.test,"),
            ("://", "://"),
            ("&lt;Token&gt;c2Vj&lt;/Token&gt;", "&lt;Token&gt;***&lt;/Token&gt;"),
            ("\"Token\":\"c2Vj\",", "\"Token\":***,"),
            ("'Token': true,", "'Token': true,"),
            ("Value=", "Value="),
            ("\"Value\":\"", "\"Value\":\""),
            ("<Value>", "<Value>"),
            ("{\"Value\":[", "{\"Value\":["),
            ("<Key>", "<Key>"),
            ("\"Key\":\"", "\"Key\":\""),
            ("Key=Token&", "Key=Token&"),
            ("Value=c2Vj&Key=Token&", "Value=***&Key=Token&"),
            ("<Value>c2Vj</Value><Key>Token</Key>", "<Value>***</Value><Key>Token</Key>"),
            ("\\", "\\"),
            ("\"Token: true", "\"Token: true"),
            ("a 'Token: c2Vj'", "a 'Token:***'"),
            ("a Token:c2Vj ", "a Token:*** "),
            ("a Value:c2Vj ", "a Value:c2Vj "),
            ("\\nToken: true", "\\nToken: true"),
            ("\\nToken: c2Vj", "\\nToken:***"),
            ("%22Token%22%3A%20%22c2Vj%22", "%22Token%22%3A%20***"),
            ("%20", "%20"),
            ("%5C", "%5C"),
        ] {
            let text = value.repeat(COUNT);
            SEARCHED.set(0);
            assert!(masked_text(&text, &[]) == masked.repeat(COUNT), "{value}");
            // In each name that may be that of a pair, as much as a name may have.
            assert!(SEARCHED.get() <= 100 * text.len(), "{value}: {} of {} bytes", SEARCHED.get(), text.len());
        }
    }

    #[test]
    fn forms_queries_and_lines_are_masked() {
        check(&[
            ("Password=c2Vj&n=1", "Password=***&n=1"),
            ("https://a/?n=1&Config.Own.1=c2Vj&NextToken=a", "https://a/?n=1&Config.Own.1=***&NextToken=a"),
            ("a%26AuthKey%3Dc2Vj%26n%3D1", "a%26AuthKey%3D***%26n%3D1"),
            ("a%2526AuthKey%253Dc2Vj%2526n", "a%2526AuthKey%253D***%2526n"),
            ("Password = c2Vj is weak", "Password = *** is weak"),
            ("Host: a\nAuthorization: ACS3 c2Vj\nn: 1", "Host: a\nAuthorization:***\nn: 1"),
            ("Proxy-Authorization: Basic c2Vj\nn: 1", "Proxy-Authorization:***\nn: 1"),
            ("invalid token: it has expired", "invalid token: it has expired"),
            ("users:\n- client-key-data: c2Vj\n  token: c2Vj", "users:\n- client-key-data:***\n  token:***"),
        ]);
    }

    #[test]
    fn a_header_between_quotation_marks_is_masked_to_the_mark_that_ends_it() {
        check(&[
            (
                "curl -H \"Authorization: Bearer c2Vj\" -H 'X-Api-Key: c2\"Vj' https://a",
                "curl -H \"Authorization:***\" -H 'X-Api-Key:***' https://a",
            ),
            (r#"{"H":["Authorization: a c2Vj","n: 1"],"#, r#"{"H":["Authorization:***","n: 1"],"#),
            (r#"{\"H\":\"Cookie: c2\\\"Vj\nn: 1\",\"n\":1}"#, r#"{\"H\":\"Cookie:***\",\"n\":1}"#),
            ("'Token: c2Vj\nn: 1", "'Token:***\nn: 1"),
            ("\"an invalid token: it has expired\"", "\"an invalid token: it has expired\""),
        ]);
    }

    #[test]
    fn a_struct_as_go_prints_it_is_masked() {
        check(&[
            ("invalid {Name:a Password:c2Vj Size:1 Own:c2Vj}", "invalid {Name:a Password:*** Size:1 Own:***"),
            ("&{Key:Token Value:c2Vj Size:1}", "&{Key:Token Value:*** Size:1}"),
        ]);
    }

    #[test]
    fn a_private_key_is_masked_whatever_its_name() {
        let pem = |label: &str| format!("-----BEGIN {label}-----\nc2Vj\n-----END {label}-----");
        let certificate = pem("CERTIFICATE");
        for label in ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"] {
            let key = pem(label);
            check(&[
                (&format!("{certificate}\n{key}\n{key}\n"), &format!("{certificate}\n***\n***\n")),
                (&format!("{{\"Key\":{key:?},\"n\":1}}"), "{\"Key\":\"***\",\"n\":1}"),
                (&format!("Key={}&n=1", key.replace(' ', "+").replace('\n', "%0A")), "Key=***&n=1"),
                (&format!("{}\n{}", &certificate[..40], &key[..40]), &format!("{}\n***", &certificate[..40])),
            ]);
        }
        check(&[("-----BEGIN PUBLIC KEY-----\na", "-----BEGIN PUBLIC KEY-----\na"), ("-----BEGIN", "-----BEGIN")]);
        assert_eq!(masked_text(&"-----BEGIN".repeat(1 << 16), &[]).len(), 10 << 16);
    }
}
