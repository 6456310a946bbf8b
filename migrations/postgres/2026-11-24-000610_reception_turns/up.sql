INSERT INTO deeds VALUES ('doi-ngay-tiep'), ('huy-ngay-tiep'), ('vang-tiep-dan'), ('da-tiep-dan'), ('hen-tiep'), ('bo-hen');

-- Why a reception day moved, was called off, was missed or was not planned, with the day it had been.
CREATE TABLE reception_notes (
    id uuid PRIMARY KEY,
    reception uuid NOT NULL REFERENCES receptions (id),
    kind text NOT NULL CHECK (kind IN ('unplanned', 'moved', 'called_off', 'absent')),
    day date NOT NULL,
    part text NOT NULL CHECK (part IN ('morning', 'afternoon', 'evening')),
    body text NOT NULL,
    salt text NOT NULL,
    author uuid REFERENCES accounts (id),
    at timestamptz NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX reception_notes_of_reception ON reception_notes (reception, at);

-- Who is received in which order: numbers without gaps, booked by a petition's code or taken at the counter.
CREATE TABLE turns (
    id uuid PRIMARY KEY,
    reception uuid NOT NULL REFERENCES receptions (id),
    number integer NOT NULL,
    petition uuid REFERENCES petitions (id),
    via text NOT NULL CHECK (via IN ('code', 'counter')),
    state text NOT NULL CHECK (state IN ('waiting', 'received', 'gone', 'cancelled')),
    taken_at timestamptz NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (reception, number)
);
CREATE UNIQUE INDEX turns_once ON turns (reception, petition) WHERE state = 'waiting';
CREATE INDEX turns_of_petition ON turns (petition) WHERE petition IS NOT NULL;

CREATE TRIGGER reception_notes_not_silent BEFORE UPDATE ON reception_notes FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER turns_not_silent BEFORE UPDATE ON turns FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER turns_stay BEFORE DELETE ON turns FOR EACH ROW EXECUTE FUNCTION refuse_silence();
