ALTER TABLE dialogues DROP COLUMN ground;
