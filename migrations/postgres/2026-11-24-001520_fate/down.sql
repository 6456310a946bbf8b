ALTER TABLE keepings DROP COLUMN decided_on;
ALTER TABLE keepings DROP COLUMN fate;
DELETE FROM deeds WHERE code = 'het-han-luu';
