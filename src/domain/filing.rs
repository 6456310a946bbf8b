//! Filing: a villager's answers become a petition that has an owner, clocks and a code from its first second.

use chrono::NaiveDate;

use super::{
    act::{Act, Actor},
    change::{Change, Write},
    clock::{ACCEPT_COMPLAINT, CLASSIFY, Clocks, FIRST_REPLY},
    code::Code,
    event::Deed,
    form::{Fields, Length, Reader},
    id::Id,
    office::Office,
    person::{Account, Identity, Role},
    petition::{
        Answer3, Attachment, Channel, Choice, Draft, Kind, Party, Petition, PetitionFile, Priority, Purpose, Source,
        Stage, Stored, Story, Topic,
    },
    refusal::{FieldError, Refusal},
    sorting,
};

/// 20 characters are a short sentence; 10,000 are five pages.
pub const BODY: Length = Length { min: 20, max: 10_000 };
pub const NAME_CHARS_MAX: usize = 120;
pub const LINE_CHARS_MAX: usize = 200;
pub const MEMBERS_MAX: usize = 200;

/// One step of the form. Steps are asked in this order (interface.md, “Filing”).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Topic,
    About,
    Story,
    Place,
    Decision,
    Files,
    Person,
    Check,
}

impl Step {
    pub const ALL: &'static [Step] =
        &[Step::Topic, Step::About, Step::Story, Step::Place, Step::Decision, Step::Files, Step::Person, Step::Check];

    /// The last part of the step's path below `/gui-don/`.
    pub fn path(self) -> &'static str {
        match self {
            Step::Topic => "viec",
            Step::About => "quyet-dinh-khong",
            Step::Story => "noi-dung",
            Step::Place => "noi-xay-ra",
            Step::Decision => "quyet-dinh",
            Step::Files => "tep",
            Step::Person => "nguoi-gui",
            Step::Check => "kiem-tra",
        }
    }

    pub fn from_path(path: &str) -> Option<Step> {
        Step::ALL.iter().copied().find(|step| step.path() == path)
    }

    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Step::Topic => &["topic"],
            Step::About => &["about_decision"],
            Step::Story => &["body", "happened_on"],
            Step::Place => &["village", "place", "parcel", "map_sheet", "project"],
            Step::Decision => &["decision_no", "decision_date", "decision_signer"],
            Step::Person => &["anonymous", "full_name", "phone", "address", "email", "village_of_residence"],
            Step::Files | Step::Check => &[],
        }
    }

    /// Asked only of some: the contested paper, of those who said that there is one.
    pub fn is_asked(self, answers: &Fields) -> bool {
        self != Step::Decision || answers.get("about_decision") == Answer3::Yes.code()
    }

    pub fn next(self, answers: &Fields) -> Step {
        let after = Step::ALL.iter().copied().filter(|step| *step > self);
        after.into_iter().find(|step| step.is_asked(answers)).unwrap_or(Step::Check)
    }

    pub fn previous(self, answers: &Fields) -> Option<Step> {
        Step::ALL.iter().rev().copied().find(|step| *step < self && step.is_asked(answers))
    }

    /// What is wrong with this step's answers.
    pub fn errors(self, answers: &Fields, today: NaiveDate, office: &Office) -> Vec<FieldError> {
        let mut reader = Reader::new(answers);
        match self {
            Step::Topic => drop(topic(&mut reader, office)),
            Step::About => drop(about(&mut reader)),
            Step::Story => drop(told(&mut reader, today)),
            Step::Place => drop(place(&mut reader, office)),
            Step::Decision => drop(decision(&mut reader, today)),
            Step::Person => drop(person(&mut reader, office)),
            Step::Files | Step::Check => {}
        }
        reader.errors()
    }

    /// The first step that still has to be mended before sending.
    pub fn first_unfinished(answers: &Fields, today: NaiveDate, office: &Office) -> Option<Step> {
        let asked = Step::ALL.iter().copied().filter(|step| step.is_asked(answers));
        asked.into_iter().find(|step| !step.errors(answers, today, office).is_empty())
    }
}

