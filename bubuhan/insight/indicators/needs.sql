-- Unfinished cases by need over the whole area; the page hides small numbers of sensitive needs.
SELECT need AS code,
       bool_or(sensitive) AS sensitive,
       count(*) AS open,
       count(*) FILTER (WHERE deadline_at < %(now)s) AS overdue
  FROM cases_case
 WHERE state IN ('waiting', 'offered', 'active', 'resolved')
   AND area_code COLLATE "C" >= %(low)s AND area_code COLLATE "C" < %(high)s
   AND (length(%(low)s) < 13 OR NOT sensitive)
 GROUP BY 1
 ORDER BY 3 DESC, 1
