//! Reproducible random numbers.

/// A pseudo-random generator (splitmix64): a seed gives the same numbers on every machine.
pub struct SplitMix64(pub u64);

impl SplitMix64 {
    /// Returns the next number.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Returns a number below `end`, or 0 if `end` is 0.
    pub fn below(&mut self, end: usize) -> usize {
        if end == 0 { 0 } else { (self.number() % end as u64) as usize }
    }
}

/// An input, read as a sequence of numbers; missing bytes are 0.
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl Bytes<'_> {
    pub(crate) fn number(&mut self) -> u64 {
        let mut number = [0; 8];
        let (bytes, rest) = self.0.split_at(self.0.len().min(8));
        number[..bytes.len()].copy_from_slice(bytes);
        self.0 = rest;
        u64::from_le_bytes(number)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        let mut number = [0; 2];
        let (bytes, rest) = self.0.split_at(self.0.len().min(2));
        number[..bytes.len()].copy_from_slice(bytes);
        self.0 = rest;
        usize::from(u16::from_le_bytes(number)) % end
    }
}
