//! The sorter against stories with a careful lawyer's labels: the shared forty, and those it was written with.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    process::{Command, Output},
    time::Instant,
};

use serde_json::Value;
use tiepdan::domain::sorter::{Proposal, Story, sort};

/// What has to be reached, in percent; off-ramps missed and false, in stories.
struct Wanted {
    kind: usize,
    topic: usize,
    unit: usize,
    competence: usize,
    about_whom: usize,
    duplicates: usize,
    off_ramps: (usize, usize),
}

/// Issue 5, C.6.
const SHARED: Wanted =
    Wanted { kind: 95, topic: 95, unit: 90, competence: 95, about_whom: 95, duplicates: 90, off_ramps: (0, 0) };
const DEV: Wanted =
    Wanted { kind: 97, topic: 95, unit: 95, competence: 98, about_whom: 96, duplicates: 90, off_ramps: (0, 0) };
/// Stories by other hands; the points of `kinds.toml` were learnt from these too. With a tenth held out at a time the
/// kind of them all is right in nine of ten.
const HOLD: Wanted =
    Wanted { kind: 97, topic: 90, unit: 92, competence: 97, about_whom: 95, duplicates: 82, off_ramps: (0, 0) };
const FRESH: Wanted =
    Wanted { kind: 95, topic: 95, unit: 90, competence: 95, about_whom: 93, duplicates: 90, off_ramps: (0, 0) };
/// A thousand stories in a debug build.
const THOUSAND_MS_MAX: u128 = 20_000;

struct Labelled {
    story: Story,
    labels: Value,
}

fn read(text: &str) -> Vec<Labelled> {
    let file: Value = serde_json::from_str(text).expect("JSON");
    let labelled = |value: &Value| {
        let text = |key: &str| value[key].as_str().unwrap_or_default().to_owned();
        let story = Story {
            id: text("id"),
            channel: text("channel"),
            filed_on: text("filed_on"),
            body: text("body"),
            topic_field: text("topic_field"),
            about_decision: text("about_decision"),
            decision_no: text("decision_no"),
            decision_date: text("decision_date"),
            decision_signer: text("decision_signer"),
            village: text("village"),
            anonymous: text("anonymous"),
        };
        Labelled { story, labels: value["labels"].clone() }
    };
    file["stories"].as_array().expect("stories").iter().map(labelled).collect()
}

