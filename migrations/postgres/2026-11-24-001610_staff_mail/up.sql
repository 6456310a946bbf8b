-- Where somebody of the office has the morning's digest sent, sealed; empty when they took it back.
CREATE TABLE staff_mails (
    account uuid PRIMARY KEY REFERENCES accounts (id),
    given boolean NOT NULL,
    key_id integer NOT NULL,
    sealed bytea NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TRIGGER staff_mails_not_silent BEFORE UPDATE ON staff_mails FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER staff_mails_stay BEFORE DELETE ON staff_mails FOR EACH ROW EXECUTE FUNCTION refuse_silence();
