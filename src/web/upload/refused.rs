//! Files that were not taken, and the sentence that says why.

use actix_web::http::StatusCode;

use super::{FIELD, FILES_MAX};
use crate::domain::{petition::Attachment, refusal::FieldError};

/// A file that was not taken, and why.
pub struct Refused {
    pub name: String,
    pub why: Why,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    TooLarge,
    Empty,
    Kind,
    Vast,
    Broken,
    TooMany,
    /// The disk is nearly full.
    NoRoom,
    /// All files together.
    Together,
}

impl Refused {
    fn words(&self) -> String {
        let name = if self.name.is_empty() { "(không tên)" } else { &self.name };
        match self.why {
            Why::TooLarge => format!(
                "“{name}” lớn hơn 10 MB nên chưa gửi được. Xin chọn tệp nhỏ hơn, hoặc mang đến trụ sở, cán bộ chép giúp."
            ),
            Why::Empty => format!("“{name}” là tệp trống, bên trong không có gì. Xin chọn lại."),
            Why::Kind => format!(
                "“{name}” không phải ảnh (JPEG, PNG, HEIC, WebP), PDF, Word, Excel hay ghi âm (MP3, M4A, OGG) nên không nhận được. Xin chụp ảnh hoặc chọn tệp khác."
            ),
            Why::Vast => format!("Ảnh “{name}” quá nhiều điểm ảnh, máy chủ không mở được. Xin chụp lại cỡ nhỏ hơn."),
            Why::Broken => format!("Ảnh “{name}” bị hỏng, không mở được. Xin chụp lại hoặc chọn ảnh khác."),
            Why::TooMany => format!("Nhiều nhất {FILES_MAX} tệp. “{name}” chưa được lưu."),
            Why::NoRoom => format!(
                "Máy chủ sắp hết chỗ nên chưa nhận được “{name}”. Ông bà cứ gửi đơn không có tệp, rồi mang giấy tờ đến trụ sở, hoặc gửi tệp sau."
            ),
            Why::Together => "Các tệp gửi một lần lớn quá. Xin gửi từng tệp, mỗi tệp đến 10 MB.".to_owned(),
        }
    }

    pub fn too_many(file: &Attachment) -> Refused {
        Refused { name: file.name.clone(), why: Why::TooMany }
    }

    pub fn error(&self) -> FieldError {
        FieldError::new(FIELD, self.words())
    }
}

/// How a page that refuses files answers: 413 when one was too large, else 422.
pub fn status(refused: &[Refused]) -> StatusCode {
    let large = refused.iter().any(|file| matches!(file.why, Why::TooLarge | Why::Together));
    if large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY }
}
