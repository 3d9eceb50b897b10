package io.bulwark.proxy.demo;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** What the workloads of the small shop ask of it all day, and what somebody asks who has taken one of them over. */
public final class ShopTraffic {
    private static final List<String> WORDS = List.of("lamp", "desk", "chair", "shelf", "rug", "sofa", "clock", "vase");
    private static final List<String> ORDERS = List.of("asc", "desc");
    private static final List<String> FILES = List.of("shop.css", "shop.js", "logo.svg");
    private static final int REQUESTS = 8;

    private final Map<String, InetSocketAddress> proxies;

    /** One of those who ask. Each workload has addresses of its own, as Pods have. */
    private enum Caller {
        STOREFRONT(1),
        WORKER(2),
        STRANGER(9);

        private final int net;

        Caller(int net) {
            this.net = net;
        }

        InetAddress address(int pod) {
            return InetAddress.ofLiteral("127.0." + net + "." + (1 + pod));
        }
    }

    /**
     * One thing that somebody tries who has taken a workload over.
     *
     * @param refused whether the answer says that no rule allows it
     */
    public record Attempt(String title, String answer, boolean refused) {}

    /** @param proxies where the listeners are, by their names */
    public ShopTraffic(Map<String, InetSocketAddress> proxies) {
        this.proxies = Map.copyOf(proxies);
    }

    /** One conversation as every day has thousands; whether all of it was answered as it should be. */
    public boolean converse(RandomGenerator chance) {
        return switch (chance.nextInt(10)) {
            case 0, 1, 2, 3 -> browse(chance);
            case 4 -> order(chance);
            case 5 -> place(chance);
            case 6, 7 -> session(chance);
            case 8 -> ship(chance);
            default -> look(chance);
        };
    }

