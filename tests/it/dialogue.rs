//! Dialogues: from petitions to an agenda, its notice, minutes, results and promises; and the one inside a complaint.

use tiepdan::{
    domain::{
        clock::ClockState,
        dialogue::{Dialogue, DialogueStage, Session},
        event::Deed,
        id::Id,
        petition::{AnswerState, Attachment, Petition, TextKind},
        policy::Sight,
    },
    register::{self, Failure},
    store,
};

use crate::{
    cast::{Filing, Officer},
    commune::{Commune, day, fields_of, moment},
    database::Data,
    page::Page,
};

pub const PROJECT: &str = "hồ Tả Trạch";

impl Commune {
    /// Somebody's petition on the lake, sorted, with anh Việt.
    pub fn on_the_lake(&self, n: usize) -> (Id<Petition>, String) {
        let filing = Filing::of_ba_sau()
            .with("topic", "clearance")
            .with("project", PROJECT)
            .with("body", &format!("Nhà tôi bị dự án lấy đất đã lâu, lần thứ {n} hỏi chưa ai trả lời rõ."));
        let code = self.browser().file(&filing);
        let id = self.petition(&code);
        let subject = format!("Chi trả tiền đất lòng hồ, hộ thứ {n}");
        let sort = [("kind", "feedback"), ("topic", "clearance"), ("subject", &subject), ("reason", "Theo nội dung.")];
        self.does("vanthu", id, Deed::Sort, &sort);
        self.does("chutich", id, Deed::Assign, &[("unit", "land"), ("owner", "diachinh")]);
        (id, code)
    }

    /// Ông Tư's khiếu nại, signed and accepted, with anh Việt.
    fn accepted_complaint(&self) -> (Id<Petition>, String) {
        let code = self.browser().file(&Filing::of_ong_tu());
        let id = self.petition(&code);
        let sort =
            [("kind", "complaint"), ("topic", "compensation"), ("subject", "Hạng đất vườn"), ("reason", "Phản đối")];
        self.does("vanthu", id, Deed::Sort, &sort);
        let today = self.today().to_string();
        self.does("vanthu", id, Deed::Sign, &[("received_on", &today), ("signed_on", &today)]);
        self.does("chutich", id, Deed::Accept, &[]);
        self.does("chutich", id, Deed::Assign, &[("unit", "land"), ("owner", "diachinh")]);
        (id, code)
    }

    pub fn plans_talk(
        &self,
        username: &str,
        petitions: &[Id<Petition>],
        more: &[(&str, &str)],
    ) -> Result<Id<Dialogue>, Failure> {
        let base = [
            ("kind", "thematic"),
            ("topic", "clearance"),
            ("project", PROJECT),
            ("subject", "Chi trả tiền đất lòng hồ Tả Trạch"),
            ("day", "2026-12-02"),
            ("hour", "14:00"),
            ("place", "Nhà văn hóa Thôn Hạ"),
            ("bring", "Căn cước"),
            ("chair", "chutich"),
        ];
        let mut fields = fields_of(&base);
        more.iter().for_each(|(field, value)| fields.set(field, (*value).to_owned()));
        register::plan_dialogue(self.store(), &self.act_of(username), &fields, petitions.to_vec())
    }

    pub fn convenes(&self, username: &str, id: Id<Dialogue>, deed: Deed, more: &[(&str, &str)]) -> Result<(), Failure> {
        self.convenes_with(username, id, deed, more, &[])
    }

    fn convenes_with(
        &self,
        username: &str,
        id: Id<Dialogue>,
        deed: Deed,
        more: &[(&str, &str)],
        files: &[Attachment],
    ) -> Result<(), Failure> {
        let session = self.session("chutich", id);
        let revision = session.open_minutes().map_or(0, |minutes| minutes.revision).to_string();
        let version = session.dialogue.version.to_string();
        let fields = fields_of(&[&[("version", version.as_str()), ("revision", &revision)], more].concat());
        register::convene(self.store(), &self.act_of(username), id, deed, &fields, files).map(drop)
    }

    #[track_caller]
    pub fn holds(&self, id: Id<Dialogue>, absent: &[i32]) {
        let session = self.session("chutich", id);
        let named: Vec<(String, &str)> = session
            .guests
            .iter()
            .map(|guest| {
                (
                    format!("presence-{}", guest.position),
                    if absent.contains(&guest.position) { "absent" } else { "present" },
                )
            })
            .collect();
        let fields: Vec<(&str, &str)> = named.iter().map(|(field, value)| (field.as_str(), *value)).collect();
        self.convenes("vanthu", id, Deed::Attend, &fields).expect("attended");
    }

    pub fn session(&self, username: &str, id: Id<Dialogue>) -> Session {
        let sight = self.sight(username);
        self.store().read(|conn| store::dialogue::load_in_sight(conn, id, &sight)).expect("the dialogue")
    }
}

pub const MINUTES: &[(&str, &str)] = &[
    ("began", "14:00"),
    ("ended", "16:30"),
    ("purpose", "Nghe và trả lời bà con về tiền đất lòng hồ"),
    ("opinions", "CHIMCUTMINUTES bà con hỏi bao giờ trả tiền."),
    ("agreed", "Trả trước 18/12."),
    ("copies", "3"),
];

