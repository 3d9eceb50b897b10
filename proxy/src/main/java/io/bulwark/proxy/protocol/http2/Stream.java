package io.bulwark.proxy.protocol.http2;

import io.bulwark.policy.AllowlistDecision;
import io.bulwark.proxy.protocol.Coding;
import io.bulwark.proxy.protocol.Judge;
import io.bulwark.proxy.protocol.Media;
import io.bulwark.proxy.protocol.Uninspected;
import io.bulwark.proxy.protocol.http.HttpOperation;
import io.bulwark.proxy.stream.ByteView;
import io.bulwark.signatures.Field;
import org.jspecify.annotations.Nullable;

/** One request and its answer, both under way or yet to come. Used again for one stream after another. */
final class Stream {
    /** One message of a stream: a request or the answer to it. */
    static final class Message {
        private final Judge judge;
        private final Field bodyField;
        private boolean begun;
        private boolean ended;
        private boolean done;
        private boolean bodyOpen;
        private Coding coding = Coding.IDENTITY;
        private Media media = Media.OTHER;
        private long expected;
        private long received;
        private long passed;

        private Message(Judge judge, Field bodyField) {
            this.judge = judge;
            this.bodyField = bodyField;
        }

        private void clear() {
            begun = false;
            ended = false;
            done = false;
            bodyOpen = false;
            coding = Coding.IDENTITY;
            media = Media.OTHER;
            expected = -1;
            received = 0;
            passed = 0;
        }

        Judge judge() {
            return judge;
        }

        /** Its head has been read. */
        void begin(HeadFields fields, boolean bodyless) {
            begun = true;
            coding = fields.coding();
            media = fields.media();
            expected = bodyless ? 0 : fields.contentLength();
            judge.expect(expected);
        }

        boolean begun() {
            return begun;
        }

        /** A piece of its body has come. */
        void chunk(ByteView bytes) {
            received += bytes.length();
            if (!bodyOpen) {
                bodyOpen = true;
                judge.open(bodyField, coding, media);
            }
            judge.chunk(bytes);
        }

        /** All of its body has come, or all that will be read. */
        void closeBody() {
            if (bodyOpen) {
                bodyOpen = false;
                judge.close();
            }
            judge.complete();
        }

        /** Whether there is more of the body than Content-Length announced, or less when it is over. */
        boolean lengthDiffers(boolean over) {
            return expected >= 0 && (over ? received != expected : received > expected);
        }

        /** That many bytes of the message have left, frames included. */
        void pass(long byteCount) {
            passed += byteCount;
        }

        long passed() {
            return passed;
        }

        /** Nothing more of it will come, or be read. */
        void end() {
            ended = true;
            done = true;
            bodyOpen = false;
            judge.end();
        }

        boolean done() {
            return done;
        }

        /** Its last frame has come, whatever becomes of it. */
        void markEnded() {
            ended = true;
        }

        boolean ended() {
            return ended;
        }
    }

    private final Message request;
    private final Message response;
    private final HttpOperation operation = new HttpOperation();
    private int id;
    private boolean head;
    private boolean seenByServer;
    private @Nullable Uninspected unread;
    private boolean tunnelAsked;
    private long clientWindow;
    private int sighting;
    private @Nullable AllowlistDecision answerLimit;
    private boolean succeeded;

    Stream(Judge request, Judge response) {
        this.request = new Message(request, Field.HTTP_BODY);
        this.response = new Message(response, Field.HTTP_RESPONSE_BODY);
    }

    void open(int newId, long newClientWindow) {
        id = newId;
        request.clear();
        response.clear();
        head = false;
        seenByServer = false;
        unread = null;
        tunnelAsked = false;
        operation.clear();
        sighting = 0;
        answerLimit = null;
        succeeded = false;
        clientWindow = newClientWindow;
    }

    int id() {
        return id;
    }

    Message request() {
        return request;
    }

    Message response() {
        return response;
    }

    /** What the request asks for; the response is judged under it too. */
    HttpOperation operation() {
        return operation;
    }

    /**
     * What the head of the request says, once it has left.
     *
     * @param tunnel what the stream's DATA is counted under if the server agrees to a tunnel; null for a request like others
     */
    void describe(boolean isHead, @Nullable Uninspected tunnel) {
        head = isHead;
        unread = tunnel;
        tunnelAsked = tunnel != null;
    }

    /** Whether the request's method is HEAD, so that the answer has no body whatever its head says. */
    boolean isHead() {
        return head;
    }

    /** What the stream's further frames are counted under, since they are not read; null while they are. */
    @Nullable
    Uninspected unread() {
        return unread;
    }

    /** Nothing more of the stream is read. */
    void passUnread(Uninspected why) {
        unread = why;
        tunnelAsked = false;
    }

    /** Whether it is the client's wish for a tunnel for which the stream is not read, so that the answer's head is. */
    boolean tunnelAsked() {
        return tunnelAsked;
    }

    /** The server did not agree to a tunnel: the stream is read on like others. */
    void noTunnel() {
        unread = null;
        tunnelAsked = false;
    }

    /** The judge of requests has noted this one under a number. */
    void sighted(int number) {
        sighting = number;
    }

    /** The judge of requests has said what limits the answer. */
    void limitAnswer(@Nullable AllowlistDecision decision) {
        answerLimit = decision;
    }

    /** What limits the answer; null when nothing does. */
    @Nullable
    AllowlistDecision answerLimit() {
        return answerLimit;
    }

    /** What the status of the answer says, so far. */
    void succeeded(boolean good) {
        succeeded = good;
    }

    boolean succeeded() {
        return succeeded;
    }

    /** The answer is complete: tells its judge how it ended. */
    void tellOutcome() {
        response.judge().outcome(sighting, succeeded);
        sighting = 0;
    }

    /** Whether the server was sent any of the request. */
    boolean seenByServer() {
        return seenByServer;
    }

    void markSeenByServer() {
        seenByServer = true;
    }

    boolean done() {
        return request.done && response.done;
    }

    /** How many bytes of DATA the client is ready to take on this stream; below zero after it has made the window smaller. */
    long clientWindow() {
        return clientWindow;
    }

    void widenClientWindow(long byteCount) {
        clientWindow += byteCount;
    }
}
