INSERT INTO deeds VALUES ('tham-quyen');

-- Who signs which land paper from a day to a day, and where a complaint against it is settled first; never deleted.
CREATE TABLE competences (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    paper text NOT NULL CHECK (paper IN ('recovery', 'compensation', 'allocation', 'certificate', 'penalty', 'enforcement', 'other')),
    body text NOT NULL CHECK (body IN ('province', 'province_chair', 'district', 'commune_chair', 'elsewhere')),
    authority text REFERENCES authorities (code),
    signer text NOT NULL,
    handing text NOT NULL CHECK (handing IN ('law', 'delegated', 'authorised')),
    since date NOT NULL,
    until date,
    document_no text NOT NULL,
    note text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX competences_by_day ON competences (since);

CREATE TRIGGER competences_not_silent BEFORE UPDATE ON competences FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER competences_stay BEFORE DELETE ON competences FOR EACH ROW EXECUTE FUNCTION refuse_silence();
