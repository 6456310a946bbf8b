//! A page forges the petition that a rule will look at. Compiles; layers: nobody forges a petition
use crate::domain::petition::{Petition, Stage, Stored};

pub fn attempt(petition: &Petition) -> Petition {
    let facts = Stored { stage: Stage::Answered, ..(**petition).clone() };
    Petition::restore(facts)
}
