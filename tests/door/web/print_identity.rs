//! Somebody prints an identity into a log. Expect: E0277
use crate::domain::person::Identity;

pub fn attempt(identity: &Identity) -> String {
    format!("{identity:?}")
}
