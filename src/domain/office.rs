//! The office: its name and hours, its staff and who answers to whom, units, villages, the law and the calendar.

use std::sync::Arc;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    absence::{self, Absence},
    calendar::WorkCalendar,
    competence::Competence,
    elsewhere::Authority,
    id::Id,
    keeping::keeps_monitors,
    kept::{self, Kept, Lists},
    lateness::LateReason,
    law::Terms,
    person::{Account, Role},
    petition::{Petition, Topic},
    refusal::Refusal,
    route::Route,
    wording::Wording,
    words::words,
};

/// What the first run asks (interface.md, “Settings”): data, so that the same binary serves any commune.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct OfficeFacts {
    /// “xã Dương Hòa”.
    pub name: String,
    /// “UBND xã Dương Hòa”.
    pub title: String,
    /// Who settles second complaints: “UBND thành phố Huế”.
    pub superior: String,
    pub superior_address: String,
    pub address: String,
    pub phone: String,
    pub hours: String,
    pub reception_days: String,
    /// PAKN-TRALOI, the commune's own limit in working days.
    pub answer_days: i32,
    /// Calendar days in which a question of the Front is answered.
    #[serde(default = "question_days")]
    pub question_days: i32,
    /// Who owns a petition from the first second.
    pub intake_owner: Option<Id<Account>>,
    /// Made of demonstration data: pages carry a banner.
    pub demonstration: bool,
}

