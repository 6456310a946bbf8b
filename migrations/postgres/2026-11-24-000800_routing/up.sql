INSERT INTO deeds VALUES ('phan-cong');

-- Which unit and officer a topic goes to, with exceptions by village or kind, from a day to a day; never deleted.
CREATE TABLE routes (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    topic text NOT NULL CHECK (topic IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    village text REFERENCES villages (code),
    kind text CHECK (kind IN ('feedback', 'recommendation', 'complaint', 'denunciation')),
    unit text NOT NULL REFERENCES units (code),
    officer uuid REFERENCES accounts (id),
    since date NOT NULL,
    until date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX routes_by_day ON routes (since);

CREATE TRIGGER routes_not_silent BEFORE UPDATE ON routes FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER routes_stay BEFORE DELETE ON routes FOR EACH ROW EXECUTE FUNCTION refuse_silence();

-- Of rows that say the same of the same, one holds on a day: who writes second waits, looks, and is told that it is taken.
CREATE FUNCTION refuse_overlapping_routes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('routes'));
    IF coalesce(NEW.until, 'infinity') >= NEW.since AND EXISTS (
        SELECT 1 FROM routes
        WHERE id <> NEW.id AND topic = NEW.topic AND village IS NOT DISTINCT FROM NEW.village AND kind IS NOT DISTINCT FROM NEW.kind
            AND coalesce(until, 'infinity') >= since
            AND since <= coalesce(NEW.until, 'infinity') AND NEW.since <= coalesce(until, 'infinity')
    ) THEN
        RAISE EXCEPTION 'overlapping routes' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER routes_hold_alone BEFORE INSERT OR UPDATE ON routes FOR EACH ROW EXECUTE FUNCTION refuse_overlapping_routes();