/// For whoever needs a commune in which every table of dialogues holds something.
pub fn one_that_was_held(commune: &Commune) {
    let (id, _) = commune.on_the_lake(1);
    let dialogue = commune.plans_talk("vanthu", &[id], &[]).expect("planned");
    commune.convenes("vanthu", dialogue, Deed::AnnounceDialogue, &[]).expect("announced");
    commune.at("2026-12-02T17:00").holds(dialogue, &[]);
    commune.convenes("vanthu", dialogue, Deed::WriteMinutes, MINUTES).expect("written");
    let scan = Attachment {
        id: commune.act_of("vanthu").mint(),
        name: "bien-ban.pdf".to_owned(),
        media: "application/pdf".to_owned(),
        bytes: 10,
        preview: false,
    };
    commune
        .convenes_with("vanthu", dialogue, Deed::SignMinutes, &[("signed_on", "2026-12-02")], &[scan])
        .expect("signed");
    let petition = id.to_string();
    let promise = [
        ("petition", petition.as_str()),
        ("outcome", "promised"),
        ("words", "Hứa trả tiền trước ngày 18/12."),
        ("what", "Trả tiền đất lòng hồ"),
        ("evidence", "Biên nhận"),
        ("owner", "diachinh"),
        ("due", "2026-12-18"),
    ];
    commune.convenes("vanthu", dialogue, Deed::Conclude, &promise).expect("concluded");
    let published = [("result", "Kết quả đối thoại ngày 02/12: trả tiền trước 18/12."), ("published_on", "2026-12-02")];
    commune.convenes("vanthu", dialogue, Deed::PublishDialogue, &published).expect("published");
}

/// One on the 18th that nobody has announced yet.
pub fn one_that_is_planned(commune: &Commune) -> Id<Dialogue> {
    let (id, _) = commune.on_the_lake(2);
    commune.plans_talk("vanthu", &[id], &[("day", "2026-12-18")]).expect("planned")
}

fn id_in(location: Option<String>) -> Id<Dialogue> {
    let path = location.expect("a way on");
    path.rsplit('/').next().and_then(|id| id.parse().ok()).unwrap_or_else(|| panic!("no dialogue in {path}"))
}

#[track_caller]
fn act(officer: &Officer, id: Id<Dialogue>, act: &str, values: &[(&str, &str)]) -> Page {
    let page = officer.get(&format!("/doi-thoai/{id}")).expect(200);
    let form =
        page.form_for(act).unwrap_or_else(|| panic!("{} is not offered {act}: {}", officer.username, page.words()));
    officer.fill(&form, values)
}

