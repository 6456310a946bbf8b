-- A scan that was forgotten at signing may come later: to a signed version that has none, never beside or in place of one.
INSERT INTO deeds VALUES ('ban-quet');
CREATE OR REPLACE FUNCTION refuse_other_scan() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND EXISTS (SELECT 1 FROM minutes WHERE id = NEW.minutes AND state = 'signed')
        AND NOT EXISTS (SELECT 1 FROM minutes_scans WHERE minutes = NEW.minutes AND last_event <> NEW.last_event) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'signed minutes are locked';
END $$;
