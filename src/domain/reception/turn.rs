//! Turns: who is received in which order, with numbers without gaps and never more than there are seats.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use super::{Reception, ReceptionState, Sitting, keeper};
use crate::domain::{
    act::{Act, Actor},
    change::{Change, Write},
    event::Deed,
    form::{Fields, Reader},
    id::Id,
    mail,
    petition::{Medium, Petition},
    refusal::Refusal,
    words::words,
};

words!(pub Via { Code "code" "Hẹn bằng mã đơn", Counter "counter" "Lấy số tại xã" });

words!(
    pub TurnState { Waiting "waiting" "Đang chờ", Received "received" "Đã tiếp", Gone "gone" "Không đến", Cancelled "cancelled" "Đã bỏ hẹn" }
);

words!(
    /// Why whoever booked has to be told.
    pub CallCause { Moved "moved" "Đổi ngày", CalledOff "called_off" "Đã hủy" }
);

/// One number of one reception. Numbers begin at 1 in each part of a day and are never given twice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Turn {
    pub id: Id<Turn>,
    pub reception: Id<Reception>,
    pub number: i32,
    pub petition: Option<Id<Petition>>,
    pub via: Via,
    pub state: TurnState,
    pub taken_at: DateTime<Utc>,
    /// The day was moved or called off: whoever booked it has to be told.
    pub owed: Option<CallCause>,
    /// Of that, when and how they were.
    pub told_on: Option<NaiveDate>,
    pub medium: Option<Medium>,
}

impl Turn {
    /// Somebody still has to be told.
    pub fn awaits_call(&self) -> bool {
        self.owed.is_some() && self.told_on.is_none()
    }

    /// Sits on a seat.
    fn is_live(&self) -> bool {
        matches!(self.state, TurnState::Waiting | TurnState::Received)
    }
}

/// How many can still be received.
pub fn seats_left(reception: &Reception, turns: &[Turn]) -> i32 {
    let live = turns.iter().filter(|turn| turn.is_live()).count();
    reception.seats - i32::try_from(live).unwrap_or(i32::MAX)
}

/// The next number: of the petition whose code somebody holds, or at the counter of a clerk.
pub fn draw(petition: Option<Id<Petition>>, sitting: &Sitting, act: &Act) -> Result<Change, Refusal> {
    let via = match act.by {
        Actor::Citizen => Via::Code,
        _ => Via::Counter,
    };
    if via == Via::Counter {
        keeper(act)?;
    }
    let Sitting { reception, turns, .. } = sitting;
    let today = act.today();
    let is_open = reception.state == ReceptionState::Planned
        && if via == Via::Code { reception.day > today } else { reception.day >= today };
    if !is_open {
        return Err(Refusal::Untimely("Buổi tiếp dân này không còn nhận hẹn. Xin chọn buổi khác.".to_owned()));
    }
    if let Some(turn) = petition.and_then(|id| waiting_of(turns, id)) {
        return Err(Refusal::field("reception", format!("Đơn này đã có hẹn buổi này, số {}.", turn.number)));
    }
    if seats_left(reception, turns) <= 0 {
        return Err(Refusal::field(
            "reception",
            format!("Buổi này đã đủ {} lượt. Xin chọn buổi khác.", reception.seats),
        ));
    }
    let number = turns.iter().map(|turn| turn.number).max().unwrap_or(0) + 1;
    let turn = Turn {
        id: act.mint(),
        reception: reception.id,
        number,
        petition,
        via,
        state: TurnState::Waiting,
        taken_at: act.at,
        owed: None,
        told_on: None,
        medium: None,
    };
    Ok(Change::about(reception.id, act, Deed::BookTurn)
        .noting("turn", turn.id)
        .noting("number", number)
        .noting("petition", petition)
        .with(Write::Turn(turn))
        .with_all(petition.map(|petition| mail::invitation(petition, None, act))))
}

/// Those who booked by a petition have to be told; who took a number at the counter left no phone.
pub(super) fn call_all(turns: &[Turn], cause: CallCause) -> Vec<Write> {
    let booked = turns.iter().filter(|turn| turn.petition.is_some() && turn.state == TurnState::Waiting);
    let owed = |turn: &Turn| Turn { owed: Some(cause), told_on: None, medium: None, ..turn.clone() };
    booked.map(owed).map(Write::SaveTurn).collect()
}

/// Those who keep their numbers on another day are written to as well.
pub(super) fn write_to_all(turns: &[Turn], act: &Act) -> Vec<Write> {
    let booked = turns.iter().filter(|turn| turn.state == TurnState::Waiting).filter_map(|turn| turn.petition);
    booked.map(|petition| mail::invitation(petition, None, act)).collect()
}

/// One of them was told.
pub fn told(fields: &Fields, sitting: &Sitting, act: &Act) -> Result<Change, Refusal> {
    keeper(act)?;
    let number = fields.get("number").parse::<i32>().unwrap_or(0);
    let turn = sitting.turns.iter().find(|turn| turn.number == number).ok_or(Refusal::Unseen)?;
    if !turn.awaits_call() {
        return Err(Refusal::Untimely(format!("Số {number} đã được báo rồi, hoặc không phải báo.")));
    }
    let mut reader = Reader::new(fields);
    let medium = reader.word("channel", Medium::from_code, "Xin chọn đã báo bằng cách nào.");
    reader.done()?;
    let after = Turn { told_on: Some(act.today()), medium, ..turn.clone() };
    Ok(Change::about(turn.reception, act, Deed::TellTurn)
        .noting("turn", turn.id)
        .noting("number", number)
        .noting("medium", medium)
        .with(Write::SaveTurn(after)))
}

pub fn waiting_of(turns: &[Turn], petition: Id<Petition>) -> Option<&Turn> {
    turns.iter().find(|turn| turn.petition == Some(petition) && turn.state == TurnState::Waiting)
}

/// The person's own booking, taken back; the number stays used.
pub fn give_up(petition: Id<Petition>, sitting: &Sitting, act: &Act) -> Result<Change, Refusal> {
    let turn = waiting_of(&sitting.turns, petition).ok_or(Refusal::Unseen)?;
    Ok(ended(turn, TurnState::Cancelled, act))
}

/// A clerk calls a number and nobody comes, or somebody says they will not.
pub fn dismiss(number: i32, state: TurnState, sitting: &Sitting, act: &Act) -> Result<Change, Refusal> {
    keeper(act)?;
    let turn = sitting.turns.iter().find(|turn| turn.number == number).ok_or(Refusal::Unseen)?;
    if turn.state != TurnState::Waiting || !matches!(state, TurnState::Gone | TurnState::Cancelled) {
        return Err(Refusal::Untimely(format!("Số {number} đang là “{}”.", turn.state.label())));
    }
    Ok(ended(turn, state, act))
}

fn ended(turn: &Turn, state: TurnState, act: &Act) -> Change {
    let after = Turn { state, ..turn.clone() };
    Change::about(turn.reception, act, Deed::CancelTurn)
        .noting("turn", turn.id)
        .noting("number", turn.number)
        .noting("state", state)
        .with(Write::SaveTurn(after))
}
