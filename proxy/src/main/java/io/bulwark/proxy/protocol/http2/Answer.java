package io.bulwark.proxy.protocol.http2;

import io.bulwark.proxy.protocol.http.Status;
import io.bulwark.proxy.protocol.http2.hpack.HpackEncoder;

/**
 * What a client is told in a server's place: headers only, so that it takes nothing of the windows that client and server keep
 * between them.
 */
final class Answer {
    private static final byte[] NO_PRIORITY = new byte[0];
    private static final String PERMISSION_DENIED = "7";
    private static final String RESOURCE_EXHAUSTED = "8";

    private Answer() {}

    /**
     * The answer to a plain request.
     *
     * @param block what its header block begins with
     */
    static byte[] http(HpackEncoder block, int stream, Status status, String ruleId, String flowId) {
        block.add(":status", status.code())
                .add("cache-control", "no-store")
                .add("x-bulwark-error", status.error())
                .add("x-bulwark-rule", ruleId)
                .add("x-bulwark-flow", flowId);
        return Frames.headers(stream, true, NO_PRIORITY, block.take());
    }

    /**
     * The answer to a gRPC call: a response that is all trailers, or the trailers of one that has begun.
     *
     * @param block what its header block begins with
     * @param begun whether the response's head has left
     */
    static byte[] grpc(HpackEncoder block, int stream, boolean begun, Status status, String ruleId, String flowId) {
        if (!begun) {
            block.add(":status", "200").add("content-type", "application/grpc");
        }
        var limit = status.isLimit();
        block.add("grpc-status", limit ? RESOURCE_EXHAUSTED : PERMISSION_DENIED)
                .add(
                        "grpc-message",
                        (limit ? status.error() : "denied") + " by Bulwark: rule " + ruleId + ", flow " + flowId)
                .add("x-bulwark-rule", ruleId)
                .add("x-bulwark-flow", flowId);
        return Frames.headers(stream, true, NO_PRIORITY, block.take());
    }
}
