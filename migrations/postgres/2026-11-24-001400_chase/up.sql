-- A step is told of limits on other things than a petition too: dialogues, promises, questions, tasks, refusals in writing.
ALTER TABLE reminders ALTER COLUMN petition DROP NOT NULL;
