CREATE TABLE events (
    id uuid PRIMARY KEY,
    at timestamptz NOT NULL,
    actor text NOT NULL CHECK (actor IN ('account', 'citizen', 'system')),
    account uuid,
    petition uuid,
    deed text NOT NULL CHECK (deed IN ('nop', 'tiep-nhan', 'phan-loai', 'ky', 'thu-ly', 'giao', 'huong-dan', 'chuyen', 'khong-du-dieu-kien', 'ghi-chu', 'du-thao', 'trinh', 'tra-lai', 'duyet', 'phat-hanh', 'da-bao', 'y-kien', 'bo-sung', 'danh-tinh', 'mo-ho-so-mat', 'mo-giay-to', 'dong', 'tai-khoan', 'co-quan', 'dang-nhap', 'dang-nhap-hong', 'tu-choi')),
    form text,
    body text NOT NULL
);
CREATE INDEX events_of_petition ON events (petition, at);
CREATE INDEX events_by_time ON events (at, id);

CREATE TABLE links (
    seq bigint PRIMARY KEY,
    event uuid NOT NULL UNIQUE REFERENCES events (id),
    hash text NOT NULL
);

CREATE TABLE accounts (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    username text NOT NULL UNIQUE,
    name text NOT NULL,
    title text NOT NULL,
    role text NOT NULL CHECK (role IN ('clerk', 'officer', 'chair', 'vice-chair', 'monitor', 'village-head', 'admin')),
    unit text,
    village text,
    lead boolean NOT NULL,
    answers_to uuid REFERENCES accounts (id),
    must_change boolean NOT NULL,
    closed boolean NOT NULL,
    password_hash text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE offices (
    id integer PRIMARY KEY CHECK (id = 1),
    facts text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE units (
    code text PRIMARY KEY,
    name text NOT NULL,
    position integer NOT NULL
);

CREATE TABLE villages (
    code text PRIMARY KEY,
    name text NOT NULL,
    position integer NOT NULL
);

CREATE TABLE petitions (
    id uuid PRIMARY KEY,
    version integer NOT NULL,
    received_at timestamptz NOT NULL,
    received_on date NOT NULL,
    channel text NOT NULL CHECK (channel IN ('online', 'counter', 'post', 'phone', 'village_head', 'letter_box', 'passed_on')),
    topic_chosen text NOT NULL CHECK (topic_chosen IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    about_decision text NOT NULL CHECK (about_decision IN ('yes', 'no', 'unknown')),
    kind_proposed text NOT NULL CHECK (kind_proposed IN ('feedback', 'recommendation', 'complaint', 'denunciation')),
    anonymous boolean NOT NULL,
    reachable boolean NOT NULL,
    village text,
    number integer,
    number_year integer,
    kind text CHECK (kind IN ('feedback', 'recommendation', 'complaint', 'denunciation')),
    topic text NOT NULL CHECK (topic IN ('land', 'clearance', 'compensation', 'resettlement', 'environment', 'conduct', 'infrastructure', 'order', 'social', 'other')),
    subject text,
    priority text NOT NULL CHECK (priority IN ('normal', 'urgent')),
    stage text NOT NULL CHECK (stage IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue', 'answered', 'closed', 'guided', 'transferred', 'ineligible', 'duplicate', 'withdrawn', 'terminated')),
    sealed boolean NOT NULL,
    past_heads boolean NOT NULL,
    reader uuid REFERENCES accounts (id),
    owner uuid REFERENCES accounts (id),
    unit text,
    assigned boolean NOT NULL,
    former_owner uuid REFERENCES accounts (id),
    signed_on date,
    signed_received_on date,
    ground text CHECK (ground IN ('no_signature', 'not_own_right', 'no_capacity', 'wrong_representative', 'internal_act', 'time_barred', 'second_decision', 'court', 'already_handled', 'sent_to_many', 'abusive', 'illegible')),
    outcome text CHECK (outcome IN ('done', 'partly', 'not_done')),
    answered_on date,
    told_on date,
    close_code text CHECK (close_code IN ('done', 'silent')),
    draft uuid UNIQUE,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (number_year, number),
    CONSTRAINT open_has_owner CHECK (
        owner IS NOT NULL
        OR stage NOT IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue')
    ),
    CONSTRAINT closed_was_answered CHECK (stage NOT IN ('answered', 'closed') OR answered_on IS NOT NULL)
);
CREATE INDEX petitions_by_time ON petitions (received_at, id);
CREATE INDEX petitions_by_owner ON petitions (owner, stage);
CREATE INDEX petitions_by_stage ON petitions (stage, received_at);

CREATE TABLE concerns (
    petition uuid NOT NULL REFERENCES petitions (id),
    account uuid NOT NULL REFERENCES accounts (id),
    hides boolean NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (petition, account)
);

CREATE TABLE stories (
    petition uuid PRIMARY KEY REFERENCES petitions (id),
    body text NOT NULL,
    happened_on date,
    residence text,
    place text NOT NULL,
    parcel text NOT NULL,
    map_sheet text NOT NULL,
    project text NOT NULL,
    decision_no text NOT NULL,
    decision_date date,
    decision_signer text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE sealed_stories (
    petition uuid PRIMARY KEY REFERENCES petitions (id),
    key_id integer NOT NULL,
    sealed bytea NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);

CREATE TABLE parties (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    position integer NOT NULL,
    reachable boolean NOT NULL,
    phone_given boolean NOT NULL,
    code_hash text NOT NULL UNIQUE,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (petition, position)
);

CREATE TABLE identities (
    party uuid PRIMARY KEY REFERENCES parties (id),
    petition uuid NOT NULL REFERENCES petitions (id),
    key_id integer NOT NULL,
    sealed bytea NOT NULL,
    phone_hash text,
    last4_hash text,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX identities_by_petition ON identities (petition);
CREATE INDEX identities_by_phone ON identities (phone_hash);

CREATE TABLE clocks (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    party uuid REFERENCES parties (id),
    rule text NOT NULL,
    what text NOT NULL,
    basis text NOT NULL,
    citizens boolean NOT NULL,
    length integer NOT NULL,
    unit text NOT NULL CHECK (unit IN ('N', 'NLV', 'tháng', 'năm')),
    started_on date NOT NULL,
    due date NOT NULL,
    provisional boolean NOT NULL,
    calendar_version integer NOT NULL,
    trail text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'met', 'cancelled')),
    ended_on date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
-- Holds all that is asked for the most urgent limit of a petition: without it a list of 10,000 takes minutes.
CREATE INDEX clocks_of_petition ON clocks (petition, state, citizens, due);
CREATE INDEX clocks_by_due ON clocks (state, due);

CREATE TABLE answers (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    position integer NOT NULL,
    revision integer NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'approved', 'issued')),
    summary text NOT NULL,
    letter text NOT NULL,
    finding text NOT NULL CHECK (finding IN ('upheld', 'partly', 'not_upheld', 'done', 'not_done', 'explained')),
    drafter uuid NOT NULL REFERENCES accounts (id),
    writers text NOT NULL,
    approver uuid REFERENCES accounts (id),
    approved_on date,
    document_no text,
    document_date date,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (petition, position)
);

CREATE TABLE texts (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    kind text NOT NULL CHECK (kind IN ('note', 'reason', 'instruction', 'authority', 'addition', 'opinion', 'return')),
    author uuid REFERENCES accounts (id),
    at timestamptz NOT NULL,
    body text NOT NULL,
    salt text NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX texts_of_petition ON texts (petition, at);

CREATE TABLE tellings (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    medium text NOT NULL CHECK (medium IN ('phone', 'letter', 'in_person', 'mail')),
    sent_on date NOT NULL,
    delivered_on date,
    about text NOT NULL CHECK (about IN ('received', 'awaiting_signature', 'accepted', 'in_progress', 'awaiting_approval', 'awaiting_issue', 'answered', 'closed', 'guided', 'transferred', 'ineligible', 'duplicate', 'withdrawn', 'terminated')),
    account uuid REFERENCES accounts (id),
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX tellings_of_petition ON tellings (petition);

CREATE TABLE files (
    id uuid PRIMARY KEY,
    petition uuid NOT NULL REFERENCES petitions (id),
    position integer NOT NULL,
    source text NOT NULL CHECK (source IN ('citizen', 'office')),
    purpose text NOT NULL CHECK (purpose IN ('evidence', 'signed_paper', 'decision')),
    name text NOT NULL,
    media text NOT NULL,
    bytes bigint NOT NULL,
    preview boolean NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED,
    UNIQUE (petition, position)
);

CREATE TABLE counters (
    series text NOT NULL,
    year integer NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (series, year)
);

CREATE TABLE sessions (
    token_hash text PRIMARY KEY,
    account uuid NOT NULL REFERENCES accounts (id),
    standing text NOT NULL,
    made_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX sessions_by_end ON sessions (ends_at);

CREATE TABLE drafts (
    id uuid PRIMARY KEY,
    revision integer NOT NULL,
    sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL
);
CREATE INDEX drafts_by_end ON drafts (ends_at);

CREATE TABLE throttles (
    subject text PRIMARY KEY,
    failures integer NOT NULL,
    since timestamptz NOT NULL
);

CREATE TABLE rounds (
    name text NOT NULL,
    slot text NOT NULL,
    state text NOT NULL CHECK (state IN ('running', 'done')),
    begun_at timestamptz NOT NULL,
    PRIMARY KEY (name, slot)
);

CREATE TABLE marks (
    name text PRIMARY KEY,
    value text NOT NULL
);

CREATE TABLE petition_search (
    id bigint GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    petition uuid NOT NULL UNIQUE REFERENCES petitions (id),
    heading text NOT NULL,
    words text NOT NULL
);
ALTER TABLE petition_search
    ADD COLUMN heading_vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', heading)) STORED,
    ADD COLUMN words_vector tsvector GENERATED ALWAYS AS (to_tsvector('simple', heading || ' ' || words)) STORED;
CREATE INDEX petition_search_heading ON petition_search USING gin (heading_vector);
CREATE INDEX petition_search_words ON petition_search USING gin (words_vector);

-- The record is only added to.
CREATE FUNCTION refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the record is append-only';
END $$;
CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER links_append_only BEFORE UPDATE OR DELETE ON links FOR EACH ROW EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER events_not_emptied BEFORE TRUNCATE ON events FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();
CREATE TRIGGER links_not_emptied BEFORE TRUNCATE ON links FOR EACH STATEMENT EXECUTE FUNCTION refuse_rewriting();

-- An audited row that changes names the event that changed it.
CREATE FUNCTION refuse_silence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'silent change';
END $$;
CREATE TRIGGER accounts_not_silent BEFORE UPDATE ON accounts FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER offices_not_silent BEFORE UPDATE ON offices FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER petitions_not_silent BEFORE UPDATE ON petitions FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER concerns_not_silent BEFORE UPDATE ON concerns FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER stories_not_silent BEFORE UPDATE ON stories FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER sealed_stories_not_silent BEFORE UPDATE ON sealed_stories FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER parties_not_silent BEFORE UPDATE ON parties FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER identities_not_silent BEFORE UPDATE ON identities FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER clocks_not_silent BEFORE UPDATE ON clocks FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER answers_not_silent BEFORE UPDATE ON answers FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER texts_not_silent BEFORE UPDATE ON texts FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER tellings_not_silent BEFORE UPDATE ON tellings FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER files_not_silent BEFORE UPDATE ON files FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();

-- Nor is it deleted.
CREATE TRIGGER accounts_stay BEFORE DELETE ON accounts FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER offices_stay BEFORE DELETE ON offices FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER petitions_stay BEFORE DELETE ON petitions FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER stories_stay BEFORE DELETE ON stories FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER sealed_stories_stay BEFORE DELETE ON sealed_stories FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER parties_stay BEFORE DELETE ON parties FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER identities_stay BEFORE DELETE ON identities FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER clocks_stay BEFORE DELETE ON clocks FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER answers_stay BEFORE DELETE ON answers FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER tellings_stay BEFORE DELETE ON tellings FOR EACH ROW EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER files_stay BEFORE DELETE ON files FOR EACH ROW EXECUTE FUNCTION refuse_silence();

-- Statistics keep what rows held: none are taken of words that may be sealed one day.
ALTER TABLE stories
    ALTER COLUMN body SET STATISTICS 0,
    ALTER COLUMN residence SET STATISTICS 0,
    ALTER COLUMN place SET STATISTICS 0,
    ALTER COLUMN parcel SET STATISTICS 0,
    ALTER COLUMN map_sheet SET STATISTICS 0,
    ALTER COLUMN project SET STATISTICS 0,
    ALTER COLUMN decision_no SET STATISTICS 0,
    ALTER COLUMN decision_signer SET STATISTICS 0;
ALTER TABLE petitions
    ALTER COLUMN subject SET STATISTICS 0,
    ALTER COLUMN village SET STATISTICS 0;
ALTER TABLE texts
    ALTER COLUMN body SET STATISTICS 0;
ALTER TABLE answers
    ALTER COLUMN summary SET STATISTICS 0,
    ALTER COLUMN letter SET STATISTICS 0;
ALTER TABLE files
    ALTER COLUMN name SET STATISTICS 0;
ALTER TABLE petition_search
    ALTER COLUMN heading SET STATISTICS 0,
    ALTER COLUMN words SET STATISTICS 0,
    ALTER COLUMN heading_vector SET STATISTICS 0,
    ALTER COLUMN words_vector SET STATISTICS 0;
