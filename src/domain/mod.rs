//! Rules and words, pure: no input or output, no clock, no dice, no web, no rows.

pub mod act;
pub mod calendar;
pub mod change;
pub mod clock;
pub mod code;
pub mod errand;
pub mod event;
pub mod filing;
pub mod fold;
pub mod form;
pub mod handling;
pub mod id;
pub mod law;
pub mod media;
pub mod office;
pub mod oversight;
pub mod person;
pub mod petition;
pub mod policy;
pub mod reading;
pub mod refusal;
pub mod routing;
pub mod sorting;
pub mod staff;
pub mod telling;
pub mod urgency;
mod words;
