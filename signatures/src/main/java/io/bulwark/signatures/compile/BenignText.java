package io.bulwark.signatures.compile;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** Harmless text of the kinds that services send each other, always the same bytes. */
final class BenignText {
    private static final List<String> WORDS = List.of(
            "order",
            "customer",
            "price",
            "select",
            "update",
            "address",
            "street",
            "London",
            "Berlin",
            "item",
            "quantity",
            "union",
            "from",
            "where",
            "script",
            "path",
            "file",
            "user",
            "admin",
            "password",
            "token",
            "session",
            "the",
            "and",
            "with",
            "table",
            "cart",
            "payment",
            "status",
            "shipped",
            "pending",
            "name",
            "email",
            "example",
            "description",
            "image",
            "color",
            "size",
            "available",
            "delivery",
            "warehouse");

    private final StringBuilder text = new StringBuilder();
    private long state = 0x9E3779B97F4A7C15L;

    private BenignText() {}

    static byte[] bytes(int length) {
        var made = new BenignText();
        while (made.text.length() < length) {
            switch (made.next(5)) {
                case 0 -> made.json();
                case 1 -> made.form();
                case 2 -> made.headers();
                case 3 -> made.html();
                default -> made.prose();
            }
        }
        return made.text.substring(0, length).getBytes(StandardCharsets.US_ASCII);
    }

    private int next(int bound) {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return (int) Long.remainderUnsigned(state, bound);
    }

    private String word() {
        return WORDS.get(next(WORDS.size()));
    }

    private void json() {
        text.append("{\"id\":").append(next(1_000_000)).append(",\"items\":[");
        for (int i = next(6); i >= 0; i--) {
            text.append("{\"")
                    .append(word())
                    .append("\":\"")
                    .append(word())
                    .append(' ')
                    .append(word());
            text.append("\",\"price\":")
                    .append(next(1_000))
                    .append('.')
                    .append(10 + next(90))
                    .append("},");
        }
        text.append("{\"at\":\"2026-0")
                .append(1 + next(9))
                .append("-1")
                .append(next(10))
                .append("T08:00:00Z\"}]}\n");
    }

    private void form() {
        text.append("/api/v")
                .append(next(4))
                .append('/')
                .append(word())
                .append('/')
                .append(next(100_000))
                .append('?');
        for (int i = next(6); i >= 0; i--) {
            text.append(word())
                    .append('=')
                    .append(word())
                    .append("%20")
                    .append(next(1_000))
                    .append('&');
        }
        text.append("page=").append(next(50)).append('\n');
    }

    private void headers() {
        text.append("Host: ")
                .append(word())
                .append(".shop.svc:8080\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64) ")
                .append("AppleWebKit/537.36\r\nAccept: application/json, text/plain, */*\r\nCookie: session=");
        for (int i = 0; i < 32; i++) {
            text.append(Character.forDigit(next(16), 16));
        }
        text.append("\r\nX-Request-Id: ").append(next(1_000_000)).append("\r\nContent-Type: application/json\r\n\r\n");
    }

    private void html() {
        text.append("<div class=\"")
                .append(word())
                .append("\"><a href=\"/")
                .append(word())
                .append("\">");
        text.append(word())
                .append("</a><p>")
                .append(word())
                .append(", ")
                .append(word())
                .append("!</p></div>\n");
    }

    private void prose() {
        for (int i = 5 + next(12); i >= 0; i--) {
            text.append(word()).append(' ');
        }
        text.append(". Tel. ")
                .append(next(1_000))
                .append('-')
                .append(next(10_000))
                .append(".\n");
    }
}