/// A petition to be, with nothing left that could be wrong.
pub struct Filing {
    pub topic: Topic,
    pub about_decision: Answer3,
    pub story: Story,
    pub village: Option<String>,
    pub anonymous: bool,
    pub identity: Identity,
    pub channel: Channel,
    pub kind: Kind,
    pub received_on: NaiveDate,
    pub signed_on: Option<NaiveDate>,
    pub files: Vec<Attachment>,
    pub code: Code,
    pub draft: Option<Id<Draft>>,
    /// Who filed together with the first, each with an own code.
    pub members: Vec<(Identity, Code)>,
    /// Whom a tố cáo told at the counter names.
    pub accused: Vec<Account>,
}

impl Filing {
    /// From the steps of the public form.
    pub fn online(
        answers: &Fields,
        act: &Act,
        office: &Office,
        code: Code,
        draft: Id<Draft>,
        files: Vec<Attachment>,
    ) -> Result<Filing, Refusal> {
        let today = act.today();
        let mut reader = Reader::new(answers);
        let filing = read(&mut reader, today, office, code);
        reader.done()?;
        let filing = filing.ok_or(Refusal::Unseen)?;
        let kind = if filing.about_decision == Answer3::Yes { Kind::Complaint } else { Kind::Feedback };
        Ok(Filing { kind, draft: Some(draft), files, ..filing })
    }
}

/// Reads all answers; `None` only when the reader has errors.
pub(super) fn read(reader: &mut Reader, today: NaiveDate, office: &Office, code: Code) -> Option<Filing> {
    let topic = topic(reader, office);
    let about_decision = about(reader);
    let (body, happened_on) = told(reader, today);
    let (village, mut story) = place(reader, office);
    if about_decision == Some(Answer3::Yes) {
        let paper = decision(reader, today);
        story = Story { decision_no: paper.0, decision_date: paper.1, decision_signer: paper.2, ..story };
    }
    let (anonymous, identity, residence) = person(reader, office);
    Some(Filing {
        topic: topic?,
        about_decision: about_decision?,
        story: Story { body, happened_on, residence, ..story },
        village,
        anonymous,
        identity,
        channel: Channel::Online,
        kind: Kind::Feedback,
        received_on: today,
        signed_on: None,
        files: Vec::new(),
        code,
        draft: None,
        members: Vec::new(),
        accused: Vec::new(),
    })
}

fn topic(reader: &mut Reader, office: &Office) -> Option<Topic> {
    let topic = reader.word(
        "topic",
        Topic::from_code,
        "Ông bà chưa chọn chuyện gì. Xin chọn một dòng; không chắc thì chọn “Việc khác”.",
    );
    if topic.is_some_and(|topic| !office.takes_topic(topic)) {
        reader.fail("topic", "Dòng này xã không còn dùng. Xin chọn dòng gần nhất; không chắc thì chọn “Việc khác”.");
    }
    topic
}

fn about(reader: &mut Reader) -> Option<Answer3> {
    reader.word("about_decision", Answer3::from_code, "Ông bà chưa trả lời. Nếu không rõ, xin chọn “Tôi không biết”.")
}

fn told(reader: &mut Reader, today: NaiveDate) -> (String, Option<NaiveDate>) {
    let missing = match reader.get("body").as_str() {
        "" => "Ông bà chưa kể chuyện gì. Xin viết vài câu: chuyện gì, từ bao giờ.",
        _ => "Ông bà viết còn ngắn quá. Xin kể thêm một câu: chuyện gì, từ bao giờ.",
    };
    let body = reader.text("body", BODY, missing);
    let happened_on = reader.optional_date("happened_on");
    (body, reader.not_after("happened_on", happened_on, today))
}

