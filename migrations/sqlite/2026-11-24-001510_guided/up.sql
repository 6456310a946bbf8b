-- Another ground: guided once before about the same (TT 05/2021).
PRAGMA writable_schema = ON;
UPDATE sqlite_schema SET sql = replace(sql, 'CHECK (ground IN (''no_signature'', ''not_own_right'', ''no_capacity'', ''wrong_representative'', ''internal_act'', ''time_barred'', ''second_decision'', ''court'', ''already_handled'', ''sent_to_many'', ''abusive'', ''illegible''))', 'CHECK (ground IN (''no_signature'', ''not_own_right'', ''no_capacity'', ''wrong_representative'', ''internal_act'', ''time_barred'', ''second_decision'', ''court'', ''already_handled'', ''already_guided'', ''sent_to_many'', ''abusive'', ''illegible''))') WHERE type = 'table' AND name = 'petitions';
PRAGMA writable_schema = RESET;
