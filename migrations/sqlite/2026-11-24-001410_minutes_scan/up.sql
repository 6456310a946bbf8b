-- Scans of signed minutes: they come with the signature and stand as they came.
CREATE TABLE minutes_scans (
    id TEXT PRIMARY KEY,
    minutes TEXT NOT NULL REFERENCES minutes (id),
    position INTEGER NOT NULL,
    name TEXT NOT NULL,
    media TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    preview INTEGER NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (minutes, position)
) STRICT;
CREATE TRIGGER minutes_scans_not_silent BEFORE UPDATE ON minutes_scans WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER minutes_scans_stay BEFORE DELETE ON minutes_scans BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER minutes_scans_locked BEFORE UPDATE ON minutes_scans
WHEN NEW.id IS NOT OLD.id OR NEW.minutes IS NOT OLD.minutes OR NEW.position IS NOT OLD.position OR NEW.name IS NOT OLD.name
    OR NEW.media IS NOT OLD.media OR NEW.bytes IS NOT OLD.bytes OR NEW.preview IS NOT OLD.preview
BEGIN SELECT RAISE(ABORT, 'signed minutes are locked'); END;
CREATE TRIGGER minutes_scans_of_signed BEFORE INSERT ON minutes_scans
WHEN NOT EXISTS (SELECT 1 FROM minutes WHERE id = NEW.minutes AND state = 'signed' AND last_event = NEW.last_event)
BEGIN SELECT RAISE(ABORT, 'signed minutes are locked'); END;
