//! Pseudorandom numbers and texts that are derived from a request, so that they are the same in every run.

/// The source of generated values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Seed(u64);

impl Seed {
    /// The seed of a text.
    pub(crate) fn of(text: &str) -> Self {
        Self(0xcbf2_9ce4_8422_2325).with(text)
    }

    /// The seed of a part.
    pub(crate) fn with(self, text: &str) -> Self {
        // FNV-1a: the same on every machine and in every version.
        let hash = text.bytes().fold(self.0, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        Self(hash)
    }

    /// The seed of an element.
    pub(crate) fn number(self, number: u64) -> Self {
        Self(mixed(self.0 ^ mixed(number.wrapping_add(1))))
    }

    /// A number.
    pub(crate) fn value(self) -> u64 {
        mixed(self.0)
    }

    /// A number below `end`; 0 if `end` is 0.
    pub(crate) fn below(self, end: u64) -> u64 {
        self.value().checked_rem(end).unwrap_or(0)
    }

    /// 32 hexadecimal digits.
    pub(crate) fn hex(self) -> String {
        format!("{:016x}{:016x}", self.value(), self.number(1).value())
    }

    /// A request ID, such as `63E8B7C7-4812-46AD-0FA5-6029AC860123`.
    pub(crate) fn request_id(self) -> String {
        let (one, other) = (self.number(2).value(), self.number(3).value());
        let parts = [one >> 32, (one >> 16) & 0xffff, one & 0xffff, other >> 48];
        format!("{:08X}-{:04X}-{:04X}-{:04X}-{:012X}", parts[0], parts[1], parts[2], parts[3], other & 0xffff_ffff_ffff)
    }
}

/// SplitMix64.
fn mixed(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_equal_seeds() {
        let seed = Seed::of("GetJob");
        assert_eq!(seed.hex(), Seed::of("GetJob").hex());
        assert_eq!((seed.hex().len(), seed.request_id().len()), (32, 36));
        assert_ne!(seed.hex(), Seed::of("GetJobs").hex());
        assert_ne!(seed.number(0).hex(), seed.number(1).hex());
        assert_eq!(seed.below(0), 0);
    }
}