#[test]
fn a_project_is_talked_over_from_twelve_petitions_to_three_promises() {
    let commune = Commune::new();
    let petitions: Vec<(Id<Petition>, String)> = (1..=12).map(|n| commune.on_the_lake(n)).collect();
    let (complaint, _) = commune.accepted_complaint();
    let hidden = commune.on_the_lake(20).0;
    commune.does("vanthu", sorted_again(&commune, hidden), Deed::Note, &[("body", "Còn một hồ sơ khác.")]);
    let sealed = commune.file(&Filing::of_ba_sau().with("topic", "clearance").with("project", PROJECT));
    commune.does(
        "vanthu",
        sealed,
        Deed::Sort,
        &[("kind", "denunciation"), ("topic", "clearance"), ("reason", "Tố cáo")],
    );

    // ---- From petitions to an agenda ----
    let clerk = commune.chi_hoa();
    let page = clerk.get("/doi-thoai/moi?topic=clearance&project=T%E1%BA%A3+Tr%E1%BA%A1ch").expect(200);
    assert!(page.says("12 hồ sơ về dự án Tả Trạch về giải phóng mặt bằng chưa xong"), "{}", page.words());
    assert!(page.says("Sớm nhất là thứ Tư") && page.says("ít nhất 7 ngày"), "{}", page.words());
    let offered = page.attributes("input[type=checkbox][name=petitions]", "value");
    assert_eq!(offered.len(), 12);
    for kept_out in [complaint, hidden, sealed] {
        assert!(!offered.contains(&kept_out.to_string()), "{kept_out}");
    }
    let theirs = clerk.get("/doi-thoai/moi?kind=thematic&topic=compensation").expect(200);
    assert!(theirs.says("1 khiếu nại phải đối thoại riêng"), "{}", theirs.words());
    let ids: Vec<String> = petitions.iter().map(|(id, _)| id.to_string()).collect();
    let ticks: Vec<(&str, &str)> = ids.iter().map(|id| ("petitions", id.as_str())).collect();
    let told = [("subject", "Chi trả tiền đất lòng hồ Tả Trạch"), ("hour", "14g"), ("place", "Nhà văn hóa Thôn Hạ")];
    let early = [&ticks[..], &told, &[("day", "01/12/2026")]].concat();
    let form = page.form_for("moi").expect("a form");
    let refused = clerk.fill(&form, &early).expect(422);
    assert_eq!(refused.faults(), ["day"]);
    assert!(
        refused.says("phải thông báo chậm nhất 23/11/2026") && refused.says("sớm nhất là 02/12/2026"),
        "{}",
        refused.words()
    );
    assert_eq!(refused.attributes("input[name=petitions][checked]", "value").len(), 12, "nothing typed is lost");
    let planned = [&ticks[..], &told, &[("day", "02/12/2026")]].concat();
    let first = clerk.fill(&form, &planned).expect(303);
    let id = id_in(first.location());
    assert_eq!(id_in(clerk.fill(&form, &planned).expect(303).location()), id, "the same form is the same dialogue");
    // On an agenda already, it is not offered for another.
    assert!(clerk.get("/doi-thoai/moi?topic=clearance").expect(200).says("Không có hồ sơ nào"));

    // ---- Notice and invitations ----
    act(&clerk, id, "thong-bao", &[]).expect(303);
    assert_eq!(commune.session("vanthu", id).clocks[0].state, ClockState::Met);
    act(&clerk, id, "bao-nguoi-du", &[("seats", "1"), ("seats", "2"), ("channel", "phone")]).expect(303);
    let page = clerk.get(&format!("/doi-thoai/{id}")).expect(200);
    assert_eq!(page.attributes("input[name=seats]", "value").len(), 10, "the others are still to be told");
    let paper = clerk.get(&format!("/doi-thoai/{id}/giay-moi/1")).expect(200);
    assert!(
        paper.says("kính mời: Trần Thị Sáu") && paper.says("14:00") && paper.says("Mang theo"),
        "{}",
        paper.words()
    );
    assert!(commune.ba_tam().get("/giam-sat/danh-tinh").expect(200).says("Lê Thị Hòa"), "the look is known of");
    commune.anh_viet().get(&format!("/doi-thoai/{id}/giay-moi/1")).expect(403);
    let phone = commune.browser();
    let code = &petitions[0].1;
    let page = phone.get(&format!("/don/{code}")).expect(200);
    assert!(
        page.says("mời ông bà đối thoại") && page.says("Nhà văn hóa Thôn Hạ") && page.says("Căn cước"),
        "{}",
        page.words()
    );
    phone.post(&format!("/don/{code}/doi-thoai"), &[("answer", "maybe")]).expect(422);
    phone.post(&format!("/don/{code}/doi-thoai"), &[("answer", "yes")]).expect(303);
    assert!(phone.get(&format!("/don/{code}/doi-thoai")).expect(200).says("sẽ đến"));
    assert!(clerk.get(&format!("/doi-thoai/{id}")).expect(200).says("1 người đã nói sẽ đến"));

    // ---- The day itself ----
    assert!(clerk.get(&format!("/doi-thoai/{id}")).expect(200).form_for("diem-danh").is_none(), "not before its day");
    commune.at("2026-12-02T17:00").holds(id, &[12]);
    let clerk = commune.chi_hoa();
    let session = commune.session("vanthu", id);
    assert_eq!(session.running("DT-10").map(|clock| clock.due), Some(day("14/12/2026")), "12/12 is a Saturday");
    act(&clerk, id, "bien-ban", MINUTES).expect(303);
    act(&clerk, id, "ky-bien-ban", &[("signed_on", "03/12/2026")]).expect(422);
    act(&clerk, id, "ky-bien-ban", &[("signed_on", "02/12/2026")]).expect(303);
    // A correction is a new version; what was signed is locked, also for the database.
    act(&clerk, id, "bien-ban", &[("agreed", "Trả trước 18/12, có biên nhận.")]).expect(303);
    let session = commune.session("vanthu", id);
    let states: Vec<(i32, bool)> = session.minutes.iter().map(|one| (one.position, one.signed_on.is_some())).collect();
    assert_eq!(states, [(1, true), (2, false)]);
    assert!(!session.minutes[0].content.agreed.contains("biên nhận"));
    let forced = commune.data.run("UPDATE minutes SET content = 'x', last_event = (SELECT id FROM events ORDER BY at LIMIT 1) WHERE state = 'signed'");
    assert!(forced.expect_err("locked").contains("signed minutes are locked"));

    // ---- Outcomes back into the petitions ----
    let conclude = |n: usize, more: &[(&str, &str)]| {
        let base = [("petition", ids[n].as_str()), ("words", "Xã đã giải thích cách tính và ngày trả tiền.")];
        act(&clerk, id, "ket-qua", &[&base[..], more].concat())
    };
    assert_eq!(conclude(0, &[("outcome", "promised"), ("due", "2026-11-01")]).expect(422).faults().len(), 4);
    for (n, (due, what)) in
        [("18/12/2026", "Trả tiền tràm"), ("04/12/2026", "Cắm lại mốc"), ("30/12/2026", "Làm đường tránh")]
            .iter()
            .enumerate()
    {
        let promise =
            [("outcome", "promised"), ("what", *what), ("evidence", "Biên nhận"), ("owner", "diachinh"), ("due", *due)];
        conclude(n, &promise).expect(303);
    }
    assert_eq!(
        conclude(3, &[("outcome", "check"), ("due", "30/12/2026")]).expect(422).faults(),
        ["ket-qua-due"],
        "never looser than the law"
    );
    conclude(3, &[("outcome", "check"), ("due", "03/12/2026")]).expect(303);
    for n in 4..12 {
        conclude(n, &[("outcome", "answered")]).expect(303);
    }
    let answered = commune.case(petitions[4].0);
    assert_eq!(answered.answers.iter().map(|answer| answer.state).collect::<Vec<_>>(), [AnswerState::Draft]);
    assert!(answered.answers[0].letter.contains("Tại buổi đối thoại ngày 02/12/2026"));
    let checked = commune.case(petitions[3].0);
    assert_eq!(checked.running("NOI-BO").map(|clock| clock.due), Some(day("03/12/2026")));
    assert!(checked.texts.iter().any(|text| text.kind == TextKind::Note && text.body.contains("giải thích cách tính")));

    // ---- Published and sent ----
    let result = [
        ("result", "Xã trả tiền tràm trước 18/12, cắm lại mốc trước 04/12."),
        ("published_on", "02/12/2026"),
        ("sent_on", ""),
    ];
    act(&clerk, id, "cong-bo", &result).expect(303);
    assert!(commune.session("vanthu", id).running("DT-10").is_some(), "not yet sent to the village heads");
    commune.at("2026-12-04T09:00");
    let clerk = commune.chi_hoa();
    act(&clerk, id, "cong-bo", &[("result", ""), ("sent_on", "04/12/2026")]).expect(303);
    let announced = commune.store().read(store::dialogue::announced).expect("announced");
    assert!(announced[0].result.as_deref().is_some_and(|words| words.contains("cắm lại mốc")));
    let page = commune.browser().get("/lich-tiep-dan").expect(200);
    assert!(page.says("14:00 Chi trả tiền đất lòng hồ Tả Trạch") && page.says("cắm lại mốc"), "{}", page.words());

    // ---- One promise is late: the chairman and the Front see it ----
    assert!(!commune.ong_an().get("/ban-lam-viec").expect(200).says("lời hứa với dân quá hạn"));
    // 04/12 is a Friday; on Monday morning it is told.
    commune.at("2026-12-04T09:30").minute();
    commune.at("2026-12-07T08:00").minute();
    let reminded = "SELECT r.step || ' ' || CAST(r.due AS TEXT) || ' ' || CAST(r.told_on AS TEXT) AS value FROM reminders r \
        JOIN clocks c ON c.id = r.clock WHERE c.rule = 'CAM-KET' AND r.due < '2026-12-09' ORDER BY r.told_on, r.step";
    let late = ["due 2026-12-04 2026-12-04", "soon 2026-12-04 2026-12-04", "overdue 2026-12-04 2026-12-07"];
    assert_eq!(commune.data.values(reminded), late);
    for (officer, board) in [(commune.ong_an(), "/ban-lam-viec"), (commune.ba_tam(), "/giam-sat")] {
        let page = officer.get(board).expect(200);
        assert!(page.says("1 lời hứa với dân quá hạn") && page.says("Cắm lại mốc"), "{}", page.words());
        let list = page.attributes("[aria-labelledby=sang-nay] a", "href");
        let list = list.iter().find(|list| list.starts_with("/cam-ket?due=overdue")).expect("the digest counts it");
        let page = officer.get(list).expect(200);
        assert!(page.says("Cắm lại mốc") && page.says("đã báo Chủ tịch, Mặt trận 07/12/2026"), "{}", page.words());
        assert!(!page.says("Trả tiền tràm"), "not late");
    }

    // ---- The Front asks about it and is answered in time by its owner ----
    let (front, officer) = (commune.ba_tam(), commune.anh_viet());
    let ask = front.get("/cam-ket?due=overdue").expect(200).attributes("a[href^='/cau-hoi/moi?promise=']", "href");
    let form = front.get(&ask[0]).expect(200).form();
    let asked = front.fill(&form, &[("body", "Hứa cắm mốc trước 04/12, nay đã cắm chưa?")]).expect(303).location();
    let asked = asked.expect("the question");
    // 07/12 and fifteen days.
    let page = officer.get(&asked).expect(200);
    assert!(page.says("Cắm lại mốc") && page.says("thứ Ba, 22/12/2026"), "{}", page.words());
    assert!(officer.get("/ban-lam-viec").expect(200).says("1 câu hỏi của giám sát chờ anh chị trả lời"));
    commune.officer("moitruong").get(&asked).expect(404);
    commune.at("2026-12-08T09:00").minute();
    let officer = commune.anh_viet();
    let form = officer.get(&asked).expect(200).forms().into_iter().find(|form| form.has("answer")).expect("a form");
    officer.fill(&form, &[("answer", "Mưa nên chậm ba ngày, đã cắm đủ hôm 06/12, có ảnh.")]).expect(303);
    let page = commune.ba_tam().get(&asked).expect(200);
    assert!(page.says("Mưa nên chậm ba ngày") && !page.says("trễ hạn"), "{}", page.words());
    let answered = "SELECT state || ' ' || CAST(due AS TEXT) || ' ' || CAST(ended_on AS TEXT) AS value FROM clocks WHERE rule = 'CH-GIAMSAT'";
    assert_eq!(commune.data.values(answered), ["met 2026-12-22 2026-12-08"]);

    // ---- Said to be done, found not to be, and kept ----
    let page = officer.get("/cam-ket?due=overdue").expect(200);
    let form = page.form_for("lam-xong").expect("his own");
    officer.fill(&form, &[("words", ""), ("done_on", "06/12/2026")]).expect(422);
    officer.fill(&form, &[("words", "Đã cắm đủ mốc, có ảnh."), ("done_on", "06/12/2026")]).expect(303);
    assert!(officer.get("/cam-ket").expect(200).form_for("xac-nhan").is_none(), "never by its owner");
    assert!(!commune.ong_an().get("/ban-lam-viec").expect(200).says("lời hứa với dân quá hạn"));
    let front = commune.ba_tam();
    let back = front.get("/cam-ket").expect(200).form_for("chua-xong").expect("a form");
    for who in ["vanthu", "phochutich", "diachinh"] {
        commune
            .officer(who)
            .post(&back.action, &[("version", "2"), ("reason", "Chưa"), ("due", "11/12/2026")])
            .expect(403);
    }
    let short = front.fill(&back, &[("reason", "Còn"), ("due", "01/12/2026")]).expect(422);
    assert_eq!(short.faults().len(), 2, "{}", short.words());
    front.fill(&back, &[("reason", "Còn hai mốc ở bờ suối."), ("due", "11/12/2026")]).expect(303);
    let page = commune.anh_viet().get("/cam-ket").expect(200);
    assert!(page.says("Giám sát nói chưa xong, 08/12/2026: “Còn hai mốc ở bờ suối.”"), "{}", page.words());
    assert!(page.says("Hứa lần đầu: 04/12/2026"), "{}", page.words());
    // The new day goes through its steps anew: three working days left at once.
    commune.at("2026-12-09T08:00").minute();
    let anew = reminded.replace("< '2026-12-09'", "= '2026-12-11'");
    assert_eq!(commune.data.values(&anew), ["soon 2026-12-11 2026-12-09"]);
    commune.at("2026-12-10T08:00").minute();
    let (clerk, officer) = (commune.chi_hoa(), commune.anh_viet());
    let form = officer.get("/cam-ket").expect(200).form_for("lam-xong").expect("his again");
    let cam = officer
        .get("/cam-ket")
        .expect(200)
        .forms()
        .into_iter()
        .find(|one| one.action == back.action.replace("chua-xong", "lam-xong"));
    officer.fill(&cam.unwrap_or(form), &[("words", "Đã cắm hai mốc còn lại."), ("done_on", "10/12/2026")]).expect(303);
    let confirm = clerk.get("/cam-ket").expect(200).form_for("xac-nhan").expect("a form");
    officer.post(&confirm.action, &[("version", "4")]).expect(403);
    clerk.fill(&confirm, &[]).expect(303);
    let states = commune
        .data
        .values("SELECT state || ' ' || CAST(ended_on AS TEXT) || ' ' || CAST(due AS TEXT) || ' ' || CAST(first_due AS TEXT) AS value FROM clocks WHERE rule = 'CAM-KET' AND ended_on IS NOT NULL");
    assert_eq!(states, ["met 2026-12-10 2026-12-11 2026-12-04"]);
    let reason = commune.data.values("SELECT body AS value FROM events WHERE deed = 'chua-xong'").join("");
    assert!(reason.contains("unfinished_hash") && !reason.contains("mốc"), "{reason}");
    // Kept: nobody is told of it any more.
    commune.at("2026-12-14T08:00").minute();
    assert_eq!(commune.data.values(&anew).len(), 1);

    // ---- What the Front sees of it ----
    let page = commune.ba_tam().get(&format!("/doi-thoai/{id}")).expect(200);
    for words in [
        "Chi trả tiền đất lòng hồ Tả Trạch",
        "hộ thứ 12",
        "11 có mặt",
        "1 vắng không lý do",
        "8 trả lời tại chỗ · 3 hứa làm · 1 kiểm tra thêm",
        "Công bố đúng hạn",
        "Làm đường tránh",
    ] {
        assert!(page.says(words), "{words}: {}", page.words());
    }
    for hidden in ["CHIMCUTMINUTES", "Người gửi hồ sơ", "giải thích cách tính", "Phan Quốc Việt", "Đã cắm đủ mốc"]
    {
        assert!(!page.html().contains(hidden), "the Front reads {hidden}");
    }
    commune.ba_tam().get(&format!("/doi-thoai/{id}/bien-ban/1")).expect(403);
    let officer = commune.anh_viet();
    assert!(officer.get(&format!("/doi-thoai/{id}/bien-ban/1")).expect(200).says("CHIMCUTMINUTES"));
    commune.chain().expect("the chain holds");
}

