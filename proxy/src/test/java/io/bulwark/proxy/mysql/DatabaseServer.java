package io.bulwark.proxy.mysql;

import io.bulwark.proxy.testing.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A database server of its own, with its data in a temporary folder and a schema {@code shop}. */
final class DatabaseServer implements AutoCloseable {
    static final String USER = "app";
    static final String PASSWORD = "correct horse";

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Process process;
    private final int port;

    private DatabaseServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static DatabaseServer start(Brand brand, Path folder, String... settings) {
        var program = brand.program();
        try {
            var data = folder.resolve("data");
            run(folder, brand.install(data));
            var port = Programs.freePort();
            var bootstrap = Files.writeString(folder.resolve("init.sql"), """
                    CREATE DATABASE shop;
                    CREATE USER 'app'@'%%' IDENTIFIED BY '%s';
                    GRANT ALL ON shop.* TO 'app'@'%%';
                    GRANT FILE ON *.* TO 'app'@'%%';
                    """.formatted(PASSWORD) + brand.users());
            var command = new ArrayList<>(List.of(
                    program.toString(),
                    "--no-defaults",
                    "--user=root",
                    "--datadir=" + data,
                    "--port=" + port,
                    "--bind-address=127.0.0.1",
                    "--socket=" + folder.resolve("sock"),
                    "--skip-name-resolve",
                    "--innodb-buffer-pool-size=32M",
                    "--local-infile=1",
                    "--max-allowed-packet=64M",
                    "--init-file=" + bootstrap));
            command.addAll(brand.settings());
            command.addAll(List.of(settings));
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("server.log").toFile())
                    .start();
            var server = new DatabaseServer(process, port);
            server.await(folder);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void run(Path folder, List<String> command) throws IOException {
        var log = folder.resolve("install.log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new AssertionError(command + " failed: " + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private void await(Path folder) throws IOException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try (var _ = DriverManager.getConnection("jdbc:mariadb://127.0.0.1:" + port
                    + "/shop?allowPublicKeyRetrieval=true&user=" + USER + "&password=" + PASSWORD)) {
                return;
            } catch (SQLException notYet) {
                if (System.nanoTime() > deadline || !process.isAlive()) {
                    throw new AssertionError(Files.readString(folder.resolve("server.log")), notYet);
                }
                LockSupport.parkNanos(100_000_000);
            }
        }
    }

    InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
