DROP TRIGGER petitions_first_owner_is_open;
DROP TRIGGER petitions_owner_is_open;
DROP TRIGGER accounts_hold_nothing;
DROP INDEX sessions_by_account;
ALTER TABLE sessions DROP COLUMN device;
DROP TABLE factors;
