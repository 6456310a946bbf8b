//! Who keeps whose account: the monitors' lead keeps the monitors', the administrator all others; nobody keeps the own.

use super::{
    act::{Act, Actor},
    change::{Change, Password, Write},
    event::Deed,
    id::Id,
    office::Office,
    person::{Account, Role},
    refusal::Refusal,
    words::words,
};

words!(
    /// What happened to an account, as its event says (“change”).
    pub AccountChange {
        Opened "opened" "Lập tài khoản",
        Changed "changed" "Sửa tài khoản",
        PasswordReset "password_reset" "Đặt lại mật khẩu",
        PasswordChanged "password_changed" "Tự đổi mật khẩu",
        FactorSet "factor_set" "Tự lập bước xác nhận thứ hai",
        CodesRenewed "codes_renewed" "Tự in lại mã dự phòng",
        FactorReset "factor_reset" "Gỡ bước xác nhận thứ hai",
        MailSet "mail_set" "Tự ghi địa chỉ nhận thư",
        MailDropped "mail_dropped" "Tự bỏ địa chỉ nhận thư",
        Closed "closed" "Đóng tài khoản",
        Reopened "reopened" "Mở lại tài khoản",
    }
);

impl AccountChange {
    /// Done by somebody with their own account: no news for those who watch who keeps accounts.
    pub fn is_own(self) -> bool {
        matches!(
            self,
            AccountChange::PasswordChanged
                | AccountChange::CodesRenewed
                | AccountChange::MailSet
                | AccountChange::MailDropped
        )
    }
}

/// What an account would leave behind, counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Holdings {
    /// Open petitions that it owns, or alone may read.
    pub petitions: i64,
    /// Promises that it still has to keep.
    pub promises: i64,
    /// Receptions and dialogues that it is to hold, today or later.
    pub days: i64,
    /// Questions of other units that nobody else of its own could answer.
    pub asked: i64,
    /// Mediations that it has to bring to an end.
    pub mediations: i64,
}

/// One thing that an account holds, and what to do about it first.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Held {
    pub words: String,
    pub first: &'static str,
}

const OF_THE_LEAD: &str = "Tài khoản giám sát do trưởng nhóm giám sát lập và giữ, cơ quan không sửa, không đóng được.";
const OF_THE_ADMIN: &str = "Tài khoản do người quản trị lập.";
const OWN: &str = "Không ai tự đóng tài khoản của mình, tự đổi phần việc hay tự gỡ bước xác nhận thứ hai.";

/// An event about an account.
pub(super) fn noted(change: AccountChange, account: Id<Account>, act: &Act) -> Change {
    Change::about(account, act, Deed::Account).noting("account", account).noting("change", change)
}

/// Whether this account's keeper acts: the portal's terminal may, because without it a commune could lock itself out.
pub fn may_keep(role: Role, act: &Act) -> Result<(), Refusal> {
    match (&act.by, role) {
        (Actor::System, _) => Ok(()),
        (Actor::Account(by), Role::Monitor) if keeps_monitors(by) => Ok(()),
        (Actor::Account(by), role) if by.role == Role::Admin && role != Role::Monitor => Ok(()),
        (_, Role::Monitor) => Err(Refusal::NotYours(OF_THE_LEAD)),
        _ => Err(Refusal::NotYours(OF_THE_ADMIN)),
    }
}

pub fn keeps_monitors(account: &Account) -> bool {
    account.role == Role::Monitor && account.lead && !account.closed
}

/// Who makes an account of this role. The first monitor is made by the administrator, and leads.
pub(super) fn may_open(role: Role, lead: bool, act: &Act, office: &Office) -> Result<(), Refusal> {
    let by_admin = act.by.account().is_some_and(|by| by.role == Role::Admin);
    if role != Role::Monitor || !by_admin {
        return may_keep(role, act);
    }
    if office.staff.iter().any(keeps_monitors) {
        return Err(Refusal::field("role", OF_THE_LEAD));
    }
    if !lead {
        let words =
            "Người giám sát đầu tiên là trưởng nhóm: đánh dấu ô này. Từ đó trưởng nhóm lập tài khoản cho người khác.";
        return Err(Refusal::field("lead", words));
    }
    Ok(())
}

/// The account of somebody else that whoever acts keeps, and that is open.
pub(super) fn others<'o>(id: Id<Account>, act: &Act, office: &'o Office) -> Result<&'o Account, Refusal> {
    let account = kept(id, act, office)?;
    if is_own(id, act) {
        return Err(Refusal::NotYours(OWN));
    }
    Ok(account)
}

/// The account that whoever acts keeps, and that is open.
pub(super) fn kept<'o>(id: Id<Account>, act: &Act, office: &'o Office) -> Result<&'o Account, Refusal> {
    let account = office.account(id).ok_or(Refusal::Unseen)?;
    may_keep(account.role, act)?;
    if account.closed {
        return Err(Refusal::Untimely("Tài khoản này đã đóng.".to_owned()));
    }
    Ok(account)
}

