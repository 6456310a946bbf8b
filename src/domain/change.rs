//! A change: what will be, and the event that says so. Only rules make one; only `store::record` takes it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    absence::Absence,
    act::{Act, Actor},
    assistance::Assistance,
    clock::Clock,
    code::Code,
    competence::Competence,
    dialogue::{Dialogue, DialogueText, DialogueTextKind, DialogueWrite},
    duplicate::Link,
    event::{Deed, Event},
    factor::{Factor, Secret},
    id::Id,
    kept::{ListChange, NewItem},
    lateness::Lateness,
    mail::{self, Mailable, Mailing},
    mediation::{Mediation, Sides},
    office::Office,
    paper::Paper,
    person::{Account, Identity},
    petition::{Answer, Choice, Concern, Party, Petition, PetitionFile, Story, Telling, Text, TextKind},
    question::Question,
    reception::{
        Reception,
        book::{Entry, Visitor},
        conclusion::{Conclusion, Task},
        note::Note,
        turn::Turn,
    },
    reminder::Reminder,
    retention::Retention,
    route::Route,
    slot::Slot,
    split::Split,
    withdrawal::Withdrawal,
    year_list::YearList,
};

/// One row to be written. `record` gives each the event that wrote it.
pub enum Write {
    Open(Box<Petition>, Box<Story>),
    /// A new petition whose words go under the seal at once, and never lie in an ordinary row.
    OpenSealed(Box<Petition>, Box<Story>, Heading),
    /// Over the version that was read.
    Save(Box<Petition>),
    /// What the citizen chose when filing.
    Choice(Id<Petition>, Choice),
    /// A party with who they are and the code they were given, both for the vault.
    Party(Party, Box<Identity>, Code),
    Clock(Box<Clock>),
    SaveClock(Box<Clock>),
    Answer(Box<Answer>),
    SaveAnswer(Box<Answer>),
    Text(Box<Text>),
    Telling(Telling),
    Paper(Box<Paper>),
    /// Why a limit had run out when the work ended.
    Lateness(Lateness),
    Withdrawal(Withdrawal),
    Link(Link),
    SaveLink(Link),
    /// The same person as that party, under a code of their own in a petition that was split off.
    SameParty(Id<Party>, Party),
    Split(Split),
    Retention(Retention),
    SaveRetention(Retention),
    /// Takes words, files, texts and people of a petition away for good.
    Erase(Id<Petition>),
    Concerns(Id<Petition>, Vec<Concern>),
    File(Box<PetitionFile>),
    /// Takes words, place and people of a petition out of ordinary rows and seals them under a key of its own.
    Seal(Id<Petition>, Heading),
    Account(Box<Account>, Password),
    SaveAccount(Box<Account>, Option<Password>),
    /// A second factor with its secret, for the seal.
    SetFactor(Box<Factor>, Secret),
    SaveFactor(Box<Factor>),
    /// Taken off: the secret goes.
    DropFactor(Box<Factor>),
    Office(Box<Office>),
    Absence(Box<Absence>),
    /// Over the version that was read.
    SaveAbsence(Box<Absence>),
    Route(Box<Route>),
    /// Over the version that was read.
    SaveRoute(Box<Route>),
    /// Of one item's changes each has the next number: of two at once the second finds it taken.
    ListChange(Box<ListChange>),
    ListItem(Box<NewItem>),
    /// Gets the next number of its year; both sides go to the vault.
    Mediation(Box<Mediation>, Box<Sides>),
    /// Over the version that was read.
    SaveMediation(Box<Mediation>),
    Competence(Box<Competence>),
    /// Over the version that was read.
    SaveCompetence(Box<Competence>),
    /// Somebody will be there: refused by the database when they are elsewhere.
    TakeSlot(Slot),
    FreeSlot(Slot),
    Reception(Box<Reception>),
    /// Over the version that was read.
    SaveReception(Box<Reception>),
    ReceptionNote(Box<Note>),
    /// The next number of a reception: only one of many gets it.
    Turn(Turn),
    SaveTurn(Turn),
    /// A step of a limit that was told: refused by the database when it was told before.
    Reminder(Reminder),
    /// A year's list, as the revision of the calendar that it makes.
    Year(Box<YearList>, i32),
    Dialogue(DialogueWrite),
    /// Gets the next number of its year's book; who it is goes to the vault.
    BookEntry(Box<Entry>, Option<Box<Visitor>>),
    SaveEntry(Box<Entry>, Option<Box<Visitor>>),
    /// A tố cáo after all: nothing of it stays in the book.
    SealEntry(Id<Entry>),
    Conclusion(Box<Conclusion>),
    Task(Box<Task>),
    SaveTask(Box<Task>),
    /// Refused by the database when that unit is asked about that petition already.
    Assistance(Box<Assistance>),
    /// Ended: only one of many ends it.
    SaveAssistance(Box<Assistance>),
    Question(Box<Question>),
    /// Answered: only one of many answers it.
    SaveQuestion(Box<Question>),
    /// Where somebody of the office is written to, for the seal.
    StaffMail(Id<Account>, StaffMail),
    /// Whoever left an address is written to.
    Mail(Mailing),
    /// What a mail server said of a party's address.
    Mailable(Id<Party>, Mailable),
    /// A letter that was given up is sent again: refused by the database when it is on its way.
    Requeue(Id<Mailing>, DateTime<Utc>),
}

