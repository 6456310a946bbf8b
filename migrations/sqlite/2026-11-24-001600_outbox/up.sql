INSERT INTO deeds VALUES ('thu-khong-den'), ('gui-lai-thu');

-- Whether a party can be written to: 'unknown' where they stood in the vault before this was asked.
ALTER TABLE identities ADD COLUMN mail TEXT NOT NULL DEFAULT 'unknown' CHECK (mail IN ('unknown', 'none', 'given', 'refused'));

-- Words out by mail: whom an act has to tell, never an address, never a word. Housekeeping: only the acts are on record.
CREATE TABLE outbox (
    id TEXT PRIMARY KEY,
    notice TEXT NOT NULL CHECK (notice IN ('received', 'accepted', 'transferred', 'extended', 'suspended', 'answered', 'reopened', 'invited', 'digest')),
    event TEXT REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    petition TEXT REFERENCES petitions (id),
    party TEXT REFERENCES parties (id),
    account TEXT REFERENCES accounts (id),
    made_at TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'refused', 'expired', 'void')),
    tries INTEGER NOT NULL,
    next_at TEXT NOT NULL,
    claim TEXT,
    fault TEXT CHECK (fault IN ('unreachable', 'broken', 'deferred', 'rejected', 'address')),
    reply INTEGER,
    owed INTEGER NOT NULL,
    ended_at TEXT,
    CONSTRAINT once UNIQUE (event, party),
    CONSTRAINT to_one CHECK ((petition IS NOT NULL AND party IS NOT NULL AND event IS NOT NULL AND account IS NULL) OR (petition IS NULL AND party IS NULL AND event IS NULL AND account IS NOT NULL))
) STRICT;
CREATE INDEX outbox_by_turn ON outbox (state, next_at);
CREATE INDEX outbox_of_petition ON outbox (petition, owed);
