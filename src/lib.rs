//! Tiếp Dân: a citizen feedback and complaint portal for Vietnamese communes.

pub mod app;
pub mod config;
pub mod demo;
pub mod domain;
pub mod keys;
pub mod now;
pub mod password;
pub mod photo;
pub mod register;
pub mod rounds;
pub mod seed;
pub mod store;
pub mod web;
