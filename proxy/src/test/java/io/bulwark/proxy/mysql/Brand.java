package io.bulwark.proxy.mysql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** Whose server a test runs against. */
public enum Brand {
    /** Debian's MariaDB, which is installed. */
    MARIADB {
        @Override
        public Path program() {
            if (!Files.isExecutable(MARIADBD)) {
                throw new AssertionError("these tests need Debian's mariadb-server (see .ci/packages): no " + MARIADBD);
            }
            return MARIADBD;
        }

        @Override
        public List<String> install(Path data) {
            return List.of(
                    "mariadb-install-db",
                    "--no-defaults",
                    "--user=root",
                    "--datadir=" + data,
                    "--skip-test-db",
                    "--auth-root-authentication-method=normal");
        }

        @Override
        public List<String> settings() {
            return List.of();
        }

        @Override
        public List<String> client() {
            return List.of("mariadb", "--no-defaults");
        }

        @Override
        public String withoutTls() {
            return "--skip-ssl";
        }

        @Override
        String users() {
            return """
                    INSTALL SONAME 'auth_ed25519';
                    CREATE USER 'curve'@'%' IDENTIFIED VIA ed25519 USING PASSWORD('correct horse');
                    GRANT ALL ON shop.* TO 'curve'@'%';
                    CREATE USER 'bare'@'%';
                    """;
        }

        @Override
        List<String> statementsInStrings(String sql) {
            return List.of(
                    "PREPARE s FROM '" + sql + "'",
                    "PREPARE s FROM \"" + sql + "\"",
                    "EXECUTE IMMEDIATE '" + sql + "'");
        }

        @Override
        List<Login> logins() {
            return List.of(new Login("mariadb", "app"), new Login("mysql", "app"), new Login("mariadb", "curve"));
        }
    },

    /** Oracle's MySQL in a folder of its own, where {@code .ci/mysql-server} puts it. */
    MYSQL {
        @Override
        public Path program() {
            var program = FOLDER.resolve("mysqld");
            if (!Files.isExecutable(program)) {
                var missing =
                        "NOT RUN: the tests against MySQL's own server; .ci/mysql-server " + FOLDER + " fetches it";
                if (System.getenv("CI") != null) {
                    throw new AssertionError(missing);
                }
                Assumptions.abort(missing);
            }
            return program;
        }

        @Override
        public List<String> install(Path data) {
            var command = new ArrayList<>(List.of(
                    program().toString(),
                    "--no-defaults",
                    "--user=root",
                    "--initialize-insecure",
                    "--datadir=" + data));
            command.addAll(settings());
            return command;
        }

        @Override
        public List<String> settings() {
            var root = FOLDER.resolve("root/usr");
            return List.of(
                    "--basedir=" + root,
                    "--lc-messages-dir=" + root.resolve("share/mysql"),
                    "--plugin-dir=" + root.resolve("lib/mysql/plugin"),
                    "--secure-file-priv=",
                    "--mysqlx=OFF",
                    "--skip-log-bin");
        }

        @Override
        public List<String> client() {
            return List.of(FOLDER.resolve("mysql").toString(), "--no-defaults", "--get-server-public-key");
        }

        @Override
        public String withoutTls() {
            return "--ssl-mode=DISABLED";
        }

        @Override
        String users() {
            return """
                    INSTALL COMPONENT 'file://component_query_attributes';
                    CREATE USER 'first'@'%' IDENTIFIED WITH caching_sha2_password BY 'correct horse';
                    CREATE USER 'second'@'%' IDENTIFIED WITH caching_sha2_password BY 'correct horse';
                    CREATE USER 'third'@'%' IDENTIFIED WITH sha256_password BY 'correct horse';
                    GRANT ALL ON shop.* TO 'first'@'%', 'second'@'%', 'third'@'%';
                    """;
        }

        @Override
        List<String> statementsInStrings(String sql) {
            return List.of("PREPARE s FROM '" + sql + "'", "PREPARE s FROM \"" + sql + "\"");
        }

        @Override
        List<Login> logins() {
            return List.of(new Login("mariadb", "first"), new Login("mysql", "second"), new Login("mysql", "third"));
        }
    };

    /** One who logs in: with which driver, and as a user whose method of proof is not the same as another one's. */
    record Login(String driver, String user) {}

    private static final Path MARIADBD = Path.of("/usr/sbin/mariadbd");
    private static final Path FOLDER =
            Path.of(System.getProperty("bulwark.mysql", System.getProperty("user.home") + "/.cache/bulwark/mysql"));

    /** The server; where it is missing the test fails, or is left out. */
    public abstract Path program();

    /** The command that makes an empty data folder. */
    public abstract List<String> install(Path data);

    /** What the server needs beside what all do. */
    public abstract List<String> settings();

    /** The command-line client that belongs to it. */
    public abstract List<String> client();

    /** The option of that client which keeps it from TLS. */
    public abstract String withoutTls();

    /** Statements that add what only this server has. */
    abstract String users();

    /** The ways in which this statement can stand in a string of another one. */
    abstract List<String> statementsInStrings(String sql);

    /** Who can log in, one for each method of proof and driver that has it. */
    abstract List<Login> logins();
}
