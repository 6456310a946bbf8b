//! A mail server on loopback that really speaks SMTP: it takes, drops, defers, refuses, is slow or silent, as it is told.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex, MutexGuard},
    thread,
    time::{Duration, Instant},
};

/// How one connection is treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Takes,
    /// Has the whole letter, and hangs up instead of saying so.
    DropsAfterData,
    /// “Later”, to the recipient.
    Defers,
    /// For good, to the recipient: the reply's code and words.
    Refuses(&'static str),
    /// For good, to the whole letter.
    RejectsData,
    /// Takes it, each reply so late.
    Slow(Duration),
    /// Says nothing at all.
    Silent,
}

/// A letter as it came over the line.
#[derive(Debug, Clone)]
pub struct Received {
    pub from: String,
    pub to: String,
    pub raw: String,
}

#[derive(Default)]
struct Inside {
    moods: VecDeque<Mood>,
    always: Option<Mood>,
    letters: Vec<Received>,
    connections: usize,
}

pub struct Mailbox {
    pub port: u16,
    inside: Arc<Mutex<Inside>>,
}

impl Mailbox {
    pub fn open() -> Mailbox {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = socket.local_addr().expect("an address").port();
        let inside: Arc<Mutex<Inside>> = Arc::default();
        let shared = inside.clone();
        thread::spawn(move || {
            for line in socket.incoming().flatten() {
                let shared = shared.clone();
                thread::spawn(move || drop(Talk { line, shared: &shared }.go()));
            }
        });
        Mailbox { port, inside }
    }

    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    /// The next connections are treated so, one after the other; later ones as ever.
    pub fn next(&self, moods: &[Mood]) {
        self.inside().moods.extend(moods);
    }

    pub fn always(&self, mood: Mood) {
        self.inside().always = Some(mood);
    }

    /// Everything that came whole, whether it was acknowledged or not.
    pub fn letters(&self) -> Vec<Received> {
        self.inside().letters.clone()
    }

    pub fn connections(&self) -> usize {
        self.inside().connections
    }

    /// Waits until so many came.
    #[track_caller]
    pub fn wait_for(&self, letters: usize) {
        let begun = Instant::now();
        while self.letters().len() < letters {
            assert!(begun.elapsed() < Duration::from_secs(60), "{} of {letters} letters came", self.letters().len());
            thread::sleep(Duration::from_millis(20));
        }
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().expect("the mailbox")
    }
}

/// One connection.
struct Talk<'s> {
    line: TcpStream,
    shared: &'s Mutex<Inside>,
}

impl Talk<'_> {
    fn go(mut self) -> std::io::Result<()> {
        let mood = {
            let mut inside = self.shared.lock().expect("the mailbox");
            inside.connections += 1;
            inside.moods.pop_front().or(inside.always).unwrap_or(Mood::Takes)
        };
        if mood == Mood::Silent {
            thread::sleep(Duration::from_secs(20));
            return Ok(());
        }
        let mut reader = BufReader::new(self.line.try_clone()?);
        let (mut from, mut to, mut said) = (String::new(), String::new(), String::new());
        self.say(mood, "220 thu.example ESMTP")?;
        while reader.read_line(&mut said)? > 0 {
            let command = said.trim_end().to_owned();
            said.clear();
            match command.split([' ', ':']).next().unwrap_or_default().to_uppercase().as_str() {
                "EHLO" => self.say(mood, "250-thu.example\r\n250 8BITMIME")?,
                "MAIL" => {
                    from = address(&command);
                    self.say(mood, "250 2.1.0 ok")?;
                }
                "RCPT" => {
                    to = address(&command);
                    match mood {
                        Mood::Defers => self.say(mood, "451 4.7.1 lat nua")?,
                        Mood::Refuses(reply) => self.say(mood, &format!("{reply} <{to}>"))?,
                        _ => self.say(mood, "250 2.1.5 ok")?,
                    }
                }
                "DATA" => {
                    self.say(mood, "354 go")?;
                    let raw = body(&mut reader)?;
                    if mood == Mood::RejectsData {
                        self.say(mood, "554 5.6.0 khong nhan")?;
                        continue;
                    }
                    let letter = Received { from: from.clone(), to: to.clone(), raw };
                    self.shared.lock().expect("the mailbox").letters.push(letter);
                    if mood == Mood::DropsAfterData {
                        return self.line.shutdown(std::net::Shutdown::Both);
                    }
                    self.say(mood, "250 2.0.0 ok")?;
                }
                "QUIT" => return self.say(mood, "221 bye"),
                _ => self.say(mood, "500 what")?,
            }
        }
        Ok(())
    }

    fn say(&mut self, mood: Mood, words: &str) -> std::io::Result<()> {
        if let Mood::Slow(wait) = mood {
            thread::sleep(wait);
        }
        self.line.write_all(format!("{words}\r\n").as_bytes())
    }
}

