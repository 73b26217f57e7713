-- setup
CREATE TABLE customers (id INT, name STRING, email STRING, city STRING, country STRING, signup DATE, tier STRING, credit DECIMAL(10,2), active BOOLEAN);
INSERT INTO customers VALUES (1,'Ann Lee','ann@x.com','Oslo','NO',DATE'2023-01-15','gold',1000.00,true),(2,'Bob Roy','bob@y.org','Bergen','NO',DATE'2023-03-02','silver',250.50,true),(3,'Cid Fox',NULL,'Paris','FR',DATE'2022-11-30',NULL,NULL,false),(4,'Dee Poe','dee@z.net','Lyon','FR',NULL,'gold',75.25,true),(5,'Eve Kim','eve@x.com',NULL,NULL,DATE'2024-02-29','bronze',0.00,NULL);
CREATE TABLE orders (order_id BIGINT, customer_id INT, order_ts TIMESTAMP, amount DECIMAL(12,2), qty INT, status STRING, tags ARRAY<STRING>, discount DOUBLE);
INSERT INTO orders VALUES (101,1,TIMESTAMP'2024-01-05 10:00:00',120.50,2,'paid',array('new','web'),0.1),(102,1,TIMESTAMP'2024-01-20 23:30:15',80.00,1,'paid',array('web'),NULL),(103,2,TIMESTAMP'2024-02-01 00:00:00',500.00,10,'open',array(),0.25),(104,3,TIMESTAMP'2024-02-14 12:45:30.123456',NULL,3,'void',NULL,0.0),(105,2,TIMESTAMP'2024-02-28 08:15:00',99.99,1,'paid',array('app','vip',NULL),0.05),(106,9,TIMESTAMP'2024-03-01 17:20:00',10.00,NULL,'open',array('web'),NULL),(107,NULL,NULL,45.10,4,NULL,array('x'),1.5);
CREATE TABLE products (sku STRING, title STRING, price DECIMAL(8,2), weight FLOAT, attrs MAP<STRING,STRING>, dims STRUCT<w:INT,h:INT,unit:STRING>, stock SMALLINT, rating DOUBLE);
INSERT INTO products VALUES ('A1','Lamp',19.99,CAST(1.5 AS FLOAT),map('color','red','size','M'),named_struct('w',10,'h',20,'unit','cm'),5,4.5),('B2','Desk',250.00,CAST(30.25 AS FLOAT),map('color','oak'),named_struct('w',120,'h',75,'unit','cm'),0,3.9),('C3','Pen',0.99,CAST(0.01 AS FLOAT),map(),NULL,NULL,NULL),('D4','Mug',NULL,NULL,NULL,named_struct('w',NULL,'h',9,'unit',NULL),100,5.0);
CREATE TABLE employees (emp_id INT, name STRING, manager_id INT, dept STRING, salary INT, bonus DOUBLE, hired DATE, skills ARRAY<STRUCT<name:STRING,lvl:INT>>);
INSERT INTO employees VALUES (1,'Gus',NULL,'exec',200000,0.5,DATE'2010-05-01',array(named_struct('name','lead','lvl',5))),(2,'Hal',1,'eng',150000,0.2,DATE'2015-07-15',array(named_struct('name','sql','lvl',4),named_struct('name','py','lvl',3))),(3,'Ida',1,'ops',120000,NULL,DATE'2016-01-31',array()),(4,'Jan',2,'eng',110000,0.1,DATE'2019-11-11',array(named_struct('name','sql','lvl',2))),(5,'Kai',2,'eng',110000,0.15,DATE'2020-02-29',NULL),(6,'Lia',3,'ops',90000,0.1,DATE'2021-06-30',array(named_struct('name','go','lvl',NULL)));
-- case exam-joins-01 ordered
SELECT c.name, o.order_id, o.amount FROM customers c JOIN orders o ON c.id = o.customer_id ORDER BY o.order_id;
-- case exam-joins-02 ordered
SELECT c.name, count(o.order_id) AS n, sum(o.amount) total FROM customers c LEFT JOIN orders o ON c.id = o.customer_id GROUP BY c.name ORDER BY c.name;
-- case exam-joins-03 ordered
SELECT * FROM customers c RIGHT OUTER JOIN orders o ON c.id = o.customer_id AND o.status = 'paid' ORDER BY o.order_id;
-- case exam-joins-04 ordered
SELECT coalesce(c.name, 'none') AS who, o.order_id FROM customers c FULL OUTER JOIN orders o ON c.id = o.customer_id ORDER BY who, order_id NULLS LAST;
-- case exam-joins-05 ordered
SELECT name FROM customers LEFT SEMI JOIN orders ON customers.id = orders.customer_id ORDER BY name;
-- case exam-joins-06 ordered
SELECT name FROM customers c LEFT ANTI JOIN orders o ON c.id = o.customer_id ORDER BY 1;
-- case exam-joins-07 ordered
SELECT name FROM customers c ANTI JOIN orders o ON c.id = o.customer_id ORDER BY 1;
-- case exam-joins-08
SELECT c.name, o.order_id FROM customers c LEFT SEMI JOIN orders o ON c.id = o.customer_id;
-- case exam-joins-09 ordered
SELECT * FROM (SELECT id, name FROM customers) JOIN (SELECT customer_id AS id, amount FROM orders) USING (id) ORDER BY id, amount;
-- case exam-joins-10 ordered
SELECT * FROM (SELECT id, name FROM customers) a FULL JOIN (SELECT customer_id AS id, order_id FROM orders) b USING (id) ORDER BY id, order_id;
-- case exam-joins-11 ordered
SELECT a.id, b.id, id FROM (SELECT id, name FROM customers) a RIGHT JOIN (SELECT customer_id AS id, order_id FROM orders) b USING (id) ORDER BY b.order_id;
-- case exam-joins-12 ordered
SELECT * FROM (SELECT id, name FROM customers) a NATURAL JOIN (SELECT customer_id AS id, order_id FROM orders) b ORDER BY order_id;
-- case exam-joins-13 ordered
SELECT * FROM (SELECT id, name FROM customers) a NATURAL LEFT JOIN (SELECT customer_id AS id, order_id FROM orders) b ORDER BY id, order_id;
-- case exam-joins-14 ordered
SELECT e.name, m.name AS manager FROM employees e LEFT JOIN employees m ON e.manager_id = m.emp_id ORDER BY e.emp_id;
-- case exam-joins-15 ordered
SELECT e.name, m.name, e.salary - m.salary FROM employees e, employees m WHERE e.manager_id = m.emp_id ORDER BY e.name;
-- case exam-joins-16 ordered
SELECT c.name, p.sku FROM customers c CROSS JOIN products p WHERE p.price > 5 ORDER BY c.id, p.sku LIMIT 4;
-- case exam-joins-17 ordered
SELECT c.name, t.total FROM customers c, LATERAL (SELECT sum(amount) AS total FROM orders o WHERE o.customer_id = c.id) t ORDER BY c.id;
-- case exam-joins-18 ordered
SELECT c.name, t.order_id FROM customers c LEFT JOIN LATERAL (SELECT order_id FROM orders o WHERE o.customer_id = c.id ORDER BY amount DESC LIMIT 1) t ON true ORDER BY c.id;
-- case exam-joins-19
SELECT id FROM customers c JOIN orders o ON c.id = o.customer_id WHERE status = 'paid' AND name LIKE 'A%';
-- case exam-joins-20
SELECT status FROM customers a JOIN customers b ON a.id = b.id;
-- case exam-joins-21
SELECT id FROM customers a JOIN customers b ON a.id = b.id;
-- case exam-joins-22
SELECT a.nme FROM customers a;
-- case exam-joins-23
SELECT * FROM customer;
-- case exam-joins-24
SELECT * FROM orders o JOIN products p ON o.status = p.title AND o.qty > p.stock;
-- case exam-joins-25 ordered
SELECT name, (SELECT max(amount) FROM orders o WHERE o.customer_id = c.id) AS biggest FROM customers c ORDER BY id;
-- case exam-joins-26
SELECT name, (SELECT order_id FROM orders o WHERE o.customer_id = 1) AS x FROM customers c;
-- case exam-joins-27 ordered
SELECT name FROM customers WHERE id IN (SELECT customer_id FROM orders) ORDER BY name;
-- case exam-joins-28 ordered
SELECT name FROM customers WHERE id NOT IN (SELECT customer_id FROM orders) ORDER BY name;
-- case exam-joins-29 ordered
SELECT name FROM customers WHERE id NOT IN (SELECT customer_id FROM orders WHERE customer_id IS NOT NULL) ORDER BY name;
-- case exam-joins-30 ordered
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.amount > 100) ORDER BY name;
-- case exam-joins-31 ordered
SELECT name FROM customers c WHERE NOT EXISTS (SELECT * FROM orders o WHERE o.customer_id = c.id) ORDER BY name;
-- case exam-joins-32 ordered
SELECT order_id, amount FROM orders WHERE amount > (SELECT avg(amount) FROM orders) ORDER BY 1;
-- case exam-joins-33 ordered
SELECT order_id FROM orders WHERE (customer_id, status) IN (SELECT id, 'paid' FROM customers) ORDER BY order_id;
-- case exam-joins-34 ordered
SELECT id, id IN (1, 2, NULL) AS i, id NOT IN (1, NULL) AS n FROM customers ORDER BY id;
-- case exam-joins-35
SELECT order_id FROM orders WHERE amount >= ALL (SELECT amount FROM orders WHERE amount IS NOT NULL);
-- case exam-joins-36 ordered
SELECT name FROM employees e WHERE salary = (SELECT max(salary) FROM employees x WHERE x.dept = e.dept) ORDER BY name;
-- case exam-joins-37 ordered
SELECT name, salary FROM employees e WHERE salary > (SELECT avg(salary) FROM employees WHERE dept = e.dept) ORDER BY name;
-- case exam-joins-38
SELECT (SELECT name, id FROM customers LIMIT 1);
-- case exam-joins-39
SELECT * FROM customers WHERE id = (SELECT customer_id FROM orders);
-- case exam-joins-40 ordered
SELECT o.*, c.name FROM orders o LEFT JOIN customers c ON o.customer_id <=> c.id ORDER BY o.order_id;
-- case exam-joins-41 ordered
SELECT c.id, o.customer_id FROM customers c JOIN orders o ON c.id = o.customer_id AND c.credit > o.amount ORDER BY o.order_id;
-- case exam-joins-42 ordered
SELECT DISTINCT c.country FROM customers c ORDER BY c.country NULLS LAST;
-- case exam-joins-43 ordered
SELECT DISTINCT country, tier FROM customers ORDER BY country, tier;
-- case exam-joins-44
SELECT count(DISTINCT country), count(country), count(*), count(DISTINCT country, tier) FROM customers;
-- case exam-joins-45
SELECT c.*, 1 AS one FROM customers c WHERE c.id = 1;
-- case exam-joins-46
SELECT c.* EXCEPT (email, city) FROM customers c WHERE c.id = 1;
-- case exam-joins-47 ordered
SELECT * EXCEPT (attrs, dims) FROM products ORDER BY sku;
-- case exam-joins-48 ordered
SELECT dims.* FROM products ORDER BY sku;
-- case exam-joins-49 ordered
SELECT p.dims.w AS width, p.dims.unit, attrs['color'], attrs.size FROM products p ORDER BY sku;
-- case exam-joins-50
SELECT tags[0] FROM orders WHERE order_id = 101;
-- case exam-joins-51
SELECT tags[5] FROM orders WHERE order_id = 101;
-- case exam-joins-52
SELECT try_element_at(tags, 5), get(tags, 5), size(tags) FROM orders WHERE order_id = 101;
-- case exam-joins-53
SELECT element_at(attrs, 'nope'), attrs['nope'] FROM products WHERE sku = 'A1';
-- case exam-joins-54
SELECT * FROM customers c JOIN orders o USING (id);
-- case exam-joins-55
SELECT name FROM customers c JOIN orders o ON c.id = o.customer_id GROUP BY status;
-- case exam-joins-56 ordered
SELECT status, count(*) cnt FROM orders GROUP BY status HAVING cnt > 1 ORDER BY cnt DESC;
-- case exam-joins-57
SELECT status FROM orders WHERE count(*) > 1 GROUP BY status;
-- case exam-joins-58 ordered
SELECT a.name, b.name FROM employees a JOIN employees b ON a.dept = b.dept AND a.emp_id < b.emp_id ORDER BY 1, 2;
