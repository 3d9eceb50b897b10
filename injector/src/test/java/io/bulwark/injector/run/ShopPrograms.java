package io.bulwark.injector.run;

import io.bulwark.testbed.Command;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Namespace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The example shop's servers and clients, by the machine's own programs, in the Pods' namespaces. */
final class ShopPrograms {
    static final int CATALOGUE = 8080;
    static final int ORDERS = 9000;
    static final int SESSIONS = 6379;
    static final int DATABASE = 3306;

    private final Deque<AutoCloseable> resources;

    ShopPrograms(Deque<AutoCloseable> resources) {
        this.resources = resources;
    }

    void catalogue(Namespace pod) throws Exception {
        var folder = Folders.create(resources);
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                worker_processes 1;
                pid %1$s/pid;
                events {}
                http {
                    access_log off;
                    client_body_temp_path %1$s/body;
                    server { listen %2$d; location / { return 200 "a product\\n"; } }
                }
                """.formatted(folder, CATALOGUE));
        start(
                pod,
                folder,
                CATALOGUE,
                "nginx",
                "-c",
                folder.resolve("nginx.conf").toString(),
                "-e",
                folder + "/error");
    }

    void orders(Namespace pod) throws Exception {
        var command = new ArrayList<>(grpc());
        command.addAll(List.of("serve", String.valueOf(ORDERS)));
        start(pod, Folders.create(resources), ORDERS, command.toArray(String[]::new));
    }

    void sessions(Namespace pod) throws Exception {
        start(
                pod,
                Folders.create(resources),
                SESSIONS,
                "redis-server",
                "--port",
                String.valueOf(SESSIONS),
                "--save",
                "",
                "--protected-mode",
                "no");
    }

    void database(Namespace pod) throws Exception {
        var folder = Folders.create(resources);
        var data = folder.resolve("data");
        Command.run("mariadb-install-db", "--no-defaults", "--user=root", "--datadir=" + data)
                .expectSuccess();
        var script = Files.writeString(folder.resolve("init.sql"), """
                CREATE DATABASE shop;
                CREATE TABLE shop.orders (id INT PRIMARY KEY, item VARCHAR(40));
                INSERT INTO shop.orders VALUES (1, 'lamp'), (2, 'chair');
                CREATE TABLE shop.cards (id INT PRIMARY KEY, number VARCHAR(40));
                CREATE USER 'app'@'%' IDENTIFIED BY 'secret';
                GRANT ALL ON *.* TO 'app'@'%';
                """);
        start(
                pod,
                folder,
                DATABASE,
                "mariadbd",
                "--no-defaults",
                "--user=root",
                "--datadir=" + data,
                "--port=" + DATABASE,
                "--bind-address=*",
                "--skip-name-resolve",
                "--socket=" + folder.resolve("socket"),
                "--innodb-buffer-pool-size=8M",
                "--init-file=" + script);
    }

    private void start(Namespace pod, Path folder, int port, String... command) throws Exception {
        var process = pod.start(folder.resolve("out"), List.of(command));
        resources.push(() -> process.destroyForcibly().waitFor());
        pod.awaitListener(port, 1);
    }

    /** The status of the answer; 000 when there is none. */
    static String http(PodOnNode from, String method, String url) {
        return from.namespace()
                .run("curl", "-s", "-m", "10", "-o", "/dev/null", "-w", "%{http_code}", "-X", method, url)
                .out();
    }

    /** The status code of the last of some calls. */
    static String grpc(PodOnNode from, PodOnNode to, int count, String method) {
        var command = new ArrayList<>(grpc());
        command.addAll(List.of("call", to.address(), String.valueOf(ORDERS), String.valueOf(count), method));
        return from.namespace().run(command.toArray(String[]::new)).out().strip();
    }

    private static List<String> grpc() {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                classPath,
                GrpcPeer.class.getName());
    }

    /** What redis-cli prints of these commands, one a line. */
    static String redis(PodOnNode from, PodOnNode to, String commands) {
        return from.namespace()
                .run("sh", "-c", "printf '" + commands + "' | redis-cli -h " + to.address())
                .out();
    }

    static String sql(PodOnNode from, PodOnNode to, String statement) {
        var result = from.namespace()
                .run(
                        "mariadb",
                        "--no-defaults",
                        "--skip-ssl",
                        "--connect-timeout=10",
                        "-N",
                        "-h",
                        to.address(),
                        "-uapp",
                        "-psecret",
                        "-e",
                        statement);
        return result.out() + result.err();
    }
}
