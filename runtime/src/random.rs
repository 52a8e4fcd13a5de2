//! Numbers that nobody else has.

use std::{
    hash::{BuildHasher as _, RandomState},
    sync::atomic::{AtomicU64, Ordering},
};

static COUNT: AtomicU64 = AtomicU64::new(0);

/// 64 bits: a keyed hash of a count, with the keys that maps of the standard library have.
pub(crate) fn bits_64() -> u64 {
    let count = COUNT.fetch_add(1, Ordering::Relaxed);
    RandomState::new().hash_one(count)
}

/// 128 bits.
pub(crate) fn bits() -> u128 {
    u128::from(bits_64()) << 64 | u128::from(bits_64())
}

/// A UUID of version 4 (RFC 9562, §5.4), which is a fit key for one call.
pub(crate) fn uuid() -> String {
    let bits = bits() & !(0xf << 76) & !(0x3 << 62) | (4 << 76) | (2 << 62);
    let text = format!("{bits:032x}");
    let parts = [0..8, 8..12, 12..16, 16..20, 20..32];
    let parts = parts.map(|part| text.get(part).unwrap_or_default());
    parts.join("-")
}

/// A number from zero to one, without one.
#[cfg(feature = "retry")]
pub(crate) fn share() -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "53 bits are exact")]
    let share = (bits_64() >> 11) as f64 / (1_u64 << 53) as f64;
    share
}

#[cfg(test)]
mod tests {
    #[test]
    fn keys_are_uuids_of_version_4() {
        let keys: Vec<String> = (0..100).map(|_| super::uuid()).collect();
        for key in &keys {
            assert_eq!(key.len(), 36);
            assert_eq!(&key[14..15], "4");
            assert!("89ab".contains(&key[19..20]), "{key}");
        }
        let mut sorted = keys.clone();
        sorted.sort();
        sorted.dedup();
        assert_eq!(sorted.len(), keys.len());
    }
}
