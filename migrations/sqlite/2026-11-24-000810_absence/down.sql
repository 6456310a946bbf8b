DROP TABLE absences;
DELETE FROM deeds WHERE code = 'vang-mat';