fn place(reader: &mut Reader, office: &Office) -> (Option<String>, Story) {
    let chosen = reader.get("village");
    let village = office.village_in_use(&chosen).map(|village| village.code.clone());
    let place = reader.optional("place", LINE_CHARS_MAX);
    if !chosen.is_empty() && village.is_none() {
        reader.fail("village", "Xã không có thôn này. Xin chọn trong danh sách, hoặc ghi vài chữ ở ô bên dưới.");
    } else if village.is_none() && place.is_empty() {
        reader.fail(
            "village",
            "Ông bà chưa cho biết chuyện xảy ra ở đâu. Xin chọn thôn, hoặc ghi vài chữ, ví dụ: gần cầu Khe Sòng.",
        );
    }
    let story = Story {
        place,
        parcel: reader.optional("parcel", LINE_CHARS_MAX),
        map_sheet: reader.optional("map_sheet", LINE_CHARS_MAX),
        project: reader.optional("project", LINE_CHARS_MAX),
        ..Story::default()
    };
    (village, story)
}

fn decision(reader: &mut Reader, today: NaiveDate) -> (String, Option<NaiveDate>, String) {
    let number = reader.optional("decision_no", LINE_CHARS_MAX);
    let date = reader.optional_date("decision_date");
    let date = reader.not_after("decision_date", date, today);
    (number, date, reader.optional("decision_signer", LINE_CHARS_MAX))
}

fn person(reader: &mut Reader, office: &Office) -> (bool, Identity, Option<String>) {
    // At the counter the kind is said as well.
    let contested = reader.get("about_decision") == Answer3::Yes.code() || reader.get("kind") == Kind::Complaint.code();
    let residence = office.village_in_use(&reader.get("village_of_residence")).map(|village| village.code.clone());
    if reader.get("anonymous") == "yes" {
        if contested {
            reader.fail(
                "anonymous",
                "Việc không đồng ý với một quyết định phải có họ tên và địa chỉ (Luật Khiếu nại, Điều 8). Xin ghi họ tên và địa chỉ.",
            );
        }
        return (true, Identity::default(), residence);
    }
    let identity = Identity {
        full_name: reader.text(
            "full_name",
            Length { min: 2, max: NAME_CHARS_MAX },
            if contested {
                "Ông bà chưa ghi họ tên. Khiếu nại phải có họ tên (Luật Khiếu nại, Điều 8)."
            } else {
                "Ông bà chưa ghi họ tên. Không muốn cho biết tên thì chọn ô ở cuối trang."
            },
        ),
        phone: phone(reader),
        address: reader.optional("address", LINE_CHARS_MAX),
        email: email(reader),
    };
    if contested && identity.address.is_empty() {
        reader.fail("address", "Khiếu nại phải có địa chỉ (Luật Khiếu nại, Điều 8). Xin ghi địa chỉ của ông bà.");
    } else if identity.phone.is_empty() && identity.address.is_empty() {
        reader.fail("phone", "Xin ghi số điện thoại hoặc địa chỉ, để xã báo tin cho ông bà.");
    }
    (false, identity, residence)
}

fn phone(reader: &mut Reader) -> String {
    let text = reader.optional("phone", 40);
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let plain = text.chars().all(|c| c.is_ascii_digit() || c.is_whitespace() || "+.-()".contains(c));
    if !text.is_empty() && (!plain || !(8..=15).contains(&digits)) {
        reader.fail("phone", "Số điện thoại này chưa đúng. Xin xem lại, ví dụ: 0912 345 678.");
    }
    text
}

pub(super) fn email(reader: &mut Reader) -> String {
    let text = reader.optional("email", LINE_CHARS_MAX);
    let looks_right = text.split_once('@').is_some_and(|(name, host)| {
        !name.is_empty() && host.contains('.') && !text.contains(char::is_whitespace) && !host.ends_with('.')
    });
    if !text.is_empty() && !looks_right {
        reader.fail("email", "Địa chỉ thư điện tử chưa đúng, ví dụ: ten@gmail.com. Không có thì để trống.");
    }
    text
}

