//! A page changes a petition through what it reads of it. Expect: E0594
use crate::domain::petition::{Petition, Stage};

pub fn attempt(petition: &mut Petition) {
    petition.stage = Stage::Closed;
}
