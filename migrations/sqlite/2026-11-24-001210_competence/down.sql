DROP TABLE competences;
DELETE FROM deeds WHERE code = 'tham-quyen';
