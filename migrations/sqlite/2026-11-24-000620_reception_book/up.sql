INSERT INTO deeds VALUES ('so-tiep-dan'), ('mo-so-tiep-dan'), ('tu-choi-tiep'), ('ket-luan-tiep'), ('xong-viec-tiep');

-- Sổ tiếp công dân (Mẫu 03/TCD); names, addresses and papers stand in visitors, under the vault's seal.
CREATE TABLE book_entries (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    number INTEGER NOT NULL,
    year INTEGER NOT NULL,
    reception TEXT REFERENCES receptions (id),
    turn TEXT UNIQUE REFERENCES turns (id),
    day TEXT NOT NULL,
    receiver TEXT NOT NULL REFERENCES accounts (id),
    content TEXT NOT NULL,
    kind TEXT CHECK (kind IN ('feedback', 'recommendation', 'complaint', 'denunciation')),
    people INTEGER NOT NULL,
    representatives INTEGER NOT NULL,
    handled_by TEXT NOT NULL,
    competent INTEGER,
    guided_to TEXT NOT NULL,
    guide_no TEXT NOT NULL,
    passed_to TEXT NOT NULL,
    pass_no TEXT NOT NULL,
    result TEXT NOT NULL,
    petition TEXT REFERENCES petitions (id),
    refusal TEXT CHECK (refusal IN ('intoxicated', 'insulting', 'settled', 'other', 'weapon', 'security_check', 'recording', 'disorder', 'no_capacity', 'no_papers', 'out_of_scope', 'answered', 'judgment', 'elsewhere')),
    refusal_no TEXT,
    refusal_date TEXT,
    sealed INTEGER NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (year, number)
) STRICT;
CREATE INDEX book_entries_of_reception ON book_entries (reception);
CREATE INDEX book_entries_of_petition ON book_entries (petition) WHERE petition IS NOT NULL;

CREATE TABLE visitors (
    entry TEXT PRIMARY KEY REFERENCES book_entries (id),
    key_id INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- Thông báo kết luận việc tiếp công dân, with what has to be done, by whom and by when.
CREATE TABLE conclusions (
    reception TEXT PRIMARY KEY REFERENCES receptions (id),
    body TEXT NOT NULL,
    contact TEXT NOT NULL,
    document_no TEXT NOT NULL,
    document_date TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE conclusion_tasks (
    id TEXT PRIMARY KEY,
    reception TEXT NOT NULL REFERENCES receptions (id),
    position INTEGER NOT NULL,
    body TEXT NOT NULL,
    owner TEXT NOT NULL REFERENCES accounts (id),
    due TEXT NOT NULL,
    done_on TEXT,
    result TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (reception, position)
) STRICT;
CREATE INDEX conclusion_tasks_of_owner ON conclusion_tasks (owner, done_on);

CREATE TRIGGER book_entries_not_silent BEFORE UPDATE ON book_entries WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER visitors_not_silent BEFORE UPDATE ON visitors WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER conclusions_not_silent BEFORE UPDATE ON conclusions WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER conclusion_tasks_not_silent BEFORE UPDATE ON conclusion_tasks WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER book_entries_stay BEFORE DELETE ON book_entries BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER conclusions_stay BEFORE DELETE ON conclusions BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER conclusion_tasks_stay BEFORE DELETE ON conclusion_tasks BEGIN SELECT RAISE(ABORT, 'silent change'); END;
