//! Random texts and JSON documents, the same on every run: a failure names the seed that reproduces it.

use serde_json::{Map, Number, Value};

/// Marsaglia's xorshift with 64 bits of state.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        // The state must not be zero, and small seeds need spreading.
        Self((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() >> 11) as usize % limit
    }

    pub fn of<'a>(&mut self, choices: &[&'a str]) -> &'a str {
        choices[self.below(choices.len())]
    }

    fn character(&mut self) -> char {
        match self.below(4) {
            0 => char::from(self.below(128) as u8),
            1 => self.of(&[" ", "+", "%", "&", "=", "*", "~", "/", "?", "#", "'", "\""]).chars().next().unwrap(),
            2 => char::from(self.below(256) as u8),
            _ => char::from_u32(self.below(0x11_0000) as u32).unwrap_or('\u{fffd}'),
        }
    }

    pub fn text(&mut self) -> String {
        (0..self.below(12)).map(|_| self.character()).collect()
    }

    pub fn texts(&mut self) -> Vec<String> {
        (0..self.below(4)).map(|_| self.text()).collect()
    }

    pub fn integer(&mut self) -> i64 {
        self.next() as i64 >> self.below(64)
    }

    /// Any finite number, the largest, the smallest and negative zero included.
    pub fn float(&mut self) -> f64 {
        match self.below(3) {
            0 => self.integer() as f64 / 8.0,
            1 => [0.0, -0.0, f64::MAX, f64::MIN_POSITIVE, 5e-324, 9_223_372_036_854_775_808.0][self.below(6)],
            _ => Some(f64::from_bits(self.next())).filter(|number| number.is_finite()).unwrap_or(0.1),
        }
    }

    fn scalar(&mut self) -> Value {
        match self.below(9) {
            0 => Value::Null,
            1 => Value::Bool(self.below(2) == 0),
            2 => self.integer().into(),
            3 => self.next().into(),
            4 => Number::from_f64(self.float()).into(),
            5 => self.of(&["true", "False", "1", "-7", "1.5", "1e400", "inf", "Running", "a", ""]).into(),
            6 => self.integer().to_string().into(),
            7 => self.float().to_string().into(),
            _ => self.text().into(),
        }
    }

    /// A document whose objects have some of these keys, and now and then one of their own.
    pub fn json(&mut self, keys: &[&str], depth: usize) -> Value {
        match self.below(if depth == 0 { 1 } else { 3 }) {
            0 => self.scalar(),
            1 => (0..self.below(4)).map(|_| self.json(keys, depth - 1)).collect(),
            _ => Value::Object(self.object(keys, depth)),
        }
    }

    pub fn object(&mut self, keys: &[&str], depth: usize) -> Map<String, Value> {
        let entry = |random: &mut Self| {
            let key = if random.below(8) == 0 { random.text() } else { random.of(keys).to_owned() };
            (key, random.json(keys, depth - 1))
        };
        (0..self.below(8)).map(|_| entry(self)).collect()
    }
}
