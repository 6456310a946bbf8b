-- What an act may be from now on, and a text beside it.
INSERT INTO deeds VALUES ('trung'), ('tach'), ('rut'), ('hoi-them'), ('gia-han'), ('tam-dinh-chi'), ('tiep-tuc'), ('dinh-chi'), ('phuc-dap');
INSERT INTO text_kinds VALUES ('question');

-- Numbered papers that move a petition's limits or end it: extended, suspended, resumed, terminated; and what another authority replied.
CREATE TABLE papers (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    deed text NOT NULL REFERENCES deeds (code),
    clock uuid REFERENCES clocks (id) DEFERRABLE INITIALLY DEFERRED,
    causes text NOT NULL,
    document_no text NOT NULL,
    document_date date NOT NULL,
    due_before date,
    due_after date,
    remaining integer,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX papers_of_petition ON papers (petition, document_date);

-- That the person took back what they asked, wholly or in part; whether they were pressed is for those who read words.
CREATE TABLE withdrawals (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    part text NOT NULL CHECK (part IN ('whole', 'part')),
    pressed text NOT NULL CHECK (pressed IN ('no', 'yes', 'unknown')),
    signed_on date NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX withdrawals_of_petition ON withdrawals (petition);

-- One matter, several petitions: each with its main one, until it stands alone again.
CREATE TABLE duplicates (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    main uuid NOT NULL REFERENCES petitions (id),
    since date NOT NULL,
    ended_on date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX duplicates_once ON duplicates (petition) WHERE ended_on IS NULL;
CREATE INDEX duplicates_of_main ON duplicates (main);

-- A petition that was split off another.
CREATE TABLE splits (
    petition uuid PRIMARY KEY REFERENCES petitions (id),
    source uuid NOT NULL REFERENCES petitions (id),
    since date NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX splits_of_source ON splits (source);

-- Papers that were not handled are kept until a day; then the head decides.
CREATE TABLE keepings (
    petition uuid PRIMARY KEY REFERENCES petitions (id),
    since date NOT NULL,
    until date NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX keepings_by_end ON keepings (until);

-- Where else things are settled.
CREATE TABLE authorities (
    code text PRIMARY KEY,
    name text NOT NULL,
    address text NOT NULL,
    phone text NOT NULL,
    since date NOT NULL,
    until date,
    position integer NOT NULL
);

CREATE TRIGGER papers_not_silent BEFORE UPDATE ON papers FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER papers_stay BEFORE DELETE ON papers FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER withdrawals_not_silent BEFORE UPDATE ON withdrawals FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER withdrawals_stay BEFORE DELETE ON withdrawals FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER duplicates_not_silent BEFORE UPDATE ON duplicates FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER duplicates_stay BEFORE DELETE ON duplicates FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER splits_not_silent BEFORE UPDATE ON splits FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER splits_stay BEFORE DELETE ON splits FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER keepings_not_silent BEFORE UPDATE ON keepings FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER keepings_stay BEFORE DELETE ON keepings FOR EACH ROW EXECUTE FUNCTION refuse_silence();
