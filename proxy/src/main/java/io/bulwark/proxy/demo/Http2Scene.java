package io.bulwark.proxy.demo;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that the demo tries over HTTP/2: requests that are under way on one connection at once, one of which is looked at.
 *
 * @param looked which of the requests the expectation is about; every other one must be answered
 * @param expectedStatus the HTTP status of its answer, or {@code grpc-status N}
 * @param expectedRule how the rule in the refusal must begin; empty where the request should pass
 */
public record Http2Scene(String title, List<Request> requests, int looked, String expectedStatus, String expectedRule) {
    public Http2Scene {
        requests = List.copyOf(requests);
    }

    public boolean shouldPass() {
        return expectedRule.isEmpty();
    }

    /** A request of HTTP/2; an empty body is none. */
    static final class Request {
        private final Map<String, String> head;
        private final byte[] body;

        private Request(Map<String, String> head, byte[] body) {
            this.head = head;
            this.body = body;
        }

        Map<String, String> head() {
            return head;
        }

        byte[] body() {
            return body;
        }

        static Request get(String path) {
            return new Request(head("GET", path), new byte[0]);
        }

        static Request call(String method, byte[] message) {
            var head = head("POST", OrderDesk.SERVICE + method);
            head.put("content-type", "application/grpc");
            head.put("te", "trailers");
            head.put("grpc-encoding", "gzip");
            return new Request(head, message);
        }

        private static Map<String, String> head(String method, String path) {
            var head = new LinkedHashMap<String, String>();
            head.put(":method", method);
            head.put(":scheme", "http");
            head.put(":path", path);
            head.put(":authority", "shop.test");
            return head;
        }
    }
}
