INSERT INTO deeds VALUES ('bao-hen');

-- Whoever had booked a day that was moved or called off has to be told: why, and when and how it was done.
ALTER TABLE turns ADD COLUMN owed TEXT CHECK (owed IN ('moved', 'called_off'));
ALTER TABLE turns ADD COLUMN told_on TEXT;
ALTER TABLE turns ADD COLUMN medium TEXT CHECK (medium IN ('phone', 'letter', 'in_person', 'mail'));
