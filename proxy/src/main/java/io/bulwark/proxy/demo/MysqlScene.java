package io.bulwark.proxy.demo;

import java.util.List;

/**
 * One thing that the demo tries with a database: statements sent one after another over one connection, and what the last one meets.
 *
 * @param expected {@code rows N}, or {@code error N}
 * @param expectedRule how the rule in the refusal must begin; empty where the statement should pass
 */
public record MysqlScene(String title, List<String> statements, String expected, String expectedRule) {
    public MysqlScene {
        statements = List.copyOf(statements);
    }
}