fn question_days() -> i32 {
    super::question::DAYS_DEFAULT
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    pub code: String,
    pub name: String,
    /// New work may go there.
    #[serde(default = "in_use")]
    pub in_use: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Village {
    pub code: String,
    pub name: String,
    /// Offered in forms.
    #[serde(default = "in_use")]
    pub in_use: bool,
}

fn in_use() -> bool {
    true
}

impl Village {
    /// Its code is its name folded: “Khe Sòng” is `khe-song`.
    pub fn named(name: &str) -> Village {
        Village { code: kept::slug(name), name: name.to_owned(), in_use: true }
    }
}

words!(
    /// What an office still lacks before it can work.
    pub Lack {
        IntakeOwner "intake_owner" "Chưa chọn người nhận đơn, nên chưa mở nhận đơn. Chọn ở “Thông tin cơ quan”.",
        Chair "chair" "Chưa có tài khoản Chủ tịch, nên chưa mở nhận đơn: không ai giao việc, duyệt trả lời.",
        Clerk "clerk" "Chưa có tài khoản văn phòng: không ai phân loại đơn, ghi đơn ở trụ sở.",
        Officer "officer" "Chưa có tài khoản công chức chuyên môn: không giao việc cho ai được.",
        Monitor "monitor" "Chưa có trưởng nhóm giám sát của Mặt trận: lập tài khoản giám sát, đánh dấu trưởng nhóm.",
        Villages "villages" "Chưa có tên các thôn.",
    }
);

/// Everything a rule may know besides the petition; loaded once an act.
#[derive(Debug, Clone)]
pub struct Office {
    pub facts: OfficeFacts,
    pub staff: Vec<Account>,
    pub units: Vec<Unit>,
    pub villages: Vec<Village>,
    /// Which topic goes where, those of the past among them.
    pub routes: Vec<Route>,
    /// Who is away and who takes new work, those of the past among them.
    pub absences: Vec<Absence>,
    /// Where else things are settled.
    pub authorities: Vec<Authority>,
    /// Why something was late, in the commune's order.
    pub late_reasons: Vec<LateReason>,
    /// Who signs which land paper in which period, the newest first.
    pub competences: Vec<Competence>,
    /// What was changed in lists, and since when; [`Office::on`] reads the rest by it.
    pub lists: Lists,
    /// In the commune's order, with its words.
    pub topics: Vec<(Topic, Kept)>,
    pub wordings: Vec<(Wording, String)>,
    pub terms: Arc<Terms>,
    pub calendar: Arc<WorkCalendar>,
}

impl Office {
    pub fn account(&self, id: Id<Account>) -> Option<&Account> {
        self.staff.iter().find(|account| account.id == id)
    }

    pub fn by_username(&self, username: &str) -> Option<&Account> {
        self.staff.iter().find(|account| account.username == username)
    }

    pub fn chair(&self) -> Option<&Account> {
        self.staff.iter().find(|account| account.role == Role::Chair && !account.closed)
    }

    /// Whose petition it is from the first second: the chairman's where it is about conduct, else the intake owner's.
    ///
    /// Of whom is away the deputy takes it; not conduct, because it may be about the deputy, and nobody has looked yet.
    pub fn first_owner_on(&self, topic: Topic, day: NaiveDate) -> Result<&Account, Refusal> {
        let owner = self.first_owner(topic)?;
        Ok(if topic == Topic::Conduct { owner } else { absence::present(owner, day, self).unwrap_or(owner) })
    }

    /// The same, whoever is away.
    pub fn first_owner(&self, topic: Topic) -> Result<&Account, Refusal> {
        let owner = match topic {
            Topic::Conduct => self.chair(),
            _ => self.facts.intake_owner.and_then(|id| self.account(id)).filter(|account| !account.closed),
        };
        owner.ok_or_else(|| Refusal::Unready("Xã chưa chọn người nhận đơn, nên chưa nhận đơn được.".to_owned()))
    }

    /// Filing is open: somebody will own what comes in, whatever it is about.
    pub fn is_ready(&self) -> bool {
        self.first_owner(Topic::Other).is_ok() && self.first_owner(Topic::Conduct).is_ok()
    }

    /// What is still missing, the most urgent first.
    pub fn lacks(&self) -> Vec<Lack> {
        let nobody = |role| !self.staff.iter().any(|account| account.role == role && !account.closed);
        let is_missing = |lack: &Lack| match lack {
            Lack::IntakeOwner => self.first_owner(Topic::Other).is_err(),
            Lack::Chair => self.chair().is_none(),
            Lack::Clerk => nobody(Role::Clerk),
            Lack::Officer => nobody(Role::Officer),
            Lack::Monitor => !self.staff.iter().any(keeps_monitors),
            Lack::Villages => self.villages.is_empty(),
        };
        Lack::ALL.iter().copied().filter(is_missing).collect()
    }

    pub fn unit(&self, code: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.code == code)
    }

    /// By code, or by name as people write it.
    pub fn authority(&self, code: &str) -> Option<&Authority> {
        self.authorities.iter().find(|authority| authority.code == code)
    }

    pub fn village(&self, text: &str) -> Option<&Village> {
        let wanted = super::fold::fold(text);
        self.villages.iter().find(|village| village.code == text || super::fold::fold(&village.name) == wanted)
    }

    /// Topic and village: what stands for a subject that is not written yet, or may not be shown.
    pub fn place_of(&self, petition: &Petition) -> String {
        match petition.village.as_deref().and_then(|code| self.village(code)) {
            Some(village) => format!("{}, {}", self.topic_label(petition.topic), village.name),
            None => self.topic_label(petition.topic).to_owned(),
        }
    }

    /// The account and everyone they answer to, nearest first: what is about any of these is hidden from them.
    pub fn upward(&self, account: &Account) -> Vec<Id<Account>> {
        let mut chain = vec![account.id];
        let mut next = account.answers_to;
        while let Some(id) = next.filter(|id| !chain.contains(id)) {
            chain.push(id);
            next = self.account(id).and_then(|account| account.answers_to);
        }
        chain
    }

    /// The officer of a unit to whom work goes unless the chairman says otherwise.
    pub fn default_officer(&self, unit: &str) -> Option<&Account> {
        self.staff
            .iter()
            .find(|account| account.unit.as_deref() == Some(unit) && account.role.handles() && !account.closed)
    }
}
