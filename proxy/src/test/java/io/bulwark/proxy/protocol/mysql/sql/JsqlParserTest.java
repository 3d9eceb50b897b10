package io.bulwark.proxy.protocol.mysql.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.util.TablesNamesFinder;
import org.junit.jupiter.api.Test;

/** A whole parser of SQL finds the same tables in statements made at random. */
class JsqlParserTest {
    private static final int STATEMENTS = 4_000;
    private static final List<String> NAMES =
            List.of("users", "orders", "shop.items", "`Carts`", "`shop`.`cards`", "logs", "t1", "stock", "audit");

    private final Random random = new Random(20_261_125);

    private String pick(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String table() {
        return pick(NAMES);
    }

    private String expression(int depth) {
        return switch (random.nextInt(depth > 2 ? 6 : 9)) {
            case 0 -> "a";
            case 1 -> "'it''s (SELECT x FROM y), -- no'";
            case 2 -> "12.5e3";
            case 3 -> "COUNT(*)";
            case 4 -> "EXTRACT(YEAR FROM d)";
            case 5 -> "CASE WHEN a = 1 THEN 'x' ELSE b END";
            case 6 -> "(SELECT MAX(a) FROM " + table() + " WHERE " + condition(depth + 1) + ")";
            case 7 -> "COALESCE(" + expression(depth + 1) + ", " + expression(depth + 1) + ")";
            default -> expression(depth + 1) + " + " + expression(depth + 1);
        };
    }

    private String condition(int depth) {
        return switch (random.nextInt(depth > 2 ? 4 : 7)) {
            case 0 -> "a = 1";
            case 1 -> "name LIKE 'a%' AND b IS NOT NULL";
            case 2 -> "a IN (1, 2, 3)";
            case 3 -> "b BETWEEN 1 AND 5 OR c <> 'x'";
            case 4 -> "a IN (" + select(depth + 1) + ")";
            case 5 -> "EXISTS (" + select(depth + 1) + ")";
            default -> "(" + condition(depth + 1) + ") AND " + expression(depth + 1) + " > 3";
        };
    }

    private String from(int depth) {
        return switch (random.nextInt(depth > 2 ? 4 : 6)) {
            case 0 -> table();
            case 1 -> table() + " AS x";
            case 2 -> table() + " x JOIN " + table() + " y ON x.id = y.id";
            case 3 -> table() + " x LEFT JOIN " + table() + " y USING (id), " + table() + " z";
            case 4 -> "(" + select(depth + 1) + ") q";
            default -> "(" + select(depth + 1) + ") q INNER JOIN " + table() + " r ON q.a = r.a";
        };
    }

    private String select(int depth) {
        var select = "SELECT " + (random.nextBoolean() ? "DISTINCT " : "") + expression(depth) + ", "
                + expression(depth) + " FROM " + from(depth);
        if (random.nextBoolean()) {
            select += " WHERE " + condition(depth);
        }
        if (random.nextInt(3) == 0) {
            select += " GROUP BY a, b HAVING COUNT(*) > 1";
        }
        if (random.nextInt(3) == 0) {
            select += " ORDER BY a, b LIMIT 5";
        } else if (random.nextInt(4) == 0 && depth < 2) {
            select += " UNION ALL " + select(depth + 1);
        }
        return select;
    }

    private String statement() {
        return switch (random.nextInt(8)) {
            case 0 -> "INSERT INTO " + table() + " (a, b) VALUES (1, 'x'), (2, " + "'y')";
            case 1 -> "INSERT INTO " + table() + " (a, b) " + select(1);
            case 2 -> "UPDATE " + table() + " SET a = 1, b = 'x' WHERE " + condition(1);
            case 3 -> "DELETE FROM " + table() + " WHERE " + condition(1);
            case 4 -> "WITH w AS (" + select(2) + ") SELECT * FROM w, " + table();
            case 5 -> "CREATE TABLE " + table() + " AS " + select(1);
            default -> select(0);
        };
    }

    @Test
    void aWholeParserFindsTheSameTables() {
        var compared = 0;
        for (var round = 0; round < STATEMENTS; round++) {
            // Given
            var sql = statement();
            Statement parsed;
            try {
                parsed = CCJSqlParserUtil.parse(sql);
            } catch (JSQLParserException notOfItsDialect) {
                continue;
            }
            // When
            var ours = tables(Reading.of(sql));
            // Then
            var theirs = new TreeSet<String>();
            for (var name : new TablesNamesFinder<Void>().getTables(parsed)) {
                theirs.add(name.replace("`", "").toLowerCase(Locale.ROOT));
            }
            assertThat(ours).as(sql).isEqualTo(theirs);
            compared++;
        }
        assertThat(compared).isGreaterThan(STATEMENTS * 9 / 10);
    }

    private static Set<String> tables(Reading reading) {
        var tables = new TreeSet<String>();
        for (var part : new ArrayList<>(reading.parts())) {
            var name = part.substring(part.lastIndexOf(' ') + 1);
            if (part.contains(" ") && !name.equals("TABLE")) {
                tables.add(name);
            }
        }
        return tables;
    }
}
