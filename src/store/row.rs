//! Rows beside domain types: each table's columns written once, with the way there and back.

use chrono::NaiveDate;
use diesel::prelude::{AsChangeset, Insertable, Queryable, Selectable};

use super::{column::Moment, schema};
use crate::domain::{
    absence::Absence,
    assistance::{Assistance, AssistanceEnd},
    clock::{Clock, ClockState, Trail},
    commitment::{Commitment, CommitmentState},
    competence::{Body, Competence, Handing, LandPaper},
    dialogue::{
        AgendaItem, Coming, ConferenceGround, Dialogue, DialogueKind, DialogueStage, DialogueText, DialogueTextKind,
        Guest, ItemOutcome, Minutes, MinutesContent, MinutesState, Presence, Scan, Seat,
    },
    duplicate::Link,
    event::{Deed, Event, Subject},
    factor::{Codes, Factor},
    id::Id,
    kept::{Aspect, List, ListChange},
    lateness::{LateReason, Lateness},
    law::Unit,
    mediation::{Mediation, MediationState},
    paper::{Causes, Paper},
    person::{Account, Role},
    petition::{
        Answer, Answer3, AnswerState, Attachment, Channel, Choice, CloseCode, Draft, Finding, Ground, Kind, Medium,
        Outcome, Party, Petition, PetitionFile, Priority, Purpose, Source, Stage, Stored, Story, Telling, Text,
        TextKind, Topic, Writers,
    },
    question::{About, Figure, Question},
    reception::{
        Reception, ReceptionState,
        book::Entry,
        conclusion::{Conclusion, Task},
        note::{Note, NoteKind},
        refused::RefusalGround,
        turn::{CallCause, Turn, TurnState, Via},
    },
    reminder::{Reminder, Step},
    retention::{Fate, Retention},
    route::Route,
    slot::{Occasion, Part, Slot},
    split::Split,
    withdrawal::{Extent, Withdrawal},
};

/// A row struct with the fields of a domain struct, conversions both ways, and `last_event` beside it.
macro_rules! row {
    ($Row:ident $table:ident $Type:ty { $($field:ident: $ty:ty),+ $(,)? }) => {
        #[derive(Queryable, Selectable, Insertable, AsChangeset)]
        #[diesel(table_name = schema::$table, treat_none_as_null = true, treat_none_as_default_value = false)]
        pub struct $Row {
            $(pub $field: $ty),+
        }

        impl From<$Row> for $Type {
            fn from(row: $Row) -> Self {
                Self { $($field: row.$field.into()),+ }
            }
        }

        impl From<&$Type> for $Row {
            fn from(of: &$Type) -> Self {
                Self { $($field: of.$field.clone().into()),+ }
            }
        }
    };
}

row!(PetitionRow petitions Stored {
    id: Id<Petition>,
    version: i32,
    received_at: Moment,
    received_on: NaiveDate,
    channel: Channel,
    kind_proposed: Kind,
    reachable: bool,
    village: Option<String>,
    number: Option<i32>,
    number_year: Option<i32>,
    kind: Option<Kind>,
    topic: Topic,
    subject: Option<String>,
    priority: Priority,
    stage: Stage,
    sealed: bool,
    past_heads: bool,
    reader: Option<Id<Account>>,
    owner: Option<Id<Account>>,
    unit: Option<String>,
    assigned: bool,
    former_owner: Option<Id<Account>>,
    signed_on: Option<NaiveDate>,
    signed_received_on: Option<NaiveDate>,
    ground: Option<Ground>,
    outcome: Option<Outcome>,
    answered_on: Option<NaiveDate>,
    told_on: Option<NaiveDate>,
    close_code: Option<CloseCode>,
    draft: Option<Id<Draft>>,
});

row!(ChoiceRow choices Choice {
    topic: Topic,
    about_decision: Answer3,
    anonymous: bool,
});

row!(PartyRow parties Party {
    id: Id<Party>,
    petition: Id<Petition>,
    position: i32,
    reachable: bool,
    phone_given: bool,
});

