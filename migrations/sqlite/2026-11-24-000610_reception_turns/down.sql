DROP TABLE turns;
DROP TABLE reception_notes;
DELETE FROM deeds WHERE code IN ('doi-ngay-tiep', 'huy-ngay-tiep', 'vang-tiep-dan', 'da-tiep-dan', 'hen-tiep', 'bo-hen');
