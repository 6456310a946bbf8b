INSERT INTO deeds VALUES ('thu-khong-den'), ('gui-lai-thu');

-- Whether a party can be written to: 'unknown' where they stood in the vault before this was asked.
ALTER TABLE identities ADD COLUMN mail text NOT NULL DEFAULT 'unknown' CHECK (mail IN ('unknown', 'none', 'given', 'refused'));

-- Words out by mail: whom an act has to tell, never an address, never a word. Housekeeping: only the acts are on record.
CREATE TABLE outbox (
    id uuid PRIMARY KEY,
    notice text NOT NULL CHECK (notice IN ('received', 'accepted', 'transferred', 'extended', 'suspended', 'answered', 'reopened', 'invited', 'digest')),
    event uuid REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    petition uuid REFERENCES petitions (id),
    party uuid REFERENCES parties (id),
    account uuid REFERENCES accounts (id),
    made_at timestamptz NOT NULL,
    state text NOT NULL CHECK (state IN ('waiting', 'sending', 'sent', 'failed', 'refused', 'expired', 'void')),
    tries integer NOT NULL,
    next_at timestamptz NOT NULL,
    claim text,
    fault text CHECK (fault IN ('unreachable', 'broken', 'deferred', 'rejected', 'address')),
    reply integer,
    owed boolean NOT NULL,
    ended_at timestamptz,
    CONSTRAINT once UNIQUE (event, party),
    CONSTRAINT to_one CHECK ((petition IS NOT NULL AND party IS NOT NULL AND event IS NOT NULL AND account IS NULL) OR (petition IS NULL AND party IS NULL AND event IS NULL AND account IS NOT NULL))
);
CREATE INDEX outbox_by_turn ON outbox (state, next_at);
CREATE INDEX outbox_of_petition ON outbox (petition, owed);