/// Opens the petition: owned, with XLD-10 and TCD-TRALOI running from the day of receipt.
pub fn open(filing: Filing, act: &Act, office: &Office) -> Result<Change, Refusal> {
    may_file(act)?;
    let owner = office.first_owner_on(filing.topic, act.today())?;
    let mut petition = petition(&filing, owner, act);
    let mut clocks = Clocks::none(petition.id, act, office);
    clocks.start(CLASSIFY, filing.received_on, None)?;
    let mut parties = Vec::new();
    let everyone = [(filing.identity, filing.code)].into_iter().chain(filing.members);
    for (position, (identity, code)) in (1..).zip(everyone) {
        let party = party(position, &identity, &petition, act);
        clocks.start(FIRST_REPLY, filing.received_on, Some(party.id))?;
        parties.push(Write::Party(party, Box::new(identity), code));
    }
    if filing.signed_on.is_some() && filing.kind == Kind::Complaint {
        clocks.start(ACCEPT_COMPLAINT, filing.received_on, None)?;
    }
    let deed = if filing.channel == Channel::Online { Deed::File } else { Deed::Register };
    let choice = Choice { topic: filing.topic, about_decision: filing.about_decision, anonymous: filing.anonymous };
    let chosen = Write::Choice(petition.id, choice);
    let files = evidence(filing.files, petition.id);
    let change = if filing.kind == Kind::Denunciation {
        let (heading, named) = sorting::seal_at_counter(&mut petition, filing.accused, &mut clocks, act, office)?;
        Change::opening_sealed(petition, filing.story, heading, act, deed)
            .noting("concerns", named.iter().map(|concern| concern.account).collect::<Vec<_>>())
            .with_all(parties)
            .with_concerns(named)
    } else {
        Change::opening(petition, filing.story, act, deed).with_all(parties)
    };
    Ok(change.noting("choice", choice).with(chosen).with_all(clocks.into_writes()).with_all(files))
}

fn petition(filing: &Filing, owner: &Account, act: &Act) -> Petition {
    let signed = filing.signed_on.is_some();
    Petition {
        facts: Stored {
            id: act.mint(),
            version: 1,
            received_at: act.at,
            received_on: filing.received_on,
            channel: filing.channel,
            kind_proposed: filing.kind,
            reachable: filing.identity.can_be_reached(),
            village: filing.village.clone(),
            number: None,
            number_year: None,
            kind: None,
            topic: filing.topic,
            subject: None,
            priority: Priority::Normal,
            stage: Stage::Received,
            sealed: false,
            past_heads: false,
            reader: None,
            owner: Some(owner.id),
            unit: owner.unit.clone(),
            assigned: false,
            former_owner: None,
            signed_on: filing.signed_on,
            signed_received_on: signed.then_some(filing.received_on),
            ground: None,
            outcome: None,
            answered_on: None,
            told_on: None,
            close_code: None,
            draft: filing.draft,
        },
    }
}

fn party(position: i32, identity: &Identity, petition: &Petition, act: &Act) -> Party {
    Party {
        id: act.mint(),
        petition: petition.id,
        position,
        reachable: identity.can_be_reached(),
        phone_given: identity.phone_last4().is_some(),
    }
}

fn evidence(files: Vec<Attachment>, petition: Id<Petition>) -> impl Iterator<Item = Write> {
    (1..).zip(files).map(move |(position, file)| {
        Write::File(Box::new(PetitionFile {
            petition,
            position,
            source: Source::Citizen,
            purpose: Purpose::Evidence,
            file,
        }))
    })
}

/// Anyone may file for themselves; at the counter a clerk, or the village head for the own village.
fn may_file(act: &Act) -> Result<(), Refusal> {
    match &act.by {
        Actor::Citizen | Actor::System => Ok(()),
        Actor::Account(account) if matches!(account.role, Role::Clerk | Role::VillageHead) => Ok(()),
        Actor::Account(_) => Err(Refusal::NotYours("Việc ghi đơn do văn phòng và trưởng thôn làm.")),
    }
}
