DROP TABLE questions;
DELETE FROM deeds WHERE code IN ('hoi', 'tra-loi-cau-hoi');