#[test]
fn the_scan_of_signed_minutes_is_kept_sealed_locked_and_each_look_at_it_is_known() {
    let commune = Commune::new();
    let (petition, code) = commune.on_the_lake(1);
    let id = commune.plans_talk("vanthu", &[petition], &[]).expect("planned");
    commune.convenes("vanthu", id, Deed::AnnounceDialogue, &[]).expect("announced");
    commune.at("2026-12-02T17:00").holds(id, &[]);
    commune.convenes("vanthu", id, Deed::WriteMinutes, MINUTES).expect("written");
    let clerk = commune.chi_hoa();
    let form = clerk.get(&format!("/doi-thoai/{id}")).expect(200).form_for("ky-bien-ban").expect("to be signed");
    let fields = form.with(&[("signed_on", "02/12/2026")]);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let sends = |officer: &Officer, name: &str, bytes: Vec<u8>| {
        officer.post_files(&form.action, &fields, vec![crate::files::file(name, bytes)])
    };
    // Nobody else's is taken, nor what is no paper.
    let stored = || std::fs::read_dir(commune.data.folder.path().join("tep")).expect("files").count();
    let front = sends(&commune.ba_tam(), "b.pdf", crate::corpus::pdf());
    assert!([403, 404].contains(&front.status), "{}", front.status);
    sends(&clerk, "b.exe", crate::corpus::exe()).expect(422);
    let sound = sends(&clerk, "b.mp3", crate::corpus::mp3()).expect(422);
    assert!(sound.faults().iter().any(|field| field.ends_with("files")), "{:?}", sound.faults());
    assert_eq!(stored(), 0, "what was refused is not kept");
    let pdf = crate::corpus::pdf();
    sends(&clerk, "Biên bản đã ký.pdf", pdf.clone()).expect(303);
    assert_eq!((stored(), commune.data.count("minutes_scans")), (1, 1));
    let at = format!("/doi-thoai/{id}/bien-ban/1/tep/1");
    let page = clerk.get(&format!("/doi-thoai/{id}")).expect(200);
    assert!(page.attributes("a", "href").contains(&at), "{}", page.html());
    let got = clerk.get(&at).expect(200);
    assert_eq!((got.body.as_slice(), got.header("content-type").as_str()), (pdf.as_slice(), "application/pdf"));
    assert!(got.header("content-disposition").starts_with("attachment"));
    commune.anh_viet().get(&at).expect(200);
    // Not for the Front, the public, the administrator.
    commune.ba_tam().get(&at).expect(403);
    assert!(!commune.ba_tam().get(&format!("/doi-thoai/{id}")).expect(200).html().contains("/tep/1"));
    commune.officer("quantri").get(&at).expect(404);
    commune.browser().get(&at).expect(303);
    assert!(!commune.browser().get(&format!("/don/{code}")).expect(200).html().contains("bien-ban"));
    let looks = "SELECT body AS value FROM events WHERE deed = 'mo-giay-to' AND subject IS NOT NULL";
    assert_eq!(commune.data.values(looks).len(), 2, "each look is known");
    clerk.get(&format!("/doi-thoai/{id}/bien-ban/1/tep/2")).expect(404);
    // Sealed on the disk, locked in its row, and no orphan.
    for (file, bytes) in crate::canary::everything_stored(&commune) {
        assert!(!crate::canary::contains(&bytes, &pdf[..pdf.len().min(60)]), "{file} holds it in the clear");
    }
    let event = "(SELECT id FROM events ORDER BY at LIMIT 1)";
    let forced = commune.data.run(&format!("UPDATE minutes_scans SET name = 'x', last_event = {event}"));
    assert!(forced.expect_err("locked").contains("signed minutes are locked"));
    let more = format!(
        "INSERT INTO minutes_scans SELECT asker, (SELECT id FROM minutes), 2, 'x', 'x', 1, preview, {event} FROM minutes_scans, (SELECT id AS asker FROM accounts LIMIT 1) a"
    );
    assert!(commune.data.run(&more).expect_err("none comes later").contains("signed minutes are locked"));
    commune.at("2026-12-06T08:00").minute();
    assert_eq!(stored(), 1, "the rounds leave it");
    assert!(commune.chi_hoa().get(&at).expect(200).body == pdf);
    let named = commune.store().read(store::file::all_named).expect("names");
    assert_eq!(named.len(), 1, "a copy of the commune takes it along");
    // A correction is the next version, and has no scan yet.
    act(&commune.chi_hoa(), id, "bien-ban", &[("agreed", "Trả trước 18/12, có biên nhận.")]).expect(303);
    let session = commune.session("vanthu", id);
    assert_eq!((session.minutes.len(), session.scans.len()), (2, 1));
}

