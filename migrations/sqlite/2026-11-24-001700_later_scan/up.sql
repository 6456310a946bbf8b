-- A scan that was forgotten at signing may come later: to a signed version that has none, never beside or in place of one.
INSERT INTO deeds VALUES ('ban-quet');
DROP TRIGGER minutes_scans_of_signed;
CREATE TRIGGER minutes_scans_of_signed BEFORE INSERT ON minutes_scans
WHEN NOT EXISTS (SELECT 1 FROM minutes WHERE id = NEW.minutes AND state = 'signed')
    OR EXISTS (SELECT 1 FROM minutes_scans WHERE minutes = NEW.minutes AND last_event <> NEW.last_event)
BEGIN SELECT RAISE(ABORT, 'signed minutes are locked'); END;