pub(super) fn is_own(id: Id<Account>, act: &Act) -> bool {
    act.by.account().is_some_and(|by| by.id == id)
}

/// Whether an account leads stays as it is in one's own hands.
pub(super) fn lead_after(before: &Account, wanted: bool, act: &Act) -> Result<bool, Refusal> {
    match is_own(before.id, act) {
        true if wanted && !before.lead => Err(Refusal::NotYours(OWN)),
        true => Ok(before.lead),
        false => Ok(wanted),
    }
}

/// Closes an account that holds nothing: it signs in no more and stays in history.
pub fn close(id: Id<Account>, holdings: &Holdings, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let before = others(id, act, office)?;
    let held = held(before, holdings, office);
    if !held.is_empty() {
        let words: Vec<&str> = held.iter().map(|held| held.words.as_str()).collect();
        return Err(Refusal::Untimely(format!("Chưa đóng được. {} còn giữ: {}.", before.name, words.join("; "))));
    }
    let after = Account { closed: true, ..before.clone() };
    Ok(noted(AccountChange::Closed, id, act).with(Write::SaveAccount(Box::new(after), None)))
}

/// Opens a closed account again, with a new password that has to be changed at once.
pub fn reopen(id: Id<Account>, password: Password, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let before = office.account(id).ok_or(Refusal::Unseen)?;
    may_keep(before.role, act)?;
    if let Some(words) = unopenable(before, office) {
        return Err(Refusal::Untimely(words));
    }
    let after = Account { closed: false, must_change: true, ..before.clone() };
    Ok(noted(AccountChange::Reopened, id, act).with(Write::SaveAccount(Box::new(after), Some(password))))
}

fn unopenable(account: &Account, office: &Office) -> Option<String> {
    let gone = |name: &str| format!("“{name}” đã ngừng dùng. Xin dùng lại ở danh mục trước, rồi mở tài khoản này.");
    let unit = account.unit.as_deref().and_then(|code| office.unit(code)).filter(|unit| !unit.in_use);
    let village = account.village.as_deref().and_then(|code| office.village(code)).filter(|village| !village.in_use);
    match (unit, village) {
        _ if !account.closed => Some("Tài khoản này đang mở.".to_owned()),
        _ if account.role == Role::Chair && office.chair().is_some() => Some("Xã đã có tài khoản Chủ tịch.".to_owned()),
        (Some(unit), _) => Some(gone(&unit.name)),
        (None, Some(village)) => Some(gone(&village.name)),
        (None, None) => None,
    }
}

/// A new password for somebody else, to be changed at once.
pub fn reset_password(id: Id<Account>, password: Password, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let before = others(id, act, office)?;
    let after = Account { must_change: true, ..before.clone() };
    Ok(noted(AccountChange::PasswordReset, id, act).with(Write::SaveAccount(Box::new(after), Some(password))))
}

/// Why somebody stays in their unit: it was asked, and nobody else of it could answer.
pub(super) fn alone(account: &Account, asked: i64) -> String {
    format!(
        "Chưa đổi bộ phận được: còn {asked} câu hỏi của đơn vị khác mà ở bộ phận này chỉ {} trả lời được. Xin trả lời ở trang “Phối hợp”, hoặc người hỏi rút câu hỏi, rồi hãy đổi.",
        account.name
    )
}

/// What has to go to somebody else before an account can be closed.
pub fn held(account: &Account, holdings: &Holdings, office: &Office) -> Vec<Held> {
    let below = office.staff.iter().filter(|other| other.answers_to == Some(account.id) && !other.closed).count();
    let mut held = Vec::new();
    let mut holds = |is: bool, words: String, first| is.then(|| held.push(Held { words, first }));
    let Holdings { petitions, promises, days, asked, mediations } = holdings.clone();
    holds(
        petitions > 0,
        format!("{petitions} hồ sơ đang mở"),
        "Chủ tịch giao các hồ sơ ấy cho người khác ở trang “Bàn giao hồ sơ”.",
    );
    holds(promises > 0, format!("{promises} lời hứa chưa làm xong"), "Làm xong và ghi kết quả các việc đã hứa.");
    holds(days > 0, format!("{days} buổi đã xếp lịch"), "Dời hoặc hủy các buổi ấy ở “Lịch”.");
    holds(
        mediations > 0,
        format!("{mediations} việc hòa giải đất đai"),
        "Ghi kết quả, hoặc ghi bên yêu cầu đã rút, ở trang “Hòa giải đất đai”.",
    );
    holds(
        asked > 0,
        format!("{asked} câu hỏi của đơn vị khác mà chỉ người này trả lời được"),
        "Trả lời ở trang “Phối hợp”, hoặc người hỏi rút câu hỏi.",
    );
    holds(
        office.facts.intake_owner == Some(account.id),
        "việc nhận đơn mới".to_owned(),
        "Chọn người nhận đơn khác ở “Thông tin cơ quan”.",
    );
    holds(below > 0, format!("{below} người dưới quyền"), "Chọn cấp trên khác cho từng người.");
    held
}