#[test]
fn the_years_conference_is_owed_from_october_and_its_ground_is_shown_to_the_front() {
    let commune = Commune::new();
    let (petition, _) = commune.on_the_lake(1);
    let warned = |commune: &Commune| {
        let page = commune.ong_an().get("/ban-lam-viec").expect(200);
        page.says("chưa xếp hội nghị đối thoại với Nhân dân").then(|| page.words())
    };
    assert!(warned(&commune).is_some_and(|page| page.contains("Năm 2026") && page.contains("Điều 32")));
    let conference = [("kind", "conference"), ("with_front", "yes"), ("day", "2026-12-10")];
    let failure = commune.plans_talk("vanthu", &[petition], &conference).expect_err("why is asked");
    assert!(crate::reception::said(failure, "ground").contains("vì sao"));
    let page = commune.chi_hoa().get("/doi-thoai/moi?kind=conference").expect(200);
    assert!(page.says("Từ 10% cử tri trở lên đề nghị"), "{}", page.words());
    let asked = [&conference[..], &[("ground", "voters")]].concat();
    let id = commune.plans_talk("vanthu", &[petition], &asked).expect("planned");
    assert!(warned(&commune).is_none());
    let page = commune.ba_tam().get(&format!("/doi-thoai/{id}")).expect(200);
    assert!(page.says("Từ 10% cử tri trở lên đề nghị"), "{}", page.words());
    commune.convenes("vanthu", id, Deed::CallOffDialogue, &[("reason", "Trùng lịch")]).expect("called off");
    assert!(warned(&commune).is_some(), "called off is not held");
    commune.at("2027-09-30T08:00");
    assert!(warned(&commune).is_none(), "early in the year");
    commune.at("2027-10-01T08:00");
    assert!(warned(&commune).is_some_and(|page| page.contains("Năm 2027")));
}

