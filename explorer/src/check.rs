//! The text of a field as a value, by its schema. What fails here is not sent.

use alibabacloud_ice::Timestamp;
use serde_json::{Number, Value};

use crate::schema::{Kind, Schema};

/// The value of a text.
///
/// # Errors
///
/// What is wrong with it, as a sentence.
pub fn scalar(schema: &Schema<'_>, text: &str) -> Result<Value, String> {
    let value = match schema.kind() {
        Kind::Text => {
            check_text(schema, text)?;
            Value::from(text)
        }
        Kind::Integer => {
            let number: i64 = text.trim().parse().map_err(|_| "Not an integer of 64 bits.".to_owned())?;
            if schema.is_int32() && i32::try_from(number).is_err() {
                return Err("Not an integer of 32 bits.".to_owned());
            }
            check_range(schema, number as f64)?;
            Value::from(number)
        }
        Kind::Number => {
            let number = text.trim().parse::<f64>().ok().and_then(Number::from_f64);
            let number = number.ok_or("Not a number.")?;
            check_range(schema, number.as_f64().unwrap_or_default())?;
            // An integer is sent as one.
            text.trim().parse::<i64>().map_or(Value::Number(number), Value::from)
        }
        Kind::Boolean => match text.trim() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => return Err("Neither true nor false.".to_owned()),
        },
        Kind::Json => {
            json(text)?;
            // Sent as it stands.
            return Ok(Value::from(text));
        }
        Kind::List | Kind::Object | Kind::Map | Kind::Any => parse(text)?,
    };
    let (values, open) = schema.values();
    let among = |it: &str| values.iter().any(|documented| documented.value == it);
    if open || values.is_empty() || among(text.trim()) {
        return Ok(value);
    }
    let values: Vec<_> = values.into_iter().map(|documented| documented.value).collect();
    Err(format!("Not one of {}.", values.join(", ")))
}

/// The value of a JSON text.
///
/// # Errors
///
/// Where it stops being JSON, or an integer that a value would round.
pub fn parse(text: &str) -> Result<Value, String> {
    let value = json(text)?;
    match rounded(text) {
        Some(integer) => Err(format!("{integer} is not an integer of 64 bits: write it in quotation marks.")),
        None => Ok(value),
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| format!("Not JSON: {error}."))
}

/// The first integer of a JSON text that has more digits than its value would keep.
fn rounded(json: &str) -> Option<String> {
    let (mut in_text, mut escaped) = (false, false);
    let outside = json.chars().map(|sign| {
        let inside = in_text;
        in_text ^= sign == '"' && !escaped;
        escaped = in_text && sign == '\\' && !escaped;
        if inside { ' ' } else { sign }
    });
    let outside: String = outside.collect();
    let mut numbers = outside.split([' ', ',', ':', '[', ']', '{', '}', '\n', '\r', '\t']);
    let is_integer = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && !word.is_empty();
    let fits = |word: &str| word.parse::<i64>().is_ok() || word.parse::<u64>().is_ok();
    numbers.find(|word| is_integer(word) && !fits(word)).map(str::to_owned)
}

fn check_text(schema: &Schema<'_>, text: &str) -> Result<(), String> {
    let count = text.chars().count() as u64;
    match schema.length() {
        (Some(least), _) if count < least => return Err(format!("At least {least} characters; these are {count}.")),
        (_, Some(most)) if count > most => return Err(format!("At most {most} characters; these are {count}.")),
        _ => {}
    }
    if schema.is_time() && Timestamp::from(text).to_system_time().is_err() {
        return Err("Not a time such as 2024-01-02T03:04:05Z.".to_owned());
    }
    Ok(())
}

fn check_range(schema: &Schema<'_>, number: f64) -> Result<(), String> {
    match schema.range() {
        (Some(least), _) if number < least => Err(format!("At least {least}.")),
        (_, Some(most)) if number > most => Err(format!("At most {most}.")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_digit_of_an_integer_in_json_is_lost() {
        for text in ["[18446744073709551615, -9223372036854775808, 1.5e300]", r#"{"a\"1": "99999999999999999999\\"}"#] {
            assert!(parse(text).is_ok(), "{text}");
        }
        for text in ["99999999999999999999", r#"{"\\": [-99999999999999999999]}"#] {
            assert!(parse(text).unwrap_err().contains("99999999999999999999 is not"), "{text}");
        }
    }
}
