DROP TRIGGER minutes_scans_of_signed;
CREATE TRIGGER minutes_scans_of_signed BEFORE INSERT ON minutes_scans
WHEN NOT EXISTS (SELECT 1 FROM minutes WHERE id = NEW.minutes AND state = 'signed' AND last_event = NEW.last_event)
BEGIN SELECT RAISE(ABORT, 'signed minutes are locked'); END;
DELETE FROM deeds WHERE code = 'ban-quet';
