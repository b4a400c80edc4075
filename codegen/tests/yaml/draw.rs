//! Texts that readers of YAML take for something else, drawn by a seed.

/// Numbers from a seed (SplitMix64), so that a failure can be repeated.
pub struct Draw(pub u64);

impl Draw {
    /// A number below the limit.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from(mixed ^ (mixed >> 31)).unwrap() % limit
    }

    /// Text put together from what readers of YAML take for something else.
    pub fn text(&mut self) -> String {
        const PARTS: [&str; 66] = [
            "a",
            "Y",
            "n",
            "yes",
            "Off",
            "true",
            "Null",
            "~",
            "<<",
            "=",
            "0",
            "7",
            "0x1F",
            "0o17",
            "0b11",
            "1e3",
            "1_000",
            "12:30",
            "12:30:45",
            "2020-11-09",
            "2020-1-9",
            "T",
            "Z",
            "+8",
            ".inf",
            ".NaN",
            "-",
            "--",
            "---",
            "...",
            "?",
            ":",
            "::",
            "#",
            ",",
            "[",
            "]",
            "{",
            "}",
            "&x",
            "*x",
            "!t",
            "|",
            ">",
            "%",
            "@",
            "`",
            "'",
            "\"",
            "\\",
            " ",
            "  ",
            " ",
            "\n",
            "\n\n",
            "\t",
            "\r",
            "\u{0}",
            "\u{85}",
            "\u{a0}",
            "\u{2028}",
            "\u{feff}",
            "é",
            "配音",
            "😀",
            "word word",
        ];
        let length = 1 + self.below(5);
        (0..length).map(|_| PARTS[self.below(PARTS.len())]).collect()
    }
}
