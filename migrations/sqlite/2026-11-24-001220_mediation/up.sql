INSERT INTO deeds VALUES ('hoa-giai'), ('moi-hoa-giai'), ('vang-hoa-giai'), ('ket-qua-hoa-giai'), ('rut-hoa-giai'), ('mo-ten-hoa-giai');

-- Requests to mediate a dispute about land: a track of its own, with a number of its own, never a khiếu nại.
CREATE TABLE mediations (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    year INTEGER NOT NULL,
    received_on TEXT NOT NULL,
    owner TEXT NOT NULL REFERENCES accounts (id),
    petition TEXT REFERENCES petitions (id),
    village TEXT REFERENCES villages (code),
    parcel TEXT NOT NULL,
    map_sheet TEXT NOT NULL,
    summary TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'agreed', 'failed', 'withdrawn')),
    meeting_on TEXT,
    absences INTEGER NOT NULL,
    minutes_no TEXT,
    minutes_date TEXT,
    ended_on TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (year, number)
) STRICT;
CREATE INDEX mediations_of_petition ON mediations (petition);
CREATE INDEX mediations_by_state ON mediations (state, received_on);

-- Who asks and who is asked, under the vault's seal.
CREATE TABLE mediation_sides (
    mediation TEXT PRIMARY KEY REFERENCES mediations (id),
    key_id INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TRIGGER mediations_not_silent BEFORE UPDATE ON mediations WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER mediations_stay BEFORE DELETE ON mediations BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER mediation_sides_not_silent BEFORE UPDATE ON mediation_sides WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER mediation_sides_stay BEFORE DELETE ON mediation_sides BEGIN SELECT RAISE(ABORT, 'silent change'); END;