row!(ClockRow clocks Clock {
    id: Id<Clock>,
    petition: Option<Id<Petition>>,
    party: Option<Id<Party>>,
    subject: Option<Id<Subject>>,
    rule: String,
    what: String,
    basis: String,
    citizens: bool,
    length: i32,
    unit: Unit,
    started_on: NaiveDate,
    due: NaiveDate,
    provisional: bool,
    calendar_version: i32,
    trail: Trail,
    state: ClockState,
    ended_on: Option<NaiveDate>,
    remaining: Option<i32>,
    first_due: Option<NaiveDate>,
    extended: bool,
});

row!(ReminderRow reminders Reminder {
    clock: Id<Clock>,
    step: Step,
    due: NaiveDate,
    petition: Option<Id<Petition>>,
    told_on: NaiveDate,
});

row!(AnswerRow answers Answer {
    id: Id<Answer>,
    petition: Id<Petition>,
    position: i32,
    revision: i32,
    state: AnswerState,
    summary: String,
    letter: String,
    finding: Finding,
    drafter: Id<Account>,
    writers: Writers,
    approver: Option<Id<Account>>,
    approved_on: Option<NaiveDate>,
    document_no: Option<String>,
    document_date: Option<NaiveDate>,
});

row!(TextRow texts Text {
    id: Id<Text>,
    petition: Id<Petition>,
    event: Id<Event>,
    kind: TextKind,
    author: Option<Id<Account>>,
    at: Moment,
    body: String,
    salt: String,
});

row!(PaperRow papers Paper {
    id: Id<Paper>,
    petition: Id<Petition>,
    deed: Deed,
    clock: Option<Id<Clock>>,
    causes: Causes,
    document_no: String,
    document_date: NaiveDate,
    due_before: Option<NaiveDate>,
    due_after: Option<NaiveDate>,
    remaining: Option<i32>,
});

row!(DialogueRow dialogues Dialogue {
    id: Id<Dialogue>,
    version: i32,
    kind: DialogueKind,
    stage: DialogueStage,
    topic: Option<Topic>,
    village: Option<String>,
    project: String,
    subject: String,
    chair: Id<Account>,
    with_front: bool,
    day: NaiveDate,
    hour: String,
    place: String,
    bring: String,
    moved_from: Option<NaiveDate>,
    announced_on: Option<NaiveDate>,
    published_on: Option<NaiveDate>,
    sent_on: Option<NaiveDate>,
    ground: Option<ConferenceGround>,
});

row!(ItemRow agenda AgendaItem {
    id: Id<AgendaItem>,
    dialogue: Id<Dialogue>,
    petition: Id<Petition>,
    position: i32,
    outcome: Option<ItemOutcome>,
});

row!(GuestRow guests Guest {
    id: Id<Guest>,
    dialogue: Id<Dialogue>,
    position: i32,
    seat: Seat,
    petition: Option<Id<Petition>>,
    party: Option<Id<Party>>,
    label: String,
    coming: Option<Coming>,
    presence: Option<Presence>,
    medium: Option<Medium>,
    told_on: Option<NaiveDate>,
});

row!(MinutesRow minutes Minutes {
    id: Id<Minutes>,
    dialogue: Id<Dialogue>,
    position: i32,
    revision: i32,
    state: MinutesState,
    content: MinutesContent,
    salt: String,
    drafter: Id<Account>,
    signed_on: Option<NaiveDate>,
});

row!(DialogueTextRow dialogue_texts DialogueText {
    id: Id<DialogueText>,
    dialogue: Id<Dialogue>,
    event: Id<Event>,
    kind: DialogueTextKind,
    author: Option<Id<Account>>,
    at: Moment,
    body: String,
    salt: String,
});

row!(CommitmentRow commitments Commitment {
    id: Id<Commitment>,
    version: i32,
    subject: Id<Subject>,
    petition: Option<Id<Petition>>,
    owner: Id<Account>,
    what: String,
    evidence: String,
    due: NaiveDate,
    state: CommitmentState,
    done_on: Option<NaiveDate>,
    words: String,
    salt: String,
    confirmed_by: Option<Id<Account>>,
    confirmed_on: Option<NaiveDate>,
    first_due: Option<NaiveDate>,
    unfinished: String,
    unfinished_salt: String,
    unfinished_by: Option<Id<Account>>,
    unfinished_on: Option<NaiveDate>,
});

