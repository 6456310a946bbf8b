//! Staff: accounts made and changed, passwords set, sign-ins noted; and the office's own facts.

use super::{
    act::{Act, Actor},
    change::{Change, Password, StaffMail, Write},
    digest::Matter,
    event::Deed,
    filing,
    form::{Fields, Length, Reader},
    id::Id,
    keeping::{self, AccountChange, Holdings},
    office::{Office, OfficeFacts},
    person::{Account, Role},
    question,
    refusal::Refusal,
};

pub(super) const NAME: Length = Length { min: 2, max: 120 };
const LINE: Length = Length { min: 2, max: 200 };
/// Working days that a commune may give itself for an answer.
const ANSWER_DAYS: std::ops::RangeInclusive<i32> = 1..=30;

pub fn signed_in(act: &Act) -> Change {
    Change::looking(None, act, Deed::SignIn)
}

/// Noted also for a name that nobody has, without the name: neither time nor the record tells which there are.
pub fn sign_in_failed(account: Option<&Account>, act: &Act) -> Change {
    Change::looking(None, act, Deed::SignInFailed).noting("account", account.map(|account| account.id))
}

/// The password was right, the second step was not.
pub fn second_step_failed(account: &Account, act: &Act) -> Change {
    sign_in_failed(Some(account), act).noting("step", "code")
}

/// Someone sets their own password.
pub fn change_password(account: &Account, password: Password, office: &Office, act: &Act) -> Result<Change, Refusal> {
    let own = act.by.account().is_some_and(|by| by.id == account.id);
    let current = office.account(account.id).filter(|_| own).ok_or(Refusal::Unseen)?;
    let after = Account { must_change: false, ..current.clone() };
    Ok(keeping::noted(AccountChange::PasswordChanged, account.id, act)
        .with(Write::SaveAccount(Box::new(after), Some(password))))
}

/// Where the morning's digest goes besides the board: their own wish, taken back by an empty line.
pub fn set_mail(fields: &Fields, act: &Act) -> Result<Change, Refusal> {
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    if Matter::of(account.role).is_empty() {
        return Err(Refusal::NotYours("Vai trò này không có bản tin buổi sáng."));
    }
    let mut reader = Reader::new(fields);
    let address = filing::email(&mut reader);
    reader.done()?;
    let change = if address.is_empty() { AccountChange::MailDropped } else { AccountChange::MailSet };
    Ok(keeping::noted(change, account.id, act).with(Write::StaffMail(account.id, StaffMail(address))))
}

/// Who an account is to be, before it has an id.
#[derive(Debug, Clone)]
pub struct NewAccount {
    pub username: String,
    pub name: String,
    pub title: String,
    pub role: Role,
    pub unit: Option<String>,
    pub village: Option<String>,
    pub lead: bool,
    pub answers_to: Option<Id<Account>>,
    pub must_change: bool,
}

impl NewAccount {
    /// From the administration's form.
    pub fn read(fields: &Fields, office: &Office) -> Result<NewAccount, Refusal> {
        let mut reader = Reader::new(fields);
        let username = username(&mut reader, office);
        let name = reader.text("name", NAME, "Xin ghi họ tên.");
        let title = reader.optional("title", NAME.max);
        let role = reader.word("role", Role::from_code, "Xin chọn vai trò.");
        // What a rule hands to “the chairman” must go to one person.
        if role == Some(Role::Chair) && office.chair().is_some() {
            reader.fail(
                "role",
                "Xã đã có tài khoản Chủ tịch. Thay người thì sửa tên và đặt lại mật khẩu của tài khoản ấy.",
            );
        }
        let (unit, village, answers_to) = place(&mut reader, office, role, None);
        reader.done()?;
        let role = role.ok_or(Refusal::Unseen)?;
        Ok(NewAccount {
            username,
            name,
            title,
            role,
            unit,
            village,
            lead: fields.get("lead") == "yes",
            answers_to,
            must_change: true,
        })
    }
}

impl NewAccount {
    pub(super) fn into_account(self, act: &Act) -> Account {
        let NewAccount { username, name, title, role, unit, village, lead, answers_to, must_change } = self;
        Account {
            id: act.mint(),
            version: 1,
            username,
            name,
            title,
            role,
            unit,
            village,
            lead,
            answers_to,
            must_change,
            closed: false,
        }
    }
}

