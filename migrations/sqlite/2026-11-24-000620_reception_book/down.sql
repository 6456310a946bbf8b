DROP TABLE conclusion_tasks;
DROP TABLE conclusions;
DROP TABLE visitors;
DROP TABLE book_entries;
DELETE FROM deeds WHERE code IN ('so-tiep-dan', 'mo-so-tiep-dan', 'tu-choi-tiep', 'ket-luan-tiep', 'xong-viec-tiep');
