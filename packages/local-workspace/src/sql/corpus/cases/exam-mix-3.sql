-- setup
CREATE TABLE customers (id INT, name STRING, email STRING, city STRING, country STRING, signup DATE, tier STRING, credit DECIMAL(10,2), active BOOLEAN);
INSERT INTO customers VALUES (1,'Ann Lee','ann@x.com','Oslo','NO',DATE'2023-01-15','gold',1000.00,true),(2,'Bob Roy','bob@y.org','Bergen','NO',DATE'2023-03-02','silver',250.50,true),(3,'Cid Fox',NULL,'Paris','FR',DATE'2022-11-30',NULL,NULL,false),(4,'Dee Poe','dee@z.net','Lyon','FR',NULL,'gold',75.25,true),(5,'Eve Kim','eve@x.com',NULL,NULL,DATE'2024-02-29','bronze',0.00,NULL);
CREATE TABLE orders (order_id BIGINT, customer_id INT, order_ts TIMESTAMP, amount DECIMAL(12,2), qty INT, status STRING, tags ARRAY<STRING>, discount DOUBLE);
INSERT INTO orders VALUES (101,1,TIMESTAMP'2024-01-05 10:00:00',120.50,2,'paid',array('new','web'),0.1),(102,1,TIMESTAMP'2024-01-20 23:30:15',80.00,1,'paid',array('web'),NULL),(103,2,TIMESTAMP'2024-02-01 00:00:00',500.00,10,'open',array(),0.25),(104,3,TIMESTAMP'2024-02-14 12:45:30.123456',NULL,3,'void',NULL,0.0),(105,2,TIMESTAMP'2024-02-28 08:15:00',99.99,1,'paid',array('app','vip',NULL),0.05),(106,9,TIMESTAMP'2024-03-01 17:20:00',10.00,NULL,'open',array('web'),NULL),(107,NULL,NULL,45.10,4,NULL,array('x'),1.5);
CREATE TABLE products (sku STRING, title STRING, price DECIMAL(8,2), weight FLOAT, attrs MAP<STRING,STRING>, dims STRUCT<w:INT,h:INT,unit:STRING>, stock SMALLINT, rating DOUBLE);
INSERT INTO products VALUES ('A1','Lamp',19.99,CAST(1.5 AS FLOAT),map('color','red','size','M'),named_struct('w',10,'h',20,'unit','cm'),5,4.5),('B2','Desk',250.00,CAST(30.25 AS FLOAT),map('color','oak'),named_struct('w',120,'h',75,'unit','cm'),0,3.9),('C3','Pen',0.99,CAST(0.01 AS FLOAT),map(),NULL,NULL,NULL),('D4','Mug',NULL,NULL,NULL,named_struct('w',NULL,'h',9,'unit',NULL),100,5.0);
CREATE TABLE employees (emp_id INT, name STRING, manager_id INT, dept STRING, salary INT, bonus DOUBLE, hired DATE, skills ARRAY<STRUCT<name:STRING,lvl:INT>>);
INSERT INTO employees VALUES (1,'Gus',NULL,'exec',200000,0.5,DATE'2010-05-01',array(named_struct('name','lead','lvl',5))),(2,'Hal',1,'eng',150000,0.2,DATE'2015-07-15',array(named_struct('name','sql','lvl',4),named_struct('name','py','lvl',3))),(3,'Ida',1,'ops',120000,NULL,DATE'2016-01-31',array()),(4,'Jan',2,'eng',110000,0.1,DATE'2019-11-11',array(named_struct('name','sql','lvl',2))),(5,'Kai',2,'eng',110000,0.15,DATE'2020-02-29',NULL),(6,'Lia',3,'ops',90000,0.1,DATE'2021-06-30',array(named_struct('name','go','lvl',NULL)));
-- case exam-mix-3-01
SELECT c.* EXCEPT (id), o.order_id FROM customers c JOIN orders o ON c.id = o.customer_id WHERE o.order_id = 101;
-- case exam-mix-3-02
SELECT p.dims.* EXCEPT (unit) FROM products p WHERE sku = 'A1';
-- case exam-mix-3-03 ordered
SELECT * FROM customers ORDER BY country NULLS LAST, credit DESC NULLS FIRST LIMIT 3;
-- case exam-mix-3-04 ordered
SELECT id FROM customers ORDER BY -id LIMIT 2;
-- case exam-mix-3-05 ordered
SELECT id, name FROM customers ORDER BY CASE WHEN country = 'NO' THEN 0 ELSE 1 END, name DESC;
-- case exam-mix-3-06 ordered
SELECT country, count(*) FROM customers GROUP BY country ORDER BY count(*) DESC, country;
-- case exam-mix-3-07 ordered
SELECT country FROM customers GROUP BY country HAVING count(*) = 2 ORDER BY 1;
-- case exam-mix-3-08 ordered
SELECT id % 2 AS odd, collect_list(id) FROM (SELECT id FROM customers ORDER BY id) GROUP BY id % 2 ORDER BY odd;
-- case exam-mix-3-09 ordered
SELECT id % 2, max(name) FROM customers GROUP BY 1 ORDER BY 1;
-- case exam-mix-3-10
SELECT count(*) AS n FROM (SELECT DISTINCT country, tier FROM customers);
-- case exam-mix-3-11
SELECT count(*), count(DISTINCT *) FROM customers;
-- case exam-mix-3-12
SELECT DISTINCT tags FROM orders;
-- case exam-mix-3-13
SELECT dims, count(*) AS n FROM products WHERE dims.w = 10 GROUP BY dims;
-- case exam-mix-3-14
SELECT max(tags), min(dims.w) FROM orders, products;
-- case exam-mix-3-15 ordered
SELECT * FROM orders ORDER BY attrs;
-- case exam-mix-3-16 ordered
SELECT sku FROM products ORDER BY dims LIMIT 1;
-- case exam-mix-3-17
SELECT a.x, b.y FROM (SELECT 1 AS x) a LEFT JOIN (SELECT 2 AS y WHERE false) b ON true;
-- case exam-mix-3-18
SELECT * FROM (SELECT 1 AS x, 2 AS y) a JOIN (SELECT 1 AS x, 3 AS z) b ON a.x = b.x;
-- case exam-mix-3-19
SELECT x FROM (SELECT 1 AS x) a JOIN (SELECT 1 AS x) b ON a.x = b.x;
-- case exam-mix-3-20
SELECT a.* FROM (SELECT 1 AS x, 2 AS y) a LEFT SEMI JOIN (SELECT 1 AS x) b USING (x);
-- case exam-mix-3-21
SELECT * FROM (SELECT 1 AS x) a LEFT ANTI JOIN (SELECT 1 AS x) b USING (x);
-- case exam-mix-3-22
SELECT count(*) FROM customers c1 CROSS JOIN customers c2 WHERE c1.id < c2.id;
-- case exam-mix-3-23
SELECT count(*) FROM customers NATURAL JOIN products;
-- case exam-mix-3-24 ordered
SELECT o.order_id, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id AND c.active ORDER BY 1;
-- case exam-mix-3-25 ordered
SELECT u.n FROM (SELECT name AS n FROM customers UNION ALL SELECT title FROM products) u ORDER BY n LIMIT 3;
-- case exam-mix-3-26 ordered
SELECT 1 AS x UNION ALL SELECT 2 AS y ORDER BY y;
-- case exam-mix-3-27 ordered
SELECT 1 AS x UNION ALL SELECT 2 ORDER BY x DESC LIMIT 1;
-- case exam-mix-3-28 ordered
(SELECT 3 AS x ORDER BY x LIMIT 1) UNION ALL (SELECT 1 ORDER BY 1) ORDER BY x;
-- case exam-mix-3-29
SELECT x FROM VALUES (1), (2), (2) AS t(x) UNION SELECT 2 EXCEPT SELECT 1;
-- case exam-mix-3-30
SELECT NULL AS a UNION SELECT NULL;
-- case exam-mix-3-31
SELECT a, b FROM VALUES (1, NULL), (1, NULL), (2, 'x') AS t(a, b) INTERSECT SELECT 1, NULL;
-- case exam-mix-3-32
SELECT DATE'2024-01-01' AS d UNION ALL SELECT '2024-02-01';
-- case exam-mix-3-33
SELECT 1L UNION ALL SELECT 1.5F;
-- case exam-mix-3-34
SELECT map('a', 1) UNION ALL SELECT map('b', 2);
-- case exam-mix-3-35
SELECT map('a', 1) UNION SELECT map('b', 2);
-- case exam-mix-3-36
SELECT named_struct('a', 1) UNION ALL SELECT named_struct('b', 2.5);
-- case exam-mix-3-37
SELECT CASE WHEN true THEN DATE'2024-01-01' ELSE TIMESTAMP'2024-01-01 00:00:00' END AS c, coalesce(NULL, NULL) AS n, if(false, 1, NULL) AS i;
-- case exam-mix-3-38
SELECT coalesce(1, 'x');
-- case exam-mix-3-39
SELECT coalesce(DATE'2024-01-01', 1);
-- case exam-mix-3-40
SELECT CASE WHEN 1 = 1 THEN 'a' WHEN 1 = 2 THEN 3 END;
-- case exam-mix-3-41
SELECT greatest('2', 10), least(1, '0');
-- case exam-mix-3-42
SELECT 1 BETWEEN '0' AND 2, 'b' BETWEEN 'a' AND 'c', NULL BETWEEN 1 AND 2, 5 NOT BETWEEN 1 AND NULL;
-- case exam-mix-3-43
SELECT 1 IN ('a');
-- case exam-mix-3-44
SELECT array(1, NULL)[1], map('a', 1)['b'], map(1, 'x')[1], map('a', 1).a, struct(1 AS q).q;
-- case exam-mix-3-45
SELECT element_at(map('a', 1), 'z'), try_element_at(map('a', 1), 'z'), element_at(array(1, 2), -2);
-- case exam-mix-3-46
SELECT named_struct('a', 1, 'b', array(named_struct('c', 5))).b[0].c AS v;
-- case exam-mix-3-47 ordered
SELECT sum(v) AS s, k FROM VALUES ('a', 1), ('b', 2), ('a', 3) AS t(k, v) GROUP BY k ORDER BY k;
-- case exam-mix-3-48 ordered
SELECT k, v, sum(v) OVER (PARTITION BY k ORDER BY v) AS r FROM VALUES ('a', 1), ('b', 2), ('a', 3) AS t(k, v) ORDER BY k, v;
-- case exam-mix-3-49
SELECT 0.1 + 0.2, 0.1D + 0.2D, 1 - 0.9, 1e0 - 0.9, 3 * 0.1, CAST(0.1 AS FLOAT) + CAST(0.2 AS FLOAT);
-- case exam-mix-3-50
SELECT 100 / 3, CAST(100 AS DECIMAL(5,2)) / 3, 10.00 / 3.000, 1 / 3.0, 22 / 7.0D, 7 div 2, -7 div 2, -7 % 3, 7.5 div 2;
-- case exam-mix-3-51
SELECT 12345678901234567890, 1.23456789012345678901234567890, 99999999999999999999999999999999999999;
-- case exam-mix-3-52
SELECT CAST(123456.789 AS DECIMAL(10,1)), CAST('123.456' AS DECIMAL(10,2)), CAST(1.005 AS DECIMAL(10,2)), CAST(-1.5 AS INT), CAST(1e3 AS BIGINT), CAST('1e3' AS DECIMAL(10,0)), CAST(0.5 AS DECIMAL(1,0));
-- case exam-mix-3-53
SELECT CAST(1234567890123 AS INT);
-- case exam-mix-3-54
SELECT CAST(1e40 AS DECIMAL(38,0));
-- case exam-mix-3-55
SELECT CAST('2024-02-30' AS DATE);
-- case exam-mix-3-56
SELECT try_cast('2024-02-30' AS DATE), try_cast('abc' AS DOUBLE), try_cast('1.9' AS INT), try_cast(300 AS TINYINT), try_cast('yes' AS BOOLEAN), try_cast('' AS INT), try_cast('12 3' AS INT);
-- case exam-mix-3-57
SELECT TIMESTAMP'2024-01-01 10:00:00.5', TIMESTAMP'2024-01-01T10:00:00+02:00', TIMESTAMP_NTZ'2024-01-01 10:00:00', TIMESTAMP'2024-01-01', TIMESTAMP_LTZ'2024-01-01 00:00:00';
-- case exam-mix-3-58
SELECT INTERVAL '1' DAY + DATE'2024-01-01', DATE'2024-03-31' - INTERVAL 1 MONTH, DATE'2024-02-29' + INTERVAL 1 YEAR, TIMESTAMP'2024-01-01 00:00:00' - INTERVAL 1 SECOND, DATE'2024-01-01' + INTERVAL '1-1' YEAR TO MONTH;
-- case exam-mix-3-59
SELECT TIMESTAMP'2024-03-10 00:00:00' - TIMESTAMP'2024-03-09 23:59:59.5', (DATE'2024-01-05' - DATE'2024-01-01') * 2, CAST(DATE'2024-01-05' - DATE'2024-01-01' AS INT), datediff(DATE'2024-01-05', DATE'2024-01-01') * 2;
-- case exam-mix-3-60
SELECT DATE'2024-01-01' = TIMESTAMP'2024-01-01 00:00:00', DATE'2024-01-01' < '2024-01-02', TIMESTAMP'2024-01-01 12:00:00' > '2024-01-01', TIMESTAMP_NTZ'2024-01-01 00:00:00' = TIMESTAMP'2024-01-01 00:00:00', '2024-01-01' = DATE'2024-01-01';
-- case exam-mix-3-61
WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a), a2 AS (SELECT a.x AS p, b.x AS q FROM a CROSS JOIN b) SELECT *, p + q AS s FROM a2;
-- case exam-mix-3-62
SELECT (WITH t AS (SELECT max(salary) AS m FROM employees) SELECT m FROM t) AS top;
-- case exam-mix-3-63 ordered
SELECT emp_id FROM employees e WHERE salary > (WITH a AS (SELECT avg(salary) AS v FROM employees) SELECT v FROM a) ORDER BY 1;
-- case exam-mix-3-64
SELECT sum(amount) FROM (SELECT amount FROM orders LIMIT 0);
-- case exam-mix-3-65
SELECT max(x), count(x), sum(x), avg(x), collect_list(x), min(x) FROM (SELECT CAST(NULL AS INT) AS x);
-- case exam-mix-3-66 ordered
SELECT order_id FROM orders WHERE tags IS NULL OR size(tags) = 0 ORDER BY 1;
-- case exam-mix-3-67 ordered
SELECT order_id FROM orders WHERE array_contains(tags, 'web') AND discount IS NULL ORDER BY 1;
-- case exam-mix-3-68 ordered
SELECT order_id FROM orders WHERE discount = 0.1 OR discount > 1 ORDER BY 1;
-- case exam-mix-3-69 ordered
SELECT order_id, amount::double / 3 AS d, round(amount * 0.0825, 2) AS tax, amount * (1 - discount) AS net, cast(amount * 100 as bigint) AS cents FROM orders ORDER BY 1;
