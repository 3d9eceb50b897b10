package io.bulwark.proxy.e2e;

import io.bulwark.testbed.Command;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Namespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** Real servers of HTTP/2 without TLS inside a namespace, as the user {@code www-data}. */
final class Http2Servers {
    /** nginx: answers {@code /} and {@code /upload}, and files. */
    static final int NGINX = 8082;
    /** nghttpd: files, a push with {@code /index.html}, a trailer on every answer; echoes uploads. */
    static final int NGHTTPD = 8083;
    /** nghttpx before that nginx: the one that takes an upgrade from HTTP/1.1. */
    static final int NGHTTPX = 8084;

    private static final String USER = "www-data";
    private static final int LARGE_BYTES = 3 * 1024 * 1024;

    private final Namespace namespace;
    private final Deque<AutoCloseable> resources;
    private final Path folder;

    Http2Servers(Namespace namespace, Deque<AutoCloseable> resources) throws Exception {
        this.namespace = namespace;
        this.resources = resources;
        folder = Folders.create(resources);
        var root = Files.createDirectory(folder.resolve("root"));
        Files.write(root.resolve("large.txt"), large());
        Files.writeString(root.resolve("index.html"), "the page\n");
        Files.writeString(root.resolve("pushed.css"), "pushed {}\n");
        Files.writeString(folder.resolve("nginx.conf"), nginx());
        Command.run("chown", "-R", USER, folder.toString()).expectSuccess();
        start(NGINX, "nginx", "-e", folder + "/error.log", "-c", folder + "/nginx.conf");
        start(
                NGHTTPD,
                "nghttpd",
                "-v",
                "--no-tls",
                "--echo-upload",
                "--trailer=x-checksum: 42",
                "--push=/index.html=/pushed.css",
                "--htdocs=" + root,
                Integer.toString(NGHTTPD));
        start(
                NGHTTPX,
                "nghttpx",
                "--conf=/dev/null",
                "--frontend=*," + NGHTTPX + ";no-tls",
                "--backend=127.0.0.1," + NGINX + ";;proto=h2",
                "--single-process",
                "--workers=1",
                "--accesslog-file=/dev/null",
                "--errorlog-file=" + folder + "/nghttpx.err");
    }

    private void start(int port, String... command) throws Exception {
        var whole = new ArrayList<>(List.of("setpriv", "--reuid", USER, "--regid", USER, "--clear-groups"));
        whole.addAll(List.of(command));
        var process = namespace.start(folder.resolve(command[0] + ".out"), whole);
        resources.push(() -> process.destroyForcibly().waitFor());
        namespace.awaitListener(port, 1);
    }

    /** What {@code /large.txt} holds: letters, the same each time. Random bytes would match some signature by chance. */
    static byte[] large() {
        var random = new Random(1337);
        var text = new StringBuilder(LARGE_BYTES);
        for (var index = 0; index < LARGE_BYTES; index++) {
            text.append((char) ('a' + random.nextInt('z' - 'a' + 1)));
        }
        return text.toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** One line a request that nginx has answered. */
    List<String> nginxRequests() throws IOException {
        return Files.readAllLines(folder.resolve("access.log"));
    }

    /** What nghttpd has said of each frame that it got or sent. */
    String nghttpdFrames() throws IOException {
        return Files.readString(folder.resolve("nghttpd.out"));
    }

    private String nginx() {
        return """
            daemon off;
            master_process off;
            pid %1$s/nginx.pid;
            error_log %1$s/error.log;
            events {}
            http {
                access_log %1$s/access.log;
                client_body_temp_path %1$s/body;
                proxy_temp_path %1$s/proxy;
                fastcgi_temp_path %1$s/fastcgi;
                uwsgi_temp_path %1$s/uwsgi;
                scgi_temp_path %1$s/scgi;
                client_max_body_size 64m;
                keepalive_requests 1000000;
                server {
                    listen %2$d http2;
                    listen [::]:%2$d http2;
                    root %1$s/root;
                    location = / { return 200 "nginx was here"; }
                    location = /upload { return 200 "$content_length bytes announced"; }
                }
            }
            """.formatted(folder, NGINX);
    }
}
