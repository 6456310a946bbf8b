//! People: the staff's accounts and roles, and a filer's identity, which is kept apart from every fact.

use serde::{Deserialize, Serialize};

use super::{id::Id, words::words};

words!(
    /// What an account is for (product.md, “Who sees what”).
    pub Role {
        Clerk "clerk" "Văn phòng",
        Officer "officer" "Công chức chuyên môn",
        Chair "chair" "Chủ tịch",
        ViceChair "vice-chair" "Phó Chủ tịch",
        Monitor "monitor" "Giám sát",
        VillageHead "village-head" "Trưởng thôn",
        Admin "admin" "Quản trị",
    }
);

impl Role {
    /// Chairman or deputy: a tố cáo or conduct petition about them goes past them to the superior (Luật Tố cáo Đ.13.4a).
    pub fn heads(self) -> bool {
        matches!(self, Role::Chair | Role::ViceChair)
    }

    /// May hold petitions.
    pub fn handles(self) -> bool {
        matches!(self, Role::Clerk | Role::Officer | Role::Chair | Role::ViceChair)
    }
}

/// Someone who signs in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Account {
    pub id: Id<Account>,
    pub version: i32,
    pub username: String,
    pub name: String,
    /// “Công chức địa chính”; shown beside the name.
    pub title: String,
    pub role: Role,
    /// Code of the unit.
    pub unit: Option<String>,
    /// Code of the village, for a village head.
    pub village: Option<String>,
    /// Head of the unit, or lead of the monitors.
    pub lead: bool,
    /// Whom they answer to: what is about that person is hidden from them too.
    pub answers_to: Option<Id<Account>>,
    pub must_change: bool,
    pub closed: bool,
}

/// Who someone is. No `Debug`, no `Serialize`: it can be sealed into the vault and shown once by its own page.
#[derive(Clone, Default)]
pub struct Identity {
    pub full_name: String,
    pub phone: String,
    pub address: String,
    pub email: String,
}

impl Identity {
    pub fn is_empty(&self) -> bool {
        [&self.full_name, &self.phone, &self.address, &self.email].iter().all(|text| text.is_empty())
    }

    /// The last four digits of the phone, which open the person's own words.
    pub fn phone_last4(&self) -> Option<String> {
        let digits: Vec<char> = self.phone.chars().filter(char::is_ascii_digit).collect();
        (digits.len() >= 4).then(|| digits[digits.len() - 4..].iter().collect())
    }

    /// Any way to reach them: phone, address or mail.
    pub fn can_be_reached(&self) -> bool {
        !(self.phone.is_empty() && self.address.is_empty() && self.email.is_empty())
    }
}
