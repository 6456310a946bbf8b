-- When the most urgent limit of the commune's own runs out; a far day when none runs. Kept by the record with every limit.
ALTER TABLE petitions ADD COLUMN urgent_on date NOT NULL DEFAULT '9999-12-31';
DROP TRIGGER petitions_not_silent ON petitions;
UPDATE petitions SET urgent_on = (
    SELECT min(due) FROM clocks WHERE clocks.petition = petitions.id AND state = 'running' AND NOT citizens
) WHERE id IN (SELECT petition FROM clocks WHERE state = 'running' AND NOT citizens);
-- What is derived may follow its limits within the same event; a test names every column that may not.
CREATE TRIGGER petitions_not_silent BEFORE UPDATE OF id, version, received_at, received_on, channel, kind_proposed, reachable, village, number, number_year, kind, topic, subject, priority, stage, sealed, past_heads, reader, owner, unit, assigned, former_owner, signed_on, signed_received_on, ground, outcome, answered_on, told_on, close_code, draft, last_event ON petitions FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE INDEX petitions_by_urgency ON petitions (urgent_on, received_at DESC, id DESC);

-- The reason that was typed stands beside each look.
CREATE INDEX texts_of_event ON texts (event);

-- Events that wait for their link: chaining reads these, not all that ever happened.
CREATE TABLE unlinked (
    at timestamptz NOT NULL,
    event uuid NOT NULL,
    PRIMARY KEY (at, event)
);
INSERT INTO unlinked SELECT at, id FROM events WHERE NOT EXISTS (SELECT 1 FROM links WHERE links.event = events.id);
CREATE FUNCTION begin_the_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO unlinked VALUES (NEW.at, NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER events_wait AFTER INSERT ON events FOR EACH ROW EXECUTE FUNCTION begin_the_wait();
CREATE FUNCTION end_the_wait() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM unlinked WHERE at = (SELECT at FROM events WHERE id = NEW.event) AND event = NEW.event;
    RETURN NULL;
END $$;
CREATE TRIGGER links_end_the_wait AFTER INSERT ON links FOR EACH ROW EXECUTE FUNCTION end_the_wait();

-- A row for each kind of thing that one query brings together (src/store/sheet.rs).
CREATE TABLE sheets (n integer PRIMARY KEY);
INSERT INTO sheets VALUES (1), (2), (3), (4), (5), (6);
