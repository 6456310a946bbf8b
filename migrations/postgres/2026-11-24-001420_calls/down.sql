ALTER TABLE turns DROP COLUMN medium;
ALTER TABLE turns DROP COLUMN told_on;
ALTER TABLE turns DROP COLUMN owed;
DELETE FROM deeds WHERE code = 'bao-hen';
