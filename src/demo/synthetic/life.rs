//! The life of an invented petition: what is done with it, by whom, on which day; mostly in time, sometimes late.

use std::collections::VecDeque;

use chrono::{DateTime, Days, NaiveDate, Utc};

use super::{
    course::{By, Course, Doing, Moments},
    told::{Told, TopicWords, Words},
};
use crate::{
    demo::dice::Dice,
    domain::{event::Deed, form::Fields, petition::Kind},
};

const CLERK: &str = "vanthu";
const CHAIR: &str = "chutich";
const DEPUTY: &str = "phochutich";

/// How a petition comes in.
#[derive(Clone, Copy)]
pub struct Nature {
    pub kind: Kind,
    /// About how somebody of the office behaved.
    pub conduct: bool,
    /// The code of its channel.
    pub channel: &'static str,
}

impl Nature {
    pub fn fall(dice: &mut Dice) -> Nature {
        let (kind, conduct) = match dice.below(100) {
            0..60 => (Kind::Feedback, false),
            60..78 => (Kind::Recommendation, false),
            78..94 => (Kind::Complaint, false),
            94..98 => (Kind::Feedback, true),
            _ => (Kind::Denunciation, false),
        };
        // What is about somebody of the office comes by itself: a clerk would not see it.
        let channel = match (kind, dice.below(100)) {
            (Kind::Denunciation, _) => "counter",
            (Kind::Complaint, fall) if fall >= 70 => "post",
            (Kind::Complaint, fall) if fall >= 50 => "counter",
            (Kind::Complaint, _) => "online",
            _ if conduct => "online",
            (_, fall) => everyday(fall),
        };
        Nature { kind, conduct, channel }
    }

    pub fn is_online(self) -> bool {
        self.channel == "online"
    }

    /// A paper with a signature lies there from the first day.
    fn is_signed(self) -> bool {
        !self.is_online() && matches!(self.kind, Kind::Complaint | Kind::Denunciation)
    }

    /// The form of the counter has more fields.
    pub fn complete(self, fields: &Fields, on: NaiveDate) -> Fields {
        let mut fields = fields.clone();
        fields.set("channel", self.channel.to_owned());
        fields.set("received_on", on.to_string());
        fields.set("consent", "yes".to_owned());
        if self.is_signed() {
            fields.set("signed_on", on.to_string());
        }
        fields
    }
}

fn everyday(fall: u64) -> &'static str {
    match fall {
        0..58 => "online",
        58..74 => "counter",
        74..86 => "phone",
        86..95 => "village_head",
        _ => "letter_box",
    }
}

/// What is done after filing, in its order, up to the day on which it all stands.
pub fn live(
    words: &Words,
    told: &Told,
    nature: Nature,
    filed: DateTime<Utc>,
    moments: Moments,
    dice: Dice,
) -> VecDeque<Doing> {
    let is_recent = (moments.until - filed).num_days() < RECENT_DAYS;
    let mut life = Life {
        words,
        told,
        nature,
        is_recent,
        owner: told.topic.owner.clone(),
        holder: CHAIR.to_owned(),
        course: Course::from(filed, moments, dice),
    };
    life.run();
    life.course.done()
}

/// What lies longer than this unanswered is found by somebody.
const RECENT_DAYS: i64 = 100;

struct Life<'l> {
    words: &'l Words,
    told: &'l Told<'l>,
    nature: Nature,
    is_recent: bool,
    /// Who will have it.
    owner: String,
    /// Who has it now, of what the clerk does not see.
    holder: String,
    course: Course<'l>,
}

/// Whether a life goes on.
#[derive(PartialEq)]
enum Goes {
    On,
    NoFurther,
}

