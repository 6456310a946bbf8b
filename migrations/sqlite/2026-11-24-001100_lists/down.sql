DROP TABLE list_changes;
DELETE FROM deeds WHERE code = 'danh-muc';
