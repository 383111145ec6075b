-- Minutes from opening to the first response, of cases opened since a day; promised: within the rule's time.
SELECT left(area_code, %(width)s) AS code,
       count(*) AS opened,
       count(first_response_at) AS answered,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first_response_at - opened_at) / 60) AS median_minutes,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM first_response_at - opened_at) / 60) AS p90_minutes,
       count(*) FILTER (WHERE first_response_at <= respond_by) AS in_time
  FROM cases_case
 WHERE opened_at >= %(since)s
   AND state <> 'rejected'
   AND area_code COLLATE "C" >= %(low)s AND area_code COLLATE "C" < %(high)s
   AND (%(width)s < 13 OR NOT sensitive)
 GROUP BY 1
 ORDER BY 1
