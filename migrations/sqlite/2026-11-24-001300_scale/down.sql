DROP INDEX texts_of_event;
DROP TABLE sheets;
DROP TRIGGER links_end_the_wait;
DROP TRIGGER events_wait;
DROP TABLE unlinked;
DROP TRIGGER petitions_not_silent;
CREATE TRIGGER petitions_not_silent BEFORE UPDATE ON petitions WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
DROP INDEX petitions_by_urgency;
ALTER TABLE petitions DROP COLUMN urgent_on;
