package io.bulwark.policy.learn;

import io.bulwark.policy.Attribute;
import io.bulwark.policy.Bytes;
import io.bulwark.policy.FlowSide;
import io.bulwark.policy.Operation;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A call whose end is not known yet, copied. Used again for one call after another. */
final class PendingCall {
    /** The most parts of a call that are learned from; further ones teach nothing. */
    static final int MAX_PARTS = 16;

    /** The longest copy of a call; a longer one teaches nothing. */
    static final int MAX_BYTES = 4096;

    private static final int FIRST_BYTES = 128;
    /** A content comes behind the rest, and is noted in another form. */
    private static final List<Attribute> ATTRIBUTES = Stream.of(Attribute.values())
            .filter(attribute -> attribute != Attribute.BODY)
            .toList();

    private final Text text = new Text(new byte[0]);
    private final int[] ends = new int[2 * MAX_PARTS + ATTRIBUTES.size()];
    private final boolean[] has = new boolean[ATTRIBUTES.size()];
    private byte[] room = new byte[0];
    private int used;
    private int parts;
    private String protocol = "";
    private FlowSide side = FlowSide.INGRESS;
    private int port;
    private int peer;
    private int generation;
    private boolean open;
    private Content content = Content.NONE;
    private int contentFrom;

    /** What is known of what was sent along. */
    enum Content {
        /** Nothing was, or nobody looked. */
        NONE,
        /** It has parameters, which are noted. */
        NOTED,
        /** It has none that can be read, or more than fit. */
        UNREAD
    }

    /** Copies a call; returns by how much that has made this bigger, or -1 if the call does not fit. */
    int take(Operation operation, int allowedGrowth) {
        int needed = size(operation);
        int growth = 0;
        if (needed > room.length) {
            int wanted = Math.max(Math.max(FIRST_BYTES, needed), Math.min(2 * room.length, MAX_BYTES));
            growth = wanted - room.length;
            if (needed > MAX_BYTES || growth > allowedGrowth) {
                return -1;
            }
            room = new byte[wanted];
        }
        used = 0;
        parts = Math.min(MAX_PARTS, operation.parts());
        protocol = operation.protocol();
        for (int part = 0; part < parts; part++) {
            ends[2 * part] = copy(operation.verb(part));
            ends[2 * part + 1] = copy(operation.resource(part));
        }
        for (int i = 0; i < has.length; i++) {
            var value = operation.attribute(ATTRIBUTES.get(i));
            has[i] = value != null;
            ends[2 * MAX_PARTS + i] = value == null ? used : copy(value);
        }
        text.show(room, used);
        open = true;
        content = Content.NONE;
        return growth;
    }

    /**
     * Notes what was sent along; returns by how much that has made this bigger.
     *
     * @param parameters in the form of a query; null when it has none that can be read
     */
    int content(@Nullable Bytes parameters, ContentNotes notes, int allowedGrowth) {
        content = Content.UNREAD;
        if (parameters == null) {
            return 0;
        }
        int growth = 0;
        int end = notes.write(parameters, room, used);
        if (end < 0 && room.length < MAX_BYTES && MAX_BYTES - room.length <= allowedGrowth) {
            growth = MAX_BYTES - room.length;
            room = Arrays.copyOf(room, MAX_BYTES);
            end = notes.write(parameters, room, used);
        }
        if (end >= 0) {
            content = Content.NOTED;
            contentFrom = used;
            used = end;
        }
        text.show(room, used);
        return growth;
    }

    Content content() {
        return content;
    }

    /** Where the notes of the content begin; they go up to the end of the text. */
    int contentFrom() {
        return contentFrom;
    }

    private static int size(Operation operation) {
        int size = 0;
        for (int part = 0; part < Math.min(MAX_PARTS, operation.parts()); part++) {
            size += operation.verb(part).length() + operation.resource(part).length();
        }
        for (int i = 0; i < ATTRIBUTES.size(); i++) {
            var value = operation.attribute(ATTRIBUTES.get(i));
            size += value == null ? 0 : value.length();
        }
        return size;
    }

    private int copy(Bytes bytes) {
        bytes.copyTo(0, room, used, bytes.length());
        used += bytes.length();
        return used;
    }

    void of(FlowSide newSide, int newPort, int newPeer) {
        side = newSide;
        port = newPort;
        peer = newPeer;
    }

    void close() {
        open = false;
        generation++;
    }

    boolean isOpen() {
        return open;
    }

    int generation() {
        return generation;
    }

    /** All that was copied; the places below are indexes into it. */
    Text text() {
        return text;
    }

    int parts() {
        return parts;
    }

    int verbFrom(int part) {
        return part == 0 ? 0 : ends[2 * part - 1];
    }

    int verbTo(int part) {
        return ends[2 * part];
    }

    int resourceTo(int part) {
        return ends[2 * part + 1];
    }

    /** Where an attribute is among all of them. */
    static int place(Attribute attribute) {
        return ATTRIBUTES.indexOf(attribute);
    }

    boolean has(int place) {
        return has[place];
    }

    int from(int place) {
        return place == 0 ? ends[2 * parts - 1] : ends[2 * MAX_PARTS + place - 1];
    }

    int to(int place) {
        return ends[2 * MAX_PARTS + place];
    }

    String protocol() {
        return protocol;
    }

    FlowSide side() {
        return side;
    }

    int port() {
        return port;
    }

    int peer() {
        return peer;
    }
}
