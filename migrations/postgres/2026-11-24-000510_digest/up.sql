INSERT INTO deeds VALUES ('nhac');

-- Which step of a limit was reached and told, once for each date that the limit had: two servers cannot do it twice.
CREATE TABLE reminders (
    clock uuid NOT NULL REFERENCES clocks (id),
    step text NOT NULL CHECK (step IN ('soon', 'due', 'overdue')),
    due date NOT NULL,
    petition uuid NOT NULL REFERENCES petitions (id),
    told_on date NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (clock, step, due)
);
CREATE INDEX reminders_of_petition ON reminders (petition);
CREATE TRIGGER reminders_not_silent BEFORE UPDATE ON reminders FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER reminders_stay BEFORE DELETE ON reminders FOR EACH ROW EXECUTE FUNCTION refuse_silence();

-- What stands on somebody's board from the morning on: counts, never a word of a petition.
CREATE TABLE digests (
    account uuid NOT NULL REFERENCES accounts (id),
    day date NOT NULL,
    body text NOT NULL,
    PRIMARY KEY (account, day)
);
