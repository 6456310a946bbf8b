INSERT INTO deeds VALUES ('phoi-hop'), ('tra-loi-phoi-hop'), ('rut-phoi-hop'), ('het-phoi-hop');
INSERT INTO text_kinds VALUES ('consult'), ('advice');

-- One question about a petition to another unit. Its words and its answer are texts of the petition.
CREATE TABLE assistances (
    id TEXT PRIMARY KEY,
    petition TEXT NOT NULL REFERENCES petitions (id),
    unit TEXT NOT NULL REFERENCES units (code),
    asker TEXT NOT NULL REFERENCES accounts (id),
    question TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    answer TEXT,
    answered_by TEXT REFERENCES accounts (id),
    ending TEXT CHECK (ending IN ('answered', 'taken_back', 'lapsed')),
    ended_on TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT ended_somehow CHECK ((ending IS NULL) = (ended_on IS NULL)),
    CONSTRAINT answered_by_somebody CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NOT NULL) = (coalesce(ending, '') = 'answered'))
) STRICT;
CREATE INDEX assistances_of_petition ON assistances (petition);
CREATE INDEX assistances_of_unit ON assistances (unit, ended_on);
-- A unit is asked one thing at a time about a petition.
CREATE UNIQUE INDEX assistances_open ON assistances (petition, unit) WHERE ended_on IS NULL;

CREATE TRIGGER assistances_not_silent BEFORE UPDATE ON assistances WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER assistances_stay BEFORE DELETE ON assistances BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER assistances_stand BEFORE UPDATE ON assistances
WHEN OLD.ended_on IS NOT NULL
    OR NEW.id IS NOT OLD.id OR NEW.petition IS NOT OLD.petition OR NEW.unit IS NOT OLD.unit OR NEW.asker IS NOT OLD.asker
    OR NEW.question IS NOT OLD.question OR NEW.asked_on IS NOT OLD.asked_on
BEGIN SELECT RAISE(ABORT, 'what was asked of a unit stands'); END;
