-- setup
CREATE TABLE c (id INT, name STRING, city STRING);
CREATE TABLE o (oid INT, cid INT, amt DECIMAL(8,2));
INSERT INTO c VALUES (1,'Ann','Rome'),(2,'Bob','Oslo'),(3,'Cid',NULL);
INSERT INTO o VALUES (10,1,5.00),(11,1,7.50),(12,2,1.25),(13,9,3.00),(14,NULL,2.00);
-- case joins-01 ordered
SELECT c.name, o.amt FROM c JOIN o ON c.id = o.cid ORDER BY o.oid;
-- case joins-02 ordered
SELECT c.name, sum(o.amt) AS t FROM c LEFT JOIN o ON c.id = o.cid GROUP BY c.name ORDER BY c.name;
-- case joins-03 ordered
SELECT c.name, o.oid FROM c RIGHT OUTER JOIN o ON c.id = o.cid ORDER BY o.oid;
-- case joins-04 ordered
SELECT c.id, o.oid FROM c FULL OUTER JOIN o ON c.id = o.cid ORDER BY o.oid, c.id;
-- case joins-05 ordered
SELECT name FROM c LEFT SEMI JOIN o ON c.id = o.cid ORDER BY name;
-- case joins-06 ordered
SELECT name FROM c LEFT ANTI JOIN o ON c.id = o.cid ORDER BY name;
-- case joins-07 ordered
SELECT name FROM c ANTI JOIN o ON c.id = o.cid ORDER BY name;
-- case joins-08
SELECT count(*) AS n FROM c CROSS JOIN o;
-- case joins-09 ordered
SELECT a.name AS x, b.name AS y FROM c a JOIN c b ON a.id < b.id ORDER BY x, y;
-- case joins-10 ordered
SELECT * FROM (SELECT id, name FROM c) JOIN (SELECT cid AS id, amt FROM o) USING (id) ORDER BY amt;
-- case joins-11
SELECT * FROM (SELECT 1 AS k, 'l' AS v) l NATURAL JOIN (SELECT 1 AS k, 'r' AS w) r;
-- case joins-12 ordered
SELECT c.name, x.total FROM c, LATERAL (SELECT sum(amt) AS total FROM o WHERE o.cid = c.id) x ORDER BY c.name;
-- case joins-13 ordered
SELECT c.name, x.amt FROM c LEFT JOIN LATERAL (SELECT amt FROM o WHERE o.cid = c.id ORDER BY amt DESC LIMIT 1) x ON true ORDER BY c.name;
-- case joins-14
SELECT name FROM c WHERE EXISTS (SELECT 1 FROM o WHERE o.cid = c.id AND amt > 6);
-- case joins-15
SELECT name FROM c WHERE id NOT IN (SELECT cid FROM o);
-- case joins-16 ordered
SELECT name FROM c WHERE id IN (SELECT cid FROM o WHERE amt < 6) ORDER BY 1;
-- case joins-17 ordered
SELECT name, (SELECT count(*) FROM o WHERE o.cid = c.id) AS n FROM c ORDER BY name;
-- case joins-18 ordered
SELECT name, (SELECT max(amt) FROM o) AS m FROM c ORDER BY name;
-- case joins-19
SELECT (SELECT id FROM c);
-- case joins-20
SELECT id FROM c JOIN o ON c.id = o.cid WHERE name = 'Ann' AND nosuch = 1;
-- case joins-21
SELECT name FROM c a JOIN c b ON a.id = b.id;
-- case joins-22
SELECT * FROM nosuch_table;
-- case joins-23 ordered
SELECT name FROM c WHERE (id, name) IN (SELECT id, name FROM c WHERE id < 3) ORDER BY name;
-- case joins-24
SELECT c.* FROM c WHERE city IS NULL;
-- case joins-25 ordered
SELECT c.*, o.amt AS amount FROM c JOIN o ON c.id = o.cid AND o.amt > 2 ORDER BY amount;
-- case joins-26 ordered
SELECT * EXCEPT (city) FROM c ORDER BY id;
-- case joins-27 ordered
SELECT a.id FROM c AS a INNER JOIN o AS b ON a.id <=> b.cid ORDER BY b.oid;
