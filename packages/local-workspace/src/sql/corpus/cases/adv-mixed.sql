-- setup
CREATE TABLE ev (id INT, usr STRING, kind STRING, ts TIMESTAMP, props MAP<STRING, STRING>, tags ARRAY<STRING>, amt DOUBLE);
INSERT INTO ev VALUES (1, 'u1', 'view', TIMESTAMP'2024-01-01 10:00:00', map('p', 'home'), array('a', 'b'), 1.5D), (2, 'u1', 'buy', TIMESTAMP'2024-01-01 10:20:00', map('p', 'cart', 'c', 'x'), array('b'), 20.25D), (3, 'u2', 'view', TIMESTAMP'2024-01-02 11:00:00', map(), array(), NULL), (4, 'u2', 'view', TIMESTAMP'2024-01-02 12:00:00', NULL, NULL, 3.0D), (5, 'u3', 'buy', TIMESTAMP'2024-02-01 00:00:00', map('p', 'home'), array('c', 'a'), 7.125D);
-- case adv-mixed-01 ordered
SELECT usr, count(*) AS n, sum(amt) AS total, max(ts) AS last FROM ev GROUP BY usr ORDER BY usr;
-- case adv-mixed-02 ordered
SELECT usr, ts, (unix_timestamp(ts) - unix_timestamp(lag(ts) OVER (PARTITION BY usr ORDER BY ts))) / 60 AS gap_min FROM ev ORDER BY id;
-- case adv-mixed-03 ordered
SELECT id, sum(CASE WHEN gap > 1800 OR gap IS NULL THEN 1 ELSE 0 END) OVER (PARTITION BY usr ORDER BY ts) AS session FROM (SELECT id, usr, ts, unix_timestamp(ts) - lag(unix_timestamp(ts)) OVER (PARTITION BY usr ORDER BY ts) AS gap FROM ev) ORDER BY id;
-- case adv-mixed-04 ordered
SELECT tag, count(*) AS n FROM ev LATERAL VIEW explode(tags) t AS tag GROUP BY tag ORDER BY n DESC, tag;
-- case adv-mixed-05 ordered
SELECT id, props['p'] AS p, size(tags) AS n, array_contains(tags, 'a') AS a, map_keys(props) AS k FROM ev ORDER BY id;
-- case adv-mixed-06 ordered
SELECT kind, percentile_approx(amt, 0.5) AS med, round(stddev(amt), 3) AS sd, collect_list(amt) IS NOT NULL AS c FROM ev GROUP BY kind ORDER BY kind;
-- case adv-mixed-07 ordered
SELECT date(ts) AS d, count_if(kind = 'buy') AS buys, count(DISTINCT usr) AS users FROM ev GROUP BY date(ts) ORDER BY d;
-- case adv-mixed-08 ordered
SELECT usr, kind, n FROM (SELECT usr, kind, count(*) AS n, rank() OVER (PARTITION BY usr ORDER BY count(*) DESC) AS r FROM ev GROUP BY usr, kind) WHERE r = 1 ORDER BY usr, kind;
-- case adv-mixed-09 ordered
SELECT date_format(ts, 'yyyy-MM') AS ym, round(sum(amt), 2) AS s, round(sum(sum(amt)) OVER (ORDER BY date_format(ts, 'yyyy-MM')), 2) AS c FROM ev GROUP BY date_format(ts, 'yyyy-MM') ORDER BY ym;
-- case adv-mixed-10 ordered
SELECT usr, min_by(kind, ts) AS first_kind, max_by(kind, ts) AS last_kind, concat_ws('>', sort_array(collect_list(kind))) AS path FROM ev GROUP BY usr ORDER BY usr;
-- case adv-mixed-11
SELECT coalesce(props['zz'], 'none') AS z, nvl(amt, 0) AS a, amt IS NULL AS isn, ifnull(tags[0], '-') AS t FROM ev WHERE id IN (1, 2);
-- case adv-mixed-12 ordered
SELECT CAST(amt AS INT) AS i, CAST(amt AS DECIMAL(5,1)) AS d, CAST(amt AS STRING) AS s, round(amt) AS r, ceil(amt) AS c FROM ev ORDER BY id;
-- case adv-mixed-13 ordered
SELECT id, transform(tags, t -> concat(usr, ':', t)) AS x, filter(tags, t -> t > 'a') AS f, exists(tags, t -> t = 'b') AS e FROM ev ORDER BY id;
-- case adv-mixed-14 ordered
SELECT a.id, b.id AS nxt FROM ev a LEFT JOIN ev b ON a.usr = b.usr AND b.ts > a.ts ORDER BY a.id, b.id;
-- case adv-mixed-15 ordered
SELECT * FROM (SELECT usr, kind, amt FROM ev) PIVOT (round(sum(amt), 1) AS s, count(*) AS n FOR kind IN ('view' AS v, 'buy' AS b)) ORDER BY usr;
-- case adv-mixed-16 ordered
WITH d AS (SELECT explode(sequence(DATE'2024-01-01', DATE'2024-01-03')) AS day) SELECT d.day, count(e.id) AS n FROM d LEFT JOIN ev e ON CAST(e.ts AS DATE) = d.day GROUP BY d.day ORDER BY d.day;
-- case adv-mixed-17 ordered
SELECT to_json(struct(id, usr, tags)) AS j FROM ev WHERE id < 4 ORDER BY id;
-- case adv-mixed-18 ordered
SELECT usr, last_value(amt, true) OVER (PARTITION BY usr ORDER BY ts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS filled FROM ev ORDER BY id;
-- case adv-mixed-19 ordered
SELECT hour(ts) AS h, dayofweek(ts) AS dw, date_trunc('hour', ts) AS t, ts + INTERVAL 30 MINUTES AS p, datediff(DATE'2024-03-01', ts) AS d FROM ev ORDER BY id;
-- case adv-mixed-20 ordered
SELECT kind, CASE WHEN avg(amt) > 5 THEN 'high' ELSE 'low' END AS lvl, sum(amt) / count(amt) = avg(amt) AS same FROM ev GROUP BY kind ORDER BY kind;
-- case adv-mixed-21 ordered
SELECT id FROM ev WHERE ts >= TIMESTAMP'2024-01-01 10:10:00' AND kind <> 'buy' ORDER BY ts DESC;
-- case adv-mixed-22
SELECT id, amt / 0 FROM ev WHERE id = 1;
-- case adv-mixed-23
SELECT CAST(usr AS INT) FROM ev;
-- case adv-mixed-24 ordered
SELECT usr, amt FROM ev ORDER BY amt ASC NULLS LAST, usr LIMIT 2;
-- case adv-mixed-25
SELECT element_at(tags, 5) FROM ev WHERE id = 1;
-- case adv-mixed-26 ordered
SELECT regexp_extract(usr, '(\\d+)', 1)::int * 2 AS n, upper(left(kind, 1)) || substring(kind, 2) AS k FROM ev ORDER BY id;
-- case adv-mixed-27 ordered
SELECT usr, count(*) FROM ev GROUP BY ALL ORDER BY usr;
-- case adv-mixed-28 ordered
SELECT kind, usr, sum(amt) AS s FROM ev GROUP BY CUBE (kind, usr) ORDER BY kind NULLS FIRST, usr NULLS FIRST, s;
-- case adv-mixed-29 ordered
SELECT id, tags[0] AS t0, get(tags, 1) AS t1, try_element_at(tags, 9) AS t9 FROM ev WHERE size(tags) > 0 ORDER BY id;
-- case adv-mixed-30
SELECT explode(props) FROM ev WHERE id = 2;
-- case adv-mixed-31 ordered
SELECT usr, round(100.0 * count_if(kind = 'buy') / count(*), 1) AS pct FROM ev GROUP BY usr HAVING count(*) > 1 ORDER BY pct DESC;
-- case adv-mixed-32
SELECT months_between(max(ts), min(ts)) AS m, datediff(max(ts), min(ts)) AS d, max(ts) - min(ts) AS i FROM ev;
