DROP TABLE list_changes;
DROP FUNCTION refuse_relisting;
DELETE FROM deeds WHERE code = 'danh-muc';
