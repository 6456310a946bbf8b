DROP TABLE latenesses;
DROP TABLE late_reasons;
DELETE FROM text_kinds WHERE code = 'late';
