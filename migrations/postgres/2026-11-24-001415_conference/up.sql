-- Why a conference with the people is held: yearly, because ten voters of a hundred ask, because it is needed.
ALTER TABLE dialogues ADD COLUMN ground text CHECK (ground IN ('yearly', 'voters', 'needed'));