row!(MediationRow mediations Mediation {
    id: Id<Mediation>,
    version: i32,
    number: i32,
    year: i32,
    received_on: NaiveDate,
    owner: Id<Account>,
    petition: Option<Id<Petition>>,
    village: Option<String>,
    parcel: String,
    map_sheet: String,
    summary: String,
    state: MediationState,
    meeting_on: Option<NaiveDate>,
    absences: i32,
    minutes_no: Option<String>,
    minutes_date: Option<NaiveDate>,
    ended_on: Option<NaiveDate>,
});

row!(CompetenceRow competences Competence {
    id: Id<Competence>,
    version: i32,
    paper: LandPaper,
    body: Body,
    authority: Option<String>,
    signer: String,
    handing: Handing,
    since: NaiveDate,
    until: Option<NaiveDate>,
    document_no: String,
    note: String,
});

row!(AssistanceRow assistances Assistance {
    id: Id<Assistance>,
    petition: Id<Petition>,
    unit: String,
    asker: Id<Account>,
    question: Id<Text>,
    asked_on: NaiveDate,
    answer: Option<Id<Text>>,
    answered_by: Option<Id<Account>>,
    ending: Option<AssistanceEnd>,
    ended_on: Option<NaiveDate>,
});

row!(QuestionRow questions Question {
    id: Id<Question>,
    asker: Id<Account>,
    about: About,
    petition: Option<Id<Petition>>,
    subject: Option<Id<Subject>>,
    figure: Option<Figure>,
    title: String,
    answerer: Option<Id<Account>>,
    follows: Option<Id<Question>>,
    body: String,
    salt: String,
    asked_on: NaiveDate,
    answer: Option<String>,
    answer_salt: Option<String>,
    answered_by: Option<Id<Account>>,
    answered_on: Option<NaiveDate>,
});

row!(WithdrawalRow withdrawals Withdrawal {
    id: Id<Withdrawal>,
    petition: Id<Petition>,
    part: Extent,
    pressed: Answer3,
    signed_on: NaiveDate,
});

row!(LinkRow duplicates Link {
    id: Id<Link>,
    petition: Id<Petition>,
    main: Id<Petition>,
    since: NaiveDate,
    ended_on: Option<NaiveDate>,
});

row!(SplitRow splits Split {
    petition: Id<Petition>,
    source: Id<Petition>,
    since: NaiveDate,
});

row!(ListChangeRow list_changes ListChange {
    list: List,
    code: String,
    revision: i32,
    aspect: Aspect,
    value: String,
    was: String,
    since: NaiveDate,
    ground: String,
});

row!(LateReasonRow late_reasons LateReason {
    code: String,
    name: String,
    since: NaiveDate,
    until: Option<NaiveDate>,
});

row!(LatenessRow latenesses Lateness {
    clock: Id<Clock>,
    petition: Id<Petition>,
    code: String,
    ended_on: NaiveDate,
});

row!(RetentionRow keepings Retention {
    petition: Id<Petition>,
    since: NaiveDate,
    until: NaiveDate,
    fate: Option<Fate>,
    decided_on: Option<NaiveDate>,
});

row!(AccountRow accounts Account {
    id: Id<Account>,
    version: i32,
    username: String,
    name: String,
    title: String,
    role: Role,
    unit: Option<String>,
    village: Option<String>,
    lead: bool,
    answers_to: Option<Id<Account>>,
    must_change: bool,
    closed: bool,
});

row!(AbsenceRow absences Absence {
    id: Id<Absence>,
    version: i32,
    account: Id<Account>,
    since: NaiveDate,
    until: NaiveDate,
    deputy: Id<Account>,
});

row!(RouteRow routes Route {
    id: Id<Route>,
    version: i32,
    topic: Topic,
    village: Option<String>,
    kind: Option<Kind>,
    unit: String,
    officer: Option<Id<Account>>,
    since: NaiveDate,
    until: Option<NaiveDate>,
});