    private boolean browse(RandomGenerator chance) {
        List<byte[]> requests = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            requests.add(request(
                    "GET",
                    switch (chance.nextInt(4)) {
                        case 0 -> "/static/" + one(FILES, chance);
                        case 1 -> "/search?q=" + one(WORDS, chance) + "+" + chance.nextInt(1000);
                        case 2 -> "/orders?page=" + chance.nextInt(40) + "&sort=" + one(ORDERS, chance);
                        default -> "/orders/" + chance.nextInt(100_000);
                    },
                    ""));
        }
        return http(Caller.STOREFRONT, chance, requests).status() == 200;
    }

    private boolean order(RandomGenerator chance) {
        var body = "{\"item\":" + chance.nextInt(1000) + ",\"note\":\"" + one(WORDS, chance) + "\"}";
        return http(Caller.STOREFRONT, chance, List.of(request("POST", "/orders", body)))
                        .status()
                == 200;
    }

    private boolean ship(RandomGenerator chance) {
        var path = "/orders/" + chance.nextInt(100_000);
        var requests = List.of(request("GET", path, ""), request("PUT", path + "/shipment", "{\"sent\":true}"));
        return http(Caller.WORKER, chance, requests).status() == 200;
    }

    private boolean place(RandomGenerator chance) {
        return call(Caller.STOREFRONT, chance, "Place").status().equals("grpc-status 0");
    }

    private boolean session(RandomGenerator chance) {
        if (!proxies.containsKey("redis")) {
            return browse(chance);
        }
        var key = "session:" + new UUID(chance.nextLong(), chance.nextLong());
        var command = chance.nextBoolean() ? List.of("GET", key) : List.of("SET", key, "{\"cart\":3}");
        return !redis(Caller.STOREFRONT, chance, command).reply().startsWith("-");
    }

    private boolean look(RandomGenerator chance) {
        if (!proxies.containsKey("mysql")) {
            return ship(chance);
        }
        var statement = "SELECT note FROM orders WHERE id = " + (42 + chance.nextInt(2));
        return mysql(Caller.WORKER, chance, statement).status().equals("rows 1");
    }

    /** What somebody tries who wants to get on from here. */
    public List<Attempt> moveLaterally(RandomGenerator chance) {
        List<Attempt> attempts = new ArrayList<>();
        attempts.add(http(
                "the storefront deletes an order", Caller.STOREFRONT, chance, request("DELETE", "/orders/42", "")));
        attempts.add(http(
                "the storefront looks for an admin page",
                Caller.STOREFRONT,
                chance,
                request("GET", "/admin/users", "")));
        attempts.add(http(
                "the storefront tries another parameter",
                Caller.STOREFRONT,
                chance,
                request("GET", "/orders?page=1&debug=true", "")));
        attempts.add(http(
                "the worker ships by a name instead of a number",
                Caller.WORKER,
                chance,
                request("PUT", "/orders/all/shipment", "{}")));
        attempts.add(http("a stranger reads an order", Caller.STRANGER, chance, request("GET", "/orders/42", "")));
        var purged = call(Caller.STOREFRONT, chance, "Purge");
        attempts.add(attempt("the storefront calls another gRPC method", purged.status(), purged.rule()));
        if (proxies.containsKey("redis")) {
            attempts.add(redis("the storefront asks for payments", Caller.STOREFRONT, chance, "GET", "payments:7"));
            attempts.add(redis(
                    "the storefront deletes a session", Caller.STOREFRONT, chance, "DEL", "session:" + new UUID(1, 2)));
            attempts.add(
                    redis("the worker reads a session", Caller.WORKER, chance, "GET", "session:" + new UUID(1, 2)));
        }
        if (proxies.containsKey("mysql")) {
            attempts.add(mysql("the worker reads salaries", chance, "SELECT name, salary FROM staff"));
            attempts.add(mysql("the worker empties a table", chance, "DELETE FROM orders"));
        }
        return attempts;
    }

    private static Attempt attempt(String title, String answer, String rule) {
        return new Attempt(title, (answer + " " + rule).strip(), rule.startsWith("allowlist"));
    }

    private Attempt http(String title, Caller caller, RandomGenerator chance, byte[] request) {
        var answer = http(caller, chance, List.of(request));
        return attempt(title, String.valueOf(answer.status()), answer.rule());
    }

    private Attempt redis(String title, Caller caller, RandomGenerator chance, String... command) {
        var answer = redis(caller, chance, List.of(command));
        return attempt(title, answer.reply(), answer.rule());
    }

    private Attempt mysql(String title, RandomGenerator chance, String statement) {
        var answer = mysql(Caller.WORKER, chance, statement);
        return attempt(title, answer.status(), answer.rule());
    }

    private Client.Answer http(Caller caller, RandomGenerator chance, List<byte[]> requests) {
        return Client.play(new Scene("", requests, 200, ""), proxy("shop"), pod(caller, chance));
    }

    private Http2Client.Answer call(Caller caller, RandomGenerator chance, String method) {
        var request = Http2Scene.Request.call(method, GrpcMessage.of(one(WORDS, chance)));
        var scene = new Http2Scene("", List.of(request), 0, "grpc-status 0", "");
        return Http2Client.play(scene, proxy("orders"), pod(caller, chance));
    }

    private RedisClient.Answer redis(Caller caller, RandomGenerator chance, List<String> command) {
        var scene = new RedisScene("", List.of(command), 0, "", "");
        return RedisClient.play(scene, proxy("redis"), pod(caller, chance));
    }

    private MysqlClient.Answer mysql(Caller caller, RandomGenerator chance, String statement) {
        var scene = new MysqlScene("", List.of(statement), "", "");
        return MysqlClient.play(scene, proxy("mysql"), pod(caller, chance));
    }

    private InetSocketAddress proxy(String name) {
        var proxy = proxies.get(name);
        if (proxy == null) {
            throw new IllegalStateException("there is no " + name);
        }
        return proxy;
    }

    private static InetAddress pod(Caller caller, RandomGenerator chance) {
        return caller.address(chance.nextInt(4));
    }

    private static String one(List<String> all, RandomGenerator chance) {
        return all.get(chance.nextInt(all.size()));
    }

    private static byte[] request(String method, String target, String body) {
        var content =
                body.isEmpty() ? "" : "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n";
        return (method + " " + target + " HTTP/1.1\r\nHost: shop.test\r\n" + content + "\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }
}
