package io.bulwark.proxy.mysql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Whose server a test runs against. */
public enum Brand {
    /** Debian's MariaDB, which is installed. */
    MARIADB,
    /** Oracle's MySQL in a folder of its own, where {@code .ci/mysql-server} puts it. */
    MYSQL;

    private static final Path MARIADBD = Path.of("/usr/sbin/mariadbd");
    private static final Path FOLDER =
            Path.of(System.getProperty("bulwark.mysql", System.getProperty("user.home") + "/.cache/bulwark/mysql"));

    /** One who logs in: with which driver, and as a user whose method of proof is not the same as another one's. */
    record Login(String driver, String user) {}

    /** The server; where it is missing the test fails, or is left out. */
    public Path program() {
        return switch (this) {
            case MARIADB -> {
                if (!Files.isExecutable(MARIADBD)) {
                    throw new AssertionError(
                            "these tests need Debian's mariadb-server (see .ci/packages): no " + MARIADBD);
                }
                yield MARIADBD;
            }
            case MYSQL -> {
                var program = FOLDER.resolve("mysqld");
                if (!Files.isExecutable(program)) {
                    missing();
                }
                yield program;
            }
        };
    }

    private static void missing() {
        var missing = "NOT RUN: the tests against MySQL's own server; .ci/mysql-server " + FOLDER + " fetches it";
        if (System.getenv("CI") != null) {
            throw new AssertionError(missing);
        }
        Assumptions.abort(missing);
    }

    /** The command that makes an empty data folder. */
    public List<String> install(Path data) {
        return switch (this) {
            case MARIADB ->
                List.of(
                        "mariadb-install-db",
                        "--no-defaults",
                        "--user=root",
                        "--datadir=" + data,
                        "--skip-test-db",
                        "--auth-root-authentication-method=normal");
            case MYSQL -> {
                var command = new ArrayList<>(List.of(
                        program().toString(),
                        "--no-defaults",
                        "--user=root",
                        "--initialize-insecure",
                        "--datadir=" + data));
                command.addAll(settings());
                yield command;
            }
        };
    }

    /** What the server needs beside what all do. */
    public List<String> settings() {
        var root = FOLDER.resolve("root/usr");
        return switch (this) {
            case MARIADB -> List.of();
            case MYSQL ->
                List.of(
                        "--basedir=" + root,
                        "--lc-messages-dir=" + root.resolve("share/mysql"),
                        "--plugin-dir=" + root.resolve("lib/mysql/plugin"),
                        "--secure-file-priv=",
                        "--mysqlx=OFF",
                        "--skip-log-bin");
        };
    }

    /** The command-line client that belongs to it. */
    public List<String> client() {
        return switch (this) {
            case MARIADB -> List.of("mariadb", "--no-defaults");
            case MYSQL -> List.of(FOLDER.resolve("mysql").toString(), "--no-defaults", "--get-server-public-key");
        };
    }

    /** The option of that client which keeps it from TLS. */
    public String withoutTls() {
        return switch (this) {
            case MARIADB -> "--skip-ssl";
            case MYSQL -> "--ssl-mode=DISABLED";
        };
    }

    /** Statements that add what only this server has. */
    String users() {
        return switch (this) {
            case MARIADB -> """
                    INSTALL SONAME 'auth_ed25519';
                    CREATE USER 'curve'@'%' IDENTIFIED VIA ed25519 USING PASSWORD('correct horse');
                    GRANT ALL ON shop.* TO 'curve'@'%';
                    CREATE USER 'bare'@'%';
                    """;
            case MYSQL -> """
                    INSTALL COMPONENT 'file://component_query_attributes';
                    CREATE USER 'first'@'%' IDENTIFIED WITH caching_sha2_password BY 'correct horse';
                    CREATE USER 'second'@'%' IDENTIFIED WITH caching_sha2_password BY 'correct horse';
                    CREATE USER 'third'@'%' IDENTIFIED WITH sha256_password BY 'correct horse';
                    GRANT ALL ON shop.* TO 'first'@'%', 'second'@'%', 'third'@'%';
                    """;
        };
    }

    /** The ways in which this statement can stand in a string of another one. */
    List<String> statementsInStrings(String sql) {
        var prepared = List.of("PREPARE s FROM '" + sql + "'", "PREPARE s FROM \"" + sql + "\"");
        return switch (this) {
            case MARIADB -> List.of(prepared.getFirst(), prepared.getLast(), "EXECUTE IMMEDIATE '" + sql + "'");
            case MYSQL -> prepared;
        };
    }

    /** Who can log in, one for each method of proof and driver that has it. */
    List<Login> logins() {
        return switch (this) {
            case MARIADB ->
                List.of(new Login("mariadb", "app"), new Login("mysql", "app"), new Login("mariadb", "curve"));
            case MYSQL ->
                List.of(new Login("mariadb", "first"), new Login("mysql", "second"), new Login("mysql", "third"));
        };
    }
}
