INSERT INTO deeds VALUES ('chua-xong');

-- A promise that was said to be done and is not: why, said by whom and when, and the day that was promised first.
ALTER TABLE commitments ADD COLUMN first_due TEXT;
ALTER TABLE commitments ADD COLUMN unfinished TEXT NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN unfinished_salt TEXT NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN unfinished_by TEXT REFERENCES accounts (id);
ALTER TABLE commitments ADD COLUMN unfinished_on TEXT;
