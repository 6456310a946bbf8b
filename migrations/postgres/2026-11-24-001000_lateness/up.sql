INSERT INTO text_kinds VALUES ('late');

-- Why something was late, by code: names may be changed and ended, codes that were used stay.
CREATE TABLE late_reasons (
    code text PRIMARY KEY,
    name text NOT NULL,
    position integer NOT NULL,
    since date NOT NULL,
    until date
);

-- A limit that had run out when the work ended, and the reason that was given: it stands.
CREATE TABLE latenesses (
    clock uuid PRIMARY KEY REFERENCES clocks (id),
    petition uuid NOT NULL REFERENCES petitions (id),
    code text NOT NULL REFERENCES late_reasons (code),
    ended_on date NOT NULL,
    last_event uuid NOT NULL REFERENCES events (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX latenesses_of_petition ON latenesses (petition);
CREATE INDEX latenesses_by_reason ON latenesses (code, ended_on);

CREATE TRIGGER latenesses_not_silent BEFORE UPDATE ON latenesses FOR EACH ROW WHEN (NEW.last_event = OLD.last_event) EXECUTE FUNCTION refuse_silence();
CREATE TRIGGER latenesses_stay BEFORE DELETE ON latenesses FOR EACH ROW EXECUTE FUNCTION refuse_silence();

INSERT INTO late_reasons (code, name, position, since) VALUES
    ('other_agency', 'Chờ cơ quan khác trả lời, phối hợp', 1, '2020-01-01'),
    ('measure', 'Phải đo đạc, xác minh lại', 2, '2020-01-01'),
    ('filer', 'Chờ người gửi bổ sung', 3, '2020-01-01'),
    ('complex', 'Việc phức tạp, liên quan nhiều người', 4, '2020-01-01'),
    ('staff', 'Thiếu người, nhiều việc cùng lúc', 5, '2020-01-01'),
    ('disaster', 'Thiên tai, dịch bệnh', 6, '2020-01-01'),
    ('slow', 'Ủy ban xử lý chậm', 7, '2020-01-01'),
    ('other', 'Lý do khác', 8, '2020-01-01');
