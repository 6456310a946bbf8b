INSERT INTO deeds VALUES ('lich-lam-viec'), ('doi-han');

-- Each saving of a year's list is a revision; the newest of a year holds, over the list that comes with the program.
CREATE TABLE calendar_years (
    revision INTEGER PRIMARY KEY,
    year INTEGER NOT NULL,
    signed_name TEXT,
    signed_title TEXT,
    document_no TEXT,
    document_date TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE calendar_days (
    revision INTEGER NOT NULL REFERENCES calendar_years (revision) DEFERRABLE INITIALLY DEFERRED,
    day TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('off', 'worked')),
    label TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (revision, day)
) STRICT;
CREATE TRIGGER calendar_years_not_silent BEFORE UPDATE ON calendar_years WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER calendar_days_not_silent BEFORE UPDATE ON calendar_days WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER calendar_years_stay BEFORE DELETE ON calendar_years BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER calendar_days_stay BEFORE DELETE ON calendar_days BEGIN SELECT RAISE(ABORT, 'silent change'); END;

-- Until when somebody has seen which dates a changed calendar moved.
CREATE TABLE seen_moves (
    account TEXT PRIMARY KEY REFERENCES accounts (id),
    until TEXT NOT NULL
) STRICT;

CREATE INDEX events_of_deed ON events (deed, at);
