//! The world of the stories: the demonstration commune behind a real port, its own database, and time in our hands.

use std::{
    io::Write,
    net::TcpListener,
    sync::{
        Arc, Mutex, OnceLock,
        mpsc::{self, Receiver},
    },
    thread::JoinHandle,
};

use actix_web::dev::ServerHandle;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tiepdan::{
    app::{App, Asked, open_store},
    domain::{
        act::{Act, Actor, day_of},
        code::Code,
        event::Deed,
        form::Fields,
        id::Id,
        office::Office,
        person::Account,
        petition::{Case, Petition},
        policy::Sight,
    },
    keys,
    now::{Hands, Now, parse_moment},
    register::{self, Done, Failure},
    rounds,
    store::{self, Store, Trouble},
    web::{self, gate::Bounds},
};

use crate::{cast::Officer, database::Data, page::Browser};

/// A Wednesday in a year whose calendar is signed.
pub const BEGINNING: &str = "2026-11-25T08:00";

pub struct Commune {
    pub app: Arc<App>,
    pub data: Data,
    pub base: String,
    hands: Hands,
    server: Option<(ServerHandle, JoinHandle<()>)>,
}

impl Commune {
    /// The demonstration commune without petitions, at the beginning, without limits.
    pub fn new() -> Commune {
        Commune::begin(Data::of_the_demo(), &["--limits", "off"])
    }

    /// The same with brakes and the minimum time.
    pub fn with_limits() -> Commune {
        Commune::begin(Data::of_the_demo(), &["--limits", "on"])
    }

    /// A commune on an empty database: nobody has an account yet.
    pub fn unfounded() -> Commune {
        Commune::begin(Data::empty(), &["--limits", "off"])
    }

    /// `more` settings as on the command line.
    pub fn begin(data: Data, more: &[&str]) -> Commune {
        Commune::begin_bound(data, more, Bounds::default())
    }

    /// The demonstration's data behind a port that tells what each request asked of the database.
    pub fn heard(data: Data) -> (Commune, Receiver<Asked>) {
        let (teller, ear) = mpsc::channel();
        (Commune::begin_as(data, &["--limits", "off"], |app| App { asked: Some(teller), ..app }), ear)
    }

    /// The same with other bounds for a request.
    pub fn begin_bound(data: Data, more: &[&str], bounds: Bounds) -> Commune {
        Commune::begin_as(data, more, |app| App { bounds, ..app })
    }

    fn begin_as(data: Data, more: &[&str], dressed: impl FnOnce(App) -> App) -> Commune {
        tape();
        let socket = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = socket.local_addr().expect("an address").to_string();
        let config = data.config(&[&["--listen", &address], more].concat());
        let hands = Hands::at(moment(BEGINNING));
        let (store, _) = open_store(&config, data.folder.path()).expect("a store");
        let app = App::new(config, store, Now::Fixed(hands.clone())).expect("an app");
        let app = Arc::new(dressed(app));
        let server = Some(serve(app.clone(), socket));
        Commune { app, data, base: format!("http://{address}"), hands, server }
    }

    // ---- Time ----

    /// Moves the clock: “2026-11-25T08:00” by the wall.
    pub fn at(&self, wall: &str) -> &Commune {
        self.hands.move_to(moment(wall));
        self
    }

    pub fn later(&self, by: TimeDelta) -> &Commune {
        self.hands.move_to(self.now() + by);
        self
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.hands.read()
    }

    pub fn today(&self) -> NaiveDate {
        day_of(self.now())
    }

    /// What the portal does by itself once a minute.
    pub fn minute(&self) {
        rounds::minute(&self.app.store, self.now()).expect("a round");
    }

    // ---- People ----

    /// Somebody with a phone and no account.
    pub fn browser(&self) -> Browser {
        Browser::new(&self.base)
    }

    /// Signs in through the page.
    pub fn officer(&self, username: &str) -> Officer {
        Officer::sign_in(self, username)
    }

    // ---- Straight through the register, for what no page is needed for ----

    pub fn store(&self) -> &Store {
        &self.app.store
    }

    pub fn office(&self) -> Office {
        self.store().read(store::office::load).expect("the office").on(self.today())
    }

    pub fn account(&self, username: &str) -> Account {
        self.office().by_username(username).unwrap_or_else(|| panic!("nobody is called {username}")).clone()
    }

