package io.bulwark.proxy.protocol.mysql.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is suspicious about a statement's shape, and above all what is not. */
class TraitsTest {
    private static Reading read(String sql) {
        var dialect = new Dialect();
        dialect.server(false, 80036);
        return Reading.of(sql, dialect);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT * FROM t WHERE a='x' OR 1=1                        | tautology
            SELECT * FROM t WHERE a='x' OR 'a'='a'                    | tautology
            SELECT * FROM t WHERE a='' or(2)>(1)                      | tautology
            ~SELECT * FROM t WHERE a='x' || 'b' LIKE 'B'~             | tautology
            SELECT * FROM t WHERE a=1 OR TRUE                         | tautology
            SELECT * FROM t WHERE a=1 OR 1                            | tautology
            SELECT * FROM t WHERE a=1 OR 1 -- rest                    | tautology
            SELECT * FROM t WHERE a=1 OR NOT 1<>1                     |
            SELECT * FROM t WHERE a=1 OR 1=0                          |
            SELECT * FROM t WHERE 1=1 AND a=2                         |
            SELECT * FROM t WHERE (a IS NULL OR a=1)                  |
            SELECT a FROM t WHERE x='' UNION SELECT p FROM u -- ' AND y='z' | union cut-comment
            SELECT a FROM t WHERE x='' UNION SELECT p FROM u #'       | union cut-comment
            SELECT a FROM t UNION SELECT b FROM u /* both */          | union
            SELECT a FROM t UNION SELECT b FROM u -- both kinds       | union
            SELECT a FROM t UNION SELECT table_name FROM information_schema.tables | union union-catalogue catalogue
            SELECT table_name FROM information_schema.tables UNION SELECT 'x' | union catalogue
            SELECT 1 /*!50000 UNION SELECT */ 2                       | union hidden-keyword
            SELECT /*!40001 SQL_NO_CACHE */ * FROM t                  |
            /*!50003 CREATE*/ /*!50003 TRIGGER t BEFORE INSERT ON x FOR EACH ROW SET @a = (SELECT 1 FROM y WHERE 1) */ |
            SELECT 1; DROP TABLE t                                    | stacked stacked-admin
            SELECT 1; SELECT 2                                        | stacked
            CREATE TABLE a (b INT); DROP TABLE c                      | stacked
            SELECT 1;                                                 |
            SELECT SLEEP(5)                                           | delay
            SELECT sleep FROM nights                                  |
            SELECT BENCHMARK(1000000, MD5('a'))                       | delay
            SELECT * FROM t INTO OUTFILE '/tmp/x'                     | outfile
            SELECT LOAD_FILE('/etc/passwd')                           | load-file
            SELECT load_file FROM t                                   |
            PREPARE s FROM 'SELECT 1'                                 | dynamic-sql
            PREPARE s FROM 'SELECT a FROM t WHERE b = ? OR 1=1'       | dynamic-sql tautology
            PREPARE s FROM 'SELECT \\'a\\' UNION SELECT sleep(5)'     | dynamic-sql union delay
            PREPARE s FROM 'SELECT ''a''; DROP TABLE t'               | dynamic-sql stacked stacked-admin
            PREPARE s FROM @sql                                       | dynamic-sql dynamic-unread
            PREPARE s FROM CONCAT('DROP', ' TABLE t')                 | dynamic-sql dynamic-unread
            PREPARE s FROM 'DROP' ' TABLE t'                          | dynamic-sql dynamic-unread
            PREPARE s FROM _latin1'SELECT 1'                          | dynamic-sql dynamic-unread
            PREPARE s FROM 0x53454c4543542031                         | dynamic-sql dynamic-unread
            PREPARE s FROM 'SET NAMES gbk'                            | dynamic-sql dynamic-unread
            PREPARE s FROM 'PREPARE u FROM ''SELECT 1'''              | dynamic-sql dynamic-unread
            PREPARE s FROM 'SELECT 1'; SELECT 2                       | dynamic-sql stacked
            EXECUTE IMMEDIATE 'SELECT 1'                              | dynamic-sql
            EXECUTE IMMEDIATE 'SELECT ?' USING @a                     | dynamic-sql
            EXECUTE IMMEDIATE 'SET NAMES gbk'                         | dynamic-sql
            EXECUTE IMMEDIATE @sql                                    | dynamic-sql dynamic-unread
            ~EXECUTE IMMEDIATE 'DROP' || ' TABLE t'~                  | dynamic-sql dynamic-unread
            EXECUTE s USING @a                                        | dynamic-sql
            """)
    void theTraitsOfAStatement(String sql, String words) {
        // When
        var traits = read(sql).traits();
        // Then
        var expected = words == null ? Set.of() : Set.of(words.split(" ", -1));
        assertThat(traits.stream().map(Trait::word).collect(Collectors.toSet())).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT id FROM a UNION SELECT id FROM b /*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',db_driver='jdbc'*/",
                "SELECT id FROM a UNION ALL SELECT id FROM b /* application:Shop,controller:orders,action:show */",
                "SELECT id FROM a UNION SELECT id FROM b -- Hibernate: the user's orders' report",
                "/* select o from Order o */ select o1_0.id from orders o1_0 union select c1_0.id from carts c1_0",
                "SELECT id FROM a UNION SELECT id FROM b # both"
            })
    void aUnionWithACommentOfItsMapperIsNoAttack(String sql) {
        assertThat(read(sql).traits()).containsExactly(Trait.UNION);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            SELECT a FROM t WHERE b = 1             | select  a from t /* x */ where b = 'y' -- z
            SELECT a FROM t WHERE b IN (1, 2, 3)    | SELECT a FROM t WHERE b IN (4)
            INSERT INTO t VALUES (1, 2), (3, 4)     | INSERT INTO t VALUES ('a', 'b')
            INSERT INTO t VALUES (1),(2),(3)        | INSERT INTO t VALUES (4)
            """)
    void statementsOfOneFormHaveOneDigest(String one, String other) {
        assertThat(read(one).digest()).isEqualTo(read(other).digest()).hasSize(32);
    }

