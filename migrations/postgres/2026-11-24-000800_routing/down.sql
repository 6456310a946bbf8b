DROP TABLE routes;
DROP FUNCTION refuse_overlapping_routes;
DELETE FROM deeds WHERE code = 'phan-cong';
