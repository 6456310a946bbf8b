-- Scans of signed minutes: they come with the signature and stand as they came.
CREATE TABLE minutes_scans (
    id uuid PRIMARY KEY,
    minutes uuid NOT NULL REFERENCES minutes (id),
    position integer NOT NULL,
    name text NOT NULL,
    media text NOT NULL,
    bytes bigint NOT NULL,
    preview boolean NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (minutes, position)
);
CREATE TRIGGER minutes_scans_not_silent BEFORE UPDATE ON minutes_scans FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER minutes_scans_stay BEFORE DELETE ON minutes_scans FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE FUNCTION refuse_other_scan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM minutes WHERE id = NEW.minutes AND state = 'signed' AND last_event = NEW.last_event) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'signed minutes are locked';
END $$;
CREATE TRIGGER minutes_scans_locked BEFORE UPDATE ON minutes_scans FOR EACH ROW
WHEN (
    (NEW.id, NEW.minutes, NEW.position, NEW.name, NEW.media, NEW.bytes, NEW.preview)
    IS DISTINCT FROM
    (OLD.id, OLD.minutes, OLD.position, OLD.name, OLD.media, OLD.bytes, OLD.preview)
)
EXECUTE FUNCTION refuse_other_scan();
CREATE TRIGGER minutes_scans_of_signed BEFORE INSERT ON minutes_scans FOR EACH ROW EXECUTE FUNCTION refuse_other_scan();
