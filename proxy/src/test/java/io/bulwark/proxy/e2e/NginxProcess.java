package io.bulwark.proxy.e2e;

import io.bulwark.testbed.Command;
import io.bulwark.testbed.Folders;
import io.bulwark.testbed.Namespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** A real nginx inside a namespace, as the user {@code www-data}. */
final class NginxProcess {
    static final int HTTP_PORT = 8080;
    static final int HTTPS_PORT = 8443;

    private static final String USER = "www-data";
    private static final int LARGE_BYTES = 3 * 1024 * 1024;

    private final Path folder;

    NginxProcess(Namespace namespace, Deque<AutoCloseable> resources) throws Exception {
        folder = Folders.create(resources);
        Files.createDirectory(folder.resolve("root"));
        Files.write(folder.resolve("root").resolve("large.bin"), large());
        Files.writeString(folder.resolve("nginx.conf"), config());
        Command.run(
                        "openssl",
                        "req",
                        "-x509",
                        "-newkey",
                        "rsa:2048",
                        "-nodes",
                        "-days",
                        "2",
                        "-subj",
                        "/CN=e2e.test",
                        "-keyout",
                        folder.resolve("key.pem").toString(),
                        "-out",
                        folder.resolve("certificate.pem").toString())
                .expectSuccess();
        Command.run("chown", "-R", USER, folder.toString()).expectSuccess();
        var process = namespace.start(
                folder.resolve("nginx.out"),
                List.of(
                        "setpriv",
                        "--reuid",
                        USER,
                        "--regid",
                        USER,
                        "--clear-groups",
                        "nginx",
                        "-e",
                        folder.resolve("error.log").toString(),
                        "-c",
                        folder.resolve("nginx.conf").toString()));
        resources.push(() -> process.destroyForcibly().waitFor());
        namespace.awaitListener(HTTPS_PORT, 2);
    }

    /** What {@code /large.bin} holds; the same bytes each time. */
    static byte[] large() {
        var bytes = new byte[LARGE_BYTES];
        new Random(1337).nextBytes(bytes);
        return bytes;
    }

    /** One line a request that arrived. */
    List<String> requests() throws IOException {
        return Files.readAllLines(folder.resolve("access.log"));
    }

    private String config() {
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
                server {
                    listen 8080;
                    listen [::]:8080;
                    listen 8443 ssl;
                    listen [::]:8443 ssl;
                    ssl_certificate %1$s/certificate.pem;
                    ssl_certificate_key %1$s/key.pem;
                    root %1$s/root;
                    location = / { return 200 "nginx was here"; }
                }
            }
            """.formatted(folder);
    }
}
