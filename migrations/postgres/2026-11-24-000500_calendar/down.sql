DROP INDEX events_of_deed;
DROP TABLE seen_moves;
DROP TABLE calendar_days;
DROP TABLE calendar_years;
DELETE FROM deeds WHERE code IN ('lich-lam-viec', 'doi-han');
