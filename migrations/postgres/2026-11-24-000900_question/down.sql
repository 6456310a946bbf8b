DROP TABLE questions;
DROP FUNCTION refuse_reasking;
DELETE FROM deeds WHERE code IN ('hoi', 'tra-loi-cau-hoi');
