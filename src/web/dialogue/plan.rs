//! Planning a dialogue (`/doi-thoai/moi`): the open petitions of a project, a topic, a village; ticked they are its agenda.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{fingerprint, form::person, shown::first_day_words};
use crate::{
    domain::{
        dialogue::{
            AGENDA_MAX, ConferenceGround, DialogueKind, notice,
            plan::{is_for_agenda, is_for_own_dialogue},
        },
        event::Deed,
        form::Fields,
        id::Id,
        person::Role,
        petition::{Petition, Stage, Topic},
        policy::Sight,
        refusal::Refusal,
    },
    register,
    store::{self, board::Filter},
    web::{
        desk::{Answer, Desk},
        error::Failure,
        line::Line,
        page::{Choice, Page, Typed},
    },
};

const ROLES: &[Role] = &[Role::Clerk, Role::Chair, Role::ViceChair];
const TYPED: &[&str] = &[
    "kind",
    "topic",
    "village",
    "project",
    "subject",
    "day",
    "hour",
    "place",
    "bring",
    "chair",
    "with_front",
    "ground",
];

#[derive(Serialize)]
struct PlanPage {
    #[serde(flatten)]
    typed: Typed,
    trouble: String,
    kind: DialogueKind,
    of: String,
    candidates: Vec<Line>,
    complaints: Vec<Line>,
    ticked: Vec<String>,
    most: usize,
    kinds: Vec<Choice>,
    grounds: Vec<Choice>,
    topics: Vec<Choice>,
    villages: Vec<Choice>,
    chairs: Vec<Choice>,
    first_day: String,
    announce_by: Option<NaiveDate>,
}

impl Page for PlanPage {
    const TEMPLATE: &'static str = "dialogue/new.html";
}

/// `GET /doi-thoai/moi?kind=&topic=&village=&project=&petition=`.
pub fn show_plan(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    let query = &desk.visit.query;
    let kind = kind_of(query);
    let mut fields = query.clone();
    let first = notice::first_day(kind, desk.today(), &desk.office);
    let empty = |fields: &Fields, field: &str| fields.get(field).is_empty();
    for (field, value) in [
        ("day", first.map_or(String::new(), |day| day.format("%d/%m/%Y").to_string())),
        ("hour", "14:00".to_owned()),
        ("chair", desk.office.chair().map_or(String::new(), |chair| chair.username.clone())),
        ("bring", BRING.to_owned()),
        ("ground", ConferenceGround::Yearly.code().to_owned()),
    ] {
        if empty(&fields, field) {
            fields.set(field, value);
        }
    }
    let page = page_of(desk, kind, &fields, Typed::of(TYPED, &fields, Vec::new()), String::new())?;
    desk.page(&page)
}

const BRING: &str = "Căn cước, giấy tờ liên quan đến việc đối thoại";

/// `POST /doi-thoai/moi`.
pub fn plan(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    let fields = &desk.visit.fields;
    let petitions: Vec<Id<Petition>> = fields.all("petitions").iter().filter_map(|id| id.parse().ok()).collect();
    if petitions.len() > AGENDA_MAX {
        return Err(Failure::TooLarge);
    }
    let act = desk.act().with_form(fingerprint(desk, "moi", Deed::PlanDialogue)?);
    let (status, trouble, errors) = match register::plan_dialogue(desk.store(), &act, fields, petitions) {
        Ok(dialogue) => return desk.see(format!("/doi-thoai/{dialogue}")),
        Err(register::Failure::Refused(Refusal::Fields(errors))) => {
            (StatusCode::UNPROCESSABLE_ENTITY, String::new(), errors)
        }
        Err(register::Failure::Refused(Refusal::Untimely(words))) => (StatusCode::CONFLICT, words, Vec::new()),
        Err(failure) => return Err(failure.into()),
    };
    let page = page_of(desk, kind_of(fields), fields, Typed::of(TYPED, fields, errors), trouble)?;
    desk.page_as(status, &page)
}

