//! A page makes the receipt of an act that never was. Expect: E0451
use crate::{
    domain::{event::{Deed, Event}, id::Id, petition::Petition},
    store::record::Recorded,
};

pub fn attempt(event: Id<Event>, petition: Id<Petition>) -> Recorded {
    Recorded { event, deed: Deed::Identity, petition: Some(petition), subject: None, sealing: false, erasing: false, ended: None }
}
