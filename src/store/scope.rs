//! Scope: which petitions exist for whom. Every list, count and search starts here; `policy::may_see` says the same in words.

use diesel::{dsl::auto_type, prelude::*};

use super::schema::{assistances, concerns, petitions};
use crate::domain::{
    id::Id,
    person::{Account, Role},
    petition::Topic,
    policy::Sight,
};

/// The rows that are in this person's sight.
#[auto_type(no_type_alias)]
pub fn visible(sight: &Sight) -> _ {
    let me: Id<Account> = sight.me;
    let upward: Vec<Id<Account>> = sight.upward.clone();
    let unit: String = sight.unit.clone().unwrap_or_default();
    let chair: bool = sight.role == Role::Chair;
    // Sees all that is neither sealed nor conduct.
    let everything: bool = matches!(sight.role, Role::Clerk | Role::Chair | Role::ViceChair | Role::Monitor);
    // Sees conduct that the chairman has assigned, and that he has not.
    let conduct_assigned: bool = matches!(sight.role, Role::Chair | Role::ViceChair | Role::Monitor);
    let conduct_new: bool = matches!(sight.role, Role::Chair | Role::Monitor);
    let handles: bool = sight.role.handles();
    let officer: bool = sight.role == Role::Officer;
    let conduct: Topic = Topic::Conduct;
    let asked_unit: String = sight.unit.clone().unwrap_or_default();
    let asked = assistances::table
        .filter(assistances::petition.eq(petitions::id))
        .filter(assistances::unit.eq(asked_unit))
        .filter(assistances::ended_on.is_null());
    let about_me = concerns::table
        .filter(concerns::petition.eq(petitions::id))
        .filter(concerns::hides.eq(true))
        .filter(concerns::account.eq_any(upward));
    let sealed =
        petitions::sealed.eq(true).and(chair.into_sql::<diesel::sql_types::Bool>().or(petitions::reader.eq(me)));
    let plain = petitions::sealed.eq(false).and(
        petitions::topic
            .ne(conduct)
            .and(everything.into_sql::<diesel::sql_types::Bool>())
            .or(petitions::topic
                .eq(conduct)
                .and(petitions::assigned.eq(true))
                .and(conduct_assigned.into_sql::<diesel::sql_types::Bool>()))
            .or(petitions::topic
                .eq(conduct)
                .and(petitions::assigned.eq(false))
                .and(conduct_new.into_sql::<diesel::sql_types::Bool>()))
            .or(handles.into_sql::<diesel::sql_types::Bool>().and(petitions::owner.eq(me)))
            .or(officer
                .into_sql::<diesel::sql_types::Bool>()
                .and(petitions::topic.ne(conduct))
                .and(petitions::unit.eq(unit)))
            // Their unit was asked and has not answered.
            .or(handles
                .into_sql::<diesel::sql_types::Bool>()
                .and(petitions::topic.ne(conduct))
                .and(diesel::dsl::exists(asked))),
    );
    petitions::past_heads.eq(false).and(diesel::dsl::not(diesel::dsl::exists(about_me))).and(sealed.or(plain))
}

/// Rows that nothing keeps from this person besides having no part in them: not sealed, not about them, not of conduct.
#[auto_type(no_type_alias)]
pub fn not_kept_from(sight: &Sight) -> _ {
    let upward: Vec<Id<Account>> = sight.upward.clone();
    let conduct: Topic = Topic::Conduct;
    let about_me = concerns::table
        .filter(concerns::petition.eq(petitions::id))
        .filter(concerns::hides.eq(true))
        .filter(concerns::account.eq_any(upward));
    petitions::past_heads
        .eq(false)
        .and(petitions::sealed.eq(false))
        .and(petitions::topic.ne(conduct))
        .and(diesel::dsl::not(diesel::dsl::exists(about_me)))
}
