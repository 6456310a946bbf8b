-- Where somebody of the office has the morning's digest sent, sealed; empty when they took it back.
CREATE TABLE staff_mails (
    account TEXT PRIMARY KEY REFERENCES accounts (id),
    given INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TRIGGER staff_mails_not_silent BEFORE UPDATE ON staff_mails WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER staff_mails_stay BEFORE DELETE ON staff_mails BEGIN SELECT RAISE(ABORT, 'silent change'); END;
