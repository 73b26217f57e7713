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
-- case exam-mix-4-01
SELECT greatest(*), least(*), coalesce(*), array(*), struct(*) FROM VALUES (1, 2), (4, 3) AS t(a, b);
-- case exam-mix-4-02
SELECT concat_ws('-', *) FROM VALUES ('a', 'b') AS t(x, y);
-- case exam-mix-4-03
SELECT count(DISTINCT country, tier), count(DISTINCT c.*) FROM customers c;
-- case exam-mix-4-04
SELECT count(c.*) FROM customers c;
-- case exam-mix-4-05 ordered
SELECT hired - INTERVAL 1 YEAR AS d, date_add(hired, CAST(bonus * 10 AS INT)) AS x, hired + emp_id AS y FROM employees ORDER BY emp_id;
-- case exam-mix-4-06 ordered
SELECT salary * bonus AS b, salary / 12 AS m, salary % 1000 AS r, salary DIV 7 AS q, salary * 1.1 AS up, -bonus AS nb FROM employees ORDER BY emp_id;
-- case exam-mix-4-07
SELECT sum(salary * bonus) AS t, avg(bonus) AS a, sum(bonus) / count(*) AS x, max(bonus) AS mx FROM employees;
-- case exam-mix-4-08 ordered
SELECT dept, sum(salary) / (SELECT sum(salary) FROM employees) AS share FROM employees GROUP BY dept ORDER BY dept;
-- case exam-mix-4-09 ordered
SELECT dept, round(sum(salary) / 1000, 1) AS k, format_number(sum(salary), 0) AS f FROM employees GROUP BY dept ORDER BY k DESC;
-- case exam-mix-4-10 ordered
SELECT e.dept, e.name FROM employees e JOIN (SELECT dept, max(salary) AS mx FROM employees GROUP BY dept) m ON e.dept = m.dept AND e.salary = m.mx ORDER BY 1, 2;
-- case exam-mix-4-11 ordered
SELECT name FROM employees WHERE dept IN ('eng', 'ops') AND hired >= '2016-01-01' AND bonus IS NOT NULL ORDER BY hired;
-- case exam-mix-4-12 ordered
SELECT name FROM employees WHERE name RLIKE '^[G-J]' ORDER BY name;
-- case exam-mix-4-13 ordered
SELECT name FROM employees WHERE lower(name) LIKE '%a' OR name LIKE '_a_' ORDER BY name;
-- case exam-mix-4-14 ordered
SELECT name FROM employees WHERE (dept, salary) IN (('eng', 110000), ('ops', 90000)) ORDER BY name;
-- case exam-mix-4-15 ordered
SELECT name FROM employees WHERE NOT EXISTS (SELECT 1 FROM employees r WHERE r.manager_id = employees.emp_id) ORDER BY name;
-- case exam-mix-4-16 ordered
SELECT name, dept FROM employees e WHERE 1 < (SELECT count(*) FROM employees x WHERE x.dept = e.dept AND x.salary >= e.salary) ORDER BY name;
-- case exam-mix-4-17 ordered
SELECT s.name AS skill, count(*) AS n, max(s.lvl) AS top FROM employees LATERAL VIEW explode(skills) t AS s GROUP BY s.name ORDER BY n DESC, skill;
-- case exam-mix-4-18 ordered
SELECT e.name, count(s.name) AS n FROM employees e LATERAL VIEW OUTER explode(e.skills) t AS s GROUP BY e.name ORDER BY e.name;
-- case exam-mix-4-19 ordered
SELECT col.name, col.lvl FROM (SELECT explode(skills) FROM employees) ORDER BY 1, 2;
-- case exam-mix-4-20 ordered
SELECT emp_id, s.* FROM employees LATERAL VIEW explode(skills) t AS s ORDER BY emp_id, s.name;
-- case exam-mix-4-21 ordered
SELECT sku, k FROM products LATERAL VIEW explode(map_keys(attrs)) t AS k WHERE k <> 'size' ORDER BY sku;
-- case exam-mix-4-22 ordered
SELECT o.order_id, upper(t.tag) AS tag FROM orders o CROSS JOIN LATERAL explode(o.tags) AS t(tag) WHERE t.tag IS NOT NULL ORDER BY 1, 2;
-- case exam-mix-4-23 ordered
SELECT id, v FROM (SELECT 1 AS id, array(array(1, 2), array(3)) AS n) LATERAL VIEW explode(n) a AS inner_list LATERAL VIEW explode(inner_list) b AS v ORDER BY v;
-- case exam-mix-4-24
SELECT inline(array(struct(1 AS a, 'x' AS b), struct(2, 'y')));
-- case exam-mix-4-25 ordered
SELECT * FROM inline(array(struct(1, 'x'), struct(2, 'y'))) AS t(n, s) ORDER BY n;
-- case exam-mix-4-26 ordered
SELECT * FROM stack(3, 1, 2, 3) AS t(v) ORDER BY v;
-- case exam-mix-4-27 ordered
SELECT d, dayofweek(d) AS w FROM (SELECT explode(sequence(DATE'2024-01-01', DATE'2024-01-03')) AS d) ORDER BY d;
-- case exam-mix-4-28 ordered
SELECT explode(sequence(TIMESTAMP'2024-01-01 00:00:00', TIMESTAMP'2024-01-01 02:00:00', INTERVAL 1 HOUR)) AS h ORDER BY h;
-- case exam-mix-4-29
SELECT sequence(5, 1, -2), sequence(1, 5, 2), sequence(DATE'2024-01-31', DATE'2024-04-30', INTERVAL 1 MONTH);
-- case exam-mix-4-30 ordered
SELECT status, sum(amount) AS s FROM orders GROUP BY status WITH CUBE ORDER BY status NULLS LAST, s;
-- case exam-mix-4-31 ordered
SELECT coalesce(status, 'ALL') AS st, grouping_id(status) AS g, sum(amount) AS s FROM orders GROUP BY ROLLUP (status) ORDER BY g, st, s;
-- case exam-mix-4-32
SELECT * FROM (SELECT status, amount FROM orders) PIVOT (sum(amount) FOR status IN ('paid' AS p, 'open' AS o));
-- case exam-mix-4-33 ordered
SELECT * FROM (SELECT customer_id, status, qty FROM orders WHERE customer_id IS NOT NULL) PIVOT (sum(qty) AS q, max(qty) AS m FOR status IN ('paid', 'open' AS o)) ORDER BY customer_id;
-- case exam-mix-4-34 ordered
SELECT * FROM (SELECT sku, price, CAST(rating AS DECIMAL(8,2)) AS rating FROM products) UNPIVOT (val FOR k IN (price AS 'p', rating)) ORDER BY sku, k;
-- case exam-mix-4-35 ordered
SELECT * FROM (SELECT 1 AS id, 10 AS q1, 20 AS q2, 30 AS q3, 40 AS q4) UNPIVOT ((a, b) FOR h IN ((q1, q2) AS h1, (q3, q4) AS h2)) ORDER BY h;
-- case exam-mix-4-36 ordered
SELECT id, CASE WHEN credit IS NULL THEN 'none' WHEN credit < 100 THEN 'low' WHEN credit BETWEEN 100 AND 500 THEN 'mid' ELSE 'high' END AS band FROM customers ORDER BY id;
-- case exam-mix-4-37 ordered
SELECT id, if(active, 'yes', 'no') AS a, nvl2(tier, 1, 0) AS t, coalesce(CAST(credit AS STRING), 'n/a') AS c, active AND credit > 100 AS b FROM customers ORDER BY id;
-- case exam-mix-4-38 ordered
SELECT CAST(active AS INT) AS i, CAST(active AS STRING) AS s, sum(CAST(active AS INT)) OVER () AS n FROM customers ORDER BY id;
-- case exam-mix-4-39 ordered
SELECT upper(name) AS name FROM customers ORDER BY name DESC LIMIT 2;
-- case exam-mix-4-40 ordered
SELECT name AS id, id AS name FROM customers ORDER BY id LIMIT 2;
-- case exam-mix-4-41 ordered
SELECT id + 1 AS id FROM customers WHERE id > 3 ORDER BY id;
-- case exam-mix-4-42 ordered
SELECT -id AS id FROM customers GROUP BY id ORDER BY id;
-- case exam-mix-4-43
SELECT id AS x, x + 1 AS y, y * 2 AS z FROM customers WHERE id = 3;
-- case exam-mix-4-44 ordered
SELECT customer_id AS c, count(*) FROM orders GROUP BY c HAVING c > 1 ORDER BY c;
-- case exam-mix-4-45
SELECT sum(x) AS x FROM VALUES (1), (2) AS t(x) HAVING x > 1;
-- case exam-mix-4-46 ordered
SELECT x, sum(x) OVER () AS x2 FROM VALUES (1), (2) AS t(x) ORDER BY x2, x;
-- case exam-mix-4-47 ordered
SELECT `id`, customers.name, witness.customers.city FROM witness.customers ORDER BY id LIMIT 1;
-- case exam-mix-4-48
SELECT * FROM customers AS c (a, b, c2, d, e, f, g, h, i) WHERE a = 1;
-- case exam-mix-4-49 ordered
SELECT t.a FROM (SELECT id FROM customers) AS t(a) ORDER BY t.a LIMIT 1;
-- case exam-mix-4-50
SELECT id FROM customers -- trailing comment;
-- case exam-mix-4-51
SELECT /* hint */ id /* x */ FROM customers WHERE id = 1 AND /* c */ true;
-- case exam-mix-4-52
SELECT id FROM customers WHERE id = 1 AND name != 'x' AND id <> 5 AND NOT id > 4;
-- case exam-mix-4-53
SELECT max(order_ts), min(order_ts), count(order_ts), max(order_ts) - min(order_ts) FROM orders;
-- case exam-mix-4-54
SELECT avg(order_id), sum(order_id), avg(stock), sum(stock), sum(weight), avg(weight), max(weight) FROM orders, products;
-- case exam-mix-4-55 ordered
SELECT date_trunc('week', ts) AS w, count(*) FROM events GROUP BY 1 ORDER BY 1;
-- case exam-mix-4-56 ordered
SELECT to_date(ts) AS d, kind, count(*) AS n FROM events GROUP BY ALL ORDER BY ALL;
-- case exam-mix-4-57 ordered
SELECT event_id, date_format(ts, "yyyy-MM-dd'T'HH:mm") AS f, hour(ts) AS h, ts::date AS d, unix_timestamp(ts) AS u FROM events WHERE event_id < 3 ORDER BY event_id;
-- case exam-mix-4-58 ordered
SELECT event_id, value, sum(value) OVER (PARTITION BY user_id ORDER BY ts ROWS UNBOUNDED PRECEDING) AS c, ntile(2) OVER (ORDER BY event_id) AS t FROM events ORDER BY event_id;
-- case exam-mix-4-59 ordered
SELECT user_id, first_value(kind) OVER w AS f, last_value(kind) OVER w AS l FROM events WINDOW w AS (PARTITION BY user_id ORDER BY ts) ORDER BY user_id, ts;
