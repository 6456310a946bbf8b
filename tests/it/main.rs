//! One binary of stories, told from outside on a real port, on SQLite or on PostgreSQL (`TIEPDAN_TEST_POSTGRES`).
#![expect(dead_code, reason = "the world is wider than the stories told so far")]
#![expect(clippy::expect_used, reason = "a story that cannot go on has failed")]

mod canary;
mod cast;
mod commune;
mod corpus;
mod database;
mod page;
mod source;

mod access;
mod admin;
mod assistance;
mod audit;
mod backup;
mod board;
mod browser;
mod calendar;
mod clocks;
mod commands;
mod competence;
mod deadline;
mod decisions;
mod dialogue;
mod ends;
mod engines;
mod faults;
mod files;
mod filing;
mod gate;
mod intake;
mod lateness;
mod layers;
mod lists;
mod mediation;
mod off_ramp;
mod oversight;
mod permissions;
mod petition;
mod punctual;
mod queries;
mod question;
mod reception;
mod reviewed;
mod rounds;
mod routing;
mod sealed;
mod search;
mod security;
mod seed;
mod session;
mod sorter;
mod start;
mod tracking;
mod walks;
