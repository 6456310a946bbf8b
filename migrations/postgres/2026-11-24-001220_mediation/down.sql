DROP TABLE mediation_sides;
DROP TABLE mediations;
DELETE FROM deeds WHERE code IN ('hoa-giai', 'moi-hoa-giai', 'vang-hoa-giai', 'ket-qua-hoa-giai', 'rut-hoa-giai', 'mo-ten-hoa-giai');
