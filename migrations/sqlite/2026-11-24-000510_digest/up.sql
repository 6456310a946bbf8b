INSERT INTO deeds VALUES ('nhac');

-- Which step of a limit was reached and told, once for each date that the limit had: two servers cannot do it twice.
CREATE TABLE reminders (
    clock TEXT NOT NULL REFERENCES clocks (id),
    step TEXT NOT NULL CHECK (step IN ('soon', 'due', 'overdue')),
    due TEXT NOT NULL,
    petition TEXT NOT NULL REFERENCES petitions (id),
    told_on TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (clock, step, due)
) STRICT;
CREATE INDEX reminders_of_petition ON reminders (petition);
CREATE TRIGGER reminders_not_silent BEFORE UPDATE ON reminders WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER reminders_stay BEFORE DELETE ON reminders BEGIN SELECT RAISE(ABORT, 'silent change'); END;

-- What stands on somebody's board from the morning on: counts, never a word of a petition.
CREATE TABLE digests (
    account TEXT NOT NULL REFERENCES accounts (id),
    day TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (account, day)
) STRICT;
