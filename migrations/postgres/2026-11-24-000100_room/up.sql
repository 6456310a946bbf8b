-- Words that every new act adds to: in tables of their own, so that adding one is a row and not a new table.
CREATE TABLE deeds (code text PRIMARY KEY);
INSERT INTO deeds VALUES ('nop'), ('tiep-nhan'), ('phan-loai'), ('ky'), ('thu-ly'), ('giao'), ('huong-dan'), ('chuyen'), ('khong-du-dieu-kien'), ('ghi-chu'), ('du-thao'), ('trinh'), ('tra-lai'), ('duyet'), ('phat-hanh'), ('da-bao'), ('y-kien'), ('bo-sung'), ('danh-tinh'), ('mo-ho-so-mat'), ('mo-giay-to'), ('dong'), ('tai-khoan'), ('co-quan'), ('dang-nhap'), ('dang-nhap-hong'), ('tu-choi');
CREATE TABLE text_kinds (code text PRIMARY KEY);
INSERT INTO text_kinds VALUES ('note'), ('reason'), ('instruction'), ('authority'), ('addition'), ('opinion'), ('return');

-- What the citizen chose when filing, never changed.
CREATE TABLE choices (
    petition uuid PRIMARY KEY REFERENCES petitions (id),
    topic text NOT NULL CHECK (topic IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    about_decision text NOT NULL CHECK (about_decision IN ('yes', 'no', 'unknown')),
    anonymous boolean NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
INSERT INTO choices SELECT id, topic_chosen, about_decision, anonymous, last_event FROM petitions;
-- Its foreign keys are looked at now, because a table with pending checks cannot be altered.
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE petitions DROP COLUMN topic_chosen, DROP COLUMN about_decision, DROP COLUMN anonymous;
CREATE TRIGGER choices_not_silent BEFORE UPDATE ON choices FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER choices_stay BEFORE DELETE ON choices FOR EACH ROW EXECUTE FUNCTION refuse_silence();

-- What else than a petition an event or a limit is about: a dialogue, a reception day, a question.
ALTER TABLE events ADD COLUMN subject uuid;
CREATE INDEX events_of_subject ON events (subject, at) WHERE subject IS NOT NULL;
ALTER TABLE clocks ADD COLUMN subject uuid;
CREATE INDEX clocks_of_subject ON clocks (subject) WHERE subject IS NOT NULL;

-- A limit that is paused keeps the days that remain; one that moved keeps the date that was told first.
ALTER TABLE clocks ADD COLUMN remaining integer, ADD COLUMN first_due date, ADD COLUMN extended boolean NOT NULL DEFAULT false;

ALTER TABLE events DROP CONSTRAINT events_deed_check, ADD FOREIGN KEY (deed) REFERENCES deeds (code);
ALTER TABLE texts DROP CONSTRAINT texts_kind_check, ADD FOREIGN KEY (kind) REFERENCES text_kinds (code);
ALTER TABLE clocks DROP CONSTRAINT clocks_state_check, ADD CHECK (state IN ('running', 'paused', 'met', 'cancelled'));
ALTER TABLE clocks ALTER COLUMN petition DROP NOT NULL;
