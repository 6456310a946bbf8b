//! Every address of the portal on one page: what it is, and who may stand before it.

use actix_web::{Resource, web};

use super::{
    absence,
    admin::{self, account, calendar, competence, founding, list, office, remote, routing},
    asset, assigning, assistance, board, commitment, deadline,
    desk::{self, Look},
    dialogue, download, factor, figures, filing, handling, intake, letters, looks, mediation, monitors, month, moved,
    oversight, own, paper, passing, petition, public, question,
    reception::{self, book, day, ending, ledger, plan, watch},
    schedule, search, session, slip, tracking,
    visit::Visit,
};
use crate::app::App;

/// Who may stand before an address. The rules decide again for each act; a test tries every route as every role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    /// Anyone.
    Open,
    /// Anyone who holds the code in the path.
    Code,
    /// Whoever reads the server's terminal, while there is no account yet.
    Secret,
    /// Someone signed in; the page itself says which roles.
    Staff,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    Get,
    Post,
}

pub struct Route {
    pub verb: Verb,
    pub path: &'static str,
    pub door: Door,
    pub look: Look,
}

const fn get(path: &'static str, door: Door, look: Look) -> Route {
    Route { verb: Verb::Get, path, door, look }
}

const fn post(path: &'static str, door: Door, look: Look) -> Route {
    Route { verb: Verb::Post, path, door, look }
}

