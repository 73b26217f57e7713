-- setup
CREATE TABLE orders (id INT, customer STRING, product STRING, qty INT, price DECIMAL(10,2), ordered TIMESTAMP, status STRING);
INSERT INTO orders VALUES (1,'ann','pen',3,1.20,TIMESTAMP'2024-01-03 09:00:00','paid'),(2,'bob','ink',1,8.50,TIMESTAMP'2024-01-15 10:30:00','paid'),(3,'ann','pad',2,4.00,TIMESTAMP'2024-02-01 00:00:00','open'),(4,'cid','pen',10,1.10,TIMESTAMP'2024-02-20 12:00:00','paid'),(5,NULL,'ink',NULL,8.00,NULL,'void'),(6,'bob','pad',4,3.75,TIMESTAMP'2024-03-05 23:59:59',NULL);
-- case adv-queries-01 ordered
SELECT customer, sum(qty * price) AS revenue, count(*) AS n, round(avg(price), 2) AS avg_price FROM orders WHERE status = 'paid' GROUP BY customer ORDER BY revenue DESC;
-- case adv-queries-02 ordered
SELECT date_trunc('month', ordered) AS month, sum(qty) AS q, sum(sum(qty)) OVER (ORDER BY date_trunc('month', ordered)) AS running FROM orders WHERE ordered IS NOT NULL GROUP BY date_trunc('month', ordered) ORDER BY month;
-- case adv-queries-03 ordered
SELECT product, count(DISTINCT customer) AS c, max(price) - min(price) AS spread FROM orders GROUP BY product HAVING count(*) > 1 ORDER BY product;
-- case adv-queries-04 ordered
WITH ranked AS (SELECT *, row_number() OVER (PARTITION BY customer ORDER BY ordered DESC) AS rn FROM orders WHERE customer IS NOT NULL) SELECT customer, product, ordered FROM ranked WHERE rn = 1 ORDER BY customer;
-- case adv-queries-05 ordered
SELECT status, count(*) AS n, count(*) * 100.0 / sum(count(*)) OVER () AS pct FROM orders GROUP BY status ORDER BY n DESC, status NULLS LAST;
-- case adv-queries-06
SELECT customer, collect_set(product) AS p FROM orders WHERE customer = 'cid' GROUP BY customer;
-- case adv-queries-07 ordered
SELECT o.id, p.label FROM orders o LEFT JOIN (VALUES ('pen', 'Pen'), ('pad', 'Pad')) AS p(code, label) ON o.product = p.code ORDER BY o.id;
-- case adv-queries-08 ordered
SELECT a.customer, b.customer AS other FROM orders a JOIN orders b ON a.product = b.product AND a.id < b.id ORDER BY a.id, b.id;
-- case adv-queries-09 ordered
SELECT customer, CASE WHEN sum(qty) >= 5 THEN 'big' WHEN sum(qty) IS NULL THEN 'none' ELSE 'small' END AS size FROM orders GROUP BY customer ORDER BY customer NULLS FIRST;
-- case adv-queries-10 ordered
SELECT id FROM orders WHERE price > (SELECT avg(price) FROM orders) ORDER BY id;
-- case adv-queries-11 ordered
SELECT id, price FROM orders o WHERE price = (SELECT max(price) FROM orders i WHERE i.product = o.product) ORDER BY id;
-- case adv-queries-12
SELECT customer FROM orders WHERE product = 'pen' INTERSECT SELECT customer FROM orders WHERE product = 'pad';
-- case adv-queries-13
SELECT customer FROM orders EXCEPT SELECT customer FROM orders WHERE status = 'paid';
-- case adv-queries-14 ordered
SELECT product, qty FROM orders WHERE status = 'paid' UNION ALL SELECT 'total', sum(qty) FROM orders WHERE status = 'paid' ORDER BY qty DESC;
-- case adv-queries-15 ordered
SELECT coalesce(customer, 'unknown') AS c, coalesce(sum(qty), 0) AS q FROM orders GROUP BY coalesce(customer, 'unknown') ORDER BY c;
-- case adv-queries-16 ordered
SELECT * FROM (SELECT customer, product, qty FROM orders) PIVOT (sum(qty) FOR product IN ('pen', 'pad', 'ink')) ORDER BY customer NULLS LAST;
-- case adv-queries-17 ordered
SELECT product, m, v FROM (SELECT product, min(price) AS lo, max(price) AS hi FROM orders GROUP BY product) UNPIVOT (v FOR m IN (lo, hi)) ORDER BY product, m;
-- case adv-queries-18 ordered
SELECT id, lag(price) OVER w AS prev, price - lag(price) OVER w AS diff FROM orders WINDOW w AS (PARTITION BY product ORDER BY id) ORDER BY id;
-- case adv-queries-19 ordered
SELECT id, sum(qty) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS s3, avg(qty) OVER (PARTITION BY status) AS a FROM orders ORDER BY id;
-- case adv-queries-20 ordered
SELECT customer, product, grouping_id(customer, product) AS g, sum(qty) AS q FROM orders WHERE customer IN ('ann', 'bob') GROUP BY GROUPING SETS ((customer, product), (customer), ()) ORDER BY g, customer, product;
-- case adv-queries-21 ordered
SELECT customer, count(*) AS n FROM orders GROUP BY customer ORDER BY 2 DESC, 1 ASC NULLS LAST;
-- case adv-queries-22
SELECT customer AS c, upper(c) AS u FROM orders WHERE id = 1;
-- case adv-queries-23 ordered
SELECT customer AS c FROM orders GROUP BY c ORDER BY c;
-- case adv-queries-24
SELECT id + 1 AS x FROM orders WHERE x > 3;
-- case adv-queries-25
SELECT count(*) FILTER (WHERE status = 'paid') AS paid, count_if(status IS NULL) AS missing, sum(CASE WHEN product = 'pen' THEN qty END) AS pens FROM orders;
-- case adv-queries-26
SELECT max(ordered) AS a, min(ordered) AS b, max_by(customer, qty) AS c, datediff(max(ordered), min(ordered)) AS d FROM orders;
-- case adv-queries-27 ordered
SELECT year(ordered) AS y, month(ordered) AS m, count(*) AS n FROM orders GROUP BY year(ordered), month(ordered) ORDER BY y, m;
-- case adv-queries-28 ordered
SELECT DISTINCT product, status FROM orders WHERE status IN ('paid', 'open') ORDER BY product, status;
-- case adv-queries-29 ordered
SELECT id, CASE status WHEN 'paid' THEN 1 WHEN NULL THEN 2 ELSE 0 END AS f, status <=> NULL AS isn, nvl(status, '-') AS s FROM orders ORDER BY id;
-- case adv-queries-30
SELECT percentile_approx(price, 0.5) AS a, percentile(price, 0.25) AS b, stddev(price) AS c FROM orders;
-- case adv-queries-31 ordered
SELECT product, listagg(customer, ', ') WITHIN GROUP (ORDER BY customer) AS cs FROM orders GROUP BY product ORDER BY product;
-- case adv-queries-32
SELECT first_value(product) OVER (ORDER BY id) AS f, last_value(product) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) AS l FROM orders LIMIT 1;
-- case adv-queries-33 ordered
SELECT x.customer, x.n FROM (SELECT customer, count(*) AS n FROM orders GROUP BY customer) x JOIN (SELECT max(n) AS m FROM (SELECT count(*) AS n FROM orders GROUP BY customer)) y ON x.n = y.m ORDER BY x.customer;
-- case adv-queries-34 ordered
SELECT o.customer, t.tag FROM orders o CROSS JOIN LATERAL (SELECT concat(o.product, '-', o.id) AS tag) t WHERE o.id < 3 ORDER BY o.id;
-- case adv-queries-35 ordered
SELECT id FROM orders WHERE ordered >= '2024-02-01' AND ordered < DATE'2024-03-01' ORDER BY id;
-- case adv-queries-36 ordered
SELECT id FROM orders WHERE ordered BETWEEN TIMESTAMP'2024-01-01 00:00:00' AND TIMESTAMP'2024-01-31 23:59:59' ORDER BY id;
-- case adv-queries-37 ordered
SELECT id FROM orders WHERE customer LIKE 'a%' OR customer LIKE '%b' ORDER BY id;
-- case adv-queries-38 ordered
SELECT id FROM orders WHERE NOT (status = 'paid') ORDER BY id;
-- case adv-queries-39
SELECT id FROM orders WHERE status NOT IN ('paid', NULL);
-- case adv-queries-40 ordered
SELECT id FROM orders ORDER BY qty DESC NULLS LAST, id LIMIT 3;
-- case adv-queries-41 ordered
SELECT id FROM orders ORDER BY price LIMIT 2 OFFSET 2;
-- case adv-queries-42 ordered
SELECT product, sum(qty) AS q FROM orders GROUP BY ROLLUP (product) ORDER BY product NULLS LAST;
-- case adv-queries-43 ordered
SELECT customer, product, sum(qty) q FROM orders WHERE customer IS NOT NULL GROUP BY CUBE (customer, product) HAVING grouping(customer) = 1 ORDER BY product NULLS LAST;
-- case adv-queries-44
SELECT sum(qty) AS s, s * 2 AS d FROM orders;
-- case adv-queries-45 ordered
SELECT id, row_number() OVER (ORDER BY price DESC, id) AS rn, ntile(3) OVER (ORDER BY id) AS t, dense_rank() OVER (ORDER BY product) AS dr FROM orders ORDER BY id;
-- case adv-queries-46
SELECT customer, sum(qty) FROM orders;
-- case adv-queries-47
SELECT product FROM orders GROUP BY customer;
-- case adv-queries-48 ordered
SELECT orders.id, count(*) FROM orders GROUP BY orders.id ORDER BY orders.id LIMIT 2;
-- case adv-queries-49 ordered
SELECT id, price * 1.1 AS p, price / 3 AS t, price + 1 AS u, qty / 2 AS h, -price AS n FROM orders WHERE id <= 2 ORDER BY id;
-- case adv-queries-50
SELECT avg(price) AS a, sum(price) AS s, avg(qty) AS q, sum(price * qty) AS t FROM orders;
-- case adv-queries-51
SELECT id, array(qty, id) AS a, struct(customer, product) AS s, map(product, price) AS m FROM orders WHERE id = 1;
-- case adv-queries-52
SELECT o.* EXCEPT (ordered, status) FROM orders o WHERE o.id = 2;
-- case adv-queries-53
SELECT a.n, b.n FROM (SELECT 1 AS n) a, (SELECT 2 AS n) b;
-- case adv-queries-54
SELECT n FROM (SELECT 1 AS n) a, (SELECT 2 AS n) b;
-- case adv-queries-55 ordered
SELECT id FROM orders o WHERE EXISTS (SELECT * FROM orders p WHERE p.product = o.product AND p.id <> o.id AND p.status = 'paid') ORDER BY id;
-- case adv-queries-56 ordered
SELECT id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM orders p WHERE p.customer = o.customer AND p.status = 'paid') ORDER BY id;
-- case adv-queries-57 ordered
SELECT customer, (SELECT count(*) FROM orders i WHERE i.customer = o.customer) AS n FROM orders o GROUP BY customer ORDER BY customer;
-- case adv-queries-58 ordered
SELECT (SELECT max(price) FROM orders) - price AS gap FROM orders ORDER BY gap LIMIT 2;
-- case adv-queries-59
SELECT * FROM orders WHERE id = 1 LIMIT 1;
-- case adv-queries-60 ordered
SELECT id, sum(id) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS s FROM orders ORDER BY id DESC LIMIT 2;
-- case adv-queries-61
SELECT count(*) AS n FROM orders a FULL OUTER JOIN (SELECT 99 AS id) b ON a.id = b.id;
-- case adv-queries-62
SELECT customer, min(id) AS first_id FROM orders GROUP BY customer SORT BY customer;
-- case adv-queries-63
SELECT 1 AS one, 'x' AS `two words`, id AS `Id` FROM orders WHERE id = 1;
-- case adv-queries-64
SELECT * FROM orders TABLESAMPLE (2 ROWS);
-- case adv-queries-65 ordered
SELECT /*+ BROADCAST(b) */ a.id FROM orders a JOIN orders b ON a.id = b.id WHERE a.id < 3 ORDER BY a.id;
-- case adv-queries-66
SELECT id FROM orders CLUSTER BY id;
-- case adv-queries-67
SELECT DISTINCT ON (product) product FROM orders;
-- case adv-queries-68
SELECT TOP 3 id FROM orders;
-- case adv-queries-69
SELECT id FROM orders WHERE rownum < 3;
-- case adv-queries-70
SELECT count(DISTINCT product, status) AS a, approx_count_distinct(customer) AS b FROM orders;
-- case adv-queries-71
SELECT any_value(product) IS NOT NULL AS a, mode(product) IS NOT NULL AS b FROM orders;
-- case adv-queries-72
SELECT max(struct(price, product)).product AS p FROM orders;
-- case adv-queries-73
SELECT stack(2, 'a', 1, 'b', 2) AS (k, v);
-- case adv-queries-74 ordered
SELECT id, explode(split('x,y', ',')) AS t FROM orders WHERE id < 3 ORDER BY id, t;
-- case adv-queries-75 ordered
FROM orders |> WHERE status = 'paid' |> AGGREGATE sum(qty) AS q, count(*) AS n GROUP BY product |> ORDER BY product;
-- case adv-queries-76 ordered
FROM orders |> SELECT id, price |> EXTEND price * 2 AS dbl |> WHERE dbl > 8 |> ORDER BY id |> LIMIT 2;
-- case adv-queries-77 ordered
SELECT id IN (SELECT id FROM orders WHERE qty > 2) AS hit FROM orders ORDER BY id LIMIT 3;
-- case adv-queries-78
WITH a AS (SELECT 1 AS x), a AS (SELECT 2 AS x) SELECT * FROM a;
-- case adv-queries-79
WITH t AS (WITH u AS (SELECT 3 AS y) SELECT y FROM u) SELECT y + 1 AS z FROM t;
-- case adv-queries-80
SELECT t1.x FROM (VALUES (1), (2)) t1(x) LEFT SEMI JOIN (VALUES (2), (3)) t2(x) ON t1.x = t2.x;
-- case adv-queries-81
SELECT * FROM (VALUES (1, 'a')) AS t(id, v) JOIN (VALUES (1, 'b')) AS u(id, w) USING (id);
-- case adv-queries-82
SELECT sum(id) AS s FROM range(1, 101);
-- case adv-queries-83
SELECT array_agg(id) AS ids FROM (SELECT id FROM range(3) ORDER BY id);
-- case adv-queries-84
SELECT named_struct('min', min(id), 'max', max(id)) AS r FROM range(5);
