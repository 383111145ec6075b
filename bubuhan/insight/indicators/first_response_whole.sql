-- The same over the whole area: a median of medians would be wrong.
SELECT count(*) AS opened,
       count(first_response_at) AS answered,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first_response_at - opened_at) / 60) AS median_minutes,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM first_response_at - opened_at) / 60) AS p90_minutes,
       count(*) FILTER (WHERE first_response_at <= respond_by) AS in_time
  FROM cases_case
 WHERE opened_at >= %(since)s
   AND state <> 'rejected'
   AND area_code COLLATE "C" >= %(low)s AND area_code COLLATE "C" < %(high)s
   AND (length(%(low)s) < 13 OR NOT sensitive)
