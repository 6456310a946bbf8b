PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'petition TEXT REFERENCES', 'petition TEXT NOT NULL REFERENCES') WHERE type = 'table' AND name = 'reminders';
PRAGMA writable_schema = RESET;
