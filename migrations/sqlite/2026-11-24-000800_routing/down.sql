DROP TABLE routes;
DELETE FROM deeds WHERE code = 'phan-cong';
