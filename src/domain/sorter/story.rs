//! A story as it comes, and what is proposed for it; the shape of `tiepdan sort` (interface.md).

use serde::Serialize;

use crate::domain::words::words;

/// The channel, the words and the filing fields, each as the form gives it; empty when it does not.
#[derive(Default, Debug, Clone)]
pub struct Story {
    pub id: String,
    pub channel: String,
    pub filed_on: String,
    pub body: String,
    pub topic_field: String,
    pub about_decision: String,
    pub decision_no: String,
    pub decision_date: String,
    pub decision_signer: String,
    pub village: String,
    pub anonymous: String,
}

words!(
    /// A kind, or what is none: several in one paper, or a matter for another door.
    pub Nature {
        Feedback "feedback" "Phản ánh",
        Recommendation "recommendation" "Kiến nghị",
        Complaint "complaint" "Khiếu nại",
        Denunciation "denunciation" "Tố cáo",
        NoPetition "not_a_petition" "Không phải đơn: gửi nơi khác",
        Mixed "mixed" "Nhiều việc trong một đơn: tách đơn",
    }
);

words!(
    /// Whose work it is.
    pub Whose {
        Commune "commune" "Xã",
        Superior "superior" "Cấp trên",
        Other "other" "Cơ quan khác",
    }
);

words!(
    /// Whom it is about.
    pub Whom {
        Nobody "none" "Không nói ai",
        Private "private party" "Người dân, cơ sở",
        Officer "officer" "Cán bộ",
        Deputy "deputy" "Phó chủ tịch",
        Chairman "chairman" "Chủ tịch",
    }
);

words!(
    /// What a clerk has to see first, the most urgent before.
    pub Flag {
        Emergency "emergency" "Khẩn cấp: gọi 113, 114, 115",
        UrgentHarm "urgent_harm" "Có thể gây hại ngay",
        Minors "minors" "Có trẻ em",
        OffRamp "denunciation_off_ramp" "Nội dung tố cáo",
        TimeBarred "time_barred" "Có thể hết thời hiệu khiếu nại",
        Group "group_of_5_or_more" "Nhiều người cùng đứng đơn",
        Privacy "privacy_of_third_party" "Chuyện riêng của người thứ ba",
        Anonymous "anonymous" "Không ghi tên",
    }
);

words!(
    /// Where a matter is taken that this portal cannot settle, or not fast enough.
    pub Elsewhere {
        Emergency "emergency" "Gọi 113, 114, 115",
        Mediation "mediation" "Hòa giải",
        Court "court" "Tòa án",
        Information "information" "Hỏi đáp",
    }
);

impl Whom {
    /// Somebody of the office.
    pub const fn is_official(self) -> bool {
        matches!(self, Whom::Officer | Whom::Deputy | Whom::Chairman)
    }

    pub const fn is_head(self) -> bool {
        matches!(self, Whom::Deputy | Whom::Chairman)
    }
}

#[derive(Serialize, Debug, Clone)]
pub struct Proposal {
    pub kind: Nature,
    /// Codes of topics and units, as in interface.md.
    pub topic: String,
    pub unit: &'static str,
    pub competence: Whose,
    pub about_whom: Whom,
    pub flags: Vec<String>,
    pub duplicates: Vec<String>,
    #[serde(skip)]
    pub elsewhere: Option<Elsewhere>,
    /// What it tells of, by their numbers in the table: duplicates tell of the same.
    #[serde(skip)]
    pub things: Vec<usize>,
    #[serde(skip)]
    pub why: Vec<Ground>,
}

/// What made it say so: the label, the rule's words and the sentence.
#[derive(Serialize, Debug, Clone)]
pub struct Ground {
    pub label: String,
    pub points: i32,
    pub reason: String,
    pub sentence: String,
}

impl Proposal {
    pub fn has(&self, flag: Flag) -> bool {
        self.flags.iter().any(|raised| raised == flag.code())
    }

    /// The strongest grounds of a label that stand on a sentence.
    pub fn grounds(&self, label: &str) -> Vec<&Ground> {
        let mut grounds: Vec<&Ground> =
            self.why.iter().filter(|ground| ground.label == label && ground.points > 0).collect();
        grounds.sort_by_key(|ground| (ground.sentence.is_empty(), -ground.points));
        grounds
    }
}
