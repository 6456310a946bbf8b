//! The morning's digest: how many of what wait for somebody today, as it stood at seven o'clock. Counts and nothing else.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    competence::{self, Competence},
    person::{Account, Role},
    urgency::Urgency,
    words::words,
};

words!(
    /// What a digest counts, in the order in which it is read.
    pub Matter {
        Overdue "overdue" "Đang quá hạn",
        Today "today" "Hết hạn hôm nay",
        Soon "soon" "Trong 3 ngày làm việc",
        DutyOverdue "duty_overdue" "Lời hứa, câu hỏi, việc khác quá hạn",
        DutyToday "duty_today" "Việc khác hết hạn hôm nay",
        DutySoon "duty_soon" "Việc khác trong 3 ngày làm việc",
        Waiting "waiting" "Chờ anh chị",
        Telling "tell" "Cần gọi điện hoặc trao giấy",
    }
);

impl Matter {
    /// What somebody in this role is told of.
    pub fn of(role: Role) -> &'static [Matter] {
        match role {
            Role::Clerk => Matter::ALL,
            Role::Officer | Role::Chair | Role::ViceChair => &[
                Matter::Overdue,
                Matter::Today,
                Matter::Soon,
                Matter::DutyOverdue,
                Matter::DutyToday,
                Matter::DutySoon,
                Matter::Waiting,
            ],
            Role::Monitor => &[
                Matter::Overdue,
                Matter::Today,
                Matter::Soon,
                Matter::DutyOverdue,
                Matter::DutyToday,
                Matter::DutySoon,
            ],
            Role::VillageHead | Role::Admin => &[],
        }
    }
}

impl Matter {
    /// The duties it counts: limits on other things than petitions.
    pub fn of_duties(self) -> Option<Urgency> {
        match self {
            Matter::DutyOverdue => Some(Urgency::Overdue),
            Matter::DutyToday => Some(Urgency::Today),
            Matter::DutySoon => Some(Urgency::Soon),
            _ => None,
        }
    }
}

/// Whose petitions a digest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// All in sight.
    All,
    /// The unit that they head.
    Unit,
    Own,
}

impl Reach {
    pub fn of(account: &Account) -> Reach {
        match account.role {
            Role::Officer if account.lead => Reach::Unit,
            Role::Officer => Reach::Own,
            _ => Reach::All,
        }
    }
}

/// Who is told that nobody signed the next year's calendar.
pub fn minds_calendar(role: Role) -> bool {
    matches!(role, Role::Clerk | Role::Chair | Role::ViceChair | Role::Admin)
}

/// Who is told that a power over land papers ends soon: it is the chairman's to renew, the administrator's to write down.
pub fn minds_competence(role: Role) -> bool {
    matches!(role, Role::Chair | Role::Admin)
}

/// Who has a digest at all.
pub fn is_for(role: Role) -> bool {
    !Matter::of(role).is_empty() || minds_calendar(role) || minds_competence(role)
}

/// Rows of the table of competence that end soon with nothing after them: how many, and the nearest end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lapsing {
    pub rows: usize,
    pub until: NaiveDate,
    pub days: i64,
    pub urgent: bool,
}

impl Lapsing {
    pub fn of(table: &[Competence], today: NaiveDate) -> Option<Lapsing> {
        let ending = competence::ending(table, today);
        let nearest = ending.first()?;
        let until = nearest.row.until?;
        Some(Lapsing { rows: ending.len(), until, days: nearest.days, urgent: nearest.is_urgent() })
    }
}

/// One person's morning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    pub day: NaiveDate,
    pub counts: Vec<(Matter, usize)>,
    /// The next year, from November on, while nobody has signed its calendar.
    pub unsigned_year: Option<i32>,
    /// Digests of mornings before it was told say nothing of it.
    #[serde(default)]
    pub lapsing: Option<Lapsing>,
}

impl Digest {
    /// Nothing to be read: yesterday's is over all the same.
    pub fn is_blank(&self) -> bool {
        self.counts.is_empty() && self.unsigned_year.is_none() && self.lapsing.is_none()
    }

    /// Something waits.
    pub fn has_news(&self) -> bool {
        self.unsigned_year.is_some() || self.lapsing.is_some() || self.counts.iter().any(|(_, count)| *count > 0)
    }
}
