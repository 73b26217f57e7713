-- setup
CREATE TABLE customers (id INT, name STRING, email STRING, city STRING, country STRING, signup DATE, tier STRING, credit DECIMAL(10,2), active BOOLEAN);
INSERT INTO customers VALUES (1,'Ann Lee','ann@x.com','Oslo','NO',DATE'2023-01-15','gold',1000.00,true),(2,'Bob Roy','bob@y.org','Bergen','NO',DATE'2023-03-02','silver',250.50,true),(3,'Cid Fox',NULL,'Paris','FR',DATE'2022-11-30',NULL,NULL,false),(4,'Dee Poe','dee@z.net','Lyon','FR',NULL,'gold',75.25,true),(5,'Eve Kim','eve@x.com',NULL,NULL,DATE'2024-02-29','bronze',0.00,NULL);
CREATE TABLE orders (order_id BIGINT, customer_id INT, order_ts TIMESTAMP, amount DECIMAL(12,2), qty INT, status STRING, tags ARRAY<STRING>, discount DOUBLE);
INSERT INTO orders VALUES (101,1,TIMESTAMP'2024-01-05 10:00:00',120.50,2,'paid',array('new','web'),0.1),(102,1,TIMESTAMP'2024-01-20 23:30:15',80.00,1,'paid',array('web'),NULL),(103,2,TIMESTAMP'2024-02-01 00:00:00',500.00,10,'open',array(),0.25),(104,3,TIMESTAMP'2024-02-14 12:45:30.123456',NULL,3,'void',NULL,0.0),(105,2,TIMESTAMP'2024-02-28 08:15:00',99.99,1,'paid',array('app','vip',NULL),0.05),(106,9,TIMESTAMP'2024-03-01 17:20:00',10.00,NULL,'open',array('web'),NULL),(107,NULL,NULL,45.10,4,NULL,array('x'),1.5);
-- case exam-errors-01
SELECT * FROM nope;
-- case exam-errors-02
SELECT * FROM nope.orders;
-- case exam-errors-03
SELECT nope FROM orders;
-- case exam-errors-04
SELECT o.nope FROM orders o;
-- case exam-errors-05
SELECT x.order_id FROM orders o;
-- case exam-errors-06
SELECT order_id FROM orders o JOIN orders p ON o.order_id = p.order_id;
-- case exam-errors-07
SELECT customer_id, amount FROM orders GROUP BY customer_id;
-- case exam-errors-08
SELECT customer_id, sum(amount) FROM orders;
-- case exam-errors-09
SELECT * FROM orders GROUP BY customer_id;
-- case exam-errors-10
SELECT customer_id FROM orders WHERE sum(amount) > 1;
-- case exam-errors-11
SELECT max(sum(amount)) FROM orders GROUP BY customer_id;
-- case exam-errors-12
SELECT order_id FROM orders WHERE rank() OVER (ORDER BY amount) = 1;
-- case exam-errors-13 ordered
SELECT order_id FROM orders ORDER BY nope;
-- case exam-errors-14 ordered
SELECT customer_id, count(*) FROM orders GROUP BY customer_id ORDER BY amount;
-- case exam-errors-15
SELECT customer_id, count(*) FROM orders GROUP BY customer_id HAVING amount > 1;
-- case exam-errors-16
SELECT nofunc(1);
-- case exam-errors-17
SELECT uper('x');
-- case exam-errors-18
SELECT upper();
-- case exam-errors-19
SELECT upper('a', 'b');
-- case exam-errors-20
SELECT substring('a');
-- case exam-errors-21
SELECT round(1, 2, 3);
-- case exam-errors-22
SELECT abs('x');
-- case exam-errors-23
SELECT sum('x');
-- case exam-errors-24
SELECT sum(name) FROM customers;
-- case exam-errors-25
SELECT date_add('x', 1);
-- case exam-errors-26
SELECT year('abc');
-- case exam-errors-27
SELECT length(1), upper(5), concat(1, 2);
-- case exam-errors-28
SELECT size('abc');
-- case exam-errors-29
SELECT array_contains(array(1), 'a');
-- case exam-errors-30
SELECT array(1, 2).x;
-- case exam-errors-31
SELECT 1 + array(1);
-- case exam-errors-32
SELECT array(1) = array('a');
-- case exam-errors-33
SELECT map('a', 1) = map('a', 1);
-- case exam-errors-34
SELECT DATE'2024-01-01' + DATE'2024-01-02';
-- case exam-errors-35
SELECT DATE'2024-01-01' * 2;
-- case exam-errors-36
SELECT true + 1;
-- case exam-errors-37
SELECT NOT 1;
-- case exam-errors-38
SELECT 1 AND true;
-- case exam-errors-39
SELECT * FROM orders WHERE amount;
-- case exam-errors-40
SELECT * FROM orders WHERE 'true';
-- case exam-errors-41
SELECT CASE WHEN 1 THEN 2 END;
-- case exam-errors-42
SELECT if('x', 1, 2);
-- case exam-errors-43
SELECT id FROM customers LIMIT -1;
-- case exam-errors-44
SELECT id FROM customers LIMIT id;
-- case exam-errors-45
SELECT id FROM customers LIMIT 'a';
-- case exam-errors-46
SELEC 1;
-- case exam-errors-47
SELECT id customers;
-- case exam-errors-48
SELECT id, FROM customers;
-- case exam-errors-49
SELECT (1 + 2;
-- case exam-errors-50
SELECT 'abc;
-- case exam-errors-51
SELECT id FROM customers ORDER id;
-- case exam-errors-52
SELECT id FROM customers GROUP id;
-- case exam-errors-53
SELECT 1 FROM customers c JOIN;
-- case exam-errors-54
SELECT count(*) FROM customers c JOIN orders o ON c.id = o.nope;
-- case exam-errors-55
SELECT id FROM customers UNION SELECT id, name FROM customers;
-- case exam-errors-56
SELECT id FROM customers UNION SELECT tags FROM orders;
-- case exam-errors-57
SELECT * FROM customers WHERE id = (SELECT id, name FROM customers);
-- case exam-errors-58
SELECT * FROM customers WHERE id IN (SELECT id, name FROM customers);
-- case exam-errors-59
SELECT *, count(*) FROM customers;
-- case exam-errors-60
SELECT id FROM customers, customers;
-- case exam-errors-61
SELECT a.* FROM customers b;
-- case exam-errors-62
SELECT CAST(1 AS FOO);
-- case exam-errors-63
SELECT CAST(array(1) AS INT);
-- case exam-errors-64
SELECT CAST(DATE'2024-01-01' AS BOOLEAN);
-- case exam-errors-65
SELECT element_at(array(1, 2), 5);
-- case exam-errors-66
SELECT to_date('abc');
-- case exam-errors-67
SELECT to_timestamp('2024-99-01');
-- case exam-errors-68
SELECT to_date('2024-01-01', 'dd/MM/yyyy');
-- case exam-errors-69
SELECT CAST('2024-01-01x' AS TIMESTAMP);
-- case exam-errors-70
SELECT explode(1);
-- case exam-errors-71
SELECT upper(explode(array('a')));
-- case exam-errors-72
SELECT * FROM customers WHERE explode(array(1)) = 1;
-- case exam-errors-73
SELECT sum(DISTINCT id) OVER (ORDER BY id) FROM customers;
-- case exam-errors-74
SELECT count(*) FROM customers WHERE id = 1 GROUP BY count(*);
-- case exam-errors-75
SELECT raise_error('boom');
-- case exam-errors-76
SELECT assert_true(1 = 2);
-- case exam-errors-77
SELECT * FROM VALUES (1, 2) AS t(a);
-- case exam-errors-78
WITH t AS (SELECT 1 AS a) SELECT b FROM t;
-- case exam-errors-79
SELECT conv('a', 16, 10), nullif(1, 'x');
-- case exam-errors-80
SELECT greatest(1);
-- case exam-errors-81
SELECT coalesce();
-- case exam-errors-82
SELECT interval 'x' day;
-- case exam-errors-83
SELECT DATE 'abc';
-- case exam-errors-84
SELECT id AS FROM FROM customers;
-- case exam-errors-85
SELECT 1 = array(1);
-- case exam-errors-86
SELECT grouping(country) FROM customers GROUP BY country;