/// The same petition, now about somebody of the office.
fn sorted_again(commune: &Commune, id: Id<Petition>) -> Id<Petition> {
    let event = "(SELECT id FROM events ORDER BY at LIMIT 1)";
    let (account, hides) = (commune.account("moitruong").id, if crate::database::is_postgres() { "true" } else { "1" });
    let sql = format!(
        "INSERT INTO concerns (petition, account, hides, last_event) VALUES ('{id}', '{account}', {hides}, {event})"
    );
    commune.data.run(&sql).expect("planted");
    id
}

#[test]
fn moved_and_called_off_keep_the_old_day_and_everybody_is_told_again() {
    let commune = Commune::new();
    let (petition, code) = commune.on_the_lake(1);
    let id = commune.plans_talk("chutich", &[petition], &[]).expect("planned");
    let clerk = commune.chi_hoa();
    // Whoever presides is elsewhere then; in the evening he is free, and moving frees his afternoon.
    let (other, _) = commune.on_the_lake(2);
    let engaged = format!("{:?}", commune.plans_talk("vanthu", &[other], &[("hour", "16:00")]).expect_err("engaged"));
    assert!(engaged.contains("đã có buổi đối thoại"), "{engaged}");
    commune.plans_talk("vanthu", &[other], &[("hour", "19:00")]).expect("free in the evening");
    act(&clerk, id, "thong-bao", &[]).expect(303);
    act(&clerk, id, "bao-nguoi-du", &[("seats", "1"), ("channel", "phone")]).expect(303);
    // Two days later the first lawful day is another: the notice is counted again.
    commune.at("2026-11-27T09:00");
    let clerk = commune.chi_hoa();
    let late = act(&clerk, id, "doi-ngay", &[("day", "03/12/2026"), ("reason", "Chủ tịch họp thành phố")]).expect(422);
    assert_eq!(late.faults(), ["doi-ngay-day"]);
    assert!(late.says("sớm nhất là 04/12/2026"), "{}", late.words());
    act(&clerk, id, "doi-ngay", &[("day", "08/12/2026"), ("reason", "Chủ tịch họp thành phố")]).expect(303);
    let board = clerk.get("/ban-lam-viec").expect(200);
    assert!(board.says("đã đổi ngày: còn") && board.says("người phải báo"), "{}", board.words());
    let session = commune.session("vanthu", id);
    assert_eq!((session.dialogue.moved_from, session.dialogue.day), (Some(day("02/12/2026")), day("08/12/2026")));
    assert_eq!(session.guests[0].told_on, None, "must be told again");
    let page = clerk.get(&format!("/doi-thoai/{id}")).expect(200);
    for words in ["trước định thứ Tư, 02/12/2026", "Chủ tịch họp thành phố", "trước định ngày 02/12/2026", "gọi điện"]
    {
        let words_there = page.words().replace('\u{a0}', " ");
        assert!(words_there.contains(words), "{words}: {words_there}");
    }
    let follow = format!("/don/{code}");
    assert!(commune.browser().get(&follow).expect(200).says("đã dời"));
    // Not announced in time any more: refused, with the way on.
    commune.at("2026-12-03T09:00");
    let clerk = commune.chi_hoa();
    let stuck = act(&clerk, id, "thong-bao", &[]).expect(409);
    assert!(stuck.says("Xin dời ngày trước khi thông báo"), "{}", stuck.words());
    act(&clerk, id, "huy", &[("reason", "")]).expect(422);
    act(&clerk, id, "huy", &[("reason", "Dự án dừng")]).expect(303);
    let page = clerk.get(&format!("/doi-thoai/{id}")).expect(200);
    assert!(page.form_for("bao-nguoi-du").is_some(), "those who knew are told");
    assert!(page.form_for("thong-bao").is_none() && page.form_for("doi-ngay").is_none());
    assert!(commune.browser().get(&follow).expect(200).says("không tổ chức nữa"));
    assert!(commune.session("vanthu", id).clocks.iter().all(|clock| !clock.is_running()));
    // The Front sees that it was moved and called off, not the typed reasons.
    let page = commune.ba_tam().get(&format!("/doi-thoai/{id}")).expect(200);
    assert!(page.says("Không tổ chức nữa") && !page.says("Dự án dừng"), "{}", page.words());
}

