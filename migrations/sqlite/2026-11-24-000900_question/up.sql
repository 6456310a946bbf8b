INSERT INTO deeds VALUES ('hoi'), ('tra-loi-cau-hoi');

-- What the Front asked: never edited, hidden or deleted; an answer that was given stands.
CREATE TABLE questions (
    id TEXT PRIMARY KEY,
    asker TEXT NOT NULL REFERENCES accounts (id),
    about TEXT NOT NULL CHECK (about IN ('petition', 'dialogue', 'promise', 'figure')),
    petition TEXT REFERENCES petitions (id),
    subject TEXT,
    figure TEXT CHECK (figure IN ('on_time', 'open', 'overdue', 'first_reply', 'names_chair', 'reception', 'sealed', 'looks')),
    title TEXT NOT NULL,
    answerer TEXT REFERENCES accounts (id),
    follows TEXT REFERENCES questions (id),
    body TEXT NOT NULL,
    salt TEXT NOT NULL,
    asked_on TEXT NOT NULL,
    answer TEXT,
    answer_salt TEXT,
    answered_by TEXT REFERENCES accounts (id),
    answered_on TEXT,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT about_something CHECK ((petition IS NOT NULL) OR (subject IS NOT NULL) OR (figure IS NOT NULL)),
    CONSTRAINT answered_by_somebody CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_on IS NULL))
) STRICT;
CREATE INDEX questions_by_day ON questions (asked_on, id);
CREATE INDEX questions_of_petition ON questions (petition);
CREATE INDEX questions_of_subject ON questions (subject);

CREATE TRIGGER questions_not_silent BEFORE UPDATE ON questions WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER questions_stay BEFORE DELETE ON questions BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER questions_stand BEFORE UPDATE ON questions
WHEN OLD.answer IS NOT NULL
    OR NEW.id IS NOT OLD.id OR NEW.asker IS NOT OLD.asker OR NEW.about IS NOT OLD.about OR NEW.petition IS NOT OLD.petition
    OR NEW.subject IS NOT OLD.subject OR NEW.figure IS NOT OLD.figure OR NEW.title IS NOT OLD.title
    OR NEW.answerer IS NOT OLD.answerer OR NEW.follows IS NOT OLD.follows OR NEW.body IS NOT OLD.body
    OR NEW.salt IS NOT OLD.salt OR NEW.asked_on IS NOT OLD.asked_on
BEGIN SELECT RAISE(ABORT, 'a question stands as it was asked'); END;
