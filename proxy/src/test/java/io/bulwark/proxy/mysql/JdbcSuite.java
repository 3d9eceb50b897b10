package io.bulwark.proxy.mysql;

import com.mysql.cj.jdbc.JdbcStatement;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

/** What applications do with a connection, and what each step brought, as text. */
final class JdbcSuite {
    private final Connection connection;
    private final List<String> told = new ArrayList<>();

    private JdbcSuite(Connection connection) {
        this.connection = connection;
    }

    static List<String> run(Connection connection) throws SQLException {
        var suite = new JdbcSuite(connection);
        suite.schema();
        suite.prepared();
        suite.types();
        suite.batch();
        suite.transactions();
        suite.procedures();
        suite.cursors();
        suite.errors();
        suite.metadata();
        suite.large();
        suite.session();
        suite.attributes();
        return suite.told;
    }

    private void statement(String sql) {
        try (var statement = connection.createStatement()) {
            var isRows = statement.execute(sql);
            results(statement, isRows);
        } catch (SQLException e) {
            told(e);
        }
    }

    private void results(Statement statement, boolean firstIsRows) throws SQLException {
        var isRows = firstIsRows;
        while (isRows || statement.getUpdateCount() >= 0) {
            if (isRows) {
                rows(statement.getResultSet());
            } else {
                told.add("count " + statement.getUpdateCount());
            }
            isRows = statement.getMoreResults();
        }
    }

    private void rows(ResultSet rows) throws SQLException {
        var columns = rows.getMetaData().getColumnCount();
        var names = new ArrayList<String>();
        for (var column = 1; column <= columns; column++) {
            names.add(rows.getMetaData().getColumnLabel(column) + ":"
                    + rows.getMetaData().getColumnTypeName(column));
        }
        told.add(names.toString());
        while (rows.next()) {
            var values = new ArrayList<String>();
            for (var column = 1; column <= columns; column++) {
                var value = rows.getString(column);
                values.add(value == null || value.length() < 100 ? value : value.length() + " " + value.hashCode());
            }
            told.add(values.toString());
        }
        rows.close();
    }

    private void told(SQLException e) {
        told.add(e.getSQLState() + " " + e.getErrorCode());
    }

    private void schema() {
        statement("DROP TABLE IF EXISTS orders, kinds");
        statement(
                "CREATE TABLE orders (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(100), price DECIMAL(10,2), at DATETIME)");
        statement(
                "INSERT INTO orders (name, price, at) VALUES ('Ann', 1.50, '2026-11-25 20:30:00'), ('O''Brien', 2, NULL)");
        statement("SELECT * FROM orders ORDER BY id");
        statement("SELECT name FROM orders WHERE 1 = 0");
        statement("UPDATE orders SET price = price * 2 WHERE name = 'Ann' /* a comment */");
        statement(
                "SELECT name FROM orders UNION SELECT 'x' /*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/");
        statement("SHOW TABLES");
        statement("EXPLAIN SELECT * FROM orders");
    }

    private void prepared() throws SQLException {
        try (var insert = connection.prepareStatement(
                "INSERT INTO orders (name, price, at) VALUES (?, ?, ?)", Statement.RETURN_GENERATED_KEYS)) {
            for (var index = 0; index < 5; index++) {
                insert.setString(1, "name " + index);
                insert.setBigDecimal(2, new BigDecimal("10.25").add(BigDecimal.valueOf(index)));
                insert.setTimestamp(3, Timestamp.valueOf("2026-01-0" + (index + 1) + " 10:00:00"));
                told.add("inserted " + insert.executeUpdate());
                rows(insert.getGeneratedKeys());
            }
            insert.setNull(1, Types.VARCHAR);
            insert.setNull(2, Types.DECIMAL);
            insert.setNull(3, Types.TIMESTAMP);
            told.add("inserted " + insert.executeUpdate());
        }
        try (var select =
                connection.prepareStatement("SELECT id, name, price, at FROM orders WHERE id > ? ORDER BY id")) {
            for (var from : new int[] {0, 3, 100}) {
                select.setInt(1, from);
                rows(select.executeQuery());
            }
        }
    }

    private void types() throws SQLException {
        statement(
                "CREATE TABLE kinds (a TINYINT, b SMALLINT, c MEDIUMINT, d BIGINT, e FLOAT, f DOUBLE, g DATE, h TIME, "
                        + "i TIMESTAMP NULL, j YEAR, k BLOB, l TEXT, m BIT(9), n JSON, o ENUM('x','y'), p BIGINT UNSIGNED, q CHAR(3))");
        try (var insert = connection.prepareStatement(
                "INSERT INTO kinds VALUES (?,?,?,?,?,?,?,?,?,?,?,?,b'101','{\"a\": 1}','y',18446744073709551615,?)")) {
            fill(insert);
            told.add("kinds " + insert.executeUpdate());
        }
        statement("SELECT * FROM kinds");
        try (var select =
                connection.prepareStatement("SELECT a,b,c,d,e,f,g,h,i,j,k,l,n,o,p,q FROM kinds WHERE a = ?")) {
            select.setInt(1, -5);
            rows(select.executeQuery());
        }
    }

