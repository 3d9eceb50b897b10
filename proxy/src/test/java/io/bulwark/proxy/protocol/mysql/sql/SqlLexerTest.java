package io.bulwark.proxy.protocol.mysql.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlLexerTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT 1                                                   | SELECT
            select * from Users                                        | SELECT users
            SELECT a FROM shop.orders o, `Shop`.`items` AS i WHERE 1   | SELECT shop.orders, SELECT shop.items
            SELECT * FROM a JOIN b ON a.x=b.x LEFT JOIN c USING (id)   | SELECT a, SELECT b, SELECT c
            SELECT * FROM (a, b), (c JOIN (d, e))                      | SELECT a, SELECT b, SELECT c, SELECT d, SELECT e
            SELECT * FROM (SELECT x FROM inner_t) AS t, t2             | SELECT inner_t, SELECT t2
            SELECT (SELECT max(x) FROM b) FROM a WHERE EXISTS (SELECT 1 FROM c) | SELECT b, SELECT a, SELECT c
            SELECT EXTRACT(YEAR FROM d), TRIM(BOTH 'x' FROM s) FROM t  | SELECT t
            SELECT SUBSTRING(s FROM (SELECT n FROM m)) FROM t          | SELECT m, SELECT t
            SELECT 1 FROM DUAL                                         | SELECT
            SELECT 1 FROM `dual`                                       | SELECT dual
            SELECT * FROM JSON_TABLE('[]', '$[*]' COLUMNS(a INT PATH '$')) j, k | SELECT k
            SELECT * FROM a UNION ALL SELECT * FROM b                  | SELECT a, SELECT b
            (SELECT a FROM x) UNION (SELECT b FROM y) ORDER BY 1       | SELECT x, SELECT y
            SELECT * FROM t USE INDEX FOR JOIN (i, j), u               | SELECT t, SELECT u
            SELECT * FROM t FOR SYSTEM_TIME ALL, u                     | SELECT t, SELECT u
            SELECT a INTO @x FROM t FOR UPDATE                         | SELECT t
            SELECT a FROM t INTO @x, @y                                | SELECT t
            TABLE t                                                    | SELECT t
            SELECT * FROM 1t, t.2u, db.3w                              | SELECT 1t, SELECT t.2u, SELECT db.3w
            INSERT INTO t (a, b) VALUES (1, 2), (3, 4)                 | INSERT t
            INSERT LOW_PRIORITY IGNORE shop.t SET a=1                  | INSERT shop.t
            INSERT INTO t SELECT * FROM s ON DUPLICATE KEY UPDATE a=1, b=2 | INSERT t, SELECT s
            INSERT INTO t WITH q AS (SELECT * FROM s) SELECT * FROM q  | INSERT t, SELECT s
            REPLACE INTO t VALUES (1)                                  | REPLACE t
            UPDATE t SET a=1, b=2 WHERE c IN (SELECT c FROM u)         | UPDATE t, SELECT u
            UPDATE LOW_PRIORITY a, b JOIN c ON a.x=c.x SET a.y=1       | UPDATE a, UPDATE b, UPDATE c
            DELETE FROM t WHERE a=1                                    | DELETE t
            DELETE QUICK a, b FROM a JOIN b USING (id)                 | DELETE a, DELETE b
            DELETE FROM a USING a JOIN b USING (id)                    | DELETE a, DELETE b
            DELETE FROM t WHERE x IN (SELECT y FROM u)                 | DELETE t, SELECT u
            WITH q AS (SELECT * FROM a) SELECT * FROM q JOIN b         | SELECT a, SELECT b
            WITH q AS (SELECT * FROM q) SELECT * FROM q                | SELECT q
            WITH RECURSIVE q(n, m) AS (SELECT 1 UNION SELECT n+1 FROM q), r AS (SELECT * FROM t) SELECT * FROM q, r | SELECT t
            WITH q AS (SELECT 1) SELECT f(x), secret FROM (q), secret  | SELECT secret
            SELECT * FROM (WITH u AS (SELECT 1) SELECT * FROM u) x, u  | SELECT u
            WITH Q AS (SELECT 1) SELECT * FROM q                       | SELECT q
            WITH q AS (SELECT 1) DELETE FROM t WHERE a IN (SELECT * FROM q) | DELETE t
            CREATE TABLE IF NOT EXISTS shop.t (a INT, KEY (a)) ENGINE=InnoDB | CREATE TABLE shop.t
            CREATE TEMPORARY TABLE t AS SELECT * FROM s                | CREATE TABLE t, SELECT s
            CREATE TABLE t LIKE s                                      | CREATE TABLE t, SELECT s
            CREATE TABLE t (LIKE s)                                    | CREATE TABLE t, SELECT s
            CREATE TABLE m (a INT) ENGINE=MERGE UNION=(s, u)           | CREATE TABLE m, SELECT s, SELECT u
            CREATE OR REPLACE ALGORITHM=MERGE DEFINER=`a`@`b` SQL SECURITY INVOKER VIEW v AS SELECT * FROM t | CREATE VIEW v, SELECT t
            CREATE UNIQUE INDEX i ON t (a)                             | CREATE INDEX t
            CREATE DATABASE shop                                       | CREATE DATABASE shop
            CREATE SCHEMA IF NOT EXISTS shop                           | CREATE DATABASE shop
            CREATE USER 'bob'@'%' IDENTIFIED BY 'x'                    | CREATE USER bob
            ALTER TABLE t ADD COLUMN b INT, RENAME TO u                | ALTER TABLE t, ALTER TABLE u
            ALTER TABLE t RENAME COLUMN a TO b                         | ALTER TABLE t
            ALTER TABLE t EXCHANGE PARTITION p WITH TABLE u            | ALTER TABLE t, ALTER TABLE u
            DROP TABLE IF EXISTS a, shop.b                             | DROP TABLE a, DROP TABLE shop.b
            DROP INDEX i ON t                                          | DROP INDEX t
            TRUNCATE t                                                 | TRUNCATE TABLE t
            TRUNCATE TABLE `t`                                         | TRUNCATE TABLE t
            RENAME TABLE a TO b, c TO d                                | RENAME TABLE a, RENAME TABLE b, RENAME TABLE c, RENAME TABLE d
            LOCK TABLES a READ, b AS x WRITE                           | LOCK TABLES a, LOCK TABLES b
            ANALYZE TABLE a, b                                         | ANALYZE TABLE a, ANALYZE TABLE b
            GRANT SELECT, INSERT ON shop.* TO 'bob'@'%'                | GRANT shop.*
            GRANT ALL ON *.* TO bob                                    | GRANT *.*
            LOAD DATA LOCAL INFILE '/etc/passwd' INTO TABLE shop.t     | LOAD DATA shop.t
            CALL shop.p(1, 2)                                          | CALL shop.p
            USE shop                                                   | USE shop
            SET NAMES utf8mb4                                          | SET
            SET @x = (SELECT a FROM t)                                 | SELECT t
            SET STATEMENT max_statement_time=1 FOR SELECT * FROM t     | SET, SELECT t
            SHOW TABLES                                                | SHOW
            SHOW COLUMNS FROM t FROM shop                              | SHOW t
            SHOW CREATE TABLE shop.t                                   | SHOW shop.t
            EXPLAIN SELECT * FROM t                                    | EXPLAIN, SELECT t
            EXPLAIN FORMAT=JSON UPDATE t SET a=1                       | EXPLAIN, UPDATE t
            DESCRIBE t                                                 | EXPLAIN t
            DESC `t`                                                   | EXPLAIN t
            ANALYZE FORMAT=JSON DELETE FROM t                          | ANALYZE, DELETE t
            BEGIN                                                      | BEGIN
            START TRANSACTION READ ONLY                                | START TRANSACTION
            COMMIT                                                     | COMMIT
            SELECT 1; DROP TABLE x                                     | SELECT, DROP TABLE x
            SELECT a FROM t;                                           | SELECT t
            /* nothing */ -- at all                                    | EMPTY
            HANDLER t OPEN                                             | HANDLER t
            HELLO world                                                | OTHER
            PREPARE s FROM 'DROP TABLE x'                              | PREPARE, DROP TABLE x
            PREPARE s FROM "SELECT * FROM a WHERE b='\\n/*' UNION SELECT * FROM secret/*'" | PREPARE, SELECT a, SELECT secret
            PREPARE s FROM 'SELECT ''x'' FROM `t`'; SELECT 1 FROM u    | PREPARE, SELECT t, SELECT u
            EXECUTE IMMEDIATE 'DELETE FROM t WHERE a = ?' USING @a     | EXECUTE, DELETE t
            CREATE PROCEDURE p() BEGIN PREPARE s FROM 'SELECT * FROM t'; EXECUTE s; END | CREATE PROCEDURE p, PREPARE, SELECT t, EXECUTE
            CREATE PROCEDURE p(IN a INT) BEGIN SELECT CASE WHEN a THEN b ELSE c END FROM t; DELETE FROM u; END | CREATE PROCEDURE p, SELECT t, DELETE u
            CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW INSERT INTO log VALUES (1) | CREATE TRIGGER t, INSERT log
            CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t    | CREATE EVENT e, DELETE t
            BEGIN NOT ATOMIC SELECT a do FROM secret; END              | BEGIN, SELECT secret
            IF 1 THEN DROP TABLE t; ELSE DELETE FROM u; END IF         | DROP TABLE t, DELETE u
            l: LOOP INSERT INTO t VALUES (1); END LOOP                 | INSERT t
            SELECT/**/a/**/FROM/**/t                                   | SELECT t
            SELECT a FROM/*!50000 secret*/                             | SELECT secret
            SELECT 1 /*!99999 ' */ UNION SELECT a FROM secret /* ' */  | SELECT secret
            SELECT 1.e(a)FROM t                                        | SELECT t
            SELECT 1.0FROM t                                           | SELECT t
            SELECT 1e5FROM t                                           | SELECT t
            SELECT 'it''s', "a\\"b", 'c\\'d' FROM t                    | SELECT t
            SELECT a--1 FROM t                                         | SELECT t
            SELECT `a``b` FROM `t``u`                                  | SELECT t`u
            FLUSH TABLES a, b WITH READ LOCK                           | FLUSH a, FLUSH b
            """)
    void theVerbsAndTablesOfAStatement(String sql, String parts) {
        // Given
        var dialect = new Dialect();
        dialect.server(sql.contains("RETURNING"), 80036);
        // When
        var reading = Reading.of(sql, dialect);
        // Then
        assertThat(String.join(", ", reading.parts())).isEqualTo(parts);
        assertThat(reading.overflowed()).isFalse();
        var bytes = sql.getBytes(StandardCharsets.UTF_8);
        for (var size = 1; size < 8; size++) {
            assertThat(Reading.of(bytes, dialect, size))
                    .as("in pieces of %d", size)
                    .isEqualTo(reading);
        }
    }
}
