package io.bulwark.proxy.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real MariaDB of the demo's own, with its data in a temporary folder that is gone in the end. */
public final class MysqlServer implements AutoCloseable {
    public static final String USER = "demo";
    public static final String SCHEMA = "shop";

    private static final Path PROGRAM = Path.of("/usr/sbin/mariadbd");
    private static final Path INSTALLER = Path.of("/usr/bin/mariadb-install-db");
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long STEP_NANOS = 50_000_000;
    private static final String DATA = """
            CREATE DATABASE shop;
            CREATE USER 'demo'@'%';
            GRANT ALL ON shop.* TO 'demo'@'%';
            CREATE TABLE shop.orders (id INT PRIMARY KEY, note VARCHAR(60), card_number VARCHAR(20));
            INSERT INTO shop.orders VALUES (42, 'two lamps', NULL), (43, 'a desk', '4111111111111111');
            CREATE TABLE shop.staff (name VARCHAR(60), salary INT);
            """;

    private final Process process;
    private final Path folder;
    private final int port;

    private MysqlServer(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /** Starts one; empty when none is installed. */
    public static Optional<MysqlServer> open() throws IOException {
        if (!Files.isExecutable(PROGRAM) || !Files.isExecutable(INSTALLER)) {
            return Optional.empty();
        }
        var folder = Files.createTempDirectory("bulwark-demo-mysql");
        var options = new ArrayList<>(List.of("--no-defaults", "--datadir=" + folder.resolve("data")));
        if ("root".equals(System.getProperty("user.name"))) {
            options.add("--user=root");
        }
        var install = start(folder, INSTALLER, options, "--skip-test-db", "--auth-root-authentication-method=normal");
        if (!await(install)) {
            throw new IOException("the database could not be set up: see " + folder.resolve("log"));
        }
        var script = Files.writeString(folder.resolve("data.sql"), DATA);
        var port = freePort();
        var process = start(
                folder,
                PROGRAM,
                options,
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--socket=" + folder.resolve("socket"),
                "--innodb-buffer-pool-size=8M",
                "--init-file=" + script);
        var server = new MysqlServer(process, folder, port);
        server.awaitAnswer();
        return Optional.of(server);
    }

    private static Process start(Path folder, Path program, List<String> options, String... more) throws IOException {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(options);
        command.addAll(Arrays.asList(more));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(
                        ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
                .start();
    }

    private static boolean await(Process process) {
        try {
            return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    private void awaitAnswer() throws IOException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (var client = new MysqlClient(address(), USER, SCHEMA)) {
                if (client.ask("SELECT 1 FROM staff LIMIT 0").rule().isEmpty()) {
                    return;
                }
            } catch (IOException notYet) {
                if (System.nanoTime() - deadline > 0 || !process.isAlive()) {
                    close();
                    throw notYet;
                }
                LockSupport.parkNanos(STEP_NANOS);
            }
        }
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        if (!await(process)) {
            process.destroyForcibly();
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
