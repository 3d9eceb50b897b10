package io.bulwark.proxy.inspect;

import io.bulwark.policy.Bytes;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** The content of one message as rules see it: how long it is, and which parameters it has. One for each inspector. */
final class Content {
    private static final Bytes NOTHING = new Nothing();

    private final Workbench bench;
    private long expected;
    private long received;
    private boolean complete;
    private boolean unreadable;
    private boolean lesson;
    private @Nullable ParameterReader parameters;

    /** No bytes. */
    private record Nothing() implements Bytes {
        @Override
        public int length() {
            return 0;
        }

        @Override
        public byte get(int index) {
            throw new IndexOutOfBoundsException(index);
        }
    }

    Content(Workbench bench) {
        this.bench = bench;
    }

    /** A message begins. */
    void begin() {
        end();
        expected = 0;
        received = 0;
        complete = false;
        unreadable = false;
    }

    /** How many bytes the message says that its content has; negative when it does not say. */
    void expect(long byteCount) {
        expected = byteCount;
    }

    /** Whether there is content. */
    boolean exists() {
        return expected != 0;
    }

    /** Bytes of it have come. */
    void add(long byteCount) {
        received += byteCount;
    }

    /** How many bytes it has, as far as is known. */
    long size() {
        return Math.max(expected, received);
    }

    /** Its parameters will be asked for: what is to be shown all of it; null when it has none that can be read. */
    @Nullable
    ParameterReader read(Coding coding, Media media) {
        if (!isReadable(coding, media)) {
            unreadable = true;
            return null;
        }
        parameters = bench.parameters().borrow();
        parameters.open(media, Long.MAX_VALUE);
        return parameters;
    }

    /** A learner wants its parameters: what is to be shown all of it; null when there are none to read, or enough is read already. */
    @Nullable
    ParameterReader learn(Coding coding, Media media) {
        if (media.enveloped() || media == Media.PROTOBUF) {
            return null;
        }
        if (!isReadable(coding, media)) {
            unreadable = true;
            return null;
        }
        if (!bench.lessons().take()) {
            return null;
        }
        lesson = true;
        parameters = bench.parameters().borrow();
        parameters.open(media, Lessons.MAX_BYTES);
        return parameters;
    }

    /** Whether it says something about contents like it: all of it has come, and it was read or cannot be. */
    boolean teaches() {
        return complete && exists() && (unreadable || parameters != null);
    }

    private static boolean isReadable(Coding coding, Media media) {
        boolean plain = coding == Coding.IDENTITY || coding == Coding.GZIP || coding == Coding.DEFLATE;
        return plain && (media == Media.FORM || media == Media.JSON);
    }

    /** All of it has come. */
    void complete() {
        if (!complete && parameters != null) {
            parameters.close();
        }
        complete = true;
    }

    /** Whether nothing more can become known of its parameters. */
    boolean isKnown() {
        return complete || unreadable || (parameters != null && parameters.failed());
    }

    /** Its parameters in the form of a query; null when they can't be read. */
    @Nullable
    Bytes parameters() {
        if (unreadable) {
            return null;
        }
        if (parameters == null) {
            return NOTHING;
        }
        return parameters.failed() ? null : parameters.text();
    }

    /** The message is over. */
    void end() {
        if (parameters != null) {
            if (lesson) {
                bench.lessons().giveBack(parameters.shown());
            }
            bench.parameters().giveBack(parameters);
            parameters = null;
        }
        lesson = false;
    }

    /** Whether a field is a part of what rules measure, and not of its head. */
    static boolean holds(Field field) {
        return switch (field) {
            case REDIS_ARG, MYSQL_QUERY, MYSQL_PARAM -> true;
            case HTTP_URI,
                    HTTP_HEADER,
                    HTTP_BODY,
                    HTTP_RESPONSE_HEADER,
                    HTTP_RESPONSE_BODY,
                    GRPC_STRING,
                    GRPC_RESPONSE_STRING,
                    MYSQL_SHAPE,
                    MYSQL_RESULT,
                    LOGIN,
                    REDIS_REPLY,
                    STREAM_CLIENT,
                    STREAM_SERVER -> false;
        };
    }
}