pub const ROUTES: &[Route] = &[
    get("/", Door::Open, public::home),
    get("/to-cao", Door::Open, public::denounce),
    get("/huong-dan", Door::Open, public::guides),
    get("/ai-thay-ten-toi", Door::Open, public::privacy),
    get("/lich-tiep-dan", Door::Open, schedule::show),
    get("/cong-khai", Door::Open, public::soon),
    get("/suc-khoe", Door::Open, public::health),
    get("/gui-don", Door::Open, filing::start),
    get("/gui-don/xong", Door::Open, filing::receipt),
    post("/gui-don/xoa", Door::Open, filing::forget),
    get("/gui-don/{step}", Door::Open, filing::show),
    post("/gui-don/{step}", Door::Open, filing::answer),
    get("/tra-cuu", Door::Open, tracking::show_lookup),
    post("/tra-cuu", Door::Open, tracking::lookup),
    get("/don/{code}", Door::Code, tracking::show),
    get("/don/{code}/noi-dung", Door::Code, tracking::show_words),
    post("/don/{code}/noi-dung", Door::Code, tracking::open_words),
    get("/don/{code}/bo-sung", Door::Code, tracking::show_add),
    post("/don/{code}/bo-sung", Door::Code, tracking::add),
    get("/don/{code}/hen", Door::Code, tracking::show_meet),
    post("/don/{code}/hen", Door::Code, tracking::meet),
    post("/don/{code}/bo-hen", Door::Code, tracking::unmeet),
    get("/don/{code}/tep/{n}", Door::Code, download::for_citizen),
    get("/don/{code}/y-kien", Door::Code, tracking::show_say),
    post("/don/{code}/y-kien", Door::Code, tracking::say),
    get("/don/{code}/doi-thoai", Door::Code, tracking::show_invitation),
    post("/don/{code}/doi-thoai", Door::Code, tracking::answer_invitation),
    get("/ho-so/{id}/tep/{n}", Door::Staff, download::for_staff),
    get("/bat-dau/{secret}", Door::Secret, founding::show),
    post("/bat-dau/{secret}", Door::Secret, founding::found),
    get("/dang-nhap", Door::Open, session::show_sign_in),
    post("/dang-nhap", Door::Open, session::sign_in),
    post("/dang-xuat", Door::Open, session::sign_out),
    get("/buoc-hai", Door::Staff, factor::show),
    post("/buoc-hai", Door::Staff, factor::pass),
    get("/buoc-hai/lap", Door::Staff, factor::show_enrol),
    post("/buoc-hai/lap", Door::Staff, factor::enrol),
    get("/buoc-hai/ma-du-phong", Door::Staff, factor::show_codes),
    get("/tai-khoan", Door::Staff, own::show),
    post("/tai-khoan/phien", Door::Staff, own::end),
    post("/tai-khoan/thu", Door::Staff, own::set_mail),
    post("/tai-khoan/ma-du-phong", Door::Staff, factor::renew),
    get("/doi-mat-khau", Door::Staff, own::show_new_password),
    post("/doi-mat-khau", Door::Staff, own::set_new_password),
    get("/ban-lam-viec", Door::Staff, board::show),
    get("/ban-lam-viec/viec", Door::Staff, board::queue_list),
    get("/ban-lam-viec/ban-giao", Door::Staff, passing::show),
    post("/ban-lam-viec/ban-giao", Door::Staff, passing::give),
    post("/ban-lam-viec/giao", Door::Staff, assigning::give),
    get("/ban-lam-viec/han", Door::Staff, deadline::show),
    get("/ban-lam-viec/so-lieu", Door::Staff, figures::show),
    post("/ban-lam-viec/da-xem", Door::Staff, moved::seen),
    get("/giam-sat", Door::Staff, oversight::show),
    get("/giam-sat/danh-tinh", Door::Staff, looks::show),
    get("/giam-sat/tiep-dan", Door::Staff, watch::show),
    get("/giam-sat/so-lieu", Door::Staff, figures::show),
    get("/giam-sat/tai-khoan", Door::Staff, monitors::show),
    get("/giam-sat/tai-khoan-moi", Door::Staff, account::show_new),
    post("/giam-sat/tai-khoan-moi", Door::Staff, account::add),
    get("/giam-sat/tai-khoan/{username}", Door::Staff, account::show),
    post("/giam-sat/tai-khoan/{username}", Door::Staff, account::change),
    post("/giam-sat/tai-khoan/{username}/buoc-hai", Door::Staff, account::reset_factor),
    post("/giam-sat/tai-khoan/{username}/dong", Door::Staff, account::close),
    post("/giam-sat/tai-khoan/{username}/mo-lai", Door::Staff, account::reopen),
    get("/giam-sat/mat-khau", Door::Staff, account::show_password),
    get("/tiep-nhan", Door::Staff, intake::show),
    post("/tiep-nhan", Door::Staff, intake::file),
    get("/tiep-nhan/phieu", Door::Staff, intake::show_slip),
    post("/tiep-nhan/phieu/xoa", Door::Staff, intake::forget_slip),
    get("/quan-tri", Door::Staff, admin::show),
    get("/quan-tri/tai-khoan-moi", Door::Staff, account::show_new),
    post("/quan-tri/tai-khoan-moi", Door::Staff, account::add),
    get("/quan-tri/tai-khoan/{username}", Door::Staff, account::show),
    post("/quan-tri/tai-khoan/{username}", Door::Staff, account::change),
    post("/quan-tri/tai-khoan/{username}/buoc-hai", Door::Staff, account::reset_factor),
    post("/quan-tri/tai-khoan/{username}/dong", Door::Staff, account::close),
    post("/quan-tri/tai-khoan/{username}/mo-lai", Door::Staff, account::reopen),
    get("/quan-tri/mat-khau", Door::Staff, account::show_password),
    get("/quan-tri/co-quan", Door::Staff, office::show),
    post("/quan-tri/co-quan", Door::Staff, office::save),
    get("/quan-tri/lich-lam-viec", Door::Staff, calendar::show),
    post("/quan-tri/lich-lam-viec", Door::Staff, calendar::save),
    get("/quan-tri/don-vi", Door::Staff, list::show),
    post("/quan-tri/don-vi", Door::Staff, list::add),
    post("/quan-tri/don-vi/{code}/{act}", Door::Staff, list::act),
    get("/quan-tri/thon", Door::Staff, list::show),
    post("/quan-tri/thon", Door::Staff, list::add),
    post("/quan-tri/thon/{code}/{act}", Door::Staff, list::act),
    get("/quan-tri/linh-vuc", Door::Staff, list::show),
    post("/quan-tri/linh-vuc/{code}/{act}", Door::Staff, list::act),
    get("/quan-tri/noi-khac", Door::Staff, list::show),
    post("/quan-tri/noi-khac", Door::Staff, list::add),
    post("/quan-tri/noi-khac/{code}/{act}", Door::Staff, list::act),
    get("/quan-tri/ly-do", Door::Staff, list::show),
    post("/quan-tri/ly-do", Door::Staff, list::add),
    post("/quan-tri/ly-do/{code}/{act}", Door::Staff, list::act),
    get("/quan-tri/loi-van", Door::Staff, list::show),
    post("/quan-tri/loi-van/{code}/{act}", Door::Staff, list::act),
    get("/quan-tri/vung-xa", Door::Staff, remote::show),
    post("/quan-tri/vung-xa", Door::Staff, remote::set),
    get("/quan-tri/phan-cong", Door::Staff, routing::show),
    post("/quan-tri/phan-cong", Door::Staff, routing::add),
    post("/quan-tri/phan-cong/{id}", Door::Staff, routing::end),
    get("/quan-tri/tham-quyen", Door::Staff, competence::show),
    post("/quan-tri/tham-quyen", Door::Staff, competence::add),
    post("/quan-tri/tham-quyen/{id}", Door::Staff, competence::end),
    get("/quan-tri/vang-mat", Door::Staff, absence::show),
    post("/quan-tri/vang-mat", Door::Staff, absence::enter),
    post("/quan-tri/vang-mat/{id}", Door::Staff, absence::come_back),
    get("/lich", Door::Staff, month::show),
    get("/tiep-dan", Door::Staff, reception::show),
    get("/tiep-dan/moi", Door::Staff, plan::show),
    post("/tiep-dan/moi", Door::Staff, plan::save),
    get("/tiep-dan/so", Door::Staff, book::show_book),
    get("/tiep-dan/so/moi", Door::Staff, book::show_new),
    post("/tiep-dan/so/moi", Door::Staff, book::write),
    get("/tiep-dan/so/in", Door::Staff, ledger::show),
    post("/tiep-dan/so/in", Door::Staff, ledger::open),
    get("/tiep-dan/so/{entry}", Door::Staff, book::show_entry),
    post("/tiep-dan/so/{entry}/{act}", Door::Staff, book::act),
    get("/tiep-dan/viec/{task}", Door::Staff, ending::show_task),
    post("/tiep-dan/viec/{task}", Door::Staff, ending::finish_task),
    get("/tiep-dan/{id}", Door::Staff, day::show),
    get("/tiep-dan/{id}/luot/{n}", Door::Staff, book::show_new),
    post("/tiep-dan/{id}/luot/{n}", Door::Staff, book::write),
    get("/tiep-dan/{id}/ket-luan", Door::Staff, ending::show_conclusion),
    post("/tiep-dan/{id}/ket-luan", Door::Staff, ending::conclude),
    get("/tiep-dan/{id}/thong-bao", Door::Staff, ending::announce),
    post("/tiep-dan/{id}/{act}", Door::Staff, day::act),
    get("/doi-thoai", Door::Staff, dialogue::index),
    get("/doi-thoai/moi", Door::Staff, dialogue::show_plan),
    post("/doi-thoai/moi", Door::Staff, dialogue::plan),
    get("/doi-thoai/{id}", Door::Staff, dialogue::show),
    get("/doi-thoai/{id}/giay-moi/{n}", Door::Staff, dialogue::invitation),
    get("/doi-thoai/{id}/bien-ban/{n}", Door::Staff, dialogue::minutes),
    get("/doi-thoai/{id}/bien-ban/{n}/tep/{scan}", Door::Staff, dialogue::scan),
    post("/doi-thoai/{id}/{act}", Door::Staff, dialogue::act),
    get("/cau-hoi", Door::Staff, question::index),
    get("/cau-hoi/moi", Door::Staff, question::show_ask),
    post("/cau-hoi/moi", Door::Staff, question::ask),
    get("/cau-hoi/{id}", Door::Staff, question::show),
    post("/cau-hoi/{id}", Door::Staff, question::answer),
    get("/hoa-giai", Door::Staff, mediation::index),
    get("/hoa-giai/moi", Door::Staff, mediation::show_new),
    post("/hoa-giai/moi", Door::Staff, mediation::register),
    get("/hoa-giai/{id}", Door::Staff, mediation::show),
    post("/hoa-giai/{id}/{act}", Door::Staff, mediation::act),
    get("/phoi-hop", Door::Staff, assistance::index),
    get("/cam-ket", Door::Staff, commitment::index),
    post("/cam-ket/{id}/{act}", Door::Staff, commitment::act),
    get("/thu", Door::Staff, letters::show),
    post("/thu/{id}/gui-lai", Door::Staff, letters::resend),
    get("/bao-cao", Door::Staff, public::soon_inside),
    get("/ho-so", Door::Staff, search::show),
    get("/ho-so/{id}", Door::Staff, petition::show),
    get("/ho-so/{id}/giay-to/{n}", Door::Staff, paper::show),
    get("/ho-so/{id}/phieu", Door::Staff, slip::show),
    post("/ho-so/{id}/in-phieu", Door::Staff, slip::hand_over),
    post("/ho-so/{id}/{act}", Door::Staff, handling::act),
];

pub fn configure(config: &mut web::ServiceConfig) {
    let mut paths: Vec<&str> = ROUTES.iter().map(|route| route.path).collect();
    paths.dedup();
    for path in paths {
        let mut resource = web::resource(path);
        for route in ROUTES.iter().filter(|route| route.path == path) {
            resource = at(resource, route);
        }
        config.service(resource.default_service(web::to(missing)));
    }
    let files = web::resource("/static/{name}").route(web::get().to(asset::serve)).route(web::head().to(asset::serve));
    config.service(files);
    config.default_service(web::to(missing));
}

fn at(resource: Resource, route: &'static Route) -> Resource {
    let ask = move |app: web::Data<App>, visit: Visit| desk::ask(app, visit, route.look);
    match route.verb {
        // HEAD is GET without its body; the server drops that.
        Verb::Get => resource.route(web::get().to(ask)).route(web::head().to(ask)),
        Verb::Post => resource.route(web::post().to(ask)),
    }
}

async fn missing(app: web::Data<App>, visit: Visit) -> actix_web::HttpResponse {
    desk::ask(app, visit, public::missing).await
}
