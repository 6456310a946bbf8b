//! What lies on the table of one petition, several kinds of things by one query: each kind is joined to a sheet of its own.

use diesel::prelude::*;

use super::{
    Conn, Trouble,
    connection::on,
    row::{
        AnswerRow, AssistanceRow, ClockRow, FileRow, LinkRow, MediationRow, PaperRow, PartyRow, SplitRow, TellingRow,
        TextRow, WithdrawalRow,
    },
    schema::{
        answers, assistances, clocks, concerns, duplicates, files, mediations, papers, parties, sheets, splits,
        tellings, texts, withdrawals,
    },
};
use crate::domain::{
    assistance::{Asked, Assistance},
    clock::Clock,
    duplicate::Link,
    id::Id,
    mediation::{Mediating, Mediation},
    paper::Paper,
    person::Account,
    petition::{Answer, Concern, Party, Petition, PetitionFile, Telling, Text},
    split::Split,
    withdrawal::Withdrawal,
};

/// Who is in it and what it hangs together with.
pub(super) struct People {
    pub parties: Vec<Party>,
    pub concerns: Vec<Concern>,
    pub links: Vec<Link>,
    pub splits: Vec<Split>,
}

/// What was said, sent, shown and taken back.
pub(super) struct Said {
    pub texts: Vec<Text>,
    pub tellings: Vec<Telling>,
    pub files: Vec<PetitionFile>,
    pub withdrawals: Vec<Withdrawal>,
}

/// What runs and what was decided.
pub(super) struct Decided {
    pub clocks: Vec<Clock>,
    pub answers: Vec<Answer>,
    pub papers: Vec<Paper>,
    /// What other units were asked, each with its limit.
    pub asked: Vec<Asked>,
    /// Land mediations that came from it, each with its limit.
    pub mediations: Vec<Mediating>,
}

type Concerned = (Id<Account>, bool);

pub(super) fn people(conn: &mut Conn, id: Id<Petition>) -> Result<People, Trouble> {
    type Row = (Option<PartyRow>, Option<Concerned>, Option<LinkRow>, Option<SplitRow>);
    let rows: Vec<Row> = on!(conn, c => sheets::table
        .left_join(parties::table.on(sheets::n.eq(1).and(parties::petition.eq(id))))
        .left_join(concerns::table.on(sheets::n.eq(2).and(concerns::petition.eq(id))))
        .left_join(duplicates::table.on(sheets::n.eq(3)
            .and(duplicates::petition.eq(id).or(duplicates::main.eq(id)))
            .and(duplicates::ended_on.is_null())))
        .left_join(splits::table.on(sheets::n.eq(4).and(splits::petition.eq(id).or(splits::source.eq(id)))))
        .filter(sheets::n.le(4))
        .order((parties::position, concerns::account, duplicates::id, splits::petition))
        .select((
            Option::<PartyRow>::as_select(),
            (concerns::account, concerns::hides).nullable(),
            Option::<LinkRow>::as_select(),
            Option::<SplitRow>::as_select(),
        ))
        .load(c))?;
    let mut all = People { parties: Vec::new(), concerns: Vec::new(), links: Vec::new(), splits: Vec::new() };
    for (party, concern, link, split) in rows {
        all.parties.extend(party.map(Party::from));
        all.concerns.extend(concern.map(|(account, hides)| Concern { account, hides }));
        all.links.extend(link.map(Link::from));
        all.splits.extend(split.map(Split::from));
    }
    Ok(all)
}

