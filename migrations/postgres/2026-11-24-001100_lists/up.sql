INSERT INTO deeds VALUES ('danh-muc');

-- What was changed in a list that the administrator keeps, from which day: rows are added, none is edited or deleted.
CREATE TABLE list_changes (
    list text NOT NULL CHECK (list IN ('don-vi', 'thon', 'linh-vuc', 'noi-khac', 'ly-do', 'loi-van', 'vung-xa')),
    code text NOT NULL,
    revision integer NOT NULL CHECK (revision > 0),
    aspect text NOT NULL CHECK (aspect IN ('name', 'explanation', 'address', 'phone', 'order', 'in_use')),
    value text NOT NULL,
    was text NOT NULL,
    since date NOT NULL,
    ground text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (list, code, revision)
);

-- A commune that was remote stays it, since communes are what they are now.
INSERT INTO list_changes
SELECT 'vung-xa', 'remote', 1, 'in_use', 'yes', 'no', '2025-07-01', 'Ghi khi cài đặt', last_event
FROM offices WHERE (facts::json ->> 'remote') = 'true';

CREATE TRIGGER list_changes_not_silent BEFORE UPDATE ON list_changes FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER list_changes_stay BEFORE DELETE ON list_changes FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE FUNCTION refuse_relisting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a change stands as it was made';
END $$;
CREATE TRIGGER list_changes_stand BEFORE UPDATE ON list_changes FOR EACH ROW
WHEN (
    (NEW.list, NEW.code, NEW.revision, NEW.aspect, NEW.value, NEW.was, NEW.since, NEW.ground)
    IS DISTINCT FROM
    (OLD.list, OLD.code, OLD.revision, OLD.aspect, OLD.value, OLD.was, OLD.since, OLD.ground)
)
EXECUTE FUNCTION refuse_relisting();