impl Life<'_> {
    fn run(&mut self) {
        let goes = match self.nature.kind {
            Kind::Denunciation => self.denounced(),
            Kind::Complaint => self.complained(),
            Kind::Feedback | Kind::Recommendation => self.reported(),
        };
        if goes == Goes::On {
            self.worked_on();
            self.answered();
        }
    }

    // ---- Until somebody has it ----

    fn reported(&mut self) -> Goes {
        let late = self.course.dice.happens(6);
        let days = if late { self.course.dice.between(12, 20) } else { self.course.dice.between(0, 3) };
        self.sort(days, if self.nature.conduct { CHAIR } else { CLERK });
        match self.course.dice.below(100) {
            0..8 if !self.nature.conduct => {
                let head = self.head();
                self.elsewhere(Deed::Transfer, head)
            }
            8..12 => self.ineligible("already_handled", 3),
            // Some lie there.
            12..15 if self.is_recent => Goes::NoFurther,
            _ => {
                let head = if self.nature.conduct { CHAIR } else { self.head() };
                let late = self.course.dice.happens(8);
                let days = if late { self.course.dice.between(7, 14) } else { self.course.dice.between(0, 3) };
                self.assign(days, head);
                self.tell_first(80);
                Goes::On
            }
        }
    }

    fn complained(&mut self) -> Goes {
        let days = self.course.dice.between(0, 3);
        self.sort(days, CLERK);
        if self.course.dice.happens(10) {
            return self.elsewhere(Deed::Guide, CHAIR);
        }
        if !self.nature.is_signed() {
            match self.course.dice.below(100) {
                0..70 => self.sign(),
                70..80 if self.is_recent => return Goes::NoFurther,
                _ => return self.ineligible("no_signature", 24),
            }
        }
        let late = self.course.dice.happens(10);
        let days = if late { self.course.dice.between(13, 20) } else { self.course.dice.between(2, 7) };
        self.course.office(days, By::Staff(CHAIR.to_owned()), Deed::Accept, |_| Fields::new());
        self.assign(0, CHAIR);
        self.tell_first(92);
        if self.course.dice.happens(12) {
            self.extend();
        }
        Goes::On
    }

    fn denounced(&mut self) -> Goes {
        if self.course.dice.happens(20) {
            return self.elsewhere(Deed::Transfer, CHAIR);
        }
        DEPUTY.clone_into(&mut self.owner);
        let days = self.course.dice.between(2, 6);
        self.course.office(days, By::Staff(CHAIR.to_owned()), Deed::Accept, |_| Fields::new());
        let instruction = self.course.dice.one(&self.words.instructions).clone();
        self.course.office(0, By::Staff(CHAIR.to_owned()), Deed::Assign, |_| {
            Fields::new().with("unit", "chairman").with("owner", DEPUTY).with("instruction", instruction)
        });
        self.holder.clone_from(&self.owner);
        self.tell_first(95);
        Goes::On
    }

    fn sort(&mut self, days: u64, who: &str) {
        let TopicWords { code, .. } = self.told.topic;
        let (kind, topic, subject) = (self.nature.kind.code(), code.code(), self.told.subject.clone());
        let priority = if self.course.dice.happens(8) { "urgent" } else { "normal" };
        self.course.office(days, By::Staff(who.to_owned()), Deed::Sort, |_| {
            let fields = Fields::new().with("kind", kind).with("topic", topic).with("subject", subject);
            fields.with("priority", priority).with("reason", "Theo nội dung đơn.")
        });
    }

    fn sign(&mut self) {
        let days = self.course.dice.between(1, 12);
        self.course.office(days, By::Staff(CLERK.to_owned()), Deed::Sign, |day| {
            Fields::new().with("received_on", day.to_string()).with("signed_on", day.to_string())
        });
    }

    fn assign(&mut self, days: u64, head: &str) {
        let (unit, owner) = (self.told.topic.unit.clone(), self.owner.clone());
        let instruction = self.course.dice.one(&self.words.instructions).clone();
        // The chairman's own date lies well before the commune's seven working days are over.
        let internal = self.course.dice.happens(35);
        self.course.office(days, By::Staff(head.to_owned()), Deed::Assign, |day| {
            let fields = Fields::new().with("unit", unit).with("owner", owner).with("instruction", instruction);
            if internal { fields.with("internal_due", (day + Days::new(5)).to_string()) } else { fields }
        });
        self.holder.clone_from(&self.owner);
    }

    fn elsewhere(&mut self, deed: Deed, head: &str) -> Goes {
        let days = self.course.dice.between(1, 5);
        let authorities = ["Công ty Điện lực", "Thanh tra thành phố", "UBND thành phố", "Công ty Cấp nước"];
        let authority = *self.course.dice.one(&authorities);
        self.course.office(days, By::Staff(head.to_owned()), deed, |_| {
            Fields::new().with("authority", authority).with("reason", "Việc này thuộc thẩm quyền nơi ấy.")
        });
        self.tell_first(90);
        Goes::NoFurther
    }

    fn ineligible(&mut self, ground: &'static str, days: u64) -> Goes {
        self.course.office(days, By::Staff(CHAIR.to_owned()), Deed::Ineligible, |_| {
            Fields::new().with("reason_code", ground).with("reason", "Không đủ điều kiện theo quy định, đã giải thích.")
        });
        self.tell_first(90);
        Goes::NoFurther
    }

    fn head(&mut self) -> &'static str {
        if self.course.dice.happens(60) { CHAIR } else { DEPUTY }
    }

    // ---- Until it is answered ----

    fn worked_on(&mut self) {
        if self.nature.kind != Kind::Denunciation && self.course.dice.happens(12) {
            let body = self.course.dice.one(&self.words.additions).clone();
            self.course.citizen(1, Deed::Add, Fields::new().with("body", body));
        }
        if self.course.dice.happens(45) {
            let body = self.course.dice.one(&self.words.notes).clone();
            let days = self.course.dice.between(0, 2);
            self.course.office(days, By::Staff(self.owner.clone()), Deed::Note, |_| Fields::new().with("body", body));
        }
    }

    /// Days that an officer takes: within the limit mostly, beyond it every sixth time.
    fn effort(&mut self) -> u64 {
        let late = self.course.dice.happens(16);
        match (self.nature.kind, late) {
            (Kind::Feedback | Kind::Recommendation, false) => self.course.dice.between(1, 5),
            (Kind::Feedback | Kind::Recommendation, true) => self.course.dice.between(10, 28),
            (_, false) => self.course.dice.between(9, 18),
            (_, true) => self.course.dice.between(35, 60),
        }
    }

    fn answered(&mut self) {
        if self.is_recent && self.course.dice.happens(5) {
            return;
        }
        let days = self.effort();
        self.write(days);
        if self.course.dice.happens(9) {
            let reason = self.course.dice.one(&self.words.returns).clone();
            let head = self.approver();
            self.course.office(1, By::Staff(head.to_owned()), Deed::Return, |_| Fields::new().with("reason", reason));
            self.write(2);
        }
        self.approve();
        self.settled();
    }

    fn write(&mut self, days: u64) {
        let summary = self.course.dice.one(&self.told.topic.done).clone();
        let found = if self.nature.kind == Kind::Complaint {
            ["upheld", "partly", "not_upheld"]
        } else {
            ["done", "explained", "not_done"]
        };
        let found = *self.course.dice.one(&found);
        let by = By::Staff(self.owner.clone());
        self.course.office(days, by.clone(), Deed::Draft, |_| {
            let letter = format!("Kính gửi: {{nguoi_gui}}\nUBND xã đã kiểm tra nội dung ông bà nêu. {summary}");
            Fields::new().with("summary", summary).with("letter", letter).with("result", found)
        });
        self.course.office(0, by, Deed::Submit, |_| Fields::new());
    }

    /// Whoever wrote it does not approve it; a decision is the chairman's.
    fn approver(&mut self) -> &'static str {
        let chairs = self.nature.kind != Kind::Feedback || self.nature.conduct;
        if chairs || self.course.dice.happens(60) { CHAIR } else { DEPUTY }
    }

    fn approve(&mut self) {
        let days = self.course.dice.between(0, 2);
        let head = self.approver();
        self.course.office(days, By::Staff(head.to_owned()), Deed::Approve, |_| Fields::new());
        if self.nature.kind == Kind::Complaint {
            let number = self.course.dice.between(1, 400);
            let days = self.course.dice.between(0, 2);
            self.course.office(days, By::Staff(CLERK.to_owned()), Deed::Issue, |day| {
                Fields::new().with("document_no", format!("{number}/QĐ-UBND")).with("document_date", day.to_string())
            });
        }
    }

    fn extend(&mut self) {
        let number = self.course.dice.between(1, 400);
        self.course.office(8, By::Staff(CHAIR.to_owned()), Deed::Extend, |day| {
            Fields::new()
                .with("rule", crate::domain::clock::SETTLE_COMPLAINT)
                .with("ground", "matters")
                .with("reason", "Phải xác minh thêm ở hai nơi.")
                .with("document_no", format!("{number}/TB-UBND"))
                .with("document_date", day.to_string())
        });
        self.tell(1);
    }

    // ---- Told, and what the person says ----

    fn settled(&mut self) {
        if self.told.reachable && self.course.dice.happens(6) {
            // Nobody told them: the limit runs on.
            return;
        }
        let days = self.course.dice.between(0, 2);
        self.tell(days);
        match (self.nature.kind, self.course.dice.below(100)) {
            (Kind::Denunciation, _) => self.silence(),
            (_, 0..42) => self.voice("done"),
            (_, 42..48) => self.voice("partly"),
            (Kind::Feedback | Kind::Recommendation, 48..55) => self.once_more(),
            _ => self.silence(),
        }
    }

    fn once_more(&mut self) {
        self.voice("not_done");
        // Never to the same person; who has written it before is not asked again.
        let other = if self.owner == "moitruong" { "diachinh" } else { "moitruong" };
        other.clone_into(&mut self.owner);
        self.assign(1, CHAIR);
        let days = self.effort();
        self.write(days);
        self.approve();
        self.tell(1);
        self.silence();
    }

    fn voice(&mut self, outcome: &'static str) {
        let days = self.course.dice.between(1, 20);
        let reason = self.course.dice.one(&self.words.unsettled).clone();
        let fields = Fields::new().with("outcome", outcome);
        let fields = if outcome == "done" { fields } else { fields.with("reason", reason) };
        self.course.citizen(days, Deed::Voice, fields);
    }

    fn silence(&mut self) {
        self.course.silence();
    }

    /// That it has arrived and who has it: the first reply.
    fn tell_first(&mut self, in_a_hundred: u64) {
        if self.course.dice.happens(in_a_hundred) {
            let days = self.course.dice.between(0, 2);
            self.tell(days);
        }
    }

    fn tell(&mut self, days: u64) {
        if !self.told.reachable {
            return;
        }
        let hidden = self.nature.conduct || self.nature.kind == Kind::Denunciation;
        let by = if hidden { self.holder.clone() } else { CLERK.to_owned() };
        let medium = *self.course.dice.one(&["phone", "phone", "phone", "in_person", "letter"]);
        self.course.office(days, By::Staff(by), Deed::Tell, |day| {
            Fields::new().with("channel", medium).with("sent_on", day.to_string()).with("delivered_on", day.to_string())
        });
    }
}
