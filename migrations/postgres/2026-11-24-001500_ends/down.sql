DELETE FROM deeds WHERE code = 'ban-giao';
