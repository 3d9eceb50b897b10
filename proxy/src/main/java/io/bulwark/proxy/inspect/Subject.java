package io.bulwark.proxy.inspect;

import io.bulwark.policy.Bytes;
import io.bulwark.policy.Operation;
import io.bulwark.proxy.identity.Peer;
import io.bulwark.proxy.protocol.FlowInfo;

/** Whose message it is and what it asks for, kept so that an event can say so later. One for each judge. */
final class Subject {
    /** How many characters of an operation an event shows. */
    static final int MAX_CHARACTERS = 256;

    private final FlowInfo flow;
    private byte[] kept = new byte[64];
    private int length;
    private String protocol = "";
    private long passed;
    private long rows;

    Subject(FlowInfo flow) {
        this.flow = flow;
    }

    /** How many rows the message has so far. */
    void rows(long count) {
        rows = count;
    }

    long rows() {
        return rows;
    }

    /** How much of the message has left already. */
    void passed(long byteCount) {
        passed = byteCount;
    }

    long passed() {
        return passed;
    }

    /** Copies the start of the operation, which is only lent. */
    void take(Operation operation) {
        passed = 0;
        rows = 0;
        become(operation);
    }

    /** More is known of the operation than when it began. */
    void become(Operation operation) {
        protocol = operation.protocol();
        length = 0;
        append(operation.verb());
        if (length < MAX_CHARACTERS) {
            room(1);
            kept[length++] = ' ';
        }
        append(operation.resource());
    }

    private void append(Bytes bytes) {
        var count = Math.min(bytes.length(), MAX_CHARACTERS - length);
        room(count);
        bytes.copyTo(0, kept, length, count);
        length += count;
    }

    private void room(int count) {
        if (length + count > kept.length) {
            var grown = new byte[Math.max(length + count, MAX_CHARACTERS)];
            System.arraycopy(kept, 0, grown, 0, length);
            kept = grown;
        }
    }

    /** The message is over. */
    void clear() {
        length = 0;
    }

    FlowInfo flow() {
        return flow;
    }

    String protocol() {
        return protocol;
    }

    /** Verb and resource, printable. */
    String operation() {
        var out = new StringBuilder();
        for (var index = 0; index < length; index++) {
            var shown = Mask.printable(kept[index] & 0xFF);
            if (out.length() + shown.length() > MAX_CHARACTERS) {
                break;
            }
            out.append(shown);
        }
        return out.toString().strip();
    }

    String peer() {
        return switch (flow.peer()) {
            case Peer.Workload(var address, var namespace, var name) -> namespace + "/" + name + " " + address;
            case Peer.External(var address) -> address.toString();
            case Peer.Unknown(var address) -> address.toString();
        };
    }

    String side() {
        return switch (flow.side()) {
            case INGRESS -> "ingress";
            case EGRESS -> "egress";
        };
    }
}
