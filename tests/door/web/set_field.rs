//! A page changes a petition in its hands. Expect: E0616
use crate::domain::petition::{Petition, Stage};

pub fn attempt(petition: &mut Petition) {
    petition.facts.stage = Stage::Closed;
}
