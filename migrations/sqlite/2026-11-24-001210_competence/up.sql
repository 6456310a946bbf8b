INSERT INTO deeds VALUES ('tham-quyen');

-- Who signs which land paper from a day to a day, and where a complaint against it is settled first; never deleted.
CREATE TABLE competences (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    paper TEXT NOT NULL CHECK (paper IN ('recovery', 'compensation', 'allocation', 'certificate', 'penalty', 'enforcement', 'other')),
    body TEXT NOT NULL CHECK (body IN ('province', 'province_chair', 'district', 'commune_chair', 'elsewhere')),
    authority TEXT REFERENCES authorities (code),
    signer TEXT NOT NULL,
    handing TEXT NOT NULL CHECK (handing IN ('law', 'delegated', 'authorised')),
    since TEXT NOT NULL,
    until TEXT,
    document_no TEXT NOT NULL,
    note TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX competences_by_day ON competences (since);

CREATE TRIGGER competences_not_silent BEFORE UPDATE ON competences WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER competences_stay BEFORE DELETE ON competences BEGIN SELECT RAISE(ABORT, 'silent change'); END;
