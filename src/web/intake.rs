//! The counter (`/tiep-nhan`): one dense page, read back aloud, filed once, and a slip to carry home.

use actix_web::http::StatusCode;
use chrono::NaiveDate;
use serde::Serialize;

use super::{
    desk::{Answer, Desk},
    error::Failure,
    filing::{expect_open, qr, tell_by, tell_by_from, topics, villages},
    handover::{self, Handed, Handover},
    page::{Choice, Page, Typed},
};
use crate::{
    domain::{
        clock::FIRST_REPLY,
        code::Code,
        counter,
        filing::{Filing, MEMBERS_MAX},
        form::{Fields, parse_date},
        id::Id,
        person::Role,
        petition::{Answer3, Channel, Kind, Petition},
        reception::book::{self, Entry},
        refusal::{FieldError, Refusal},
    },
    keys::{self, Token},
    register, store,
};

const ROLES: &[Role] = &[Role::Clerk, Role::VillageHead];
const FIELDS: &[&str] = &[
    "channel",
    "kind",
    "received_on",
    "signed_on",
    "topic",
    "about_decision",
    "body",
    "happened_on",
    "village",
    "place",
    "parcel",
    "map_sheet",
    "project",
    "decision_no",
    "decision_date",
    "decision_signer",
    "anonymous",
    "full_name",
    "phone",
    "address",
    "email",
    "village_of_residence",
    "members",
    "consent",
    "entry",
];

#[derive(Serialize)]
struct IntakePage {
    #[serde(flatten)]
    typed: Typed,
    slip: String,
    by_head: bool,
    topics: Vec<Choice>,
    channels: Vec<Choice>,
    kinds: Vec<Choice>,
    abouts: Vec<Choice>,
    villages: Vec<Choice>,
    staff: Vec<Choice>,
    accused: Vec<String>,
    members: usize,
    tell_by: NaiveDate,
    /// Everything was understood: only the reading back is left.
    read_back: bool,
}

impl Page for IntakePage {
    const TEMPLATE: &'static str = "intake/form.html";
}

pub fn show(desk: &Desk) -> Answer {
    let account = desk.account_as(ROLES)?;
    expect_open(desk)?;
    let mut fields = Fields::new().with("received_on", desk.today().format("%d/%m/%Y").to_string());
    if let Some(village) = account.village.as_deref().filter(|_| account.role == Role::VillageHead) {
        fields.set("village", village.to_owned());
        fields.set("village_of_residence", village.to_owned());
    }
    ask(desk, &fields, Vec::new(), Token::new_random())
}

/// What was written down elsewhere, carried on into the counter's form; nothing of it is kept until it is filed.
pub fn carried_on(desk: &Desk, carried: &Fields) -> Answer {
    desk.account_as(ROLES)?;
    let mut fields = carried.clone();
    fields.set("channel", Channel::Counter.code().to_owned());
    fields.set("received_on", desk.today().format("%d/%m/%Y").to_string());
    ask(desk, &fields, Vec::new(), Token::new_random())
}

/// The line of the reception book that this petition was told for; of a tố cáo nothing stays there.
fn link_entry(desk: &Desk, fields: &Fields, petition: Id<Petition>) -> Result<(), Failure> {
    let Ok(entry) = fields.get("entry").parse::<Id<Entry>>() else { return Ok(()) };
    let sealed = fields.get("kind") == Kind::Denunciation.code();
    let act = desk.act();
    let linked = register::decide(desk.store(), &act, entry, |written, _| {
        if sealed { book::hide(written, &act) } else { book::link(written, petition, &act) }
    });
    match linked {
        // Filed twice, or mended meanwhile: the petition stands whatever the book says.
        Ok(_) | Err(register::Failure::Refused(_)) => Ok(()),
        Err(failure) => Err(failure.into()),
    }
}

fn ask(desk: &Desk, fields: &Fields, mut errors: Vec<FieldError>, token: Token) -> Answer {
    let by_head = desk.account()?.role == Role::VillageHead;
    // Whoever asks to read it back has not forgotten the consent.
    let reading = fields.get("step") == "read";
    errors.retain(|error| !reading || error.field != "consent");
    let read_back = reading && errors.is_empty();
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = IntakePage {
        slip: token.text(),
        by_head,
        topics: topics(desk),
        channels: channels(by_head),
        kinds: kinds(by_head),
        abouts: [Answer3::No, Answer3::Yes, Answer3::Unknown].map(|word| Choice::new(word.code(), word.label())).into(),
        villages: villages(desk),
        staff: if by_head { Vec::new() } else { staff(desk) },
        accused: fields.all("concerns"),
        members: counter::names(fields).len(),
        // An impossible day is named among the errors.
        tell_by: parse_date(&fields.get("received_on"))
            .and_then(|day| tell_by_from(desk, day).ok())
            .map_or_else(|| tell_by(desk), Ok)?,
        read_back,
        typed: Typed::of(FIELDS, fields, errors),
    };
    desk.page_as(status, &page)
}

fn channels(by_head: bool) -> Vec<Choice> {
    let open = |channel: &&Channel| match channel {
        Channel::Online => false,
        channel => !by_head || **channel == Channel::VillageHead,
    };
    Channel::ALL.iter().filter(open).map(|channel| Choice::new(channel.code(), channel.label())).collect()
}

