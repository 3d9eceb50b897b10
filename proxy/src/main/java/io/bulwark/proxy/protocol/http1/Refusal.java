package io.bulwark.proxy.protocol.http1;

import io.bulwark.proxy.protocol.http.RefusalBody;
import io.bulwark.proxy.protocol.http.Status;
import java.nio.charset.StandardCharsets;

/**
 * The text of an answer that Bulwark gives in a server's place. It names the rule and the flow, never any of the payload.
 *
 * @param head whether the answer is to a HEAD request and so has no body
 * @param close whether the connection ends with it
 */
record Refusal(Status status, String ruleId, String flowId, boolean head, boolean close) {
    byte[] bytes() {
        var body = RefusalBody.json(status, ruleId, flowId);
        var text = "HTTP/1.1 " + status.code() + " " + status.reason() + "\r\n"
                + "Content-Type: application/json\r\n"
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n"
                + "Cache-Control: no-store\r\n"
                + (close ? "Connection: close\r\n" : "")
                + "\r\n"
                + (head ? "" : body);
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
