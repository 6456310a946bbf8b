DROP TABLE digests;
DROP TABLE reminders;
DELETE FROM deeds WHERE code = 'nhac';
