package io.bulwark.proxy.protocol.http1;

import java.nio.charset.StandardCharsets;

/**
 * The text of an answer that Bulwark gives in a server's place. It names the rule and the flow, never any of the payload.
 *
 * @param head whether the answer is to a HEAD request and so has no body
 * @param close whether the connection ends with it
 */
record Refusal(Status status, String ruleId, String flowId, boolean head, boolean close) {
    private static final int FIRST_PRINTABLE = 0x20;

    byte[] bytes() {
        var body = "{\"error\":\"" + status.error() + "\",\"rule\":\"" + escaped(ruleId) + "\",\"flow\":\""
                + escaped(flowId) + "\"}\n";
        var text = "HTTP/1.1 " + status.line() + "\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n"
                + "Cache-Control: no-store\r\n"
                + (close ? "Connection: close\r\n" : "")
                + "\r\n"
                + (head ? "" : body);
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String escaped(String text) {
        var out = new StringBuilder(text.length());
        for (var index = 0; index < text.length(); index++) {
            var letter = text.charAt(index);
            if (letter == '"' || letter == '\\') {
                out.append('\\').append(letter);
            } else if (letter < FIRST_PRINTABLE || Character.isSurrogate(letter)) {
                out.append(String.format("\\u%04x", (int) letter));
            } else {
                out.append(letter);
            }
        }
        return out.toString();
    }
}
