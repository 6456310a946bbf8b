//! How much was on time (`/ban-lam-viec/han?by=month`): the rate with its formula, twelve months drawn and in a table, and why the rest was late.

use chrono::{Datelike, NaiveDate};
use serde::Serialize;

use super::{
    deadline::{MONTHS, Tab, tabs},
    desk::{Answer, Desk},
    page::Page,
};
use crate::{
    domain::{
        oversight::Figures,
        policy::Sight,
        punctuality::{self, Period, Rate},
    },
    store::{self, Conn, Trouble, figures::Span},
};

#[derive(Serialize)]
struct PunctualityPage {
    tabs: Vec<Tab>,
    whole: RateShown,
    /// The same without what was extended.
    plain: RateShown,
    months: Vec<RateShown>,
    before: RateShown,
    bars: Vec<Bar>,
    /// The drawing in words.
    spoken: String,
    reasons: Vec<ReasonShown>,
}

impl Page for PunctualityPage {
    const TEMPLATE: &'static str = "board/punctuality.html";
}

/// One line of figures; `query` opens the list behind each.
#[derive(Serialize)]
struct RateShown {
    name: String,
    query: String,
    #[serde(flatten)]
    figures: Figures,
    settled: i64,
    percent: Option<i64>,
}

/// How often a reason was given this year.
#[derive(Serialize)]
pub struct ReasonShown {
    name: String,
    count: i64,
    path: String,
}

pub fn show(desk: &Desk) -> Answer {
    let (sight, today) = (desk.sight()?, desk.today());
    let (settled, reasons) = desk.store().read(|conn| {
        let span = Span { since: punctuality::since(today), today };
        Ok::<_, Trouble>((store::deadline::settled(conn, &sight, span)?, reasons(desk, conn, &sight)?))
    })?;
    let year = punctuality::year(&settled, today);
    let months: Vec<RateShown> = year.months.iter().map(|(first, rate)| month(*first, rate)).collect();
    desk.page(&PunctualityPage {
        tabs: tabs(MONTHS),
        whole: shown("12 tháng".to_owned(), Period::Twelve, year.whole.all),
        plain: RateShown {
            query: format!("{}&extended=no", Period::Twelve.query()),
            ..shown("Không kể hồ sơ đã gia hạn".to_owned(), Period::Twelve, year.whole.plain)
        },
        before: shown("Trước đó".to_owned(), Period::Before, year.before.all),
        bars: bars(&year.months),
        spoken: spoken(&months),
        months,
        reasons,
    })
}

/// Why something ended late this year, as far as this person sees.
pub fn reasons(desk: &Desk, conn: &mut Conn, sight: &Sight) -> Result<Vec<ReasonShown>, Trouble> {
    let counted = store::lateness::by_reason(conn, sight, Span::this_year(desk.today()).since)?;
    let shown = |(code, name, count)| ReasonShown { name, count, path: format!("/ho-so?late={code}") };
    Ok(counted.into_iter().map(shown).collect())
}

fn month(first: NaiveDate, rate: &Rate) -> RateShown {
    shown(format!("Tháng {}/{}", first.month(), first.year()), Period::Month(first), rate.all)
}

fn shown(name: String, period: Period, figures: Figures) -> RateShown {
    RateShown { name, query: period.query(), figures, settled: figures.settled(), percent: figures.percent() }
}

/// “Tháng 11/2026: 86 %; …”
fn spoken(months: &[RateShown]) -> String {
    let rate = |month: &RateShown| {
        let percent = month.percent.map_or_else(|| "chưa có".to_owned(), |percent| format!("{percent} %"));
        format!("{}: {percent}", month.name.to_lowercase())
    };
    months.iter().map(rate).collect::<Vec<_>>().join("; ")
}

/// One month of the drawing: what was on time stands lowest, then what was late, then what is not done.
#[derive(Serialize, Debug, PartialEq, Eq)]
struct Bar {
    label: String,
    percent: Option<i64>,
    x: i64,
    middle: i64,
    /// The baseline of the percentage.
    top: i64,
    parts: Vec<BarPart>,
}

#[derive(Serialize, Debug, PartialEq, Eq)]
struct BarPart {
    fill: &'static str,
    y: i64,
    height: i64,
}

/// Of the drawing, in its own units: the ground, the height of the fullest month, a month and its bar.
const GROUND: i64 = 110;
const HEIGHT: i64 = 90;
const STEP: i64 = 29;
const WIDTH: i64 = 21;

fn bars(months: &[(NaiveDate, Rate)]) -> Vec<Bar> {
    let sum = |figures: &Figures| figures.settled() + figures.unsettled;
    let most = months.iter().map(|(_, rate)| sum(&rate.all)).max().unwrap_or(0).max(1);
    (0..).zip(months).map(|(at, (first, rate))| bar(at, *first, &rate.all, most)).collect()
}

fn bar(at: i64, first: NaiveDate, figures: &Figures, most: i64) -> Bar {
    let counts = [("f-ok", figures.on_time), ("f-slow", figures.late), ("f-late", figures.unsettled)];
    let (mut below, mut parts) = (0, Vec::new());
    for (fill, count) in counts {
        let (from, to) = (below * HEIGHT / most, (below + count) * HEIGHT / most);
        parts.push(BarPart { fill, y: GROUND - to, height: to - from });
        below += count;
    }
    parts.retain(|part| part.height > 0);
    let x = at * STEP + (STEP - WIDTH) / 2;
    let top = GROUND - below * HEIGHT / most - 4;
    Bar { label: format!("T{}", first.month()), percent: figures.percent(), x, middle: x + WIDTH / 2, top, parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fullest_month_reaches_the_top_and_parts_stand_on_each_other() {
        let first = NaiveDate::from_ymd_opt(2026, 11, 1).expect("a day");
        let figures = Figures { on_time: 6, late: 3, unsettled: 1, ..Figures::default() };
        let full = bar(0, first, &figures, 10);
        let stands: Vec<(i64, i64)> = full.parts.iter().map(|part| (part.y, part.height)).collect();
        assert_eq!(stands, [(56, 54), (29, 27), (20, 9)]);
        assert_eq!((full.label.as_str(), full.percent, full.top), ("T11", Some(60), 16));
        let empty = bar(1, first, &Figures::default(), 10);
        assert_eq!((empty.parts.len(), empty.percent), (0, None));
    }
}
