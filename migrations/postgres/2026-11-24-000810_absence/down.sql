DROP TABLE absences;
DROP FUNCTION refuse_overlapping_absences;
DELETE FROM deeds WHERE code = 'vang-mat';
