//! The Front's question (câu hỏi): asked of a petition, a dialogue, a promise or a number, answered in words by a day, never edited, hidden or deleted.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    act::Act,
    change::{Change, Write, hex, text_hash},
    clock::{self, Clock, ClockState},
    event::{Deed, Subject},
    form::{Fields, Length, Reader},
    id::Id,
    office::Office,
    person::{Account, Role},
    petition::Petition,
    refusal::Refusal,
    words::words,
};

/// The limit for an answer: no law gives a number, so the commune sets its own.
pub const RULE: &str = "CH-GIAMSAT";
pub const WORDS: Length = Length { min: 10, max: 2_000 };
/// Questions of one monitor that may wait for an answer at the same time.
pub const OPEN_MAX: usize = 20;
/// Calendar days in which an answer is due, where the commune set none.
pub const DAYS_DEFAULT: i32 = 15;
pub const DAYS: std::ops::RangeInclusive<i32> = 3..=30;

words!(
    pub About { Petition "petition" "Hồ sơ", Dialogue "dialogue" "Buổi đối thoại", Promise "promise" "Lời hứa với dân", Figure "figure" "Con số" }
);

words!(
    /// A number of the Front's page.
    pub Figure {
        OnTime "on_time" "Tỉ lệ đúng hạn năm nay",
        Open "open" "Số hồ sơ đang mở",
        Overdue "overdue" "Số hồ sơ đang quá hạn",
        FirstReply "first_reply" "Số hồ sơ quá hạn báo người gửi lần đầu",
        NamesChair "names_chair" "Số khiếu nại nêu tên Chủ tịch",
        Reception "reception" "Số buổi Chủ tịch tiếp dân",
        Sealed "sealed" "Số đơn giữ kín",
        Looks "looks" "Số lần mở danh tính",
    }
);

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Question {
    pub id: Id<Question>,
    pub asker: Id<Account>,
    pub about: About,
    /// Whose sight decides who sees the question.
    pub petition: Option<Id<Petition>>,
    /// The dialogue or promise.
    pub subject: Option<Id<Subject>>,
    pub figure: Option<Figure>,
    /// What a dialogue or promise is called: a line without names.
    pub title: String,
    /// Who presides or promised; of a petition its owner answers, of a number the office.
    pub answerer: Option<Id<Account>>,
    /// The question that this one takes further.
    pub follows: Option<Id<Question>>,
    pub body: String,
    #[serde(skip)]
    pub salt: String,
    pub asked_on: NaiveDate,
    pub answer: Option<String>,
    #[serde(skip)]
    pub answer_salt: Option<String>,
    pub answered_by: Option<Id<Account>>,
    pub answered_on: Option<NaiveDate>,
}

/// What lies on the table when a monitor asks: only what is in their sight.
#[derive(Debug, Clone)]
pub struct Matter {
    pub about: About,
    pub petition: Option<Id<Petition>>,
    pub subject: Option<Id<Subject>>,
    pub figure: Option<Figure>,
    pub title: String,
    pub answerer: Option<Id<Account>>,
    pub follows: Option<Id<Question>>,
    /// How many of the asker's questions wait already.
    pub waiting: usize,
}

/// A question with its limit and the petition it is about, if it is about one.
#[derive(Debug, Clone)]
pub struct Asked {
    pub question: Question,
    pub clock: Clock,
    pub petition: Option<Petition>,
}

impl Asked {
    pub fn is_open(&self) -> bool {
        self.question.answer.is_none()
    }

    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        self.is_open() && self.clock.due < today
    }

    /// Whose answer it waits for: the owner, who presides or who promised; of a number the office. The chairman may answer any.
    pub fn is_for(&self, account: &Account) -> bool {
        let own = match self.question.about {
            About::Petition => self.petition.as_ref().is_some_and(|petition| petition.owner == Some(account.id)),
            About::Dialogue | About::Promise => self.question.answerer == Some(account.id),
            About::Figure => account.role == Role::Clerk,
        };
        self.is_open() && (own || account.role == Role::Chair)
    }
}

/// A monitor asks.
///
/// # Errors
/// [`Refusal::NotYours`] for all others, [`Refusal::Fields`] for words too short, too long, or one question too many.
pub fn ask(fields: &Fields, matter: &Matter, act: &Act, office: &Office) -> Result<Change, Refusal> {
    let asker = act.by.account().ok_or(Refusal::Unseen)?;
    if asker.role != Role::Monitor {
        return Err(Refusal::NotYours("Chỉ người giám sát đặt câu hỏi."));
    }
    let mut reader = Reader::new(fields);
    let body = reader.text("body", WORDS, "Xin viết câu hỏi, ít nhất một câu ngắn.");
    if matter.waiting >= OPEN_MAX {
        reader.fail("body", format!("Đang có {OPEN_MAX} câu hỏi chờ trả lời. Xin đợi xã trả lời bớt rồi hỏi tiếp."));
    }
    reader.done()?;
    let salt = hex(&act.salt());
    let Matter { about, petition, subject, figure, title, answerer, follows, .. } = matter.clone();
    let question = Question {
        id: act.mint(),
        asker: asker.id,
        about,
        petition,
        subject,
        figure,
        title,
        answerer,
        follows,
        salt,
        body,
        asked_on: act.today(),
        answer: None,
        answer_salt: None,
        answered_by: None,
        answered_on: None,
    };
    let named =
        (RULE, "Trả lời câu hỏi giám sát", "Hạn xã tự đặt; Luật Mặt trận Tổ quốc, Điều 29, 35: xem xét, trả lời");
    let limit = clock::days_about(question.id, named, office.facts.question_days, act, office);
    Ok(noted(&question, act, Deed::Question)
        .noting("body_hash", text_hash(&question.salt, &question.body))
        .noting("due", limit.due)
        .with(Write::Question(Box::new(question)))
        .with(Write::Clock(Box::new(limit))))
}

/// Whoever it is for answers, once; the answer stands.
pub fn answer(fields: &Fields, asked: &Asked, act: &Act) -> Result<Change, Refusal> {
    let account = act.by.account().ok_or(Refusal::Unseen)?;
    if !asked.is_open() {
        return Err(Refusal::Untimely("Câu hỏi này đã được trả lời. Câu trả lời không sửa được.".to_owned()));
    }
    if !asked.is_for(account) {
        return Err(Refusal::NotYours("Câu hỏi này do người đang giữ việc hoặc Chủ tịch trả lời."));
    }
    let mut reader = Reader::new(fields);
    let words = reader.text("answer", WORDS, "Xin viết câu trả lời, ít nhất một câu ngắn.");
    reader.done()?;
    let salt = hex(&act.salt());
    let hash = text_hash(&salt, &words);
    let question = Question {
        answer: Some(words),
        answer_salt: Some(salt),
        answered_by: Some(account.id),
        answered_on: Some(act.today()),
        ..asked.question.clone()
    };
    Ok(noted(&question, act, Deed::Respond)
        .noting("answer_hash", hash)
        .noting("late", asked.is_overdue(act.today()))
        .with(Write::SaveQuestion(Box::new(question)))
        .with(clock::ended(&asked.clock, ClockState::Met, act.today())))
}

fn noted(question: &Question, act: &Act, deed: Deed) -> Change {
    Change::looking(question.petition, act, deed)
        .also_about(question.id)
        .noting("about", question.about)
        .noting("figure", question.figure)
        .noting("of", question.subject)
}
