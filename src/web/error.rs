//! What went wrong, sorted by who must act, and the page that says so.

use actix_web::{HttpResponse, ResponseError, http::StatusCode};

use crate::{domain::refusal::Refusal, register, store::Trouble};

#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error(transparent)]
    Refused(#[from] Refusal),
    #[error(transparent)]
    Trouble(#[from] Trouble),
    /// Not there, or not for this person to know of.
    #[error("không có")]
    Gone,
    /// The page needs someone signed in.
    #[error("chưa đăng nhập")]
    SignInFirst,
    /// Another site sent this form.
    #[error("đơn gửi từ trang khác")]
    Foreign,
    /// Nobody would own what comes in.
    #[error("chưa mở nhận đơn: chưa chọn người nhận đơn, hoặc chưa có Chủ tịch")]
    Closed,
    #[error("nhiều quá")]
    Throttled { seconds: u64 },
    #[error("lớn quá")]
    TooLarge,
    #[error("yêu cầu hỏng")]
    Broken,
    #[error("trang: {0}")]
    Page(String),
}

impl From<register::Failure> for Failure {
    fn from(failure: register::Failure) -> Failure {
        match failure {
            register::Failure::Refused(refusal) => Failure::Refused(refusal),
            register::Failure::Trouble(trouble) => Failure::Trouble(trouble),
        }
    }
}

impl Failure {
    pub fn status(&self) -> StatusCode {
        match self {
            Failure::Refused(Refusal::Unseen) | Failure::Gone | Failure::Trouble(Trouble::NotFound) => {
                StatusCode::NOT_FOUND
            }
            Failure::Refused(Refusal::NotYours(_)) | Failure::Foreign => StatusCode::FORBIDDEN,
            Failure::Refused(Refusal::Untimely(_)) | Failure::Trouble(Trouble::Stale | Trouble::Taken(_)) => {
                StatusCode::CONFLICT
            }
            Failure::Refused(Refusal::Fields(_)) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::Throttled { .. } => StatusCode::TOO_MANY_REQUESTS,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Broken => StatusCode::BAD_REQUEST,
            Failure::Closed | Failure::Trouble(Trouble::Busy | Trouble::Disk(_)) => StatusCode::SERVICE_UNAVAILABLE,
            Failure::SignInFirst => StatusCode::SEE_OTHER,
            Failure::Refused(Refusal::Unready(_)) | Failure::Trouble(Trouble::Database(_)) | Failure::Page(_) => {
                StatusCode::INTERNAL_SERVER_ERROR
            }
        }
    }
}

/// Only for what fails before there is a page: an extractor that could not read.
impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        self.status()
    }

    fn error_response(&self) -> HttpResponse {
        HttpResponse::build(self.status())
            .content_type("text/plain; charset=utf-8")
            .body("Máy chủ không đọc được yêu cầu này.")
    }
}

/// Seconds after which someone who was braked may try again.
pub const RETRY_SECONDS: u64 = 60;
