//! Tiếp Dân: a citizen feedback and complaint portal for Vietnamese communes. **This page is the map.**
//!
//! ```text
//!  a browser        a minute passed        a terminal
//!      │                   │                    │
//!    web/              rounds.rs             command/     the edges make an Act { by, at, … }
//!      └─────────┬─────────┴────────────────────┘
//!                ▼                 │ reads (lists, boards, figures)
//!          register.rs             │
//!     load → rule → record         ▼
//!          │         └─────────► store/ ──► SQLite | PostgreSQL, files
//!          ▼                       │ rows become domain types
//!       domain/ (pure)  ◄──────────┘
//! ```
//! `domain` knows nothing of ours · `store` knows `domain` and `keys` · `register` knows both · `rounds` and `web` know
//! all three · `command` knows all, `main.rs` is the list of commands. A test that reads the source keeps it so
//! (`tests/it/layers.rs`).
//!
//! **A petition's journey**, and where to look for each step: someone answers eight questions (`web::filing`, a draft
//! only their cookie can read: `web::draft`); `domain::filing` makes it a petition with an owner and two limits; a clerk
//! says what it is (`domain::sorting`; the words propose: `domain::sorter`), a khiếu nại waits for a signed paper, a tố cáo is sealed (`domain::sealed`);
//! the chairman accepts and assigns (`domain::routing`); the officer drafts, the chairman approves, a decision is issued
//! (`domain::handling`); the person is told, adds facts, says whether it is done (`domain::telling`, `web::tracking`),
//! and where a decision was not carried out, that is looked at (`domain::execution`).
//! Beside the way: who decides a complaint about a paper on land is looked up by its date (`domain::competence`); a unit
//! asks another, which answers by a date (`domain::assistance`); a quarrel over land between two houses is no complaint
//! but a mediation of its own, with two sides, a meeting and minutes (`domain::mediation`); names of units, villages,
//! topics and places are kept lists that change from a day (`domain::kept`), so that what was filed keeps its words.
//! Every limit is a `domain::clock` counted by `domain::law` over `domain::calendar`; who may see and do what is one
//! page, `domain::policy`, and the same in SQL, `store::scope`.
//!
//! **How a change happens**: the edge parses a form (`domain::form`), `register` loads the case and asks a rule, the rule
//! returns a `domain::change::Change` that only `domain` can make, and `store::record` writes its rows and its event in
//! one transaction. Nothing audited can be written any other way. `store::record::chain` links the events afterwards.

/// The application of one commune: settings, database, clock and pages, built once and handed down.
pub mod app;
/// A whole commune in one sealed file, and back.
pub mod backup;
/// Every setting with its variable, default and help.
pub mod config;
/// The demonstration commune and its petitions, replayed through the register; and any number of synthetic ones (`seed`).
pub mod demo;
/// Rules and words, pure.
pub mod domain;
/// The key ring and the system's randomness.
pub mod keys;
/// Words to people by mail: the letters, and the one place that speaks SMTP.
pub mod notify;
/// The one place that asks what time it is.
pub mod now;
/// Passwords: hashed, checked, refused when easy to guess.
pub mod password;
/// Photos re-encoded without what the camera wrote.
pub mod photo;
/// The one door through which anything audited changes.
pub mod register;
/// What the portal does by itself, once a minute.
pub mod rounds;
/// What a new database is given.
pub mod seed;
/// Rows and files. The only place that knows diesel.
pub mod store;
/// One-time codes of a phone: the second step of signing in.
pub mod totp;
/// Pages and forms. The only place that knows actix; every address is in [`web::route`].
pub mod web;
