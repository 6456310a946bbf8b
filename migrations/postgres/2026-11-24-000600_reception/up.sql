INSERT INTO deeds VALUES ('len-lich-tiep');

-- Who is engaged when: one person, one day, one part of it holds one event. A freed slot is deleted; the event that freed it stays.
CREATE TABLE slots (
    account uuid NOT NULL REFERENCES accounts (id),
    day date NOT NULL,
    part text NOT NULL CHECK (part IN ('morning', 'afternoon', 'evening')),
    subject uuid NOT NULL,
    occasion text NOT NULL CHECK (occasion IN ('reception', 'dialogue', 'private')),
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (account, day, part)
);
CREATE INDEX slots_by_day ON slots (day);
CREATE INDEX slots_of_subject ON slots (subject);

-- The head's reception days (tiếp công dân).
CREATE TABLE receptions (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    head uuid NOT NULL REFERENCES accounts (id),
    day date NOT NULL,
    part text NOT NULL CHECK (part IN ('morning', 'afternoon', 'evening')),
    hours text NOT NULL,
    place text NOT NULL,
    attending text NOT NULL,
    agenda text NOT NULL,
    unplanned boolean NOT NULL,
    seats integer NOT NULL,
    state text NOT NULL CHECK (state IN ('planned', 'held', 'absent', 'called_off')),
    posted_on date NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX receptions_by_day ON receptions (day);

CREATE TRIGGER slots_not_silent BEFORE UPDATE ON slots FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER receptions_not_silent BEFORE UPDATE ON receptions FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER receptions_stay BEFORE DELETE ON receptions FOR EACH ROW EXECUTE FUNCTION refuse_silence();
