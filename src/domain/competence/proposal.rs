//! Where a complaint against a paper is settled first, as the table says; a proposal for the legal officer, never a decision.

use chrono::NaiveDate;

use super::{Body, Competence, Handing, LandPaper};
use crate::domain::{
    fold::fold,
    office::Office,
    petition::{Story, Topic},
};

/// What the table says of one contested paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposal<'r> {
    /// “Quyết định số 57/QĐ-UBND ngày 02/10/2026 do Chủ tịch UBND xã ký”.
    pub paper: String,
    /// Rows in force that day whose signer it is.
    pub rows: Vec<&'r Competence>,
    /// Rows in force that day that name another signer.
    pub others: Vec<&'r Competence>,
    /// The day on the paper; without it nothing can be said.
    pub day: Option<NaiveDate>,
}

impl Proposal<'_> {
    /// Whose it is, where every fitting row says the same.
    pub fn whose(&self, office: &Office) -> Option<String> {
        let mut named: Vec<String> = self.rows.iter().map(|row| row.whose(office)).collect();
        named.dedup();
        (named.len() == 1).then(|| named.remove(0))
    }

    /// It is the commune's own: nothing to guide.
    pub fn is_ours(&self) -> bool {
        !self.rows.is_empty() && self.rows.iter().all(|row| row.body == Body::CommuneChair)
    }

    /// A row rests on a power handed down: which of both is first is the legal officer's to say.
    pub fn is_handed_down(&self) -> bool {
        self.rows.iter().any(|row| row.handing != Handing::Law)
    }
}

/// None when the petition names no paper at all.
pub fn proposed<'r>(rows: &'r [Competence], story: &Story, topic: Topic) -> Option<Proposal<'r>> {
    let (number, signer) = (story.decision_no.trim(), story.decision_signer.trim());
    let day = story.decision_date;
    if number.is_empty() && signer.is_empty() && day.is_none() {
        return None;
    }
    let in_force = |row: &&Competence| day.is_some_and(|day| row.holds_on(day)) && is_about(row.paper, topic);
    let (fitting, others) = rows.iter().filter(in_force).partition(|row| is_signed_by(row, signer));
    Some(Proposal { paper: named(number, day, signer), rows: fitting, others, day })
}

fn named(number: &str, day: Option<NaiveDate>, signer: &str) -> String {
    let number = if number.is_empty() { String::new() } else { format!(" số {number}") };
    let day = day.map_or_else(String::new, |day| format!(" ngày {}", day.format("%d/%m/%Y")));
    let signer = if signer.is_empty() { String::new() } else { format!(" do {signer} ký") };
    format!("Quyết định{number}{day}{signer}")
}

/// Which papers a matter may be about.
fn is_about(paper: LandPaper, topic: Topic) -> bool {
    match topic {
        Topic::Clearance => matches!(paper, LandPaper::Recovery | LandPaper::Enforcement),
        Topic::Compensation | Topic::Resettlement => paper == LandPaper::Compensation,
        Topic::Land => true,
        _ => matches!(paper, LandPaper::Penalty | LandPaper::Enforcement | LandPaper::Other),
    }
}

/// Whoever wrote nothing said nothing against it; else every word of one stands in the other.
fn is_signed_by(row: &Competence, signer: &str) -> bool {
    let (kept, typed) = (tokens(&row.signer), tokens(signer));
    let within = |some: &[String], all: &[String]| some.iter().all(|word| all.contains(word));
    within(&kept, &typed) || within(&typed, &kept)
}

/// A city under the state is a province: “UBND thành phố Huế” is “UBND cấp tỉnh”.
fn tokens(text: &str) -> Vec<String> {
    let text = fold(text).replace("uy ban nhan dan", "ubnd").replace("thanh pho", "tinh");
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty() && *word != "cap");
    words.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::Id;

    fn row(paper: LandPaper, signer: &str, since: &str, until: &str) -> Competence {
        Competence {
            id: Id::from_uuid(uuid::Uuid::from_u128(1)),
            version: 1,
            paper,
            body: Body::CommuneChair,
            authority: None,
            signer: signer.to_owned(),
            handing: Handing::Law,
            since: since.parse().expect("a day"),
            until: until.parse().ok(),
            document_no: "Điều 5".to_owned(),
            note: String::new(),
        }
    }

    #[test]
    fn the_day_the_matter_and_the_signer_choose_the_rows() {
        let rows = [
            row(LandPaper::Compensation, "Chủ tịch UBND xã", "2025-07-01", "2026-01-30"),
            row(LandPaper::Compensation, "UBND cấp tỉnh", "2026-01-31", "2027-02-28"),
            row(LandPaper::Recovery, "Chủ tịch UBND xã", "2025-07-01", "2026-01-30"),
        ];
        let found = |day: &str, signer: &str, topic| {
            let story = Story {
                decision_no: "57/QĐ-UBND".to_owned(),
                decision_date: day.parse().ok(),
                decision_signer: signer.to_owned(),
                ..Story::default()
            };
            let proposal = proposed(&rows, &story, topic).expect("a paper");
            (proposal.rows.len(), proposal.others.len())
        };
        for (day, signer, topic, expected) in [
            ("2025-06-30", "Chủ tịch UBND xã", Topic::Compensation, (0, 0)),
            ("2025-07-01", "Chủ tịch UBND xã Dương Hòa", Topic::Compensation, (1, 0)),
            ("2026-01-30", "chủ tịch uỷ ban nhân dân xã", Topic::Compensation, (1, 0)),
            ("2026-01-31", "Chủ tịch UBND xã", Topic::Compensation, (0, 1)),
            ("2026-01-31", "UBND thành phố", Topic::Compensation, (1, 0)),
            ("2026-01-31", "", Topic::Compensation, (1, 0)),
            ("2025-12-01", "Chủ tịch UBND xã", Topic::Land, (2, 0)),
            ("2025-12-01", "Chủ tịch UBND xã", Topic::Clearance, (1, 0)),
            ("2025-12-01", "Chủ tịch UBND xã", Topic::Environment, (0, 0)),
            ("", "Chủ tịch UBND xã", Topic::Compensation, (0, 0)),
        ] {
            assert_eq!(found(day, signer, topic), expected, "{day} {signer} {topic:?}");
        }
        assert_eq!(proposed(&rows, &Story::default(), Topic::Land), None, "nothing is contested");
    }
}