    pub fn sight(&self, username: &str) -> Sight {
        Sight::of(&self.account(username), &self.office())
    }

    pub fn petition(&self, code: &str) -> Id<Petition> {
        let code = Code::parse(code).unwrap_or_else(|_| panic!("{code} is no code"));
        let found = self.store().read(|conn| store::petition::by_code(self.store(), conn, &code)).expect("a look");
        found.unwrap_or_else(|| panic!("no petition has that code"))
    }

    pub fn case(&self, id: Id<Petition>) -> Case {
        self.store().read(|conn| store::petition::load(conn, id)).expect("the petition")
    }

    pub fn act_of(&self, username: &str) -> Act {
        let by = match username {
            "citizen" => Actor::Citizen,
            "system" => Actor::System,
            name => Actor::Account(Box::new(self.account(name))),
        };
        Act::new(by, self.now(), keys::chance())
    }

    /// An act over the newest version: what the rules say of it.
    pub fn perform(
        &self,
        username: &str,
        id: Id<Petition>,
        deed: Deed,
        fields: &[(&str, &str)],
    ) -> Result<Done, Failure> {
        let act = self.act_of(username);
        let fields = fields_of(fields);
        if username == "citizen" {
            return register::hear(self.store(), &act, id, deed, &fields, &[]);
        }
        let case = self.case(id);
        let revision = tiepdan::domain::handling::open_draft(&case).map_or(0, |answer| answer.revision);
        let fields = fields.with("version", case.petition.version.to_string()).with("revision", revision.to_string());
        register::perform(self.store(), &act, id, deed, &fields, &[])
    }

    /// The same, where it must succeed.
    #[track_caller]
    pub fn does(&self, username: &str, id: Id<Petition>, deed: Deed, fields: &[(&str, &str)]) {
        if let Err(failure) = self.perform(username, id, deed, fields) {
            panic!("{username} {}: {failure:?}", deed.code());
        }
    }

    /// Another server on the same database.
    pub fn second_store(&self) -> Store {
        open_store(&self.app.config, self.data.folder.path()).expect("a store").0
    }

    pub fn chain(&self) -> Result<store::record::chain::Verdict, Trouble> {
        store::record::chain::chain(self.store())?;
        self.store().read(|conn| store::record::chain::verify(conn, None))
    }
}

impl Drop for Commune {
    fn drop(&mut self) {
        if let Some((handle, thread)) = self.server.take() {
            drop(handle.stop(false));
            let _ = thread.join();
        }
    }
}

fn serve(app: Arc<App>, socket: TcpListener) -> (ServerHandle, JoinHandle<()>) {
    let (tell, told) = mpsc::channel();
    let thread = std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = web::serve(app, socket).expect("a server");
            tell.send(server.handle()).expect("somebody waits");
            server.await.expect("the server ends well");
        });
    });
    (told.recv().expect("a server"), thread)
}

pub fn moment(wall: &str) -> DateTime<Utc> {
    parse_moment(wall).unwrap_or_else(|| panic!("{wall} is no moment"))
}

pub fn day(text: &str) -> NaiveDate {
    tiepdan::domain::form::parse_date(text).unwrap_or_else(|| panic!("{text} is no day"))
}

pub fn fields_of(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().fold(Fields::new(), |fields, (name, value)| fields.with(name, *value))
}

// ---- The log ----

/// Everything that any portal of this process has logged.
pub fn log() -> String {
    String::from_utf8_lossy(&tape().lock().expect("the tape")).into_owned()
}

type Tape = Mutex<Vec<u8>>;

fn tape() -> &'static Tape {
    static TAPE: OnceLock<Tape> = OnceLock::new();
    TAPE.get_or_init(|| {
        let writer = || Recorder;
        let _ = tracing_subscriber::fmt().with_ansi(false).with_writer(writer).try_init();
        Mutex::default()
    })
}

struct Recorder;

impl Write for Recorder {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        tape().lock().expect("the tape").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Says aloud that a story could not be told here; where all must be told, that is a failure.
pub fn skipped(why: &str) {
    assert!(std::env::var("TIEPDAN_REQUIRE_ALL").is_err(), "may not be skipped: {why}");
    let _ = writeln!(std::io::stderr(), "skipped: {why}");
}
