INSERT INTO deeds VALUES ('chua-xong');

-- A promise that was said to be done and is not: why, said by whom and when, and the day that was promised first.
ALTER TABLE commitments ADD COLUMN first_due date;
ALTER TABLE commitments ADD COLUMN unfinished text NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN unfinished_salt text NOT NULL DEFAULT '';
ALTER TABLE commitments ADD COLUMN unfinished_by uuid REFERENCES accounts (id);
ALTER TABLE commitments ADD COLUMN unfinished_on date;
