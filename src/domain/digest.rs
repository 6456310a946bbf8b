//! The morning's digest: how many of what wait for somebody today, as it stood at seven o'clock. Counts and nothing else.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
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

/// One person's morning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    pub day: NaiveDate,
    pub counts: Vec<(Matter, usize)>,
    /// The next year, from November on, while nobody has signed its calendar.
    pub unsigned_year: Option<i32>,
}

impl Digest {
    /// Something waits.
    pub fn has_news(&self) -> bool {
        self.unsigned_year.is_some() || self.counts.iter().any(|(_, count)| *count > 0)
    }
}
