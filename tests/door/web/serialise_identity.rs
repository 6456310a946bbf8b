//! A page hands an identity to a template. Expect: E0277
use crate::domain::person::Identity;

pub fn attempt(identity: &Identity) -> Option<String> {
    serde_json::to_string(identity).ok()
}
