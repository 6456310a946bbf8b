-- What the head decided on a paper whose year has passed, and on which day.
INSERT INTO deeds VALUES ('het-han-luu');
ALTER TABLE keepings ADD COLUMN fate TEXT CHECK (fate IN ('destroy', 'keep', 'return'));
ALTER TABLE keepings ADD COLUMN decided_on TEXT;
