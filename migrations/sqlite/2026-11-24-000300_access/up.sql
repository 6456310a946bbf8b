-- The second factor of an account: its secret under the key ring, the last step that was used, what is left of the printed codes.
CREATE TABLE factors (
    account TEXT PRIMARY KEY REFERENCES accounts (id),
    version INTEGER NOT NULL,
    is_set INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    last_step INTEGER NOT NULL,
    codes TEXT NOT NULL,
    last_event TEXT NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TRIGGER factors_not_silent BEFORE UPDATE ON factors WHEN NEW.last_event = OLD.last_event BEGIN SELECT RAISE(ABORT, 'silent change'); END;
CREATE TRIGGER factors_stay BEFORE DELETE ON factors BEGIN SELECT RAISE(ABORT, 'silent change'); END;

-- On which device a session is open, in plain words; never what the browser calls itself.
ALTER TABLE sessions ADD COLUMN device TEXT NOT NULL DEFAULT '';
CREATE INDEX sessions_by_account ON sessions (account);

-- A closed account holds no open petition, whoever comes first.
CREATE TRIGGER accounts_hold_nothing BEFORE UPDATE ON accounts
WHEN NEW.closed = 1 AND OLD.closed = 0 AND EXISTS (
    SELECT 1 FROM petitions
    WHERE (owner = NEW.id OR reader = NEW.id)
        AND stage IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue')
)
BEGIN SELECT RAISE(ABORT, 'closed account'); END;
CREATE TRIGGER petitions_owner_is_open BEFORE UPDATE ON petitions
WHEN (NEW.owner IS NOT OLD.owner AND EXISTS (SELECT 1 FROM accounts WHERE id = NEW.owner AND closed = 1))
    OR (NEW.reader IS NOT OLD.reader AND EXISTS (SELECT 1 FROM accounts WHERE id = NEW.reader AND closed = 1))
BEGIN SELECT RAISE(ABORT, 'closed account'); END;
CREATE TRIGGER petitions_first_owner_is_open BEFORE INSERT ON petitions
WHEN NEW.stage IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue')
    AND EXISTS (SELECT 1 FROM accounts WHERE id IN (NEW.owner, NEW.reader) AND closed = 1)
BEGIN SELECT RAISE(ABORT, 'closed account'); END;
