//! Several queries with the same columns, asked as one: a board is many short lists, and each has a place in its answer.

use std::marker::PhantomData;

use diesel::{
    backend::Backend,
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Integer},
};

/// All rows of all queries, each with the place of its query: `(place, row)`.
pub(super) struct Rows<'q, DB: Backend, ST> {
    queries: Vec<Box<dyn QueryFragment<DB> + 'q>>,
    columns: PhantomData<ST>,
}

/// How many rows each query has: `(place, count)`.
pub(super) struct Counts<'q, DB: Backend>(Vec<Box<dyn QueryFragment<DB> + 'q>>);

/// For the engine of that connection.
pub(super) fn rows_for<'q, C: Connection, ST>(_: &C) -> Rows<'q, C::Backend, ST> {
    Rows { queries: Vec::new(), columns: PhantomData }
}

pub(super) fn counts_for<'q, C: Connection>(_: &C) -> Counts<'q, C::Backend> {
    Counts(Vec::new())
}

impl<'q, DB: Backend, ST> Rows<'q, DB, ST> {
    pub fn add(&mut self, query: impl Query<SqlType = ST> + QueryFragment<DB> + 'q) {
        self.queries.push(Box::new(query));
    }
}

impl<'q, DB: Backend> Counts<'q, DB> {
    pub fn add(&mut self, query: impl QueryFragment<DB> + 'q) {
        self.0.push(Box::new(query));
    }
}

fn walk<'b, DB: Backend>(
    queries: &'b [Box<dyn QueryFragment<DB> + '_>],
    columns: &str,
    mut out: AstPass<'_, 'b, DB>,
) -> QueryResult<()> {
    out.unsafe_to_cache_prepared();
    for (place, query) in queries.iter().enumerate() {
        out.push_sql(if place == 0 { "" } else { " UNION ALL " });
        out.push_sql(&format!("SELECT {place} AS place, {columns} FROM ("));
        query.walk_ast(out.reborrow())?;
        out.push_sql(") AS q");
    }
    Ok(())
}

impl<DB: Backend, ST> QueryFragment<DB> for Rows<'_, DB, ST> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        walk(&self.queries, "q.*", out)
    }
}

impl<DB: Backend> QueryFragment<DB> for Counts<'_, DB> {
    fn walk_ast<'b>(&'b self, out: AstPass<'_, 'b, DB>) -> QueryResult<()> {
        walk(&self.0, "count(*)", out)
    }
}

impl<DB: Backend, ST> Query for Rows<'_, DB, ST> {
    type SqlType = (Integer, ST);
}

impl<DB: Backend> Query for Counts<'_, DB> {
    type SqlType = (Integer, BigInt);
}

impl<DB: Backend, ST> QueryId for Rows<'_, DB, ST> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<DB: Backend> QueryId for Counts<'_, DB> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<C: Connection, DB: Backend, ST> RunQueryDsl<C> for Rows<'_, DB, ST> {}
impl<C: Connection, DB: Backend> RunQueryDsl<C> for Counts<'_, DB> {}
