-- Another ground: guided once before about the same (TT 05/2021).
ALTER TABLE petitions DROP CONSTRAINT petitions_ground_check, ADD CONSTRAINT petitions_ground_check CHECK (ground IN ('no_signature', 'not_own_right', 'no_capacity', 'wrong_representative', 'internal_act', 'time_barred', 'second_decision', 'court', 'already_handled', 'already_guided', 'sent_to_many', 'abusive', 'illegible'));