#[test]
fn a_complaint_has_its_own_dialogue_before_its_decision() {
    let commune = Commune::new();
    let (complaint, code) = commune.accepted_complaint();
    commune.does(
        "diachinh",
        complaint,
        Deed::Draft,
        &[
            ("summary", "Giữ nguyên quyết định cũ."),
            ("letter", "Quyết định giữ nguyên vì đất có nguồn gốc rừng."),
            ("result", "not_upheld"),
        ],
    );
    commune.does("diachinh", complaint, Deed::Submit, &[]);
    let chair = commune.ong_an();
    let path = format!("/ho-so/{complaint}");
    let page = chair.get(&path).expect(200);
    assert!(page.says("Chưa có buổi đối thoại nào"), "{}", page.words());
    let way = page.attributes("a[href^='/doi-thoai/moi']", "href");
    let plan = chair.get(&way[0]).expect(200);
    assert!(plan.says("Hạng đất vườn") && plan.says("ít nhất 5 ngày"), "{}", plan.words());
    let fields = [("subject", "Khiếu nại về hạng đất vườn"), ("place", "Phòng họp số 2"), ("chair", "chutich")];
    // A deputy does not settle complaints; a conference is not for complaints; the co-host is asked for.
    assert_eq!(
        chair
            .fill(&plan.form_for("moi").expect("a form"), &[&fields[..2], &[("chair", "phochutich")]].concat())
            .expect(422)
            .faults(),
        ["chair"]
    );
    let failure =
        |more: &[(&str, &str)]| format!("{:?}", commune.plans_talk("vanthu", &[complaint], more).expect_err("refused"));
    assert!(failure(&[("kind", "thematic")]).contains("đối thoại riêng"));
    assert!(failure(&[("kind", "conference")]).contains("Điều 32"));
    let id = id_in(chair.fill(&plan.form_for("moi").expect("a form"), &fields).expect(303).location());
    assert_eq!(commune.session("chutich", id).dialogue.day, day("30/11/2026"), "five days after today");
    assert!(chair.get(&path).expect(200).says("buổi đối thoại chưa tổ chức"));
    act(&chair, id, "thong-bao", &[]).expect(303);
    assert!(commune.store().read(store::dialogue::announced).expect("a list").is_empty(), "between its parties only");
    assert!(commune.browser().get(&format!("/don/{code}")).expect(200).says("Vắng mà không có lý do chính đáng"));
    // The complainant stays away without a reason: it goes on, and the minutes say so.
    commune.at("2026-11-30T15:30").holds(id, &[1]);
    let chair = commune.ong_an();
    act(
        &chair,
        id,
        "bien-ban",
        &[
            ("ended", "15:00"),
            ("opinions", "Người khiếu nại vắng, không báo lý do."),
            ("differing", "Hạng đất."),
            ("copies", "2"),
        ],
    )
    .expect(422);
    act(
        &chair,
        id,
        "bien-ban",
        &[("ended", "15:00"), ("opinions", "Người khiếu nại vắng, không báo lý do."), ("differing", "Hạng đất.")],
    )
    .expect(303);
    assert!(chair.get(&path).expect(200).says("biên bản chưa ký"));
    act(&chair, id, "ky-bien-ban", &[("signed_on", "30/11/2026")]).expect(303);
    let page = chair.get(&path).expect(200);
    assert!(!page.says("đối thoại chưa tổ chức") && page.says("biên bản đã ký"), "{}", page.words());
    let paper = chair.get(&format!("/doi-thoai/{id}/bien-ban/1")).expect(200);
    assert!(paper.says("vắng, không lý do") && !paper.says("Nguyễn Văn Tư"), "{}", paper.words());
    assert!(commune.session("chutich", id).running("DT-10").is_none());
    act(
        &chair,
        id,
        "ket-qua",
        &[("petition", &complaint.to_string()), ("outcome", "answered"), ("words", "Đã nghe, hai bên còn khác nhau.")],
    )
    .expect(303);
    assert_eq!(commune.case(complaint).answers.len(), 1, "a decision is not written by a dialogue");
    commune.does("chutich", complaint, Deed::Approve, &[]);
    // Whoever does not see the complaint does not find its dialogue.
    for username in ["congan", "truongthon", "quantri"] {
        commune.officer(username).get(&format!("/doi-thoai/{id}")).expect(404);
    }
    assert!(!commune.officer("congan").get("/doi-thoai").expect(200).says("hạng đất vườn"));
}

