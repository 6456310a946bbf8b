INSERT INTO deeds VALUES ('vang-mat');

-- Who is away from a day to a day, and who takes new work meanwhile; never deleted.
CREATE TABLE absences (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    account TEXT NOT NULL REFERENCES accounts (id),
    since TEXT NOT NULL,
    until TEXT NOT NULL,
    deputy TEXT NOT NULL REFERENCES accounts (id),
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK (account <> deputy)
) STRICT;
CREATE INDEX absences_by_day ON absences (until);

CREATE TRIGGER absences_not_silent BEFORE UPDATE ON absences WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER absences_stay BEFORE DELETE ON absences BEGIN SELECT RAISE(ABORT, 'silent change'); END;

-- Nobody is away twice on a day.
CREATE TRIGGER absences_hold_alone BEFORE INSERT ON absences
WHEN NEW.until >= NEW.since AND EXISTS (
    SELECT 1 FROM absences
    WHERE account = NEW.account AND until >= since AND since <= NEW.until AND NEW.since <= until
)
BEGIN SELECT RAISE(ABORT, 'overlapping absences'); END;