    private static void fill(PreparedStatement insert) throws SQLException {
        insert.setByte(1, (byte) -5);
        insert.setShort(2, (short) 1000);
        insert.setInt(3, -70_000);
        insert.setLong(4, 4_111_111_111_111_111L);
        insert.setFloat(5, 1.5f);
        insert.setDouble(6, -2.25);
        insert.setString(7, "2026-11-25");
        insert.setString(8, "-12:30:05");
        insert.setString(9, "2026-11-25 20:30:05");
        insert.setInt(10, 2026);
        insert.setBinaryStream(11, new ByteArrayInputStream(new byte[] {0, 1, 2, '\'', '\\', -1}));
        insert.setCharacterStream(12, new StringReader("Zürich ".repeat(50)));
        insert.setString(13, "abc");
    }

    private void batch() throws SQLException {
        try (var insert = connection.prepareStatement("INSERT INTO orders (name, price) VALUES (?, ?)")) {
            for (var index = 0; index < 50; index++) {
                insert.setString(1, "batch " + index);
                insert.setInt(2, index);
                insert.addBatch();
            }
            told.add("batch " + insert.executeBatch().length);
        }
        statement("SELECT COUNT(*), SUM(price) FROM orders");
    }

    private void transactions() throws SQLException {
        connection.setAutoCommit(false);
        statement("DELETE FROM orders WHERE name LIKE 'batch%'");
        connection.rollback();
        statement("SELECT COUNT(*) FROM orders");
        statement("DELETE FROM orders WHERE name = 'batch 1'");
        connection.commit();
        connection.setAutoCommit(true);
        statement("SELECT COUNT(*) FROM orders");
    }

    private void procedures() throws SQLException {
        statement("DROP PROCEDURE IF EXISTS two");
        statement("CREATE PROCEDURE two(IN a INT, OUT b INT) BEGIN SELECT a; SELECT a + 1, 'x'; SET b = a * 2; END");
        try (var call = connection.prepareCall("{call two(?, ?)}")) {
            call.setInt(1, 20);
            call.registerOutParameter(2, Types.INTEGER);
            results(call, call.execute());
            told.add("out " + call.getInt(2));
        }
    }

    private void cursors() throws SQLException {
        try (var select = connection.prepareStatement("SELECT id, name FROM orders ORDER BY id")) {
            select.setFetchSize(7);
            rows(select.executeQuery());
        }
    }

    private void errors() {
        statement("SELECT nothing FROM orders");
        statement("SELEC 1");
        statement("INSERT INTO orders (id) VALUES (1)");
        statement("SELECT 1");
        try (var wrong = connection.prepareStatement("SELECT * FROM no_such_table WHERE a = ?")) {
            wrong.setInt(1, 1);
            wrong.executeQuery();
        } catch (SQLException e) {
            told(e);
        }
        statement("SELECT 2");
    }

    private void metadata() throws SQLException {
        var data = connection.getMetaData();
        told.add(data.getDatabaseProductVersion());
        rows(data.getTables(null, null, "orders", null));
        rows(data.getColumns("shop", null, "orders", "%"));
        rows(data.getPrimaryKeys("shop", null, "orders"));
        rows(data.getIndexInfo("shop", null, "orders", false, false));
    }

    private void large() throws SQLException {
        var text = "0123456789abcdef".repeat(1_300_000);
        try (var select = connection.prepareStatement("SELECT LENGTH(?), SHA2(?, 256), ?")) {
            select.setString(1, text);
            select.setBytes(2, text.getBytes(StandardCharsets.US_ASCII));
            select.setString(3, "end");
            rows(select.executeQuery());
        }
        statement("SELECT REPEAT('x', 17000000), 'end'");
        statement("WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 900) "
                + "SELECT n, REPEAT('y', 200) FROM numbers");
    }

    private void session() throws SQLException {
        connection.setCatalog("information_schema");
        told.add(connection.getCatalog());
        connection.setCatalog("shop");
        told.add("valid " + connection.isValid(5));
        statement("SET @a = 5");
        statement("SELECT @a");
        statement("SET sql_mode = 'ANSI_QUOTES'");
        statement("SELECT \"name\" FROM \"orders\" ORDER BY id LIMIT 1");
        statement("SET sql_mode = ''");
    }

    /* Attributes of a query are a thing of MySQL's own driver, and their function of its own server. */
    private void attributes() throws SQLException {
        try (var statement = connection.createStatement()) {
            if (statement.isWrapperFor(JdbcStatement.class)) {
                statement.unwrap(JdbcStatement.class).setAttribute("trace", "4bf92f35");
            }
            var isRows = statement.execute("SELECT mysql_query_attribute_string('trace')");
            results(statement, isRows);
        } catch (SQLException e) {
            told(e);
        }
    }
}