#[test]
fn who_may_do_what_with_a_dialogue() {
    let commune = Commune::new();
    let (petition, _) = commune.on_the_lake(1);
    let id = commune.plans_talk("phochutich", &[petition], &[]).expect("planned");
    let expected = [
        ("vanthu", 200, 409),
        ("chutich", 200, 409),
        ("phochutich", 200, 409),
        ("diachinh", 200, 403),
        ("congan", 200, 403),
        ("mattran", 200, 403),
        ("truongthon", 404, 404),
        ("quantri", 404, 404),
    ];
    for (username, sees, does) in expected {
        let officer = commune.officer(username);
        officer.get(&format!("/doi-thoai/{id}")).expect(sees);
        for deed in tiepdan::domain::dialogue::convene::ON_A_DIALOGUE {
            let page =
                officer.post(&format!("/doi-thoai/{id}/{}", deed.code()), &[("petition", &petition.to_string())]);
            // A petition out of sight is not there, whoever asks.
            let does = if (username, *deed) == ("congan", Deed::Conclude) { 404 } else { does };
            assert_eq!(page.status, does, "{username} {}", deed.code());
        }
    }
    assert_eq!(commune.session("vanthu", id).dialogue.version, 1, "nothing was done");
    for (username, who) in [("diachinh", "NotYours"), ("mattran", "NotYours"), ("truongthon", "Unseen")] {
        let failure = format!("{:?}", commune.plans_talk(username, &[petition], &[]).expect_err("refused"));
        assert!(failure.contains(who), "{username}: {failure}");
    }
    // What is out of sight does not count for who sees the rest.
    let own = commune.session("congan", id);
    assert!(own.agenda.is_empty() && own.guests.iter().all(|guest| guest.petition.is_none()));
}

#[test]
fn a_dialogue_leaks_no_identity_into_rows_events_or_pages() {
    let commune = Commune::new();
    let filing = Filing::of_ba_sau()
        .with("topic", "clearance")
        .with("project", PROJECT)
        .with("full_name", "Lường Thị Yểng")
        .with("phone", "0977 333 818");
    let code = commune.browser().file(&filing);
    let petition = commune.petition(&code);
    commune.does(
        "vanthu",
        petition,
        Deed::Sort,
        &[("kind", "feedback"), ("topic", "clearance"), ("subject", "Tiền đất lòng hồ"), ("reason", "Theo nội dung")],
    );
    let id = commune.plans_talk("vanthu", &[petition], &[("subject", "CHIMCUT đối thoại lòng hồ")]).expect("planned");
    commune.convenes("vanthu", id, Deed::AnnounceDialogue, &[]).expect("announced");
    commune.at("2026-12-02T17:00").holds(id, &[]);
    commune.convenes("vanthu", id, Deed::WriteMinutes, MINUTES).expect("written");
    commune.minute();
    for username in ["vanthu", "chutich", "diachinh", "mattran", "quantri"] {
        let officer = commune.officer(username);
        for path in [
            "/doi-thoai".to_owned(),
            format!("/doi-thoai/{id}"),
            "/doi-thoai/moi".to_owned(),
            format!("/doi-thoai/{id}/bien-ban/1"),
            "/cam-ket".to_owned(),
        ] {
            let html = officer.get(&path).html();
            assert!(!html.contains("Yểng") && !html.contains("0977"), "{username} {path}");
            let handles = ["vanthu", "chutich", "diachinh"].contains(&username);
            assert!(handles || !html.contains("CHIMCUTMINUTES"), "{username} {path}");
        }
    }
    let events = commune.data.values("SELECT body AS value FROM events WHERE subject IS NOT NULL").join("\n");
    assert!(events.contains("minutes_hash"), "{events}");
    for word in ["CHIMCUT", "CHIMCUTMINUTES", "Nhà văn hóa", "Yểng"] {
        assert!(!events.contains(word), "the record holds {word}");
    }
}

#[test]
fn the_demonstration_has_one_that_was_held_and_one_that_is_planned() {
    let data = Data::empty();
    let (store, _) = tiepdan::app::open_store(&data.config(&[]), data.folder.path()).expect("a store");
    let now = moment(crate::commune::BEGINNING);
    tiepdan::demo::fill(&store, now).expect("a demonstration");
    let office = store.read(store::office::load).expect("the office");
    let sight = Sight::of(office.by_username("mattran").expect("the Front"), &office);
    let list = store.read(|conn| store::dialogue::list(conn, &sight)).expect("a list");
    let stages: Vec<DialogueStage> = list.iter().map(|one| one.dialogue.stage).collect();
    assert_eq!(stages, [DialogueStage::Planned, DialogueStage::Published]);
    let held = store.read(|conn| store::dialogue::load_in_sight(conn, list[1].dialogue.id, &sight)).expect("held");
    assert!(held.signed_minutes().is_some() && held.promises.len() == 2, "{held:?}");
    let late = store.read(|conn| store::commitment::overdue(conn, &sight, day("25/11/2026"))).expect("promises");
    assert_eq!(late.len(), 1);
}
