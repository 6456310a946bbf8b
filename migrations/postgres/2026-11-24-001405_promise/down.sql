ALTER TABLE commitments DROP COLUMN unfinished_on;
ALTER TABLE commitments DROP COLUMN unfinished_by;
ALTER TABLE commitments DROP COLUMN unfinished_salt;
ALTER TABLE commitments DROP COLUMN unfinished;
ALTER TABLE commitments DROP COLUMN first_due;
DELETE FROM deeds WHERE code = 'chua-xong';
