package io.bulwark.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The messages that all benchmarks read: what two services of a shop say to each other, nothing that any signature finds. */
public final class Messages {
    /** The request target of {@link #GET}, 64 bytes long. */
    public static final String TARGET = "/orders/8231?fields=id,status,total,items&currency=EUR&page=0001";

    /** The header lines of {@link #GET}. */
    public static final String HEADERS = String.join(
            "\r\n",
            "Host: orders.shop.svc.cluster.local:8080",
            "User-Agent: shop-storefront/4.18.2 (linux; jvm 25.0.3)",
            "Accept: application/json, application/problem+json",
            "Accept-Encoding: identity",
            "Accept-Language: en-GB,en;q=0.8",
            "X-Request-Id: 7f3c1e0a-52b4-4c59-9a0e-1d6b8f2e4c77",
            "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "Cache-Control: no-cache",
            "",
            "");

    private static final String JSON = json(4, 1024);

    /** A GET without a body, about 400 bytes long. */
    public static final byte[] GET = bytes("GET " + TARGET + " HTTP/1.1\r\n" + HEADERS);

    /** A JSON body of 1,024 bytes. */
    public static final byte[] JSON_BODY = bytes(JSON);

    /** A POST of {@link #JSON_BODY}. */
    public static final byte[] POST = bytes("POST /orders HTTP/1.1\r\n"
            + "Host: orders.shop.svc.cluster.local:8080\r\n"
            + "User-Agent: shop-storefront/4.18.2 (linux; jvm 25.0.3)\r\n"
            + "Accept: application/json\r\n"
            + "Content-Type: application/json\r\n"
            + "Content-Length: " + JSON.length() + "\r\n"
            + "X-Request-Id: 7f3c1e0a-52b4-4c59-9a0e-1d6b8f2e4c77\r\n"
            + "\r\n" + JSON);

    /** The body of the answer to {@link #GET}: 612 bytes of JSON. */
    public static final String GET_ANSWER_BODY = json(2, 612);

    /** The body of the answer to {@link #POST}. */
    public static final String POST_ANSWER_BODY = "{\"id\":8231,\"status\":\"accepted\"}";

    /** The answer to {@link #GET}. */
    public static final byte[] GET_ANSWER = answer(GET_ANSWER_BODY);

    /** The answer to {@link #POST}. */
    public static final byte[] POST_ANSWER = answer(POST_ANSWER_BODY);

    private Messages() {}

    /** Argument: a folder, which gets the messages as files for those who are not written in Java. */
    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        Files.write(folder.resolve("GET"), GET);
        Files.write(folder.resolve("POST"), POST);
        Files.write(folder.resolve("order.json"), JSON_BODY);
        Files.writeString(folder.resolve("GET.answer"), GET_ANSWER_BODY);
        Files.writeString(folder.resolve("POST.answer"), POST_ANSWER_BODY);
    }

    private static byte[] answer(String body) {
        return bytes("HTTP/1.1 200 OK\r\n"
                + "Server: nginx\r\n"
                + "Date: Mon, 23 Nov 2026 12:00:00 GMT\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: " + body.length() + "\r\n"
                + "Connection: keep-alive\r\n"
                + "\r\n" + body);
    }

    private static String json(int items, int length) {
        var text = new StringBuilder("{\"customer\":\"c-48213\",\"currency\":\"EUR\",\"items\":[");
        for (var item = 0; item < items; item++) {
            text.append(item == 0 ? "" : ",")
                    .append("{\"sku\":\"BLW-10")
                    .append(item)
                    .append(
                            "-XL\",\"title\":\"Rain jacket, dark green\",\"quantity\":2,\"price\":{\"net\":49.50,\"tax\":9.41},")
                    .append("\"options\":[\"gift wrap\",\"express\"]}");
        }
        text.append("],\"address\":{\"name\":\"Ada Example\",\"street\":\"Long Lane 12\",\"city\":\"Springfield\","
                + "\"country\":\"GB\"},\"note\":\"");
        var room = length - text.length() - 2;
        var words = "Please leave the parcel with the neighbours on the ground floor if nobody is at home. ";
        return text.append(words.repeat(room / words.length() + 1), 0, room)
                .append("\"}")
                .toString();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