pub(super) fn said(conn: &mut Conn, id: Id<Petition>) -> Result<Said, Trouble> {
    type Row = (Option<TextRow>, Option<TellingRow>, Option<FileRow>, Option<WithdrawalRow>);
    let rows: Vec<Row> = on!(conn, c => sheets::table
        .left_join(texts::table.on(sheets::n.eq(1).and(texts::petition.eq(id))))
        .left_join(tellings::table.on(sheets::n.eq(2).and(tellings::petition.eq(id))))
        .left_join(files::table.on(sheets::n.eq(3).and(files::petition.eq(id))))
        .left_join(withdrawals::table.on(sheets::n.eq(4).and(withdrawals::petition.eq(id))))
        .filter(sheets::n.le(4))
        .order((texts::at, texts::id, tellings::id, files::position, withdrawals::id))
        .select((
            Option::<TextRow>::as_select(),
            Option::<TellingRow>::as_select(),
            Option::<FileRow>::as_select(),
            Option::<WithdrawalRow>::as_select(),
        ))
        .load(c))?;
    let mut all = Said { texts: Vec::new(), tellings: Vec::new(), files: Vec::new(), withdrawals: Vec::new() };
    for (text, telling, file, withdrawal) in rows {
        all.texts.extend(text.map(Text::from));
        all.tellings.extend(telling.map(Telling::from));
        all.files.extend(file.map(PetitionFile::from));
        all.withdrawals.extend(withdrawal.map(Withdrawal::from));
    }
    Ok(all)
}

pub(super) fn decided(conn: &mut Conn, id: Id<Petition>) -> Result<Decided, Trouble> {
    type Row = (Option<ClockRow>, Option<AnswerRow>, Option<PaperRow>, Option<AssistanceRow>, Option<MediationRow>);
    let rows: Vec<Row> = on!(conn, c => {
        let asked = assistances::table.filter(assistances::petition.eq(id)).select(assistances::id.nullable());
        let mediated = mediations::table.filter(mediations::petition.eq(id)).select(mediations::id.nullable());
        sheets::table
            .left_join(clocks::table.on(sheets::n.eq(1)
                .and(clocks::petition.eq(id).or(clocks::subject.eq_any(asked)).or(clocks::subject.eq_any(mediated)))))
            .left_join(answers::table.on(sheets::n.eq(2).and(answers::petition.eq(id))))
            .left_join(papers::table.on(sheets::n.eq(3).and(papers::petition.eq(id))))
            .left_join(assistances::table.on(sheets::n.eq(4).and(assistances::petition.eq(id))))
            .left_join(mediations::table.on(sheets::n.eq(5).and(mediations::petition.eq(id))))
            .filter(sheets::n.le(5))
            .order((clocks::due, clocks::id, answers::position, papers::id, assistances::id, mediations::id))
            .select((
                Option::<ClockRow>::as_select(),
                Option::<AnswerRow>::as_select(),
                Option::<PaperRow>::as_select(),
                Option::<AssistanceRow>::as_select(),
                Option::<MediationRow>::as_select(),
            ))
            .load(c)?
    });
    let mut all = Decided {
        clocks: Vec::new(),
        answers: Vec::new(),
        papers: Vec::new(),
        asked: Vec::new(),
        mediations: Vec::new(),
    };
    let mut limits = Vec::<Clock>::new();
    let (mut assistances, mut mediations) = (Vec::<Assistance>::new(), Vec::<Mediation>::new());
    for (clock, answer, paper, assistance, mediation) in rows {
        limits.extend(clock.map(Clock::from));
        all.answers.extend(answer.map(Answer::from));
        all.papers.extend(paper.map(Paper::from));
        assistances.extend(assistance.map(Assistance::from));
        mediations.extend(mediation.map(Mediation::from));
    }
    let (own, others): (Vec<Clock>, Vec<Clock>) = limits.into_iter().partition(|clock| clock.petition == Some(id));
    let of = |subject| others.iter().find(|clock| clock.subject == Some(subject)).cloned();
    let asked = |assistance: Assistance| Some(Asked { clock: of(assistance.id.subject())?, assistance });
    let mediating = |mediation: Mediation| Some(Mediating { clock: of(mediation.id.subject())?, mediation });
    all.asked = assistances.into_iter().filter_map(asked).collect();
    all.mediations = mediations.into_iter().filter_map(mediating).collect();
    Ok(Decided { clocks: own, ..all })
}
