package io.bulwark.testbed;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the machine must have for these tests. */
public final class Requirements {
    private static final Map<String, String> PACKAGES = new TreeMap<>(Map.ofEntries(
            Map.entry("ip", "iproute2"),
            Map.entry("ss", "iproute2"),
            Map.entry("nft", "nftables"),
            Map.entry("iptables-restore", "iptables"),
            Map.entry("ip6tables-restore", "iptables"),
            Map.entry("setpriv", "util-linux"),
            Map.entry("nginx", "nginx"),
            Map.entry("nghttp", "nghttp2-client"),
            Map.entry("h2load", "nghttp2-client"),
            Map.entry("nghttpd", "nghttp2-server"),
            Map.entry("nghttpx", "nghttp2-proxy"),
            Map.entry("redis-server", "redis-server"),
            Map.entry("redis-cli", "redis-tools"),
            Map.entry("mariadbd", "mariadb-server"),
            Map.entry("mariadb", "mariadb-client"),
            Map.entry("dnsmasq", "dnsmasq-base"),
            Map.entry("openssl", "openssl"),
            Map.entry("curl", "curl"),
            Map.entry("runc", "runc"),
            Map.entry("sysctl", "procps")));
    private static final List<Path> FOLDERS =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/sbin"), Path.of("/bin"));

    private Requirements() {}

    /** Fails, naming everything that is missing. */
    public static void check() {
        var missing = new ArrayList<String>();
        var uid = Command.run("id", "-u").expectSuccess().out().strip();
        if (!uid.equals("0")) {
            missing.add("root (network namespaces need it; running as uid " + uid + ")");
        }
        PACKAGES.forEach((tool, name) -> {
            if (FOLDERS.stream().noneMatch(folder -> Files.isExecutable(folder.resolve(tool)))) {
                missing.add(tool + " (Debian package " + name + ")");
            }
        });
        if (!missing.isEmpty()) {
            throw new AssertionError("The netns tests need what is missing here: " + String.join(", ", missing));
        }
    }
}
