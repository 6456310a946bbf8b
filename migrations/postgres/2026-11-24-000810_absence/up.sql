INSERT INTO deeds VALUES ('vang-mat');

-- Who is away from a day to a day, and who takes new work meanwhile; never deleted.
CREATE TABLE absences (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    account uuid NOT NULL REFERENCES accounts (id),
    since date NOT NULL,
    until date NOT NULL,
    deputy uuid NOT NULL REFERENCES accounts (id),
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    CHECK (account <> deputy)
);
CREATE INDEX absences_by_day ON absences (until);

CREATE TRIGGER absences_not_silent BEFORE UPDATE ON absences FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER absences_stay BEFORE DELETE ON absences FOR EACH ROW EXECUTE FUNCTION refuse_silence();

-- Nobody is away twice on a day: who writes second waits, looks, and is told that it is taken.
CREATE FUNCTION refuse_overlapping_absences() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('absences'));
    IF NEW.until >= NEW.since AND EXISTS (
        SELECT 1 FROM absences
        WHERE id <> NEW.id AND account = NEW.account AND until >= since AND since <= NEW.until AND NEW.since <= until
    ) THEN
        RAISE EXCEPTION 'overlapping absences' USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER absences_hold_alone BEFORE INSERT OR UPDATE ON absences FOR EACH ROW EXECUTE FUNCTION refuse_overlapping_absences();
