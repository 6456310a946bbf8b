CREATE TABLE events (
    id TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL CHECK (actor IN ('account', 'citizen', 'system')),
    account TEXT,
    petition TEXT,
    deed TEXT NOT NULL CHECK (deed IN ('nop', 'tiep-nhan', 'phan-loai', 'ky', 'thu-ly', 'giao', 'huong-dan', 'chuyen', 'khong-du-dieu-kien', 'ghi-chu', 'du-thao', 'trinh', 'tra-lai', 'duyet', 'phat-hanh', 'da-bao', 'y-kien', 'bo-sung', 'danh-tinh', 'mo-ho-so-mat', 'mo-giay-to', 'dong', 'tai-khoan', 'co-quan', 'dang-nhap', 'dang-nhap-hong', 'tu-choi')),
    form TEXT,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX events_of_petition ON events (petition, at);
CREATE INDEX events_by_time ON events (at, id);

CREATE TABLE links (
    seq INTEGER PRIMARY KEY,
    event TEXT NOT NULL UNIQUE REFERENCES events (id),
    hash TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    username TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    title TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('clerk', 'officer', 'chair', 'vice-chair', 'monitor', 'village-head', 'admin')),
    unit TEXT,
    village TEXT,
    lead INTEGER NOT NULL,
    answers_to TEXT REFERENCES accounts (id),
    must_change INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    password_hash TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE offices (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    facts TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE units (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE villages (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    position INTEGER NOT NULL
) STRICT;

CREATE TABLE petitions (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    received_at TEXT NOT NULL,
    received_on TEXT NOT NULL,
    channel TEXT NOT NULL CHECK (channel IN ('online', 'counter', 'post', 'phone', 'village_head', 'letter_box', 'passed_on')),
    topic_chosen TEXT NOT NULL CHECK (topic_chosen IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    about_decision TEXT NOT NULL CHECK (about_decision IN ('yes', 'no', 'unknown')),
    kind_proposed TEXT NOT NULL CHECK (kind_proposed IN ('feedback', 'recommendation', 'complaint', 'denunciation')),
    anonymous INTEGER NOT NULL,
    reachable INTEGER NOT NULL,
    village TEXT,
    number INTEGER,
    number_year INTEGER,
    kind TEXT CHECK (kind IN ('feedback', 'recommendation', 'complaint', 'denunciation')),
    topic TEXT NOT NULL CHECK (topic IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    subject TEXT,
    priority TEXT NOT NULL CHECK (priority IN ('normal', 'urgent')),
    stage TEXT NOT NULL CHECK (stage IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue', 'answered', 'closed', 'guided', 'transferred', 'ineligible', 'duplicate', 'withdrawn', 'terminated')),
    sealed INTEGER NOT NULL,
    past_heads INTEGER NOT NULL,
    reader TEXT REFERENCES accounts (id),
    owner TEXT REFERENCES accounts (id),
    unit TEXT,
    assigned INTEGER NOT NULL,
    former_owner TEXT REFERENCES accounts (id),
    signed_on TEXT,
    signed_received_on TEXT,
    ground TEXT CHECK (ground IN ('no_signature', 'not_own_right', 'no_capacity', 'wrong_representative', 'internal_act', 'time_barred', 'second_decision', 'court', 'already_handled', 'sent_to_many', 'abusive', 'illegible')),
    outcome TEXT CHECK (outcome IN ('done', 'partly', 'not_done')),
    answered_on TEXT,
    told_on TEXT,
    close_code TEXT CHECK (close_code IN ('done', 'silent')),
    draft TEXT UNIQUE,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (number_year, number),
    CONSTRAINT open_has_owner CHECK (
        owner IS NOT NULL
        OR stage NOT IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue')
    ),
    CONSTRAINT closed_was_answered CHECK (stage NOT IN ('answered', 'closed') OR answered_on IS NOT NULL)
) STRICT;
CREATE INDEX petitions_by_time ON petitions (received_at, id);
CREATE INDEX petitions_by_owner ON petitions (owner, stage);
CREATE INDEX petitions_by_stage ON petitions (stage, received_at);

CREATE TABLE concerns (
    petition TEXT NOT NULL REFERENCES petitions (id),
    account TEXT NOT NULL REFERENCES accounts (id),
    hides INTEGER NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (petition, account)
) STRICT;

CREATE TABLE stories (
    petition TEXT PRIMARY KEY REFERENCES petitions (id),
    body TEXT NOT NULL,
    happened_on TEXT,
    residence TEXT,
    place TEXT NOT NULL,
    parcel TEXT NOT NULL,
    map_sheet TEXT NOT NULL,
    project TEXT NOT NULL,
    decision_no TEXT NOT NULL,
    decision_date TEXT,
    decision_signer TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE sealed_stories (
    petition TEXT PRIMARY KEY REFERENCES petitions (id),
    key_id INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE parties (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    position INTEGER NOT NULL,
    reachable INTEGER NOT NULL,
    phone_given INTEGER NOT NULL,
    code_hash TEXT NOT NULL UNIQUE,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (petition, position)
) STRICT;

CREATE TABLE identities (
    party TEXT PRIMARY KEY REFERENCES parties (id),
    petition TEXT NOT NULL REFERENCES petitions (id),
    key_id INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    phone_hash TEXT,
    last4_hash TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX identities_by_petition ON identities (petition);
CREATE INDEX identities_by_phone ON identities (phone_hash);

CREATE TABLE clocks (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    party TEXT REFERENCES parties (id),
    rule TEXT NOT NULL,
    what TEXT NOT NULL,
    basis TEXT NOT NULL,
    citizens INTEGER NOT NULL,
    length INTEGER NOT NULL,
    unit TEXT NOT NULL CHECK (unit IN ('N', 'NLV', 'tháng', 'năm')),
    started_on TEXT NOT NULL,
    due TEXT NOT NULL,
    provisional INTEGER NOT NULL,
    calendar_version INTEGER NOT NULL,
    trail TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'met', 'cancelled')),
    ended_on TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
-- Holds all that is asked for the most urgent limit of a petition: without it a list of 10,000 takes minutes.
CREATE INDEX clocks_of_petition ON clocks (petition, state, citizens, due);
CREATE INDEX clocks_by_due ON clocks (state, due);

CREATE TABLE answers (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    position INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'issued')),
    summary TEXT NOT NULL,
    letter TEXT NOT NULL,
    finding TEXT NOT NULL CHECK (finding IN ('upheld', 'partly', 'not_upheld', 'done', 'not_done', 'explained')),
    drafter TEXT NOT NULL REFERENCES accounts (id),
    writers TEXT NOT NULL,
    approver TEXT REFERENCES accounts (id),
    approved_on TEXT,
    document_no TEXT,
    document_date TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (petition, position)
) STRICT;

CREATE TABLE texts (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL CHECK (kind IN ('note', 'reason', 'instruction', 'authority', 'addition', 'opinion', 'return')),
    author TEXT REFERENCES accounts (id),
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    salt TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX texts_of_petition ON texts (petition, at);

CREATE TABLE tellings (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    medium TEXT NOT NULL CHECK (medium IN ('phone', 'letter', 'in_person', 'mail')),
    sent_on TEXT NOT NULL,
    delivered_on TEXT,
    about TEXT NOT NULL CHECK (about IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue', 'answered', 'closed', 'guided', 'transferred', 'ineligible', 'duplicate', 'withdrawn', 'terminated')),
    account TEXT REFERENCES accounts (id),
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX tellings_of_petition ON tellings (petition);

CREATE TABLE files (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    position INTEGER NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('citizen', 'office')),
    purpose TEXT NOT NULL CHECK (purpose IN ('evidence', 'signed_paper', 'decision')),
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    preview INTEGER NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (petition, position)
) STRICT;

CREATE TABLE counters (
    series TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (series, year)
) STRICT;

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    account TEXT NOT NULL REFERENCES accounts (id),
    standing TEXT NOT NULL,
    made_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT;
CREATE INDEX sessions_by_end ON sessions (ends_at);

CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    made_at TEXT NOT NULL,
    ends_at TEXT NOT NULL
) STRICT;
CREATE INDEX drafts_by_end ON drafts (ends_at);

CREATE TABLE throttles (
    subject TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    since TEXT NOT NULL
) STRICT;

CREATE TABLE rounds (
    name TEXT NOT NULL,
    slot TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('running', 'done')),
    begun_at TEXT NOT NULL,
    PRIMARY KEY (name, slot)
) STRICT;

CREATE TABLE marks (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE petition_search (
    id INTEGER PRIMARY KEY,
    petition TEXT NOT NULL UNIQUE REFERENCES petitions (id),
    heading TEXT NOT NULL,
    words TEXT NOT NULL
) STRICT;
CREATE VIRTUAL TABLE petition_fts USING fts5 (
    heading, words, content = 'petition_search', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 0'
);
INSERT INTO petition_fts (petition_fts, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER petition_search_added AFTER INSERT ON petition_search BEGIN
    INSERT INTO petition_fts (rowid, heading, words) VALUES (NEW.id, NEW.heading, NEW.words);
END;
CREATE TRIGGER petition_search_removed AFTER DELETE ON petition_search BEGIN
    INSERT INTO petition_fts (petition_fts, rowid, heading, words) VALUES ('delete', OLD.id, OLD.heading, OLD.words);
END;
CREATE TRIGGER petition_search_changed AFTER UPDATE ON petition_search BEGIN
    INSERT INTO petition_fts (petition_fts, rowid, heading, words) VALUES ('delete', OLD.id, OLD.heading, OLD.words);
    INSERT INTO petition_fts (rowid, heading, words) VALUES (NEW.id, NEW.heading, NEW.words);
END;

-- The record is only added to.
CREATE TRIGGER events_no_update BEFORE UPDATE ON events BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER events_no_delete BEFORE DELETE ON events BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER links_no_update BEFORE UPDATE ON links BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;
CREATE TRIGGER links_no_delete BEFORE DELETE ON links BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END;

-- An audited row that changes names the event that changed it.
CREATE TRIGGER accounts_not_silent BEFORE UPDATE ON accounts WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER offices_not_silent BEFORE UPDATE ON offices WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER petitions_not_silent BEFORE UPDATE ON petitions WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER concerns_not_silent BEFORE UPDATE ON concerns WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER stories_not_silent BEFORE UPDATE ON stories WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER sealed_stories_not_silent BEFORE UPDATE ON sealed_stories WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER parties_not_silent BEFORE UPDATE ON parties WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER identities_not_silent BEFORE UPDATE ON identities WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER clocks_not_silent BEFORE UPDATE ON clocks WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER answers_not_silent BEFORE UPDATE ON answers WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER texts_not_silent BEFORE UPDATE ON texts WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER tellings_not_silent BEFORE UPDATE ON tellings WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER files_not_silent BEFORE UPDATE ON files WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;

-- Nor is it deleted.
CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER offices_stay BEFORE DELETE ON offices BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER petitions_stay BEFORE DELETE ON petitions BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER stories_stay BEFORE DELETE ON stories BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER sealed_stories_stay BEFORE DELETE ON sealed_stories BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER parties_stay BEFORE DELETE ON parties BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER identities_stay BEFORE DELETE ON identities BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER clocks_stay BEFORE DELETE ON clocks BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER answers_stay BEFORE DELETE ON answers BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER tellings_stay BEFORE DELETE ON tellings BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER files_stay BEFORE DELETE ON files BEGIN SELECT RAISE(ABORT, 'silent change'); END;
