//! Somebody prints a code into a log. Expect: E0277
use crate::domain::code::Code;

pub fn attempt(code: &Code) -> String {
    format!("{code:?}")
}
