-- Words that every new act adds to: in tables of their own, so that adding one is a row and not a new table.
CREATE TABLE deeds (code TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO deeds VALUES ('nop'), ('tiep-nhan'), ('phan-loai'), ('ky'), ('thu-ly'), ('giao'), ('huong-dan'), ('chuyen'), ('khong-du-dieu-kien'), ('ghi-chu'), ('du-thao'), ('trinh'), ('tra-lai'), ('duyet'), ('phat-hanh'), ('da-bao'), ('y-kien'), ('bo-sung'), ('danh-tinh'), ('mo-ho-so-mat'), ('mo-giay-to'), ('dong'), ('tai-khoan'), ('co-quan'), ('dang-nhap'), ('dang-nhap-hong'), ('tu-choi');
CREATE TABLE text_kinds (code TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
INSERT INTO text_kinds VALUES ('note'), ('reason'), ('instruction'), ('authority'), ('addition'), ('opinion'), ('return');

-- What the citizen chose when filing, never changed.
CREATE TABLE choices (
    petition TEXT PRIMARY KEY REFERENCES petitions (id),
    topic TEXT NOT NULL CHECK (topic IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    about_decision TEXT NOT NULL CHECK (about_decision IN ('yes', 'no', 'unknown')),
    anonymous INTEGER NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
INSERT INTO choices SELECT id, topic_chosen, about_decision, anonymous, last_event FROM petitions;
ALTER TABLE petitions DROP COLUMN topic_chosen;
ALTER TABLE petitions DROP COLUMN about_decision;
ALTER TABLE petitions DROP COLUMN anonymous;
CREATE TRIGGER choices_not_silent BEFORE UPDATE ON choices WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER choices_stay BEFORE DELETE ON choices BEGIN SELECT RAISE(ABORT, 'silent change'); END;

-- What else than a petition an event or a limit is about: a dialogue, a reception day, a question.
ALTER TABLE events ADD COLUMN subject TEXT;
CREATE INDEX events_of_subject ON events (subject, at) WHERE subject IS NOT NULL;
ALTER TABLE clocks ADD COLUMN subject TEXT;
CREATE INDEX clocks_of_subject ON clocks (subject) WHERE subject IS NOT NULL;

-- A limit that is paused keeps the days that remain; one that moved keeps the date that was told first.
ALTER TABLE clocks ADD COLUMN remaining INTEGER;
ALTER TABLE clocks ADD COLUMN first_due TEXT;
ALTER TABLE clocks ADD COLUMN extended INTEGER NOT NULL DEFAULT 0;

-- Only constraints are loosened; what lies in the tables is as it was (sqlite.org/lang_altertable.html, section 7).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (deed IN (''nop'', ''tiep-nhan'', ''phan-loai'', ''ky'', ''thu-ly'', ''giao'', ''huong-dan'', ''chuyen'', ''khong-du-dieu-kien'', ''ghi-chu'', ''du-thao'', ''trinh'', ''tra-lai'', ''duyet'', ''phat-hanh'', ''da-bao'', ''y-kien'', ''bo-sung'', ''danh-tinh'', ''mo-ho-so-mat'', ''mo-giay-to'', ''dong'', ''tai-khoan'', ''co-quan'', ''dang-nhap'', ''dang-nhap-hong'', ''tu-choi''))', 'REFERENCES deeds (code)') WHERE type = 'table' AND name = 'events';
UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (kind IN (''note'', ''reason'', ''instruction'', ''authority'', ''addition'', ''opinion'', ''return''))', 'REFERENCES text_kinds (code)') WHERE type = 'table' AND name = 'texts';
UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (state IN (''running'', ''met'', ''cancelled''))', 'CHECK (state IN (''running'', ''paused'', ''met'', ''cancelled''))') WHERE type = 'table' AND name = 'clocks';
UPDATE sqlite_schema SET sql = replace(sql, 'petition TEXT NOT NULL REFERENCES', 'petition TEXT REFERENCES') WHERE type = 'table' AND name = 'clocks';
PRAGMA writable_schema = RESET;
