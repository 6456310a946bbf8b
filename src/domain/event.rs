//! Events: what happened, in codes, ids, dates and salted hashes, never in free text.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{id::Id, person::Account, petition::Petition, words::words};

words!(
    /// What can happen. The codes of acts on a petition are the last part of their URL.
    pub Deed {
        File "nop" "Gửi đơn",
        Register "tiep-nhan" "Ghi đơn tại xã",
        Sort "phan-loai" "Phân loại",
        Sign "ky" "Nhận đơn có chữ ký",
        Accept "thu-ly" "Thụ lý",
        Assign "giao" "Giao xử lý",
        HandOver "ban-giao" "Đổi người giữ",
        Guide "huong-dan" "Hướng dẫn nơi khác",
        Transfer "chuyen" "Chuyển nơi khác",
        Ineligible "khong-du-dieu-kien" "Không đủ điều kiện",
        Dispose "het-han-luu" "Quyết định khi hết hạn lưu",
        Duplicate "trung" "Trùng đơn khác",
        Split "tach" "Tách đơn",
        Withdraw "rut" "Người gửi rút",
        Reply "phuc-dap" "Nơi khác trả lời",
        Ask "hoi-them" "Hỏi thêm người gửi",
        Extend "gia-han" "Gia hạn",
        Suspend "tam-dinh-chi" "Tạm đình chỉ giải quyết",
        Resume "tiep-tuc" "Tiếp tục giải quyết",
        Terminate "dinh-chi" "Đình chỉ giải quyết",
        Note "ghi-chu" "Ghi chú",
        Draft "du-thao" "Lưu dự thảo",
        Submit "trinh" "Trình duyệt",
        Return "tra-lai" "Trả lại",
        Approve "duyet" "Duyệt",
        Issue "phat-hanh" "Ban hành",
        Tell "da-bao" "Đã báo người gửi",
        Voice "y-kien" "Ý kiến người gửi",
        Add "bo-sung" "Người gửi viết thêm",
        Identity "danh-tinh" "Mở danh tính",
        OpenSealed "mo-ho-so-mat" "Mở hồ sơ mật",
        OpenPaper "mo-giay-to" "Mở giấy tờ có tên",
        Close "dong" "Đóng hồ sơ",
        Account "tai-khoan" "Sửa tài khoản",
        Office "co-quan" "Sửa thông tin cơ quan",
        Calendar "lich-lam-viec" "Sửa lịch làm việc",
        Redate "doi-han" "Tính lại hạn theo lịch nghỉ",
        Remind "nhac" "Nhắc hạn",
        Undeliverable "thu-khong-den" "Thư điện tử không đến được",
        Resend "gui-lai-thu" "Gửi lại thư điện tử",
        Route "phan-cong" "Sửa phân công",
        Absence "vang-mat" "Ghi vắng mặt",
        Mediate "hoa-giai" "Ghi yêu cầu hòa giải đất đai",
        InviteSides "moi-hoa-giai" "Mời hai bên họp hòa giải",
        SideAbsent "vang-hoa-giai" "Có bên vắng họp hòa giải",
        EndMediation "ket-qua-hoa-giai" "Kết quả hòa giải",
        WithdrawMediation "rut-hoa-giai" "Rút yêu cầu hòa giải",
        OpenSides "mo-ten-hoa-giai" "Mở tên hai bên hòa giải",
        Competence "tham-quyen" "Sửa bảng thẩm quyền",
        Consult "phoi-hop" "Hỏi ý kiến đơn vị khác",
        Advise "tra-loi-phoi-hop" "Đơn vị được hỏi trả lời",
        Unask "rut-phoi-hop" "Rút câu hỏi đơn vị khác",
        LapseConsult "het-phoi-hop" "Không chờ đơn vị khác nữa",
        List "danh-muc" "Sửa danh mục",
        Question "hoi" "Giám sát hỏi",
        Respond "tra-loi-cau-hoi" "Trả lời câu hỏi giám sát",
        SignIn "dang-nhap" "Đăng nhập",
        SignInFailed "dang-nhap-hong" "Đăng nhập không được",
        Refused "tu-choi" "Bị từ chối",
        PlanReception "len-lich-tiep" "Lên lịch tiếp dân",
        MoveReception "doi-ngay-tiep" "Đổi ngày tiếp dân",
        CallOffReception "huy-ngay-tiep" "Hủy ngày tiếp dân",
        MissReception "vang-tiep-dan" "Ghi Chủ tịch vắng",
        HoldReception "da-tiep-dan" "Đã tiếp dân",
        BookTurn "hen-tiep" "Hẹn gặp, lấy số",
        CancelTurn "bo-hen" "Bỏ hẹn, không đến",
        TellTurn "bao-hen" "Đã báo người hẹn",
        PlanDialogue "xep-doi-thoai" "Xếp buổi đối thoại",
        AnnounceDialogue "thong-bao" "Thông báo đối thoại",
        InviteGuest "moi" "Mời thêm",
        TellGuests "bao-nguoi-du" "Đã báo người được mời",
        Coming "se-den" "Người được mời trả lời",
        MoveDialogue "doi-ngay" "Dời ngày đối thoại",
        CallOffDialogue "huy" "Không tổ chức nữa",
        Attend "diem-danh" "Ghi người dự",
        WriteMinutes "bien-ban" "Ghi biên bản",
        SignMinutes "ky-bien-ban" "Biên bản đã ký",
        AddScan "ban-quet" "Thêm bản quét biên bản",
        Conclude "ket-qua" "Kết quả đối thoại",
        PublishDialogue "cong-bo" "Công bố kết quả đối thoại",
        PromiseDone "lam-xong" "Báo đã làm xong",
        PromiseConfirmed "xac-nhan" "Xác nhận đã làm xong",
        PromiseReturned "chua-xong" "Nói là chưa xong",
        WriteBook "so-tiep-dan" "Ghi sổ tiếp dân",
        OpenBook "mo-so-tiep-dan" "Mở tên trong sổ tiếp dân",
        RefuseVisitor "tu-choi-tiep" "Gửi thông báo từ chối tiếp",
        ConcludeReception "ket-luan-tiep" "Kết luận buổi tiếp dân",
        FinishTask "xong-viec-tiep" "Xong việc theo kết luận",
    }
);

/// What an event or a limit is about besides a petition: a dialogue, a reception day, a question. Only its id is known here.
#[derive(Debug)]
pub enum Subject {}

/// One entry of the record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    pub id: Id<Event>,
    pub at: DateTime<Utc>,
    /// `account`, `citizen` or `system`.
    pub by: String,
    pub account: Option<Id<Account>>,
    pub petition: Option<Id<Petition>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Id<Subject>>,
    pub deed: Deed,
    /// Keyed hash of the form: see [`super::act::Act::form`].
    pub form: Option<String>,
    pub body: BTreeMap<String, Value>,
}
