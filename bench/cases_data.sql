-- Invented cases number %(first)s to %(last)s with their reports, timelines, tasks and files, set-based.
-- Needs the temporary tables bench_name, bench_need, bench_desa, bench_member (see cases_data.py).

SELECT setseed(1 / (%(first)s + 1.0));

CREATE TEMP TABLE bench_draw AS
SELECT n,
       n < %(first)s + %(count)s * %(unfinished)s AS unfinished,
       1 + floor(random() * (SELECT count(*) FROM bench_name))::int AS name_no,
       1 + floor(random() * (SELECT count(*) FROM bench_need))::int AS need_no,
       1 + floor(random() * (SELECT count(*) FROM bench_desa))::int AS desa_no,
       random() AS fate, random() AS urgency, random() AS pick, random() AS age,
       %(now)s::timestamptz - interval '1 hour' - random()
           * CASE WHEN n < %(first)s + %(count)s * %(unfinished)s THEN interval '400 days' ELSE interval '3 years' END AS opened_at
FROM generate_series(%(first)s, %(last)s) AS n;

CREATE TEMP TABLE bench_case AS
SELECT d.n, a.name, a.key, a.sex, need.code AS need, need.title, need.sensitive, desa.code AS desa, desa.lat, desa.lon,
       d.opened_at, d.pick, d.age,
       left(desa.code, 5) AS kab,
       CASE WHEN NOT d.unfinished THEN CASE WHEN d.fate < 0.95 THEN 'closed' ELSE 'rejected' END
            WHEN d.fate < 0.30 THEN 'waiting' WHEN d.fate < 0.45 THEN 'offered'
            WHEN d.fate < 0.85 THEN 'active' ELSE 'resolved' END AS state,
       CASE WHEN d.urgency < 0.06 THEN 'darurat' WHEN d.urgency < 0.30 THEN 'tinggi'
            WHEN d.urgency < 0.75 THEN 'sedang' ELSE 'rendah' END AS band,
       lpad(to_hex((extract(epoch FROM d.opened_at) * 1000)::bigint), 12, '0') AS stamp,
       substr(md5('case' || d.n), 1, 15) AS tail
FROM bench_draw d
JOIN bench_name a ON a.no = d.name_no
JOIN bench_need need ON need.no = d.need_no
JOIN bench_desa desa ON desa.no = d.desa_no;

ALTER TABLE bench_case ADD COLUMN id uuid, ADD COLUMN report_id uuid, ADD COLUMN member_no int;
UPDATE bench_case c
SET id = (stamp || '7' || substr(tail, 1, 3) || '8' || substr(tail, 4, 12) || substr(md5('x' || c.n), 1, 3))::uuid,
    report_id = (stamp || '7' || substr(md5('r' || c.n), 1, 3) || '9' || substr(md5('r' || c.n), 4, 15))::uuid,
    member_no = 1 + floor(pick * m.size)::int
FROM (SELECT kab, count(*) AS size FROM bench_member GROUP BY kab) m
WHERE m.kab = c.kab;
CREATE UNIQUE INDEX ON bench_member (kab, no);
ANALYZE bench_case;
ANALYZE bench_member;

INSERT INTO reports_report (id, kind, user_id, reporter_id, reporter_name, area_code, lat, lon, accuracy_m, happened_on,
    made_at, received_at, clock_offset_ms, need, story, body, sensitive)
SELECT c.report_id, 'kasus', gen_random_uuid(), m.person_id, m.name, c.desa, c.lat, c.lon, 15, c.opened_at::date,
    c.opened_at, c.opened_at, 0, c.need,
    split_part(c.name, ' ', 1) || ' tinggal sendiri di rumah yang atapnya bocor. Sudah dua hari demam dan belum makan. '
        || 'Tetangga hanya sempat mengantar air. Anaknya di luar kota belum dapat dihubungi.',
    jsonb_build_object('signs', jsonb_build_object('alone', true), 'consent', jsonb_build_object('given', true),
        'subject', jsonb_build_object('name', c.name, 'sex', c.sex)),
    c.sensitive
FROM bench_case c JOIN bench_member m ON m.kab = c.kab AND m.no = c.member_no;

INSERT INTO cases_case (id, number, area_code, need, subject_name, subject_key, subject_sex, subject_age, subject_phone,
    place_note, lat, lon, sensitive, state, band, score, reasons, signs, opened_at, respond_by, deadline_at,
    first_response_at, resolved_at, closed_at, outcome, summary, reject_reason, rev, field_revs, example)
