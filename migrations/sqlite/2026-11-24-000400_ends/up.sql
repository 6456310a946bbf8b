-- What an act may be from now on, and a text beside it.
INSERT INTO deeds VALUES ('trung'), ('tach'), ('rut'), ('hoi-them'), ('gia-han'), ('tam-dinh-chi'), ('tiep-tuc'), ('dinh-chi'), ('phuc-dap');
INSERT INTO text_kinds VALUES ('question');

-- Numbered papers that move a petition's limits or end it: extended, suspended, resumed, terminated; and what another authority replied.
CREATE TABLE papers (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    deed TEXT NOT NULL REFERENCES deeds (code),
    clock TEXT REFERENCES clocks (id) DEFERRABLE INITIALLY DEFERRED,
    causes TEXT NOT NULL,
    document_no TEXT NOT NULL,
    document_date TEXT NOT NULL,
    due_before TEXT,
    due_after TEXT,
    remaining INTEGER,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX papers_of_petition ON papers (petition, document_date);

-- That the person took back what they asked, wholly or in part; whether they were pressed is for those who read words.
CREATE TABLE withdrawals (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    part TEXT NOT NULL CHECK (part IN ('whole', 'part')),
    pressed TEXT NOT NULL CHECK (pressed IN ('no', 'yes', 'unknown')),
    signed_on TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX withdrawals_of_petition ON withdrawals (petition);

-- One matter, several petitions: each with its main one, until it stands alone again.
CREATE TABLE duplicates (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    main TEXT NOT NULL REFERENCES petitions (id),
    since TEXT NOT NULL,
    ended_on TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX duplicates_once ON duplicates (petition) WHERE ended_on IS NULL;
CREATE INDEX duplicates_of_main ON duplicates (main);

-- A petition that was split off another.
CREATE TABLE splits (
    petition TEXT PRIMARY KEY REFERENCES petitions (id),
    source TEXT NOT NULL REFERENCES petitions (id),
    since TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX splits_of_source ON splits (source);

-- Papers that were not handled are kept until a day; then the head decides.
CREATE TABLE keepings (
    petition TEXT PRIMARY KEY REFERENCES petitions (id),
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX keepings_by_end ON keepings (until);

-- Where else things are settled.
CREATE TABLE authorities (
    code TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    address TEXT NOT NULL,
    phone TEXT NOT NULL,
    since TEXT NOT NULL,
    until TEXT,
    position INTEGER NOT NULL
) STRICT;

CREATE TRIGGER papers_not_silent BEFORE UPDATE ON papers WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER papers_stay BEFORE DELETE ON papers BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER withdrawals_not_silent BEFORE UPDATE ON withdrawals WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER withdrawals_stay BEFORE DELETE ON withdrawals BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER duplicates_not_silent BEFORE UPDATE ON duplicates WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER duplicates_stay BEFORE DELETE ON duplicates BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER splits_not_silent BEFORE UPDATE ON splits WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER splits_stay BEFORE DELETE ON splits BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER keepings_not_silent BEFORE UPDATE ON keepings WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER keepings_stay BEFORE DELETE ON keepings BEGIN SELECT RAISE(ABORT, 'silent change'); END;
