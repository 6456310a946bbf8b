INSERT INTO deeds VALUES ('xep-doi-thoai'), ('thong-bao'), ('moi'), ('bao-nguoi-du'), ('se-den'), ('doi-ngay'), ('huy'), ('diem-danh'), ('bien-ban'), ('ky-bien-ban'), ('ket-qua'), ('cong-bo'), ('lam-xong'), ('xac-nhan');

-- A dialogue (đối thoại), from the plan to its published result.
CREATE TABLE dialogues (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('conference', 'thematic', 'complaint')),
    stage text NOT NULL CHECK (stage IN ('planned', 'announced', 'held', 'published', 'called_off')),
    topic text CHECK (topic IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    village text,
    project text NOT NULL,
    subject text NOT NULL,
    chair uuid NOT NULL REFERENCES accounts (id),
    with_front boolean NOT NULL,
    day date NOT NULL,
    hour text NOT NULL,
    place text NOT NULL,
    bring text NOT NULL,
    moved_from date,
    announced_on date,
    published_on date,
    sent_on date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX dialogues_by_day ON dialogues (day);

-- The petitions of a dialogue and what came of each.
CREATE TABLE agenda (
    id uuid PRIMARY KEY,
    dialogue uuid NOT NULL REFERENCES dialogues (id),
    petition uuid NOT NULL REFERENCES petitions (id),
    position integer NOT NULL,
    outcome text CHECK (outcome IN ('answered', 'promised', 'check')),
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (dialogue, petition)
);
CREATE INDEX agenda_of_petition ON agenda (petition);

-- Who is invited, was told, said that they come, was there. Who a party is stands in the vault.
CREATE TABLE guests (
    id uuid PRIMARY KEY,
    dialogue uuid NOT NULL REFERENCES dialogues (id),
    position integer NOT NULL,
    seat text NOT NULL CHECK (seat IN ('petitioner', 'complained', 'related', 'agency')),
    petition uuid REFERENCES petitions (id),
    party uuid REFERENCES parties (id),
    label text NOT NULL,
    coming text CHECK (coming IN ('yes', 'no')),
    presence text CHECK (presence IN ('present', 'excused', 'absent')),
    medium text CHECK (medium IN ('phone', 'letter', 'in_person', 'mail')),
    told_on date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (dialogue, position)
);
CREATE INDEX guests_of_party ON guests (party);

-- Minutes as versions; a signed one is locked.
CREATE TABLE minutes (
    id uuid PRIMARY KEY,
    dialogue uuid NOT NULL REFERENCES dialogues (id),
    position integer NOT NULL,
    revision integer NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'signed')),
    content text NOT NULL,
    salt text NOT NULL,
    drafter uuid NOT NULL REFERENCES accounts (id),
    signed_on date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (dialogue, position),
    CONSTRAINT signed_has_day CHECK (state = 'draft' OR signed_on IS NOT NULL)
);

-- Erasable texts of a dialogue: why it was moved or called off, the result that was published.
CREATE TABLE dialogue_texts (
    id uuid PRIMARY KEY,
    dialogue uuid NOT NULL REFERENCES dialogues (id),
    event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    kind text NOT NULL CHECK (kind IN ('moved', 'called_off', 'result')),
    author uuid REFERENCES accounts (id),
    at timestamptz NOT NULL,
    body text NOT NULL,
    salt text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX dialogue_texts_of_dialogue ON dialogue_texts (dialogue, at);

-- Promises (việc phải làm): made in a dialogue or a reception (`subject`), owned, due, confirmed by somebody else.
CREATE TABLE commitments (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    subject uuid NOT NULL,
    petition uuid REFERENCES petitions (id),
    owner uuid NOT NULL REFERENCES accounts (id),
    what text NOT NULL,
    evidence text NOT NULL,
    due date NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'done', 'confirmed')),
    done_on date,
    words text NOT NULL,
    salt text NOT NULL,
    confirmed_by uuid REFERENCES accounts (id),
    confirmed_on date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX commitments_by_due ON commitments (state, due);
CREATE INDEX commitments_of_subject ON commitments (subject);

-- An audited row that changes names the event that changed it, and none is deleted.
CREATE TRIGGER dialogues_not_silent BEFORE UPDATE ON dialogues FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER agenda_not_silent BEFORE UPDATE ON agenda FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER guests_not_silent BEFORE UPDATE ON guests FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER minutes_not_silent BEFORE UPDATE ON minutes FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER dialogue_texts_not_silent BEFORE UPDATE ON dialogue_texts FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER commitments_not_silent BEFORE UPDATE ON commitments FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER dialogues_stay BEFORE DELETE ON dialogues FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER agenda_stay BEFORE DELETE ON agenda FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER guests_stay BEFORE DELETE ON guests FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER minutes_stay BEFORE DELETE ON minutes FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER commitments_stay BEFORE DELETE ON commitments FOR EACH ROW EXECUTE FUNCTION refuse_silence();

-- What was signed stays as it was signed: only its erasure may change it.
CREATE FUNCTION refuse_unlocking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'signed minutes are locked';
END $$;
CREATE TRIGGER minutes_locked BEFORE UPDATE ON minutes FOR EACH ROW WHEN (OLD.state = 'signed' AND NEW.content <> OLD.content AND NEW.content <> '') EXECUTE FUNCTION refuse_unlocking();

-- No statistics are taken of words.
ALTER TABLE minutes ALTER COLUMN content SET STATISTICS 0;
ALTER TABLE dialogue_texts ALTER COLUMN body SET STATISTICS 0;
ALTER TABLE commitments ALTER COLUMN words SET STATISTICS 0;