pub(super) fn username(reader: &mut Reader, office: &Office) -> String {
    let username = reader.get("username").to_lowercase();
    let plain = username.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c));
    if !(3..=40).contains(&username.len()) || !plain || !username.starts_with(|c: char| c.is_ascii_lowercase()) {
        reader.fail("username", "Tên đăng nhập: 3 đến 40 chữ thường không dấu, chữ số; bắt đầu bằng chữ.");
    } else if office.by_username(&username).is_some() {
        reader.fail("username", "Tên đăng nhập này đã có người dùng.");
    }
    username
}

/// Unit, village and whom they answer to, as far as the role has them.
fn place(
    reader: &mut Reader,
    office: &Office,
    role: Option<Role>,
    before: Option<&Account>,
) -> (Option<String>, Option<String>, Option<Id<Account>>) {
    // Where somebody is already they may stay.
    let code = reader.get("unit");
    let stays = before.is_some_and(|before| before.unit.as_deref() == Some(code.as_str()));
    let unit = office.unit(&code).filter(|unit| unit.in_use || stays).map(|unit| unit.code.clone());
    if !code.is_empty() && unit.is_none() || role.is_some_and(Role::handles) && code.is_empty() {
        reader.fail("unit", "Xin chọn bộ phận.");
    }
    let code = reader.get("village");
    let stays = before.is_some_and(|before| before.village.as_deref() == Some(code.as_str()));
    let village = office.village(&code).filter(|one| one.in_use || stays).map(|village| village.code.clone());
    if !code.is_empty() && village.is_none() || role == Some(Role::VillageHead) && code.is_empty() {
        reader.fail("village", "Xin chọn thôn của trưởng thôn.");
    }
    let name = reader.get("answers_to");
    let superior = office.by_username(&name).map(|account| account.id);
    if !name.is_empty() && superior.is_none() {
        reader.fail("answers_to", "Không có người này.");
    }
    if superior.is_some() && matches!(role, Some(Role::Chair | Role::Monitor)) {
        reader.fail("answers_to", "Chủ tịch và người giám sát không có cấp trên trong xã.");
    }
    (unit, village, superior)
}

/// A new account. Its keeper makes it, or the portal itself at its terminal and on its first run.
pub fn open_account(new: NewAccount, password: Password, act: &Act, office: &Office) -> Result<Change, Refusal> {
    keeping::may_open(new.role, new.lead, act, office)?;
    if office.by_username(&new.username).is_some() {
        return Err(Refusal::field("username", "Tên đăng nhập này đã có người dùng."));
    }
    if new.role == Role::Chair && office.chair().is_some() {
        return Err(Refusal::field("role", "Xã đã có tài khoản Chủ tịch."));
    }
    let answers_to = new.answers_to;
    let account = new.into_account(act);
    let role = account.role;
    Ok(keeping::noted(AccountChange::Opened, account.id, act)
        .noting("role", role)
        .noting("lead", account.lead)
        .noting("unit", account.unit.clone())
        .noting("answers_to", answers_to)
        .with(Write::Account(Box::new(account), password)))
}

/// Its keeper changes an account: name, title, unit, head, whom they answer to; or sets a new password.
pub fn change_account(
    id: Id<Account>,
    fields: &Fields,
    password: Option<Password>,
    holdings: &Holdings,
    act: &Act,
    office: &Office,
) -> Result<Change, Refusal> {
    let before = if password.is_some() { keeping::others(id, act, office)? } else { keeping::kept(id, act, office)? };
    if fields.get("version") != before.version.to_string() {
        return Err(Refusal::Untimely("Vừa có người khác sửa tài khoản này. Xin xem lại bản mới nhất.".to_owned()));
    }
    let mut reader = Reader::new(fields);
    let name = reader.text("name", NAME, "Xin ghi họ tên.");
    let title = reader.optional("title", NAME.max);
    let (unit, village, answers_to) = place(&mut reader, office, Some(before.role), Some(before));
    if before.role != Role::Chair
        && answers_to.and_then(|id| office.account(id)).is_some_and(|head| office.upward(head).contains(&before.id))
    {
        reader.fail("answers_to", "Hai người không thể là cấp trên của nhau.");
    }
    if holdings.asked > 0 && unit != before.unit {
        reader.fail("unit", keeping::alone(before, holdings.asked));
    }
    reader.done()?;
    let must_change = before.must_change || password.is_some();
    let lead = keeping::lead_after(before, fields.get("lead") == "yes", act)?;
    let change = if password.is_some() { AccountChange::PasswordReset } else { AccountChange::Changed };
    let after = Account { name, title, unit, village, answers_to, lead, must_change, ..before.clone() };
    Ok(keeping::noted(change, id, act)
        .noting("unit", after.unit.clone())
        .noting("answers_to", after.answers_to)
        .noting("lead", lead)
        .with(Write::SaveAccount(Box::new(after), password)))
}

