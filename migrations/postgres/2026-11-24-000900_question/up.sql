INSERT INTO deeds VALUES ('hoi'), ('tra-loi-cau-hoi');

-- What the Front asked: never edited, hidden or deleted; an answer that was given stands.
CREATE TABLE questions (
    id uuid PRIMARY KEY,
    asker uuid NOT NULL REFERENCES accounts (id),
    about text NOT NULL CHECK (about IN ('petition', 'dialogue', 'promise', 'figure')),
    petition uuid REFERENCES petitions (id),
    subject uuid,
    figure text CHECK (figure IN ('on_time', 'open', 'overdue', 'first_reply', 'names_chair', 'reception', 'sealed', 'looks')),
    title text NOT NULL,
    answerer uuid REFERENCES accounts (id),
    follows uuid REFERENCES questions (id),
    body text NOT NULL,
    salt text NOT NULL,
    asked_on date NOT NULL,
    answer text,
    answer_salt text,
    answered_by uuid REFERENCES accounts (id),
    answered_on date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    CONSTRAINT about_something CHECK ((petition IS NOT NULL) OR (subject IS NOT NULL) OR (figure IS NOT NULL)),
    CONSTRAINT answered_by_somebody CHECK ((answer IS NULL) = (answered_by IS NULL) AND (answer IS NULL) = (answered_on IS NULL))
);
CREATE INDEX questions_by_day ON questions (asked_on, id);
CREATE INDEX questions_of_petition ON questions (petition);
CREATE INDEX questions_of_subject ON questions (subject);

CREATE TRIGGER questions_not_silent BEFORE UPDATE ON questions FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER questions_stay BEFORE DELETE ON questions FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE FUNCTION refuse_reasking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a question stands as it was asked';
END $$;
CREATE TRIGGER questions_stand BEFORE UPDATE ON questions FOR EACH ROW
WHEN (
    OLD.answer IS NOT NULL
    OR (NEW.id, NEW.asker, NEW.about, NEW.petition, NEW.subject, NEW.figure, NEW.title, NEW.answerer, NEW.follows, NEW.body, NEW.salt, NEW.asked_on)
    IS DISTINCT FROM
    (OLD.id, OLD.asker, OLD.about, OLD.petition, OLD.subject, OLD.figure, OLD.title, OLD.answerer, OLD.follows, OLD.body, OLD.salt, OLD.asked_on)
)
EXECUTE FUNCTION refuse_reasking();
