DROP TABLE minutes_scans;
DROP FUNCTION refuse_other_scan();