    @Test
    void statementsOfOtherFormsHaveOtherDigests() {
        // Given
        var statements = Set.of(
                "SELECT a FROM t WHERE b = 1",
                "SELECT a FROM u WHERE b = 1",
                "SELECT a FROM t WHERE b = 1 OR b = 2",
                "SELECT a FROM t WHERE b = c",
                "SELECT a FROM t WHERE b = 1, (",
                "SELECT a FROM t WHERE b = 1, (?",
                "INSERT INTO t VALUES (1), (a)",
                "INSERT INTO t VALUES (1)",
                "INSERT INTO t VALUES (1), (");
        // When
        var digests = statements.stream().map(sql -> read(sql).digest()).collect(Collectors.toSet());
        // Then
        assertThat(digests).hasSameSizeAs(statements);
    }

    @Test
    void aBackslashMeansNothingWhereTheSessionSaysSo() {
        // Given
        var dialect = new Dialect();
        dialect.noBackslashEscapes(true);
        // When
        var reading = Reading.of("SELECT '\\' FROM secret -- '", dialect);
        // Then
        assertThat(reading.parts()).containsExactly("SELECT secret");
    }

    @Test
    void theSecondByteOfALetterIsNoBackslash() {
        // Given
        var dialect = new Dialect();
        dialect.letters(Dialect.Letters.DOUBLE);
        var sql = "SELECT '\u00bf\\' FROM secret -- '".getBytes(StandardCharsets.ISO_8859_1);
        // When
        var reading = Reading.of(sql, dialect, Integer.MAX_VALUE);
        // Then
        assertThat(reading.parts()).containsExactly("SELECT secret");
    }

    @Test
    void aStatementOfTooManyTablesSaysSo() {
        // Given
        var sql = new StringBuilder("SELECT * FROM t0");
        for (var table = 1; table <= Parts.MAX_PARTS; table++) {
            sql.append(", t").append(table);
        }
        // When
        var reading = read(sql.toString());
        // Then
        assertThat(reading.overflowed()).isTrue();
        assertThat(read(sql.substring(0, sql.lastIndexOf(","))).overflowed()).isFalse();
    }
}