fn kinds(by_head: bool) -> Vec<Choice> {
    let open = |kind: &&Kind| !by_head || **kind != Kind::Denunciation;
    Kind::ALL.iter().filter(open).map(|kind| Choice::new(kind.code(), kind.label())).collect()
}

fn staff(desk: &Desk) -> Vec<Choice> {
    let present = desk.office.staff.iter().filter(|account| !account.closed && account.role != Role::Admin);
    present
        .map(|account| {
            let hint = if account.title.is_empty() { account.role.label() } else { &account.title };
            Choice { hint: hint.to_owned(), ..Choice::new(&account.username, &account.name) }
        })
        .collect()
}

/// Files once, however often the button is pressed, and hands over the slip.
pub fn file(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    let mut fields = desk.visit.fields.clone();
    if fields.get("step") == "read" {
        fields.set("consent", String::new());
    }
    let token = Token::parse(&fields.get("slip")).unwrap_or_else(Token::new_random);
    let act = desk.act();
    if let Err(refusal) = Filing::counter(&fields, &act, &desk.office, keys::draw_code(), &[]) {
        return match refusal {
            Refusal::Fields(errors) => ask(desk, &fields, errors, token),
            other => Err(other.into()),
        };
    }
    let (token, code, codes) = codes(desk, &fields, token)?;
    let draft = handover::id_of(token);
    let counter = |office: &_, code| {
        Filing::counter(&fields, &act, office, code, &codes).map(|filing| Filing { draft: Some(draft), ..filing })
    };
    let petition = register::file(desk.store(), &act, counter, &code, Some(draft))?;
    link_entry(desk, &fields, petition)?;
    Ok(desk.see("/tiep-nhan/phieu")?.with_cookie(handover::cookie(desk, token)))
}

/// Draws the codes and keeps them, before anything is filed; the same form sent again finds them.
fn codes(desk: &Desk, fields: &Fields, token: Token) -> Result<(Token, Code, Vec<Code>), Failure> {
    let form = fingerprint(desk, fields)?;
    // Whoever goes back and changes what was filed writes another petition.
    let token = match handover::look(desk, token)? {
        Some(it) if it.form != form => Token::new_random(),
        _ => token,
    };
    let names = counter::names(fields).into_iter().take(MEMBERS_MAX);
    let members = names.map(|name| (name, keys::draw_code().digits().to_owned())).collect();
    let kind = Kind::from_code(&fields.get("kind")).ok_or(Failure::Broken)?;
    let handed = Handed::Petition { code: keys::draw_code().digits().to_owned(), members, kind };
    let kept = handover::keep(desk, token, &Handover { account: desk.account()?.id, form, handed })?;
    let Handed::Petition { code, members, .. } = kept.handed else { return Err(Failure::Broken) };
    let parse = |code: &str| Code::parse(code).map_err(|_| Failure::Broken);
    let codes = members.iter().map(|(_, code)| parse(code)).collect::<Result<_, _>>()?;
    Ok((token, parse(&code)?, codes))
}

fn fingerprint(desk: &Desk, fields: &Fields) -> Result<String, Failure> {
    let filled: Vec<(&str, &[String])> = fields.iter().filter(|(field, _)| !["slip", "step"].contains(field)).collect();
    let text = serde_json::to_vec(&filled).map_err(|_| Failure::Broken)?;
    Ok(desk.store().keys.form(&[desk.account()?.id.uuid().as_bytes(), &text]))
}

#[derive(Serialize)]
struct SlipPage {
    code: String,
    members: Vec<(String, String)>,
    /// Only for those who may open it: a village head and whoever took down a tố cáo see the slip alone.
    petition: Option<Id<Petition>>,
    filed_at: chrono::DateTime<chrono::Utc>,
    tell_by: Option<NaiveDate>,
    kind: Kind,
    signed: bool,
    past_heads: bool,
    qr_svg: String,
}

impl Page for SlipPage {
    const TEMPLATE: &'static str = "intake/slip.html";
}

/// The slip just filed, to print, read aloud and hand over.
pub fn show_slip(desk: &Desk) -> Answer {
    let account = desk.account_as(ROLES)?;
    let Some(Handover { handed: Handed::Petition { code, members, kind }, .. }) = handover::held(desk)? else {
        return desk.see("/tiep-nhan");
    };
    let parsed = Code::parse(&code).map_err(|_| Failure::Broken)?;
    let case = desk.store().read(|conn| match store::petition::by_code(desk.store(), conn, &parsed)? {
        Some(id) => store::petition::load(conn, id).map(Some),
        None => Ok(None),
    })?;
    let Some(case) = case else { return desk.see("/tiep-nhan") };
    let petition = &case.petition;
    let opens = account.role == Role::Clerk && !petition.sealed && !petition.is_confined();
    desk.page(&SlipPage {
        qr_svg: qr(&format!("{}/don/{}", desk.app.config.base(), parsed.digits()))?,
        members,
        petition: opens.then_some(petition.id),
        filed_at: petition.received_at,
        tell_by: case.running(FIRST_REPLY).map(|clock| clock.due),
        kind,
        signed: petition.signed_on.is_some(),
        past_heads: petition.past_heads,
        code,
    })
}

/// The next person stands at the counter.
pub fn forget_slip(desk: &Desk) -> Answer {
    desk.account_as(ROLES)?;
    handover::forget(desk)?;
    Ok(desk.see("/tiep-nhan")?.with_cookie(handover::drop_cookie(desk)))
}
