-- The second factor of an account: its secret under the key ring, the last step that was used, what is left of the printed codes.
CREATE TABLE factors (
    account uuid PRIMARY KEY REFERENCES accounts (id),
    version integer NOT NULL,
    is_set boolean NOT NULL,
    key_id integer NOT NULL,
    sealed bytea NOT NULL,
    last_step bigint NOT NULL,
    codes text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TRIGGER factors_not_silent BEFORE UPDATE ON factors FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER factors_stay BEFORE DELETE ON factors FOR EACH ROW EXECUTE FUNCTION refuse_silence();

-- On which device a session is open, in plain words; never what the browser calls itself.
ALTER TABLE sessions ADD COLUMN device text NOT NULL DEFAULT '';
CREATE INDEX sessions_by_account ON sessions (account);

-- A closed account holds no open petition, whoever comes first: the row of the account is locked on both ways, so that
-- closing and giving wait for each other.
CREATE FUNCTION refuse_closing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM petitions
        WHERE (owner = NEW.id OR reader = NEW.id)
            AND stage IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue')
    ) THEN
        RAISE EXCEPTION 'closed account';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER accounts_hold_nothing BEFORE UPDATE ON accounts FOR EACH ROW WHEN (NEW.closed AND NOT OLD.closed) EXECUTE FUNCTION refuse_closing();
CREATE FUNCTION refuse_closed_owner() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    is_closed boolean;
BEGIN
    FOR is_closed IN SELECT closed FROM accounts WHERE id IN (NEW.owner, NEW.reader) ORDER BY id FOR SHARE LOOP
        IF is_closed THEN
            RAISE EXCEPTION 'closed account';
        END IF;
    END LOOP;
    RETURN NEW;
END $$;
CREATE TRIGGER petitions_owner_is_open BEFORE UPDATE ON petitions FOR EACH ROW WHEN (NEW.owner IS DISTINCT FROM OLD.owner OR NEW.reader IS DISTINCT FROM OLD.reader) EXECUTE FUNCTION refuse_closed_owner();
CREATE TRIGGER petitions_first_owner_is_open BEFORE INSERT ON petitions FOR EACH ROW WHEN (NEW.stage IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue')) EXECUTE FUNCTION refuse_closed_owner();
