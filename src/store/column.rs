//! How domain types are stored: ids, moments and words, each with both engines' encoding. The only such place.

use chrono::{DateTime, NaiveDateTime, Utc};
use diesel::{
    backend::Backend,
    deserialize::{self, FromSql, Queryable},
    expression::AsExpression,
    internal::derives::as_expression::Bound,
    pg::{Pg, PgValue},
    query_builder::QueryId,
    serialize::{self, IsNull, Output, ToSql},
    sql_types::{Nullable, SingleValue, SqlType, Text, Timestamptz},
    sqlite::{Sqlite, SqliteValue},
};
use uuid::Uuid;

use crate::domain::{
    assistance::AssistanceEnd,
    calendar::DayKind,
    clock::{ClockState, Trail},
    commitment::CommitmentState,
    competence::{Body, Handing, LandPaper},
    dialogue::{
        Coming, ConferenceGround, DialogueKind, DialogueStage, DialogueTextKind, ItemOutcome, MinutesContent,
        MinutesState, Presence, Seat,
    },
    event::Deed,
    factor::{Codes, Standing},
    id::Id,
    kept::{Aspect, List},
    law::Unit,
    mail::{Fault, MailState, Mailable, Notice},
    mediation::MediationState,
    paper::Causes,
    person::Role,
    petition::{
        Answer3, AnswerState, Channel, CloseCode, Finding, Ground, Kind, Medium, Outcome, Priority, Purpose, Source,
        Stage, TextKind, Topic, Writers,
    },
    question::{About, Figure},
    reception::{
        ReceptionState,
        note::NoteKind,
        refused::RefusalGround,
        turn::{CallCause, TurnState, Via},
    },
    reminder::Step,
    retention::Fate,
    slot::{Occasion, Part},
    withdrawal::Extent,
};

/// An id: `uuid` in PostgreSQL, 36 characters in SQLite.
#[derive(Clone, Copy, SqlType, QueryId)]
#[diesel(postgres_type(oid = 2950, array_oid = 2951), sqlite_type(name = "Text"))]
pub struct Uid;

/// A moment: `timestamptz` in PostgreSQL; in SQLite fixed-width UTC text, so that it sorts as time does.
#[derive(SqlType, QueryId)]
#[diesel(postgres_type(oid = 1184, array_oid = 1185), sqlite_type(name = "Text"))]
pub struct Stamp;

const STAMP_FORM: &str = "%Y-%m-%dT%H:%M:%S%.6fZ";

/// Lets a domain type stand for a column: what diesel's derives do, but from afar.
macro_rules! column {
    ($Sql:ty; [$($G:ident)?] $Type:ty) => {
        impl<$($G)?> AsExpression<$Sql> for $Type {
            type Expression = Bound<$Sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<$($G)?> AsExpression<Nullable<$Sql>> for $Type {
            type Expression = Bound<Nullable<$Sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<'a, $($G)?> AsExpression<$Sql> for &'a $Type {
            type Expression = Bound<$Sql, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<'a, $($G)?> AsExpression<Nullable<$Sql>> for &'a $Type {
            type Expression = Bound<Nullable<$Sql>, Self>;
            fn as_expression(self) -> Self::Expression {
                Bound::new(self)
            }
        }
        impl<Db: Backend, $($G)?> ToSql<Nullable<$Sql>, Db> for $Type
        where
            Self: ToSql<$Sql, Db>,
        {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Db>) -> serialize::Result {
                ToSql::<$Sql, Db>::to_sql(self, out)
            }
        }
        impl<Db: Backend, St: SingleValue, $($G)?> Queryable<St, Db> for $Type
        where
            Self: FromSql<St, Db>,
        {
            type Row = Self;
            fn build(row: Self) -> deserialize::Result<Self> {
                Ok(row)
            }
        }
    };
    (json $($Type:ty),+ $(,)?) => { $(
        column!(Text; [] $Type);
        impl ToSql<Text, Pg> for $Type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                std::io::Write::write_all(out, &serde_json::to_vec(self)?)?;
                Ok(IsNull::No)
            }
        }
        impl ToSql<Text, Sqlite> for $Type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value(serde_json::to_string(self)?);
                Ok(IsNull::No)
            }
        }
        impl<Db: Backend> FromSql<Text, Db> for $Type
        where
            String: FromSql<Text, Db>,
        {
            fn from_sql(value: Db::RawValue<'_>) -> deserialize::Result<Self> {
                Ok(serde_json::from_str(&String::from_sql(value)?)?)
            }
        }
    )+ };
    (words $($Type:ty),+ $(,)?) => { $(
        column!(Text; [] $Type);
        impl ToSql<Text, Pg> for $Type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
                <str as ToSql<Text, Pg>>::to_sql(self.code(), out)
            }
        }
        impl ToSql<Text, Sqlite> for $Type {
            fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
                out.set_value(self.code());
                Ok(IsNull::No)
            }
        }
        impl<Db: Backend> FromSql<Text, Db> for $Type
        where
            String: FromSql<Text, Db>,
        {
            fn from_sql(value: Db::RawValue<'_>) -> deserialize::Result<Self> {
                let code = String::from_sql(value)?;
                <$Type>::from_code(&code).ok_or_else(|| format!("unknown word “{code}”").into())
            }
        }
    )+ };
}