fn address(command: &str) -> String {
    let (_, rest) = command.split_once('<').unwrap_or_default();
    rest.split('>').next().unwrap_or_default().to_owned()
}

/// Up to the line with a dot alone; a doubled dot is one.
fn body(reader: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut raw = String::new();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        match line.trim_end() {
            "." => return Ok(raw),
            _ => raw.push_str(line.strip_prefix('.').unwrap_or(&line)),
        }
    }
}

// ---- Reading what came ----

impl Received {
    pub fn header(&self, name: &str) -> String {
        let (head, _) = self.raw.split_once("\r\n\r\n").expect("a head");
        let unfolded = head.replace("\r\n ", " ");
        let found = unfolded.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")).map(str::to_owned));
        words_of(&found.unwrap_or_else(|| panic!("no {name} in {head}")))
    }

    pub fn text(&self) -> String {
        let (_, body) = self.raw.split_once("\r\n\r\n").expect("a body");
        let bytes = match self.header("Content-Transfer-Encoding").as_str() {
            "base64" => base64(body),
            "quoted-printable" => quoted(&body.replace("=\r\n", "")),
            _ => body.as_bytes().to_vec(),
        };
        String::from_utf8(bytes).expect("UTF-8").replace("\r\n", "\n")
    }

    /// All of it, decoded and not, for a search of what must not be there.
    pub fn everything(&self) -> String {
        format!("{}\n{}\n{}", self.raw, self.header("Subject"), self.text())
    }
}

/// RFC 2047: `=?utf-8?b?…?=`; the space between two such words belongs to neither.
fn words_of(header: &str) -> String {
    let (mut out, mut rest) = (Vec::new(), header.replace("?= =?", "?==?"));
    while let Some((before, word)) = rest.clone().split_once("=?") {
        let (_, word) = word.split_once('?').expect("a charset");
        let (kind, word) = word.split_once('?').expect("an encoding");
        let (text, after) = word.split_once("?=").expect("an end");
        out.extend(before.bytes());
        out.extend(if kind.eq_ignore_ascii_case("b") { base64(text) } else { quoted(&text.replace('_', " ")) });
        rest = after.to_owned();
    }
    out.extend(rest.bytes());
    String::from_utf8(out).expect("UTF-8")
}

fn quoted(text: &str) -> Vec<u8> {
    let (mut out, bytes, mut at) = (Vec::new(), text.as_bytes(), 0);
    while at < bytes.len() {
        let hex = (bytes[at] == b'=').then(|| text.get(at + 1..at + 3)).flatten();
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) => {
                out.push(byte);
                at += 3;
            }
            None => {
                out.push(bytes[at]);
                at += 1;
            }
        }
    }
    out
}

fn base64(text: &str) -> Vec<u8> {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits = text.bytes().filter_map(|byte| LETTERS.iter().position(|letter| *letter == byte));
    let (mut out, mut bits, mut held) = (Vec::new(), 0u32, 0);
    for digit in digits {
        bits = bits << 6 | u32::try_from(digit).expect("six bits");
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push(u8::try_from(bits >> held & 0xff).expect("eight bits"));
        }
    }
    out
}
