INSERT INTO deeds VALUES ('so-tiep-dan'), ('mo-so-tiep-dan'), ('tu-choi-tiep'), ('ket-luan-tiep'), ('xong-viec-tiep');

-- Sổ tiếp công dân (Mẫu 03/TCD); names, addresses and papers stand in visitors, under the vault's seal.
CREATE TABLE book_entries (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    number integer NOT NULL,
    year integer NOT NULL,
    reception uuid REFERENCES receptions (id),
    turn uuid UNIQUE REFERENCES turns (id),
    day date NOT NULL,
    receiver uuid NOT NULL REFERENCES accounts (id),
    content text NOT NULL,
    kind text CHECK (kind IN ('feedback', 'recommendation', 'complaint', 'denunciation')),
    people integer NOT NULL,
    representatives integer NOT NULL,
    handled_by text NOT NULL,
    competent boolean,
    guided_to text NOT NULL,
    guide_no text NOT NULL,
    passed_to text NOT NULL,
    pass_no text NOT NULL,
    result text NOT NULL,
    petition uuid REFERENCES petitions (id),
    refusal text CHECK (refusal IN ('intoxicated', 'insulting', 'settled', 'other', 'weapon', 'security_check', 'recording', 'disorder', 'no_capacity', 'no_papers', 'out_of_scope', 'answered', 'judgment', 'elsewhere')),
    refusal_no text,
    refusal_date date,
    sealed boolean NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (year, number)
);
CREATE INDEX book_entries_of_reception ON book_entries (reception);
CREATE INDEX book_entries_of_petition ON book_entries (petition) WHERE petition IS NOT NULL;

CREATE TABLE visitors (
    entry uuid PRIMARY KEY REFERENCES book_entries (id),
    key_id integer NOT NULL,
    sealed bytea NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);

-- Thông báo kết luận việc tiếp công dân, with what has to be done, by whom and by when.
CREATE TABLE conclusions (
    reception uuid PRIMARY KEY REFERENCES receptions (id),
    body text NOT NULL,
    contact text NOT NULL,
    document_no text NOT NULL,
    document_date date NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE conclusion_tasks (
    id uuid PRIMARY KEY,
    reception uuid NOT NULL REFERENCES receptions (id),
    position integer NOT NULL,
    body text NOT NULL,
    owner uuid NOT NULL REFERENCES accounts (id),
    due date NOT NULL,
    done_on date,
    result text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (reception, position)
);
CREATE INDEX conclusion_tasks_of_owner ON conclusion_tasks (owner, done_on);

CREATE TRIGGER book_entries_not_silent BEFORE UPDATE ON book_entries FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER visitors_not_silent BEFORE UPDATE ON visitors FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER conclusions_not_silent BEFORE UPDATE ON conclusions FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER conclusion_tasks_not_silent BEFORE UPDATE ON conclusion_tasks FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER book_entries_stay BEFORE DELETE ON book_entries FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER conclusions_stay BEFORE DELETE ON conclusions FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER conclusion_tasks_stay BEFORE DELETE ON conclusion_tasks FOR EACH ROW EXECUTE FUNCTION refuse_silence();
