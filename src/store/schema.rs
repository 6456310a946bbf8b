//! The tables as diesel sees them: one schema for both engines.

use diesel::{
    QueryDsl, RunQueryDsl, allow_columns_to_appear_in_same_group_by_clause, allow_tables_to_appear_in_same_query,
    joinable, table,
};

use super::{Conn, Trouble, connection::on};

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    events (id) {
        id -> Uid,
        at -> Stamp,
        actor -> Text,
        account -> Nullable<Uid>,
        petition -> Nullable<Uid>,
        subject -> Nullable<Uid>,
        deed -> Text,
        form -> Nullable<Text>,
        body -> Text,
    }
}

table! {
    use diesel::sql_types::*;

    deeds (code) {
        code -> Text,
    }
}

table! {
    use diesel::sql_types::*;

    text_kinds (code) {
        code -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    links (seq) {
        seq -> BigInt,
        event -> Uid,
        hash -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    accounts (id) {
        id -> Uid,
        version -> Integer,
        username -> Text,
        name -> Text,
        title -> Text,
        role -> Text,
        unit -> Nullable<Text>,
        village -> Nullable<Text>,
        lead -> Bool,
        answers_to -> Nullable<Uid>,
        must_change -> Bool,
        closed -> Bool,
        password_hash -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::Uid;

    factors (account) {
        account -> Uid,
        version -> Integer,
        is_set -> Bool,
        key_id -> Integer,
        sealed -> Binary,
        last_step -> BigInt,
        codes -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    offices (id) {
        id -> Integer,
        facts -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;

    units (code) {
        code -> Text,
        name -> Text,
        position -> Integer,
    }
}

table! {
    use diesel::sql_types::*;

    villages (code) {
        code -> Text,
        name -> Text,
        position -> Integer,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    petitions (id) {
        id -> Uid,
        version -> Integer,
        received_at -> Stamp,
        received_on -> Date,
        channel -> Text,
        kind_proposed -> Text,
        reachable -> Bool,
        village -> Nullable<Text>,
        number -> Nullable<Integer>,
        number_year -> Nullable<Integer>,
        kind -> Nullable<Text>,
        topic -> Text,
        subject -> Nullable<Text>,
        priority -> Text,
        stage -> Text,
        sealed -> Bool,
        past_heads -> Bool,
        reader -> Nullable<Uid>,
        owner -> Nullable<Uid>,
        unit -> Nullable<Text>,
        assigned -> Bool,
        former_owner -> Nullable<Uid>,
        signed_on -> Nullable<Date>,
        signed_received_on -> Nullable<Date>,
        ground -> Nullable<Text>,
        outcome -> Nullable<Text>,
        answered_on -> Nullable<Date>,
        told_on -> Nullable<Date>,
        close_code -> Nullable<Text>,
        draft -> Nullable<Uid>,
        last_event -> Uid,
        urgent_on -> Date,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    choices (petition) {
        petition -> Uid,
        topic -> Text,
        about_decision -> Text,
        anonymous -> Bool,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    concerns (petition, account) {
        petition -> Uid,
        account -> Uid,
        hides -> Bool,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    stories (petition) {
        petition -> Uid,
        body -> Text,
        happened_on -> Nullable<Date>,
        residence -> Nullable<Text>,
        place -> Text,
        parcel -> Text,
        map_sheet -> Text,
        project -> Text,
        decision_no -> Text,
        decision_date -> Nullable<Date>,
        decision_signer -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    sealed_stories (petition) {
        petition -> Uid,
        key_id -> Integer,
        sealed -> Binary,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    parties (id) {
        id -> Uid,
        petition -> Uid,
        position -> Integer,
        reachable -> Bool,
        phone_given -> Bool,
        code_hash -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    identities (party) {
        party -> Uid,
        petition -> Uid,
        key_id -> Integer,
        sealed -> Binary,
        phone_hash -> Nullable<Text>,
        last4_hash -> Nullable<Text>,
        mail -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    clocks (id) {
        id -> Uid,
        petition -> Nullable<Uid>,
        party -> Nullable<Uid>,
        subject -> Nullable<Uid>,
        rule -> Text,
        what -> Text,
        basis -> Text,
        citizens -> Bool,
        length -> Integer,
        unit -> Text,
        started_on -> Date,
        due -> Date,
        provisional -> Bool,
        calendar_version -> Integer,
        trail -> Text,
        state -> Text,
        ended_on -> Nullable<Date>,
        remaining -> Nullable<Integer>,
        first_due -> Nullable<Date>,
        extended -> Bool,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    answers (id) {
        id -> Uid,
        petition -> Uid,
        position -> Integer,
        revision -> Integer,
        state -> Text,
        summary -> Text,
        letter -> Text,
        finding -> Text,
        drafter -> Uid,
        writers -> Text,
        approver -> Nullable<Uid>,
        approved_on -> Nullable<Date>,
        document_no -> Nullable<Text>,
        document_date -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    texts (id) {
        id -> Uid,
        petition -> Uid,
        event -> Uid,
        kind -> Text,
        author -> Nullable<Uid>,
        at -> Stamp,
        body -> Text,
        salt -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    tellings (id) {
        id -> Uid,
        petition -> Uid,
        medium -> Text,
        sent_on -> Date,
        delivered_on -> Nullable<Date>,
        about -> Text,
        account -> Nullable<Uid>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    files (id) {
        id -> Uid,
        petition -> Uid,
        position -> Integer,
        source -> Text,
        purpose -> Text,
        name -> Text,
        media -> Text,
        bytes -> BigInt,
        preview -> Bool,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    papers (id) {
        id -> Uid,
        petition -> Uid,
        deed -> Text,
        clock -> Nullable<Uid>,
        causes -> Text,
        document_no -> Text,
        document_date -> Date,
        due_before -> Nullable<Date>,
        due_after -> Nullable<Date>,
        remaining -> Nullable<Integer>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    withdrawals (id) {
        id -> Uid,
        petition -> Uid,
        part -> Text,
        pressed -> Text,
        signed_on -> Date,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    duplicates (id) {
        id -> Uid,
        petition -> Uid,
        main -> Uid,
        since -> Date,
        ended_on -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    splits (petition) {
        petition -> Uid,
        source -> Uid,
        since -> Date,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    keepings (petition) {
        petition -> Uid,
        since -> Date,
        until -> Date,
        fate -> Nullable<Text>,
        decided_on -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;

    authorities (code) {
        code -> Text,
        name -> Text,
        address -> Text,
        phone -> Text,
        since -> Date,
        until -> Nullable<Date>,
        position -> Integer,
    }
}

table! {
    use diesel::sql_types::*;

    late_reasons (code) {
        code -> Text,
        name -> Text,
        position -> Integer,
        since -> Date,
        until -> Nullable<Date>,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    latenesses (clock) {
        clock -> Uid,
        petition -> Uid,
        code -> Text,
        ended_on -> Date,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;

    counters (series, year) {
        series -> Text,
        year -> Integer,
        last -> Integer,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    sessions (token_hash) {
        token_hash -> Text,
        account -> Uid,
        standing -> Text,
        made_at -> Stamp,
        seen_at -> Stamp,
        ends_at -> Stamp,
        device -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    drafts (id) {
        id -> Uid,
        revision -> Integer,
        sealed -> Binary,
        made_at -> Stamp,
        ends_at -> Stamp,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    throttles (subject) {
        subject -> Text,
        failures -> Integer,
        since -> Stamp,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    rounds (name, slot) {
        name -> Text,
        slot -> Text,
        state -> Text,
        begun_at -> Stamp,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    petition_search (id) {
        id -> BigInt,
        petition -> Uid,
        heading -> Text,
        words -> Text,
    }
}

table! {
    use diesel::sql_types::*;

    marks (name) {
        name -> Text,
        value -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    slots (account, day, part) {
        account -> Uid,
        day -> Date,
        part -> Text,
        subject -> Uid,
        occasion -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    receptions (id) {
        id -> Uid,
        version -> Integer,
        head -> Uid,
        day -> Date,
        part -> Text,
        hours -> Text,
        place -> Text,
        attending -> Text,
        agenda -> Text,
        unplanned -> Bool,
        seats -> Integer,
        state -> Text,
        posted_on -> Date,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    reception_notes (id) {
        id -> Uid,
        reception -> Uid,
        kind -> Text,
        day -> Date,
        part -> Text,
        body -> Text,
        salt -> Text,
        author -> Nullable<Uid>,
        at -> Stamp,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    turns (id) {
        id -> Uid,
        reception -> Uid,
        number -> Integer,
        petition -> Nullable<Uid>,
        via -> Text,
        state -> Text,
        taken_at -> Stamp,
        owed -> Nullable<Text>,
        told_on -> Nullable<Date>,
        medium -> Nullable<Text>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    calendar_years (revision) {
        revision -> Integer,
        year -> Integer,
        signed_name -> Nullable<Text>,
        signed_title -> Nullable<Text>,
        document_no -> Nullable<Text>,
        document_date -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    calendar_days (revision, day) {
        revision -> Integer,
        day -> Date,
        kind -> Text,
        label -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    seen_moves (account) {
        account -> Uid,
        until -> Stamp,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    dialogues (id) {
        id -> Uid,
        version -> Integer,
        kind -> Text,
        stage -> Text,
        topic -> Nullable<Text>,
        village -> Nullable<Text>,
        project -> Text,
        subject -> Text,
        chair -> Uid,
        with_front -> Bool,
        day -> Date,
        hour -> Text,
        place -> Text,
        bring -> Text,
        moved_from -> Nullable<Date>,
        announced_on -> Nullable<Date>,
        published_on -> Nullable<Date>,
        sent_on -> Nullable<Date>,
        ground -> Nullable<Text>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    agenda (id) {
        id -> Uid,
        dialogue -> Uid,
        petition -> Uid,
        position -> Integer,
        outcome -> Nullable<Text>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    guests (id) {
        id -> Uid,
        dialogue -> Uid,
        position -> Integer,
        seat -> Text,
        petition -> Nullable<Uid>,
        party -> Nullable<Uid>,
        label -> Text,
        coming -> Nullable<Text>,
        presence -> Nullable<Text>,
        medium -> Nullable<Text>,
        told_on -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    minutes_scans (id) {
        id -> Uid,
        minutes -> Uid,
        position -> Integer,
        name -> Text,
        media -> Text,
        bytes -> BigInt,
        preview -> Bool,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    minutes (id) {
        id -> Uid,
        dialogue -> Uid,
        position -> Integer,
        revision -> Integer,
        state -> Text,
        content -> Text,
        salt -> Text,
        drafter -> Uid,
        signed_on -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    dialogue_texts (id) {
        id -> Uid,
        dialogue -> Uid,
        event -> Uid,
        kind -> Text,
        author -> Nullable<Uid>,
        at -> Stamp,
        body -> Text,
        salt -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    commitments (id) {
        id -> Uid,
        version -> Integer,
        subject -> Uid,
        petition -> Nullable<Uid>,
        owner -> Uid,
        what -> Text,
        evidence -> Text,
        due -> Date,
        state -> Text,
        done_on -> Nullable<Date>,
        words -> Text,
        salt -> Text,
        confirmed_by -> Nullable<Uid>,
        confirmed_on -> Nullable<Date>,
        first_due -> Nullable<Date>,
        unfinished -> Text,
        unfinished_salt -> Text,
        unfinished_by -> Nullable<Uid>,
        unfinished_on -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    absences (id) {
        id -> Uid,
        version -> Integer,
        account -> Uid,
        since -> Date,
        until -> Date,
        deputy -> Uid,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};
    list_changes (list, code, revision) {
        list -> Text,
        code -> Text,
        revision -> Integer,
        aspect -> Text,
        value -> Text,
        was -> Text,
        since -> Date,
        ground -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    routes (id) {
        id -> Uid,
        version -> Integer,
        topic -> Text,
        village -> Nullable<Text>,
        kind -> Nullable<Text>,
        unit -> Text,
        officer -> Nullable<Uid>,
        since -> Date,
        until -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    book_entries (id) {
        id -> Uid,
        version -> Integer,
        number -> Integer,
        year -> Integer,
        reception -> Nullable<Uid>,
        turn -> Nullable<Uid>,
        day -> Date,
        receiver -> Uid,
        content -> Text,
        kind -> Nullable<Text>,
        people -> Integer,
        representatives -> Integer,
        handled_by -> Text,
        competent -> Nullable<Bool>,
        guided_to -> Text,
        guide_no -> Text,
        passed_to -> Text,
        pass_no -> Text,
        result -> Text,
        petition -> Nullable<Uid>,
        refusal -> Nullable<Text>,
        refusal_no -> Nullable<Text>,
        refusal_date -> Nullable<Date>,
        sealed -> Bool,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    visitors (entry) {
        entry -> Uid,
        key_id -> Integer,
        sealed -> Binary,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    conclusions (reception) {
        reception -> Uid,
        body -> Text,
        contact -> Text,
        document_no -> Text,
        document_date -> Date,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    mediations (id) {
        id -> Uid,
        version -> Integer,
        number -> Integer,
        year -> Integer,
        received_on -> Date,
        owner -> Uid,
        petition -> Nullable<Uid>,
        village -> Nullable<Text>,
        parcel -> Text,
        map_sheet -> Text,
        summary -> Text,
        state -> Text,
        meeting_on -> Nullable<Date>,
        absences -> Integer,
        minutes_no -> Nullable<Text>,
        minutes_date -> Nullable<Date>,
        ended_on -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    mediation_sides (mediation) {
        mediation -> Uid,
        key_id -> Integer,
        sealed -> Binary,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    competences (id) {
        id -> Uid,
        version -> Integer,
        paper -> Text,
        body -> Text,
        authority -> Nullable<Text>,
        signer -> Text,
        handing -> Text,
        since -> Date,
        until -> Nullable<Date>,
        document_no -> Text,
        note -> Text,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    assistances (id) {
        id -> Uid,
        petition -> Uid,
        unit -> Text,
        asker -> Uid,
        question -> Uid,
        asked_on -> Date,
        answer -> Nullable<Uid>,
        answered_by -> Nullable<Uid>,
        ending -> Nullable<Text>,
        ended_on -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    questions (id) {
        id -> Uid,
        asker -> Uid,
        about -> Text,
        petition -> Nullable<Uid>,
        subject -> Nullable<Uid>,
        figure -> Nullable<Text>,
        title -> Text,
        answerer -> Nullable<Uid>,
        follows -> Nullable<Uid>,
        body -> Text,
        salt -> Text,
        asked_on -> Date,
        answer -> Nullable<Text>,
        answer_salt -> Nullable<Text>,
        answered_by -> Nullable<Uid>,
        answered_on -> Nullable<Date>,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    conclusion_tasks (id) {
        id -> Uid,
        reception -> Uid,
        position -> Integer,
        body -> Text,
        owner -> Uid,
        due -> Date,
        done_on -> Nullable<Date>,
        result -> Text,
        last_event -> Uid,
    }
}

joinable!(visitors -> book_entries (entry));
joinable!(agenda -> petitions (petition));
joinable!(agenda -> dialogues (dialogue));
joinable!(guests -> dialogues (dialogue));
joinable!(turns -> receptions (reception));
table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    reminders (clock, step, due) {
        clock -> Uid,
        step -> Text,
        due -> Date,
        petition -> Nullable<Uid>,
        told_on -> Date,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    digests (account, day) {
        account -> Uid,
        day -> Date,
        body -> Text,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    unlinked (at, event) {
        at -> Stamp,
        event -> Uid,
    }
}

table! {
    sheets (n) {
        n -> Integer,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::Uid;

    staff_mails (account) {
        account -> Uid,
        given -> Bool,
        key_id -> Integer,
        sealed -> Binary,
        last_event -> Uid,
    }
}

table! {
    use diesel::sql_types::*;
    use super::super::column::{Stamp, Uid};

    outbox (id) {
        id -> Uid,
        notice -> Text,
        event -> Nullable<Uid>,
        petition -> Nullable<Uid>,
        party -> Nullable<Uid>,
        account -> Nullable<Uid>,
        made_at -> Stamp,
        state -> Text,
        tries -> Integer,
        next_at -> Stamp,
        claim -> Nullable<Text>,
        fault -> Nullable<Text>,
        reply -> Nullable<Integer>,
        owed -> Bool,
        ended_at -> Nullable<Stamp>,
    }
}

joinable!(clocks -> petitions (petition));
joinable!(unlinked -> events (event));
joinable!(choices -> petitions (petition));
joinable!(latenesses -> petitions (petition));
joinable!(latenesses -> late_reasons (code));
joinable!(links -> events (event));
joinable!(identities -> parties (party));

allow_columns_to_appear_in_same_group_by_clause!(clocks::due, petitions::unit);
allow_columns_to_appear_in_same_group_by_clause!(clocks::due, petitions::owner);
allow_columns_to_appear_in_same_group_by_clause!(clocks::due, petitions::village);
allow_columns_to_appear_in_same_group_by_clause!(clocks::due, petitions::topic);

allow_tables_to_appear_in_same_query!(
    events,
    deeds,
    text_kinds,
    links,
    accounts,
    factors,
    offices,
    units,
    villages,
    petitions,
    choices,
    concerns,
    stories,
    sealed_stories,
    parties,
    identities,
    clocks,
    answers,
    texts,
    tellings,
    files,
    papers,
    withdrawals,
    duplicates,
    splits,
    keepings,
    authorities,
    counters,
    sessions,
    drafts,
    throttles,
    rounds,
    marks,
    petition_search,
    slots,
    receptions,
    book_entries,
    visitors,
    conclusions,
    conclusion_tasks,
    reception_notes,
    turns,
    calendar_years,
    calendar_days,
    seen_moves,
    dialogues,
    agenda,
    guests,
    minutes,
    minutes_scans,
    dialogue_texts,
    commitments,
    reminders,
    digests,
    routes,
    absences,
    assistances,
    competences,
    mediations,
    mediation_sides,
    questions,
    late_reasons,
    latenesses,
    list_changes,
    unlinked,
    sheets,
    outbox,
    staff_mails
);

/// Selects every column of every table once.
pub fn touch_every_column(conn: &mut Conn) -> Result<(), Trouble> {
    on!(conn, c => events::table.select(events::all_columns).limit(0).execute(c))?;
    on!(conn, c => deeds::table.select(deeds::all_columns).limit(0).execute(c))?;
    on!(conn, c => text_kinds::table.select(text_kinds::all_columns).limit(0).execute(c))?;
    on!(conn, c => links::table.select(links::all_columns).limit(0).execute(c))?;
    on!(conn, c => accounts::table.select(accounts::all_columns).limit(0).execute(c))?;
    on!(conn, c => factors::table.select(factors::all_columns).limit(0).execute(c))?;
    on!(conn, c => offices::table.select(offices::all_columns).limit(0).execute(c))?;
    on!(conn, c => units::table.select(units::all_columns).limit(0).execute(c))?;
    on!(conn, c => villages::table.select(villages::all_columns).limit(0).execute(c))?;
    on!(conn, c => petitions::table.select(petitions::all_columns).limit(0).execute(c))?;
    on!(conn, c => choices::table.select(choices::all_columns).limit(0).execute(c))?;
    on!(conn, c => concerns::table.select(concerns::all_columns).limit(0).execute(c))?;
    on!(conn, c => stories::table.select(stories::all_columns).limit(0).execute(c))?;
    on!(conn, c => sealed_stories::table.select(sealed_stories::all_columns).limit(0).execute(c))?;
    on!(conn, c => parties::table.select(parties::all_columns).limit(0).execute(c))?;
    on!(conn, c => identities::table.select(identities::all_columns).limit(0).execute(c))?;
    on!(conn, c => clocks::table.select(clocks::all_columns).limit(0).execute(c))?;
    on!(conn, c => answers::table.select(answers::all_columns).limit(0).execute(c))?;
    on!(conn, c => texts::table.select(texts::all_columns).limit(0).execute(c))?;
    on!(conn, c => tellings::table.select(tellings::all_columns).limit(0).execute(c))?;
    on!(conn, c => files::table.select(files::all_columns).limit(0).execute(c))?;
    on!(conn, c => papers::table.select(papers::all_columns).limit(0).execute(c))?;
    on!(conn, c => withdrawals::table.select(withdrawals::all_columns).limit(0).execute(c))?;
    on!(conn, c => duplicates::table.select(duplicates::all_columns).limit(0).execute(c))?;
    on!(conn, c => splits::table.select(splits::all_columns).limit(0).execute(c))?;
    on!(conn, c => keepings::table.select(keepings::all_columns).limit(0).execute(c))?;
    on!(conn, c => authorities::table.select(authorities::all_columns).limit(0).execute(c))?;
    on!(conn, c => counters::table.select(counters::all_columns).limit(0).execute(c))?;
    on!(conn, c => sessions::table.select(sessions::all_columns).limit(0).execute(c))?;
    on!(conn, c => drafts::table.select(drafts::all_columns).limit(0).execute(c))?;
    on!(conn, c => throttles::table.select(throttles::all_columns).limit(0).execute(c))?;
    on!(conn, c => rounds::table.select(rounds::all_columns).limit(0).execute(c))?;
    on!(conn, c => marks::table.select(marks::all_columns).limit(0).execute(c))?;
    on!(conn, c => petition_search::table.select(petition_search::all_columns).limit(0).execute(c))?;
    on!(conn, c => slots::table.select(slots::all_columns).limit(0).execute(c))?;
    on!(conn, c => reception_notes::table.select(reception_notes::all_columns).limit(0).execute(c))?;
    on!(conn, c => turns::table.select(turns::all_columns).limit(0).execute(c))?;
    on!(conn, c => absences::table.select(absences::all_columns).limit(0).execute(c))?;
    on!(conn, c => list_changes::table.select(list_changes::all_columns).limit(0).execute(c))?;
    on!(conn, c => routes::table.select(routes::all_columns).limit(0).execute(c))?;
    on!(conn, c => book_entries::table.select(book_entries::all_columns).limit(0).execute(c))?;
    on!(conn, c => visitors::table.select(visitors::all_columns).limit(0).execute(c))?;
    on!(conn, c => conclusions::table.select(conclusions::all_columns).limit(0).execute(c))?;
    on!(conn, c => conclusion_tasks::table.select(conclusion_tasks::all_columns).limit(0).execute(c))?;
    on!(conn, c => receptions::table.select(receptions::all_columns).limit(0).execute(c))?;
    on!(conn, c => calendar_years::table.select(calendar_years::all_columns).limit(0).execute(c))?;
    on!(conn, c => calendar_days::table.select(calendar_days::all_columns).limit(0).execute(c))?;
    on!(conn, c => seen_moves::table.select(seen_moves::all_columns).limit(0).execute(c))?;
    on!(conn, c => dialogues::table.select(dialogues::all_columns).limit(0).execute(c))?;
    on!(conn, c => agenda::table.select(agenda::all_columns).limit(0).execute(c))?;
    on!(conn, c => guests::table.select(guests::all_columns).limit(0).execute(c))?;
    on!(conn, c => minutes_scans::table.select(minutes_scans::all_columns).limit(0).execute(c))?;
    on!(conn, c => minutes::table.select(minutes::all_columns).limit(0).execute(c))?;
    on!(conn, c => dialogue_texts::table.select(dialogue_texts::all_columns).limit(0).execute(c))?;
    on!(conn, c => commitments::table.select(commitments::all_columns).limit(0).execute(c))?;
    on!(conn, c => reminders::table.select(reminders::all_columns).limit(0).execute(c))?;
    on!(conn, c => digests::table.select(digests::all_columns).limit(0).execute(c))?;
    on!(conn, c => mediations::table.select(mediations::all_columns).limit(0).execute(c))?;
    on!(conn, c => mediation_sides::table.select(mediation_sides::all_columns).limit(0).execute(c))?;
    on!(conn, c => competences::table.select(competences::all_columns).limit(0).execute(c))?;
    on!(conn, c => assistances::table.select(assistances::all_columns).limit(0).execute(c))?;
    on!(conn, c => unlinked::table.select(unlinked::all_columns).limit(0).execute(c))?;
    on!(conn, c => sheets::table.select(sheets::all_columns).limit(0).execute(c))?;
    on!(conn, c => questions::table.select(questions::all_columns).limit(0).execute(c))?;
    on!(conn, c => late_reasons::table.select(late_reasons::all_columns).limit(0).execute(c))?;
    on!(conn, c => latenesses::table.select(latenesses::all_columns).limit(0).execute(c))?;
    on!(conn, c => outbox::table.select(outbox::all_columns).limit(0).execute(c))?;
    on!(conn, c => staff_mails::table.select(staff_mails::all_columns).limit(0).execute(c))?;
    Ok(())
}
