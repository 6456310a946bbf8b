INSERT INTO deeds VALUES ('phan-cong');

-- Which unit and officer a topic goes to, with exceptions by village or kind, from a day to a day; never deleted.
CREATE TABLE routes (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    topic TEXT NOT NULL CHECK (topic IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    village TEXT REFERENCES villages (code),
    kind TEXT CHECK (kind IN ('feedback', 'recommendation', 'complaint', 'denunciation')),
    unit TEXT NOT NULL REFERENCES units (code),
    officer TEXT REFERENCES accounts (id),
    since TEXT NOT NULL,
    until TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX routes_by_day ON routes (since);

CREATE TRIGGER routes_not_silent BEFORE UPDATE ON routes WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER routes_stay BEFORE DELETE ON routes BEGIN SELECT RAISE(ABORT, 'silent change'); END;

-- Of rows that say the same of the same, one holds on a day.
CREATE TRIGGER routes_new_holds_alone BEFORE INSERT ON routes
WHEN coalesce(NEW.until, '9999-12-31') >= NEW.since AND EXISTS (
    SELECT 1 FROM routes
    WHERE topic = NEW.topic AND village IS NEW.village AND kind IS NEW.kind
        AND coalesce(until, '9999-12-31') >= since
        AND since <= coalesce(NEW.until, '9999-12-31') AND NEW.since <= coalesce(until, '9999-12-31')
)
BEGIN SELECT RAISE(ABORT, 'overlapping routes'); END;
CREATE TRIGGER routes_old_holds_alone BEFORE UPDATE ON routes
WHEN coalesce(NEW.until, '9999-12-31') >= NEW.since AND EXISTS (
    SELECT 1 FROM routes
    WHERE id <> NEW.id AND topic = NEW.topic AND village IS NEW.village AND kind IS NEW.kind
        AND coalesce(until, '9999-12-31') >= since
        AND since <= coalesce(NEW.until, '9999-12-31') AND NEW.since <= coalesce(until, '9999-12-31')
)
BEGIN SELECT RAISE(ABORT, 'overlapping routes'); END;
