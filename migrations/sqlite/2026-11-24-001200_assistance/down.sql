DROP TABLE assistances;
DELETE FROM text_kinds WHERE code IN ('consult', 'advice');
DELETE FROM deeds WHERE code IN ('phoi-hop', 'tra-loi-phoi-hop', 'rut-phoi-hop', 'het-phoi-hop');
