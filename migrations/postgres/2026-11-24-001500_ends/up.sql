-- What an act may be from now on: a petition goes into other hands as it stands.
INSERT INTO deeds VALUES ('ban-giao');
