INSERT INTO deeds VALUES ('lich-lam-viec'), ('doi-han');

-- Each saving of a year's list is a revision; the newest of a year holds, over the list that comes with the program.
CREATE TABLE calendar_years (
    revision integer PRIMARY KEY,
    year integer NOT NULL,
    signed_name text,
    signed_title text,
    document_no text,
    document_date date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE calendar_days (
    revision integer NOT NULL REFERENCES calendar_years (revision) DEFERRABLE INITIALLY DEFERRED,
    day date NOT NULL,
    kind text NOT NULL CHECK (kind IN ('off', 'worked')),
    label text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (revision, day)
);
CREATE TRIGGER calendar_years_not_silent BEFORE UPDATE ON calendar_years FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER calendar_days_not_silent BEFORE UPDATE ON calendar_days FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER calendar_years_stay BEFORE DELETE ON calendar_years FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER calendar_days_stay BEFORE DELETE ON calendar_days FOR EACH ROW EXECUTE FUNCTION refuse_silence();

-- Until when somebody has seen which dates a changed calendar moved.
CREATE TABLE seen_moves (
    account uuid PRIMARY KEY REFERENCES accounts (id),
    until timestamptz NOT NULL
);

CREATE INDEX events_of_deed ON events (deed, at);