/// What was chosen; else what the address is about.
fn kind_of(fields: &Fields) -> DialogueKind {
    let about = |field: &str| !fields.get(field).is_empty();
    DialogueKind::from_code(&fields.get("kind")).unwrap_or(if about("petition") {
        DialogueKind::Complaint
    } else if about("topic") || about("project") {
        DialogueKind::Thematic
    } else {
        DialogueKind::Conference
    })
}

fn page_of(
    desk: &Desk,
    kind: DialogueKind,
    fields: &Fields,
    typed: Typed,
    trouble: String,
) -> Result<PlanPage, Failure> {
    let (candidates, complaints) = open_petitions(desk, fields)?;
    let mut ticked = fields.all("petitions");
    ticked.extend(fields.all("petition"));
    let heads = desk.office.staff.iter().filter(|account| account.role.heads() && !account.closed);
    let day = crate::domain::form::parse_date(&fields.get("day"));
    let last = day.and_then(|day| notice::last_day(kind, day, &desk.office).ok());
    Ok(PlanPage {
        of: about(desk, fields),
        kind,
        candidates,
        complaints,
        ticked,
        most: AGENDA_MAX,
        kinds: DialogueKind::ALL.iter().map(|kind| Choice::new(kind.code(), kind.label())).collect(),
        grounds: ConferenceGround::ALL.iter().map(|one| Choice::new(one.code(), one.label())).collect(),
        topics: desk
            .office
            .topics_in_use()
            .filter(|(topic, _)| *topic != Topic::Conduct)
            .map(|(topic, kept)| Choice::new(topic.code(), &kept.name))
            .collect(),
        villages: desk.office.villages_in_use().map(|village| Choice::new(&village.code, &village.name)).collect(),
        chairs: heads.map(person).collect(),
        first_day: first_day_words(desk, kind),
        announce_by: last.map(|last| last.due),
        typed,
        trouble,
    })
}

/// “về dự án hồ Tả Trạch ở Thôn Hạ”.
fn about(desk: &Desk, fields: &Fields) -> String {
    let project = Some(fields.get("project")).filter(|project| !project.is_empty());
    let topic = Topic::from_code(&fields.get("topic")).map(|topic| desk.office.topic_label(topic).to_lowercase());
    let village = desk.office.village(&fields.get("village")).map(|village| village.name.clone());
    let parts = [
        project.map(|project| format!("về dự án {project}")),
        topic.map(|topic| format!("về {topic}")),
        village.map(|village| format!("ở {village}")),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Open petitions of the project, topic and village in sight: those for an agenda, and complaints for their own dialogue.
/// What is sealed, about conduct, or hidden from somebody stands in neither.
fn open_petitions(desk: &Desk, fields: &Fields) -> Result<(Vec<Line>, Vec<Line>), Failure> {
    let sight: Sight = desk.sight()?;
    let filter = Filter {
        query: fields.get("project"),
        topic: Topic::from_code(&fields.get("topic")),
        village: desk.office.village(&fields.get("village")).map(|village| village.code.clone()),
        stages: Stage::OPEN.to_vec(),
        ..Filter::default()
    };
    let rows = desk.store().read(|conn| {
        let page = store::board::list(conn, &sight, &filter)?;
        let ids: Vec<Id<Petition>> = page.rows.iter().map(|row| row.petition.id).collect();
        let taken = store::dialogue::not_free(conn, &ids, &sight)?;
        let free = page.rows.into_iter().filter(|row| !taken.contains(&row.petition.id));
        Ok::<_, Failure>(free.collect::<Vec<_>>())
    })?;
    let lines = |fits: fn(&Petition) -> bool| {
        rows.iter().filter(|row| fits(&row.petition)).map(|row| Line::of(desk, &sight, row)).collect()
    };
    Ok((lines(is_for_agenda), lines(is_for_own_dialogue)))
}