column!(words Extent);
column!(words Answer3, AnswerState, Channel, ClockState, CloseCode, Deed, Finding, Ground, Kind, Medium, Outcome);
column!(words Fate, Fault, MailState, Mailable, Notice);
column!(words NoteKind, Occasion, Part, ReceptionState, RefusalGround, TurnState, Via);
column!(words DayKind, Step, Priority, Purpose, Role, Source, Stage, Standing, TextKind, Topic, Unit);
column!(words Coming, CommitmentState, DialogueKind, DialogueStage, DialogueTextKind, ItemOutcome, MinutesState);
column!(words Body, MediationState, Handing, LandPaper);
column!(words About, Aspect, AssistanceEnd, CallCause, ConferenceGround, Figure, List, Presence, Seat);

column!(Uid; [T] Id<T>);

impl<T> ToSql<Uid, Pg> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        std::io::Write::write_all(out, self.uuid().as_bytes())?;
        Ok(IsNull::No)
    }
}

impl<T> ToSql<Uid, Sqlite> for Id<T> {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.uuid().to_string());
        Ok(IsNull::No)
    }
}

impl<T> FromSql<Uid, Pg> for Id<T> {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Id::from_uuid(Uuid::from_slice(value.as_bytes())?))
    }
}

impl<T> FromSql<Uid, Sqlite> for Id<T> {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        Ok(<String as FromSql<Text, Sqlite>>::from_sql(value)?.parse()?)
    }
}

/// A moment on its way to or from a [`Stamp`] column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(pub DateTime<Utc>);

impl From<DateTime<Utc>> for Moment {
    fn from(at: DateTime<Utc>) -> Moment {
        Moment(at)
    }
}

impl From<Moment> for DateTime<Utc> {
    fn from(at: Moment) -> DateTime<Utc> {
        at.0
    }
}

column!(Stamp; [] Moment);

impl ToSql<Stamp, Pg> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        ToSql::<Timestamptz, Pg>::to_sql(&self.0, out)
    }
}

impl ToSql<Stamp, Sqlite> for Moment {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Sqlite>) -> serialize::Result {
        out.set_value(self.0.format(STAMP_FORM).to_string());
        Ok(IsNull::No)
    }
}

impl FromSql<Stamp, Pg> for Moment {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        FromSql::<Timestamptz, Pg>::from_sql(value).map(Moment)
    }
}

impl FromSql<Stamp, Sqlite> for Moment {
    fn from_sql(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Self> {
        let text = <String as FromSql<Text, Sqlite>>::from_sql(value)?;
        Ok(Moment(NaiveDateTime::parse_from_str(&text, STAMP_FORM)?.and_utc()))
    }
}

column!(json Causes, Codes, MinutesContent, Trail, Writers);
