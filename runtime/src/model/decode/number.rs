//! Numbers by their digits: what a double cannot hold is not rounded where the digits count.

use serde::de::value::StringDeserializer;
use serde::de::{DeserializeSeed, IgnoredAny, MapAccess};
use serde_json::{Number, Value};

/// The key under which `serde_json` hands on a number by its digits, where any crate of a build switches its feature
/// `arbitrary_precision` on.
pub(super) const KEY: &str = "$serde_json::private::Number";

/// The first key of a map.
pub(super) enum First {
    /// There is none.
    Nothing,
    /// The map is a number of these digits.
    Digits(String),
    /// Any other key.
    Key(String),
}

/// Reads the first key of a map, and what is there where the map stands for a number.
pub(super) fn first<'de, A: MapAccess<'de>>(map: &mut A) -> Result<First, A::Error> {
    Ok(match map.next_key::<String>()? {
        None => First::Nothing,
        Some(key) if key == KEY => First::Digits(map.next_value()?),
        Some(key) => First::Key(key),
    })
}

/// A map of which the first key may have been read.
pub(super) struct Resumed<A> {
    pub(super) first: Option<String>,
    pub(super) map: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Resumed<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        match self.first.take() {
            Some(key) => seed.deserialize(StringDeserializer::new(key)).map(Some),
            None => self.map.next_key_seed(seed),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

/// Whether a word is a number, also in a notation that JSON does not have: `01`, `+1`, `1.`, `.5`.
pub(super) fn is_number(word: &str) -> bool {
    let spelt = word.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'));
    spelt && word.parse::<f64>().is_ok()
}

/// Whether a number is spelt as JSON spells numbers.
pub(super) fn is_json(digits: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(digits).is_ok()
}

/// The integer that digits stand for, where it is exactly one of 64 bits: `12`, `12.0`, `1.2e1`.
pub(crate) fn integer(digits: &str) -> Option<i64> {
    let before = match digits.split_once('.') {
        Some((before, fraction)) if fraction.bytes().all(|byte| byte == b'0') => before,
        _ => digits,
    };
    before.parse().ok().or_else(|| whole(double(digits)?).filter(|_| digits.contains(['e', 'E'])))
}

/// The integer that a double stands for, where it is exactly one of 64 bits.
pub(super) fn whole(number: f64) -> Option<i64> {
    // 2^63 itself is out of range; both bounds are exact doubles.
    const LIMIT: f64 = 9_223_372_036_854_775_808.0;
    (number.fract() == 0.0 && (-LIMIT..LIMIT).contains(&number)).then_some(number as i64)
}

/// The JSON number of these digits, where a [`Number`] can hold them. A double holds a fraction that is printed from it
/// again, and no integer beyond 64 bits: that is an ID, every digit of which counts.
pub(super) fn json(digits: &str) -> Option<Value> {
    let number: Number = digits.parse().ok()?;
    let exact = number.is_i64()
        || number.is_u64()
        || spelling(&number.to_string()) == spelling(digits)
        || ((digits.contains(['.', 'e', 'E']) || figures(digits).is_empty()) && double(digits).is_some());
    exact.then_some(Value::Number(number))
}

/// A number with its exponent spelt as `serde_json` does not change it any more.
fn spelling(digits: &str) -> String {
    digits.to_ascii_lowercase().replace("e+", "e")
}

/// The double that holds a number: printed with as many figures it is the same number.
fn double(digits: &str) -> Option<f64> {
    // No double has more figures; what has is not printed.
    const MOST_FIGURES: usize = 800;
    let number: f64 = digits.parse().ok().filter(|number: &f64| number.is_finite())?;
    let figures = figures(digits);
    if figures.is_empty() || figures.len() > MOST_FIGURES {
        return (figures.is_empty() && number == 0.0).then_some(number);
    }
    (self::figures(&format!("{number:.*e}", figures.len() - 1)) == figures).then_some(number)
}

/// The figures that make a number, without sign, point, exponent, and the zeros around them.
fn figures(digits: &str) -> String {
    let (significand, _) = digits.split_once(['e', 'E']).unwrap_or((digits, ""));
    let figures: String = significand.chars().filter(char::is_ascii_digit).collect();
    figures.trim_matches('0').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_double_holds_what_is_printed_from_it() {
        for digits in
            ["0.1", "1.50", "-0", "0e5", "24.120000", "1e23", "0.10000000000000001", "0.30000000000000004", "1e300"]
        {
            assert!(double(digits).is_some(), "{digits}");
        }
        for digits in
            ["0.1234567890123456789012", "12345678901234567890123", "1e400", "1e-400", "0.1000000000000000001"]
        {
            assert_eq!(double(digits), None, "{digits}");
        }
    }

    #[test]
    fn an_integer_is_exactly_what_the_digits_say() {
        for (digits, number) in [
            ("9007199254740993.0", Some(9_007_199_254_740_993)),
            ("1.2e1", Some(12)),
            ("1e18", Some(1_000_000_000_000_000_000)),
            ("01", Some(1)),
            ("1.", Some(1)),
            ("0.9999999999999999999999", None),
            ("9007199254740993e0", None),
            ("9223372036854775808", None),
            ("1e30", None),
        ] {
            assert_eq!(integer(digits), number, "{digits}");
        }
    }
}
