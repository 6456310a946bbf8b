-- A step is told of limits on other things than a petition too: dialogues, promises, questions, tasks, refusals in writing.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'petition TEXT NOT NULL REFERENCES', 'petition TEXT REFERENCES') WHERE type = 'table' AND name = 'reminders';
PRAGMA writable_schema = RESET;
