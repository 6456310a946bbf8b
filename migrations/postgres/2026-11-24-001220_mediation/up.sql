INSERT INTO deeds VALUES ('hoa-giai'), ('moi-hoa-giai'), ('vang-hoa-giai'), ('ket-qua-hoa-giai'), ('rut-hoa-giai'), ('mo-ten-hoa-giai');

-- Requests to mediate a dispute about land: a track of its own, with a number of its own, never a khiếu nại.
CREATE TABLE mediations (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    number integer NOT NULL,
    year integer NOT NULL,
    received_on date NOT NULL,
    owner uuid NOT NULL REFERENCES accounts (id),
    petition uuid REFERENCES petitions (id),
    village text REFERENCES villages (code),
    parcel text NOT NULL,
    map_sheet text NOT NULL,
    summary text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'agreed', 'failed', 'withdrawn')),
    meeting_on date,
    absences integer NOT NULL,
    minutes_no text,
    minutes_date date,
    ended_on date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (year, number)
);
CREATE INDEX mediations_of_petition ON mediations (petition);
CREATE INDEX mediations_by_state ON mediations (state, received_on);

-- Who asks and who is asked, under the vault's seal.
CREATE TABLE mediation_sides (
    mediation uuid PRIMARY KEY REFERENCES mediations (id),
    key_id integer NOT NULL,
    sealed bytea NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TRIGGER mediations_not_silent BEFORE UPDATE ON mediations FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER mediations_stay BEFORE DELETE ON mediations FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER mediation_sides_not_silent BEFORE UPDATE ON mediation_sides FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER mediation_sides_stay BEFORE DELETE ON mediation_sides FOR EACH ROW EXECUTE FUNCTION refuse_silence();
