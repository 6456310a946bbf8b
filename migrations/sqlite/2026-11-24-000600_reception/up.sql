INSERT INTO deeds VALUES ('len-lich-tiep');

-- Who is engaged when: one person, one day, one part of it holds one event. A freed slot is deleted; the event that freed it stays.
CREATE TABLE slots (
    account TEXT NOT NULL REFERENCES accounts (id),
    day TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('morning', 'afternoon', 'evening')),
    subject TEXT NOT NULL,
    occasion TEXT NOT NULL CHECK (occasion IN ('reception', 'dialogue', 'private')),
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (account, day, part)
) STRICT;
CREATE INDEX slots_by_day ON slots (day);
CREATE INDEX slots_of_subject ON slots (subject);

-- The head's reception days (tiếp công dân).
CREATE TABLE receptions (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    head TEXT NOT NULL REFERENCES accounts (id),
    day TEXT NOT NULL,
    part TEXT NOT NULL CHECK (part IN ('morning', 'afternoon', 'evening')),
    hours TEXT NOT NULL,
    place TEXT NOT NULL,
    attending TEXT NOT NULL,
    agenda TEXT NOT NULL,
    unplanned INTEGER NOT NULL,
    seats INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'absent', 'called_off')),
    posted_on TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX receptions_by_day ON receptions (day);

CREATE TRIGGER slots_not_silent BEFORE UPDATE ON slots WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER receptions_not_silent BEFORE UPDATE ON receptions WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER receptions_stay BEFORE DELETE ON receptions BEGIN SELECT RAISE(ABORT, 'silent change'); END;
