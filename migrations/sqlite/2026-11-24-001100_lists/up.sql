INSERT INTO deeds VALUES ('danh-muc');

-- What was changed in a list that the administrator keeps, from which day: rows are added, none is edited or deleted.
CREATE TABLE list_changes (
    list TEXT NOT NULL CHECK (list IN ('don-vi', 'thon', 'linh-vuc', 'noi-khac', 'ly-do', 'loi-van', 'vung-xa')),
    code TEXT NOT NULL,
    revision INTEGER NOT NULL CHECK (revision > 0),
    aspect TEXT NOT NULL CHECK (aspect IN ('name', 'explanation', 'address', 'phone', 'order', 'in_use')),
    value TEXT NOT NULL,
    was TEXT NOT NULL,
    since TEXT NOT NULL,
    ground TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (list, code, revision)
) STRICT;

-- A commune that was remote stays it, since communes are what they are now.
INSERT INTO list_changes
SELECT 'vung-xa', 'remote', 1, 'in_use', 'yes', 'no', '2025-07-01', 'Ghi khi cài đặt', last_event
FROM offices WHERE json_extract(facts, '$.remote') = 1;

CREATE TRIGGER list_changes_not_silent BEFORE UPDATE ON list_changes WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER list_changes_stay BEFORE DELETE ON list_changes BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER list_changes_stand BEFORE UPDATE ON list_changes
WHEN NEW.list IS NOT OLD.list OR NEW.code IS NOT OLD.code OR NEW.revision IS NOT OLD.revision
    OR NEW.aspect IS NOT OLD.aspect OR NEW.value IS NOT OLD.value OR NEW.was IS NOT OLD.was
    OR NEW.since IS NOT OLD.since OR NEW.ground IS NOT OLD.ground
BEGIN SELECT RAISE(ABORT, 'a change stands as it was made'); END;
