-- Cases opened and closed in each of the last weeks (weeks begin on Monday, local time).
WITH weeks AS (
  SELECT generate_series(
    date_trunc('week', %(now)s AT TIME ZONE %(zone)s) - interval '25 weeks',
    date_trunc('week', %(now)s AT TIME ZONE %(zone)s), interval '1 week') AS week
), opened AS (
  SELECT date_trunc('week', opened_at AT TIME ZONE %(zone)s) AS week, count(*) AS n
    FROM cases_case
   WHERE opened_at >= %(now)s - interval '27 weeks'
     AND area_code COLLATE "C" >= %(low)s AND area_code COLLATE "C" < %(high)s
   AND (length(%(low)s) < 13 OR NOT sensitive)
   GROUP BY 1
), closed AS (
  SELECT date_trunc('week', closed_at AT TIME ZONE %(zone)s) AS week, count(*) AS n
    FROM cases_case
   WHERE closed_at >= %(now)s - interval '27 weeks' AND state = 'closed'
     AND area_code COLLATE "C" >= %(low)s AND area_code COLLATE "C" < %(high)s
   AND (length(%(low)s) < 13 OR NOT sensitive)
   GROUP BY 1
)
SELECT weeks.week::date AS code, coalesce(opened.n, 0) AS opened, coalesce(closed.n, 0) AS closed
  FROM weeks LEFT JOIN opened USING (week) LEFT JOIN closed USING (week)
 ORDER BY 1
