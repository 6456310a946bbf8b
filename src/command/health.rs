//! `tiepdan health`: asks a running portal how it is.

use std::{
    io::{Read, Write},
    net::TcpStream,
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context, Result};
use tiepdan::{
    domain::backup::{Overdue, overdue},
    now::{Now, parse_moment},
};

use super::say;

/// A plain HTTP request, so that a container's health check needs no other program.
pub fn run(url: &str) -> Result<ExitCode> {
    let address = match address_of(url) {
        Ok(address) => address,
        Err(words) => {
            eprintln!("tiepdan: {words}");
            return Ok(ExitCode::from(2));
        }
    };
    let mut stream = TcpStream::connect(&address).with_context(|| format!("không gọi được {url}"))?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    write!(stream, "GET /suc-khoe HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.take(64 * 1024).read_to_string(&mut answer)?;
    let ok = answer.starts_with("HTTP/1.1 200");
    let body = answer.lines().last().unwrap_or_default();
    say(body);
    if let Some(overdue) = overdue_backup(body) {
        eprintln!("tiepdan: {}", overdue.label());
    }
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What is wrong with the last copy, as the running portal tells of it: a warning, no failure.
fn overdue_backup(body: &str) -> Option<Overdue> {
    let told: serde_json::Value = serde_json::from_str(body).ok()?;
    let last = told.get("last_backup")?.as_str().and_then(parse_moment);
    overdue(last, Now::System.read())
}

const PATH: &str = "suc-khoe";
const PORT: u16 = 80;

/// Host and port of the portal to ask. It speaks plain HTTP; HTTPS is the web server's in front of it.
fn address_of(url: &str) -> Result<String, String> {
    let Some(rest) = url.strip_prefix("http://") else {
        return Err(format!("--url phải bắt đầu bằng http:// (chỉ hỏi thẳng cổng, không qua HTTPS), không phải {url}"));
    };
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    if host.is_empty() || !["", PATH].contains(&path.trim_end_matches('/')) {
        return Err(format!("--url chỉ ghi địa chỉ và cổng, ví dụ http://127.0.0.1:8080, không phải {url}"));
    }
    let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
    Ok(if has_port { host.to_owned() } else { format!("{host}:{PORT}") })
}
