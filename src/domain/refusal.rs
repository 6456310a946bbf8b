//! Refusals: why a rule says no, in words for the one who must act on it.

use serde::{Deserialize, Serialize};

/// One field of a form that cannot stand as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    pub field: String,
    pub words: String,
}

impl FieldError {
    pub fn new(field: &str, words: impl Into<String>) -> FieldError {
        FieldError { field: field.to_owned(), words: words.into() }
    }
}

/// A rule's no. The order is the order of checks (interface.md, “Acts on a petition”).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Not there, or not for this person to know of: 404.
    #[error("Không có trang này.")]
    Unseen,
    /// They may see it but not do this: 403.
    #[error("{0}")]
    NotYours(&'static str),
    /// The stage does not allow it, or someone was first: 409.
    #[error("{0}")]
    Untimely(String),
    /// Some fields cannot stand: 422.
    #[error("Có chỗ chưa đúng, xin xem lại.")]
    Fields(Vec<FieldError>),
    /// The office's own data lacks something a rule needs (no chairman, no term of law): 500, told to the administrator.
    #[error("{0}")]
    Unready(String),
}

impl Refusal {
    pub fn field(field: &str, words: impl Into<String>) -> Refusal {
        Refusal::Fields(vec![FieldError::new(field, words)])
    }
}
