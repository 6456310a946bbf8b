//! Errands: what a petition waits for next, and the queues in which boards show it.

use super::{
    person::Role,
    petition::{Kind, Outcome, Petition, Stage},
    words::words,
};

words!(
    /// A queue of a board; its code stands in the address of its list.
    pub Queue {
        Decide "decide" "Chờ quyết định",
        Route "route" "Chờ giao việc",
        Sort "sort" "Chờ phân loại",
        Sign "sign" "Chờ người gửi ký đơn",
        Issue "issue" "Chờ ký, đóng dấu",
        Tell "tell" "Cần gọi điện hoặc trao giấy",
        Mend "mend" "Dự thảo trả lại, cần sửa",
        Mine "mine" "Đang giữ",
        Kept "kept" "Đã lưu một năm, chờ quyết định",
        SaidDone "done" "Người gửi nói xong rồi",
        SaidPartly "partly" "Người gửi nói mới xong một phần",
        SaidNotDone "not_done" "Người gửi nói chưa xong",
    }
);

impl Queue {
    /// The queues of a role's board.
    pub fn of(role: Role) -> &'static [Queue] {
        match role {
            Role::Chair | Role::ViceChair => {
                &[Queue::Decide, Queue::Route, Queue::Kept, Queue::SaidDone, Queue::SaidPartly, Queue::SaidNotDone]
            }
            Role::Clerk => {
                &[Queue::Sort, Queue::Sign, Queue::Issue, Queue::Tell, Queue::Mend, Queue::Mine, Queue::Kept]
            }
            Role::Officer => &[Queue::Mend, Queue::Mine],
            Role::Monitor | Role::VillageHead | Role::Admin => &[],
        }
    }
}

words!(
    /// The one next thing to do, as the words of its button.
    pub Errand {
        Sort "sort" "Phân loại",
        Decide "decide" "Xem và quyết định",
        Assign "assign" "Giao việc",
        Reassign "reassign" "Giao lại",
        Approve "approve" "Đọc và duyệt",
        Issue "issue" "Ban hành",
        Mend "mend" "Sửa dự thảo",
        Answer "answer" "Viết trả lời",
        Execute "execute" "Xem việc thi hành",
        Look "look" "Xem",
    }
);

impl Errand {
    /// What a petition waits for, from whoever it lies with.
    pub fn of(petition: &Petition) -> Errand {
        match petition.stage {
            Stage::Received | Stage::AwaitingSignature if !petition.is_sorted() => Errand::Sort,
            Stage::Received if matches!(petition.kind_now(), Kind::Complaint | Kind::Denunciation) => Errand::Decide,
            Stage::Received | Stage::Accepted => Errand::Assign,
            // “Chưa xong” gave it back to the chairman.
            Stage::InProgress if !petition.assigned => Errand::Reassign,
            Stage::InProgress => Errand::Answer,
            Stage::AwaitingApproval => Errand::Approve,
            Stage::AwaitingIssue => Errand::Issue,
            // “Chưa xong” of a decided khiếu nại asks whether its decision was carried out.
            Stage::Answered if petition.kind_now() == Kind::Complaint && petition.outcome == Some(Outcome::NotDone) => {
                Errand::Execute
            }
            _ => Errand::Look,
        }
    }
}
