INSERT INTO deeds VALUES ('doi-ngay-tiep'), ('huy-ngay-tiep'), ('vang-tiep-dan'), ('da-tiep-dan'), ('hen-tiep'), ('bo-hen');

-- Why a reception day moved, was called off, was missed or was not planned, with the day it had been.
CREATE TABLE reception_notes (
    id TEXT PRIMARY KEY,
    reception TEXT NOT NULL REFERENCES receptions (id),
    kind TEXT NOT NULL CHECK (kind IN ('unplanned', 'moved', 'called_off', 'absent')),
    day TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('morning', 'afternoon', 'evening')),
    body TEXT NOT NULL,
    salt TEXT NOT NULL,
    author TEXT REFERENCES accounts (id),
    at TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX reception_notes_of_reception ON reception_notes (reception, at);

-- Who is received in which order: numbers without gaps, booked by a petition's code or taken at the counter.
CREATE TABLE turns (
    id TEXT PRIMARY KEY,
    reception TEXT NOT NULL REFERENCES receptions (id),
    number INTEGER NOT NULL,
    petition TEXT REFERENCES petitions (id),
    via TEXT NOT NULL CHECK (via IN ('code', 'counter')),
    state TEXT NOT NULL CHECK (state IN ('waiting', 'received', 'gone', 'cancelled')),
    taken_at TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (reception, number)
) STRICT;
CREATE UNIQUE INDEX turns_once ON turns (reception, petition) WHERE state = 'waiting';
CREATE INDEX turns_of_petition ON turns (petition) WHERE petition IS NOT NULL;

CREATE TRIGGER reception_notes_not_silent BEFORE UPDATE ON reception_notes WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER turns_not_silent BEFORE UPDATE ON turns WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER turns_stay BEFORE DELETE ON turns BEGIN SELECT RAISE(ABORT, 'silent change'); END;
