//! Before a decision on a complaint: whether its dialogue, which stands before it, was held and its minutes signed (KN Đ.30).

use super::DialogueStage;
use crate::domain::{
    petition::{Kind, Petition, Stage},
    words::words,
};

words!(
    /// What is lacking; a warning, because the law asks for the dialogue only where views still differ.
    pub Gap {
        NotHeld "not_held" "Xác minh đã yêu cầu đối thoại nhưng buổi đối thoại chưa tổ chức. Quyết định phải sau đối thoại (Luật Khiếu nại, Điều 30).",
        Unsigned "unsigned" "Đã đối thoại nhưng biên bản chưa ký. Biên bản đối thoại là một căn cứ của quyết định, nằm trong hồ sơ (Luật Khiếu nại, Điều 30, 34).",
        Never "never" "Chưa có buổi đối thoại nào. Nếu yêu cầu của người khiếu nại và kết quả xác minh còn khác nhau thì phải đối thoại trước khi quyết định (Luật Khiếu nại, Điều 30).",
    }
);

/// One dialogue of the complaint, with whether its minutes were signed.
pub type Stand = (DialogueStage, bool);

/// What a complaint that waits for its decision still lacks.
pub fn gap(petition: &Petition, dialogues: &[Stand]) -> Option<Gap> {
    let deciding = matches!(petition.stage, Stage::AwaitingApproval | Stage::AwaitingIssue);
    if !deciding || petition.kind_now() != Kind::Complaint {
        return None;
    }
    let some = |which: fn(&Stand) -> bool| dialogues.iter().any(which);
    match () {
        () if some(|(stage, _)| stage.is_ahead()) => Some(Gap::NotHeld),
        () if some(|(stage, signed)| stage.was_held() && *signed) => None,
        () if some(|(stage, _)| stage.was_held()) => Some(Gap::Unsigned),
        () => Some(Gap::Never),
    }
}