/// What a petition's own row gives up when it is sealed.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Heading {
    pub subject: Option<String>,
    pub village: Option<String>,
}

/// An argon2id hash in PHC form. No `Debug`.
pub struct Password(pub String);

/// An address of somebody of the office; empty when they took it back. No `Debug`.
pub struct StaffMail(pub String);

/// What is to be recorded: an event, and the rows that are true after it.
#[must_use = "a change that is not recorded did not happen"]
pub struct Change {
    event: Event,
    writes: Vec<Write>,
    number_year: Option<i32>,
}

/// A change taken apart by `record`.
pub struct Parts {
    pub event: Event,
    pub writes: Vec<Write>,
    /// The year of the incoming-number series from which the saved petition is to get one.
    pub number_year: Option<i32>,
}

impl Change {
    /// A new petition.
    pub(super) fn opening(petition: Petition, story: Story, act: &Act, deed: Deed) -> Change {
        let body = difference(&Value::Null, &json!(petition));
        let event = event(act, deed, Some(petition.id), body);
        Change { event, writes: vec![Write::Open(Box::new(petition), Box::new(story))], number_year: None }
    }

    /// A new petition that is sealed from its first moment.
    pub(super) fn opening_sealed(petition: Petition, story: Story, heading: Heading, act: &Act, deed: Deed) -> Change {
        let Change { event, .. } = Change::opening(petition.clone(), Story::default(), act, deed);
        let open = Write::OpenSealed(Box::new(petition), Box::new(story), heading);
        Change { event, writes: vec![open], number_year: None }
    }

    /// A petition that moved. What differs is computed, so that a rule's author cannot forget it.
    pub(super) fn turning(before: &Petition, after: Petition, act: &Act, deed: Deed) -> Change {
        let body = difference(&json!(before), &json!(after));
        let event = event(act, deed, Some(before.id), body);
        Change { event, writes: vec![Write::Save(Box::new(after))], number_year: None }
    }

    /// Nothing moved, but it must be known that someone looked, or was refused.
    pub(super) fn looking(at: Option<Id<Petition>>, act: &Act, deed: Deed) -> Change {
        Change { event: event(act, deed, at, BTreeMap::new()), writes: Vec::new(), number_year: None }
    }

    /// Something else than a petition came to be or moved.
    pub(super) fn about<T>(subject: Id<T>, act: &Act, deed: Deed) -> Change {
        let mut change = Change::looking(None, act, deed);
        change.event.subject = Some(subject.subject());
        change
    }

    /// Something else than a petition came to be.
    pub(super) fn founding<T, V: Serialize>(id: Id<T>, new: &V, act: &Act, deed: Deed) -> Change {
        let mut change = Change::about(id, act, deed);
        change.event.body = difference(&Value::Null, &json!(new));
        change
    }

    /// Something else than a petition moved: what differs is computed.
    pub(super) fn moving<T, V: Serialize>(id: Id<T>, before: &V, after: &V, act: &Act, deed: Deed) -> Change {
        let mut change = Change::about(id, act, deed);
        change.event.body = difference(&json!(before), &json!(after));
        change
    }

    /// A petition's change that is part of something else too.
    pub(super) fn also_about<T>(mut self, subject: Id<T>) -> Change {
        self.event.subject = Some(subject.subject());
        self
    }