row!(SlotRow slots Slot {
    account: Id<Account>,
    day: NaiveDate,
    part: Part,
    subject: Id<Subject>,
    occasion: Occasion,
});

row!(ReceptionRow receptions Reception {
    id: Id<Reception>,
    version: i32,
    head: Id<Account>,
    day: NaiveDate,
    part: Part,
    hours: String,
    place: String,
    attending: String,
    agenda: String,
    unplanned: bool,
    seats: i32,
    state: ReceptionState,
    posted_on: NaiveDate,
});

row!(ReceptionNoteRow reception_notes Note {
    id: Id<Note>,
    reception: Id<Reception>,
    kind: NoteKind,
    day: NaiveDate,
    part: Part,
    body: String,
    salt: String,
    author: Option<Id<Account>>,
    at: Moment,
});

row!(TurnRow turns Turn {
    id: Id<Turn>,
    reception: Id<Reception>,
    number: i32,
    petition: Option<Id<Petition>>,
    via: Via,
    state: TurnState,
    taken_at: Moment,
    owed: Option<CallCause>,
    told_on: Option<NaiveDate>,
    medium: Option<Medium>,
});

/// A second factor without its secret.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = schema::factors, treat_none_as_default_value = false)]
pub struct FactorRow {
    pub account: Id<Account>,
    pub version: i32,
    pub is_set: bool,
    pub last_step: i64,
    pub codes: Codes,
}

impl From<FactorRow> for Factor {
    fn from(row: FactorRow) -> Factor {
        let FactorRow { account, version, is_set, last_step, codes } = row;
        Factor { account, version, is_set, last_step, codes }
    }
}

impl From<&Factor> for FactorRow {
    fn from(of: &Factor) -> FactorRow {
        let Factor { account, version, is_set, last_step, codes } = of.clone();
        FactorRow { account, version, is_set, last_step, codes }
    }
}
row!(BookEntryRow book_entries Entry {
    id: Id<Entry>,
    version: i32,
    number: i32,
    year: i32,
    reception: Option<Id<Reception>>,
    turn: Option<Id<Turn>>,
    day: NaiveDate,
    receiver: Id<Account>,
    content: String,
    kind: Option<Kind>,
    people: i32,
    representatives: i32,
    handled_by: String,
    competent: Option<bool>,
    guided_to: String,
    guide_no: String,
    passed_to: String,
    pass_no: String,
    result: String,
    petition: Option<Id<Petition>>,
    refusal: Option<RefusalGround>,
    refusal_no: Option<String>,
    refusal_date: Option<NaiveDate>,
    sealed: bool,
});

row!(ConclusionRow conclusions Conclusion {
    reception: Id<Reception>,
    body: String,
    contact: String,
    document_no: String,
    document_date: NaiveDate,
});

row!(TaskRow conclusion_tasks Task {
    id: Id<Task>,
    reception: Id<Reception>,
    position: i32,
    body: String,
    owner: Id<Account>,
    due: NaiveDate,
    done_on: Option<NaiveDate>,
    result: String,
});

/// A story without its petition's id.
#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = schema::stories, treat_none_as_null = true, treat_none_as_default_value = false)]
pub struct StoryRow {
    pub body: String,
    pub happened_on: Option<NaiveDate>,
    pub residence: Option<String>,
    pub place: String,
    pub parcel: String,
    pub map_sheet: String,
    pub project: String,
    pub decision_no: String,
    pub decision_date: Option<NaiveDate>,
    pub decision_signer: String,
}

impl From<StoryRow> for Story {
    fn from(row: StoryRow) -> Story {
        let StoryRow {
            body,
            happened_on,
            residence,
            place,
            parcel,
            map_sheet,
            project,
            decision_no,
            decision_date,
            decision_signer,
        } = row;
        Story {
            body,
            happened_on,
            residence,
            place,
            parcel,
            map_sheet,
            project,
            decision_no,
            decision_date,
            decision_signer,
        }
    }
}