fn only_admin(act: &Act) -> Result<(), Refusal> {
    match &act.by {
        Actor::System => Ok(()),
        Actor::Account(account) if account.role == Role::Admin => Ok(()),
        _ => Err(Refusal::NotYours("Tài khoản do người quản trị lập.")),
    }
}

/// The office's own facts, from the first run or the administration's page.
pub fn set_office(fields: &Fields, act: &Act, office: &Office) -> Result<Change, Refusal> {
    only_admin(act)?;
    let mut reader = Reader::new(fields);
    let facts = read_facts(&mut reader, "name", office);
    reader.done()?;
    Ok(save_office(facts, act, office))
}

/// The office's facts as a form gives them; `name` is the field of the commune's name.
pub(super) fn read_facts(reader: &mut Reader, name: &str, office: &Office) -> OfficeFacts {
    let name = reader.text(name, LINE, "Xin ghi tên, ví dụ: xã Dương Hòa, phường Phú Bài.");
    let superior = reader.text("superior", LINE, "Xin ghi cơ quan cấp trên, ví dụ: UBND thành phố Huế.");
    let superior_address =
        reader.text("superior_address", LINE, "Xin ghi địa chỉ của cấp trên: in trên đơn về thái độ cán bộ.");
    let address = reader.text("address", LINE, "Xin ghi địa chỉ trụ sở.");
    let phone = reader.text("phone", Length { min: 3, max: 40 }, "Xin ghi số điện thoại mà bà con gọi.");
    let hours = reader.text("hours", LINE, "Xin ghi giờ làm việc.");
    let reception_days = reader.text("reception_days", LINE, "Xin ghi ngày Chủ tịch tiếp dân, bằng chữ.");
    let intake_owner = intake_owner(reader, office);
    let answer_days = reader.get("answer_days").parse::<i32>().ok().filter(|days| ANSWER_DAYS.contains(days));
    if answer_days.is_none() {
        reader.fail("answer_days", "Xin ghi số ngày làm việc, từ 1 đến 30. Luật chỉ nói “kịp thời”; thường là 7.");
    }
    let question_days = question_days(reader);
    OfficeFacts {
        title: format!("UBND {name}"),
        name,
        superior,
        superior_address,
        address,
        phone,
        hours,
        reception_days,
        answer_days: answer_days.unwrap_or(*ANSWER_DAYS.start()),
        question_days,
        intake_owner,
        demonstration: office.facts.demonstration,
    }
}

/// Left empty it is the usual number.
fn question_days(reader: &mut Reader) -> i32 {
    let typed = reader.get("question_days");
    if typed.is_empty() {
        return question::DAYS_DEFAULT;
    }
    let days = typed.parse::<i32>().ok().filter(|days| question::DAYS.contains(days));
    if days.is_none() {
        reader.fail("question_days", "Xin ghi số ngày, từ 3 đến 30; thường là 15.");
    }
    days.unwrap_or(question::DAYS_DEFAULT)
}

fn intake_owner(reader: &mut Reader, office: &Office) -> Option<Id<Account>> {
    let username = reader.get("intake_owner");
    let found = office.by_username(&username).filter(|account| account.role.handles() && !account.closed);
    if !username.is_empty() && found.is_none() {
        reader.fail("intake_owner", "Xin chọn một tài khoản văn phòng.");
    }
    found.map(|account| account.id)
}

/// Facts that are known to be right: the demonstration's, or read by [`set_office`].
pub fn save_office(facts: OfficeFacts, act: &Act, office: &Office) -> Change {
    Change::looking(None, act, Deed::Office)
        .noting("intake_owner", facts.intake_owner)
        .noting("answer_days", facts.answer_days)
        .noting("question_days", facts.question_days)
        .with(Write::Office(Box::new(Office { facts, ..office.clone() })))
}
