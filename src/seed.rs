//! What a new database is given: the units of a commune. Villages are added with the office's facts.

use crate::domain::office::Unit;

/// The units of a commune since 01/07/2025 (NĐ 150/2025): code and name.
pub fn units() -> Vec<Unit> {
    [
        ("chairman", "Lãnh đạo UBND"),
        ("office", "Văn phòng"),
        ("land", "Bộ phận Địa chính"),
        ("economy", "Phòng Kinh tế"),
        ("social", "Phòng Văn hóa – Xã hội"),
        ("police", "Công an xã"),
    ]
    .into_iter()
    .map(|(code, name)| Unit { code: code.to_owned(), name: name.to_owned() })
    .collect()
}
