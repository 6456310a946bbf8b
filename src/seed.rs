//! What a new database is given: the units of a commune. Villages are added with the office's facts.

use chrono::NaiveDate;

use crate::domain::{elsewhere::Authority, office::Unit};

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
    .map(|(code, name)| Unit { code: code.to_owned(), name: name.to_owned(), in_use: true })
    .collect()
}

/// Where most of what is not the commune's goes: believable ones of the city above, to be mended by each commune.
pub fn authorities() -> Vec<Authority> {
    let since = NaiveDate::from_ymd_opt(2025, 7, 1).unwrap_or_default();
    [
        ("ubnd-tp", "UBND thành phố Huế", "thành phố Huế"),
        ("thanh-tra-tp", "Thanh tra thành phố Huế", "thành phố Huế"),
        ("tiep-dan-tp", "Ban Tiếp công dân thành phố Huế", "thành phố Huế"),
        ("so-nnmt", "Sở Nông nghiệp và Môi trường thành phố Huế", "thành phố Huế"),
        ("vpdk", "Chi nhánh Văn phòng đăng ký đất đai thành phố Huế", "thành phố Huế"),
        ("so-xaydung", "Sở Xây dựng thành phố Huế", "thành phố Huế"),
        ("cong-an-tp", "Công an thành phố Huế", "thành phố Huế"),
        ("toa-an", "Tòa án nhân dân khu vực", ""),
        ("bhxh", "Bảo hiểm xã hội thành phố Huế", "thành phố Huế"),
        ("dien-luc", "Công ty Điện lực Huế", "thành phố Huế"),
    ]
    .into_iter()
    .map(|(code, name, address)| Authority {
        code: code.to_owned(),
        name: name.to_owned(),
        address: address.to_owned(),
        phone: String::new(),
        since,
        until: None,
        in_use: true,
    })
    .collect()
}
