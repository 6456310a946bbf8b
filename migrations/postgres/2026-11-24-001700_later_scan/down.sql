CREATE OR REPLACE FUNCTION refuse_other_scan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM minutes WHERE id = NEW.minutes AND state = 'signed' AND last_event = NEW.last_event) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'signed minutes are locked';
END $$;
DELETE FROM deeds WHERE code = 'ban-quet';
