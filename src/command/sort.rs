//! `tiepdan sort`: what the sorter proposes for the stories of a file, the same code that proposes on the pages.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Args;
use serde_json::Value;
use tiepdan::domain::sorter::{self, Proposal, Story};

use super::say;

/// Stories in one file.
const STORIES_MAX: usize = 10_000;
/// A file, in MB and in bytes.
const FILE_MB_MAX: u64 = 10;
const FILE_BYTES_MAX: u64 = FILE_MB_MAX * 1_000_000;
/// Reasons shown for a story.
const REASONS_SHOWN: usize = 2;

#[derive(Args)]
pub struct SortArgs {
    /// Tệp JSON như domain/stories.json: {"stories": [{"id", "channel", "filed_on", "body", …}]}
    file: PathBuf,
    #[arg(long)]
    json: bool,
}

pub fn run(args: &SortArgs) -> ExitCode {
    let stories = match read(&args.file) {
        Ok(stories) => stories,
        Err(problem) => {
            eprintln!("tiepdan: {}: {problem}", args.file.display());
            return ExitCode::from(2);
        }
    };
    let proposals = sorter::sort(&stories);
    if !args.json {
        stories.iter().zip(&proposals).for_each(|(story, proposal)| show(story, proposal));
        return ExitCode::SUCCESS;
    }
    let by_id: BTreeMap<&str, &Proposal> = stories.iter().map(|story| story.id.as_str()).zip(&proposals).collect();
    match serde_json::to_string_pretty(&by_id) {
        Ok(text) => say(text),
        Err(_) => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

fn read(file: &Path) -> Result<Vec<Story>, String> {
    let size = fs::metadata(file).map_err(|_| "không đọc được tệp".to_owned())?.len();
    if size > FILE_BYTES_MAX {
        return Err(format!("tệp lớn hơn {FILE_MB_MAX} MB"));
    }
    let text = fs::read_to_string(file).map_err(|_| "không đọc được tệp, hoặc tệp không phải UTF-8".to_owned())?;
    let value: Value = serde_json::from_str(&text).map_err(|error| format!("không phải JSON: {error}"))?;
    let list = value.get("stories").unwrap_or(&value).as_array().ok_or("không có danh sách “stories”")?;
    if list.len() > STORIES_MAX {
        return Err(format!("có {} truyện, nhiều nhất {STORIES_MAX}", list.len()));
    }
    let stories: Vec<Story> =
        list.iter().enumerate().map(|(n, value)| story(n + 1, value)).collect::<Result<_, String>>()?;
    let mut ids = BTreeSet::new();
    match stories.iter().find(|story| !ids.insert(story.id.as_str())) {
        Some(twice) => Err(format!("hai truyện cùng mã “{}”", twice.id)),
        None => Ok(stories),
    }
}

fn story(n: usize, value: &Value) -> Result<Story, String> {
    let text = |key: &str| match &value[key] {
        Value::String(text) => Ok(text.clone()),
        Value::Null => Ok(String::new()),
        Value::Number(number) => Ok(number.to_string()),
        Value::Bool(said) => Ok(if *said { "yes" } else { "no" }.to_owned()),
        _ => Err(format!("truyện thứ {n}: “{key}” không phải chữ")),
    };
    let story = Story {
        id: text("id")?,
        channel: text("channel")?,
        filed_on: text("filed_on")?,
        body: text("body")?,
        topic_field: text("topic_field")?,
        about_decision: text("about_decision")?,
        decision_no: text("decision_no")?,
        decision_date: text("decision_date")?,
        decision_signer: text("decision_signer")?,
        village: text("village")?,
        anonymous: text("anonymous")?,
    };
    if story.id.is_empty() || story.body.trim().is_empty() {
        return Err(format!("truyện thứ {n}: thiếu “id” hoặc “body”"));
    }
    Ok(story)
}

fn show(story: &Story, proposal: &Proposal) {
    let Proposal { kind, topic, unit, competence, about_whom, .. } = proposal;
    say(format_args!(
        "{}: {} · {topic} · {unit} · {} · {}",
        story.id,
        kind.label(),
        competence.label(),
        about_whom.label()
    ));
    for ground in proposal.grounds(kind.code()).iter().take(REASONS_SHOWN).filter(|ground| !ground.sentence.is_empty())
    {
        say(format_args!("    {}: “{}”", ground.reason, ground.sentence));
    }
    if !proposal.flags.is_empty() {
        say(format_args!("    ! {}", proposal.flags.join(", ")));
    }
}
