//! The rows a commune begins with: only what law.md has confirmed, each with its article (U13).

use chrono::NaiveDate;

use super::{Body, Competence, Handing, LandPaper, only_admin};
use crate::domain::{
    act::Act,
    change::{Change, Write},
    event::Deed,
    refusal::Refusal,
};

const TO_COMMUNES: &str = "NĐ 151/2025/NĐ-CP, Điều 5";
const TO_PROVINCES: &str = "NĐ 49/2026/NĐ-CP, Điều 14 khoản 1";
const CERTIFICATES: &str = "NĐ 49/2026/NĐ-CP, Điều 14 khoản 2 điểm b";
const LAPSES: &str = "Áp dụng đến trước 01/03/2027.";
const HANDED_DOWN: &str =
    "Tỉnh, thành phố có thể đã phân cấp, ủy quyền cho xã: có văn bản thì ghi thêm dòng. Áp dụng đến trước 01/03/2027.";

/// paper, whose, who signs, from, until, article, note.
type Row = (LandPaper, Body, &'static str, NaiveDate, Option<NaiveDate>, &'static str, &'static str);

const fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    match NaiveDate::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => panic!("no such day"),
    }
}

const COMMUNES: (NaiveDate, NaiveDate) = (day(2025, 7, 1), day(2026, 1, 30));
const PROVINCES: (NaiveDate, NaiveDate) = (day(2026, 1, 31), day(2027, 2, 28));

fn rows() -> Vec<Row> {
    use LandPaper::{Allocation, Certificate, Compensation, Enforcement, Recovery};
    let commune = [Recovery, Compensation, Enforcement, Certificate].map(|paper| {
        let (since, until) = COMMUNES;
        (paper, Body::CommuneChair, "Chủ tịch UBND xã", since, Some(until), TO_COMMUNES, "")
    });
    let province = [Recovery, Compensation, Allocation].map(|paper| {
        let (since, until) = PROVINCES;
        (paper, Body::Province, "UBND cấp tỉnh", since, Some(until), TO_PROVINCES, HANDED_DOWN)
    });
    let (since, until) = PROVINCES;
    let kept = "Chủ tịch UBND xã cấp, nơi cấp xã đã quyết định về đất.";
    let certificate = (Certificate, Body::CommuneChair, "Chủ tịch UBND xã", since, Some(until), CERTIFICATES, kept);
    commune.into_iter().chain(province).chain([certificate]).collect()
}

/// The table that a commune begins with.
pub fn begin(before: &[Competence], act: &Act) -> Result<Change, Refusal> {
    only_admin(act)?;
    if !before.is_empty() {
        return Err(Refusal::Untimely("Đã có bảng thẩm quyền.".to_owned()));
    }
    let rows: Vec<Write> = rows().into_iter().map(|row| Write::Competence(Box::new(made(row, act)))).collect();
    Ok(Change::looking(None, act, Deed::Competence).noting("rows", rows.len()).with_all(rows))
}

fn made((paper, body, signer, since, until, document_no, note): Row, act: &Act) -> Competence {
    let note =
        if note.is_empty() || note.contains("01/03/2027") { note.to_owned() } else { format!("{note} {LAPSES}") };
    Competence {
        id: act.mint(),
        version: 1,
        paper,
        body,
        authority: None,
        signer: signer.to_owned(),
        handing: Handing::Law,
        since,
        until,
        document_no: document_no.to_owned(),
        note,
    }
}