impl From<&Story> for StoryRow {
    fn from(of: &Story) -> StoryRow {
        let Story {
            body,
            happened_on,
            residence,
            place,
            parcel,
            map_sheet,
            project,
            decision_no,
            decision_date,
            decision_signer,
        } = of.clone();
        StoryRow {
            body,
            happened_on,
            residence,
            place,
            parcel,
            map_sheet,
            project,
            decision_no,
            decision_date,
            decision_signer,
        }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::tellings, treat_none_as_default_value = false)]
pub struct TellingRow {
    pub id: Id<Telling>,
    pub petition: Id<Petition>,
    pub medium: Medium,
    pub sent_on: NaiveDate,
    pub delivered_on: Option<NaiveDate>,
    pub about: Stage,
    pub account: Option<Id<Account>>,
}

impl From<TellingRow> for Telling {
    fn from(row: TellingRow) -> Telling {
        let TellingRow { id, petition, medium, sent_on, delivered_on, about, account } = row;
        Telling { id, petition, medium, sent_on, delivered_on, about, by: account }
    }
}

impl From<&Telling> for TellingRow {
    fn from(of: &Telling) -> TellingRow {
        let Telling { id, petition, medium, sent_on, delivered_on, about, by } = of.clone();
        TellingRow { id, petition, medium, sent_on, delivered_on, about, account: by }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::files, treat_none_as_default_value = false)]
pub struct FileRow {
    pub id: Id<Attachment>,
    pub petition: Id<Petition>,
    pub position: i32,
    pub source: Source,
    pub purpose: Purpose,
    pub name: String,
    pub media: String,
    pub bytes: i64,
    pub preview: bool,
}

impl From<FileRow> for PetitionFile {
    fn from(row: FileRow) -> PetitionFile {
        let FileRow { id, petition, position, source, purpose, name, media, bytes, preview } = row;
        PetitionFile { petition, position, source, purpose, file: Attachment { id, name, media, bytes, preview } }
    }
}

impl From<&PetitionFile> for FileRow {
    fn from(of: &PetitionFile) -> FileRow {
        let PetitionFile { petition, position, source, purpose, file } = of.clone();
        let Attachment { id, name, media, bytes, preview } = file;
        FileRow { id, petition, position, source, purpose, name, media, bytes, preview }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::minutes_scans, treat_none_as_default_value = false)]
pub struct ScanRow {
    pub id: Id<Attachment>,
    pub minutes: Id<Minutes>,
    pub position: i32,
    pub name: String,
    pub media: String,
    pub bytes: i64,
    pub preview: bool,
}

impl From<ScanRow> for Scan {
    fn from(row: ScanRow) -> Scan {
        let ScanRow { id, minutes, position, name, media, bytes, preview } = row;
        Scan { minutes, position, file: Attachment { id, name, media, bytes, preview } }
    }
}

impl From<&Scan> for ScanRow {
    fn from(of: &Scan) -> ScanRow {
        let Scan { minutes, position, file } = of.clone();
        let Attachment { id, name, media, bytes, preview } = file;
        ScanRow { id, minutes, position, name, media, bytes, preview }
    }
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = schema::events, treat_none_as_default_value = false)]
pub struct EventRow {
    pub id: Id<Event>,
    pub at: Moment,
    pub actor: String,
    pub account: Option<Id<Account>>,
    pub petition: Option<Id<Petition>>,
    pub subject: Option<Id<Subject>>,
    pub deed: Deed,
    pub form: Option<String>,
    pub body: String,
}

impl From<EventRow> for Event {
    fn from(row: EventRow) -> Event {
        let EventRow { id, at, actor, account, petition, subject, deed, form, body } = row;
        // A body that does not parse is shown as empty; `audit verify` hashes the stored text itself.
        Event {
            id,
            at: at.into(),
            by: actor,
            account,
            petition,
            subject,
            deed,
            form,
            body: serde_json::from_str(&body).unwrap_or_default(),
        }
    }
}

impl From<&Event> for EventRow {
    fn from(of: &Event) -> EventRow {
        let Event { id, at, by, account, petition, subject, deed, form, body } = of.clone();
        let body = serde_json::to_string(&body).unwrap_or_default();
        EventRow { id, at: at.into(), actor: by, account, petition, subject, deed, form, body }
    }
}