SELECT c.id,
    (%(prefixes)s::jsonb ->> c.kab) || to_char(c.opened_at AT TIME ZONE 'Asia/Makassar', '-YYMM-') || CASE WHEN r < 10000 THEN lpad(r::text, 4, '0') ELSE r::text END,
    c.desa, c.need, c.name, c.key, c.sex, 20 + (c.age * 65)::int, '', 'Dekat langgar, gang ' || c.n %% 40, c.lat, c.lon,
    c.sensitive, c.state, c.band, 40,
    jsonb_build_array(jsonb_build_object('text', 'Kebutuhan: ' || c.title, 'points', 20),
        jsonb_build_object('text', 'Tinggal sendiri', 'points', 10), jsonb_build_object('text', 'Lansia', 'points', 10)),
    '{"alone": true}', c.opened_at, c.opened_at + interval '1 day',
    CASE WHEN c.state IN ('waiting', 'offered', 'active')
        THEN greatest(c.opened_at + interval '45 minutes', %(now)s::timestamptz + (c.age - 0.35) * interval '60 days') END,
    CASE WHEN c.state IN ('active', 'resolved', 'closed') THEN c.opened_at + interval '20 minutes' END,
    CASE WHEN c.state IN ('resolved', 'closed') THEN c.opened_at + interval '40 minutes' END,
    CASE WHEN c.state IN ('closed', 'rejected') THEN c.opened_at + interval '50 minutes' END,
    CASE WHEN c.state IN ('resolved', 'closed') THEN 'terpenuhi' ELSE '' END, '',
    CASE WHEN c.state = 'rejected' THEN %(reject)s ELSE '' END, 3, '{}', true
FROM (SELECT *, coalesce((SELECT last FROM cases_casecounter
                          WHERE key = kab || to_char(opened_at AT TIME ZONE 'Asia/Makassar', '-YYMM')), 0)
                + row_number() OVER (PARTITION BY kab, to_char(opened_at AT TIME ZONE 'Asia/Makassar', 'YYMM')
                                     ORDER BY opened_at) AS r
      FROM bench_case) c;

INSERT INTO cases_casereport (report_id, case_id, reporter_id, joined, reasons, at)
SELECT c.report_id, c.id, m.person_id, false, '[]', c.opened_at
FROM bench_case c JOIN bench_member m ON m.kab = c.kab AND m.no = c.member_no;

INSERT INTO cases_assignment (id, case_id, person_id, person_name, membership_id, pillar, part, state, offered_at, offered_by,
    note, answered_at, decline_reason, answer_note)
SELECT gen_random_uuid(), c.id, m.person_id, m.name, m.id, m.pillar, 'lead',
    CASE c.state WHEN 'offered' THEN 'offered' WHEN 'active' THEN 'accepted' ELSE 'done' END,
    c.opened_at + interval '10 minutes', 'Petugas', '',
    CASE WHEN c.state <> 'offered' THEN c.opened_at + interval '20 minutes' END, '', ''
FROM bench_case c JOIN bench_member m ON m.kab = c.kab AND m.no = c.member_no
WHERE c.state IN ('offered', 'active', 'resolved', 'closed');

INSERT INTO cases_caseentry (id, case_id, kind, at, made_at, by_kind, by_id, by_name, person_id, text, data)
SELECT gen_random_uuid(), c.id, e.kind, c.opened_at + e.minute * interval '1 minute',
    c.opened_at + e.minute * interval '1 minute', e.by_kind, e.by_kind,
    CASE e.by_kind WHEN 'device' THEN m.name WHEN 'user' THEN 'Petugas' ELSE 'Sistem' END,
    CASE e.by_kind WHEN 'device' THEN m.person_id END,
    CASE e.kind WHEN 'report' THEN r.story ELSE e.text END, e.data::jsonb
FROM (VALUES
    ('report', 0, 'device', '', '{"signs": {"alone": true}, "consent": {"given": true}}'),
    ('triage', 0, 'system', '', '{}'),
    ('dispatch', 10, 'user', '', '{"to": "Relawan", "pillar": "PSM"}'),
    ('accept', 20, 'device', '', '{}'),
    ('visit', 26, 'device', 'Sudah ke rumah, bertemu keluarganya. Keadaan sesuai laporan.',
        '{"visited_on": "2026-11-01", "met": "yes", "condition": "tetap", "done": "Berkas dilengkapi bersama keluarga."}'),
    ('visit', 33, 'device', 'Keadaan lebih baik dari kunjungan sebelumnya, makan sudah teratur.',
        '{"visited_on": "2026-11-09", "met": "family", "condition": "membaik"}'),
    ('resolve', 40, 'device', 'Sudah ditangani bersama keluarga dan kelurahan.', '{"outcome": "terpenuhi"}'),
    ('close', 50, 'user', 'Hasil sudah dipastikan lewat telepon.', '{}')) AS e (kind, minute, by_kind, text, data),
    bench_case c JOIN bench_member m ON m.kab = c.kab AND m.no = c.member_no JOIN reports_report r ON r.id = c.report_id
WHERE e.minute <= CASE c.state WHEN 'waiting' THEN 0 WHEN 'rejected' THEN 0 WHEN 'offered' THEN 10 WHEN 'active' THEN 33
    WHEN 'resolved' THEN 40 ELSE 50 END;

INSERT INTO cases_casefile (case_id, entry_id, sha256, kind, mime, position)
SELECT e.case_id, e.id, encode(sha256(('photo' || c.n || '/' || p)::bytea), 'hex'), 'photo', 'image/jpeg', p
FROM generate_series(0, 1) AS p, bench_case c JOIN cases_caseentry e ON e.case_id = c.id AND e.kind = 'report'
WHERE c.n %% 3 = 0;

INSERT INTO cases_casecounter (key, last)
SELECT kab || to_char(opened_at AT TIME ZONE 'Asia/Makassar', '-YYMM'), count(*) FROM bench_case GROUP BY 1
ON CONFLICT (key) DO UPDATE SET last = cases_casecounter.last + excluded.last;

DROP TABLE bench_draw, bench_case, bench_name, bench_need, bench_desa, bench_member;