fn names(labels: &Value, key: &str) -> Vec<String> {
    labels[key].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// What was found, and every miss in words.
#[derive(Default)]
struct Score {
    right: BTreeMap<&'static str, usize>,
    twins: [usize; 3],
    off_ramps: (usize, usize),
    misses: String,
}

impl Score {
    fn of(all: &[Labelled]) -> Score {
        let stories: Vec<Story> = all.iter().map(|one| one.story.clone()).collect();
        let mut score = Score::default();
        for (one, proposal) in all.iter().zip(sort(&stories)) {
            score.add(one, &proposal);
        }
        score
    }

    fn add(&mut self, Labelled { story, labels }: &Labelled, proposal: &Proposal) {
        let said = [
            ("kind", proposal.kind.code()),
            ("topic", proposal.topic.as_str()),
            ("unit", proposal.unit),
            ("competence", proposal.competence.code()),
            ("about_whom", proposal.about_whom.code()),
        ];
        for (key, got) in said {
            if labels[key] == got || names(&labels["either"], key).iter().any(|also| also == got) {
                *self.right.entry(key).or_default() += 1;
            } else {
                let _ = writeln!(self.misses, "{} {key}: {} is {}", story.id, got, labels[key]);
            }
        }
        self.twin(&proposal.duplicates, &names(labels, "duplicates"));
        let raised = proposal.flags.iter().any(|flag| flag == "denunciation_off_ramp");
        let named = |key: &str| names(labels, key).iter().any(|flag| flag == "denunciation_off_ramp");
        self.off_ramps.0 += usize::from(named("must_flag") && !raised);
        self.off_ramps.1 += usize::from(raised && !named("must_flag") && !named("may_flag"));
    }

    fn twin(&mut self, got: &[String], want: &[String]) {
        let both = got.iter().filter(|id| want.contains(id)).count();
        self.twins[0] += both;
        self.twins[1] += got.len() - both;
        self.twins[2] += want.len() - both;
    }

    #[track_caller]
    fn reaches(&self, count: usize, wanted: &Wanted) {
        let of = [
            ("kind", wanted.kind),
            ("topic", wanted.topic),
            ("unit", wanted.unit),
            ("competence", wanted.competence),
            ("about_whom", wanted.about_whom),
        ];
        for (key, least) in of {
            let right = self.right[key];
            assert!(right * 100 >= least * count, "{key}: {right} of {count}\n{}", self.misses);
        }
        let [both, false_ones, missed] = self.twins;
        let f1 = 200 * both / (2 * both + false_ones + missed).max(1);
        assert!(f1 >= wanted.duplicates, "duplicates: F1 {f1} ({:?})", self.twins);
        let (missed, false_ones) = self.off_ramps;
        assert!(missed <= wanted.off_ramps.0 && false_ones <= wanted.off_ramps.1, "off-ramps {:?}", self.off_ramps);
    }
}

#[test]
fn the_forty_shared_stories_are_sorted_as_the_issue_asks() {
    let all = read(include_str!("stories/shared.json"));
    assert_eq!(all.len(), 40);
    Score::of(&all).reaches(all.len(), &SHARED);
}

#[test]
fn the_stories_that_the_tables_were_written_with_are_sorted() {
    let all = read(include_str!("stories/dev.json"));
    Score::of(&all).reaches(all.len(), &DEV);
}

#[test]
fn stories_by_other_hands_are_sorted() {
    for (stories, wanted) in [(include_str!("stories/hold.json"), HOLD), (include_str!("stories/fresh.json"), FRESH)] {
        let all = read(stories);
        Score::of(&all).reaches(all.len(), &wanted);
    }
}

#[test]
fn every_proposal_says_why_in_the_persons_own_words() {
    for Labelled { story, .. } in read(include_str!("stories/shared.json")) {
        let proposal = tiepdan::domain::sorter::one(&story);
        for ground in &proposal.why {
            assert!(!ground.reason.is_empty() && story.body.contains(ground.sentence.as_str()), "{ground:?}");
        }
    }
}

#[test]
fn a_thousand_stories_take_seconds() {
    let all = read(include_str!("stories/dev.json"));
    let thousand: Vec<Story> =
        (0..1_000).map(|n| Story { id: format!("t{n}"), ..all[n % all.len()].story.clone() }).collect();
    let start = Instant::now();
    assert_eq!(sort(&thousand).len(), 1_000);
    let took = start.elapsed().as_millis();
    assert!(took < THOUSAND_MS_MAX, "{took} ms");
}

#[test]
fn strange_texts_are_sorted_too() {
    let strange = ["?", "…", "\u{301}\u{301}", "a\u{0}b", "🙂🙂🙂", "không", ". . . ,,, !!!", &"đất ".repeat(9_000)];
    let stories: Vec<Story> = strange
        .iter()
        .enumerate()
        .map(|(n, body)| Story { id: n.to_string(), body: (*body).to_owned(), ..Story::default() })
        .collect();
    assert_eq!(sort(&stories).len(), strange.len());
}

fn tiepdan_sort(file: &std::path::Path, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tiepdan"));
    command.arg("sort").arg(file).args(more).env_remove("RUST_LOG").output().expect("an end")
}

#[test]
fn the_command_prints_what_the_interface_says() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/stories/shared.json");
    let output = tiepdan_sort(&file, &["--json"]);
    assert_eq!(output.status.code(), Some(0));
    let found: BTreeMap<String, Value> = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found.len(), 40);
    for proposal in found.values() {
        let keys: Vec<&str> = proposal.as_object().expect("an object").keys().map(String::as_str).collect();
        assert_eq!(keys, ["about_whom", "competence", "duplicates", "flags", "kind", "topic", "unit"]);
    }
    let read = tiepdan_sort(&file, &[]);
    let words = String::from_utf8(read.stdout).expect("words");
    assert!(
        read.status.success() && words.contains("s003: Tố cáo") && words.contains("! denunciation_off_ramp"),
        "{words}"
    );
}

#[test]
fn a_bad_file_is_one_clear_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("f.json");
    let many = format!("[{}]", vec!["{\"id\":\"a\",\"body\":\"b\"}"; 10_001].join(","));
    let big = "x".repeat(10_000_001);
    let cases = [
        ("{", "không phải JSON"),
        ("{}", "stories"),
        ("[{\"id\":\"a\"}]", "truyện thứ 1: thiếu"),
        ("[{\"id\":\"a\",\"body\":[]}]", "không phải chữ"),
        ("[{\"id\":\"a\",\"body\":\"b\"},{\"id\":\"a\",\"body\":\"c\"}]", "cùng mã"),
        (many.as_str(), "nhiều nhất 10000"),
        (big.as_str(), "10 MB"),
    ];
    for (text, words) in cases {
        std::fs::write(&file, text).expect("written");
        let output = tiepdan_sort(&file, &["--json"]);
        let said = String::from_utf8(output.stderr).expect("words");
        assert!(
            output.status.code() == Some(2) && said.lines().count() == 1 && said.contains(words),
            "{words}: {said}"
        );
    }
    assert_eq!(tiepdan_sort(&folder.path().join("nothing.json"), &[]).status.code(), Some(2));
}
