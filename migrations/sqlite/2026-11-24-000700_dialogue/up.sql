INSERT INTO deeds VALUES ('xep-doi-thoai'), ('thong-bao'), ('moi'), ('bao-nguoi-du'), ('se-den'), ('doi-ngay'), ('huy'), ('diem-danh'), ('bien-ban'), ('ky-bien-ban'), ('ket-qua'), ('cong-bo'), ('lam-xong'), ('xac-nhan');

-- A dialogue (đối thoại), from the plan to its published result.
CREATE TABLE dialogues (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('conference', 'thematic', 'complaint')),
    stage TEXT NOT NULL CHECK (stage IN ('planned', 'announced', 'held', 'published', 'called_off')),
    topic TEXT CHECK (topic IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    village TEXT,
    project TEXT NOT NULL,
    subject TEXT NOT NULL,
    chair TEXT NOT NULL REFERENCES accounts (id),
    with_front INTEGER NOT NULL,
    day TEXT NOT NULL,
    hour TEXT NOT NULL,
    place TEXT NOT NULL,
    bring TEXT NOT NULL,
    moved_from TEXT,
    announced_on TEXT,
    published_on TEXT,
    sent_on TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX dialogues_by_day ON dialogues (day);

-- The petitions of a dialogue and what came of each.
CREATE TABLE agenda (
    id TEXT PRIMARY KEY,
    dialogue TEXT NOT NULL REFERENCES dialogues (id),
    petition TEXT NOT NULL REFERENCES petitions (id),
    position INTEGER NOT NULL,
    outcome TEXT CHECK (outcome IN ('answered', 'promised', 'check')),
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (dialogue, petition)
) STRICT;
CREATE INDEX agenda_of_petition ON agenda (petition);

-- Who is invited, was told, said that they come, was there. Who a party is stands in the vault.
CREATE TABLE guests (
    id TEXT PRIMARY KEY,
    dialogue TEXT NOT NULL REFERENCES dialogues (id),
    position INTEGER NOT NULL,
    seat TEXT NOT NULL CHECK (seat IN ('petitioner', 'complained', 'related', 'agency')),
    petition TEXT REFERENCES petitions (id),
    party TEXT REFERENCES parties (id),
    label TEXT NOT NULL,
    coming TEXT CHECK (coming IN ('yes', 'no')),
    presence TEXT CHECK (presence IN ('present', 'excused', 'absent')),
    medium TEXT CHECK (medium IN ('phone', 'letter', 'in_person', 'mail')),
    told_on TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (dialogue, position)
) STRICT;
CREATE INDEX guests_of_party ON guests (party);

-- Minutes as versions; a signed one is locked.
CREATE TABLE minutes (
    id TEXT PRIMARY KEY,
    dialogue TEXT NOT NULL REFERENCES dialogues (id),
    position INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('draft', 'signed')),
    content TEXT NOT NULL,
    salt TEXT NOT NULL,
    drafter TEXT NOT NULL REFERENCES accounts (id),
    signed_on TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (dialogue, position),
    CONSTRAINT signed_has_day CHECK (state = 'draft' OR signed_on IS NOT NULL)
) STRICT;

-- Erasable texts of a dialogue: why it was moved or called off, the result that was published.
CREATE TABLE dialogue_texts (
    id TEXT PRIMARY KEY,
    dialogue TEXT NOT NULL REFERENCES dialogues (id),
    event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    kind TEXT NOT NULL CHECK (kind IN ('moved', 'called_off', 'result')),
    author TEXT REFERENCES accounts (id),
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    salt TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX dialogue_texts_of_dialogue ON dialogue_texts (dialogue, at);

-- Promises (việc phải làm): made in a dialogue or a reception (`subject`), owned, due, confirmed by somebody else.
CREATE TABLE commitments (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    subject TEXT NOT NULL,
    petition TEXT REFERENCES petitions (id),
    owner TEXT NOT NULL REFERENCES accounts (id),
    what TEXT NOT NULL,
    evidence TEXT NOT NULL,
    due TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'done', 'confirmed')),
    done_on TEXT,
    words TEXT NOT NULL,
    salt TEXT NOT NULL,
    confirmed_by TEXT REFERENCES accounts (id),
    confirmed_on TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX commitments_by_due ON commitments (state, due);
CREATE INDEX commitments_of_subject ON commitments (subject);

-- An audited row that changes names the event that changed it, and none is deleted.
CREATE TRIGGER dialogues_not_silent BEFORE UPDATE ON dialogues WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER agenda_not_silent BEFORE UPDATE ON agenda WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER guests_not_silent BEFORE UPDATE ON guests WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER minutes_not_silent BEFORE UPDATE ON minutes WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER dialogue_texts_not_silent BEFORE UPDATE ON dialogue_texts WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER commitments_not_silent BEFORE UPDATE ON commitments WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER dialogues_stay BEFORE DELETE ON dialogues BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER agenda_stay BEFORE DELETE ON agenda BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER guests_stay BEFORE DELETE ON guests BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER minutes_stay BEFORE DELETE ON minutes BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER commitments_stay BEFORE DELETE ON commitments BEGIN SELECT RAISE(ABORT, 'silent change'); END;

-- What was signed stays as it was signed: only its erasure may change it.
CREATE TRIGGER minutes_locked BEFORE UPDATE ON minutes WHEN OLD.state = 'signed' AND NEW.content <> OLD.content AND NEW.content <> '' BEGIN SELECT RAISE(ABORT, 'signed minutes are locked'); END;
