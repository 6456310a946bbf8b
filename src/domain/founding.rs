//! The first run: an administrator, the office's facts and its villages, in one act that happens once.

use super::{
    act::{Act, Actor},
    change::{Change, Password, Write},
    event::Deed,
    form::{Fields, Reader},
    kept::remote,
    office::{Office, OfficeFacts, Village},
    person::Role,
    refusal::Refusal,
    staff::{NAME, NewAccount, read_facts, username},
};

pub const VILLAGES_MAX: usize = 200;
const VILLAGE_CHARS_MAX: usize = 60;

/// What the one-time page asks, with nothing left that could be wrong.
pub struct Founding {
    admin: NewAccount,
    facts: OfficeFacts,
    remote: bool,
    pub villages: Vec<Village>,
}

impl Founding {
    pub fn read(fields: &Fields, office: &Office) -> Result<Founding, Refusal> {
        let mut reader = Reader::new(fields);
        let username = username(&mut reader, office);
        let name = reader.text("full_name", NAME, "Xin ghi họ tên người quản trị.");
        let facts = read_facts(&mut reader, "name", office);
        let villages = villages(&mut reader);
        reader.done()?;
        let admin = NewAccount {
            username,
            name,
            title: String::new(),
            role: Role::Admin,
            unit: None,
            village: None,
            lead: false,
            answers_to: None,
            must_change: false,
        };
        Ok(Founding { admin, facts, remote: fields.get("remote") == "yes", villages })
    }
}

/// One village a line; a name given twice is one village.
fn villages(reader: &mut Reader) -> Vec<Village> {
    let mut villages: Vec<Village> = Vec::new();
    for line in reader.get("villages").lines().map(str::trim).filter(|line| !line.is_empty()) {
        let village = Village::named(line);
        if line.chars().count() > VILLAGE_CHARS_MAX || village.code.is_empty() {
            reader.fail("villages", format!("“{}” chưa phải tên thôn.", line.chars().take(30).collect::<String>()));
            break;
        }
        if !villages.iter().any(|known| known.code == village.code) {
            villages.push(village);
        }
    }
    if villages.is_empty() {
        reader.fail("villages", "Xin ghi tên các thôn, mỗi dòng một thôn.");
    } else if villages.len() > VILLAGES_MAX {
        reader.fail("villages", format!("Nhiều nhất {VILLAGES_MAX} thôn."));
    }
    villages
}

/// Only while nobody has an account; whoever comes second finds nothing.
pub fn found(founding: Founding, password: Password, act: &Act, office: &Office) -> Result<Change, Refusal> {
    if !matches!(act.by, Actor::System) || !office.staff.is_empty() {
        return Err(Refusal::Unseen);
    }
    let Founding { admin, facts, remote, .. } = founding;
    let account = admin.into_account(act);
    Ok(Change::looking(None, act, Deed::Office)
        .noting("account", account.id)
        .noting("role", account.role)
        .noting("answer_days", facts.answer_days)
        .noting("remote", remote)
        .with(Write::Account(Box::new(account), password))
        .with(Write::Office(Box::new(Office { facts, ..office.clone() })))
        .with_all(remote::first(remote).map(|change| Write::ListChange(Box::new(change)))))
}
