DROP TABLE commitments;
DROP TABLE dialogue_texts;
DROP TABLE minutes;
DROP TABLE guests;
DROP TABLE agenda;
DROP TABLE dialogues;
DROP FUNCTION refuse_unlocking;
DELETE FROM deeds WHERE code IN ('xep-doi-thoai', 'thong-bao', 'moi', 'bao-nguoi-du', 'se-den', 'doi-ngay', 'huy', 'diem-danh', 'bien-ban', 'ky-bien-ban', 'ket-qua', 'cong-bo', 'lam-xong', 'xac-nhan');
