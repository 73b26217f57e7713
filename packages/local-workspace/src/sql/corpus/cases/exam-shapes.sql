-- setup
CREATE TABLE customers (id INT, name STRING, email STRING, city STRING, country STRING, signup DATE, tier STRING, credit DECIMAL(10,2), active BOOLEAN);
INSERT INTO customers VALUES (1,'Ann Lee','ann@x.com','Oslo','NO',DATE'2023-01-15','gold',1000.00,true),(2,'Bob Roy','bob@y.org','Bergen','NO',DATE'2023-03-02','silver',250.50,true),(3,'Cid Fox',NULL,'Paris','FR',DATE'2022-11-30',NULL,NULL,false),(4,'Dee Poe','dee@z.net','Lyon','FR',NULL,'gold',75.25,true),(5,'Eve Kim','eve@x.com',NULL,NULL,DATE'2024-02-29','bronze',0.00,NULL);
CREATE TABLE orders (order_id BIGINT, customer_id INT, order_ts TIMESTAMP, amount DECIMAL(12,2), qty INT, status STRING, tags ARRAY<STRING>, discount DOUBLE);
INSERT INTO orders VALUES (101,1,TIMESTAMP'2024-01-05 10:00:00',120.50,2,'paid',array('new','web'),0.1),(102,1,TIMESTAMP'2024-01-20 23:30:15',80.00,1,'paid',array('web'),NULL),(103,2,TIMESTAMP'2024-02-01 00:00:00',500.00,10,'open',array(),0.25),(104,3,TIMESTAMP'2024-02-14 12:45:30.123456',NULL,3,'void',NULL,0.0),(105,2,TIMESTAMP'2024-02-28 08:15:00',99.99,1,'paid',array('app','vip',NULL),0.05),(106,9,TIMESTAMP'2024-03-01 17:20:00',10.00,NULL,'open',array('web'),NULL),(107,NULL,NULL,45.10,4,NULL,array('x'),1.5);
CREATE TABLE employees (emp_id INT, name STRING, manager_id INT, dept STRING, salary INT, bonus DOUBLE, hired DATE, skills ARRAY<STRUCT<name:STRING,lvl:INT>>);
INSERT INTO employees VALUES (1,'Gus',NULL,'exec',200000,0.5,DATE'2010-05-01',array(named_struct('name','lead','lvl',5))),(2,'Hal',1,'eng',150000,0.2,DATE'2015-07-15',array(named_struct('name','sql','lvl',4),named_struct('name','py','lvl',3))),(3,'Ida',1,'ops',120000,NULL,DATE'2016-01-31',array()),(4,'Jan',2,'eng',110000,0.1,DATE'2019-11-11',array(named_struct('name','sql','lvl',2))),(5,'Kai',2,'eng',110000,0.15,DATE'2020-02-29',NULL),(6,'Lia',3,'ops',90000,0.1,DATE'2021-06-30',array(named_struct('name','go','lvl',NULL)));
-- case exam-shapes-01
SELECT 1 AS a UNION ALL SELECT 2.5 UNION ALL SELECT NULL;
-- case exam-shapes-02 ordered
SELECT id FROM customers UNION SELECT customer_id FROM orders ORDER BY id;
-- case exam-shapes-03 ordered
SELECT id, name FROM customers UNION ALL SELECT order_id, status FROM orders ORDER BY 1, 2;
-- case exam-shapes-04
SELECT 1 AS a UNION ALL SELECT 'x';
-- case exam-shapes-05
SELECT DATE'2024-01-01' UNION ALL SELECT TIMESTAMP'2024-01-01 01:00:00';
-- case exam-shapes-06
SELECT 'a' AS x INTERSECT SELECT 'a';
-- case exam-shapes-07
SELECT customer_id FROM orders EXCEPT SELECT id FROM customers;
-- case exam-shapes-08
SELECT customer_id FROM orders INTERSECT ALL SELECT id FROM customers;
-- case exam-shapes-09
SELECT city FROM customers MINUS SELECT NULL;
-- case exam-shapes-10
SELECT 1 UNION SELECT 2 INTERSECT SELECT 3;
-- case exam-shapes-11
(SELECT 1 AS x UNION ALL SELECT 2) EXCEPT SELECT 2;
-- case exam-shapes-12
SELECT id, name FROM customers UNION SELECT id FROM customers;
-- case exam-shapes-13
SELECT CAST(1.5 AS DECIMAL(5,2)) UNION ALL SELECT CAST(2.123 AS DECIMAL(10,4)) UNION ALL SELECT 7;
-- case exam-shapes-14
SELECT true UNION ALL SELECT 1;
-- case exam-shapes-15
SELECT array(1) UNION ALL SELECT array(2.5);
-- case exam-shapes-16
SELECT * FROM customers UNION ALL BY NAME SELECT * FROM customers;
-- case exam-shapes-17 ordered
WITH paid AS (SELECT * FROM orders WHERE status = 'paid'), by_c AS (SELECT customer_id, sum(amount) AS s FROM paid GROUP BY 1) SELECT c.name, s FROM by_c JOIN customers c ON c.id = by_c.customer_id ORDER BY s DESC;
-- case exam-shapes-18
WITH t AS (SELECT 1 AS x), t2 AS (WITH t AS (SELECT 2 AS x) SELECT x FROM t) SELECT t.x, t2.x FROM t, t2;
-- case exam-shapes-19
WITH customers AS (SELECT 'shadow' AS name) SELECT name FROM customers;
-- case exam-shapes-20 ordered
WITH t(a, b) AS (SELECT id, name FROM customers) SELECT a, upper(b) FROM t WHERE a < 3 ORDER BY a;
-- case exam-shapes-21
WITH t(a) AS (SELECT id, name FROM customers) SELECT * FROM t;
-- case exam-shapes-22
WITH t AS (SELECT 1), t AS (SELECT 2) SELECT * FROM t;
-- case exam-shapes-23
SELECT * FROM (WITH x AS (SELECT 5 AS v) SELECT v * 2 AS d FROM x) q;
-- case exam-shapes-24
SELECT dept, salary, sum(salary) FROM employees GROUP BY dept;
-- case exam-shapes-25 ordered
SELECT dept, avg(salary), max(hired), min(bonus), stddev(salary) FROM employees GROUP BY dept ORDER BY dept;
-- case exam-shapes-26 ordered
SELECT dept AS d, count(*) FROM employees GROUP BY d ORDER BY d;
-- case exam-shapes-27 ordered
SELECT year(order_ts) AS y, month(order_ts) AS m, sum(amount) FROM orders GROUP BY 1, 2 ORDER BY 1, 2;
-- case exam-shapes-28 ordered
SELECT date_trunc('month', order_ts) AS mon, count(*) AS n FROM orders GROUP BY ALL ORDER BY mon;
-- case exam-shapes-29 ordered
SELECT dept, manager_id, count(*) FROM employees GROUP BY ALL ORDER BY ALL;
-- case exam-shapes-30 ordered
SELECT country, tier, count(*) AS n, grouping(country) g FROM customers GROUP BY ROLLUP (country, tier) ORDER BY country NULLS LAST, tier NULLS LAST, n;
-- case exam-shapes-31 ordered
SELECT country, tier, count(*) AS n, grouping_id() gid FROM customers GROUP BY CUBE (country, tier) ORDER BY gid, country, tier;
-- case exam-shapes-32 ordered
SELECT country, tier, sum(credit) FROM customers GROUP BY GROUPING SETS ((country), (tier), ()) ORDER BY 1, 2, 3;
-- case exam-shapes-33 ordered
SELECT country, count(*) FROM customers GROUP BY country WITH ROLLUP ORDER BY 2, 1;
-- case exam-shapes-34 ordered
SELECT dept, sum(salary) s FROM employees GROUP BY ROLLUP(dept) HAVING s > 200000 ORDER BY s;
-- case exam-shapes-35 ordered
SELECT dept, sum(salary) FROM employees GROUP BY dept HAVING avg(bonus) > 0.1 ORDER BY dept;
-- case exam-shapes-36
SELECT sum(salary) FROM employees HAVING count(*) > 100;
-- case exam-shapes-37
SELECT max(salary) - min(salary) AS spread FROM employees WHERE dept = 'nope';
-- case exam-shapes-38 ordered
SELECT dept, count(*) FILTER (WHERE salary > 100000) AS high, sum(salary) FILTER (WHERE bonus IS NOT NULL) FROM employees GROUP BY dept ORDER BY dept;
-- case exam-shapes-39
SELECT count(*), sum(salary), avg(salary) FROM employees WHERE 1 = 0;
-- case exam-shapes-40
SELECT name FROM employees GROUP BY 1 HAVING salary > 1;
-- case exam-shapes-41
SELECT dept, sum(sum(salary)) FROM employees GROUP BY dept;
-- case exam-shapes-42
SELECT sum(count(*)) OVER () FROM employees GROUP BY dept;
-- case exam-shapes-43
SELECT dept, salary FROM employees GROUP BY 5;
-- case exam-shapes-44 ordered
SELECT name FROM employees ORDER BY 3;
-- case exam-shapes-45 ordered
SELECT name, salary FROM employees ORDER BY salary DESC, name LIMIT 2 OFFSET 1;
-- case exam-shapes-46 ordered
SELECT name FROM employees ORDER BY bonus ASC NULLS LAST, name DESC;
-- case exam-shapes-47 ordered
SELECT name FROM employees ORDER BY length(name), name LIMIT ALL;
-- case exam-shapes-48
SELECT name, salary * 2 AS double_pay FROM employees WHERE double_pay > 1;
-- case exam-shapes-49 ordered
SELECT salary * 2 AS a, a + 1 AS b FROM employees ORDER BY b LIMIT 2;
-- case exam-shapes-50 ordered
SELECT DISTINCT dept FROM employees ORDER BY salary;
-- case exam-shapes-51
SELECT DISTINCT ON (dept) dept, name FROM employees;
-- case exam-shapes-52 ordered
SELECT * FROM VALUES (1, 'a', NULL), (2, 'b', 3.5) AS t(id, nm, v) ORDER BY id DESC;
-- case exam-shapes-53
SELECT * FROM VALUES (1, 'a'), (2) AS t(id, nm);
-- case exam-shapes-54
VALUES (1, DATE'2024-01-01', array(1,2), map('k', 1));
-- case exam-shapes-55
SELECT * FROM (SELECT dept, salary FROM employees) PIVOT (sum(salary) FOR dept IN ('eng', 'ops', 'exec' AS boss));
-- case exam-shapes-56 ordered
SELECT * FROM (SELECT status, customer_id, amount FROM orders) PIVOT (sum(amount) AS s, count(*) AS c FOR status IN ('paid', 'open')) ORDER BY customer_id;
-- case exam-shapes-57 ordered
SELECT * FROM (SELECT emp_id, salary, CAST(bonus AS INT) AS bonus_int FROM employees) UNPIVOT (val FOR metric IN (salary, bonus_int)) ORDER BY emp_id, metric;
-- case exam-shapes-58 ordered
SELECT * FROM (SELECT emp_id, salary, emp_id * 10 AS x FROM employees WHERE emp_id < 3) UNPIVOT INCLUDE NULLS (val FOR metric IN (salary AS s, x AS `ten`)) ORDER BY 1, 2;
