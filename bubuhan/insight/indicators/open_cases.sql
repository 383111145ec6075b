-- Unfinished cases by area below, and band; overdue when the clock that runs has passed.
-- Sensitive cases are left out at desa level: a count there would say where they are.
SELECT left(area_code, %(width)s) AS code,
       band,
       count(*) AS open,
       count(*) FILTER (WHERE state = 'waiting') AS waiting,
       count(*) FILTER (WHERE deadline_at < %(now)s) AS overdue
  FROM cases_case
 WHERE state IN ('waiting', 'offered', 'active', 'resolved')
   AND area_code COLLATE "C" >= %(low)s AND area_code COLLATE "C" < %(high)s
   AND (%(width)s < 13 OR NOT sensitive)
 GROUP BY 1, 2
 ORDER BY 1, 2
