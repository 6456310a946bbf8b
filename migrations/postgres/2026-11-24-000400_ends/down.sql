DROP TABLE authorities;
DROP TABLE keepings;
DROP TABLE splits;
DROP TABLE duplicates;
DROP TABLE withdrawals;
DROP TABLE papers;
DELETE FROM text_kinds WHERE code = 'question';
DELETE FROM deeds WHERE code IN ('trung', 'tach', 'rut', 'hoi-them', 'gia-han', 'tam-dinh-chi', 'tiep-tuc', 'dinh-chi', 'phuc-dap');
