DROP TABLE outbox;
ALTER TABLE identities DROP COLUMN mail;
DELETE FROM deeds WHERE code IN ('thu-khong-den', 'gui-lai-thu');
