DROP TRIGGER petitions_first_owner_is_open ON petitions;
DROP TRIGGER petitions_owner_is_open ON petitions;
DROP FUNCTION refuse_closed_owner;
DROP TRIGGER accounts_hold_nothing ON accounts;
DROP FUNCTION refuse_closing;
DROP INDEX sessions_by_account;
ALTER TABLE sessions DROP COLUMN device;
DROP TABLE factors;
