DROP TABLE receptions;
DROP TABLE slots;
DELETE FROM deeds WHERE code = 'len-lich-tiep';
