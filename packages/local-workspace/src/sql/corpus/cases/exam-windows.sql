-- setup
CREATE TABLE orders (order_id BIGINT, customer_id INT, order_ts TIMESTAMP, amount DECIMAL(12,2), qty INT, status STRING, tags ARRAY<STRING>, discount DOUBLE);
INSERT INTO orders VALUES (101,1,TIMESTAMP'2024-01-05 10:00:00',120.50,2,'paid',array('new','web'),0.1),(102,1,TIMESTAMP'2024-01-20 23:30:15',80.00,1,'paid',array('web'),NULL),(103,2,TIMESTAMP'2024-02-01 00:00:00',500.00,10,'open',array(),0.25),(104,3,TIMESTAMP'2024-02-14 12:45:30.123456',NULL,3,'void',NULL,0.0),(105,2,TIMESTAMP'2024-02-28 08:15:00',99.99,1,'paid',array('app','vip',NULL),0.05),(106,9,TIMESTAMP'2024-03-01 17:20:00',10.00,NULL,'open',array('web'),NULL),(107,NULL,NULL,45.10,4,NULL,array('x'),1.5);
CREATE TABLE events (event_id INT, user_id INT, ts TIMESTAMP_NTZ, kind STRING, payload STRING, value INT);
INSERT INTO events VALUES (1,1,TIMESTAMP_NTZ'2024-01-01 09:00:00','click','{"page":"home","n":1,"meta":{"ref":"ad"}}',10),(2,1,TIMESTAMP_NTZ'2024-01-01 09:05:00','view','{"page":"shop","n":2}',20),(3,2,TIMESTAMP_NTZ'2024-01-01 10:00:00','click','{"page":"home","items":[1,2,3]}',NULL),(4,2,TIMESTAMP_NTZ'2024-01-02 11:30:00','buy','bad json',40),(5,3,TIMESTAMP_NTZ'2024-01-03 00:00:00','view',NULL,50),(6,1,TIMESTAMP_NTZ'2024-01-03 09:00:00','buy','{"page":null}',20);
CREATE TABLE employees (emp_id INT, name STRING, manager_id INT, dept STRING, salary INT, bonus DOUBLE, hired DATE, skills ARRAY<STRUCT<name:STRING,lvl:INT>>);
INSERT INTO employees VALUES (1,'Gus',NULL,'exec',200000,0.5,DATE'2010-05-01',array(named_struct('name','lead','lvl',5))),(2,'Hal',1,'eng',150000,0.2,DATE'2015-07-15',array(named_struct('name','sql','lvl',4),named_struct('name','py','lvl',3))),(3,'Ida',1,'ops',120000,NULL,DATE'2016-01-31',array()),(4,'Jan',2,'eng',110000,0.1,DATE'2019-11-11',array(named_struct('name','sql','lvl',2))),(5,'Kai',2,'eng',110000,0.15,DATE'2020-02-29',NULL),(6,'Lia',3,'ops',90000,0.1,DATE'2021-06-30',array(named_struct('name','go','lvl',NULL)));
-- case exam-windows-01 ordered
SELECT name, row_number() OVER (PARTITION BY dept ORDER BY salary DESC, name) FROM employees ORDER BY emp_id;
-- case exam-windows-02 ordered
SELECT name, rank() OVER (ORDER BY salary DESC) r, dense_rank() OVER (ORDER BY salary DESC) d, percent_rank() OVER (ORDER BY salary) p, cume_dist() OVER (ORDER BY salary) c, ntile(4) OVER (ORDER BY salary, name) FROM employees ORDER BY emp_id;
-- case exam-windows-03 ordered
SELECT order_id, sum(amount) OVER (ORDER BY order_ts ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS run FROM orders ORDER BY order_id;
-- case exam-windows-04 ordered
SELECT order_id, avg(amount) OVER (ORDER BY order_id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) FROM orders ORDER BY order_id;
-- case exam-windows-05 ordered
SELECT order_id, sum(amount) OVER (ORDER BY order_ts RANGE BETWEEN INTERVAL 20 DAYS PRECEDING AND CURRENT ROW) AS s FROM orders ORDER BY order_id;
-- case exam-windows-06 ordered
SELECT event_id, count(*) OVER (PARTITION BY user_id ORDER BY ts RANGE BETWEEN INTERVAL '1' HOUR PRECEDING AND INTERVAL '1' HOUR FOLLOWING) AS n FROM events ORDER BY event_id;
-- case exam-windows-07 ordered
SELECT emp_id, sum(salary) OVER (ORDER BY salary RANGE BETWEEN 20000 PRECEDING AND 10000 FOLLOWING) FROM employees ORDER BY emp_id;
-- case exam-windows-08 ordered
SELECT event_id, last_value(value) IGNORE NULLS OVER (ORDER BY ts) lv, first_value(value) OVER (PARTITION BY user_id ORDER BY ts DESC) fv FROM events ORDER BY event_id;
-- case exam-windows-09 ordered
SELECT event_id, lag(value) OVER (PARTITION BY user_id ORDER BY ts), lead(kind, 1, 'end') OVER (PARTITION BY user_id ORDER BY ts) FROM events ORDER BY event_id;
-- case exam-windows-10 ordered
SELECT event_id, lag(value, 2, -1) IGNORE NULLS OVER (ORDER BY ts) FROM events ORDER BY event_id;
-- case exam-windows-11 ordered
SELECT name, sum(salary) OVER w, avg(salary) OVER w FROM employees WINDOW w AS (PARTITION BY dept) ORDER BY emp_id;
-- case exam-windows-12 ordered
SELECT name, max(salary) OVER (PARTITION BY dept ORDER BY hired) mx, nth_value(name, 2) OVER (PARTITION BY dept ORDER BY hired) FROM employees ORDER BY emp_id;
-- case exam-windows-13 ordered
SELECT name, salary, salary / sum(salary) OVER (PARTITION BY dept) AS share FROM employees ORDER BY emp_id;
-- case exam-windows-14 ordered
SELECT name, round(100.0 * salary / sum(salary) OVER (), 2) AS pct FROM employees ORDER BY emp_id;
-- case exam-windows-15 ordered
SELECT dept, sum(salary) AS s, sum(sum(salary)) OVER (ORDER BY dept) AS run FROM employees GROUP BY dept ORDER BY dept;
-- case exam-windows-16
SELECT name FROM employees WHERE row_number() OVER (ORDER BY salary) = 1;
-- case exam-windows-17
SELECT name, rank() FROM employees;
-- case exam-windows-18
SELECT name, row_number() OVER () FROM employees;
-- case exam-windows-19 ordered
SELECT name, first_value(name) OVER (ORDER BY salary ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) FROM employees ORDER BY emp_id;
-- case exam-windows-20 ordered
SELECT user_id, ts, ts - lag(ts) OVER (PARTITION BY user_id ORDER BY ts) AS gap FROM events ORDER BY event_id;
-- case exam-windows-21 ordered
SELECT user_id, event_id, sum(CASE WHEN kind = 'click' THEN 1 ELSE 0 END) OVER (PARTITION BY user_id ORDER BY ts) AS sess FROM events ORDER BY event_id;
-- case exam-windows-22
SELECT count(DISTINCT dept) OVER () FROM employees;
-- case exam-windows-23 ordered
SELECT emp_id, collect_list(name) OVER (PARTITION BY dept ORDER BY emp_id) FROM employees ORDER BY emp_id;
-- case exam-windows-24 ordered
SELECT emp_id, count(bonus) OVER (PARTITION BY dept), count(1) OVER (ORDER BY dept) FROM employees ORDER BY emp_id;
-- case exam-windows-25 ordered
SELECT emp_id, min(hired) OVER (PARTITION BY dept ORDER BY hired ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) FROM employees ORDER BY emp_id;
-- case exam-windows-26 ordered
SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY user_id ORDER BY ts DESC) AS rn FROM events) WHERE rn = 1 ORDER BY user_id;
-- case exam-windows-27 ordered
SELECT emp_id, sum(salary) OVER (PARTITION BY dept ORDER BY emp_id ROWS 1 PRECEDING) FROM employees ORDER BY emp_id;
-- case exam-windows-28 ordered
SELECT emp_id, avg(bonus) OVER (ORDER BY emp_id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) FROM employees ORDER BY emp_id;
-- case exam-windows-29 ordered
SELECT emp_id, any_value(name) OVER (PARTITION BY dept ORDER BY emp_id) FROM employees ORDER BY emp_id;
-- case exam-windows-30 ordered
SELECT emp_id, stddev(salary) OVER (PARTITION BY dept), variance(salary) OVER (PARTITION BY dept) FROM employees ORDER BY emp_id;
-- case exam-windows-31
SELECT sum(rank() OVER (ORDER BY salary)) FROM employees;
-- case exam-windows-32 ordered
SELECT dept, name, rank() OVER (PARTITION BY dept ORDER BY salary DESC) AS rk FROM employees ORDER BY rk, dept, name;
-- case exam-windows-33
SELECT emp_id, lag(name) OVER (ORDER BY hired ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) FROM employees;
-- case exam-windows-34 ordered
SELECT emp_id, sum(salary) OVER (ORDER BY emp_id DESC) FROM employees ORDER BY emp_id;
-- case exam-windows-35 ordered
SELECT emp_id, sum(bonus) OVER (ORDER BY bonus NULLS LAST) s FROM employees ORDER BY emp_id;
-- case exam-windows-36 ordered
SELECT emp_id, sum(salary) OVER (ORDER BY hired RANGE BETWEEN INTERVAL '1' YEAR PRECEDING AND INTERVAL '6' MONTH FOLLOWING) FROM employees ORDER BY emp_id;
-- case exam-windows-37 ordered
SELECT emp_id, median(salary) OVER (PARTITION BY dept) FROM employees ORDER BY emp_id;
-- case exam-windows-38 ordered
SELECT emp_id, max_by(name, salary) OVER (PARTITION BY dept) FROM employees ORDER BY emp_id;
-- case exam-windows-39 ordered
SELECT order_id, sum(amount) OVER (PARTITION BY customer_id) AS s, amount - avg(amount) OVER (PARTITION BY customer_id) AS dev FROM orders ORDER BY order_id;
-- case exam-windows-40 ordered
SELECT emp_id, row_number() OVER w1 AS a, rank() OVER w2 AS b FROM employees WINDOW w1 AS (ORDER BY emp_id), w2 AS (PARTITION BY dept ORDER BY salary) ORDER BY emp_id;
