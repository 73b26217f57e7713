-- setup
CREATE TABLE emp (name STRING, dept STRING, salary INT, hired DATE);
INSERT INTO emp VALUES ('Ann','eng',100,DATE'2020-01-01'),('Bob','eng',80,DATE'2021-01-01'),('Cid','eng',80,DATE'2022-01-01'),('Dan','ops',50,DATE'2020-06-01'),('Eve','ops',NULL,DATE'2021-06-01'),('Fay','hr',70,DATE'2019-01-01');
-- case windows-01 ordered
SELECT name, row_number() OVER (PARTITION BY dept ORDER BY salary DESC, name) AS rn, rank() OVER (PARTITION BY dept ORDER BY salary DESC) AS r, dense_rank() OVER (PARTITION BY dept ORDER BY salary DESC) AS dr FROM emp ORDER BY name;
-- case windows-02 ordered
SELECT name, lag(salary) OVER (ORDER BY hired) AS p, lead(name, 2, 'none') OVER (ORDER BY hired) AS n, lag(salary, 1, 0) OVER (PARTITION BY dept ORDER BY hired) AS d FROM emp ORDER BY name;
-- case windows-03 ordered
SELECT name, sum(salary) OVER (PARTITION BY dept ORDER BY hired) AS running, sum(salary) OVER (PARTITION BY dept) AS total, avg(salary) OVER (ORDER BY hired ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS mov FROM emp ORDER BY name;
-- case windows-04 ordered
SELECT name, first_value(name) OVER w AS f, last_value(name) OVER w AS l, nth_value(name, 2) OVER w AS n FROM emp WINDOW w AS (PARTITION BY dept ORDER BY hired ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING) ORDER BY name;
-- case windows-05 ordered
SELECT name, ntile(2) OVER (ORDER BY hired) AS nt, percent_rank() OVER (ORDER BY salary) AS pr, cume_dist() OVER (ORDER BY salary) AS cd FROM emp ORDER BY name;
-- case windows-06 ordered
SELECT name, count(*) OVER (PARTITION BY dept) AS n, max(salary) OVER () AS mx, salary * 100 / sum(salary) OVER () AS pct FROM emp ORDER BY name;
-- case windows-07 ordered
SELECT dept, sum(salary) AS s, rank() OVER (ORDER BY sum(salary) DESC) AS r FROM emp GROUP BY dept ORDER BY r;
-- case windows-08 ordered
SELECT name, sum(salary) OVER (ORDER BY hired RANGE BETWEEN INTERVAL 1 YEAR PRECEDING AND CURRENT ROW) AS s FROM emp ORDER BY name;
-- case windows-09 ordered
SELECT name, last_value(salary) IGNORE NULLS OVER (ORDER BY hired, name) AS l, first_value(salary, true) OVER (PARTITION BY dept ORDER BY hired) AS f, lag(salary) IGNORE NULLS OVER (ORDER BY hired, name) AS g FROM emp ORDER BY name;
-- case windows-10 ordered
SELECT * FROM (SELECT name, dept, row_number() OVER (PARTITION BY dept ORDER BY salary DESC NULLS LAST, name) AS rn FROM emp) WHERE rn = 1 ORDER BY dept;
-- case windows-11 ordered
SELECT name, collect_list(name) OVER (PARTITION BY dept ORDER BY hired) AS l FROM emp ORDER BY name;
-- case windows-12 ordered
SELECT name, salary - lag(salary) OVER (PARTITION BY dept ORDER BY hired) AS diff, typeof(row_number() OVER (ORDER BY name)) AS t, typeof(rank() OVER (ORDER BY name)) AS u FROM emp ORDER BY name;
-- case windows-13
SELECT rank() OVER (PARTITION BY dept) FROM emp;
-- case windows-14 ordered
SELECT name, sum(salary) OVER (PARTITION BY dept ORDER BY salary RANGE BETWEEN 20 PRECEDING AND CURRENT ROW) AS s, min(salary) OVER (PARTITION BY dept ORDER BY hired ROWS UNBOUNDED PRECEDING) AS m FROM emp WHERE salary IS NOT NULL ORDER BY name;
-- case windows-15 ordered
SELECT name, count_if(salary > 75) OVER (PARTITION BY dept) AS c, max_by(name, salary) OVER (PARTITION BY dept) AS m, avg(CAST(salary AS DECIMAL(10,2))) OVER (PARTITION BY dept) AS a FROM emp ORDER BY name;
-- case qualify-01 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-qualify
-- expect: {"schema": [["name", "string"], ["dept", "string"]], "rows": [["Ann", "eng"], ["Fay", "hr"], ["Dan", "ops"]]}
SELECT name, dept FROM emp QUALIFY row_number() OVER (PARTITION BY dept ORDER BY salary DESC NULLS LAST) = 1 ORDER BY dept;
-- case qualify-02 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-qualify
-- expect: {"schema": [["dept", "string"], ["s", "bigint"]], "rows": [["eng", "260"]]}
SELECT dept, sum(salary) AS s FROM emp GROUP BY dept QUALIFY rank() OVER (ORDER BY s DESC) = 1 ORDER BY dept;
-- case qualify-03 ordered
-- oracle: https://docs.databricks.com/aws/en/sql/language-manual/sql-ref-syntax-qry-select-qualify
-- expect: {"schema": [["name", "string"], ["rn", "int"]], "rows": [["Ann", "1"], ["Bob", "2"]]}
SELECT name, row_number() OVER (ORDER BY name) AS rn FROM emp WHERE dept = 'eng' QUALIFY rn <= 2 ORDER BY rn;