    pub(super) fn with(mut self, write: Write) -> Change {
        self.writes.push(write);
        self
    }

    /// Whom the petition is about.
    pub(super) fn with_concerns(self, concerns: Vec<Concern>) -> Change {
        match self.event.petition {
            Some(petition) => self.with(Write::Concerns(petition, concerns)),
            None => self,
        }
    }

    pub(super) fn with_all(mut self, writes: impl IntoIterator<Item = Write>) -> Change {
        self.writes.extend(writes);
        self
    }

    /// A code, id or date for the event; never free text.
    pub(super) fn noting(mut self, name: &str, value: impl serde::Serialize) -> Change {
        self.event.body.insert(name.to_owned(), json!(value));
        self
    }

    /// A text beside the event, which gets its salted hash. An empty text is none.
    pub(super) fn saying(mut self, act: &Act, kind: TextKind, body: &str) -> Change {
        let (false, Some(petition)) = (body.is_empty(), self.event.petition) else { return self };
        let salt = hex(&act.salt());
        self.event.body.insert(format!("{}_hash", kind.code()), json!(text_hash(&salt, body)));
        self.writes.push(Write::Text(Box::new(Text {
            id: act.mint(),
            petition,
            event: self.event.id,
            kind,
            author: act.by.account().map(|account| account.id),
            at: act.at,
            body: body.to_owned(),
            salt,
        })));
        self
    }

    /// The text that was said last.
    pub(super) fn text(&self) -> Option<Id<Text>> {
        self.writes.iter().rev().find_map(|write| match write {
            Write::Text(text) => Some(text.id),
            _ => None,
        })
    }

    /// A text of a dialogue beside the event, which gets its salted hash.
    pub(super) fn telling_of(
        mut self,
        dialogue: Id<Dialogue>,
        act: &Act,
        kind: DialogueTextKind,
        body: &str,
    ) -> Change {
        let salt = hex(&act.salt());
        self.event.body.insert(format!("{}_hash", kind.code()), json!(text_hash(&salt, body)));
        let event = self.event.id;
        self.with(Write::Dialogue(DialogueWrite::Text(Box::new(DialogueText {
            id: act.mint(),
            dialogue,
            event,
            kind,
            author: act.by.account().map(|account| account.id),
            at: act.at,
            body: body.to_owned(),
            salt,
        }))))
    }

    /// The petition gets the next incoming number of the year.
    pub(super) fn numbered(mut self, year: i32) -> Change {
        self.number_year = Some(year);
        self
    }

    /// Whatever rule made it: what the person is written about is part of it.
    pub fn into_parts(self) -> Parts {
        let Change { event, mut writes, number_year } = self;
        writes.extend(mail::owed(&event, &writes).map(Write::Mail));
        Parts { event, writes, number_year }
    }
}

/// SHA-256 over salt and text, in hex: proves a text unchanged while it stands, tells nothing once it is erased.
pub fn text_hash(salt: &str, body: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(salt.as_bytes());
    hash.update(body.as_bytes());
    hex(&hash.finalize())
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn event(act: &Act, deed: Deed, petition: Option<Id<Petition>>, body: BTreeMap<String, Value>) -> Event {
    Event {
        id: act.mint(),
        at: act.at,
        by: act.by.code().to_owned(),
        account: match &act.by {
            Actor::Account(account) => Some(account.id),
            _ => None,
        },
        petition,
        subject: None,
        deed,
        form: act.form.clone(),
        body,
    }
}

/// Free text and what the version or the vault guards: named in an event when it moved, never shown.
const WITHHELD: &[&str] =
    &["subject", "village", "project", "place", "bring", "what", "evidence", "words", "unfinished"];

/// Each field that moved, as `[before, after]`.
fn difference(before: &Value, after: &Value) -> BTreeMap<String, Value> {
    let Some(after) = after.as_object() else { return BTreeMap::new() };
    after
        .iter()
        .filter(|(name, value)| {
            !["id", "version"].contains(&name.as_str()) && before.get(name).unwrap_or(&Value::Null) != *value
        })
        .map(|(name, value)| {
            let moved = if WITHHELD.contains(&name.as_str()) { json!("…") } else { json!([before.get(name), value]) };
            (name.clone(), moved)
        })
        .collect()
}
