-- setup
CREATE TABLE customers (id INT, name STRING, email STRING, city STRING, country STRING, signup DATE, tier STRING, credit DECIMAL(10,2), active BOOLEAN);
INSERT INTO customers VALUES (1,'Ann Lee','ann@x.com','Oslo','NO',DATE'2023-01-15','gold',1000.00,true),(2,'Bob Roy','bob@y.org','Bergen','NO',DATE'2023-03-02','silver',250.50,true),(3,'Cid Fox',NULL,'Paris','FR',DATE'2022-11-30',NULL,NULL,false),(4,'Dee Poe','dee@z.net','Lyon','FR',NULL,'gold',75.25,true),(5,'Eve Kim','eve@x.com',NULL,NULL,DATE'2024-02-29','bronze',0.00,NULL);
CREATE TABLE orders (order_id BIGINT, customer_id INT, order_ts TIMESTAMP, amount DECIMAL(12,2), qty INT, status STRING, tags ARRAY<STRING>, discount DOUBLE);
INSERT INTO orders VALUES (101,1,TIMESTAMP'2024-01-05 10:00:00',120.50,2,'paid',array('new','web'),0.1),(102,1,TIMESTAMP'2024-01-20 23:30:15',80.00,1,'paid',array('web'),NULL),(103,2,TIMESTAMP'2024-02-01 00:00:00',500.00,10,'open',array(),0.25),(104,3,TIMESTAMP'2024-02-14 12:45:30.123456',NULL,3,'void',NULL,0.0),(105,2,TIMESTAMP'2024-02-28 08:15:00',99.99,1,'paid',array('app','vip',NULL),0.05),(106,9,TIMESTAMP'2024-03-01 17:20:00',10.00,NULL,'open',array('web'),NULL),(107,NULL,NULL,45.10,4,NULL,array('x'),1.5);
CREATE TABLE products (sku STRING, title STRING, price DECIMAL(8,2), weight FLOAT, attrs MAP<STRING,STRING>, dims STRUCT<w:INT,h:INT,unit:STRING>, stock SMALLINT, rating DOUBLE);
INSERT INTO products VALUES ('A1','Lamp',19.99,CAST(1.5 AS FLOAT),map('color','red','size','M'),named_struct('w',10,'h',20,'unit','cm'),5,4.5),('B2','Desk',250.00,CAST(30.25 AS FLOAT),map('color','oak'),named_struct('w',120,'h',75,'unit','cm'),0,3.9),('C3','Pen',0.99,CAST(0.01 AS FLOAT),map(),NULL,NULL,NULL),('D4','Mug',NULL,NULL,NULL,named_struct('w',NULL,'h',9,'unit',NULL),100,5.0);
CREATE TABLE events (event_id INT, user_id INT, ts TIMESTAMP_NTZ, kind STRING, payload STRING, value INT);
INSERT INTO events VALUES (1,1,TIMESTAMP_NTZ'2024-01-01 09:00:00','click','{"page":"home","n":1,"meta":{"ref":"ad"}}',10),(2,1,TIMESTAMP_NTZ'2024-01-01 09:05:00','view','{"page":"shop","n":2}',20),(3,2,TIMESTAMP_NTZ'2024-01-01 10:00:00','click','{"page":"home","items":[1,2,3]}',NULL),(4,2,TIMESTAMP_NTZ'2024-01-02 11:30:00','buy','bad json',40),(5,3,TIMESTAMP_NTZ'2024-01-03 00:00:00','view',NULL,50),(6,1,TIMESTAMP_NTZ'2024-01-03 09:00:00','buy','{"page":null}',20);
CREATE TABLE employees (emp_id INT, name STRING, manager_id INT, dept STRING, salary INT, bonus DOUBLE, hired DATE, skills ARRAY<STRUCT<name:STRING,lvl:INT>>);
INSERT INTO employees VALUES (1,'Gus',NULL,'exec',200000,0.5,DATE'2010-05-01',array(named_struct('name','lead','lvl',5))),(2,'Hal',1,'eng',150000,0.2,DATE'2015-07-15',array(named_struct('name','sql','lvl',4),named_struct('name','py','lvl',3))),(3,'Ida',1,'ops',120000,NULL,DATE'2016-01-31',array()),(4,'Jan',2,'eng',110000,0.1,DATE'2019-11-11',array(named_struct('name','sql','lvl',2))),(5,'Kai',2,'eng',110000,0.15,DATE'2020-02-29',NULL),(6,'Lia',3,'ops',90000,0.1,DATE'2021-06-30',array(named_struct('name','go','lvl',NULL)));
-- case exam-mix-2-01 ordered
SELECT o.order_id, c.name FROM orders o INNER JOIN customers c ON o.customer_id = c.id WHERE o.amount BETWEEN 50 AND 200 ORDER BY o.order_id DESC;
-- case exam-mix-2-02 ordered
SELECT c.country, o.status, sum(o.amount) AS revenue FROM orders o JOIN customers c ON o.customer_id = c.id GROUP BY c.country, o.status ORDER BY revenue DESC NULLS LAST, 1, 2;
-- case exam-mix-2-03 ordered
SELECT customer_id, min(order_ts) AS first_order, max(order_ts) AS last_order, datediff(max(order_ts), min(order_ts)) AS days FROM orders GROUP BY customer_id ORDER BY customer_id;
-- case exam-mix-2-04 ordered
SELECT to_date(order_ts) AS d, count(*) AS n, sum(sum(amount)) OVER (ORDER BY to_date(order_ts)) AS cum FROM orders WHERE order_ts IS NOT NULL GROUP BY to_date(order_ts) ORDER BY d;
-- case exam-mix-2-05 ordered
WITH ranked AS (SELECT customer_id, order_id, amount, row_number() OVER (PARTITION BY customer_id ORDER BY amount DESC NULLS LAST, order_id) AS rn FROM orders) SELECT customer_id, order_id, amount FROM ranked WHERE rn = 1 ORDER BY customer_id;
-- case exam-mix-2-06 ordered
WITH m AS (SELECT trunc(order_ts, 'MM') AS mon, sum(amount) AS rev FROM orders WHERE order_ts IS NOT NULL GROUP BY 1) SELECT mon, rev, lag(rev) OVER (ORDER BY mon) AS prev, round((rev - lag(rev) OVER (ORDER BY mon)) / lag(rev) OVER (ORDER BY mon) * 100, 2) AS growth FROM m ORDER BY mon;
-- case exam-mix-2-07 ordered
SELECT user_id, kind, ts, CASE WHEN ts - lag(ts) OVER (PARTITION BY user_id ORDER BY ts) > INTERVAL 30 MINUTES THEN 1 ELSE 0 END AS new_session FROM events ORDER BY user_id, ts;
-- case exam-mix-2-08 ordered
SELECT user_id, count_if(kind = 'click') AS clicks, count_if(kind = 'buy') AS buys, count_if(kind = 'buy') / count(*) AS rate FROM events GROUP BY user_id ORDER BY user_id;
-- case exam-mix-2-09 ordered
SELECT kind, count(*) AS n, round(count(*) * 100.0 / sum(count(*)) OVER (), 1) AS pct FROM events GROUP BY kind ORDER BY n DESC, kind;
-- case exam-mix-2-10 ordered
SELECT dept, percentile_approx(salary, 0.5) AS med, max(salary) - min(salary) AS spread FROM employees GROUP BY dept HAVING count(*) > 1 ORDER BY dept;
-- case exam-mix-2-11 ordered
SELECT name, hired, floor(months_between(DATE'2024-01-01', hired) / 12) AS years FROM employees ORDER BY hired;
-- case exam-mix-2-12 ordered
SELECT name, concat(substring(name, 1, 1), '***') AS masked, coalesce(email, 'n/a') AS email, split(email, '@')[1] AS domain FROM customers ORDER BY id;
-- case exam-mix-2-13 ordered
SELECT id, split(email, '@')[0] AS user_part, regexp_extract(email, '@(.*)$', 1) AS dom FROM customers WHERE email IS NOT NULL ORDER BY id;
-- case exam-mix-2-14 ordered
SELECT event_id, from_json(payload, 'page STRING, n INT, meta STRUCT<ref: STRING>').meta.ref AS ref FROM events ORDER BY event_id;
-- case exam-mix-2-15 ordered
SELECT event_id, j.page, j.n FROM (SELECT event_id, from_json(payload, 'STRUCT<page: STRING, n: BIGINT>') AS j FROM events) ORDER BY event_id;
-- case exam-mix-2-16 ordered
SELECT event_id, item FROM (SELECT event_id, from_json(get_json_object(payload, '$.items'), 'ARRAY<INT>') AS items FROM events) LATERAL VIEW OUTER explode(items) t AS item ORDER BY event_id, item;
-- case exam-mix-2-17 ordered
SELECT sku, attrs['color'] AS color, map_contains_key(attrs, 'size') AS has_size, coalesce(attrs['size'], 'none') AS size FROM products ORDER BY sku;
-- case exam-mix-2-18
SELECT sku, dims FROM products WHERE dims.w > 50;
-- case exam-mix-2-19 ordered
SELECT sku, price, lag(price, 1, 0) OVER (ORDER BY sku) AS prev, price - lag(price, 1, 0) OVER (ORDER BY sku) AS delta FROM products ORDER BY sku;
-- case exam-mix-2-20
SELECT sum(price * stock) AS inv, avg(price) AS ap, sum(price) / count(price) AS m, stddev(price) AS sd FROM products;
-- case exam-mix-2-21 ordered
SELECT CAST(price AS INT) AS i, CAST(price AS DOUBLE) AS d, CAST(price AS STRING) AS s, CAST(price AS DECIMAL(5,1)) AS dc, price::float AS f FROM products ORDER BY sku;
-- case exam-mix-2-22
SELECT count(*) FROM orders WHERE status <> 'paid';
-- case exam-mix-2-23
SELECT count(*) FROM orders WHERE NOT (status = 'paid' OR status IS NULL);
-- case exam-mix-2-24 ordered
SELECT order_id, nvl(status, 'unknown') AS st, nullif(status, 'void') AS nv FROM orders ORDER BY order_id;
-- case exam-mix-2-25 ordered
SELECT status, array_sort(collect_list(order_id)) AS ids, concat_ws(',', sort_array(collect_list(CAST(order_id AS STRING)))) AS txt FROM orders GROUP BY status ORDER BY status;
-- case exam-mix-2-26 ordered
SELECT e.name, (SELECT count(*) FROM employees r WHERE r.manager_id = e.emp_id) AS reports FROM employees e ORDER BY e.emp_id;
-- case exam-mix-2-27 ordered
SELECT e.name, (SELECT count(*) FROM employees r WHERE r.manager_id = e.emp_id) AS reports FROM employees e WHERE (SELECT count(*) FROM employees r WHERE r.manager_id = e.emp_id) > 1 ORDER BY e.emp_id;
-- case exam-mix-2-28 ordered
SELECT (SELECT avg(salary) FROM employees) - salary AS diff FROM employees ORDER BY emp_id;
-- case exam-mix-2-29 ordered
SELECT dept, (SELECT max(amount) FROM orders) AS m, count(*) FROM employees GROUP BY dept ORDER BY dept;
-- case exam-mix-2-30 ordered
SELECT name FROM customers c WHERE (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) >= 2 ORDER BY name;
-- case exam-mix-2-31 ordered
SELECT name FROM customers c WHERE c.id IN (SELECT o.customer_id FROM orders o WHERE o.amount > c.credit / 10) ORDER BY name;
-- case exam-mix-2-32
SELECT name FROM customers WHERE country IN (SELECT country FROM customers WHERE tier = 'gold') AND tier IS NULL;
-- case exam-mix-2-33 ordered
SELECT DISTINCT o.customer_id FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer_id AND c.country = 'NO') ORDER BY 1;
-- case exam-mix-2-34 ordered
SELECT a.emp_id, b.emp_id FROM employees a JOIN employees b ON a.salary = b.salary AND a.emp_id <> b.emp_id ORDER BY 1;
-- case exam-mix-2-35 ordered
SELECT c.name, o.order_id FROM customers c LEFT JOIN orders o ON c.id = o.customer_id AND o.amount > 100 WHERE c.country = 'NO' ORDER BY 1, 2;
-- case exam-mix-2-36 ordered
SELECT c.name FROM customers c LEFT JOIN orders o ON c.id = o.customer_id WHERE o.order_id IS NULL ORDER BY 1;
-- case exam-mix-2-37 ordered
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS l(id, v) FULL OUTER JOIN (VALUES (2, 'x'), (3, 'y')) AS r(id, w) ON l.id = r.id ORDER BY l.id, r.id;
-- case exam-mix-2-38 ordered
SELECT l.id, r.id, coalesce(l.id, r.id) AS cid FROM VALUES (1), (2) AS l(id) FULL JOIN VALUES (2), (3) AS r(id) USING (id) ORDER BY cid;
-- case exam-mix-2-39
SELECT * FROM VALUES (1, 2) AS a(x, y) JOIN VALUES (1, 3) AS b(x, z) USING (x) JOIN VALUES (1, 4) AS c(x, w) USING (x);
-- case exam-mix-2-40 ordered
SELECT id, sum(v) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS mov FROM VALUES (1, 10), (2, 20), (3, NULL), (4, 40) AS t(id, v) ORDER BY id;
-- case exam-mix-2-41 ordered
SELECT x, rank() OVER (ORDER BY x NULLS LAST) AS r, row_number() OVER (ORDER BY x DESC NULLS FIRST) AS rn FROM VALUES (1), (NULL), (3), (1) AS t(x) ORDER BY rn;
-- case exam-mix-2-42 ordered
SELECT grouping(dept) AS g, dept, count(*) AS n FROM employees GROUP BY CUBE(dept) ORDER BY g, dept;
-- case exam-mix-2-43 ordered
SELECT dept, manager_id, sum(salary) FROM employees GROUP BY GROUPING SETS ((dept, manager_id), (dept), ()) ORDER BY dept NULLS LAST, manager_id NULLS LAST;
-- case exam-mix-2-44 ordered
SELECT dept, manager_id, sum(salary) FROM employees GROUP BY dept, ROLLUP(manager_id) ORDER BY 1, 2 NULLS LAST, 3;
-- case exam-mix-2-45
SELECT array_contains(array('1'), 1);
-- case exam-mix-2-46
SELECT array_position(array(1, 2), '2'), array_remove(array(1), 'x');
-- case exam-mix-2-47 ordered
SELECT order_id, order_ts + INTERVAL '1' DAY AS nxt, date_add(order_ts, 7) AS wk, order_ts::date AS d, date_format(order_ts, 'MMM-yy') AS lbl FROM orders WHERE order_id IN (101, 104) ORDER BY order_id;
-- case exam-mix-2-48 ordered
SELECT window.start, window.end, count(*) AS n FROM orders GROUP BY window(order_ts, '7 days') ORDER BY window.start;
-- case exam-mix-2-49
SELECT approx_count_distinct(customer_id) AS a, count(DISTINCT customer_id, status) AS b, sum(DISTINCT qty) AS c FROM orders;
-- case exam-mix-2-50
SELECT sum(qty) AS q, sum(qty) FILTER (WHERE status = 'paid') AS paid, avg(amount) FILTER (WHERE amount > 50) AS a FROM orders;
-- case exam-mix-2-51
SELECT max(CASE WHEN status = 'paid' THEN amount END) AS p, min(CASE status WHEN 'open' THEN amount END) AS o FROM orders;
-- case exam-mix-2-52 ordered
SELECT transform(skills, s -> s.name || ':' || s.lvl) AS txt, aggregate(skills, 0, (a, s) -> a + coalesce(s.lvl, 0)) AS tot, filter(skills, s -> s.lvl > 3) AS hi FROM employees ORDER BY emp_id;
-- case exam-mix-2-53 ordered
SELECT e.name, exists(skills, s -> s.name = 'sql') AS knows FROM employees e ORDER BY e.emp_id;
-- case exam-mix-2-54 ordered
SELECT array_sort(transform(skills, x -> x.lvl)) AS lv, element_at(skills, 1).name AS f, skills[0] AS s0 FROM employees WHERE size(skills) > 0 ORDER BY emp_id;
