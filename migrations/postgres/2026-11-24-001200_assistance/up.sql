INSERT INTO deeds VALUES ('phoi-hop'), ('tra-loi-phoi-hop'), ('rut-phoi-hop'), ('het-phoi-hop');
INSERT INTO text_kinds VALUES ('consult'), ('advice');

-- One question about a petition to another unit. Its words and its answer are texts of the petition.
CREATE TABLE assistances (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    unit text NOT NULL REFERENCES units (code),
    asker uuid NOT NULL REFERENCES accounts (id),
    question uuid NOT NULL,
    asked_on date NOT NULL,
    answer uuid,
    answered_by uuid REFERENCES accounts (id),
    ending text CHECK (ending IN ('answered', 'taken_back', 'lapsed')),
    ended_on date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ended_somehow CHECK ((ending IS NULL) = (ended_on IS NULL)),
    CONSTRAINT answered_by_somebody CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NOT NULL) = (coalesce(ending, '') = 'answered'))
);
CREATE INDEX assistances_of_petition ON assistances (petition);
CREATE INDEX assistances_of_unit ON assistances (unit, ended_on);
-- A unit is asked one thing at a time about a petition.
CREATE UNIQUE INDEX assistances_open ON assistances (petition, unit) WHERE ended_on IS NULL;

CREATE TRIGGER assistances_not_silent BEFORE UPDATE ON assistances FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER assistances_stay BEFORE DELETE ON assistances FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE FUNCTION refuse_reconsulting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was asked of a unit stands';
END $$;
CREATE TRIGGER assistances_stand BEFORE UPDATE ON assistances FOR EACH ROW
WHEN (
    OLD.ended_on IS NOT NULL
    OR (NEW.id, NEW.petition, NEW.unit, NEW.asker, NEW.question, NEW.asked_on)
    IS DISTINCT FROM (OLD.id, OLD.petition, OLD.unit, OLD.asker, OLD.question, OLD.asked_on)
)
EXECUTE FUNCTION refuse_reconsulting();
