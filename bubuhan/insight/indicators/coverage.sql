-- Desa and kelurahan with at least one active PSM whose duty area is that desa; and how many PSM there are.
WITH serving AS (
  SELECT area_code, count(DISTINCT person_id) AS people
    FROM volunteers_membership
   WHERE pillar = 'PSM' AND status = 'active'
     AND area_code COLLATE "C" >= %(low)s AND area_code COLLATE "C" < %(high)s
   GROUP BY 1
)
SELECT left(a.code, %(width)s) AS code,
       count(*) AS villages,
       count(s.area_code) AS covered,
       coalesce(sum(s.people), 0)::bigint AS psm
  FROM geo_area a
  LEFT JOIN serving s ON s.area_code = a.code
 WHERE a.level = 'desa' AND a.valid_to IS NULL
   AND a.code COLLATE "C" >= %(low)s AND a.code COLLATE "C" < %(high)s
 GROUP BY 1
 ORDER BY 1
